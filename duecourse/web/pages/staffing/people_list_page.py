"""The list of people, for those who keep them: searched, narrowed, and taken away as a table."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from duecourse.casework.accounts import sessions
from duecourse.casework.comings_and_goings.staff_list import (
    EVERYBODY,
    HERE,
    LEFT,
    StaffWanted,
    staff_list,
)
from duecourse.casework.comings_and_goings.staff_table import staff_table
from duecourse.web.devices.asked_again import demand_confirmed
from duecourse.web.pages.staffing.staff_forms import PEOPLE
from duecourse.web.pagination import PageNumber, address_of, sheet
from duecourse.web.render import page
from duecourse.web.submission import go
from duecourse.web.visitor import InOneLook, SignedIn, Visitor

router = APIRouter()
FILE = "people.csv"
BOX, LONGEST, KEPT = "words", 200, 10
CHOICES = ("school", "post", "show", "signs_in")
BOXES = (BOX, *CHOICES)
SHOWN = {HERE: "Those who are here", LEFT: "Those who have left", EVERYBODY: "Everybody"}
SIGNS_IN = {"yes": "Who can sign in", "no": "Who cannot sign in"}


@router.post(PEOPLE)
def narrow(visitor: SignedIn) -> Response:
    """Take in whom somebody looks for: the words are kept, so that no address tells a name."""
    typed = visitor.typed
    words = typed.get(BOX)[:LONGEST]
    token = visitor.services.ids.identifier() if words else ""
    if words:
        visitor.keep(PEOPLE, dict([*sorted(_kept(visitor).items()), (token, words)][-KEPT:]))
    chosen = {name: typed.get(name) for name in CHOICES}
    return go(address_of(PEOPLE, of=token, **chosen))


@router.get(PEOPLE)
@InOneLook
def listing(request: Request, visitor: SignedIn, number: PageNumber = "1") -> Response:
    """List the people whom the visitor keeps."""
    wanted = _wanted(request, visitor)
    found = staff_list(visitor.services, visitor.caller, wanted)
    asked = {name: text for name, text in request.query_params.items() if name != "page" and text}
    base = f"{PEOPLE}?{urlencode(asked)}" if asked else PEOPLE
    return page(
        request,
        "staffing/list.html",
        found=found,
        wanted=wanted,
        people=sheet(found.lines, number, base),
        table_address=f"/administration/{FILE}?{urlencode(asked)}",
        shown=SHOWN,
        signs_in=SIGNS_IN,
        narrowed=bool(asked),
        longest=LONGEST,
    )


@router.get(f"/administration/{FILE}")
def take(request: Request, visitor: SignedIn) -> Response:
    """Give the people whom the list shows as a table for a spreadsheet; that they were taken is written down."""
    demand_confirmed(visitor)
    content = staff_table(visitor.services, visitor.caller, _wanted(request, visitor))
    headers = {"Content-Disposition": f'attachment; filename="{FILE}"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


def _wanted(request: Request, visitor: Visitor) -> StaffWanted:
    asked = request.query_params
    show, signs_in = asked.get("show", HERE), asked.get("signs_in", "")
    return StaffWanted(
        words=_kept(visitor).get(asked.get("of", ""), ""),
        school=asked.get("school", ""),
        post=asked.get("post", ""),
        show=show if show in SHOWN else HERE,
        signs_in=signs_in if signs_in in SIGNS_IN else "",
    )


def _kept(visitor: Visitor) -> Mapping[str, str]:
    form = sessions.kept_form(visitor.services, visitor.person.id, PEOPLE)
    # what was typed here when a session had ended is kept at this place as well, under the names of its boxes
    return {name: text for name, text in form.fields.items() if name not in BOXES} if form is not None else {}
