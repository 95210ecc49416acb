"""How somebody is named and spoken to, with and without title and parts."""

from __future__ import annotations

import pytest
from hypothesis import given as whatever
from hypothesis import strategies as st

from engine.identity import OrganisationId, PersonId, PersonKey
from engine.people.names import display_name, named_on_an_envelope, salutation, spoken_to
from engine.ports.records import Person


@pytest.mark.parametrize(
    ("title", "given", "family", "form", "envelope", "dear"),
    [
        ("Dr", "Ngozi", "Okafor", "", "Dr Ngozi Okafor", "Dr Okafor"),
        ("", "Ngozi", "Okafor", "", "Ngozi Okafor", "Ngozi Okafor"),
        ("Dr", "Ngozi", "Okafor", "Ngozi", "Dr Ngozi Okafor", "Ngozi"),
        ("Mrs", "", "Suharto", "", "Mrs Suharto", "Mrs Suharto"),
        ("", "Suharto", "", "", "Suharto", "Suharto"),
        ("Mx", "Suharto", "", "", "Mx Suharto", "Suharto"),
    ],
)
def test_somebody_is_spoken_to_as_they_are(
    title: str, given: str, family: str, form: str, envelope: str, dear: str
) -> None:
    person = Person(
        id=PersonId("p"),
        organisation=OrganisationId("trust"),
        key=PersonKey("p"),
        name=display_name(given, family),
        email="",
        title=title,
        given=given,
        family=family,
        address_form=form,
    )

    assert (named_on_an_envelope(person), salutation(person)) == (envelope, dear)


def test_a_title_that_stands_in_the_name_already_is_not_printed_twice() -> None:
    person = Person(
        id=PersonId("p"),
        organisation=OrganisationId("trust"),
        key=PersonKey("p"),
        name="Dr Okafor",
        email="",
        title="Dr",
    )

    assert named_on_an_envelope(person) == "Dr Okafor"


@pytest.mark.parametrize(
    ("typed", "dear"),
    [
        ("Mrs Khan", "Mrs Khan"),
        ("Mr and Mrs Khan, parents of the pupil", "Mr and Mrs Khan"),
        ("Parent Invented", "Parent Invented"),
        ("李小龙", "李小龙"),
        ("Мария Иванова", "Мария Иванова"),
        ("O’Connor-Smith (mother)", "O’Connor-Smith"),
        ("  Dr Ngozi Okafor\n2 Lane", "Dr Ngozi Okafor"),
        ("Parents of year 9", ""),
        ("The police, on 101", ""),
        ("The parents", ""),
        ("a parent", ""),
        ("Member of staff", ""),
        ("Somebody", ""),
        ("@wickford_gossip", ""),
        ("gossip_99", ""),
        ("https://posts.example/u/7", ""),
        ("not known", ""),
        ("", ""),
        ("???", ""),
    ],
)
def test_a_typed_name_is_spoken_to_and_an_account_a_group_or_a_description_is_not(typed: str, dear: str) -> None:
    assert spoken_to(typed) == dear


@whatever(st.text(max_size=200))
def test_whatever_was_typed_the_salutation_is_one_line_of_it_or_nothing(typed: str) -> None:
    dear = spoken_to(typed)

    assert dear in typed
    assert "\n" not in dear
    assert dear == dear.strip()


@whatever(st.sampled_from(["", "Dr", "Mx"]), st.text(min_size=1, max_size=60), st.text(max_size=60))
def test_a_known_person_is_always_spoken_to_by_a_name_of_theirs(title: str, given: str, family: str) -> None:
    name = display_name(given, family)
    person = Person(
        id=PersonId("p"),
        organisation=OrganisationId("trust"),
        key=PersonKey("p"),
        name=name,
        email="",
        title=title,
        given=given,
        family=family,
    )

    assert salutation(person) in (name, f"{title} {family}")
    assert named_on_an_envelope(person).endswith(name)
