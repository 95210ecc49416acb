"""An issued letter as the fields of a portal or web form."""

from __future__ import annotations

from typing import Annotated

import typer

from duecourse.casework.commands.letter_mail.web_form import WebForm, web_form
from duecourse.casework.context.look.case_reader import looking
from duecourse.cli.call import As, Call
from duecourse.cli.cases.arguments import Code, Reference
from duecourse.cli.typed import caller
from engine.errors import BadInput
from engine.ports.letters.web_forms import LEAST, MOST


def letter_form(
    call: Call,
    reference: Reference,
    code: Code,
    limit: Annotated[int, typer.Option("--limit", help="How many characters the form takes; see there.")] = 0,
    as_: As = "",
) -> None:
    """Give an issued letter as the fields of a portal or web form, its text in parts where the form takes less."""
    if limit and not LEAST <= limit <= MOST:
        raise BadInput(f"A form takes between {LEAST} and {MOST:,} characters.")
    place = call.looking()
    with looking(place, caller(place, as_), reference, f"letter {code}") as case:
        form = web_form(case, case.letter_named(code), limit)
    platform = form.platform
    document = {
        "fields": [{"label": each.label, "text": each.text} for each in form.fields],
        "parts": list(form.parts),
        "limit": form.limit or None,
        "platform": {
            "name": platform.name,
            "route": platform.route,
            "asks_for": platform.asks_for,
            "note": platform.note,
            "checked_on": platform.checked_on,
        }
        if platform
        else None,
    }
    call.give(document, lambda: typer.echo(_said(form)))


def _said(form: WebForm) -> str:
    *told, text = form.fields
    lines = [f"== {each.label} ({len(each.text):,} characters)\n{each.text}" for each in told]
    every = len(form.parts)
    if every == 1:
        return "\n\n".join((*lines, f"== {text.label} ({len(text.text):,} characters)\n{text.text}"))
    parts = (f"== Part {number} of {every} ({len(each):,})\n{each}" for number, each in enumerate(form.parts, 1))
    return "\n\n".join((*lines, *parts))
