"""Small forms of a case: a few questions, one sentence of what will happen, and back to where one came from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import Request, Response

from duecourse.casework.context.look.view import CaseView
from duecourse.web.forms import fields
from duecourse.web.forms.typed import Typed
from duecourse.web.pages.case import seen, shared
from duecourse.web.render import page
from duecourse.web.submission import submit
from duecourse.web.visitor import Visitor
from engine.errors import BadAnswers
from engine.identity import CaseReference
from engine.steps.options import Ask

Do = Callable[[Mapping[str, str]], object]
Context = Callable[[Typed], dict[str, Any]]


def small_form(
    visitor: Visitor,
    case: CaseReference | CaseView,
    title: str,
    asks: tuple[Ask, ...],
    *,
    says: str,
    back: str,
) -> Context:
    """Make what a small form of a case shows, given what was typed.

    Where the form needed a look to know what it asks, that is the one; otherwise it looks when it is shown.
    """

    def context(typed: Typed) -> dict[str, Any]:
        view = case if isinstance(case, CaseView) else seen(visitor, case, title)[0]
        return {
            **shared(visitor, view),
            "title": title,
            "says": says,
            "back": f"/cases/{view.case.reference}/{back}",
            "empty": next((ask.ask for ask in asks if _is_empty(ask)), ""),
            "fields": [fields.field_of(ask, typed, {}) for ask in asks],
            "seen": view.seen,
            "once": visitor.services.ids.identifier(),
            "reasons": (),
            "stale": None,
            "typed": typed,
            "kept": False,
        }

    return context


def _is_empty(ask: Ask) -> bool:
    """Say whether a question must be answered and has nothing to choose from: no confirming would ever do."""
    return ask.type == "choice" and not ask.optional and not ask.options


def show(request: Request, visitor: Visitor, context: Context) -> Response:
    """Show the form, with what was typed before."""
    kept = visitor.kept(request.url.path)
    shown = context(kept or Typed())
    return page(request, "case/form.html", **{**shown, "kept": kept is not None})


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

    def done() -> str:
        answers = fields.read(asks, visitor.typed, visitor.zone)
        faults = {**fields.missing(asks, answers.facts), **answers.faults}
        if faults:
            raise BadAnswers.of(faults)
        do(answers.facts)
        return after

    return submit(
        request, visitor, "case/form.html", lambda: context(visitor.typed), done, after=after, reference=reference
    )
