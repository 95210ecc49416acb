"""What a trust needs before it works without us: each part done or not yet, what is missing, and where it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from duecourse.casework.upkeep.going_live import count_missing, what_is_missing
from duecourse.casework.upkeep.ward import MissingCode
from duecourse.web.render import page
from duecourse.web.visitor import InOneLook, SignedIn

router = APIRouter()
PLACE = "/administration/what-is-missing"
FEW = 4
"""So many things that are missing of one part are told; how many more there are is told too."""


@dataclass(frozen=True, slots=True)
class PartPlace:
    """One part of what a trust needs: what is to be done, and the page on which it is."""

    title: str
    address: str


PARTS: Mapping[MissingCode, PartPlace] = {
    MissingCode.POLICY: PartPlace("Say which policy is the trust’s", "/administration/settings"),
    MissingCode.SITE: PartPlace("Say where people find the site", "/administration/settings"),
    MissingCode.ADDRESSES: PartPlace("Give each school its address and nation", "/administration/schools"),
    MissingCode.TERMS: PartPlace("Load the terms, this year’s and the next", "/administration/lists"),
    MissingCode.ROLES: PartPlace("Give every role of the policy somebody who holds it", "/roles"),
    MissingCode.ADMINISTRATORS: PartPlace(
        "Have somebody who keeps people, schools and settings", "/administration/people"
    ),
    MissingCode.OFFICER: PartPlace("Say who the data protection officer is", "/privacy-papers"),
    MissingCode.SIGNERS: PartPlace("Give those who sign letters an e-mail address", "/administration/people"),
    MissingCode.HELPLINES: PartPlace("Confirm the helplines that letters name", "/administration/directory/helplines"),
    MissingCode.SIGN_IN: PartPlace("Let those who hold a role sign in", "/administration/sign-ins"),
    MissingCode.MAIL: PartPlace("Let mail leave", "/mail"),
    MissingCode.BACKUP: PartPlace("Make a backup every night", "/installation"),
}
"""Each part in the words of the page; what is done on the machine alone leads to how the machine is."""


@router.get(PLACE)
@InOneLook
def missing(request: Request, visitor: SignedIn) -> Response:
    """Say what is done and what is missing. Raises NotPermitted for those who do not keep the whole trust."""
    wanted = what_is_missing(visitor.services, visitor.caller)
    return page(
        request,
        "setting_up/missing.html",
        items=[(PARTS[each.code], each) for each in wanted],
        missing=count_missing(wanted),
        few=FEW,
    )
