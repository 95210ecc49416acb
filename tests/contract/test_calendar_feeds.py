"""Somebody's deadlines in their own calendar: theirs alone, in references and times, for as long as the feed lives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from icalendar import Calendar, Event

from duecourse.casework.accounts import sessions
from duecourse.casework.accounts.calendar_feeds import end_feed, feeds, make_feed, own_feed
from duecourse.casework.accounts.feed_fetches import Fetched, fetch
from duecourse.casework.accounts.security_log import security_lines
from duecourse.casework.administration.cover import Covering, give_cover
from duecourse.casework.administration.departures import end_person, leave
from duecourse.casework.administration.posts import end_post
from duecourse.casework.commands import steps
from duecourse.casework.commands.danger_watch import climb_dangers
from duecourse.casework.context.access_log import take_reads
from duecourse.casework.context.look.danger import marks_in
from duecourse.casework.context.services import Services
from duecourse.casework.queries.desk import desk_of
from duecourse.casework.queries.work_lines import When
from engine.errors import AlreadyDone, BadInput, NotFound, NotPermitted
from engine.identity import ClockId
from engine.ports.sights import Page
from engine.ports.watch.security_log import SecurityEvent, SecurityWanted
from tests.cli import IN_SCOPE
from tests.services import START, act, caller, move_clock, report

SITE = "https://duecourse.trust.example"
OUTLOOK, APPLE = "Microsoft Office/16.0 (Outlook)", "iOS/17.4 (21E219) dataaccessd/1.0"
ALL = SecurityWanted()
THEIRS = (When.OVERDUE, When.TODAY, When.WEEK, When.LATER)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def made(place: Services, key: str = "oakfield-senior") -> str:
    return make_feed(place, caller(place, key))


def got(place: Services, token: str, program: str = OUTLOOK) -> Fetched:
    found = fetch(place, token, program, SITE, "192.0.2.7")
    assert found is not None
    return found


def gives_nothing(place: Services, token: str) -> bool:
    return fetch(place, token, OUTLOOK, SITE) is None


def events(found: Fetched) -> Sequence[Event]:
    return Calendar.from_ical(found.content).events


def references(found: Fetched) -> list[str]:
    return [(each.summary or "").partition(":")[0] for each in events(found)]


def on_the_work_list(place: Services, key: str) -> list[datetime]:
    with place.store.reading() as reading:
        desk = desk_of(place, reading, caller(place, key))
        found = [clock for when in THEIRS for clock in desk.listed(when, Page(limit=100))]
    return sorted(clock.sight.due_at for clock in found if clock.sight.due_at)


def logged(place: Services, what: str) -> list[str]:
    take_reads(place)
    with place.store.reading() as reading:
        lines = [line.access for line in reading.accesses(reading.organisation().id)]
    return [line.detail for line in lines if line.what == what]


def seen_in_security_log(place: Services) -> list[tuple[str, str, str]]:
    lines = security_lines(place, caller(place, "it"), ALL)
    return [(line.what.value, str(line.person), line.detail) for line in reversed(lines)]


def test_a_feed_holds_what_the_work_list_has_as_theirs_with_references_and_addresses_of_cases(place: Services) -> None:
    token = made(place)
    reference = report(place)
    found = events(got(place, token))

    assert len(found) > 1
    assert [each.end for each in found] == on_the_work_list(place, "oakfield-senior")
    assert {each.url for each in found} == {f"{SITE}/cases/{reference}"}
    assert all(re.fullmatch(rf"{reference}: due( at [0-9:apm]+)?", each.summary or "") for each in found)


def test_nobody_has_what_they_may_see_but_do_not_work_on(place: Services) -> None:
    tokens = [made(place, key) for key in ("oakfield-teacher", "riverside-senior")]
    reference = report(place)
    act(place, "senior", reference, "case/1", "acknowledge")

    assert [references(got(place, token)) for token in tokens] == [[], []]


def test_no_word_and_no_name_leaves(place: Services) -> None:
    token = made(place)
    report(place, "https://planted.example/secret", what_happened="Planted: the dog of Zacharias barked at midnight.")
    text = got(place, token).content.decode()
    with place.store.reading() as reading:
        people = reading.people(reading.organisation().id)
        schools = reading.schools(reading.organisation().id)
    words = {word for each in people for word in (*each.name.split(), each.key, each.id, each.email)}
    planted = {"Planted", "Zacharias", "midnight", "secret", "planted.example", *(each.name for each in schools)}

    assert "SUMMARY:" in text
    assert [word for word in words | planted if word and word in text] == []
    assert not re.search(r"DESCRIPTION|ATTENDEE|ORGANIZER|LOCATION|COMMENT|VALARM", text)


def test_what_has_not_changed_is_the_same_to_the_byte_and_what_is_done_leaves(place: Services) -> None:
    token = made(place)
    reference = report(place)
    first = got(place, token)
    move_clock(place, START + HOUR)
    again, before = got(place, token, APPLE), {each.uid: each for each in events(first)}
    move_clock(place, START + 2 * HOUR)
    act(place, "senior", reference, "case/1", "acknowledge")
    act(place, "senior", reference, "case/1", "triage", **IN_SCOPE)
    act(place, "senior", reference, "case/1", "open_tracks")
    after = {each.uid: each for each in events(got(place, token))}

    assert (again.content, again.tag) == (first.content, first.tag)
    assert set(before) - set(after)
    assert on_the_work_list(place, "oakfield-senior") == sorted(each.end for each in after.values())


def test_more_time_moves_an_entry_that_keeps_its_name_and_rises_so_that_no_program_passes_it_over(
    place: Services,
) -> None:
    token = made(place)
    reference = report(place)
    before = {each.uid: each for each in events(got(place, token))}
    move_clock(place, START + HOUR)
    by, clock = caller(place, "oakfield-senior"), ClockId("support/1 offer")
    steps.change_clock(place, by, reference, clock, what="extend", reason="Needed", by="2 working days")
    after = {each.uid: each for each in events(got(place, token))}
    moved = [uid for uid in before if after[uid].end != before[uid].end]

    assert set(after) == set(before)
    assert len(moved) == 1
    for uid in before:
        assert (after[uid].sequence > before[uid].sequence) is (uid in moved)
        assert (after[uid].LAST_MODIFIED > before[uid].LAST_MODIFIED) is (uid in moved)


def test_an_old_address_ends_when_a_new_one_is_made_and_when_the_feed_is_ended(place: Services) -> None:
    first = made(place)
    got(place, first)
    second = made(place)
    state = own_feed(place, caller(place, "oakfield-senior"))

    assert gives_nothing(place, first)
    assert (state.made_at, state.fetched) == (START, {})
    got(place, second)
    end_feed(place, caller(place, "oakfield-senior"))
    assert gives_nothing(place, second)
    assert own_feed(place, caller(place, "oakfield-senior")).made_at is None
    with pytest.raises(BadInput, match="no calendar feed"):
        end_feed(place, caller(place, "oakfield-senior"))


@pytest.mark.parametrize("token", ["", "x", "token-", "é\0", "x" * 100_000, "../../etc/passwd"])
def test_what_is_no_secret_gives_nothing(place: Services, token: str) -> None:
    made(place)

    assert gives_nothing(place, token)


def test_a_form_that_is_sent_in_twice_makes_one_feed(place: Services) -> None:
    once = replace(caller(place, "oakfield-senior"), once="a form")
    token = make_feed(place, once)
    with pytest.raises(AlreadyDone):
        make_feed(place, once)

    got(place, token)


def test_who_leaves_has_no_feed_from_that_moment_on_nor_when_they_come_back(place: Services) -> None:
    by = caller(place, "it")
    gone, later, away = (made(place, key) for key in ("oakfield-senior", "oakfield-head", "oakfield-dsl"))
    leave(place, by, "oakfield-senior")
    leave(place, by, "oakfield-head", on=START + DAY)
    end_person(place, by, "oakfield-dsl")

    assert gives_nothing(place, gone)
    assert gives_nothing(place, away)
    got(place, later)
    move_clock(place, START + DAY)
    assert gives_nothing(place, later)
    sessions.tidy(place)
    with place.store.reading() as reading:
        assert reading.feeds(reading.organisation().id) == []


def test_who_holds_no_post_any_more_has_no_feed_and_housekeeping_ends_it_for_good(place: Services) -> None:
    token = made(place)
    end_post(place, caller(place, "it"), "oakfield-senior", "senior manager@oakfield")

    assert gives_nothing(place, token)
    with pytest.raises(BadInput, match="hold none"):
        made(place)
    sessions.tidy(place)
    assert own_feed(place, caller(place, "oakfield-senior")).made_at is None
    assert len(logged(place, "calendar feed ended")) == 1
    assert seen_in_security_log(place)[-1][0] == "token-revoked"


def test_somebody_whom_a_case_turns_out_to_be_about_loses_its_entries_at_once(place: Services) -> None:
    token = made(place)
    reference = report(place)
    before = references(got(place, token))
    steps.add_person(place, caller(place, "oakfield-head"), reference, "oakfield-senior", "subject")

    assert reference in before
    assert references(got(place, token)) == []


def test_who_covers_a_post_has_its_deadlines_in_their_own_feed(place: Services) -> None:
    token = made(place, "riverside-senior")
    before = references(got(place, token))
    give_cover(
        place, caller(place, "it"), "riverside-senior", "oakfield-senior", Covering(until=START + 9 * DAY, post="")
    )
    reference = report(place)

    assert before == []
    assert set(references(got(place, token))) == {reference}


def test_a_fetch_opens_no_danger(place: Services) -> None:
    token = made(place, "oakfield-dsl")
    report(place, child_at_risk="yes")
    found = got(place, token)
    with place.store.reading() as reading:
        desk = desk_of(place, reading, caller(place, "oakfield-dsl"))
        waiting = marks_in(place, reading, caller(place, "oakfield-dsl"), desk.schools)
    move_clock(place, START + 20 * timedelta(minutes=1))
    climbed = climb_dangers(place, place.clock.now(), lambda _: False)

    assert found.content
    assert waiting
    assert climbed


def test_what_is_given_stands_in_the_access_log_once_a_day_for_each_program_and_when_it_is_new(place: Services) -> None:
    token = made(place)
    for hours in (0, 1, 2):
        move_clock(place, START + hours * HOUR)
        got(place, token)
    report(place)
    got(place, token)
    got(place, token, APPLE)
    move_clock(place, START + DAY)
    got(place, token)
    fetched = own_feed(place, caller(place, "oakfield-senior")).fetched

    assert logged(place, "read").count("a calendar feed") == 4
    assert fetched == {"Apple Calendar": START + 2 * HOUR, "Outlook": START + DAY}


def test_the_security_log_tells_the_life_of_a_feed_and_who_ended_it(place: Services) -> None:
    got(place, made(place))
    made(place)
    end_feed(place, caller(place, "it"), "oakfield-senior")

    assert seen_in_security_log(place) == [
        ("token-made", "oakfield-senior", "calendar feed"),
        ("token-used", "oakfield-senior", "calendar feed"),
        ("token-revoked", "oakfield-senior", "calendar feed"),
        ("token-made", "oakfield-senior", "calendar feed"),
        ("token-revoked", "oakfield-senior", "calendar feed"),
    ]
    last = security_lines(place, caller(place, "it"), replace(ALL, what=SecurityEvent.TOKEN_REVOKED))[0]
    assert last.by == "it"
    assert logged(place, "calendar feed made") != []
    assert logged(place, "calendar feed replaced") != []


def test_who_keeps_people_lists_and_ends_feeds_and_nobody_else_does_of_others(place: Services) -> None:
    token = made(place)
    listed = [(each.person.key, each.made_at) for each in feeds(place, caller(place, "it"))]
    for key in ("oakfield-teacher", "riverside-head"):
        with pytest.raises(NotPermitted):
            feeds(place, caller(place, key))
        with pytest.raises(NotPermitted):
            end_feed(place, caller(place, key), "oakfield-senior")
    with pytest.raises(NotFound):
        end_feed(place, caller(place, "it"), "nobody")

    assert listed == [("oakfield-senior", START)]
    got(place, token)
    end_feed(place, caller(place, "it"), "oakfield-senior")
    assert gives_nothing(place, token)


def test_the_store_knows_no_secret(place: Services) -> None:
    token = made(place)
    with place.store.reading() as reading:
        feed = reading.feed_by(reading.feeds(reading.organisation().id)[0].token_hash)

    assert feed is not None
    assert token not in repr(feed)
    assert feed.token_hash not in repr(feed)
    assert feed.token_hash != token
