"""Names of others are marked wherever they stand, the person's own never, and nothing is taken out."""

import pytest

from duecourse.casework.privacy.subject_access.third_parties import Marker, marker_for, to_decide
from engine.identity import OrganisationId, PersonId, PersonKey
from engine.ports.records import Person


def person(name: str, **more: str) -> Person:
    key = name.lower().replace(" ", "-")
    return Person(
        id=PersonId(key),
        organisation=OrganisationId("t"),
        key=PersonKey(key),
        name=name,
        email="",
        title=more.get("title", ""),
        given=more.get("given", ""),
        family=more.get("family", ""),
        former_names=tuple(filter(None, [more.get("former", "")])),
    )


ANN = person("Ann Reed", title="Ms", given="Ann", family="Reed", former="Ann Field")
BO = person("Bo Hart", title="Mr", given="Bo", family="Hart")
FAR = person("Cy Dale", family="Dale")
LONGER = person("Ann Reed-Brown", given="Ann", family="Reed-Brown")
SIBLING = person("Tom Reed", given="Tom", family="Reed")


@pytest.fixture
def marker() -> Marker:
    return marker_for(ANN, [BO, SIBLING], [FAR, LONGER])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bo  Hart told Ann Reed.", "**[other person: Bo Hart]** told Ann Reed."),
        ("mr hart's post", "**[other person: mr hart]**'s post"),
        ("Hart wrote it; Cy Dale saw it.", "**[other person: Hart]** wrote it; **[other person: Cy Dale]** saw it."),
        ("At Dale there was nobody.", "At Dale there was nobody."),
        ("Ann Field, now Ms Reed, and Tom", "Ann Field, now Ms Reed, and **[other person: Tom]**"),
        ("Ann Reed-Brown and Ann Reed", "**[other person: Ann Reed-Brown]** and Ann Reed"),
        ("Heart and Hartley", "Heart and Hartley"),
        ("see bo@a.example, 01632 960 001", "see **[other person: bo@a.example]**, **[other person: 01632 960 001]**"),
        ("*stars* | and [brackets]", r"\*stars\* \| and [brackets]"),
    ],
)
def test_names_and_ways_of_others_are_marked(marker: Marker, text: str, expected: str) -> None:
    said, count = marker.marked(text)

    assert said == expected
    assert count == expected.count("[other person")


def test_a_text_mentions_somebody_by_any_name_they_had_and_by_no_part_of_it(marker: Marker) -> None:
    assert marker.mentions("about ms reed")
    assert marker.mentions("by Ann\nField")
    assert not marker.mentions("Tom Reed and Ann")
    assert not marker.mentions("Ann Reed-Brown")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The solicitor advised.", ("legal privilege",)),
        ("A child may be at risk; the police know.", ("safeguarding of a child", "the police, or an offence")),
        ("Nothing of the kind", ()),
    ],
)
def test_what_may_be_exempt_is_named_for_a_person_to_decide(text: str, expected: tuple[str, ...]) -> None:
    assert to_decide(text) == expected
