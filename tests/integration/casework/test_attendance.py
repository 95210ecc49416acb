"""Somebody whose post has ended neither sees nor acts from that moment on; with the post, both come back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from duecourse.casework.audit import verification
from duecourse.casework.commands import steps
from duecourse.casework.commands.sight_upkeep import BATCH, catch_up, fill
from duecourse.casework.commands.sweep import LONGEST, SHORTEST
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.queries import case_lists, case_view
from duecourse.casework.queries.work_list import overview
from engine.errors import Mistake, NotFound
from engine.identity import CASE, ActionName, PersonKey, PostName, RoleName
from engine.ports.records import Tenure
from engine.ports.sights import UNREADABLE
from store.sql_store import SqlWriting
from tests.cli import IN_SCOPE, MONDAY
from tests.clocks import Ticking
from tests.databases import open_store
from tests.lists import work_list
from tests.services import act, caller, move_clock, report, scheduler, services_on


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Services]:
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield services_on(store, tmp_path, MONDAY)
    store.close()


def end_posts(place: Services, key: str) -> None:
    """Let every post of somebody end now; a minute passes."""
    with place.store.writing() as writing:
        organisation = writing.organisation().id
        person = next(each for each in writing.people(organisation) if each.key == PersonKey(key))
        now = place.clock.now()
        writing.save_person(replace(person, posts=tuple(replace(post, until=now) for post in person.posts)))
    move_clock(place, now + timedelta(minutes=1))


def give_back(place: Services, key: str) -> None:
    """Let every post of somebody go on as if it had never ended."""
    with place.store.writing() as writing:
        organisation = writing.organisation().id
        person = next(each for each in writing.people(organisation) if each.key == PersonKey(key))
        writing.save_person(replace(person, posts=tuple(replace(post, until=None) for post in person.posts)))


def test_somebody_whose_post_has_ended_takes_no_step_of_it(place: Services) -> None:
    reference = report(place)
    end_posts(place, "oakfield-senior")
    senior = caller(place, "oakfield-senior")

    with pytest.raises(Mistake):
        steps.take_step(place, senior, reference, CASE, ActionName("triage"), facts=IN_SCOPE)
    act(place, "head", reference, "case/1", "triage", **IN_SCOPE)


def test_somebody_whose_post_has_ended_sees_nothing_by_it_from_that_moment(place: Services) -> None:
    reference = report(place)
    before = work_list(place, caller(place, "oakfield-senior"))
    end_posts(place, "oakfield-senior")
    after = work_list(place, caller(place, "oakfield-senior"))

    assert {line.reference for line in before.cases} == {row.reference for row in before.rows} == {reference}
    assert (after.cases, after.rows) == ((), ())
    with pytest.raises(NotFound):
        case_view.look(place, caller(place, "oakfield-senior"), reference)
    assert work_list(place, caller(place, "oakfield-head")).rows


def test_sight_comes_back_with_the_post_at_once_while_nobody_else_was_given_the_role(place: Services) -> None:
    reference = report(place)
    end_posts(place, "oakfield-senior")
    give_back(place, "oakfield-senior")

    assert case_view.look(place, caller(place, "oakfield-senior"), reference).whole


def test_cases_come_back_with_the_post_and_lists_follow_in_batches(place: Services) -> None:
    references = {report(place) for _ in range(BATCH + 2)}
    end_posts(place, "oakfield-senior")
    catch_up(place, place.clock.now())
    give_back(place, "oakfield-senior")
    senior = caller(place, "oakfield-senior")

    assert overview(place, senior, 1).catching_up
    assert case_lists.cases(place, senior) == []

    assert catch_up(place, place.clock.now()) == len(references)
    assert {row.reference for row in case_lists.cases(place, senior)} == references
    assert not overview(place, senior, 1).catching_up


def test_lists_follow_for_no_longer_at_once_than_others_can_wait_and_go_on_where_they_stopped(place: Services) -> None:
    references = {report(place) for _ in range(5)}
    end_posts(place, "oakfield-senior")
    catch_up(place, place.clock.now())
    give_back(place, "oakfield-senior")
    senior, rests, listed = caller(place, "oakfield-senior"), list[float](), list[int]()
    slow = replace(place, clock=Ticking(place.clock.now(), step=LONGEST * 0.6))

    def rest(seconds: float) -> bool:
        rests.append(seconds)
        listed.append(len(case_lists.cases(place, senior)))
        return len(rests) == 2

    assert catch_up(slow, place.clock.now(), rest=rest) == 4
    assert listed == [2, 4]
    assert all(seconds >= max(LONGEST, SHORTEST) for seconds in rests)
    assert catch_up(place, place.clock.now()) == 1
    assert {row.reference for row in case_lists.cases(place, senior)} == references


def test_a_post_that_begins_again_at_a_moment_gives_sight_back_at_that_moment(place: Services) -> None:
    reference = report(place)
    end_posts(place, "oakfield-senior")
    soon = place.clock.now() + timedelta(hours=1)
    with place.store.writing() as writing:
        organisation = writing.organisation().id
        person = next(each for each in writing.people(organisation) if each.key == PersonKey("oakfield-senior"))
        again = (*person.posts, *(replace(post, since=soon, until=None) for post in person.posts))
        writing.save_person(replace(person, posts=again))

    assert case_lists.cases(place, caller(place, "oakfield-senior")) == []
    move_clock(place, soon)
    catch_up(place, soon)
    assert [row.reference for row in case_lists.cases(place, caller(place, "oakfield-senior"))] == [reference]


def test_what_is_left_of_a_case_is_listed_once_its_rows_have_followed(place: Services) -> None:
    reference = report(place)
    steps.assign(place, caller(place, "oakfield-senior"), reference, RoleName("DSL"), "oakfield-senior")
    end_posts(place, "oakfield-senior")
    with place.store.writing() as writing:
        person = writing.find_person(writing.organisation().id, "oakfield-senior")
        assert person is not None
        teaches = Tenure(post=PostName("teacher"), school=person.posts[0].school, since=place.clock.now())
        writing.save_person(replace(person, posts=(*person.posts, teaches)))
    senior = caller(place, "oakfield-senior")

    assert case_lists.due(place, senior) == []
    catch_up(place, place.clock.now())
    left = {line.clock.sight.on for line in case_lists.due(place, senior)}
    assert left == {clock.on for clock in case_view.look(place, senior, reference).deadlines if clock.state == "open"}


def test_stores_that_were_never_filled_are_filled_a_batch_at_a_time_and_go_on_where_they_were(place: Services) -> None:
    references = {report(place) for _ in range(BATCH + 2)}
    with place.store.writing() as writing:
        assert isinstance(writing, SqlWriting)
        writing.cursor.run("DELETE FROM clock_sights")
        writing.cursor.run("UPDATE case_sights SET state = ?, due_at = '', clock = '', works = ''", (UNREADABLE,))
        writing.cursor.run("UPDATE cases SET sighted = 0")
    senior, told = caller(place, "oakfield-senior"), list[int]()

    def stopped(done: int) -> None:
        told.append(done)
        raise KeyboardInterrupt

    assert {row.status for row in case_lists.cases(place, senior)} == {UNREADABLE}
    with pytest.raises(KeyboardInterrupt):
        fill(place, stopped)
    assert (fill(place, told.append), told) == (2, [BATCH, 2])
    assert {row.reference: row.status for row in case_lists.cases(place, senior)} == dict.fromkeys(
        references, "reported"
    )
    assert {each.wrong for each in verification.replay_cases(place, Caller(viewer=scheduler(place)))} == {""}


def test_replay_finds_rows_that_show_more_than_the_events_give(place: Services) -> None:
    reference = report(place)
    before = verification.replay_cases(place, Caller(viewer=scheduler(place)), reference)
    with place.store.writing() as writing:
        assert isinstance(writing, SqlWriting)
        writing.cursor.run("UPDATE case_sights SET works = works || '<police/1>'")
    after = verification.replay_cases(place, Caller(viewer=scheduler(place)), reference)

    assert [bool(each.wrong) for each in (*before, *after)] == [False, True]
