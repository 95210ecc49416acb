"""A letter that has gone out is answered, comes back, goes to another address, and is waited for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from duecourse.casework.audit.verification import verify_cases
from duecourse.casework.commands import letters
from duecourse.casework.commands.letter_answers.received_answers import (
    ReceivedAnswer,
    await_answer,
    record_answer,
    record_return,
    record_sent_again,
    sent_letter,
)
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.services import Services
from duecourse.casework.queries.letters_across.waiting_list import AskedLetters, LetterLine, letters_waiting
from engine.errors import BadAnswers, NotFound, Refused
from engine.identity import CaseReference
from engine.ports.sights import Page
from engine.record.kinds import EventKind
from tests.letters_given import SENIOR, case_of, issued, later
from tests.services import caller

ANSWER = ReceivedAnswer(by="Posts Example", how="by e-mail", says="The post was taken down.")


def sent(place: Services) -> tuple[CaseReference, int]:
    reference, number = issued(place)
    letters.dispatch(place, caller(place, SENIOR), reference, number, "post, receipt 7")
    later(place, minutes=1)
    return reference, number


def waiting(place: Services, show: str) -> tuple[LetterLine, ...]:
    return letters_waiting(place, caller(place, SENIOR), AskedLetters(show=show), Page(limit=25)).lines


def test_an_answer_is_awaited_until_it_comes_and_its_words_stand_with_the_letter(place: Services) -> None:
    reference, number = sent(place)
    until = place.clock.now() + timedelta(days=5)
    await_answer(place, caller(place, SENIOR), reference, number, until)

    assert [line.by for line in waiting(place, "answer")] == [until]
    later(place, minutes=1)
    record_answer(place, caller(place, SENIOR), reference, number, ANSWER)
    with looking(place, caller(place, SENIOR), reference) as case:
        recorded = sent_letter(case, number).since

    assert waiting(place, "answer") == ()
    assert [each.kind for each in recorded] == [EventKind.ANSWER_AWAITED, EventKind.LETTER_ANSWERED]
    assert ("What it says", "The post was taken down.") in recorded[-1].words
    assert all(not each.wrong for each in verify_cases(place, caller(place, SENIOR)))


def test_a_letter_that_came_back_waits_for_another_address_and_the_same_letter_goes_there(place: Services) -> None:
    reference, number = sent(place)
    seal = case_of(place, reference).letters[str(number)].sha256
    record_return(place, caller(place, SENIOR), reference, number, "Not known at this address")

    assert len(waiting(place, "address")) == 1
    later(place, minutes=1)
    record_sent_again(place, caller(place, SENIOR), reference, number, to="2 New Road", proof="They moved; receipt 8")
    after = case_of(place, reference).letters[str(number)]

    assert waiting(place, "address") == ()
    assert (after.status, after.sha256, after.returned) == ("dispatched", seal, 0)


def test_what_has_not_gone_out_has_no_answer_and_nothing_is_answered_before_it_was_sent(place: Services) -> None:
    reference, number = issued(place)
    by = caller(place, SENIOR)

    with pytest.raises(Refused):
        record_answer(place, by, reference, number, ANSWER)
    letters.dispatch(place, by, reference, number, "post, receipt 7")
    at = place.clock.now() - timedelta(hours=1)
    with pytest.raises(Refused) as early:
        record_answer(place, by, reference, number, ReceivedAnswer(by="They", how="", says="Yes", came_at=at))
    with pytest.raises(Refused):
        await_answer(place, by, reference, number, place.clock.now())
    with pytest.raises(BadAnswers):
        record_answer(place, by, reference, number, ReceivedAnswer(by="", how="", says=" "))

    assert early.value.reasons[0].field == "happened"


def test_those_who_do_not_work_on_a_letter_record_nothing_of_it_and_read_nothing(place: Services) -> None:
    reference, number = sent(place)
    record_answer(place, caller(place, SENIOR), reference, number, ANSWER)

    for who in ("oakfield-teacher", "hilltop-senior"):
        with pytest.raises(NotFound):
            record_return(place, caller(place, who), reference, number, "Back")
