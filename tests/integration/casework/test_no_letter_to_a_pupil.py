"""Nobody writes to a pupil: every letter, under every policy, goes through an adult or to nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from duecourse.casework.commands import letter_reasons, letter_texts, steps
from duecourse.casework.context.services import Services
from duecourse.correspondence import gather
from engine.identity import CASE, CaseReference
from engine.ports.letters.earlier_kinds import EARLIER, kind_for
from engine.ports.records import LetterKind
from engine.record.values import Letter
from tests.databases import open_store
from tests.services import CALM, act, caller, library, scheduler, services_on

PUPIL, DSL, LEAD = "Pupil Invented", "Kit Oakfield", "role DSL"
POLICIES = tuple(library().policies)
NO_PUPIL = ("role", "setting", "site")
"""What a letter goes to that can be no pupil: a post, a body outside, a website."""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Services]:
    store = open_store(f"sqlite:///{tmp_path}/store.db")
    yield services_on(store, tmp_path)
    store.close()


@dataclass(frozen=True)
class Case:
    """A case in which one pupil is all that somebody can be, and whose name was also typed."""

    place: Services
    reference: CaseReference

    def facts(self, kind: LetterKind, letter: Letter) -> Mapping[str, object]:
        """Give what a letter of this kind would say."""
        place, viewer = self.place, scheduler(self.place)
        with place.store.reading() as reading:
            case, organisation = reading.find_case(viewer, self.reference), reading.organisation()
            school = next(each for each in reading.schools(organisation.id) if each.id == case.school)
            return gather(
                kind,
                reading,
                viewer,
                policy=place.policy_of(reading, case),
                case=case,
                letter=letter,
                gathers={},
                calendar=place.calendar(school, organisation.zone),
                staffing=place.staffing_of(reading, case, place.clock.now()),
                helplines=(),
                now=place.clock.now(),
            )


def about_a_pupil(place: Services, policy: str) -> Case:
    """Report something of a pupil, who is affected and is said to have done it as well."""
    new = steps.NewReport(
        policy=policy,
        school="oakfield",
        reported_by="pupil-one",
        affected=("pupil-one",),
        addresses=("https://a.example/1",),
        answers={**CALM, "what_happened": PUPIL},
    )
    reference = steps.report(place, caller(place, "oakfield-teacher"), new).case.reference
    for part in ("affected person", "subject"):
        steps.add_person(place, caller(place, "oakfield-senior"), reference, "pupil-one", part, "pupil")
    return Case(place, reference)


def to_people(place: Services) -> Iterator[tuple[LetterKind, Letter]]:
    """Give every letter that goes to people, as a letter of a case; of those about an earlier one, about each."""
    kinds = place.letters.kinds()
    for kind in kinds.values():
        letter = Letter(number=99, template=kind.id, on=CASE, status="draft")
        if kind.to == EARLIER and kind.tells != "wrong person":
            for first in kinds.values():
                earlier = {"1": Letter(number=1, template=first.id, on=CASE, status="dispatched")}
                about = replace(letter, about=1)
                yield kind_for(place.kind_of, earlier, about), replace(about, about=0)
        else:
            yield kind, letter


@pytest.mark.parametrize("policy", POLICIES)
def test_no_letter_of_any_kind_goes_straight_to_a_pupil(place: Services, policy: str) -> None:
    case, seen, through = about_a_pupil(place, policy), set[str](), set[str]()
    for kind, letter in to_people(place):
        if kind.to.split(" ")[0] in NO_PUPIL or kind.to == EARLIER:
            continue
        # whatever the name is asked by, here it was typed at the report
        asked = replace(kind, to="fact what_happened") if kind.to.startswith("fact ") else kind
        facts = case.facts(asked, letter)
        seen.add(kind.id)
        addressee = facts["addressee"]
        assert isinstance(addressee, Mapping)
        if kind.one_each:
            # it goes to the people of its list, whose names are held against those of the case's pupils at its issue
            assert addressee["name"] == "Pupil Invented: one letter to each", kind.id
            assert "email" not in addressee, kind.id
        elif kind.pupils == LEAD:
            through.add(kind.id)
            assert (addressee["name"], facts["meant_for"]) == (DSL, PUPIL), kind.id
        else:
            assert any("nobody writes to one" in each for each in letter_reasons.why_stopped(facts)), kind.id
            assert "email" not in addressee, kind.id

    assert {each[:3] for each in through} >= {"L01", "L03", "L31", "L32", "L33", "L35", "L38", "L39", "L42"}
    assert {each[:3] for each in seen - through} >= {"L06", "L07", "L09", "L11", "L14", "L18"}


@pytest.mark.quotes
def test_an_acknowledgement_for_a_pupil_comes_to_the_lead_and_says_for_whom_it_is_meant(place: Services) -> None:
    case = about_a_pupil(place, "lumen")
    act(place, "senior", case.reference, "case/1", "acknowledge")
    read = letter_texts.read_letter(place, caller(place, "oakfield-senior"), case.reference, 1, "text")

    said = " ".join(read.split())
    assert "Dear Kit Oakfield This letter is meant for Pupil Invented, a pupil." in said
    assert "We do not write to pupils, so it comes to you." in said


@pytest.mark.quotes
def test_where_nobody_holds_the_post_of_the_adult_the_letter_stops(place: Services) -> None:
    case = about_a_pupil(place, "lumen")
    kind = replace(place.letters.kinds()["L01-acknowledgement"], pupils="role trust board")
    facts = case.facts(kind, Letter(number=99, template=kind.id, on=CASE, status="draft"))

    assert "Give somebody the role of" in str(facts["to_nobody"])
    assert "meant_for" not in facts
