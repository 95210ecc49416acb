"""A new holder of a post gets its open cases and is told; alerts go to those whose role is in force."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from duecourse.casework.audit import verification
from duecourse.casework.commands import case_roles, steps
from duecourse.casework.commands.sight_upkeep import BATCH, catch_up
from duecourse.casework.commands.sweep import sweep
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.queries import case_lists, case_view
from duecourse.casework.queries.work_list import overview
from engine.errors import NotFound, NotPermitted, Refused
from engine.identity import PersonId, PersonKey, PostName, RoleName, SchoolId
from engine.ports.records import Person, Tenure
from store import SqlStore
from tests.cli import MONDAY
from tests.databases import open_store, postgresql
from tests.services import act, caller, move_clock, report, scheduler, services_on

SENIOR = RoleName("senior manager")


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Services]:
    with ExitStack() as stack:
        is_sqlite = request.param == "sqlite"
        url = f"sqlite:///{tmp_path / 'store.db'}" if is_sqlite else stack.enter_context(postgresql())
        store = open_store(url)
        stack.callback(store.close)
        yield services_on(store, tmp_path, MONDAY)


def person(place: Services, key: str) -> Person:
    with place.store.reading() as reading:
        found = reading.find_person(reading.organisation().id, key)
    assert found is not None
    return found


def school(place: Services, key: str = "oakfield") -> SchoolId:
    with place.store.reading() as reading:
        return place.school(reading, key).id


def hold(place: Services, key: str, *posts: Tenure) -> None:
    """Let somebody hold just these posts; who was not known joins."""
    with place.store.writing() as writing:
        trust = writing.organisation().id
        known = writing.find_person(trust, key) or Person(
            id=PersonId(place.ids.identifier()), organisation=trust, key=PersonKey(key), name=key.title(), email=""
        )
        writing.save_person(replace(known, posts=posts))


def post(place: Services, name: str) -> Tenure:
    return Tenure(post=PostName(name), school=school(place), since=place.clock.now())


def holders(place: Services, reference: str, role: RoleName = SENIOR) -> set[str]:
    with place.store.reading() as reading:
        case = next(row for row in reading.cases(scheduler(place)) if row.reference == reference)
        record = reading.case_by_id(scheduler(place), case.id)
        people = {each.id: each.key for each in reading.people(record.organisation)}
    return {people[each] for each in record.team.get(role, ())}


def told(place: Services, key: str) -> list[str]:
    who = person(place, key).id
    with place.store.reading() as reading:
        return [
            each.reference
            for each in reading.notices(reading.organisation().id)
            if (each.recipient, each.kind) == (who, "given")
        ]


def test_a_new_holder_gets_the_open_cases_of_the_school_in_batches_and_is_told_of_each_once(place: Services) -> None:
    references = {report(place) for _ in range(BATCH + 2)}
    hold(place, "successor", post(place, "headteacher"))
    successor = caller(place, "successor")

    assert overview(place, successor, 1).catching_up
    assert case_lists.cases(place, successor) == []

    catch_up(place, place.clock.now())
    catch_up(place, place.clock.now())
    assert {row.reference for row in case_lists.cases(place, successor)} == references
    assert sorted(told(place, "successor")) == sorted(references)
    assert set(overview(place, successor, 1).given) == references
    assert not overview(place, successor, 1).catching_up
    assert all(case_view.look(place, successor, each).whole for each in references)
    assert all(each.wrong == "" for each in verification.replay_cases(place, Caller(viewer=scheduler(place))))


def test_a_notice_that_a_case_came_with_a_post_follows_from_the_event_and_one_that_was_put_in_is_found(
    place: Services,
) -> None:
    reference, other = report(place), report(place)
    hold(place, "successor", post(place, "headteacher"))
    catch_up(place, place.clock.now())
    wrong = partial(_wrong, place)
    assert wrong() == set()

    _run(place, "UPDATE outbox SET recipient = 'x' WHERE kind = 'given' AND reference = ?", reference)
    assert wrong() == {reference}
    _run(place, "DELETE FROM outbox WHERE kind = 'given' AND reference = ?", other)
    assert wrong() == {reference, other}


def _wrong(place: Services) -> set[str]:
    everybody = Caller(viewer=scheduler(place))
    return {each.reference for each in verification.verify_cases(place, everybody) if each.wrong}


def _run(place: Services, statement: str, *values: str) -> None:
    """Write behind the back of the record."""
    assert isinstance(place.store, SqlStore)
    with place.store.database.transaction(write=True) as cursor:
        cursor.run(statement, values)


def test_a_post_of_a_later_day_brings_the_cases_on_that_day_and_not_before(place: Services) -> None:
    reference = report(place)
    day = place.clock.now() + timedelta(days=2)
    hold(place, "successor", replace(post(place, "headteacher"), since=day))
    catch_up(place, place.clock.now())
    assert "successor" not in holders(place, reference)

    move_clock(place, day)
    catch_up(place, place.clock.now())
    assert "successor" in holders(place, reference)
    assert told(place, "successor") == [reference]


def test_a_post_at_another_school_brings_no_case_of_this_one(place: Services) -> None:
    reference = report(place)
    hold(place, "successor", replace(post(place, "headteacher"), school=school(place, "riverside")))
    catch_up(place, place.clock.now())

    assert "successor" not in holders(place, reference)
    with pytest.raises(NotFound):
        case_view.look(place, caller(place, "successor"), reference)


def test_a_case_that_stood_with_those_who_step_in_goes_back_with_the_post(place: Services) -> None:
    for key in ("oakfield-head", "oakfield-senior", "oakfield-deputy", "oakfield-chair"):
        hold(place, key)
    reference = report(place)
    assert "board" in holders(place, reference)

    hold(place, "oakfield-head", post(place, "headteacher"))
    hold(place, "oakfield-senior", post(place, "senior manager"))
    catch_up(place, place.clock.now())
    assert holders(place, reference) == {"oakfield-head", "oakfield-senior"}
    with pytest.raises(NotFound):
        case_view.look(place, caller(place, "board"), reference)


def test_who_covers_gets_the_cases_beside_the_one_covered_and_it_gets_none_by_cover(place: Services) -> None:
    reference = report(place)
    head = person(place, "oakfield-head").id
    hold(place, "cover", replace(post(place, "headteacher"), kind="cover", instead_of=head))
    systems = Tenure(post=PostName("IT"), since=place.clock.now())
    hold(place, "it", systems, replace(post(place, "headteacher"), kind="cover", instead_of=head))
    catch_up(place, place.clock.now())

    assert holders(place, reference) == {"oakfield-head", "oakfield-senior", "cover"}
    with pytest.raises(Refused):
        steps.assign(place, caller(place, "oakfield-head"), reference, SENIOR, "it")


def test_alerts_go_to_those_whose_role_is_in_force_and_never_to_one_whose_post_has_ended(place: Services) -> None:
    reference = report(place)
    now = place.clock.now()
    hold(place, "oakfield-senior")
    move_clock(place, now + timedelta(days=3))
    sweep(place, place.clock.now())
    gone, there = person(place, "oakfield-senior").id, person(place, "oakfield-head").id
    with place.store.reading() as reading:
        alerted = {each.recipient for each in reading.notices(reading.organisation().id) if each.kind == "alert"}

    assert there in alerted
    assert gone not in alerted
    assert "oakfield-senior" not in holders(place, reference)


def test_somebody_given_a_role_by_name_sees_nothing_once_they_have_no_post_here(place: Services) -> None:
    reference = report(place)
    steps.assign(place, caller(place, "oakfield-senior"), reference, RoleName("DSL"), "oakfield-leader")
    assert case_view.look(place, caller(place, "oakfield-leader"), reference).tracks

    hold(place, "oakfield-leader", replace(post(place, "SLT"), school=school(place, "riverside")))
    with pytest.raises(NotFound):
        case_view.look(place, caller(place, "oakfield-leader"), reference)


def test_a_role_taken_away_ends_sight_at_once_and_only_managers_take_one(place: Services) -> None:
    reference = report(place)
    steps.assign(place, caller(place, "oakfield-senior"), reference, RoleName("investigator"), "oakfield-leader")
    with pytest.raises((NotPermitted, NotFound)):
        case_roles.take_away(place, caller(place, "oakfield-leader"), reference, SENIOR, "oakfield-head", "No")
    assert case_view.look(place, caller(place, "oakfield-leader"), reference).tracks

    senior = caller(place, "oakfield-senior")
    case_roles.take_away(place, senior, reference, RoleName("investigator"), "oakfield-leader", "Works elsewhere now")
    with pytest.raises(NotFound):
        case_view.look(place, caller(place, "oakfield-leader"), reference)
    case_roles.take_away(place, senior, reference, SENIOR, "oakfield-head", "On leave")
    catch_up(place, place.clock.now())
    assert holders(place, reference) == {"oakfield-senior", "oakfield-deputy"}


def test_who_stepped_in_and_began_keeps_the_case_until_it_is_handed_over(place: Services) -> None:
    for key in ("oakfield-head", "oakfield-senior", "oakfield-deputy"):
        hold(place, key)
    reference = report(place)
    act(place, "chair", reference, "case/1", "acknowledge")
    hold(place, "oakfield-head", post(place, "headteacher"))
    hold(place, "oakfield-senior", post(place, "senior manager"))
    catch_up(place, place.clock.now())

    assert holders(place, reference) == {"oakfield-head", "oakfield-senior", "oakfield-chair"}
