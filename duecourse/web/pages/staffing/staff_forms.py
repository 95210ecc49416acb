"""What the forms about people share: their questions about posts and days, and a change shown before it is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from fastapi import Request, Response

from duecourse.casework.comings_and_goings.sent_forms import done_once
from duecourse.casework.comings_and_goings.staff_list import WHOLE_TRUST, StaffList
from duecourse.casework.context.services import Services, done_before
from duecourse.web.devices.asked_again import demand_confirmed
from duecourse.web.forms import fields
from duecourse.web.forms.dates import read_last_day
from duecourse.web.forms.typed import Typed
from duecourse.web.render import page
from duecourse.web.submission import CONFLICT, TOP, go, submit
from duecourse.web.visitor import Visitor
from engine.errors import AlreadyDone, BadAnswers, BadInput, Mistake
from engine.identity import PersonId
from engine.ports.records import Person
from engine.steps.options import Ask

PEOPLE = "/administration/people"
ONE = f"{PEOPLE}/{{person}}"
FORM = "staffing/form.html"
OK = 200
CHANGED = (
    "This was changed since you opened the page, perhaps by somebody else, and nothing was kept. Read below how it "
    "stands now, and send it again."
)
MOVED_ON = "What follows is not what you read before: the answers or the people changed since. Read it again."


def place_of(person: PersonId) -> str:
    """Give the address of somebody's page, which tells nothing of them."""
    return f"{PEOPLE}/{person}"


def one_of(name: str, ask: str, options: Mapping[str, str], help_: str = "", *, optional: bool = False) -> Ask:
    """Ask for one of a long list."""
    return Ask(name=name, type="person", ask=ask, optional=optional, options=options, help=help_)


def day_ask(name: str, ask: str, help_: str = "", *, optional: bool = True) -> Ask:
    """Ask for a day."""
    return Ask(name=name, type="date", ask=ask, optional=optional, options={}, help=help_)


def line_ask(name: str, ask: str, help_: str = "", *, optional: bool = True) -> Ask:
    """Ask for one line of text."""
    return Ask(name=name, type="line", ask=ask, optional=optional, options={}, help=help_)


def post_asks(known: StaffList, *, optional: bool = False) -> tuple[Ask, Ask]:
    """Ask which post somebody holds, and where."""
    return (
        one_of("post", "Which post?", known.posts, optional=optional),
        one_of("school", "At which school?", known.schools, optional=optional),
    )


def said_post(facts: Mapping[str, str]) -> str:
    """Write the post that was chosen as it is given: POST, or POST@SCHOOL; "" for none. Raises BadAnswers."""
    post, school = facts.get("post", ""), facts.get("school", "")
    if post and not school:
        raise BadAnswers.of({"school": "Choose at which school, or the whole trust."})
    if school and not post:
        raise BadAnswers.of({"post": "Choose which post it is."})
    return post if school in ("", WHOLE_TRUST) else f"{post}@{school}"


def beginning(facts: Mapping[str, str], visitor: Visitor, name: str = "first") -> datetime | None:
    """Give when a first day begins where the trust is; None where none was given."""
    day = facts.get(name, "")
    return datetime.combine(date.fromisoformat(day), time(), visitor.zone) if day else None


def ending(facts: Mapping[str, str], visitor: Visitor, name: str = "last") -> datetime | None:
    """Give when a last day is over where the trust is; None where none was given. Raises BadAnswers."""
    try:
        return read_last_day(facts[name], visitor.zone) if facts.get(name) else None
    except BadInput as bad:
        raise BadAnswers.of({name: str(bad)}) from bad


def span(facts: Mapping[str, str], visitor: Visitor) -> tuple[datetime | None, datetime | None]:
    """Give from when until when, by a first and a last day. Raises BadAnswers where the last lies before the first."""
    since, until = beginning(facts, visitor), ending(facts, visitor)
    if since is not None and until is not None and until <= since:
        raise BadAnswers.of({"last": "The last day lies before the first. Give a last day that is not before it."})
    return since, until


