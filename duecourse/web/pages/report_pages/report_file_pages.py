"""Screenshots and files of a report: several at once, from a phone's camera too, each behind the gate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.datastructures import UploadFile

from duecourse.casework.commands.custody.file_kinds import ACCEPT, SAYS
from duecourse.casework.commands.custody.file_limits import MOST_BYTES, FileLimits, limits_of
from duecourse.casework.commands.custody.file_names import kept_name
from duecourse.casework.commands.custody.waiting_files import MOST_FILES, put_by, take_out, waiting
from duecourse.web.forms.report_texts import FILES
from duecourse.web.pages.report_pages.report_drafts import PLACE, begun, let_go_unless_clean
from duecourse.web.render import page
from duecourse.web.submission import UNPROCESSABLE, go
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import BadInput
from engine.language.vocabulary import FactKind

router = APIRouter()
FILES_PLACE = f"{PLACE}/files/add"
ROUND_IT = 256 * 1024
"""Bytes of a request that are not the files themselves."""


def _goes_on(visitor: Visitor, change: str) -> str:
    """Give where the report goes on; "" where nobody came through the gate, or no file may be added any more."""
    wizard = begun(visitor)
    question = wizard.find(FILES.slug)
    if question is None or wizard.typed.get("files") not in ("clean", "unsure"):
        return ""
    return f"{PLACE}/check" if change else f"{PLACE}/{wizard.after(question)}"


def _context(visitor: Visitor, change: str, after: str) -> dict[str, Any]:
    return {
        "files": waiting(visitor.services, visitor.person.id),
        "after": after,
        "change": change,
        "accept": ACCEPT,
        "takes": SAYS,
        "largest": limits_of(visitor.organisation).says,
        "most": MOST_FILES,
    }


@router.get(FILES_PLACE)
@InOneLook
def choose(request: Request, visitor: SignedIn, change: str = "") -> Response:
    """Show the files that wait with the report, and ask for more; who did not come through the gate is sent there."""
    after = _goes_on(visitor, change)
    if not after or begun(visitor).typed.get("files") != "clean":
        return go(f"{PLACE}/{FILES.slug}" if after else PLACE)
    return page(request, "report/files.html", **_context(visitor, change, after))


@router.get(f"{FILES_PLACE}/unsure")
@InOneLook
def unsure(request: Request, visitor: SignedIn, change: str = "") -> Response:
    """Say why no file is added where one might show an indecent image of a child, and go on without."""
    after = _goes_on(visitor, change)
    image = next((each for each in begun(visitor).questions() if each.asks[0].kind is FactKind.POSSIBLE_IMAGE), None)
    return page(request, "report/files_unsure.html", after=after, image=image) if after else go(PLACE)


def _read(chosen: Sequence[UploadFile], limits: FileLimits, large: list[str]) -> Iterator[tuple[str, bytes]]:
    """Read one file after the other, but none that is too large whatever it is: that is told instead."""
    for upload in chosen:
        name = upload.filename or "file"
        try:
            limits.demand_any(upload.size or 0)
        except BadInput as bad:
            large.append(f"{kept_name(name)}: {bad}")
        else:
            yield name, upload.file.read()


@router.post(FILES_PLACE, max_body_size=MOST_BYTES + ROUND_IT)
def add(request: Request, visitor: SignedIn) -> Response:
    """Keep what was chosen with the report, or take something out of it."""
    change = visitor.typed.get("change")
    after = _goes_on(visitor, change)
    if not after or begun(visitor).typed.get("files") != "clean":
        return go(f"{PLACE}/{FILES.slug}" if after else PLACE)
    here = f"{FILES_PLACE}?change=yes" if change else FILES_PLACE
    out = visitor.typed.get("take_out")
    if out:
        take_out(visitor.services, visitor.caller, (out,))
        return go(here)
    chosen = visitor.typed.files.get("file", ())
    limits, large = limits_of(visitor.organisation), list[str]()
    wrong = (*put_by(visitor.services, visitor.caller, _read(chosen, limits, large)), *large)
    # what they said of these files may have been changed in another window while these came in
    let_go_unless_clean(visitor, begun(visitor))
    if not chosen and visitor.typed.get("then") != "on":
        wrong = ("Choose a file first",)
    if wrong:
        context = _context(visitor, change, after)
        errors = {"file": " ".join(wrong)}
        return page(request, "report/files.html", status=UNPROCESSABLE, errors=errors, **context)
    return go(after if visitor.typed.get("then") == "on" else here)
