"""Notes on a case: the same over the memory fake, SQLite and PostgreSQL."""

from __future__ import annotations

import pytest

from duecourse.casework.commands.case_notes.written_notes import CaseNote, notes_of, places_of, write_note
from duecourse.casework.commands.undo import foresee_undo
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.services import Services
from duecourse.casework.queries.case_view import history
from duecourse.casework.search.findings import search
from engine.errors import BadInput, NotFound, NotPermitted
from engine.identity import CASE, CaseReference, InstanceId
from engine.ports.sights import Page
from tests.services import act, caller, report

SENIOR, DEPUTY, DSL, TEACHER = "oakfield-senior", "oakfield-deputy", "oakfield-dsl", "oakfield-teacher"


def notes(place: Services, who: str, case: CaseReference) -> tuple[CaseNote, ...]:
    with looking(place, caller(place, who), case) as reader:
        return notes_of(reader)


def write(place: Services, who: str, case: CaseReference, text: str, on: InstanceId = CASE, right: str = "") -> None:
    write_note(place, caller(place, who), case, on, text, right)


def found(place: Services, who: str, words: str) -> list[CaseReference]:
    return [line.reference for line in search(place, caller(place, who), words, Page(limit=9)).lines]


def test_those_who_work_on_the_case_read_a_note_and_find_it_and_others_do_not(place: Services) -> None:
    case = report(place)
    write(place, SENIOR, case, "The mother telephoned about a walrus.")

    assert [each.text for each in notes(place, "oakfield-head", case)] == ["The mother telephoned about a walrus."]
    assert notes(place, TEACHER, case) == ()
    assert (found(place, "oakfield-head", "walrus"), found(place, TEACHER, "walrus")) == ([case], [])
    told = [detail for each in history(place, caller(place, TEACHER), case) for detail in each.details]
    assert not any("walrus" in each for each in told)
    with pytest.raises(NotFound):
        notes(place, "riverside-senior", case)


def test_a_note_about_a_part_is_read_by_those_who_work_on_that_part_alone(place: Services) -> None:
    case = report(place, child_at_risk="yes")
    with looking(place, caller(place, DSL), case) as reader:
        theirs = next(on for on in places_of(reader) if on.track == "safeguarding")
    write(place, DSL, case, "A penguin, in confidence.", theirs)
    with looking(place, caller(place, "oakfield-head"), case) as reader:
        sees = theirs in places_of(reader)

    assert [each.text for each in notes(place, DSL, case)] == ["A penguin, in confidence."]
    assert bool(notes(place, "oakfield-head", case)) is sees
    assert notes(place, TEACHER, case) == ()


def test_a_note_is_put_right_by_a_further_one_and_stays_as_it_is(place: Services) -> None:
    case = report(place)
    write(place, SENIOR, case, "She rang at nine.")
    first = notes(place, SENIOR, case)[0]
    write(place, "oakfield-head", case, "It was at ten.", right=first.code)

    second, kept = notes(place, SENIOR, case)
    assert (kept.text, kept.corrected_by) == ("She rang at nine.", (second.code,))
    assert second.corrects == first.code


def test_two_notes_that_put_the_same_one_right_are_both_named(place: Services) -> None:
    case = report(place)
    write(place, SENIOR, case, "She rang at nine.")
    first = notes(place, SENIOR, case)[0]
    for text in ("At ten.", "At eleven."):
        write(place, SENIOR, case, text, right=first.code)

    assert len(notes(place, SENIOR, case)[-1].corrected_by) == 2


def test_an_empty_note_one_by_a_stranger_and_one_that_puts_nothing_right_are_refused(place: Services) -> None:
    case = report(place)
    with pytest.raises(BadInput, match="no words"):
        write(place, SENIOR, case, " \n ")
    with pytest.raises(NotPermitted):
        write(place, TEACHER, case, "I saw it.")
    with pytest.raises(NotFound):
        write(place, SENIOR, case, "At ten.", right="ZZZ")
    with pytest.raises(NotFound):
        write(place, "riverside-senior", case, "Let me in.")


def test_a_note_keeps_no_step_from_being_taken_back(place: Services) -> None:
    case = report(place)
    act(place, "senior", case, "case/1", "acknowledge")
    write(place, SENIOR, case, "Begun.")

    assert foresee_undo(place, caller(place, SENIOR), case).reasons == ()