def told_at(field: str, work: Callable[[], Person]) -> Person:
    """Do it, and tell what stands in the way at one question where it is said of none. Raises BadAnswers."""
    try:
        return work()
    except BadAnswers:
        raise
    except BadInput as bad:
        raise BadAnswers.of({field: " ".join(str(bad).split("\n"))}) from bad


@dataclass(frozen=True, kw_only=True)
class StaffForm:
    """A form about people: its questions and words. `back` is the page that it is opened from.

    `state` changes with what the form is about, and `stands` says how that is now, by what it is called.
    """

    title: str
    asks: Sequence[Ask]
    button: str
    back: str
    back_says: str
    confirm: str = "Confirm"
    lead: str = ""
    caption: str = ""
    state: str = ""
    stands: Sequence[tuple[str, str]] = ()

    def context(self, visitor: Visitor, typed: Typed, **beside: Any) -> dict[str, Any]:
        """Give what the page shows."""
        return {
            "form": self,
            "fields": [fields.field_of(ask, typed, ask.options) for ask in self.asks],
            "once": visitor.services.ids.identifier(),
            "agreed": self.state,
            "plan": None,
            "changed": "",
            "reasons": (),
            "stale": None,
            "kept": False,
            **beside,
        }

    def facts(self, visitor: Visitor) -> Mapping[str, str]:
        """Read the answers. Raises BadAnswers for what is missing or cannot be taken."""
        return fields.demanded(self.asks, visitor.typed, visitor.zone)


def opened(request: Request, visitor: Visitor, form: StaffForm, now: Typed) -> Response:
    """Show a form, with what was typed and not sent in, else with how it stands."""
    kept = visitor.kept(request.url.path)
    return page(request, FORM, **form.context(visitor, kept or now, kept=kept is not None))


def sent(
    request: Request,
    visitor: Visitor,
    form: Callable[[], StaffForm],
    work: Callable[[Services], str],
    after: str,
) -> Response:
    """Do what a form asks, once, for somebody who said a short while ago who they are.

    A form that shows how something stands is refused where it stands otherwise by now.
    """
    demand_confirmed(visitor)

    def do() -> str:
        done_before(visitor.services, visitor.caller)
        now = form()
        if now.state and visitor.typed.get("agreed") != now.state:
            raise BadInput(CHANGED)
        return done_once(visitor.services, visitor.caller, work)

    return submit(request, visitor, FORM, lambda: form().context(visitor, visitor.typed), do, after=after)


@dataclass(frozen=True, kw_only=True)
class ForeseenChange:
    """What would follow, as the page shows it: its template, its values, and what changes when they do."""

    template: str
    values: Mapping[str, Any]
    digest: str
    refused: str = ""

    @property
    def faults(self) -> Mapping[str, str]:
        """Say at the top of the page why it cannot be done at all."""
        return {TOP: self.refused} if self.refused else {}


def foreseen(
    request: Request,
    visitor: Visitor,
    form: Callable[[], StaffForm],
    look: Callable[[Services], ForeseenChange],
    work: Callable[[Services], str],
    after: str,
) -> Response:
    """Show what a change would do first, and make it once that is confirmed as it was read."""
    demand_confirmed(visitor)
    try:
        done_before(visitor.services, visitor.caller)
        plan = look(visitor.services)
    except AlreadyDone as done:
        return go(after.format(done.outcome))
    except Mistake:
        plan = None  # sending it in says what is wrong

    digest = visitor.typed.digest(plan.digest) if plan else ""

    def context() -> dict[str, Any]:
        return form().context(visitor, visitor.typed, plan=plan, agreed=digest)

    said = visitor.typed.get("agreed")
    if plan is not None and (said != digest or plan.refused):
        visitor.keep(request.url.path, visitor.typed.kept())
        beside = {"changed": MOVED_ON if said and said != digest else "", "errors": plan.faults}
        return page(request, FORM, status=CONFLICT if said or plan.refused else OK, **{**context(), **beside})

    def do() -> str:
        if plan is None:
            look(visitor.services)
            raise BadInput(MOVED_ON)
        return done_once(visitor.services, visitor.caller, work)

    return submit(request, visitor, FORM, context, do, after=after)
