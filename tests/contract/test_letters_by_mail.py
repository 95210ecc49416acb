"""A letter leaves by e-mail once, counts from when the relay took it, and tells its sender where it did not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Literal

import pytest

from duecourse.casework.commands import letters, steps
from duecourse.casework.commands.letter_mail.mail_state import LetterMail, UnsentLetter, unsent_letters
from duecourse.casework.commands.letter_mail.outgoing_letter import CaseAsSeen, why_not_sent
from duecourse.casework.commands.letter_mail.requests import (
    decide_unknown,
    message_ahead,
    send,
    sending_form,
    stop,
)
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.services import Services
from duecourse.casework.mail.departure import GIVES_UP_LETTER, LEASE, LEAST_TRIES, send_mail
from duecourse.casework.mail.desk_work import decide, standing
from engine.errors import BadAnswers, BadInput, NotFound, NotPermitted, Refused, StaleRevision
from engine.identity import CASE, NO_ACTION, CaseReference, InstanceId, PersonId
from engine.ports.settings import PAUSED, SENDING
from engine.reasons import ReasonCode
from engine.record.chain import Entry
from engine.record.kinds import EventKind
from tests.fake_relay import SITE, FakeRelay, watched, with_mail
from tests.letters_given import (
    HOST,
    SENIOR,
    case_of,
    close,
    consented,
    entries_of,
    issued,
    later,
    rendition,
    rows_of,
)
from tests.mail_relays import DROPS, LATER, NEVER
from tests.services import START, act, caller

MANY = 210
"""More letters that failed than any list of them holds."""


def states(place: Services) -> list[str]:
    return [each.state for each in rows_of(place)]


def given(place: Services, to: str = HOST, form: str = "pdf") -> tuple[Services, FakeRelay, CaseReference, int]:
    """Give a letter to be sent, through a relay in memory."""
    place, relay = with_mail(place)
    reference, number = issued(place)
    send(place, caller(place, SENIOR), reference, number, to, form)
    return place, relay, reference, number


def mail(place: Services, reference: CaseReference, number: int, who: str = SENIOR) -> LetterMail:
    with looking(place, caller(place, who), reference) as case:
        return sending_form(case, number).mail


def last(place: Services, reference: CaseReference) -> Entry:
    return entries_of(place, reference)[-1]


def unsent(place: Services) -> Sequence[UnsentLetter]:
    with place.store.reading() as reading:
        return unsent_letters(reading, caller(place, SENIOR))


def told(place: Services) -> set[PersonId]:
    return {each.recipient for each in rows_of(place, "unsent")}


def codes(refused: Refused) -> set[ReasonCode]:
    return {each.code for each in refused.reasons}


def test_the_sealed_bytes_leave_once_under_a_subject_that_says_nothing(place: Services) -> None:
    place, relay, reference, number = given(place)
    counts = [send_mail(place), send_mail(place)]
    message = relay.taken[0]
    code = case_of(place, reference).letters[str(number)]

    assert counts == [1, 0]
    assert message.to == HOST
    assert message.attached is not None
    assert message.attached.content == rendition(place, reference, number, "application/pdf")
    assert message.subject.startswith(f"Letter {reference}/")
    assert "Posts Example" not in message.subject + message.text
    assert "a.example" not in message.subject + message.text
    assert code.status == "dispatched"


def test_the_step_that_the_letter_is_counts_from_when_the_relay_took_it_with_proof(place: Services) -> None:
    place, relay, reference, number = given(place)
    waiting = case_of(place, reference).tracks[InstanceId("removal/1")].state
    later(place, hours=3)
    at = place.clock.now()
    send_mail(place)
    after, entry = case_of(place, reference), last(place, reference)
    proof = entry.words["proof"].text or ""
    clocks = [each for each in after.deadlines.values() if each.on == "removal/1" and each.state == "open"]

    assert waiting == "ready"
    assert after.tracks[InstanceId("removal/1")].state == "requested"
    assert (entry.event.kind, entry.event.happened_at) == (EventKind.ACTED, at)
    assert entry.event.by == caller(place, SENIOR).viewer.person
    assert relay.taken[0].id in proof
    assert HOST in proof
    assert "The relay answered with code 250." in proof
    assert "taken" not in proof  # the relay's own word
    assert sha256(rendition(place, reference, number, "application/pdf")).hexdigest() in proof
    assert {each.started_at for each in clocks} == {at}


def test_as_plain_text_the_sealed_words_are_the_message(place: Services) -> None:
    place, relay, reference, number = given(place, form="text")
    send_mail(place)

    assert relay.taken[0].text.encode() == rendition(place, reference, number, "text/plain")
    assert relay.taken[0].attached is None


def test_what_is_shown_before_is_what_leaves(place: Services) -> None:
    place, relay = with_mail(place)
    reference, number = issued(place)
    with looking(place, caller(place, SENIOR), reference) as case:
        form, ahead = sending_form(case, number), message_ahead(case, number, HOST, "pdf")
    send(place, caller(place, SENIOR), reference, number, HOST, "pdf")
    send_mail(place)

    assert form.addressee.email == HOST
    assert form.forms == ("pdf", "text")
    assert replace(relay.taken[0], id="", at=START) == replace(ahead, at=START)


def test_until_it_has_left_the_letter_waits_and_its_page_says_so(place: Services) -> None:
    place, relay, reference, number = given(place)
    waits = mail(place, reference, number)
    relay.away = True
    send_mail(place)
    away = mail(place, reference, number)
    relay.away = False
    later(place, hours=1)
    send_mail(place)
    left = mail(place, reference, number)

    assert (waits.state, waits.to, waits.form) == ("queued", HOST, "pdf")
    assert away.away_since is not None
    assert (left.state, left.at) == ("done", place.clock.now())


def test_a_letter_waits_for_no_burst(place: Services) -> None:
    place, relay = with_mail(place, burst=0)
    reference, number = issued(place)
    send(place, caller(place, SENIOR), reference, number, HOST, "pdf")
    send_mail(place)

    assert [each.to for each in relay.taken if not each.by_machine] == [HOST]


def test_nothing_leaves_of_a_store_that_was_put_back_until_somebody_has_looked(place: Services) -> None:
    place, relay, reference, number = given(place)
    with place.store.writing() as writing:
        trust = writing.organisation()
        writing.save_organisation(replace(trust, settings={**trust.settings, SENDING: PAUSED}))
    send_mail(place)

    assert relay.taken == []
    assert mail(place, reference, number).is_paused


@pytest.mark.parametrize("to", ["", "posts.example", "a@b", "a@posts.example, b@posts.example", "ä@posts.example"])
def test_an_address_that_is_missing_or_none_is_told_before_anything_is_queued(place: Services, to: str) -> None:
    place, _ = with_mail(place)
    reference, number = issued(place)
    with pytest.raises(BadAnswers) as bad:
        send(place, caller(place, SENIOR), reference, number, to, "pdf")

    assert set(bad.value.faults) == {"to"}
    assert rows_of(place) == []


def test_where_no_address_is_known_it_is_said_where_to_enter_one(place: Services) -> None:
    place, _ = with_mail(place)
    reference, number = issued(place, contact="The form under Help")
    with looking(place, caller(place, SENIOR), reference) as case:
        found = sending_form(case, number).addressee

    assert found.email == ""
    assert "how the operator is reached" in found.says


def test_nobody_sends_who_may_not_take_the_step(place: Services) -> None:
    place, _ = with_mail(place)
    reference, number = issued(place)
    for who in ("oakfield-teacher", "it", "hillview-senior"):
        with pytest.raises((NotFound, NotPermitted, Refused)):
            send(place, caller(place, who), reference, number, HOST, "pdf")

    assert rows_of(place) == []


def test_a_letter_that_waits_is_not_given_twice(place: Services) -> None:
    place, relay, reference, number = given(place)
    with pytest.raises(Refused) as refused:
        send(place, caller(place, SENIOR), reference, number, "other@posts.example", "pdf")
    send_mail(place)
    with pytest.raises(BadAnswers) as gone:
        send(place, caller(place, SENIOR), reference, number, HOST, "pdf")

    assert codes(refused.value) == {ReasonCode.ON_ITS_WAY}
    assert set(gone.value.faults) == {"send_why"}
    assert len(relay.taken) == 1


def test_two_who_saw_the_same_page_send_once(place: Services) -> None:
    place, relay = with_mail(place)
    reference, number = issued(place)
    with looking(place, caller(place, SENIOR), reference) as case:
        seen = case.view.seen
    by = replace(caller(place, SENIOR), seen=seen)
    send(place, by, reference, number, HOST, "pdf")
    with pytest.raises(StaleRevision):
        send(place, by, reference, number, HOST, "pdf")
    send_mail(place)

    assert len(relay.taken) == 1


def an_image_was_suspected(place: Services, reference: CaseReference) -> None:
    steps.correct(
        place, caller(place, SENIOR), reference, InstanceId("case/1"), {"illegal_image": "yes"}, "It was one."
    )


def test_a_consent_that_was_withdrawn_in_between_stops_the_letter(place: Services) -> None:
    place, relay = with_mail(place)
    reference, number = consented(place)
    send(place, caller(place, SENIOR), reference, number, "police@force.example", "pdf")
    act(place, "teacher", reference, "police/1", "withdraw")
    for _ in range(2):
        send_mail(place)

    assert [each for each in relay.taken if not each.by_machine] == []
    assert states(place) == ["failed"]
    assert case_of(place, reference).tracks[InstanceId("police/1")].state == "not_referred"
    assert told(place) == {caller(place, SENIOR).viewer.person}


def test_a_case_that_was_closed_in_between_is_written_to_nobody(place: Services) -> None:
    place, relay, reference, number = given(place)
    later(place, minutes=1)
    close(place, reference)
    for _ in range(2):
        send_mail(place)
    why = mail(place, reference, number).why

    assert case_of(place, reference).tracks[CASE].ended
    assert [each for each in relay.taken if not each.by_machine] == []
    assert states(place) == ["failed"]
    assert why


def test_what_belongs_to_no_step_is_not_sent_of_a_case_that_was_closed_since(place: Services) -> None:
    place, _, reference, number = given(place)
    case, given_at = case_of(place, reference), rows_of(place)[0].created_at
    shell = replace(case.tracks[CASE], ended=True, since=given_at + timedelta(minutes=1))
    closed = replace(case, tracks={**case.tracks, CASE: shell})
    letter = replace(case.letters[str(number)], action=NO_ACTION)
    with place.store.reading() as reading:
        organisation, policy = reading.organisation(), place.policy_of(reading, case)
        world = place.world_of(reading, organisation, case, place.clock.now())
    now, sender = CaseAsSeen(policy, closed, world), caller(place, SENIOR).actor

    assert [each.code for each in why_not_sent(place, now, letter, sender, given_at)] == [ReasonCode.CASE_CLOSED]
    assert why_not_sent(place, now, letter, sender, given_at + timedelta(minutes=2)) == ()


def thought_again(place: Services, reference: CaseReference) -> None:
    act(place, "senior", reference, "removal/1", "take_back")


def withdrawn_by_another(place: Services, reference: CaseReference) -> None:
    number = rows_of(place)[0].body["number"]
    letters.withdraw(place, caller(place, SENIOR), reference, int(number), "It is not needed.")


@pytest.mark.parametrize("meanwhile", [an_image_was_suspected, thought_again])
def test_what_came_to_stand_in_the_way_in_between_stops_it_and_its_sender_is_told(
    place: Services, meanwhile: Callable[[Services, CaseReference], None]
) -> None:
    place, relay, reference, number = given(place)
    later(place, minutes=1)
    meanwhile(place, reference)
    send_mail(place)
    send_mail(place)
    entry = next(each for each in entries_of(place, reference) if each.event.kind == EventKind.LETTER_UNSENT)

    assert [each for each in relay.taken if each.to == HOST] == []
    assert states(place) == ["failed"]
    assert entry.words["reason"].text
    assert told(place) == {caller(place, SENIOR).viewer.person}
    assert [each.reference for each in unsent(place)] == [reference]
    assert case_of(place, reference).letters[str(number)].status != "dispatched"


def test_what_the_relay_refuses_for_good_is_told_and_can_be_sent_to_another_address_or_by_hand(place: Services) -> None:
    place, relay, reference, number = given(place, to=NEVER)
    send_mail(place)
    failed = mail(place, reference, number)
    listed = unsent(place)
    send(place, caller(place, SENIOR), reference, number, HOST, "pdf")
    again = unsent(place)
    for _ in range(2):
        send_mail(place)

    assert failed.state == "failed"
    assert failed.why.endswith("It answered with code 550.")
    assert told(place) == {caller(place, SENIOR).viewer.person}
    assert len(listed) == 1
    assert not again
    assert [each.to for each in relay.taken if not each.by_machine] == [HOST]
    assert sorted(states(place)) == ["done", "dropped"]


def test_after_a_refusal_it_may_go_out_by_hand_and_is_told_of_no_more(place: Services) -> None:
    place, relay, reference, number = given(place, to=NEVER)
    send_mail(place)
    letters.dispatch(place, caller(place, SENIOR), reference, number, "By post, receipt 3")
    send_mail(place)

    assert states(place) == ["dropped"]
    assert not unsent(place)
    assert [each for each in relay.taken if not each.by_machine] == []
    assert case_of(place, reference).letters[str(number)].status == "dispatched"


def test_the_notice_that_a_letter_did_not_leave_says_nothing_of_it(place: Services) -> None:
    place, relay, reference, _ = given(place, to=NEVER)
    for _ in range(2):
        send_mail(place)
    notice = next(each for each in relay.taken if each.by_machine and "did not leave" in each.text)

    assert f"{SITE}/cases/{reference}" in notice.text
    for word in ("Posts Example", "posts.example", NEVER, "Request"):
        assert word not in notice.subject + notice.text


def test_what_is_not_taken_for_now_is_tried_again_and_given_up_after_a_day(place: Services) -> None:
    place, _, reference, number = given(place, to=LATER)
    send_mail(place)
    first = mail(place, reference, number)
    later(place, seconds=(GIVES_UP_LETTER + timedelta(hours=1)).total_seconds())
    for _ in range(LEAST_TRIES + 1):
        send_mail(place)
        later(place, hours=1)
    given_up = mail(place, reference, number)

    assert (first.state, first.tries) == ("queued", 1)
    assert first.again_at is not None
    assert given_up.state == "failed"
    assert "451" in given_up.why
    assert len(told(place)) == 1


def unanswered(place: Services) -> tuple[Services, FakeRelay, CaseReference, int]:
    place, relay, reference, number = given(place, to=DROPS)
    send_mail(place)
    later(place, hours=2)
    return place, relay, reference, number


def test_a_letter_that_was_never_answered_waits_for_a_person_and_is_found_to_have_left(place: Services) -> None:
    place, relay, reference, number = unanswered(place)
    handed = mail(place, reference, number)
    blocked: list[ReasonCode] = []
    deeds: tuple[Callable[[], object], ...] = (
        lambda: letters.withdraw(place, caller(place, SENIOR), reference, number, "Never mind"),
        lambda: send(place, caller(place, SENIOR), reference, number, HOST, "pdf"),
    )
    for deed in deeds:
        with pytest.raises(Refused) as refused:
            deed()
        blocked += codes(refused.value)
    decide_unknown(place, caller(place, SENIOR), reference, number, "sent")
    entry = last(place, reference)

    assert handed.state == "unknown"
    assert [each.is_known for each in unsent(place)] == []
    assert blocked == [ReasonCode.ON_ITS_WAY] * 2
    assert told(place) == {caller(place, SENIOR).viewer.person}
    assert [each.to for each in relay.taken if not each.by_machine] == [DROPS]
    assert (entry.event.kind, entry.event.happened_at) == (EventKind.ACTED, handed.at)
    assert case_of(place, reference).letters[str(number)].status == "dispatched"


def test_an_administrator_who_finds_that_it_left_has_the_dispatch_recorded_for_its_sender(place: Services) -> None:
    place, _, reference, number = unanswered(place)
    handed = mail(place, reference, number)
    decide(place, caller(place, "it"), rows_of(place)[0].id, "sent")
    entry = last(place, reference)

    assert states(place) == ["done"]
    assert entry.event.by == caller(place, SENIOR).viewer.person
    assert entry.event.happened_at == handed.at


def test_an_administrator_who_has_it_sent_again_is_recorded_in_the_case(place: Services) -> None:
    place, relay, reference, _ = unanswered(place)
    decide(place, caller(place, "it"), rows_of(place)[0].id, "again")
    entry = last(place, reference)
    later(place, minutes=10)
    send_mail(place)

    assert entry.event.kind == EventKind.LETTER_UNSENT
    assert entry.event.by == caller(place, "it").viewer.person
    assert "sent again" in (entry.words["reason"].text or "")
    assert len([each for each in relay.taken if not each.by_machine]) == 2


@pytest.mark.parametrize("decision", ["again", "told", "needless"])
def test_a_letter_that_failed_is_its_senders_and_no_administrators(
    place: Services, decision: Literal["again", "told", "needless"]
) -> None:
    place, _, reference, _ = given(place, to=NEVER)
    send_mail(place)
    before = len(entries_of(place, reference))
    with pytest.raises(BadInput, match="work list"):
        decide(place, caller(place, "it"), rows_of(place)[0].id, decision)

    assert states(place) == ["failed"]
    assert len(entries_of(place, reference)) == before
    assert len(unsent(place)) == 1


def test_a_letter_that_failed_and_whose_sender_has_left_the_case_is_let_go_of_and_the_case_says_so(
    place: Services,
) -> None:
    place, _, reference, _ = given(place, to=NEVER)
    send_mail(place)
    with place.store.writing() as writing:
        sender = next(each for each in writing.people(writing.organisation().id) if each.key == SENIOR)
        writing.save_person(replace(sender, posts=()))
    decide(place, caller(place, "it"), rows_of(place)[0].id, "needless")
    entry = last(place, reference)

    assert states(place) == ["dismissed"]
    assert entry.event.kind == EventKind.LETTER_UNSENT
    assert "Nobody needs it" in (entry.words["reason"].text or "")


def test_a_letter_that_was_never_answered_is_sent_again_under_its_own_name_when_a_person_says_so(
    place: Services,
) -> None:
    place, relay, reference, number = unanswered(place)
    decide_unknown(place, caller(place, SENIOR), reference, number, "again")
    later(place, minutes=10)
    send_mail(place)

    sent = [each.id for each in relay.taken if not each.by_machine]
    assert (len(sent), len(set(sent))) == (2, 1)


def test_a_letter_that_was_found_not_to_have_left_may_be_withdrawn(place: Services) -> None:
    place, _, reference, number = unanswered(place)
    decide_unknown(place, caller(place, SENIOR), reference, number, "unsent")
    failed = mail(place, reference, number)
    letters.withdraw(place, caller(place, SENIOR), reference, number, "It is too late for it.")

    assert failed.state == "failed"
    assert states(place) == ["dropped"]


def test_a_letter_that_waits_can_be_stopped(place: Services) -> None:
    place, relay, reference, number = given(place)
    stop(place, caller(place, SENIOR), reference, number)
    send_mail(place)
    with pytest.raises(Refused):
        stop(place, caller(place, SENIOR), reference, number)

    assert relay.taken == []
    assert told(place) == set()
    assert mail(place, reference, number).state == ""


def test_one_that_its_sender_withdraws_leaves_no_more_and_nobody_is_told(place: Services) -> None:
    place, relay, reference, _ = given(place)
    withdrawn_by_another(place, reference)
    send_mail(place)

    assert relay.taken == []
    assert (states(place), told(place)) == (["dropped"], set())


def test_while_it_is_handed_over_nobody_sends_it_otherwise(place: Services) -> None:
    place, relay = with_mail(place)
    reference, number = issued(place)
    found: list[ReasonCode] = []

    def meanwhile() -> None:
        with pytest.raises(Refused) as refused:
            letters.dispatch(place, caller(place, SENIOR), reference, number, "By post")
        found.extend(codes(refused.value))

    send(watched(place, relay, meanwhile), caller(place, SENIOR), reference, number, HOST, "pdf")
    send_mail(watched(place, relay, meanwhile))

    assert set(found) == {ReasonCode.ON_ITS_WAY}
    assert states(place) == ["done"]


def test_what_left_while_its_step_became_impossible_is_recorded_as_gone_and_nothing_is_done_by_it(
    place: Services,
) -> None:
    place, relay = with_mail(place)
    reference, number = issued(place)
    done: list[bool] = []

    def meanwhile() -> None:
        if not done:
            done.append(True)
            thought_again(place, reference)

    there = watched(place, relay, meanwhile)
    send(there, caller(place, SENIOR), reference, number, HOST, "pdf")
    send_mail(there)
    entry = last(place, reference)
    after = case_of(place, reference)

    assert after.letters[str(number)].status == "dispatched"
    assert after.tracks[InstanceId("removal/1")].state == "to_decide"
    assert entry.event.kind == EventKind.LETTER_DISPATCHED
    assert HOST in (entry.words["reason"].text or "")
    assert told(place) == {caller(place, SENIOR).viewer.person}


def test_a_process_that_dies_while_it_sends_leaves_the_letter_unknown(place: Services) -> None:
    place, relay, reference, number = given(place)
    row = rows_of(place)[0]
    with place.store.writing() as writing:
        now = place.clock.now()
        writing.hold_desk(row.organisation, "a process that died", now, now + LEASE)
        writing.move_mail(replace(row, state="sending", message_id="<one@trust.example>", settled_at=now), ("queued",))
    later(place, seconds=LEASE.total_seconds())
    send_mail(place)
    listed = [each.is_known for each in unsent(place)]

    assert [each for each in relay.taken if not each.by_machine] == []
    assert mail(place, reference, number).state == "unknown"
    assert listed == [False]
    assert told(place) == {caller(place, SENIOR).viewer.person}


def test_however_many_failed_long_ago_one_that_was_under_way_is_told_and_seen(place: Services) -> None:
    place, _, reference, number = given(place)
    row = rows_of(place)[0]
    with place.store.writing() as writing:
        now = place.clock.now()
        ago = replace(row, state="failed", error="550", created_at=now - timedelta(days=90))
        writing.queue([replace(ago, id=f"old-{each}", dedupe=f"old {each}") for each in range(MANY)])
        writing.hold_desk(row.organisation, "a process that died", now, now + LEASE)
        writing.move_mail(replace(row, state="sending", message_id="<one@trust.example>", settled_at=now), ("queued",))
    later(place, seconds=LEASE.total_seconds())
    send_mail(place)
    with place.store.reading() as reading:
        mine = reading.letters_unsent(row.organisation, row.recipient, 1)
        seen = standing(place, reading)

    assert mail(place, reference, number).state == "unknown"
    assert told(place) == {caller(place, SENIOR).viewer.person}
    assert [each.id for each in mine] == [row.id]
    assert not unsent(place)[0].is_known
    assert (seen.undecided, seen.lines[0].id) == (1, row.id)


def test_of_what_failed_the_newest_is_seen_first(place: Services) -> None:
    place, _, _, _ = given(place, to=NEVER)
    row = rows_of(place)[0]
    with place.store.writing() as writing:
        ago = replace(row, state="failed", created_at=row.created_at - timedelta(days=90))
        writing.queue([replace(ago, id=f"old-{each}", dedupe=f"old {each}") for each in range(MANY)])
    send_mail(place)
    with place.store.reading() as reading:
        mine = reading.letters_unsent(row.organisation, row.recipient, 2)
        seen = standing(place, reading)

    assert mine[0].id == row.id
    assert seen.lines[0].id == row.id
    assert seen.failed_since(row.created_at) == 1


def test_where_no_relay_is_set_nothing_is_given_to_be_sent(place: Services) -> None:
    reference, number = issued(place)
    with looking(place, caller(place, SENIOR), reference) as case:
        offered = sending_form(case, number).may_send
    with pytest.raises(Refused):
        send(place, caller(place, SENIOR), reference, number, HOST, "pdf")

    assert not offered


def test_an_address_stands_in_the_record_alone_and_in_nothing_that_waits(place: Services) -> None:
    place, _, reference, _ = given(place)
    row, entry = rows_of(place)[0], last(place, reference)

    assert HOST not in repr(row)
    assert HOST not in repr(entry.event)
    assert entry.words["to"].text == HOST
