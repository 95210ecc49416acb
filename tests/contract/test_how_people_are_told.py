"""What is no danger waits for quiet hours and for the hour of a day's message; what comes together is one message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from duecourse.casework.audit.verification import verify_cases
from duecourse.casework.commands.sweep import sweep
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.mail.departure import send_mail
from duecourse.casework.mail.desk_work import mail_standing
from engine.ports.mail.outgoing_mail import GATHERED
from engine.ports.mail.relay import Outbound, Postroom
from engine.ports.records import DIGEST, Notice
from tests.cli import IN_SCOPE
from tests.fake_relay import FakeRelay
from tests.services import START, act, caller, move_clock, report, scheduler

SITE = "https://duecourse.trust.example"
LOUD = {"quiet_hours": "never", "quiet_days": "no"}
DAILY = {"notices_come": "once a day", "digest_hour": "08:00", **LOUD}
HOUR = timedelta(hours=1)


def with_mail(place: Services, **settings: str) -> tuple[Services, FakeRelay]:
    relay = FakeRelay()
    with place.store.writing() as writing:
        trust = writing.organisation()
        writing.save_organisation(replace(trust, settings={**trust.settings, **settings}))
    return replace(place, postroom=Postroom(relay=relay, site=SITE, domain="trust.example", burst=200)), relay


def at(place: Services, moment: datetime) -> None:
    """Let a sweep and the mail pass at a moment."""
    move_clock(place, moment)
    sweep(place, moment)
    send_mail(place)


def through(place: Services, until: datetime, every: timedelta = HOUR) -> None:
    """Let them pass again and again until a moment."""
    moment = place.clock.now()
    while moment < until:
        moment += every
        at(place, moment)


def choose(place: Services, key: str, **telling: str) -> None:
    with place.store.writing() as writing:
        for person in writing.people(writing.organisation().id):
            if person.key == key:
                writing.save_person(replace(person, telling=telling))


def to(relay: FakeRelay, key: str) -> Sequence[Outbound]:
    return [each for each in relay.taken if each.to == f"{key}@trust.example"]


def queued(place: Services, kinds: Sequence[str] = GATHERED) -> Sequence[Notice]:
    with place.store.reading() as reading:
        found = reading.notices(reading.organisation().id)
    return [each for each in found if each.kind in kinds]


def is_digest(message: Outbound) -> bool:
    return "with something for you" in message.subject


def local(place: Services, message: Outbound) -> str:
    return f"{message.at.astimezone(place.zone()):%a %H:%M}"


def test_nothing_but_danger_leaves_in_quiet_hours_and_on_days_on_which_nobody_works(place: Services) -> None:
    place, relay = with_mail(place)
    report(place)
    move_clock(place, START + 30 * HOUR)  # Saturday afternoon
    danger = report(place, child_at_risk="yes")
    through(place, START + 90 * HOUR)
    urgent = [each for each in relay.taken if each.subject == f"Urgent: case {danger}"]
    others = [each for each in relay.taken if not each.subject.startswith("Urgent")]

    assert urgent
    assert {local(place, each)[:3] for each in urgent} == {"Sat"}
    assert others
    assert not {local(place, each)[:3] for each in others} & {"Sat", "Sun"}
    assert all("07:00" <= local(place, each)[4:] < "19:00" for each in others)


def test_who_is_told_once_a_day_gets_one_message_a_day_at_their_hour_with_references_alone(place: Services) -> None:
    place, relay = with_mail(place, **LOUD)
    choose(place, "oakfield-senior", **DAILY)
    references = [report(place) for _ in range(2)]
    through(place, START + 80 * HOUR)
    mine = to(relay, "oakfield-senior")
    with place.store.reading() as reading:
        names = [each.name for each in reading.people(reading.organisation().id)]

    assert mine
    assert all(is_digest(each) for each in mine)
    assert {local(place, each)[4:] for each in mine} == {"08:00"}
    assert len({local(place, each) for each in mine}) == len(mine)
    assert all(f"{SITE}/cases/{reference}" in mine[0].text for reference in references)
    assert not [name for name in names for each in mine if name in each.text + each.subject]


def test_a_message_that_holds_several_notices_is_no_row_without_a_case_to_who_verifies(place: Services) -> None:
    place, relay = with_mail(place, **LOUD)
    choose(place, "oakfield-senior", **DAILY)
    report(place)
    through(place, START + 30 * HOUR)

    assert any(map(is_digest, to(relay, "oakfield-senior")))
    assert [each.wrong for each in verify_cases(place, Caller(viewer=scheduler(place))) if each.wrong] == []


def test_a_danger_reaches_who_is_told_once_a_day_at_once(place: Services) -> None:
    place, relay = with_mail(place)
    choose(place, "oakfield-dsl", **DAILY)
    report(place, child_at_risk="yes")
    send_mail(place)

    assert [each.at for each in to(relay, "oakfield-dsl")] == [START]


def test_one_persons_choice_silences_nobody_else(place: Services) -> None:
    place, relay = with_mail(place, **LOUD)
    everybody, silent = "oakfield-head", "oakfield-senior"
    choose(place, silent, **DAILY)
    report(place)
    through(place, START + 20 * HOUR)

    assert to(relay, everybody)
    assert not to(relay, silent)


def test_an_empty_days_message_is_not_sent_and_what_was_done_meanwhile_is_told_to_nobody(place: Services) -> None:
    place, relay = with_mail(place, **DAILY)
    reference = report(place)
    act(place, "senior", reference, "case/1", "acknowledge")
    act(place, "senior", reference, "case/1", "triage", **IN_SCOPE)
    through(place, START + 21 * HOUR)  # what came at 6 on Saturday waits for 8 o'clock
    waiting = [each for each in queued(place) if each.body["on"] == "removal/1"]
    act(place, "senior", reference, "removal/1", "decide", approach="no_approach", approach_reason="It is gone.")
    through(place, START + 22 * HOUR)
    after = [each for each in queued(place) if each.body["on"] == "removal/1"]

    assert {each.state for each in waiting} == {"queued"}
    assert {each.state for each in after} == {"dropped"}
    assert queued(place, (DIGEST,)) == []
    assert relay.taken == []


def test_after_three_days_off_across_the_clock_change_everybody_gets_one_message_and_no_reminder_twice(
    place: Services,
) -> None:
    place, relay = with_mail(place, **LOUD)
    for _ in range(6):
        report(place)
    back = START + timedelta(days=3)  # the clocks went back in the night to Sunday
    at(place, back)
    for minutes in range(1, 50):
        at(place, back + timedelta(minutes=minutes))
    each = {person: [m for m in relay.taken if m.to == person] for person in {m.to for m in relay.taken}}
    with place.store.reading() as reading:
        everything = scheduler(place)
        cases = [reading.find_case(everything, row.reference) for row in reading.cases(everything)]
    alerts = [alert for case in cases for alert in case.alerts.values()]

    assert each
    assert {person: len(messages) for person, messages in each.items() if len(messages) > 1} == {}
    assert all(is_digest(messages[0]) for messages in each.values() if "senior" in messages[0].to)
    assert all(
        len({(a.on, a.deadline, a.alert, a.round) for a in case.alerts.values()}) == len(case.alerts) for case in cases
    )
    assert all(alert.breached_at <= alert.raised_at == back for alert in alerts)
    assert {alert.breached_at for alert in alerts if alert.alert == "overdue"} != {back}


def test_a_reminder_of_any_age_is_told_and_not_only_those_of_the_last_day(place: Services) -> None:
    place, relay = with_mail(place, **LOUD)
    reference = report(place)
    at(place, START + timedelta(days=30))

    assert any(reference in each.text for each in to(relay, "oakfield-senior"))


@pytest.mark.parametrize("day", range(7), ids=["Fri", "Sat", "Sun", "Mon", "Tue", "Wed", "Thu"])
def test_reminders_come_on_every_day_of_the_week(place: Services, day: int) -> None:
    place, relay = with_mail(place, **LOUD)
    move_clock(place, START + timedelta(days=day))
    report(place)
    before = len(relay.taken)
    through(place, START + timedelta(days=day, hours=25))

    assert len(relay.taken) > before


def test_many_things_at_a_time_are_one_message_and_then_one_an_hour(place: Services) -> None:
    place, relay = with_mail(place, **LOUD)
    for _ in range(5):
        report(place)
    first = START + 24 * HOUR
    at(place, first)
    through(place, first + 5 * HOUR, timedelta(minutes=10))
    digests = [each.at for each in to(relay, "oakfield-senior") if is_digest(each)]

    assert digests
    assert all(later - earlier >= HOUR for earlier, later in pairwise(digests))


def test_what_a_days_message_holds_is_sent_by_nothing_else(place: Services) -> None:
    place, relay = with_mail(place, **DAILY)
    report(place)
    through(place, START + 60 * HOUR)

    assert {each.state for each in queued(place)} <= {"gathered", "dropped", "queued"}
    assert all(is_digest(each) for each in relay.taken)
    assert {each.state for each in queued(place, (DIGEST,))} == {"done"}


def test_what_waits_for_quiet_hours_makes_nothing_red_and_is_listed_with_its_moment(place: Services) -> None:
    place, _ = with_mail(place)
    report(place)
    through(place, START + 30 * HOUR)
    mail, waiting = mail_standing(place, caller(place, "it"))
    held = [each for each in waiting if each.kind == "alert"]
    move_clock(place, START + 80 * HOUR)
    late = mail_standing(place, caller(place, "it"))[0]

    assert held
    assert mail.oldest is None
    assert {f"{each.not_before.astimezone(place.zone()):%a %H:%M}" for each in held if each.not_before} == {"Mon 07:00"}
    assert late.oldest is not None
    assert late.oldest > START + 60 * HOUR
