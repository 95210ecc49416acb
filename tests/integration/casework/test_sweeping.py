"""However many cases cannot be swept, the others are, in the same pass."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from duecourse.casework.commands import steps
from duecourse.casework.commands.sweep import BATCH, sweep
from duecourse.casework.context.services import Services
from engine.identity import CaseReference
from tests.databases import open_store
from tests.services import CALM, START, caller, move_clock, scheduler, services_on

BAD = BATCH + 5


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


def test_more_bad_cases_than_a_batch_holds_do_not_stop_the_others_for_a_single_pass(tmp_path: Path) -> None:
    place = services_on(open_store(f"sqlite:///{tmp_path / 'store.db'}"), tmp_path)
    with place.store.reading() as reading:
        schools = {school.key: school for school in reading.schools(reading.organisation().id)}
    for _ in range(BAD):
        report_at(place, "riverside")
    reference = report_at(place, "oakfield")
    with place.store.writing() as writing:
        writing.save_school(replace(schools["riverside"], calendar={"terms": "no list"}))
    move_clock(place, START + timedelta(days=3))
    swept = sweep(place, place.clock.now())

    with place.store.reading() as reading:
        good = reading.find_case(scheduler(place), reference)
    place.store.close()
    assert good.alerts
    assert swept.fired > 0
