"""What came with an e-mail, taken in custody by a press, after the question at the gate."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.commands import evidence
from duecourse.casework.commands.evidence_looks.mail_attachments import attached, take_attachment
from duecourse.web.forms import fields
from duecourse.web.forms.typed import whole
from duecourse.web.pages.case import look, seen
from duecourse.web.pages.evidence import ANSWERS, GATE
from duecourse.web.pages.evidence_looks.look_page import FILE, file_named
from duecourse.web.render import page
from duecourse.web.submission import submit
from duecourse.web.visitor import SignedIn, Visitor
from engine.errors import BadAnswers
from engine.identity import CaseReference

router = APIRouter()
ATTACHMENT = f"{FILE}/attachments/{{row}}"
TEMPLATE = "case/evidence_attachment.html"


def _context(visitor: Visitor, reference: CaseReference, number: str, row: str) -> dict[str, Any]:
    found = file_named(visitor, reference, number)
    _, one = attached(visitor.services, visitor.caller, reference, found, whole(row) or 0)
    view, shared = seen(visitor, reference, "")
    return {
        **shared,
        "attached": one,
        "file": view.case.evidence[str(found)],
        "field": fields.field_of(GATE, visitor.typed, {}),
        "once": visitor.services.ids.identifier(),
        "seen": view.seen,
        "errors": {},
        "reasons": (),
        "stale": None,
    }


@router.get(ATTACHMENT)
def ask(request: Request, visitor: SignedIn, reference: CaseReference, number: str, row: str) -> Response:
    """Ask of a file that came with an e-mail whether it may show an illegal image, before it is taken out."""
    return page(request, TEMPLATE, **_context(visitor, reference, number, row))


@router.post(ATTACHMENT)
def take(request: Request, visitor: SignedIn, reference: CaseReference, number: str, row: str) -> Response:
    """Take it in custody where it certainly shows none; everybody else is told what to do instead.

    What may show one is in the e-mail that is kept already: how that is shut away is said too.
    """
    answer = visitor.typed.get("image")
    found = file_named(visitor, reference, number)
    if answer in ANSWERS and answer != "no":
        view, shared = seen(visitor, reference, "the gate for evidence")
        return page(request, "case/forbidden_image.html", mail=view.case.evidence.get(str(found)), **shared)
    after = f"/cases/{reference}/items"

    def do() -> str:
        if answer != "no":
            raise BadAnswers.of({"image": "Choose an answer: could the file show an indecent image of a child?"})
        with look(visitor, reference, "") as case:
            held, kept = case.view.case, case.view.case.file(number)
        if kept is not None:
            evidence.gate(visitor.services, visitor.caller, reference, kept.on)
        code = held.code(kept) if kept else ""
        take_attachment(visitor.services, visitor.caller, reference, found, whole(row) or 0, code)
        return after

    return submit(
        request,
        visitor,
        TEMPLATE,
        lambda: _context(visitor, reference, number, row),
        do,
        after=after,
        reference=reference,
    )
