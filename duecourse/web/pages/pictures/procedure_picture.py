"""A procedure of a case as a picture, with where it stands."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from duecourse.casework.policies.usual_way import usual_way
from duecourse.web.pages.case import seen
from duecourse.web.render import page
from duecourse.web.visitor import InOneLook, SignedIn
from engine.errors import NotFound
from engine.identity import CaseReference
from engine.record.codes import typed_code

router = APIRouter()


@router.get("/cases/{reference}/procedure/{number}")
@InOneLook
def picture(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Show one procedure as a picture of the policy that the case goes by, with “you are here”."""
    view, shared = seen(visitor, reference, "the procedure")
    wanted = typed_code(number)
    instance = next((each for each in view.tracks if wanted and view.case.code(each) == wanted), None)
    if instance is None:
        raise NotFound(f"Case {reference} has no such procedure, or none that you may see.")
    way = usual_way(view.policy, instance.track)
    called = shared["showing"].instance(instance.on)
    return page(request, "case/picture.html", way=way, instance=instance, called=called, tab="picture", **shared)
