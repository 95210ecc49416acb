"""The correspondence of a case, and the pack for a hearing, taken away as one file."""

from __future__ import annotations

from fastapi import APIRouter, Response

from duecourse.casework.commands.letter_packs.correspondence import PackKind, pack
from duecourse.web.devices.asked_again import demand_confirmed
from duecourse.web.visitor import InOneLook, SignedIn
from engine.errors import NotFound
from engine.identity import CaseReference

router = APIRouter()
FORMS = ("pdf", "zip")


@router.get("/cases/{reference}/pack/{kind}/{form}")
@InOneLook
def take(visitor: SignedIn, reference: CaseReference, kind: str, form: str) -> Response:
    """Give all letters of a case that the visitor may read as one file, for a hearing with the evidence."""
    if kind not in tuple(PackKind) or form not in FORMS:
        raise NotFound("There is no such pack. Packs: letters, hearing; each as pdf or zip.")
    demand_confirmed(visitor, back=f"/cases/{reference}/letters")
    found = pack(visitor.services, visitor.caller, reference, PackKind(kind), form)
    headers = {"Content-Disposition": f'attachment; filename="{found.name}"'}
    return Response(found.content, media_type=found.media, headers=headers)
