"""Notes on a case: those that the visitor may read, and a box for another one; none is ever changed."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.commands.case_notes.written_notes import notes_of, places_of, write_note
from duecourse.web.forms import fields
from duecourse.web.forms.typed import Typed
from duecourse.web.pages.case import look, shared
from duecourse.web.render import page
from duecourse.web.submission import submit
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import BadInput
from engine.identity import CaseReference, InstanceId
from engine.steps.options import Ask

router = APIRouter()
PLACE = "/cases/{reference}/notes"
FORM = "case/notes.html"
RIGHT = "corrects"
"""Names the note that is put right, in the address and in the form."""
GONE = (
    "You do not work any more on what this note is about, or it was taken back, so nothing was written. "
    "Your words stand below."
)


@router.get(PLACE)
@InOneLook
def notes(request: Request, visitor: SignedIn, reference: CaseReference, corrects: str = "") -> Response:
    """Show the notes that the visitor may read, and ask for another; `corrects` is one that it puts right."""
    kept = visitor.kept(request.url.path)
    typed = kept or Typed({RIGHT: (corrects,)} if corrects else {})
    return page(request, FORM, **{**_context(visitor, reference, typed), "kept": kept is not None})


@router.post(PLACE)
def write(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Write a note."""
    after = PLACE.format(reference=reference)

    def do() -> str:
        asks, places = _asks(visitor, reference)
        facts = fields.demanded(asks, visitor.typed, visitor.zone)
        about = visitor.typed.get("about") or next(iter(places), "")
        if about not in places:
            raise BadInput(GONE)
        corrects = visitor.typed.get(RIGHT)
        write_note(visitor.services, visitor.caller, reference, places[about], facts["written"], corrects)
        return after

    return submit(
        request,
        visitor,
        FORM,
        lambda: _context(visitor, reference, visitor.typed),
        do,
        after=after,
        reference=reference,
    )


def _asks(visitor: Visitor, reference: CaseReference) -> tuple[tuple[Ask, ...], dict[str, InstanceId]]:
    with look(visitor, reference, "") as case:
        named = {case.view.case.place(on): (on, title) for on, title in places_of(case).items()}
    about = Ask(
        name="about",
        type="choice",
        ask="What is it about?",
        optional=False,
        options={place: title for place, (_, title) in named.items()},
        help="Those who work on that read it, and nobody else.",
    )
    text = Ask(
        name="written",
        type="text",
        ask="What is to be known?",
        optional=False,
        options={},
        help="It cannot be changed or taken away afterwards, only put right by a further note. What somebody asks to "
        "see of what is kept about them may include it.",
    )
    return ((about, text) if len(named) > 1 else (text,)), {place: on for place, (on, _) in named.items()}


def _context(visitor: Visitor, reference: CaseReference, typed: Typed) -> dict[str, Any]:
    asks, places = _asks(visitor, reference)
    with look(visitor, reference, "the notes") as case:
        view, found, titles = case.view, notes_of(case), places_of(case)
    right = next((each for each in found if each.code == typed.get(RIGHT)), None)
    if "about" not in typed:
        # the case itself comes first, unless a note about a part is put right
        at = next((place for place, on in places.items() if right is None or on == right.on), "")
        typed = Typed({**typed.texts, "about": (at,)})
    return {
        **shared(visitor, view),
        "tab": "notes",
        "notes": found,
        "titles": titles,
        "right": right,
        "may_write": bool(places),
        "unwritten": "" if places else typed.get("written"),
        "fields": [fields.field_of(each, typed, {}) for each in asks],
        "once": visitor.services.ids.identifier(),
        "reasons": (),
        "stale": None,
        "kept": False,
    }
