"""The record, for those who keep the whole trust: verified, anchored, and held against an anchor that was kept."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.administration.trust_facts import demand_trust_keeper
from duecourse.casework.audit.anchors import check_anchor, take_anchor
from duecourse.casework.audit.verification import verify_accesses, verify_cases
from duecourse.casework.audit.verification_summary import Summary
from duecourse.web.render import page
from duecourse.web.submission import UNPROCESSABLE
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import BadInput, BrokenRecord
from engine.record.anchor import read_anchor, written

router = APIRouter()
PLACE = "/administration/record"
VERIFY, ANCHOR, COMPARE = f"{PLACE}/verify", f"{PLACE}/anchor", f"{PLACE}/compare"
SHOWN, FILE = "administration/record.html", "anchor_file"
LARGEST = 16 * 1024 * 1024
"""Bytes of an anchor at most: it has a line for each case."""


@router.get(PLACE)
@InOneLook
def record(request: Request, visitor: SignedIn) -> Response:
    """Say what can be done with the record."""
    demand_trust_keeper(visitor.services, visitor.caller)
    return _show(request)


@router.post(VERIFY)
def verify(request: Request, visitor: SignedIn) -> Response:
    """Walk every chain, and hold what is kept against it."""
    demand_trust_keeper(visitor.services, visitor.caller)
    counted = Summary()
    wrong = [each.wrong for each in verify_cases(visitor.services, visitor.caller, counted=counted) if each.wrong]
    try:
        counted.accesses = verify_accesses(visitor.services, visitor.organisation.id)
    except BrokenRecord as broken:
        wrong.append(str(broken))
    return _show(request, counted=counted, wrong=list(dict.fromkeys(wrong)))


@router.post(ANCHOR)
def anchor(visitor: SignedIn) -> Response:
    """Give an anchor as a file, to be kept where nobody can change it together with the store."""
    text = written(take_anchor(visitor.services, visitor.caller))
    day = visitor.services.clock.now().astimezone(visitor.zone).date().isoformat()
    name = f'attachment; filename="duecourse-anchor-{day}.json"'
    return Response(text, media_type="application/json", headers={"Content-Disposition": name})


@router.post(COMPARE, max_body_size=LARGEST + 64 * 1024)
def compare(request: Request, visitor: SignedIn) -> Response:
    """Hold an anchor that somebody kept against the store as it is now."""
    demand_trust_keeper(visitor.services, visitor.caller)
    try:
        held = read_anchor(_text_of(visitor))
        changed = check_anchor(visitor.services, visitor.caller, held)
    except BadInput as bad:
        return _show(request, status=UNPROCESSABLE, errors={FILE: str(bad)})
    return _show(request, held=held, changed=changed)


@router.get(f"{PLACE}/{{what}}")
@InOneLook
def record_again(request: Request, visitor: SignedIn, what: str) -> Response:
    """Lead those who load the address of one of its forms back to the page."""
    del what
    demand_trust_keeper(visitor.services, visitor.caller)
    return _show(request)


def _text_of(visitor: Visitor) -> str:
    upload = visitor.typed.file(FILE)
    if upload is None:
        raise BadInput("Choose the file of an anchor that was kept.")
    return upload.file.read(LARGEST).decode("utf-8", "replace")


def _show(request: Request, *, status: int = 200, **found: Any) -> Response:
    """Show the page with what was found; nothing was looked for where nothing is given."""
    nothing: dict[str, Any] = {"counted": None, "wrong": (), "held": None, "changed": (), "errors": {}}
    return page(request, SHOWN, status=status, **{**nothing, **found})
