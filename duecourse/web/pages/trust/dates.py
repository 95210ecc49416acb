"""Work out a date: any rule, from any moment, by the days of a school, without a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from fastapi import APIRouter, Request, Response

from duecourse.casework.calendars.worked_dates import Days, days_of_school, schools_to_choose
from duecourse.web.forms import fields
from duecourse.web.forms.typed import Typed
from duecourse.web.render import page
from duecourse.web.submission import UNPROCESSABLE
from duecourse.web.visitor import InOneLook, SignedIn
from engine.errors import BadInput, Mistake
from engine.steps.options import Ask
from engine.time.due_times import Timing
from engine.time.duration import LONGEST, Duration, Unit
from engine.time.explanation import Explanation

router = APIRouter()
DATES = "/dates"
UNITS = {
    Unit.HOURS: "hours, as they pass",
    Unit.WORKING_DAYS: "working days",
    Unit.SCHOOL_DAYS: "school days",
    Unit.DAYS: "days, weekends and holidays too",
    Unit.WEEKS: "weeks",
    Unit.MONTHS: "months",
    Unit.SPECIAL_HOURS: "hours, of working days only",
    Unit.SAME_DAYS: "the same day (1), or so many days with the first among them",
}
ROLLS = "yes"


@router.get(DATES)
@InOneLook
def dates(request: Request, visitor: SignedIn) -> Response:
    """Ask for a moment, a length and a school; once they are given, show when the time runs out, and why."""
    typed = Typed({name: (text,) for name, text in request.query_params.items()})
    asks = _asks(schools_to_choose(visitor.services))
    asked = any(typed.get(name) for ask in asks for name in fields.boxes_of(ask.name))
    answers = fields.read(asks, typed, visitor.zone)
    faults = {**fields.missing(asks, answers.facts), **answers.faults} if asked else {}
    days, found = None, None
    if asked and not faults:
        days = days_of_school(visitor.services, answers.facts["school"])
        found, faults = _worked_out(days, answers.facts, roll=typed.get("roll") == ROLLS)
    return page(
        request,
        "dates.html",
        status=UNPROCESSABLE if faults else 200,
        errors=faults,
        questions=[fields.field_of(ask, typed, {}) for ask in asks],
        days=days,
        found=found,
    )


def _asks(schools: Mapping[str, str]) -> tuple[Ask, ...]:
    return (
        Ask(
            name="begins",
            type="time",
            ask="From when does it count?",
            optional=False,
            options={},
            help="For example when a report or a letter came in.",
        ),
        Ask(name="amount", type="count", ask="How many?", optional=False, options={}, help=f"From 1 to {LONGEST:,}."),
        Ask(
            name="unit", type="choice", ask="Of what?", optional=False, options={str(key): UNITS[key] for key in UNITS}
        ),
        Ask(name="school", type="choice", ask="By the days of which school?", optional=False, options=schools),
        Ask(
            name="roll",
            type="choices",
            ask="What if it begins or ends on a closed day?",
            optional=True,
            options={ROLLS: "It counts from, or moves to, the next day that counts"},
            help="A policy or a law says so where it is meant.",
        ),
    )


def _worked_out(days: Days, facts: Mapping[str, str], *, roll: bool) -> tuple[Explanation | None, dict[str, str]]:
    """Work the date out; what cannot be is said at its question."""
    try:
        length = Duration(int(facts["amount"]), Unit(facts["unit"]))
    except (BadInput, ValueError):
        return None, {"amount": f"Write a whole number from 1 to {LONGEST:,}."}
    start = cast(datetime, fields.moment_of(facts["begins"]))
    try:
        return days.work_out(Timing(start=start, within=length, roll=roll)), {}
    except Mistake as unknown:
        return None, {"begins": str(unknown)}
