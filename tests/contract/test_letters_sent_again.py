"""A letter that came back leaves once more by mail: the same bytes, a new message, its guard asked again."""

from __future__ import annotations

import pytest

from duecourse.casework.audit.verification import verify_cases
from duecourse.casework.commands.letter_answers.received_answers import (
    ReceivedAnswer,
    record_answer,
    record_return,
    sent_letter,
)
from duecourse.casework.commands.letter_mail.mail_state import unsent_letters
from duecourse.casework.commands.letter_mail.requests import decide_unknown, message_ahead, send, sending_form, stop
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.services import Services
from duecourse.casework.mail.departure import send_mail
from engine.errors import BadAnswers, NotFound, Refused
from engine.identity import CASE, CaseReference
from engine.reasons import ReasonCode
from engine.record.kinds import EventKind
from engine.record.values import Letter
from tests.fake_relay import FakeRelay, with_mail
from tests.letters_given import HOST, SENIOR, case_of, consented, entries_of, finish, issued, later, rendition, rows_of
from tests.mail_relays import DROPS, NEVER
from tests.services import act, caller

ANOTHER, WHY = "reports@posts.example", "The mailbox was full; their site names this one."


def returned(place: Services) -> tuple[Services, FakeRelay, CaseReference, int]:
    """Send a letter by e-mail, and record that it came back."""
    place, relay = with_mail(place)
    reference, number = issued(place)
    send(place, caller(place, SENIOR), reference, number, HOST, "pdf")
    send_mail(place)
    later(place, minutes=5)
    record_return(place, caller(place, SENIOR), reference, number, "The mailbox is full")
    later(place, minutes=5)
    return place, relay, reference, number


def letter(place: Services, reference: CaseReference, number: int) -> Letter:
    return case_of(place, reference).letters[str(number)]


def test_the_same_sealed_bytes_leave_to_another_address_under_a_name_of_their_own(place: Services) -> None:
    place, relay, reference, number = returned(place)
    before = case_of(place, reference)
    send(place, caller(place, SENIOR), reference, number, ANOTHER, "pdf", why=WHY)
    later(place, minutes=5)
    send_mail(place)
    first, second = relay.taken
    after = case_of(place, reference)

    assert (first.to, second.to) == (HOST, ANOTHER)
    assert first.id != second.id
    assert first.attached is not None
    assert second.attached is not None
    assert second.attached.content == first.attached.content == rendition(place, reference, number, "application/pdf")
    assert after.letters[str(number)].returned == 0
    assert after.letters[str(number)].since == before.letters[str(number)].since
    assert after.tracks == before.tracks
    assert after.deadlines == before.deadlines


def test_both_attempts_stay_on_the_record_each_with_its_own_proof(place: Services) -> None:
    place, relay, reference, number = returned(place)
    send(place, caller(place, SENIOR), reference, number, ANOTHER, "text", why=WHY)
    send_mail(place)
    with looking(place, caller(place, SENIOR), reference) as case:
        recorded = sent_letter(case, number).since
    kinds = [each.kind for each in recorded]
    words = dict(recorded[-1].words)
    first = [each for each in entries_of(place, reference) if "proof" in each.words][-1].words["proof"].text or ""

    assert kinds == [EventKind.LETTER_RETURNED, EventKind.LETTER_SENT_AGAIN]
    assert words["Sent to"] == ANOTHER
    assert relay.taken[1].id in words["Why, and what shows it"]
    assert relay.taken[0].id in first
    assert "SHA-256" in words["Why, and what shows it"]
    assert all(not each.wrong for each in verify_cases(place, caller(place, SENIOR)))


def test_a_letter_that_has_gone_out_leaves_once_more_only_with_a_reason(place: Services) -> None:
    place, relay, reference, number = returned(place)

    with pytest.raises(BadAnswers) as bad:
        send(place, caller(place, SENIOR), reference, number, "nobody", "pdf")

    assert set(bad.value.faults) == {"send_why", "to"}
    assert len(relay.taken) == 1


def test_what_would_leave_is_shown_before_and_the_form_says_that_it_goes_again(place: Services) -> None:
    place, relay, reference, number = returned(place)
    with looking(place, caller(place, SENIOR), reference) as case:
        form = sending_form(case, number)
        ahead = message_ahead(case, number, ANOTHER, "pdf")

    assert form.again
    assert form.may_send
    assert ahead.to == ANOTHER
    assert ahead.attached == relay.taken[0].attached


