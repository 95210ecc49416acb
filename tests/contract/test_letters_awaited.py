"""A letter that asks for an answer by a day has a clock of its own: who works on it is reminded of that."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from duecourse.casework.audit.verification import verify_cases
from duecourse.casework.commands import letters, sweep
from duecourse.casework.commands.letter_answers.put_right import PRESSES_NOBODY, chase, says_not_chased
from duecourse.casework.commands.letter_answers.received_answers import (
    ReceivedAnswer,
    await_answer,
    record_answer,
    record_return,
)
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.services import Services
from engine.errors import Refused
from engine.identity import CaseReference
from engine.language.vocabulary import is_answer
from engine.record.values import Deadline, Letter
from tests.letters_given import SENIOR, begun, case_of, issued, later, rows_of, sent
from tests.services import act, caller, move_clock

ANSWER = ReceivedAnswer(by="The reporter", how="by e-mail", says="Here it is.")


def clocks(place: Services, reference: CaseReference) -> list[Deadline]:
    return [each for each in case_of(place, reference).deadlines.values() if is_answer(each.name)]


def letter(place: Services, reference: CaseReference, number: int) -> Letter:
    return case_of(place, reference).letters[str(number)]


def asked(place: Services) -> tuple[CaseReference, int]:
    """Ask the person who reported it for what is missing, by a day, and send the letter."""
    reference = begun(place)
    wanted = {"evidence_wanted": "The web address.", "evidence_by": "2026-12-10"}
    act(place, "senior", reference, "case/1", "ask_for_evidence", **wanted)
    number = max(case_of(place, reference).letters.values(), key=lambda each: each.number).number
    return reference, sent(place, reference, number)


def waiting(place: Services) -> tuple[CaseReference, int, datetime]:
    """Wait for an answer to a letter that asks for none by itself."""
    reference, number = issued(place)
    letters.dispatch(place, caller(place, SENIOR), reference, number, "post, receipt 7")
    later(place, minutes=1)
    until = place.clock.now() + timedelta(days=5)
    await_answer(place, caller(place, SENIOR), reference, number, until)
    later(place, minutes=1)
    return reference, number, until


def test_a_letter_that_asks_for_an_answer_by_a_day_begins_its_clock_when_it_goes_out(place: Services) -> None:
    reference, number = asked(place)
    (clock,) = clocks(place, reference)
    due = letter(place, reference, number).reply_by

    assert due is not None
    assert (clock.state, clock.due_at, clock.started_at) == ("open", due, letter(place, reference, number).since)
    assert due.date().isoformat() == "2026-12-10"
    assert [each.alert for each in clock.planned] == ["remind 1 working day", "overdue"]
    assert all(not each.wrong for each in verify_cases(place, caller(place, SENIOR)))


def test_it_ends_with_the_answer_and_goes_on_after_an_automatic_note(place: Services) -> None:
    reference, number = asked(place)
    note = ReceivedAnswer(by="The reporter", how="by e-mail", says="I am away.", automatic=True)
    record_answer(place, caller(place, SENIOR), reference, number, note)
    after_note = clocks(place, reference)[0].state
    later(place, minutes=1)
    record_answer(place, caller(place, SENIOR), reference, number, ANSWER)

    assert after_note == "open"
    assert clocks(place, reference)[0].state == "met"
    assert letter(place, reference, number).answered


def test_who_is_to_chase_is_told_before_and_when_it_is_due(place: Services) -> None:
    _, _, until = waiting(place)
    before = len(rows_of(place, "alert"))
    move_clock(place, until + timedelta(minutes=5))
    sweep.sweep(place, place.clock.now())
    alerts = [each for each in rows_of(place, "alert")[before:] if "answer" in each.dedupe]

    assert {each.body["subject"] for each in alerts} >= {"overdue"}
    assert caller(place, SENIOR).viewer.person in {each.recipient for each in alerts}


def test_a_time_that_is_set_by_hand_moves_the_clock_and_one_that_is_taken_away_ends_it(place: Services) -> None:
    reference, number, _ = waiting(place)
    until = place.clock.now() + timedelta(days=9)
    await_answer(place, caller(place, SENIOR), reference, number, until)
    moved = clocks(place, reference)
    await_answer(place, caller(place, SENIOR), reference, number, None)

    assert [(each.state, each.due_at, each.round) for each in moved] == [("open", until, 2)]
    assert [each.state for each in clocks(place, reference)] == ["not_needed"]


def test_a_reminder_that_goes_out_is_waited_for_in_the_place_of_the_first(place: Services) -> None:
    reference, number, until = waiting(place)
    with pytest.raises(Refused) as early:
        chase(place, caller(place, SENIOR), reference, number)
    move_clock(place, until)
    chase(place, caller(place, SENIOR), reference, number)
    chaser = max(case_of(place, reference).letters.values(), key=lambda each: each.number).number
    sent(place, reference, chaser)
    first, second = (letter(place, reference, each) for each in (number, chaser))

    assert early.value.reasons[0].says.startswith("They have until ")
    assert first.reply_by is None
    assert second.reply_by is not None
    assert sorted(each.state for each in clocks(place, reference)) == ["not_needed", "open"]


def test_a_letter_that_nobody_waits_for_and_one_that_presses_nobody_are_not_chased(place: Services) -> None:
    reference, number = issued(place)
    letters.dispatch(place, caller(place, SENIOR), reference, number, "post, receipt 7")
    with pytest.raises(Refused) as unawaited:
        chase(place, caller(place, SENIOR), reference, number)
    later(place, minutes=1)
    await_answer(place, caller(place, SENIOR), reference, number, place.clock.now() + timedelta(days=2))
    record_answer(place, caller(place, SENIOR), reference, number, ANSWER)
    with pytest.raises(Refused) as answered:
        chase(place, caller(place, SENIOR), reference, number)

    assert "No answer to this letter is awaited" in unawaited.value.reasons[0].says
    assert "was answered" in answered.value.reasons[0].says


def test_a_letter_that_asks_nothing_is_never_chased_by_a_letter(place: Services) -> None:
    reference = begun(place)
    first = (each for each in case_of(place, reference).letters.values() if each.template == "L01-acknowledgement")
    number = sent(place, reference, next(first).number)
    until = place.clock.now() + timedelta(days=2)
    await_answer(place, caller(place, SENIOR), reference, number, until)
    move_clock(place, until)
    with pytest.raises(Refused) as refused:
        chase(place, caller(place, SENIOR), reference, number)

    assert refused.value.reasons[0].says == PRESSES_NOBODY


def test_who_is_told_of_a_danger_is_reminded_by_telephone(place: Services) -> None:
    kinds = place.letters.kinds()

    assert "call the children's social care" in says_not_chased(kinds["L24-dsl-referral"])
    assert says_not_chased(kinds["L30-provider-letter"]) == ""
    assert says_not_chased(kinds["L11-investigation-notice"]) == PRESSES_NOBODY


def test_the_wait_ends_with_its_procedure(place: Services) -> None:
    reference, _, _ = waiting(place)
    act(place, "deputy", reference, "removal/1", "look", seen_now="gone", check_words="It is gone.")

    assert [each.state for each in clocks(place, reference)] == ["not_needed"]


def test_a_letter_that_came_back_is_waited_for_until_its_time(place: Services) -> None:
    reference, number, _ = waiting(place)
    record_return(place, caller(place, SENIOR), reference, number, "Not known here")

    assert [each.state for each in clocks(place, reference)] == ["open"]


def test_who_does_not_work_on_the_procedure_is_not_told_that_a_letter_was_sent(place: Services) -> None:
    reference, _, _ = waiting(place)
    with looking(place, caller(place, SENIOR), reference) as case:
        shown = [each.name for each in case.view.deadlines if is_answer(each.name)]
    with looking(place, caller(place, "oakfield-teacher"), reference) as case:
        hidden = [each.name for each in case.view.deadlines if is_answer(each.name)]

    assert len(shown) == 1
    assert hidden == []
