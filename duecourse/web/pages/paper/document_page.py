"""Documents of the trust that go with letters: anybody of the trust reads them, those who administer it keep them."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.administration.paper import house_documents
from duecourse.web.forms.typed import Typed
from duecourse.web.render import page
from duecourse.web.submission import go, submit
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import NotFound
from engine.ports.letters.trust_documents import MEDIA_TYPE, MOST_BYTES, in_use

router = APIRouter()
PLACE = "/documents"
FORM = "paper/documents.html"
ROUND_IT = 64 * 1024
"""Bytes of a request that are not the file itself."""
LONGEST_NUMBER = 9


@router.get(PLACE)
@InOneLook
def documents(request: Request, visitor: SignedIn) -> Response:
    """List the documents that go with letters."""
    return page(request, FORM, **_context(visitor, visitor.kept(PLACE)))


@router.post(PLACE, max_body_size=MOST_BYTES + ROUND_IT)
def keep(request: Request, visitor: SignedIn) -> Response:
    """Keep a document, or a new version of one."""

    def do() -> str:
        upload, typed = visitor.typed.file("document"), visitor.typed
        content = upload.file.read(MOST_BYTES + 1) if upload is not None else b""
        title, of = typed.get("title"), typed.get("version_of")
        house_documents.keep_document(visitor.services, visitor.caller, title, content, of)
        return PLACE

    return submit(request, visitor, FORM, lambda: _context(visitor, visitor.typed), do, after=PLACE)


@router.post(f"{PLACE}/end")
def end(request: Request, visitor: SignedIn) -> Response:
    """Let a document go with no letter any more."""

    def do() -> str:
        house_documents.end_document(visitor.services, visitor.caller, visitor.typed.get("ended"))
        return PLACE

    return submit(request, visitor, FORM, lambda: _context(visitor, None), do, after=PLACE)


@router.get(f"{PLACE}/{{number}}")
@InOneLook
def document(visitor: SignedIn, number: str) -> Response:
    """Give a version of a document."""
    if number == "end":
        return go(PLACE)
    if not (number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER):
        raise NotFound("There is no such document of the trust.")
    found, content = house_documents.document(visitor.services, visitor.caller, int(number))
    headers = {"Content-Disposition": f'attachment; filename="{found.key}-{found.number}.pdf"'}
    return Response(content, media_type=MEDIA_TYPE, headers=headers)


def _context(visitor: Visitor, typed: Typed | None) -> dict[str, Any]:
    versions = house_documents.documents(visitor.services, visitor.caller)
    current = in_use(versions)
    return {
        "documents": current,
        "earlier": [each for each in reversed(versions) if each not in current and not each.is_ended],
        "typed": typed or Typed(),
        "largest": MOST_BYTES // (1024 * 1024),
        "once": visitor.services.ids.identifier(),
        "reasons": (),
        "stale": None,
        "kept": typed is not None,
    }
