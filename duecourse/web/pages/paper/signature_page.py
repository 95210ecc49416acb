"""My signature: its image given, shown to its owner alone, and taken back; nobody else can give it."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.datastructures import UploadFile

from duecourse.casework.administration.paper import signatures
from duecourse.web.forms import fields
from duecourse.web.forms.typed import Typed
from duecourse.web.render import page
from duecourse.web.submission import go, submit
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import BadAnswers, BadInput
from engine.ports.letters.letterheads import EVERY, MOST_BYTES, OWN
from engine.steps.options import Ask

router = APIRouter()
PLACE = "/my-signature"
FORM = "paper/signature.html"
ROUND_IT = 64 * 1024
USES = {
    OWN: "Letters that I issue myself",
    EVERY: "Every letter that goes out in my name, also those that others issue",
}
WHERE = Ask(
    name="signature_use",
    type="choice",
    ask="On which letters may it stand?",
    optional=False,
    options=USES,
)
AGREE = Ask(
    name="signature_agreed",
    type="choices",
    ask="Do you agree?",
    optional=False,
    options={"yes": "This is my own signature, and it may stand on these letters until I take it back"},
)


@router.get(PLACE)
@InOneLook
def my_signature(request: Request, visitor: SignedIn) -> Response:
    """Show one's own signature, and ask for one."""
    return page(request, FORM, **_context(visitor, visitor.kept(PLACE)))


@router.post(PLACE, max_body_size=MOST_BYTES + ROUND_IT)
def give(request: Request, visitor: SignedIn) -> Response:
    """Keep the image of the visitor's signature."""

    def do() -> str:
        upload, used = visitor.typed.file("signature_file"), visitor.typed.get(WHERE.name)
        faults = {} if used in USES else {WHERE.name: "Choose on which letters it may stand"}
        if visitor.typed.get(AGREE.name) != "yes":
            faults[AGREE.name] = "Say that it is your own signature and that it may stand on these letters"
        if upload is None:
            faults["signature_file"] = "Choose a picture of your signature"
        if faults or upload is None:
            raise BadAnswers.of(faults)
        _keep(visitor, upload, used)
        return PLACE

    return submit(request, visitor, FORM, lambda: _context(visitor, visitor.typed), do, after=PLACE)


def _keep(visitor: Visitor, upload: UploadFile, used: str) -> None:
    try:
        signatures.give_signature(visitor.services, visitor.caller, upload.file.read(MOST_BYTES + 1), used)
    except BadInput as bad:
        raise BadAnswers.of({"signature_file": str(bad)}) from bad


@router.get(f"{PLACE}/take-back")
def taken_back_before() -> Response:
    """Lead somebody back who had to sign in before they could take it back."""
    return go(PLACE)


@router.post(f"{PLACE}/take-back")
def take_back(request: Request, visitor: SignedIn) -> Response:
    """Let go of the visitor's signature."""

    def do() -> str:
        signatures.take_back_signature(visitor.services, visitor.caller)
        return PLACE

    return submit(request, visitor, FORM, lambda: _context(visitor, None), do, after=PLACE)


def _context(visitor: Visitor, given: Typed | None) -> dict[str, Any]:
    found, typed = signatures.own_signature(visitor.services, visitor.caller), given or Typed()
    return {
        "signature": found,
        "image": b64encode(found.picture.content).decode() if found else "",
        "used": USES[found.used] if found else "",
        "where": fields.field_of(WHERE, typed, {}),
        "agree": fields.field_of(AGREE, typed, {}),
        "largest": MOST_BYTES // (1024 * 1024),
        "once": visitor.services.ids.identifier(),
        "reasons": (),
        "stale": None,
        "kept": False,
    }
