"""The Word letterhead of a school or of the trust: put up, looked at on a specimen, taken down."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from duecourse.casework.administration.paper.word_letterheads import (
    LEFT,
    drop_word_letterhead,
    set_word_letterhead,
    word_letterhead,
    word_specimen,
)
from duecourse.casework.commands.letter_drafts.word_drafts import ENDING, MEDIA_TYPE
from duecourse.web.pages.paper.letterhead_pages import ONE, PLACE, TRUST
from duecourse.web.render import page
from duecourse.web.submission import go, submit
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import BadAnswers, BadInput

router = APIRouter()
FORM, FILE = "paper/word_letterhead.html", "word_letterhead"
MOST_BYTES, ROUND_IT = 5 * 1024 * 1024, 4 * 1024 * 1024
"""Bytes of a file, and of a request besides: so a file that is a little too large is told so on the page."""
LEFT_OUT = "left"


@router.get(f"{ONE}/word-letterhead")
@InOneLook
def shown(request: Request, visitor: SignedIn, place: str, left: str = "") -> Response:
    """Show what a Word letterhead brings, and what was left out of the one that was just put up."""
    told = [LEFT[code] for code in left.split(",") if code in LEFT]
    just_now: dict[str, Any] = {"left": told, "put_up": LEFT_OUT in request.query_params}
    return page(request, FORM, **{**_context(visitor, place), **just_now})


@router.post(f"{ONE}/word-letterhead", max_body_size=MOST_BYTES + ROUND_IT)
def put_up(request: Request, visitor: SignedIn, place: str) -> Response:
    """Put up a Word letterhead."""

    def do() -> str:
        upload = visitor.typed.file(FILE)
        if upload is None:
            raise BadAnswers.of({FILE: "Choose a Word file"})
        try:
            content = upload.file.read(MOST_BYTES + 1)
            left = set_word_letterhead(visitor.services, visitor.caller, _key(place), content)
        except BadInput as bad:
            raise BadAnswers.of({FILE: str(bad)}) from bad
        return f"{_address(place)}?{LEFT_OUT}={','.join(left)}"

    return submit(request, visitor, FORM, lambda: _context(visitor, place), do, after=_address(place))


@router.post(f"{ONE}/word-off")
def take_down(request: Request, visitor: SignedIn, place: str) -> Response:
    """Take a Word letterhead down."""

    def do() -> str:
        drop_word_letterhead(visitor.services, visitor.caller, _key(place))
        return _address(place)

    return submit(request, visitor, FORM, lambda: _context(visitor, place), do, after=_address(place))


@router.get(f"{ONE}/word-off")
def back_to_it(place: str) -> Response:
    """Lead those who load the address of its form back to the page."""
    return go(_address(place))


@router.get(f"{ONE}/word-specimen")
@InOneLook
def specimen_on_it(visitor: SignedIn, place: str) -> Response:
    """Give the specimen letter as a Word file on the letterhead."""
    content = word_specimen(visitor.services, visitor.caller, _key(place))
    headers = {"Content-Disposition": f'attachment; filename="specimen-letter{ENDING}"'}
    return Response(content, media_type=MEDIA_TYPE, headers=headers)


def _key(place: str) -> str:
    return "" if place == TRUST else place


def _address(place: str) -> str:
    return f"{PLACE}/{quote(place, safe='~')}/word-letterhead"


def _context(visitor: Visitor, place: str) -> dict[str, Any]:
    found = word_letterhead(visitor.services, visitor.caller, _key(place))
    return {
        "found": found,
        "paper_place": _address(place).removesuffix("/word-letterhead"),
        "largest": MOST_BYTES // (1024 * 1024),
        "once": visitor.services.ids.identifier(),
        "reasons": (),
        "stale": None,
        "left": (),
        "put_up": False,
    }
