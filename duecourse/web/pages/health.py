"""For machines: whether the site is alive, and whether it is ready; without a sign-in, and without any content."""

from __future__ import annotations

from typing import cast

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from duecourse.casework.context.services import Services
from duecourse.casework.upkeep.health import checks, is_well

router = APIRouter()
UNAVAILABLE = 503


@router.get("/health")
def alive() -> Response:
    """Say that the process answers; nothing else is asked, so that a database away does not have it ended."""
    return JSONResponse({"alive": True})


@router.get("/ready")
def ready(request: Request) -> Response:
    """Name what is looked at and whether it is well; 503 where something stops the site."""
    found = checks(cast(Services, request.app.state.services))
    well = is_well(found)
    told = {check.name: check.colour for check in found}
    return JSONResponse({"ready": well, "checks": told}, status_code=200 if well else UNAVAILABLE)
