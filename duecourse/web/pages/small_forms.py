"""Small forms of a case: a few questions, one sentence of what will happen, and back to where one came from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import Request, Response

from duecourse.web.forms import fields
from duecourse.web.forms.typed import Typed
from duecourse.web.pages.case import seen
from duecourse.web.render import page
from duecourse.web.submission import submit
from duecourse.web.visitor import Visitor
from engine.errors import BadAnswers
from engine.identity import CaseReference
from engine.steps.options import Ask
from engine.steps.transition import Step

Do = Callable[[Mapping[str, str]], Step]
Context = Callable[[Typed], dict[str, Any]]


def small_form(
    request: Request,
    visitor: Visitor,
    reference: CaseReference,
    title: str,
    asks: tuple[Ask, ...],
    *,
    says: str,
    back: str,
) -> Context:
    """Make what a small form of a case shows, given what was typed."""

    def context(typed: Typed) -> dict[str, Any]:
        view, shared = seen(visitor, reference, title)
        return {
            **shared,
            "title": title,
            "says": says,
            "back": f"/cases/{reference}/{back}",
            "fields": [fields.field_of(ask, typed, {}) for ask in asks],
            "revision": view.case.revision,
            "once": visitor.services.ids.identifier(),
            "reasons": (),
            "stale": None,
            "typed": typed,
            "kept": visitor.kept(request.url.path) is not None,
        }

    return context


def show(request: Request, visitor: Visitor, context: Context) -> Response:
    """Show the form, with what was typed before."""
    return page(request, "case/form.html", **context(visitor.kept(request.url.path) or Typed()))


def send(
    request: Request,
    visitor: Visitor,
    reference: CaseReference,
    asks: tuple[Ask, ...],
    context: Context,
    do: Do,
    *,
    back: str,
) -> Response:
    """Do what the form asks for once every question is answered, and go back to where it came from."""
    after = f"/cases/{reference}/{back}"
    view, _ = seen(visitor, reference, "a form")

    def done() -> str:
        answers = fields.read(asks, visitor.typed, view.calendar.zone)
        faults = {**fields.missing(asks, answers.facts), **answers.faults}
        if faults:
            raise BadAnswers.of(faults)
        do(answers.facts)
        return after

    return submit(
        request, visitor, "case/form.html", lambda: context(visitor.typed), done, after=after, reference=reference
    )
