"""The wording of a draft: the page on which somebody puts it in their own words, and goes back to the draft."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.commands import letter_edits
from duecourse.casework.commands.letter_drafts.page_pictures import draft_sheets, drawn
from duecourse.casework.commands.letter_drafts.word_drafts import MEDIA_TYPE, brought_back, word_draft, word_text
from duecourse.casework.commands.letter_edits import TEXT, Begin
from duecourse.web.forms.typed import Typed
from duecourse.web.pages.case import look, shared
from duecourse.web.pages.letters import LETTER, letter_named
from duecourse.web.render import page
from duecourse.web.submission import UNPROCESSABLE, go, submit
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import BadAnswers, BadInput
from engine.identity import CaseReference
from engine.ports.letters.letterheads import MOST_BYTES

router = APIRouter()
EDIT = f"{LETTER}/edit"
FORM = "case/letter_edit.html"
WORD_FILE, ROUND_IT = "word_file", 4 * 1024 * 1024
"""The field of a Word file, and bytes of the request that are not the file itself: the text goes with it."""
PAGES, ONLY = "Pages", "only"
"""The header by which a script asks for the sheets alone."""
WAS = "was"
"""The field that says on top of what a text was typed."""
FROM_WORD, DIGESTS = "from_word", "digests"
"""The field that says that a text came from a Word file, whose digests are kept here and not in the form."""


def _context(
    visitor: Visitor, reference: CaseReference, number: str, typed: Typed | None, begin: Begin | None = None
) -> dict[str, Any]:
    """Give what the page shows: what was typed, or the wording as it stands. Raises NotFound or Refused.

    With `begin` it is the text with which somebody chose to begin.
    """
    with look(visitor, reference, f"letter {number}") as case:
        found = letter_edits.wording(case, case.letter_named(number))
        view = case.view
    own = typed.texts[TEXT][-1] if typed is not None and TEXT in typed and begin is None else None
    text = found.begun(begin or Begin.EDIT) if own is None else own
    stretches = [each for each in found.sides if each.differs]
    return {
        **shared(visitor, view),
        "letter": found.letter,
        "found": found,
        "text": text,
        "begins": "" if own is not None else begin or Begin.EDIT,
        "stretches": stretches,
        "clashes": sum(each.clashes for each in stretches),
        "sheets": None,
        "sheet_faults": (),
        "taken": False,
        "word_notes": (),
        "largest": MOST_BYTES // (1024 * 1024),
        "was": found.seen,
        FROM_WORD: own is not None and typed is not None and FROM_WORD in typed,
        "typed": typed or Typed(),
        "seen": view.seen,
        "once": visitor.services.ids.identifier(),
        "reasons": (),
        "stale": None,
        "kept": False,
    }


@router.get(EDIT)
@InOneLook
def read(request: Request, visitor: SignedIn, reference: CaseReference, number: str, begin: str = "") -> Response:
    """Show the wording of a draft as text that can be edited, with what was typed and not saved."""
    kept, chosen = visitor.kept(visitor.place), Begin(begin) if begin in list(Begin) else None
    context = _context(visitor, reference, number, kept, chosen)
    return page(request, FORM, **{**context, "kept": kept is not None and chosen is None})


@router.post(EDIT)
def save(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Keep the wording that somebody typed."""
    letter = f"/cases/{reference}/letters/{number}"

    def do() -> str:
        typed = visitor.typed.texts.get(TEXT, ("",))[-1]
        if not typed.strip():
            raise BadAnswers.of({TEXT: "Write the letter; to have the draft again, choose “Go back to the draft”"})
        found = letter_named(visitor, reference, number)
        was, brought = visitor.typed.get(WAS), _brought(visitor)
        letter_edits.edit(visitor.services, visitor.caller, reference, found, typed, was, brought=brought)
        visitor.forget(_digests_of(visitor.place))
        return letter

    def again() -> dict[str, Any]:
        return _context(visitor, reference, number, visitor.typed)

    return submit(request, visitor, FORM, again, do, after=letter, reference=reference)


