"""A clock changed by hand on pages: first what a pause, its end or more time does to the time, then done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from duecourse.casework.commands import steps
from duecourse.casework.context.look.case_reader import CaseReader
from duecourse.casework.context.look.view import CaseView
from duecourse.casework.context.look.written_case import Written
from duecourse.casework.queries import named
from duecourse.casework.queries.case_view import deadline_of
from duecourse.web.forms.typed import Typed
from duecourse.web.pages.case import look
from duecourse.web.pages.small_forms import Context, send, show, small_form
from duecourse.web.render import page
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.changes.clock_costs import ClockCost
from engine.errors import BadAnswers, BadInput, NotFound, Refused
from engine.identity import CaseReference, ClockId, InstanceId, TrackName
from engine.steps.options import Ask
from engine.time.duration import Duration

router = APIRouter()
CLOCK = "/cases/{reference}/clocks/{track}/{number}/{clock}/{way}"
SURE, MEANT = "sure", "Is that what you mean?"
OTHERWISE = "That would come to another time now than you read. Read it again, and press only if you mean it."
TITLES: Mapping[str, str] = {
    "pause": "Stop a clock",
    "resume": "Let a clock run on",
    "extend": "Give a clock more time",
}
SAYS = "What that does to the time is worked out first. Then you decide."
UNSAID = "1 hour"
"""Stands for what is not typed yet."""
WHY = Ask(name="reason", type="text", ask="Why?", optional=False, options={}, help="It is kept in the history.")
MORE = Ask(
    name="by",
    type="text",
    ask="How much more time?",
    optional=False,
    options={},
    help="For example: 2 working days, or 24 hours",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What a form of a clock is about: the case as it is seen, the clock, what is done, and what that would do."""

    view: CaseView
    clock: ClockId
    what: str
    cost: ClockCost | None

    @property
    def asks(self) -> tuple[Ask, ...]:
        """Give the questions: the last of them only once it is known what would happen."""
        wanted = (MORE, WHY) if self.what == "extend" else (WHY,)
        return wanted if self.cost is None or not self.cost.is_felt else (*wanted, self._sure(self.cost))

    @property
    def wants_to_be_sure(self) -> bool:
        """Say whether the last question is the one whether that is meant."""
        return self.asks[-1].name == SURE

    def _sure(self, cost: ClockCost) -> Ask:
        """Ask whether exactly that is meant: an answer to an earlier question is none to this one."""
        told = cost.sentences(self.view.calendar.zone)
        meant = None if cost.goes_by_now else cost.after or cost.closes
        answers = {meant.isoformat() if meant else "yes": "Yes, do that"}
        return Ask(name=SURE, type="choice", ask=MEANT, optional=False, options=answers, help=" ".join(told))

    def form(self, visitor: Visitor) -> Context:
        """Give the form."""
        title = f"{TITLES[self.what]}: {self.view.policy.clock_title(self.clock.on.track, self.clock.name)}"
        return small_form(visitor, self.view, title, self.asks, says=SAYS, back="")


@router.get(CLOCK)
@InOneLook
def ask_change(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Ask why a clock is to be stopped, let run on, or given more time."""
    asked = _asked(request, visitor, reference, visitor.kept(request.url.path) or Typed())
    return show(request, visitor, asked.form(visitor))


@router.post(CLOCK)
def change(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Tell what the change would do; do it once that is confirmed."""
    asked = _asked(request, visitor, reference, visitor.typed)
    if asked.wants_to_be_sure and not _was_told(request, visitor):
        # the question comes up now: nobody has left it out, so it is no mistake
        visitor.keep(request.url.path, visitor.typed.kept())
        return page(request, "case/form.html", **asked.form(visitor)(visitor.typed))

    def do(facts: Mapping[str, str]) -> Written:
        by, sure = facts.get("by", ""), asked.asks[-1]
        if asked.wants_to_be_sure and facts.get(SURE) not in sure.options:
            # it was said of another length of time, or before the close of business came
            raise BadAnswers.of({SURE: OTHERWISE})
        return steps.change_clock(
            visitor.services, visitor.caller, reference, asked.clock, what=asked.what, reason=facts["reason"], by=by
        )

    return send(request, visitor, reference, asked.asks, asked.form(visitor), do, back="")


def _was_told(request: Request, visitor: Visitor) -> bool:
    """Say whether somebody answers the last question, or was shown it with the same answers before."""
    kept, typed = visitor.kept(request.url.path), visitor.typed
    return SURE in typed or (kept is not None and all(kept.get(name) == typed.get(name) for name in ("by", "reason")))


def _cost(case: CaseReader, clock: ClockId, what: str, typed: Typed) -> ClockCost | None:
    """Say what a change would do, once enough is typed. Raises NotPermitted at once for those who may not make it."""
    by, reason = typed.get("by"), typed.get("reason")
    try:
        more = Duration.parse(by or UNSAID) if what == "extend" else None
        cost = case.clock_cost(clock, what, reason or UNSAID, more)
    except (BadInput, Refused):
        return None  # the change itself says what is wrong, at its question
    return cost if reason and (by or what != "extend") else None


def _asked(request: Request, visitor: Visitor, reference: CaseReference, typed: Typed) -> _Asked:
    track, number, name, what = (request.path_params[key] for key in ("track", "number", "clock", "way"))
    if what not in TITLES:
        raise NotFound("There is no such page.")
    with look(visitor, reference, "a clock") as case:
        on = named.procedure_of(case.view.case, InstanceId.of(TrackName(track), number))
        clock = deadline_of(case.view, on, name).key
        cost = _cost(case, clock, what, typed)
        return _Asked(view=case.view, clock=clock, what=what, cost=cost)
