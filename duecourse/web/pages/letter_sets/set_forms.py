"""The letters of a list once they are issued: sent by e-mail to each, printed in one go, recorded several at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.commands.letter_sets.set_dispatch import LetterSet, record_gone, send_each
from duecourse.casework.commands.letter_sets.set_prints import PrintRun, print_set
from duecourse.web.devices.asked_again import demand_confirmed
from duecourse.web.forms import fields
from duecourse.web.pages.letter_sets.people_page import LIST, PEOPLE, context_of
from duecourse.web.pages.letters import SENT_AT, asked_here, letter_named, way_asks
from duecourse.web.submission import go, submit
from duecourse.web.visitor import InOneLook, SignedIn
from engine.errors import BadAnswers, NotFound, Refused
from engine.identity import CaseReference

router = APIRouter()
WHICH, COPIES = "which", "copies"
PARTS = ("check", "off", "row", "send", "gone")
"""Where the forms of the page of a list are sent."""


@router.get(f"{PEOPLE}/pdf/{{which}}")
@InOneLook
def sheets(visitor: SignedIn, reference: CaseReference, number: str, which: str) -> Response:
    """Give letters of the list as one PDF to print, to those who said a short while ago who they are."""
    demand_confirmed(visitor, back=f"/cases/{reference}/letters/{number}/people")
    if which not in tuple(PrintRun):
        raise NotFound("Letters of a list are printed all, those to go, or those for the post.")
    printed = print_set(visitor.services, visitor.caller, reference, number, PrintRun(which))
    headers = {"Content-Disposition": f'inline; filename="{printed.name}"'}
    return Response(printed.content, media_type="application/pdf", headers=headers)


@router.get(f"{PEOPLE}/{{what}}")
def back(reference: CaseReference, number: str, what: str) -> Response:
    """Lead those who load the address of one of its forms back to the list."""
    if what not in PARTS:
        raise NotFound("A list of people has no such page.")
    return go(f"/cases/{reference}/letters/{number}/people")


@router.post(f"{PEOPLE}/send")
def send(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Give every letter that still waits, and whose reader has an e-mail address, to be sent."""
    place = visitor.place.removesuffix("/send")

    def do() -> str:
        send_each(visitor.services, visitor.caller, reference, letter_named(visitor, reference, number))
        return place

    def again() -> dict[str, Any]:
        return context_of(visitor, reference, number, visitor.typed)

    return submit(request, visitor, LIST, again, do, after=place, reference=reference)


@router.post(f"{PEOPLE}/gone")
def record(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Record that letters of the list went out, with one proof for these."""
    place = visitor.place.removesuffix("/gone")

    def do() -> str:
        which = visitor.typed.get(WHICH)
        if which not in ("post", "all", "ticked"):
            raise BadAnswers.of({WHICH: "Choose which letters went out"})
        given = fields.demanded((*way_asks(), SENT_AT), visitor.typed, visitor.zone)
        listed = context_of(visitor, reference, number, visitor.typed)["found"]
        copies = _chosen(listed, which, visitor.typed.all(COPIES))
        by = (visitor.services, visitor.caller, reference, letter_named(visitor, reference, number), copies)
        try:
            sent = fields.moment_of(given.get("sent", ""))
            record_gone(*by, given["proof"], way=given["way"], happened_at=sent)
        except Refused as refused:
            raise Refused(tuple(asked_here(each) for each in refused.reasons)) from refused
        return place

    def again() -> dict[str, Any]:
        return context_of(visitor, reference, number, visitor.typed)

    return submit(request, visitor, LIST, again, do, after=place, reference=reference)


def _chosen(found: LetterSet, which: str, rows: Sequence[str]) -> Sequence[int]:
    """Number the letters that are meant: all that wait, those of them without an e-mail address, or ticked ones."""
    lines = found.lines if which == "ticked" else found.to_go
    if which == "ticked":
        lines = tuple(line for line in lines if str(line.person.number) in rows)
    if which == "post":
        lines = tuple(line for line in lines if not line.by_mail)
    return [line.letter.number for line in lines if line.letter is not None]