def _brought(visitor: Visitor) -> str:
    kept = visitor.kept(_digests_of(visitor.place)) if FROM_WORD in visitor.typed else None
    return kept.get(DIGESTS) if kept else ""


def _digests_of(place: str) -> str:
    """Give where the digests of a Word file are kept: no address is like it, so no form can be kept there."""
    return f"{place} {DIGESTS}"


@router.post(f"{EDIT}/pages")
def show_pages(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Draw the sheets of the letter with the text that is typed, beside it; scripts ask for the sheets alone."""
    with look(visitor, reference, f"letter {number}") as case:
        found = draft_sheets(case, case.letter_named(number), visitor.typed.texts.get(TEXT, ("",))[-1])
    sheets = [b64encode(sheet).decode() for sheet in drawn(visitor.services, found)]
    shown: dict[str, Any] = {"sheets": sheets, "sheet_faults": found.faults}
    if request.headers.get(PAGES) == ONLY:
        return page(request, "case/letter_pages.html", **shown)
    visitor.keep(visitor.place.removesuffix("/pages"), visitor.typed.kept())
    # on top of what it was typed stays, so that a colleague's edit in between is still told when it is saved
    shown |= {
        name: visitor.typed.get(field) for name, field in (("was", WAS), ("seen", "seen")) if field in visitor.typed
    }
    return page(request, FORM, **{**_context(visitor, reference, number, visitor.typed), **shown})


@router.post(f"{EDIT}/back")
def back_to_draft(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Let the draft say again what the case says; what somebody wrote stays in the history."""
    letter = f"/cases/{reference}/letters/{number}"

    def do() -> str:
        found = letter_named(visitor, reference, number)
        letter_edits.edit(visitor.services, visitor.caller, reference, found, None)
        return letter

    def again() -> dict[str, Any]:
        return _context(visitor, reference, number, None)

    return submit(request, visitor, FORM, again, do, after=letter, reference=reference)


@router.post(f"{EDIT}/word", max_body_size=MOST_BYTES + ROUND_IT)
def from_word(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Bring the text of a Word file into the editor, where it is looked at and saved; nothing is saved yet."""
    place, upload = visitor.place.removesuffix("/word"), visitor.typed.file(WORD_FILE)
    own = {name: texts for name, texts in visitor.typed.texts.items() if name != WORD_FILE}
    visitor.keep(place, Typed(own).kept())
    try:
        if upload is None:
            raise BadInput("Choose a Word file")
        content = upload.file.read(MOST_BYTES + 1)
        found = word_text(visitor.services, visitor.caller, reference, number, content)
    except BadInput as bad:
        context = _context(visitor, reference, number, Typed(own))
        return page(request, FORM, status=UNPROCESSABLE, **{**context, "errors": {WORD_FILE: str(bad)}})
    typed = Typed({**own, TEXT: (found.text,), FROM_WORD: ("yes",)})
    visitor.keep(place, typed.kept())
    visitor.keep(_digests_of(place), {DIGESTS: brought_back(content, found.text)})
    shown: dict[str, Any] = {"taken": True, "word_notes": found.notes, "was": visitor.typed.get(WAS)}
    return page(request, FORM, **{**_context(visitor, reference, number, typed), **shown})


@router.get(f"{LETTER}/word")
@InOneLook
def as_word(visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Give the draft as a Word file."""
    made = word_draft(visitor.services, visitor.caller, reference, number)
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"'}
    return Response(made.content, media_type=MEDIA_TYPE, headers=headers)


@router.get(f"{EDIT}/word")
@router.get(f"{EDIT}/pages")
@router.get(f"{EDIT}/back")
def to_the_form(reference: CaseReference, number: str) -> Response:
    """Lead those who load the address of one of its buttons to the page on which it stands."""
    return go(f"/cases/{reference}/letters/{number}/edit")
