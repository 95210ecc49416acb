"""A file looked at: its picture drawn again, its words, or why there is no preview; the original stays to be saved."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import tzinfo
from email.utils import parsedate_to_datetime

from fastapi import APIRouter, Request, Response

from duecourse.casework.commands.evidence_looks import file_previews
from duecourse.web.pages.case import look, seen
from duecourse.web.render import page
from duecourse.web.visitor import SignedIn, Visitor
from engine.identity import CaseReference
from engine.ports.custody.previews import WhyNot
from engine.ports.custody.scanners import Verdict
from engine.time.moments import say_moment

router = APIRouter()
FILE = "/cases/{reference}/evidence/{number}"
APART = {"Content-Security-Policy": "sandbox; default-src 'none'", "Content-Disposition": "inline"}
"""What is drawn of a file stands for itself: nothing in it may run, load or be sent."""
WHY_NOT: Mapping[WhyNot, str] = {
    WhyNot.KIND: "A file of this kind is not shown here.",
    WhyNot.BROKEN: "No preview could be made: the file is damaged, locked, or not quite what it says it is.",
    WhyNot.LARGE: "No preview is made: the picture is larger than can safely be unpacked.",
    WhyNot.SLOW: "No preview could be made in the time that there is for it.",
}
MALWARE: Mapping[Verdict, str] = {
    Verdict.CLEAN: "Nothing was found",
    Verdict.MALWARE: "Malware was found",
    Verdict.SILENT: "The scanner did not answer",
    Verdict.UNCHECKED: "Not checked: no scanner is set up here",
}
BLANK = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="120" height="80" viewBox="0 0 120 80">'
    b'<rect width="120" height="80" fill="#f3f2f1"/><text x="60" y="44" font-family="Arial, sans-serif" '
    b'font-size="12" fill="#505a5f" text-anchor="middle">No preview</text></svg>'
)
"""Stands in a list in the place of a picture that cannot be drawn."""


def file_named(visitor: Visitor, reference: CaseReference, number: str) -> int:
    """Give the number of a file by its code or number; 0 where there is none that the visitor may see."""
    with look(visitor, reference, "") as case:
        found = case.view.case.file(number)
    return found.number if found else 0


@router.get(f"{FILE}/look")
def look_at(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Show what is in a file without opening it on the machine of who looks. Raises NotFound or Refused."""
    found = file_named(visitor, reference, number)
    looked = file_previews.look_at(visitor.services, visitor.caller, reference, found)
    view, shared = seen(visitor, reference, "")
    return page(
        request,
        "case/evidence_look.html",
        looked=looked,
        file=view.case.evidence[str(found)],
        said=_said(visitor, looked.read.said if looked.read else ()),
        picture=b64encode(looked.drawn.content).decode() if looked.drawn else "",
        malware=MALWARE[looked.checked.verdict],
        why_not=WHY_NOT[looked.why_not] if looked.why_not else "",
        **shared,
    )


def _said(visitor: Visitor, said: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Give the lines at the top of an e-mail, its time as it was here where it can be read."""
    return [(name, _moment(text, visitor.zone) if name == "Date" else text) for name, text in said]


def _moment(text: str, zone: tzinfo) -> str:
    try:
        at = parsedate_to_datetime(text)
        return say_moment(at, zone) if at.tzinfo else text
    except (ValueError, TypeError, OverflowError):
        return text


@router.get(f"{FILE}/picture")
def picture(visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Give the small picture of a file for a list, drawn again. Raises NotFound or Refused."""
    found = file_named(visitor, reference, number)
    drawn = file_previews.small_picture(visitor.services, visitor.caller, reference, found)
    if drawn is None:
        return Response(BLANK, media_type="image/svg+xml", headers=APART)
    return Response(drawn.content, media_type=drawn.media_type, headers=APART)
