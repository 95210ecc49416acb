"""The letterheads of the trust and its schools, for those who keep them: what stands on each, its logo, a specimen."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from starlette.datastructures import UploadFile

from duecourse.casework.administration.paper import letterheads, logos
from duecourse.casework.administration.paper.letterheads import Paper, wrong_paper
from duecourse.casework.administration.paper.specimens import specimen, specimen_images, specimen_pdf
from duecourse.web.forms import fields
from duecourse.web.forms.typed import Typed
from duecourse.web.render import page
from duecourse.web.submission import go, submit
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import BadAnswers, BadInput
from engine.ports.letters.letterheads import MOST_BYTES
from engine.steps.options import Ask

router = APIRouter()
PLACE = "/letterhead"
TRUST = "~trust"
"""How the paper of the trust itself is asked for: no short name of a school begins so."""
ONE = f"{PLACE}/{{place}}"
FORM = "paper/letterhead.html"
ROUND_IT = 64 * 1024
"""Bytes of a request that are not the file itself."""
PREFIX = "paper_"
ASKED = {
    "name": ("line", "The legal name of the trust", ""),
    "address": ("lines", "Postal address", "As it stands on a letter, at most eight lines."),
    "company_number": ("line", "Company number", ""),
    "telephone": ("line", "Telephone", ""),
    "email": ("line", "E-mail", ""),
    "web": ("line", "Web address", "For example www.school.example."),
    "footer": ("lines", "Words at the foot of the first sheet", "At most four lines, such as the registered office."),
}


@router.get(PLACE)
@InOneLook
def letterhead_list(request: Request, visitor: SignedIn) -> Response:
    """List the paper that the visitor keeps."""
    found = letterheads.papers(visitor.services, visitor.caller)
    return page(request, "paper/list.html", papers=[(each, _address(each.key)) for each in found])


@router.get(ONE)
@InOneLook
def letterhead(request: Request, visitor: SignedIn, place: str) -> Response:
    """Show what stands on a paper, and a specimen letter on it."""
    kept = visitor.kept(request.url.path)
    return page(request, FORM, **{**_context(visitor, place)(kept), "kept": kept is not None})


@router.post(ONE)
def change(request: Request, visitor: SignedIn, place: str) -> Response:
    """Change what stands on a paper."""
    after = _address(_key(place))

    def do() -> str:
        before = letterheads.paper(visitor.services, visitor.caller, _key(place))
        given = {
            name: visitor.typed.get(f"{PREFIX}{name}") for name in before.said if f"{PREFIX}{name}" in visitor.typed
        }
        faults = wrong_paper(before.key, given)
        if faults:
            raise BadAnswers.of({f"{PREFIX}{name}": sentence for name, sentence in faults.items()})
        letterheads.change_paper(visitor.services, visitor.caller, before.key, given)
        return after

    return _shown(request, visitor, place, do)


@router.post(f"{ONE}/logo", max_body_size=MOST_BYTES + ROUND_IT)
def logo(request: Request, visitor: SignedIn, place: str) -> Response:
    """Put a logo on a paper."""

    def do() -> str:
        upload, shows = visitor.typed.file("logo_file"), visitor.typed.get("logo_shows")
        faults = {"logo_shows": logos.wrong_words(shows)} if logos.wrong_words(shows) else {}
        if upload is None:
            faults["logo_file"] = "Choose a picture"
        if faults or upload is None:
            raise BadAnswers.of(faults)
        _set(visitor, place, upload, shows)
        return _address(_key(place))

    return _shown(request, visitor, place, do)


def _set(visitor: Visitor, place: str, upload: UploadFile, shows: str) -> None:
    try:
        logos.set_logo(visitor.services, visitor.caller, _key(place), upload.file.read(MOST_BYTES + 1), shows)
    except BadInput as bad:
        raise BadAnswers.of({"logo_file": str(bad)}) from bad


@router.post(f"{ONE}/logo-off")
def logo_off(request: Request, visitor: SignedIn, place: str) -> Response:
    """Take the logo off a paper."""

    def do() -> str:
        logos.drop_logo(visitor.services, visitor.caller, _key(place))
        return _address(_key(place))

    return _shown(request, visitor, place, do)


@router.get(f"{ONE}/specimen")
@InOneLook
def specimen_sheet(visitor: SignedIn, place: str, large: str = "") -> Response:
    """Give the specimen letter as PDF."""
    found = specimen(visitor.services, visitor.caller, _key(place), large=bool(large))
    headers = {"Content-Disposition": 'inline; filename="specimen-letter.pdf"'}
    return Response(specimen_pdf(visitor.services, found), media_type="application/pdf", headers=headers)


@router.get(f"{ONE}/{{what}}")
def back(place: str, what: str) -> Response:
    """Lead those who load the address of one of its forms back to the paper."""
    return go(_address(_key(place)) if what in ("logo", "logo-off") else PLACE)


def _shown(request: Request, visitor: Visitor, place: str, do: Callable[[], str]) -> Response:
    context = _context(visitor, place)
    return submit(request, visitor, FORM, lambda: context(visitor.typed), do, after=_address(_key(place)))


def _key(place: str) -> str:
    return "" if place == TRUST else place


def _address(key: str) -> str:
    return f"{PLACE}/{quote(key, safe='') or TRUST}"


def _context(visitor: Visitor, place: str) -> Callable[[Typed | None], dict[str, Any]]:
    def context(given: Typed | None) -> dict[str, Any]:
        found = letterheads.paper(visitor.services, visitor.caller, _key(place))
        shown = specimen(visitor.services, visitor.caller, found.key)
        sheets = [b64encode(sheet).decode() for sheet in specimen_images(visitor.services, shown)]
        typed = given if given is not None and any(name.startswith(PREFIX) for name in given.texts) else _now(found)
        return {
            "paper": found,
            "place": _address(found.key),
            "fields": [fields.field_of(ask, typed, {}) for ask in _asks(found)],
            "typed": given or Typed(),
            "sheets": sheets,
            "missing": shown.missing,
            "largest": MOST_BYTES // (1024 * 1024),
            "once": visitor.services.ids.identifier(),
            "reasons": (),
            "stale": None,
            "kept": False,
        }

    return context


def _now(found: Paper) -> Typed:
    return Typed({f"{PREFIX}{name}": (text,) for name, text in found.said.items()})


def _asks(found: Paper) -> list[Ask]:
    asks = []
    for name in found.said:
        type_, label, help_ = ASKED[name]
        needed = name == "name" or (name == "address" and found.school is not None)
        fallen = found.fallen_back.get(name, "").replace("\n", " / ")
        hint = f"{help_} Empty, it is the trust’s: {fallen}".strip() if fallen else help_
        asks.append(Ask(name=f"{PREFIX}{name}", type=type_, ask=label, optional=not needed, options={}, help=hint))
    return asks
