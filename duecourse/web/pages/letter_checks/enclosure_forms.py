"""What goes with a letter: put with its draft under a name, and taken out again."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.commands.letter_checks import enclosure_changes
from duecourse.casework.commands.letter_checks.enclosed_things import Enclosing
from duecourse.casework.commands.letter_checks.enclosed_things import enclosing as what_goes_with
from duecourse.web.forms import fields
from duecourse.web.forms.typed import Typed
from duecourse.web.pages.case import look, shared
from duecourse.web.pages.letters import LETTER, letter_named
from duecourse.web.render import page
from duecourse.web.submission import go, submit
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import BadAnswers, NotFound
from engine.identity import CaseReference
from engine.steps.options import Ask

router = APIRouter()
PLACE = f"{LETTER}/goes-with"
FORM = "case/letter_goes_with.html"
KEY, MEETS, NAME = "key", "meets", "name"


def _asks(found: Enclosing) -> tuple[Ask, ...]:
    choices = {each.key: each.says for each in found.choices}
    may_be = tuple(dict.fromkeys((*found.usual, *_there(found))))
    own = " Leave it empty for a document of the trust." if any(each.called for each in found.choices) else ""
    help_ = f"Its reader finds it in the letter under this name.{own}"
    asked = [Ask(name=KEY, type="choice", ask="What goes with it?", optional=False, options=choices)]
    if may_be:
        options, says = (
            {each: each for each in may_be},
            "Is it one of these? Leave it empty where it is something else.",
        )
        asked.append(
            Ask(name=MEETS, type="choice", ask="What is it for this letter?", optional=True, options=options, help=says)
        )
    optional = bool(own or may_be)
    asked.append(
        Ask(name=NAME, type="line", ask="What is it called in the letter?", optional=optional, options={}, help=help_)
    )
    return tuple(asked)


def _there(found: Enclosing) -> tuple[str, ...]:
    """Name what the letter has with it already and may have more of."""
    return tuple(head for each in found.things if (head := each.name.partition(": ")[0]) != each.name)


def _context(visitor: Visitor, reference: CaseReference, number: str, typed: Typed | None) -> dict[str, Any]:
    """Give what the page shows. Raises NotFound, also to those who do not work on what the letter belongs to."""
    with look(visitor, reference, f"letter {number}") as case:
        view, found = case.view, what_goes_with(case, case.letter_named(number))
    if found.letter.on not in view.works:
        raise NotFound(f"Case {reference} has no such letter, or none that you may read.")
    if typed is None:
        typed = Typed({MEETS: found.lacks[:1]} if found.lacks else {})
    return {
        **shared(visitor, view),
        "letter": found.letter,
        "found": found,
        "fields": [fields.field_of(ask, typed, {}) for ask in _asks(found)],
        "asks": _asks(found),
        "typed": typed,
        "seen": view.seen,
        "once": visitor.services.ids.identifier(),
        "reasons": (),
        "stale": None,
        "kept": False,
    }


@router.get(PLACE)
@InOneLook
def read(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Show what goes with a letter, and what may be put with it."""
    return page(request, FORM, **_context(visitor, reference, number, visitor.kept(visitor.place)))


@router.post(PLACE)
def put(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Put something with the letter."""
    place = visitor.place

    def do() -> str:
        key, name, meets = visitor.typed.get(KEY), visitor.typed.get(NAME), visitor.typed.get(MEETS)
        if not key:
            raise BadAnswers.of({KEY: "Choose what goes with it"})
        found = letter_named(visitor, reference, number)
        enclosure_changes.enclose(visitor.services, visitor.caller, reference, found, key, name, meets=meets)
        return place

    def again() -> dict[str, Any]:
        return _context(visitor, reference, number, visitor.typed)

    return submit(request, visitor, FORM, again, do, after=place, reference=reference)


@router.post(f"{PLACE}/out")
def take_out(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Take something out that goes with the letter."""
    place = visitor.place.removesuffix("/out")

    def do() -> str:
        found = letter_named(visitor, reference, number)
        enclosure_changes.take_out(visitor.services, visitor.caller, reference, found, visitor.typed.get("out"))
        return place

    def again() -> dict[str, Any]:
        return _context(visitor, reference, number, None)

    return submit(request, visitor, FORM, again, do, after=place, reference=reference)


@router.get(f"{PLACE}/out")
def to_the_page(reference: CaseReference, number: str) -> Response:
    """Lead those who load the address of that button to the page on which it stands."""
    return go(f"/cases/{reference}/letters/{number}/goes-with")