def test_consent_withdrawn_since_stops_a_letter_that_goes_again_also_in_the_outbox(place: Services) -> None:
    place, relay = with_mail(place)
    reference, number = consented(place)
    send(place, caller(place, SENIOR), reference, number, "force@police.example", "pdf")
    send_mail(place)
    later(place, minutes=5)
    record_return(place, caller(place, SENIOR), reference, number, "Unknown mailbox")
    send(place, caller(place, SENIOR), reference, number, "desk@police.example", "pdf", why=WHY)
    later(place, minutes=5)
    act(place, "teacher", reference, "police/1", "withdraw_late", passed_on="yes")
    later(place, minutes=5)
    send_mail(place)
    with pytest.raises(Refused) as refused:
        send(place, caller(place, SENIOR), reference, number, "desk@police.example", "pdf", why=WHY)

    assert len(relay.taken) == 1
    assert letter(place, reference, number).returned
    assert entries_of(place, reference)[-1].event.kind == EventKind.LETTER_UNSENT
    assert refused.value.reasons


def test_a_letter_that_waits_to_go_again_can_be_stopped_and_still_waits_for_an_address(place: Services) -> None:
    place, relay, reference, number = returned(place)
    send(place, caller(place, SENIOR), reference, number, ANOTHER, "pdf", why=WHY)
    with pytest.raises(Refused) as twice:
        send(place, caller(place, SENIOR), reference, number, HOST, "pdf", why=WHY)
    stop(place, caller(place, SENIOR), reference, number)
    send_mail(place)

    assert twice.value.reasons[0].code is ReasonCode.ON_ITS_WAY
    assert len(relay.taken) == 1
    assert letter(place, reference, number).returned


def test_a_relay_that_refuses_it_is_told_to_the_sender_and_the_letter_waits_on(place: Services) -> None:
    place, _, reference, number = returned(place)
    send(place, caller(place, SENIOR), reference, number, NEVER, "pdf", why=WHY)
    send_mail(place)
    with place.store.reading() as reading:
        unsent = unsent_letters(reading, caller(place, SENIOR))

    assert [each.reference for each in unsent] == [reference]
    assert letter(place, reference, number).status == "dispatched"
    assert letter(place, reference, number).returned


def test_one_that_was_never_answered_is_decided_about_like_the_first(place: Services) -> None:
    place, _, reference, number = returned(place)
    send(place, caller(place, SENIOR), reference, number, DROPS, "pdf", why=WHY)
    send_mail(place)
    decide_unknown(place, caller(place, SENIOR), reference, number, "sent")

    assert letter(place, reference, number).returned == 0
    assert entries_of(place, reference)[-1].event.kind == EventKind.LETTER_SENT_AGAIN


def test_what_is_recorded_of_the_first_sending_meanwhile_stops_no_second_one(place: Services) -> None:
    place, relay, reference, number = returned(place)
    send(place, caller(place, SENIOR), reference, number, ANOTHER, "pdf", why=WHY)
    answer = ReceivedAnswer(by="Posts Example", how="by telephone", says="We have not had it.")
    record_answer(place, caller(place, SENIOR), reference, number, answer)
    send_mail(place)

    assert [each.to for each in relay.taken] == [HOST, ANOTHER]


def test_nothing_leaves_of_a_case_that_was_closed_after_it_was_given(place: Services) -> None:
    place, relay, reference, number = returned(place)
    send(place, caller(place, SENIOR), reference, number, ANOTHER, "pdf", why=WHY)
    later(place, minutes=1)
    act(place, "deputy", reference, "removal/1", "look", seen_now="gone", check_words="It is gone.")
    finish(place, reference)
    send_mail(place)

    assert case_of(place, reference).tracks[CASE].ended
    assert len(relay.taken) == 1


def test_who_does_not_work_on_a_letter_sends_none_again(place: Services) -> None:
    place, _, reference, number = returned(place)

    for who in ("oakfield-teacher", "hilltop-senior"):
        with pytest.raises(NotFound):
            send(place, caller(place, who), reference, number, ANOTHER, "pdf", why=WHY)
    assert [each.state for each in rows_of(place)] == ["done"]
