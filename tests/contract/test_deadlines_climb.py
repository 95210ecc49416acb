"""The 72 hours of the law climb on every store: each rung once, in one alert, until somebody says what is done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from duecourse.casework.commands import steps
from duecourse.casework.commands.sweep import sweep
from duecourse.casework.context.services import Services
from engine.identity import CaseReference
from engine.ports.records import Notice
from engine.record.clock_alerts import clock_alerts
from engine.record.values import Alert
from tests.services import START, act, caller, move_clock, report, scheduler
from tests.unit.engine.steps.clocks.test_ladders import BREACH

HOUR = timedelta(hours=1)
RUNGS = ["remind 24 hours", "remind 4 hours", "overdue", "after 4 hours"]
OURS = "after 4 hours"


def breached(place: Services) -> CaseReference:
    """Report personal data that are out; the data protection officer is told, and reports it to nobody."""
    reference = report(place, personal_data="yes")
    now = place.clock.now().isoformat()
    act(place, "senior", reference, "data_breach/1", "tell_dpo", **BREACH, discovered_at=now, aware_at=now)
    return reference


def pass_at(place: Services, hours: float) -> None:
    move_clock(place, START + hours * HOUR)
    sweep(place, place.clock.now())


def lines(place: Services, reference: CaseReference) -> Sequence[Alert]:
    with place.store.reading() as reading:
        case = reading.find_case(scheduler(place), reference)
    found = clock_alerts(case.alerts.values(), case.deadlines, case.tracks)
    mine = [each for each in found if (each.on, each.deadline) == ("data_breach/1", "ico")]
    assert len(mine) == 1
    return mine[0].lines


def told(place: Services, rung: str) -> set[str]:
    """Name by their short names whom a rung reached."""
    with place.store.reading() as reading:
        trust = reading.organisation().id
        notices: Sequence[Notice] = [each for each in reading.notices(trust) if f" ico {rung} " in each.dedupe]
        return {str(each.key) for each in reading.people(trust) if each.id in {one.recipient for one in notices}}


def test_each_rung_comes_once_at_its_time_within_one_alert(place: Services) -> None:
    reference = breached(place)
    for hours in (48, 68, 72, 76, 76.01, 80, 200):
        pass_at(place, hours)
    found = lines(place, reference)

    assert [each.alert for each in found] == RUNGS
    assert [(each.raised_at - START) / HOUR for each in found] == [48, 68, 72, 76]
    assert {"dpo", "deputy-dpo"} <= told(place, "remind 4 hours")
    assert told(place, "remind 4 hours").isdisjoint({"oakfield-head", "oakfield-senior"})
    assert told(place, OURS) == {"oakfield-head", "oakfield-senior"}


def test_after_an_outage_the_rungs_come_at_once_with_their_true_times(place: Services) -> None:
    reference = breached(place)
    pass_at(place, 200)
    pass_at(place, 200)
    found = lines(place, reference)

    assert [each.alert for each in found] == ["overdue", OURS]
    assert [(each.breached_at - START) / HOUR for each in found] == [72, 76]
    assert {each.raised_at for each in found} == {START + 200 * HOUR}


def test_what_somebody_took_up_with_a_reason_goes_on_to_nobody(place: Services) -> None:
    reference = breached(place)
    pass_at(place, 72)
    overdue = lines(place, reference)[-1]
    steps.acknowledge_alert(place, caller(place, "dpo"), reference, overdue.number, "The report is being written.")
    pass_at(place, 80)

    assert overdue.alert == "overdue"
    assert told(place, OURS) == set()
