"""What a pass of the scheduler does with cases that cannot be swept: the same on every store."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, cast

import pytest

from duecourse.casework.commands import steps
from duecourse.casework.commands.sweep import LONGEST, TRIES, Swept, put_back, sweep
from duecourse.casework.context.services import Services
from engine.errors import NotFound, Unavailable
from engine.identity import NO_CASE, CaseReference, PersonId, PersonKey, PostName
from engine.ports.records import Notice, Person, School, Tenure
from engine.ports.store import Store
from engine.record.case import Case
from tests.clocks import Ticking
from tests.services import CALM, START, act, caller, move_clock, report, scheduler

LATE = START + timedelta(days=3)


def report_at(place: Services, school: str) -> CaseReference:
    teacher = f"{school}-teacher"
    new = steps.NewReport(
        policy="lumen",
        school=school,
        reported_by=teacher,
        affected=(teacher,),
        addresses=("https://a.example/1",),
        answers=CALM,
    )
    return steps.report(place, caller(place, teacher), new).case.reference


def school_of(place: Services, key: str) -> School:
    with place.store.reading() as reading:
        return next(each for each in reading.schools(reading.organisation().id) if each.key == key)


def spoil(place: Services, key: str) -> School:
    """Make a school's calendar unreadable: no case of the school can be swept any more. Gives it as it was."""
    whole = school_of(place, key)
    save(place, replace(whole, calendar={"terms": "no list"}))
    return whole


def save(place: Services, school: School) -> None:
    with place.store.writing() as writing:
        writing.save_school(school)


def passes(place: Services, times: int) -> list[Swept]:
    move_clock(place, LATE)
    return [sweep(place, LATE) for _ in range(times)]


def aside(place: Services) -> dict[str, int]:
    with place.store.reading() as reading:
        found = reading.set_aside(reading.organisation().id)
    return {each.reference: each.tries for each in found.values()}


def alarms(place: Services) -> list[Notice]:
    with place.store.reading() as reading:
        return [each for each in reading.notices(reading.organisation().id) if each.kind == "set aside"]


def load(place: Services, reference: CaseReference) -> Case:
    with place.store.reading() as reading:
        return reading.find_case(scheduler(place), reference)


def test_a_case_that_fails_is_set_aside_after_five_passes_and_the_others_go_on(place: Services) -> None:
    bad, good = report_at(place, "riverside"), report_at(place, "oakfield")
    spoil(place, "riverside")
    swept = passes(place, TRIES + 1)

    assert [each.set_aside for each in swept] == [0, 0, 0, 0, 1, 0]
    assert aside(place) == {bad: TRIES}
    assert load(place, good).alerts
    assert not load(place, bad).alerts


def test_a_case_that_is_set_aside_is_told_to_the_administrators_once_without_any_content(place: Services) -> None:
    bad = report_at(place, "riverside")
    spoil(place, "riverside")
    passes(place, TRIES + 2)

    told = alarms(place)
    assert {each.recipient for each in told} == {caller(place, key).viewer.person for key in ("central", "board")}
    assert len(told) == 2
    assert {each.reference for each in told} == {bad}
    assert {name for each in told for name in each.body} == {"log"}


def test_where_somebody_is_administrator_nobody_else_is_told(place: Services) -> None:
    report_at(place, "riverside")
    with place.store.writing() as writing:
        trust = writing.organisation().id
        writing.save_person(
            Person(
                id=PersonId("a-1"),
                organisation=trust,
                key=PersonKey("admin"),
                name="Admin Invented",
                email="",
                active=True,
                posts=(Tenure(post=PostName("Administrator")),),
            )
        )
    spoil(place, "riverside")
    passes(place, TRIES)

    assert [each.recipient for each in alarms(place)] == ["a-1"]


def test_a_pass_that_goes_well_resets_the_count(place: Services) -> None:
    bad = report_at(place, "riverside")
    whole = spoil(place, "riverside")
    passes(place, TRIES - 1)
    save(place, whole)
    passes(place, 1)
    spoil(place, "riverside")
    move_clock(place, LATE + timedelta(days=30))
    for _ in range(TRIES - 1):
        sweep(place, place.clock.now())

    assert aside(place) == {}
    assert load(place, bad).alerts


def test_a_retry_brings_back_what_has_been_mended_and_leaves_the_rest_where_it_is(place: Services) -> None:
    mended, broken = report_at(place, "riverside"), report_at(place, "hilltop")
    whole, _ = spoil(place, "riverside"), spoil(place, "hilltop")
    passes(place, TRIES)
    assert set(aside(place)) == {mended, broken}
    save(place, whole)
    assert sweep(place, LATE).fired == 0
    swept = sweep(place, LATE, retry=True)

    assert swept.fired > 0
    assert set(aside(place)) == {broken}
    assert load(place, mended).alerts
    assert len(alarms(place)) == 4


