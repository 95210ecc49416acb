"""The forms by which administrators keep something: what stands there now, the questions, and what follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request, Response

from duecourse.web.forms import fields
from duecourse.web.forms.typed import Typed
from duecourse.web.render import page
from duecourse.web.submission import submit
from duecourse.web.visitor import Visitor
from engine.errors import BadAnswers
from engine.steps.options import Ask

FORM = "administration/form.html"
Do = Callable[[Mapping[str, str]], str]
Faults = Callable[[Mapping[str, str]], Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustForm:
    """One form. `now` is what stands in its boxes at first, `seen` the mark of the row that it shows.

    `says` are sentences before the questions, `follows` what will be so afterwards, as a list. A form that takes a file
    names its box in `takes_file`.
    """

    title: str
    back: tuple[str, str]
    button: str
    asks: Sequence[Ask] = ()
    now: Mapping[str, str] = field(default_factory=dict)
    seen: str = ""
    says: Sequence[str] = ()
    follows: Sequence[str] = ()
    warns: bool = False
    takes_file: str = ""


def show(request: Request, visitor: Visitor, form: TrustForm) -> Response:
    """Show a form, with what was typed there before."""
    kept = visitor.kept(visitor.place)
    shown = _context(visitor, form, kept or Typed({name: (text,) for name, text in form.now.items()}))
    return page(request, FORM, **{**shown, "kept": kept is not None})


def send(
    request: Request,
    visitor: Visitor,
    form: Callable[[], TrustForm],
    do: Do,
    *,
    after: str,
    faults: Faults | None = None,
) -> Response:
    """Do what a form asks once every question is answered and `faults` finds nothing by field; else show it again.

    `do` gives the address that follows, and `after` is where a second click leads.
    """
    asks = form().asks

    def done() -> str:
        answers = fields.read(asks, visitor.typed, visitor.zone)
        found = {**fields.missing(asks, answers.facts), **answers.faults}
        judged = faults(answers.facts) if faults is not None and not found else {}
        found |= {name: sentence for name, sentence in judged.items() if sentence}
        if found:
            raise BadAnswers.of(found)
        return do(answers.facts)

    return submit(request, visitor, FORM, lambda: _context(visitor, form(), visitor.typed), done, after=after)


def line(name: str, ask: str, help_: str = "", *, optional: bool = False, lines: bool = False) -> Ask:
    """Make a question that is answered on one line, or on several."""
    return Ask(name=name, type="lines" if lines else "line", ask=ask, optional=optional, options={}, help=help_)


def choice(name: str, ask: str, options: Mapping[str, str], help_: str = "", *, optional: bool = False) -> Ask:
    """Make a question that is answered by choosing."""
    return Ask(name=name, type="choice", ask=ask, optional=optional, options=options, help=help_)


def _context(visitor: Visitor, form: TrustForm, typed: Typed) -> dict[str, Any]:
    return {
        "form": form,
        "fields": [fields.field_of(ask, typed, {}) for ask in form.asks],
        "once": visitor.services.ids.identifier(),
        "seen": form.seen,
        "reasons": (),
        "stale": None,
        "kept": False,
    }
