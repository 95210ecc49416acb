"""At what hour the day ends at each school: shown, and set once it was told which times that moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.calendars.closing_hours import ClosingHour, closing_hours, set_closing_hour
from duecourse.casework.calendars.school_days import Wish
from duecourse.casework.context.moved_clocks import Moves
from duecourse.web.forms import fields
from duecourse.web.forms.typed import Typed
from duecourse.web.render import page
from duecourse.web.submission import submit
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import BadAnswers, Mistake
from engine.steps.options import Ask
from engine.time.calendar import closing_hour

router = APIRouter()
PLACE = "/closing-hours"
FORM = "closing_hours.html"
SURE, MEANT = "sure", "Is that what you mean?"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What the form asks, and what would move; None while not enough is typed to know."""

    schools: Sequence[ClosingHour]
    moves: Moves | None
    meant: str

    @property
    def asks(self) -> tuple[Ask, ...]:
        """Give the questions: the last of them only once it is known what would move."""
        mine = {each.key: f"{each.school}, now {each.hour}" for each in self.schools if each.may_set}
        wanted = (
            Ask(name="school", type="choice", ask="Which school?", optional=False, options=mine),
            Ask(
                name="hour",
                type="text",
                ask="At what hour does the day end there?",
                optional=False,
                options={},
                help="As the clock shows it, from midday on: 17:00 or 16:30",
            ),
            Ask(
                name="reason",
                type="text",
                ask="Why?",
                optional=False,
                options={},
                help="It is told in each case whose times move.",
            ),
        )
        if self.moves is None or not self.moves.clocks:
            return wanted
        cases = "1 case" if self.moves.cases == 1 else f"{self.moves.cases} cases"
        says = f"This moves {self.moves.clocks} of the times in {cases}. Those that you see are listed below."
        sure = {self.meant: "Yes, do that"}
        return (*wanted, Ask(name=SURE, type="choice", ask=MEANT, optional=False, options=sure, help=says))


@router.get(PLACE)
@InOneLook
def listing(request: Request, visitor: SignedIn) -> Response:
    """Show the hours, and the form for those who keep calendars."""
    kept = visitor.kept(visitor.place)
    shown = _context(visitor, _asked(visitor, kept or Typed()), kept or Typed())
    return page(request, FORM, **{**shown, "kept": kept is not None})


@router.post(PLACE)
def change(request: Request, visitor: SignedIn) -> Response:
    """Tell what the hour would move; set it once that is confirmed."""
    asked = _asked(visitor, visitor.typed)

    def do() -> str:
        answers = fields.read(asked.asks, visitor.typed, visitor.zone)
        facts, sure = answers.facts, asked.asks[-1]
        faults = {**fields.missing(asked.asks, facts), **answers.faults}
        if not faults and closing_hour(facts["hour"]) is None:
            faults["hour"] = "Write an hour of the afternoon or evening, like 17:00 or 16:30."
        if not faults and sure.name == SURE and facts[SURE] not in sure.options:
            faults[SURE] = fields.asked_for(sure)  # it was said of another hour, or school
        if faults:
            raise BadAnswers.of(faults)
        set_closing_hour(visitor.services, visitor.caller, facts["school"], facts["hour"], facts["reason"])
        return PLACE

    return submit(request, visitor, FORM, lambda: _context(visitor, asked, visitor.typed), do, after=PLACE)


def _asked(visitor: Visitor, typed: Typed) -> _Asked:
    school, hour, reason = (typed.get(name) for name in ("school", "hour", "reason"))
    schools = closing_hours(visitor.services, visitor.caller)
    moves = None
    if hour and reason and school in {each.key for each in schools if each.may_set}:
        try:
            wish = Wish(preview=True)
            moves = set_closing_hour(visitor.services, visitor.caller, school, hour, reason, wish).moves
        except Mistake:
            moves = None  # the change itself says what is wrong
    return _Asked(schools=schools, moves=moves, meant=f"{school} {hour}")


def _context(visitor: Visitor, asked: _Asked, typed: Typed) -> dict[str, Any]:
    return {
        "schools": asked.schools,
        "may_set": any(each.may_set for each in asked.schools),
        "moves": asked.moves,
        "once": visitor.services.ids.identifier(),
        "fields": [fields.field_of(ask, typed, {}) for ask in asked.asks],
        "reasons": (),
        "stale": None,
        "kept": False,
    }
