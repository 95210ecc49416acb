"""How somebody is named and spoken to, with and without title and parts."""

from __future__ import annotations

import pytest

from engine.identity import OrganisationId, PersonId, PersonKey
from engine.people.names import display_name, named_on_an_envelope, salutation
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
