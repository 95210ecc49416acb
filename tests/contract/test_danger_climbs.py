"""A danger that nobody opens goes on to others, each rung once, and what is said of it is true: on every store."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta

from duecourse.casework.commands import steps
from duecourse.casework.commands.letter_mail.requests import send
from duecourse.casework.commands.sweep import sweep
from duecourse.casework.context.access_log import log_read, take_reads
from duecourse.casework.context.handovers import handover_by
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.look.contacts import Alarm
from duecourse.casework.context.services import Services
from duecourse.casework.mail.departure import send_mail
from engine.identity import CaseReference, PersonId, PostName
from engine.ports.mail.relay import Postroom
from engine.ports.records import Notice, Tenure
from engine.ports.settings import PAUSED, SENDING
from engine.record.kinds import EventKind
from tests.cli import FINDINGS
from tests.fake_relay import FakeRelay
from tests.letters_given import HOST, entries_of, issued, later
from tests.mail_relays import NEVER
from tests.services import CALM, START, act, caller, move_clock, report, scheduler

QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)


def with_mail(place: Services) -> tuple[Services, FakeRelay]:
    relay = FakeRelay()
    room = Postroom(relay=relay, site="https://d.trust.example", domain="trust.example", burst=200)
    return replace(place, postroom=room), relay


def told(place: Services) -> Sequence[Notice]:
    with place.store.reading() as reading:
        return [each for each in reading.notices(reading.organisation().id) if each.kind == "told"]


def keys(place: Services, people: Collection[PersonId]) -> set[str]:
    with place.store.reading() as reading:
        return {each.key for each in reading.people(reading.organisation().id) if each.id in people}


def pass_at(place: Services, wait: timedelta) -> set[str]:
    """Let the sweep pass so long after the start. Gives who was told by it."""
    before = {each.id for each in told(place)}
    move_clock(place, START + wait)
    sweep(place, place.clock.now())
    return keys(place, {each.recipient for each in told(place) if each.id not in before})


def opened_by(place: Services, key: str, reference: CaseReference) -> None:
    log_read(place, caller(place, key), reference, "the case")


def truth(place: Services, key: str, reference: CaseReference) -> Sequence[Alarm]:
    with looking(place, caller(place, key), reference) as case:
        return (*case.alarms().waiting, *case.heard())


def readdress(place: Services, key: str, email: str) -> None:
    with place.store.writing() as writing:
        person = next(each for each in writing.people(writing.organisation().id) if each.key == key)
        writing.save_person(replace(person, email=email))


def also_a_manager(place: Services, key: str, post: str = "senior manager") -> PersonId:
    """Give somebody one more post at Oakfield. Gives who that is."""
    with place.store.writing() as writing:
        people = {str(each.key): each for each in writing.people(writing.organisation().id)}
        school = people["oakfield-dsl"].posts[0].school
        person = people[key]
        more = Tenure(post=PostName(post), school=school, since=START - HOUR)
        writing.save_person(replace(person, posts=(*person.posts, more)))
    return person.id


def test_a_danger_of_a_child_tells_the_lead_and_who_manages_the_case_within_the_report_itself(place: Services) -> None:
    report(place, child_at_risk="yes")

    assert keys(place, {each.recipient for each in told(place)}) == {
        "oakfield-dsl",
        "oakfield-deputy-dsl",
        "oakfield-senior",
        "oakfield-head",
    }


def test_personal_data_tells_the_data_protection_officer_and_who_manages_the_case(place: Services) -> None:
    report(place, personal_data="dont_know")

    assert keys(place, {each.recipient for each in told(place)}) == {
        "dpo",
        "deputy-dpo",
        "oakfield-senior",
        "oakfield-head",
    }


def test_the_one_who_covers_for_the_lead_is_told_as_well(place: Services) -> None:
    with place.store.writing() as writing:
        people = {str(each.key): each for each in writing.people(writing.organisation().id)}
        away, cover = people["oakfield-dsl"], people["oakfield-teacher-two"]
        post = next(each for each in away.posts if each.post == "DSL")
        covering = Tenure(post=post.post, school=post.school, kind="cover", instead_of=away.id, since=START)
        writing.save_person(replace(cover, posts=(*cover.posts, covering)))
    report(place, child_at_risk="yes")

    assert {"oakfield-dsl", "oakfield-teacher-two"} <= keys(place, {each.recipient for each in told(place)})


def test_what_nobody_opens_goes_on_after_a_quarter_of_an_hour_and_after_an_hour_and_no_further(
    place: Services,
) -> None:
    reference = report(place, child_at_risk="yes")
    waits = [QUARTER - timedelta(seconds=1), QUARTER, 2 * QUARTER, HOUR, 2 * HOUR, 90 * HOUR]
    reached = [pass_at(place, wait) for wait in waits]
    with place.store.reading() as reading:
        viewer = scheduler(place)
        case = reading.find_case(viewer, reference)
        entries = reading.entries(viewer, case.id)
        watched = reading.dangers_watched(viewer.organisation, START + 900 * HOUR, 10)

    assert [bool(each) for each in reached] == [False, True, False, True, False, False]
    assert reached[1] == {"trustee"}
    assert "oakfield-head" in reached[3]
    assert [entry.event.at for entry in entries if entry.event.kind is EventKind.DANGER_CLIMBED] == [
        START + QUARTER,
        START + HOUR,
    ]
    assert not watched


def test_after_an_outage_both_rungs_are_told_at_once_and_each_once(place: Services) -> None:
    report(place, child_at_risk="yes")
    first, second = pass_at(place, 72 * HOUR), pass_at(place, 73 * HOUR)

    assert {"trustee", "oakfield-head"} <= first
    assert not second


def test_what_the_lead_or_the_deputy_has_opened_goes_no_further(place: Services) -> None:
    reference = report(place, child_at_risk="yes")
    move_clock(place, START + timedelta(minutes=5))
    opened_by(place, "oakfield-deputy-dsl", reference)

    assert pass_at(place, QUARTER) == set()
    assert pass_at(place, HOUR) == set()


def test_that_the_manager_or_the_reporter_has_looked_does_not_stop_it(place: Services) -> None:
    reference = report(place, child_at_risk="yes")
    opened_by(place, "oakfield-senior", reference)
    opened_by(place, "oakfield-teacher", reference)

    assert pass_at(place, QUARTER) == {"trustee"}


def test_a_letter_that_leaves_in_the_name_of_the_lead_is_no_opening_of_the_danger(place: Services) -> None:
    """The lead gave a letter to be sent, then a danger came up, then the relay took the letter."""
    place, relay = with_mail(place)
    lead = also_a_manager(place, "dpo")
    reference, number = issued(place)
    send(place, caller(place, "dpo"), reference, number, HOST, "pdf")
    relay.away = True
    later(place, minutes=1)
    act(place, "senior", reference, "investigation/1", "start")
    act(place, "senior", reference, "investigation/1", "record_findings", **{**FINDINGS, "personal_data": "yes"})
    raised = place.clock.now() - START
    before = {each.id for each in told(place)}
    relay.away = False
    move_clock(place, START + raised + timedelta(minutes=5))
    send_mail(place)
    left = [entry.event for entry in entries_of(place, reference)][-1]

    assert before
    assert (left.kind, left.by, left.at) == (EventKind.ACTED, lead, place.clock.now())
    assert pass_at(place, raised + QUARTER) == {"ceo"}


def test_cases_that_an_administrator_hands_over_unopened_are_no_opening_of_the_danger(place: Services) -> None:
    also_a_manager(place, "it", post="DSL")
    reference = report(place, child_at_risk="yes")
    move_clock(place, START + timedelta(minutes=5))
    leaver = caller(place, "oakfield-senior").viewer.person
    with place.store.writing() as writing:
        trust = writing.organisation()
        person = next(each for each in writing.people(trust.id) if each.id == leaver)
        writing.save_person(replace(person, posts=()))
        handover = handover_by(place, writing, trust, caller(place, "it"))
        changed = handover.all([writing.find_case(scheduler(place), reference).id], leaver)

    assert changed == 1
    assert entries_of(place, reference)[-1].event.by == caller(place, "it").viewer.person
    assert pass_at(place, QUARTER) == {"trustee"}


def test_what_was_opened_at_the_first_rung_does_not_come_to_the_second(place: Services) -> None:
    reference = report(place, child_at_risk="yes")
    pass_at(place, QUARTER)
    opened_by(place, "trustee", reference)

    assert pass_at(place, HOUR) == set()


def test_who_reports_it_as_the_lead_knows_already(place: Services) -> None:
    new = steps.NewReport(
        policy="lumen",
        school="oakfield",
        reported_by="oakfield-dsl",
        affected=("oakfield-teacher",),
        addresses=("https://a.example/1",),
        answers={**CALM, "child_at_risk": "yes"},
    )
    steps.report(place, caller(place, "oakfield-dsl"), new)

    assert pass_at(place, QUARTER) == set()


def test_nobody_whom_it_is_about_and_nobody_affected_is_told_at_any_rung(place: Services) -> None:
    about = {"trustee": "governor", "oakfield-head": "employee"}
    new = steps.NewReport(
        policy="lumen",
        school="oakfield",
        reported_by="oakfield-teacher",
        affected=("oakfield-deputy-dsl",),
        addresses=("https://a.example/1",),
        answers={**CALM, "child_at_risk": "yes", "personal_data": "yes", "life_in_danger": "yes"},
        about=about,
    )
    steps.report(place, caller(place, "oakfield-teacher"), new)
    everybody = {each for wait in (QUARTER, HOUR, 3 * HOUR) for each in pass_at(place, wait)}
    everybody |= keys(place, {each.recipient for each in told(place)})

    assert everybody
    assert everybody.isdisjoint({"trustee", "oakfield-head", "oakfield-deputy-dsl"})


def test_two_sweeps_at_one_moment_tell_nobody_twice(place: Services) -> None:
    report(place, child_at_risk="yes")
    first = pass_at(place, QUARTER)
    again = pass_at(place, QUARTER)

    assert first
    assert not again


def test_the_reporter_reads_the_truth_at_each_moment(place: Services) -> None:
    place, _ = with_mail(place)
    reference = report(place, child_at_risk="yes")

    def says() -> str:
        return " ".join(alarm.truth for alarm in truth(place, "oakfield-teacher", reference))

    leaving = says()
    move_clock(place, START + timedelta(minutes=2))
    send_mail(place)
    sent = says()
    pass_at(place, QUARTER)
    climbed = says()
    move_clock(place, START + timedelta(minutes=20))
    opened_by(place, "oakfield-dsl", reference)
    take_reads(place)
    move_clock(place, START + timedelta(minutes=50))
    opened_by(place, "oakfield-dsl", reference)

    assert "The message to Kit Oakfield is on its way out and has not left yet: telephone 01632 960002." in leaving
    assert "Sent to Kit Oakfield on 23 October 2026 at 10:02am, not opened yet: telephone 01632 960002 as well." in sent
    assert "ask the school office to put you through as well" in sent
    assert "Nobody had opened it by 23 October 2026 at 10:15am, so those who step in were told then." in climbed
    assert says() == "Kit Oakfield has opened it, on 23 October 2026 at 10:20am."


def test_what_could_not_be_sent_says_why_and_to_telephone(place: Services) -> None:
    bare = place
    place, relay = with_mail(place)
    reference = report(place, child_at_risk="yes")

    def says(services: Services) -> str:
        return " ".join(alarm.truth for alarm in truth(services, "oakfield-teacher", reference))

    none = says(bare)
    relay.away = True
    send_mail(place)
    away = says(place)
    relay.away = False
    with place.store.writing() as writing:
        trust = writing.organisation()
        writing.save_organisation(replace(trust, settings={**trust.settings, SENDING: PAUSED}))
    paused = says(place)
    with place.store.writing() as writing:
        writing.save_organisation(trust)
    readdress(place, "oakfield-dsl", "")
    readdress(place, "oakfield-deputy-dsl", NEVER)
    move_clock(place, START + timedelta(minutes=10))
    unaddressed = says(place)
    send_mail(place)
    refused = says(place)
    could = "The message to Kit Oakfield could not be sent, because"

    assert f"{could} no mail leaves this site yet: telephone 01632 960002 now." in none
    assert none.count("could not be sent") == 1
    assert "Nor could that to Lane Oakfield: ask the school office to put you through." in none
    assert f"{could} the mail server takes nothing at present: telephone 01632 960002 now." in away
    assert f"{could} mail is held back until an administrator has looked: telephone" in paused
    assert f"{could} no e-mail address is known: telephone 01632 960002 now." in unaddressed
    assert f"{could} no e-mail address is known: telephone 01632 960002 now." in refused
    assert "The message to Lane Oakfield could not be sent, because the mail server refused it: ask the" in refused
    assert all(each.startswith("Nobody has been told yet. Telephone now") for each in (none, away, paused, refused))


def test_a_danger_is_looked_after_from_the_report_on_and_other_cases_are_not(place: Services) -> None:
    reference = report(place, child_at_risk="yes")
    report(place)
    with place.store.reading() as reading:
        viewer = scheduler(place)
        watched = reading.dangers_watched(viewer.organisation, START, 10)

        assert watched == [reading.find_case(viewer, reference).id]
