"""What waits leaves once, danger first; what fails, waits or is unknown says so: the same on every store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from duecourse.casework.commands.sweep import sweep
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.mail.departure import GIVES_UP, LEASE, LEAST_TRIES, RELAY_LONGEST, send_mail
from duecourse.casework.mail.desk_work import decide, mail_standing, release, resume, standing
from duecourse.mail.relay_settings import read_relay
from duecourse.mail.smtp_relay import SmtpRelay
from engine.errors import BadInput, NotPermitted
from engine.identity import CaseReference
from engine.ports.mail.outgoing_mail import DANGER, OTHERS
from engine.ports.mail.relay import Postroom
from engine.ports.records import Notice
from engine.ports.settings import PAUSED, SENDING
from tests.fake_relay import SITE, watched, with_mail
from tests.mail_relays import DROPS, LATER, NEVER, SENDER, smtp_relay
from tests.services import START, caller, move_clock, report, scheduler

LATE = START + timedelta(days=3)


def in_danger(place: Services) -> CaseReference:
    return report(place, life_in_danger="yes")


def mail_of(place: Services) -> Sequence[Notice]:
    with place.store.reading() as reading:
        found = reading.notices(reading.organisation().id)
    return [each for each in found if each.kind in (*DANGER, *OTHERS)]


def states(place: Services) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in mail_of(place):
        found[each.state] = found.get(each.state, 0) + 1
    return found


def readdress(place: Services, address: str) -> None:
    """Give everybody one address."""
    with place.store.writing() as writing:
        for person in writing.people(writing.organisation().id):
            writing.save_person(replace(person, email=address))


def later(place: Services, wait: timedelta) -> None:
    move_clock(place, place.clock.now() + wait)


def keeper(place: Services) -> Caller:
    return caller(place, "it")


def test_a_danger_is_sent_once_to_each_who_must_know_and_then_counts_as_sent(place: Services) -> None:
    place, relay = with_mail(place)
    reference = in_danger(place)
    told = [each for each in mail_of(place) if each.kind == "told"]
    counts = [send_mail(place), send_mail(place)]

    assert told
    assert counts == [len(told), 0]
    assert [each.id for each in relay.taken] == [f"<{each.id}@trust.example>" for each in told]
    assert {each.subject for each in relay.taken} == {f"Urgent: case {reference}"}
    assert states(place) == {"done": len(told)}


def test_a_message_holds_a_reference_and_a_link_and_nothing_about_anybody(place: Services) -> None:
    place, relay = with_mail(place)
    reference = in_danger(place)
    move_clock(place, LATE)
    sweep(place, LATE)
    send_mail(place)
    with place.store.reading() as reading:
        organisation = reading.organisation()
        people, schools = reading.people(organisation.id), reading.schools(organisation.id)
    said = [f"{each.subject}\n{each.text}\n{each.id}" for each in relay.taken]

    assert len({each.subject for each in relay.taken}) > 1
    assert all(f"{SITE}/cases/{reference}" in text for text in said)
    for name in (*(each.name for each in people), *(each.name for each in schools), organisation.name, "insult"):
        assert not any(name in text for text in said), name


def test_where_no_relay_is_set_nothing_counts_as_sent(place: Services) -> None:
    in_danger(place)
    send_mail(place)

    assert set(states(place)) == {"queued"}


def test_a_relay_that_is_down_keeps_everything_and_then_gets_each_message_once(place: Services) -> None:
    place, relay = with_mail(place)
    in_danger(place)
    relay.away = True
    for _ in range(200):
        send_mail(place)
        later(place, timedelta(minutes=1))
    with place.store.reading() as reading:
        down = standing(place, reading).desk
    relay.away = False
    later(place, RELAY_LONGEST)
    send_mail(place)
    send_mail(place)

    assert down.refused == "connection"
    assert down.refused_since == START
    assert len(relay.taken) == len({each.id for each in relay.taken}) == len(mail_of(place))
    assert set(states(place)) == {"done"}


def test_a_relay_that_takes_nothing_is_not_asked_at_every_pass(place: Services) -> None:
    place, relay = with_mail(place)
    in_danger(place)
    relay.away = True
    send_mail(place)
    relay.away = False
    send_mail(place)

    assert relay.opened == 0


def test_what_the_relay_refuses_for_good_fails_and_can_be_sent_again_under_its_own_name(place: Services) -> None:
    place, relay = with_mail(place)
    in_danger(place)
    readdress(place, NEVER)
    send_mail(place)
    failed = mail_of(place)
    send_mail(place)
    readdress(place, "ann@trust.example")
    for each in failed:
        decide(place, keeper(place), each.id, "again")
    send_mail(place)

    assert {(each.state, each.error) for each in failed} == {("failed", "550")}
    assert [each.id for each in relay.taken] == [each.message_id for each in failed]
    assert set(states(place)) == {"done"}


def test_somebody_whose_address_no_mail_can_carry_holds_up_nobody_else(place: Services) -> None:
    in_danger(place)
    with place.store.writing() as writing:
        told = [each for each in mail_of(place) if each.kind == "told"]
        first, *rest = writing.people_named(told[0].organisation, {each.recipient for each in told})
        writing.save_person(replace(first, email="a..b@trust.example"))
    with smtp_relay() as (port, taken):
        settings = read_relay({"MAIL_RELAY": f"plain://localhost:{port}", "MAIL_FROM": SENDER, "MAIL_SITE": SITE})
        assert settings is not None
        relay = SmtpRelay(settings, place.clock)
        there = replace(place, postroom=Postroom(relay=relay, site=SITE, domain="trust.example", burst=9))
        send_mail(there)

    assert rest
    assert set(taken.to) == {each.email for each in rest}
    assert {(each.state, each.error) for each in mail_of(place) if each.recipient == first.id} == {("failed", "553")}


def test_a_notice_that_cannot_be_read_holds_up_nothing_and_is_a_persons_in_the_end(place: Services) -> None:
    place, relay = with_mail(place)
    reference = in_danger(place)
    told = [each for each in mail_of(place) if each.kind == "told"]
    broken = replace(told[0], id="broken", kind="digest", dedupe="digest of nothing", body={})
    with place.store.writing() as writing:
        writing.queue([broken])
    for _ in range(LEAST_TRIES):
        send_mail(place)
        later(place, timedelta(hours=2))

    assert {each.subject for each in relay.taken} == {f"Urgent: case {reference}"}
    assert {each.state for each in mail_of(place) if each.id == "broken"} == {"failed"}


def test_what_is_not_taken_for_now_is_tried_later_and_given_up_after_days(place: Services) -> None:
    place, _ = with_mail(place)
    in_danger(place)
    readdress(place, LATER)
    send_mail(place)
    first = mail_of(place)
    send_mail(place)
    at_once = mail_of(place)
    later(place, timedelta(minutes=1))
    send_mail(place)
    again = mail_of(place)
    later(place, GIVES_UP)
    send_mail(place)
    old = mail_of(place)
    for _ in range(LEAST_TRIES):
        later(place, timedelta(hours=1))
        send_mail(place)

    assert {(each.state, each.attempts, each.error) for each in first} == {("queued", 1, "451")}
    assert at_once == first
    assert {each.attempts for each in again} == {2}
    assert {(each.state, each.attempts) for each in old} == {("queued", 3)}
    assert set(states(place)) == {"failed"}


def test_a_message_that_was_never_answered_waits_for_a_person(place: Services) -> None:
    place, relay = with_mail(place)
    in_danger(place)
    readdress(place, DROPS)
    for _ in range(20):
        send_mail(place)
        later(place, RELAY_LONGEST)
    unknown = mail_of(place)
    handed = len(relay.taken)
    readdress(place, "ann@trust.example")
    for number, each in enumerate(unknown):
        decide(place, keeper(place), each.id, "again" if number == 0 else "sent")
    send_mail(place)

    assert {each.state for each in unknown} == {"unknown"}
    assert handed == len(unknown)
    assert [each.id for each in relay.taken[handed:]] == [unknown[0].message_id]
    assert set(states(place)) == {"done"}


def test_a_process_that_dies_while_it_sends_leaves_its_message_unknown_and_nobody_sends_it_again(
    place: Services,
) -> None:
    place, relay = with_mail(place)
    in_danger(place)

    first = mail_of(place)[0]
    with place.store.writing() as writing:
        now = place.clock.now()
        writing.hold_desk(first.organisation, "a process that died", now, now + LEASE)
        writing.move_mail(replace(first, state="sending", message_id="<one@trust.example>"), ("queued",))
    while_held = send_mail(place)
    later(place, LEASE)
    send_mail(place)

    assert while_held == 0
    assert "<one@trust.example>" not in [each.id for each in relay.taken]
    assert states(place) == {"unknown": 1, **({"done": len(relay.taken)} if relay.taken else {})}


def test_a_second_process_sends_nothing_while_one_does(place: Services) -> None:
    place, relay = with_mail(place)
    in_danger(place)
    beside: list[tuple[int, int]] = []
    send_mail(watched(place, relay, lambda: beside.append((send_mail(place), states(place).get("sending", 0)))))

    assert set(beside) == {(0, 1)}
    assert len(relay.taken) == len({each.id for each in relay.taken}) == len(mail_of(place))


def test_a_message_is_written_down_as_on_its_way_before_the_relay_hears_of_it(place: Services) -> None:
    place, relay = with_mail(place)
    in_danger(place)
    seen: list[int] = []
    send_mail(watched(place, relay, lambda: seen.append(states(place)["sending"])))

    assert seen == [1] * len(relay.taken)


def test_a_burst_waits_for_an_administrator_and_danger_does_not(place: Services) -> None:
    place, relay = with_mail(place, burst=1)
    for _ in range(3):
        in_danger(place)
    move_clock(place, LATE)
    sweep(place, LATE)
    send_mail(place)
    before = {each.kind: each.state for each in mail_of(place)}
    held = mail_standing(place, keeper(place))[0].is_held
    release(place, keeper(place))
    for _ in range(9):
        send_mail(place)

    assert (before["told"], before["alert"]) == ("done", "queued")
    assert held
    assert set(states(place)) == {"done"}
    assert len(relay.taken) == len({each.id for each in relay.taken}) == len(mail_of(place))


def test_somebody_without_an_address_is_told_of_as_not_reached(place: Services) -> None:
    place, relay = with_mail(place)
    in_danger(place)
    readdress(place, "")
    send_mail(place)

    assert {(each.state, each.error) for each in mail_of(place)} == {("failed", "no address")}
    assert relay.taken == []


def test_nothing_leaves_while_sending_is_paused_and_an_administrator_lets_it_go_on(place: Services) -> None:
    place, relay = with_mail(place)
    in_danger(place)
    with place.store.writing() as writing:
        trust = writing.organisation()
        writing.save_organisation(replace(trust, settings={**trust.settings, SENDING: PAUSED}))
    paused = send_mail(place)
    resume(place, keeper(place))
    send_mail(place)

    assert paused == 0
    assert len(relay.taken) == len(mail_of(place))
    with pytest.raises(BadInput):
        resume(place, keeper(place))


def test_only_administrators_see_and_decide(place: Services) -> None:
    place, _ = with_mail(place)
    in_danger(place)
    readdress(place, NEVER)
    send_mail(place)
    teacher = caller(place, "oakfield-teacher")
    for asked in (
        lambda: mail_standing(place, teacher),
        lambda: decide(place, teacher, mail_of(place)[0].id, "again"),
        lambda: release(place, teacher),
        lambda: resume(place, teacher),
    ):
        with pytest.raises(NotPermitted):
            asked()


def test_what_was_sent_or_waits_is_not_decided_about(place: Services) -> None:
    place, _ = with_mail(place)
    in_danger(place)
    for _ in range(2):
        with pytest.raises(BadInput):
            decide(place, keeper(place), mail_of(place)[0].id, "again")
        send_mail(place)


def test_each_decision_leaves_a_line_in_the_access_log(place: Services) -> None:
    place, _ = with_mail(place)
    in_danger(place)
    readdress(place, NEVER)
    send_mail(place)
    decide(place, keeper(place), mail_of(place)[0].id, "again")
    with place.store.reading() as reading:
        lines = reading.accesses(scheduler(place).organisation)

    assert [line.access.what for line in lines][-1:] == ["mail decided: again"]