def test_a_step_brings_a_case_back(place: Services) -> None:
    bad = report_at(place, "oakfield")
    whole = spoil(place, "oakfield")
    passes(place, TRIES)
    save(place, whole)
    act(place, "senior", bad, "case/1", "acknowledge")

    assert aside(place) == {}
    assert sweep(place, LATE).fired > 0


def test_an_administrator_puts_cases_back_by_name_or_all_of_them(place: Services) -> None:
    first, second = report_at(place, "riverside"), report_at(place, "hilltop")
    for key in ("riverside", "hilltop"):
        spoil(place, key)
    passes(place, TRIES)
    with pytest.raises(NotFound):
        put_back(place, [first, CaseReference("LUM-2026-0099")])
    assert set(aside(place)) == {first, second}

    assert put_back(place, [first]) == (first,)
    assert set(aside(place)) == {second}
    assert put_back(place) == (second,)
    assert aside(place) == {}


def test_a_case_that_is_set_aside_again_is_told_again(place: Services) -> None:
    report_at(place, "riverside")
    spoil(place, "riverside")
    passes(place, TRIES)
    put_back(place)
    passes(place, TRIES)

    assert len(alarms(place)) == 4


@dataclass
class Ailing:
    """A store whose database gives up whenever a case of one identifier is read for writing."""

    store: Any
    case: str

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    @contextmanager
    def writing(self, *, gives_way: bool = False) -> Generator[Any]:
        with self.store.writing(gives_way=gives_way) as writing:
            yield AilingWriting(writing, self.case)


@dataclass
class AilingWriting:
    """A transaction that loses the database over one case."""

    inner: Any
    case: str

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def case_by_id(self, viewer: object, case: str) -> Case:
        if case == self.case:
            raise Unavailable("The database could not do this (disk I/O error).")
        found: Case = self.inner.case_by_id(viewer, case)
        return found


def test_a_database_that_gives_up_is_no_failure_of_the_case(place: Services) -> None:
    unlucky, other = report_at(place, "riverside"), report_at(place, "oakfield")
    ailing = cast("Store", Ailing(place.store, load(place, unlucky).id))
    swept = passes(replace(place, store=ailing), TRIES * 2)

    assert {each.set_aside for each in swept} == {0}
    assert aside(place) == {}
    assert load(place, other).alerts
    assert sweep(place, LATE).fired > 0


def test_cases_that_a_pass_has_handled_do_not_count_towards_the_next_batch(place: Services) -> None:
    cases = sorted(load(place, report(place, f"https://a.example/{number}")).id for number in range(3))
    with place.store.writing() as writing:
        trust = writing.organisation().id
        batches = [list(writing.due_cases(trust, LATE, 2, after)) for after in (NO_CASE, cases[1], cases[2])]

    assert batches == [cases[:2], cases[2:], []]


def test_a_batch_whose_time_is_up_leaves_the_others_to_the_next_and_none_is_lost_or_doubled(place: Services) -> None:
    references = [report(place, f"https://a.example/{number}") for number in range(5)]
    swept = list[int]()

    def rest(seconds: float) -> bool:
        assert seconds >= LONGEST
        swept.append(sum(bool(load(place, each).alerts) for each in references))
        return False

    hurried = sweep(replace(place, clock=Ticking(LATE, step=LONGEST * 0.6)), LATE, rest=rest)
    again = sweep(place, LATE)
    with place.store.reading() as reading:
        told = [(each.recipient, each.dedupe) for each in reading.queued(reading.organisation().id, "alert", 1000)]
    raised = [alert for each in references for alert in load(place, each).alerts.values() if alert.status == "raised"]

    assert swept == [2, 4, 5]
    assert (hurried.alerts, again.alerts) == (len(raised), 0)
    assert len(told) == len(set(told)) == hurried.outbox


def test_one_case_stands_for_all_of_its_policy_and_school(place: Services) -> None:
    here = [load(place, report_at(place, "oakfield")).id for _ in range(2)]
    there = [load(place, report_at(place, "riverside")).id for _ in range(2)]
    with place.store.reading() as reading:
        trust = reading.organisation().id
        found = reading.one_of_each(trust, [*there, *here])
        none = reading.one_of_each(trust, [])

    assert list(found) == sorted([min(here), min(there)])
    assert list(none) == []
