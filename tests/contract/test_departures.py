"""Acting, cover, leaving and moving: the same over the memory fake, SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import timedelta

from duecourse.casework.administration import cover, departures, posts, transfers
from duecourse.casework.administration.cover import Covering
from duecourse.casework.administration.posts import Giving
from duecourse.casework.administration.transfers import Moving
from duecourse.casework.context.services import Services, person_of, school_of
from engine.errors import NotFound
from engine.identity import CaseReference, PostName
from engine.ports.records import Viewer
from engine.record.values import SCHEDULER
from tests.services import START, caller, move_clock, report

DAY = timedelta(days=1)
HEAD, SENIOR = "headteacher@oakfield", "senior manager@oakfield"


def sees(place: Services, key: str, case: CaseReference) -> bool:
    """Say whether somebody finds a case now."""
    with place.store.reading() as reading:
        trust = reading.organisation().id
        try:
            reading.find_case(Viewer(trust, person_of(reading, trust, key).id, place.clock.now()), case)
        except NotFound:
            return False
    return True


def team(place: Services, case: CaseReference) -> set[str]:
    """Give who holds a role in a case, in force or not."""
    with place.store.reading() as reading:
        trust = reading.organisation().id
        found = reading.find_case(Viewer(trust, SCHEDULER), case)
        holders = {person for people in found.team.values() for person in people}
        return {str(each.key) for each in reading.people_named(trust, holders)}


def meant(place: Services) -> set[str]:
    """Give whom a report about the head of the school means now."""
    with place.store.reading() as reading:
        trust = reading.organisation().id
        here = place.staffing(reading, school_of(reading, trust, "oakfield").id, place.clock.now())
        found = here.meant(PostName("headteacher"))
        return {str(each.key) for each in reading.people_named(trust, found)}


def test_a_holder_steps_aside_while_somebody_acts_and_has_the_post_again(place: Services) -> None:
    admin, case = caller(place, "central"), report(place)
    acting = Giving(post=HEAD, until=START + 2 * DAY, acting=True, instead_of="oakfield-head")
    posts.give_post(place, admin, "oakfield-teacher", acting)

    move_clock(place, START + DAY)
    assert (meant(place), sees(place, "oakfield-head", case)) == ({"oakfield-teacher"}, False)
    move_clock(place, START + 2 * DAY)
    assert (meant(place), sees(place, "oakfield-head", case)) == ({"oakfield-head"}, True)


def test_who_covers_holds_the_post_too_and_is_not_meant_by_it(place: Services) -> None:
    admin = caller(place, "central")
    cover.give_cover(place, admin, "oakfield-teacher", "oakfield-head", Covering(post=HEAD, until=START + DAY))

    assert meant(place) == {"oakfield-head"}
    assert [each.person.key for each in cover.covers(place, admin)] == ["oakfield-teacher"]
    posts.end_post(place, admin, "oakfield-head", HEAD)
    assert (meant(place), list(cover.covers(place, admin))) == (set(), [])


def test_who_leaves_holds_nothing_any_more_and_the_heir_has_it(place: Services) -> None:
    admin = caller(place, "central")
    case = report(place)
    posts.give_post(place, admin, "oakfield-teacher", Giving(post=SENIOR))
    shown = departures.look_ahead(place, admin, "oakfield-senior", to="oakfield-deputy")
    assert (len(shown.work.cases), "oakfield-senior" in team(place, case)) == (1, True)
    departures.leave(place, admin, "oakfield-senior", to="oakfield-deputy")

    assert "oakfield-senior" not in team(place, case)
    assert not sees(place, "oakfield-senior", case)


def test_a_last_day_is_over_at_its_end_and_is_made_final_once(place: Services) -> None:
    admin, case = caller(place, "central"), report(place)
    departures.leave(place, admin, "oakfield-senior", START + DAY)
    assert sees(place, "oakfield-senior", case)
    assert departures.depart(place, place.clock.now()) == 0
    move_clock(place, START + DAY)

    assert not sees(place, "oakfield-senior", case)
    assert [departures.depart(place, START + DAY), departures.depart(place, START + DAY)] == [1, 0]
    assert "oakfield-senior" not in team(place, case)


def test_who_moves_has_lost_the_old_school_and_holds_the_same_at_the_new(place: Services) -> None:
    admin, case = caller(place, "central"), report(place)
    found = transfers.move(place, admin, Moving(key="oakfield-senior", source="oakfield", target="hilltop"))

    assert [(each.post, each.where) for each in found.begins] == [("senior manager", "hilltop")]
    assert (sees(place, "oakfield-senior", case), "oakfield-senior" in team(place, case)) == (False, False)
