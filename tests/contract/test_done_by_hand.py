"""What a policy asks people to do outside Duecourse, ticked off: the same over the memory fake and both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from duecourse.casework.administration import cover, posts
from duecourse.casework.administration.cover import Covering
from duecourse.casework.audit.organisation_verdict import verdict_of
from duecourse.casework.context.services import Services
from duecourse.casework.duties.by_hand import HandDuty, HandStanding, due_by_hand, hand_duties
from duecourse.casework.duties.ticks import NewTick, tick_off
from engine.errors import AlreadyDone, BadAnswers, NotFound, NotPermitted
from engine.record.organisation_events import walk
from tests.fakes import MemoryStore
from tests.services import START, caller, move_clock

REVIEW, TELLING = "15.2#2", "3.2#3"
"""Of Lumen: every two years by the central team, and regularly by the headteacher of each school."""


def mine(place: Services, who: str) -> dict[tuple[str, str], HandDuty]:
    return {(each.number, each.school): each for each in hand_duties(place, caller(place, who)) if each.mine}


def due(place: Services, who: str) -> list[tuple[str, HandStanding]]:
    with place.store.reading() as reading:
        return [(each.number, each.standing) for each in due_by_hand(place, reading, caller(place, who))]


def test_those_who_hold_the_post_have_the_duty_where_they_hold_it_and_nobody_else(place: Services) -> None:
    assert (TELLING, "oakfield") in mine(place, "oakfield-head")
    assert (TELLING, "hilltop") not in mine(place, "oakfield-head")
    assert mine(place, "oakfield-teacher") == {}
    assert (REVIEW, "") in mine(place, "central")


def test_a_duty_is_put_before_its_holder_until_it_is_ticked_off_and_again_when_its_time_comes(place: Services) -> None:
    # the policy prints a day for its review that has passed
    assert due(place, "central") == [(REVIEW, HandStanding.LATE)]

    done = tick_off(place, caller(place, "central"), NewTick(number=REVIEW, note="Reviewed with the unions"))

    assert done.standing == HandStanding.TO_COME
    assert done.due_at is not None
    assert due(place, "central") == []

    move_clock(place, done.due_at - timedelta(days=14))
    assert due(place, "central") == [(REVIEW, HandStanding.SOON)]
    move_clock(place, done.due_at + timedelta(seconds=1))
    assert due(place, "central") == [(REVIEW, HandStanding.LATE)]


def test_what_is_done_at_an_occasion_is_on_the_list_and_reminds_nobody(place: Services) -> None:
    assert TELLING not in {number for number, _ in due(place, "oakfield-head")}
    tick_off(place, caller(place, "oakfield-head"), NewTick(number=TELLING, school="oakfield", note="In briefing"))

    duty = mine(place, "oakfield-head")[TELLING, "oakfield"]
    assert [(each.by, each.done_on, each.note) for each in duty.done] == [
        ("Finley Oakfield", START.date(), "In briefing")
    ]
    assert duty.standing == HandStanding.OCCASION


def test_nobody_ticks_off_what_is_somebody_elses_or_what_there_is_not(place: Services) -> None:
    with pytest.raises(NotPermitted, match="headteacher"):
        tick_off(place, caller(place, "oakfield-teacher"), NewTick(number=TELLING, school="oakfield", note="Done"))
    with pytest.raises(NotPermitted):
        tick_off(place, caller(place, "oakfield-head"), NewTick(number=TELLING, school="hilltop", note="Done"))
    with pytest.raises(NotPermitted):
        tick_off(place, caller(place, "oakfield-head"), NewTick(number=TELLING, note="Done"))
    with pytest.raises(NotPermitted, match="nobody by a post"):
        tick_off(place, caller(place, "oakfield-head"), NewTick(number="6.3#3", school="oakfield", note="Done"))
    with pytest.raises(NotFound):
        tick_off(place, caller(place, "oakfield-head"), NewTick(number="1.1", school="oakfield", note="Done"))

    with place.store.reading() as reading:
        assert reading.done_by_hand(reading.organisation().id) == []


def test_a_note_is_needed_and_no_day_to_come_is_taken(place: Services) -> None:
    head = caller(place, "oakfield-head")
    with pytest.raises(BadAnswers) as wrong:
        tick_off(place, head, NewTick(number=TELLING, school="oakfield", done_on=date(2999, 1, 1), note=" "))

    assert set(wrong.value.faults) == {"done_on", "what_was_done"}


def test_somebody_who_covers_the_post_has_its_duties_meanwhile_and_the_successor_sees_what_was_done(
    place: Services,
) -> None:
    covering = Covering(until=START + timedelta(days=7))
    cover.give_cover(place, caller(place, "central"), "oakfield-deputy", "oakfield-head", covering)
    tick_off(place, caller(place, "oakfield-deputy"), NewTick(number=TELLING, school="oakfield", note="Done for them"))

    assert [each.by for each in mine(place, "oakfield-head")[TELLING, "oakfield"].done] == ["Jules Oakfield"]
    move_clock(place, START + timedelta(days=8))
    with pytest.raises(NotPermitted):
        tick_off(place, caller(place, "oakfield-deputy"), NewTick(number=TELLING, school="oakfield", note="Again"))

    posts.give_post(place, caller(place, "central"), "oakfield-leader", posts.Giving(post="headteacher@oakfield"))
    assert [each.note for each in mine(place, "oakfield-leader")[TELLING, "oakfield"].done] == ["Done for them"]


def test_what_was_noted_last_counts_so_that_a_wrong_day_is_put_right(place: Services) -> None:
    central = caller(place, "central")
    tick_off(place, central, NewTick(number=REVIEW, note="A slip of the pen"))
    move_clock(place, START + timedelta(minutes=1))
    right = tick_off(place, central, NewTick(number=REVIEW, done_on=date(2024, 1, 15), note="It was in 2024"))

    assert right.standing == HandStanding.LATE
    assert [each.note for each in right.done] == ["It was in 2024", "A slip of the pen"]


def test_a_form_that_is_sent_twice_ticks_off_once(place: Services) -> None:
    head = replace(caller(place, "oakfield-head"), once="the token of a form")
    new = NewTick(number=TELLING, school="oakfield", note="Done")
    tick_off(place, head, new)
    with pytest.raises(AlreadyDone):
        tick_off(place, head, new)

    assert len(mine(place, "oakfield-head")[TELLING, "oakfield"].done) == 1


def test_those_who_look_after_a_school_see_what_others_there_ticked_off_and_at_no_other_school(
    place: Services,
) -> None:
    for school in ("oakfield", "hilltop"):
        tick_off(place, caller(place, f"{school}-head"), NewTick(number=TELLING, school=school, note="Done"))

    seen = {(each.number, each.school): each for each in hand_duties(place, caller(place, "oakfield-senior"))}
    assert [each.by for each in seen[TELLING, "oakfield"].done] == ["Finley Oakfield"]
    assert not any(each.mine for each in seen.values())
    assert not any(school == "hilltop" for _, school in seen)


def test_ticking_off_is_sealed_as_a_change_of_the_organisation(place: Services) -> None:
    if isinstance(place.store, MemoryStore):
        return
    central = caller(place, "central")
    tick_off(place, central, NewTick(number=REVIEW, note="Reviewed"))

    with place.store.reading() as reading:
        trust = reading.organisation().id
        last = walk(reading.organisation_record(trust))[-1]
        done = reading.done_by_hand(trust)[0]
        assert (last.by, last.what, set(last.rows)) == (
            central.viewer.person,
            "done by hand",
            {f"done_by_hand/{done.id}"},
        )
        assert verdict_of(reading, trust, naming=True).wrong == ()
