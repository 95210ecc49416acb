"""Helplines and platforms as the trust keeps them: the list, stale ones first, one of them, and confirming it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from duecourse.casework.administration.helplines import HELPLINES
from duecourse.casework.administration.kept.directory_rows import (
    Directory,
    Row,
    can_be_confirmed,
    confirm_row,
    listed,
    row_of,
    stale_first,
)
from duecourse.casework.administration.kept.platforms import PLATFORMS
from duecourse.casework.administration.trust_facts import demand_trust_keeper, names_by_key
from duecourse.casework.context.seen.seen_rows import seen_token
from duecourse.web.pagination import PageNumber, sheet
from duecourse.web.render import page
from duecourse.web.submission import submit
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import NotFound
from engine.time.moments import say_date

router = APIRouter()
PLACE = "/administration/directory/{kind}"
ONE = f"{PLACE}/row/{{key}}"
LIST, SHOWN = "administration/directory.html", "administration/directory_row.html"
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One directory as its pages speak of it; `labels` are its parts in the order of a form, with what to write.

    `what` is the part that stands beside the name in the list.
    """

    directory: Directory
    title: str
    one: str
    what: str
    says: str
    counts: str
    waits: str
    empty: str
    labels: Mapping[str, tuple[str, str]]


SHELVES: Mapping[str, Shelf] = {
    "helplines": Shelf(
        directory=HELPLINES,
        title="Helplines",
        one="helpline",
        what="helps_with",
        says="Where letters say that people find support. Call or look before you confirm one: a number that is wrong "
        "helps nobody.",
        counts="It is printed in letters, as it stands here.",
        waits="It is printed in no letter until somebody here has confirmed it.",
        empty="There is no helpline. Add one that you have called: without one, letters cannot say where to find help.",
        labels={
            "name": ("What is it called?", ""),
            "provider": ("Who runs it?", ""),
            "helps_with": ("What does it help with?", "For example: teachers and other staff, at any hour."),
            "telephone": ("Telephone", "As it is printed, such as 0808 800 5000."),
            "email": ("E-mail", ""),
            "web": ("Web address", "Such as www.helpline.example."),
            "hours": ("When does it answer?", ""),
            "limits": ("What does it not do?", "For example whom it is not for."),
        },
    ),
    "platforms": Shelf(
        directory=PLATFORMS,
        title="Sites and apps",
        one="platform",
        what="hosts",
        says="How a complaint is made at each. It is shown to those who put a letter into the form of the site; sites "
        "change this often.",
        counts="Those who complain there read when it was looked up.",
        waits="Those who complain there read that nobody here has looked it up.",
        empty="There is no site or app. Add one whose form you have looked at.",
        labels={
            "name": ("What is it called?", ""),
            "provider": ("Who runs it?", ""),
            "hosts": (
                "Its domains",
                "With blanks between, such as: example.org example.net. By them an address is matched.",
            ),
            "route": ("How is a complaint made there?", "Where the form is, or what to press in the app."),
            "asks_for": ("What does it ask for?", ""),
            "personal_complaint_note": ("Whom does it hear?", "The school, the person themselves, or both."),
        },
    ),
}


@router.get(PLACE)
@InOneLook
def directory_list(request: Request, visitor: SignedIn, kind: str, number: PageNumber = "1") -> Response:
    """List the rows, those that nobody here has confirmed first, then the longest ago."""
    shelf = shelf_of(visitor, kind)
    found = stale_first(listed(shelf.directory, visitor.services, visitor.caller))
    base = f"/administration/directory/{kind}"
    cut = sheet(found, number, base)
    lines = [
        {
            "name": each["name"],
            "href": address_of_row(kind, each["key"]),
            "what": each.get(shelf.what, ""),
            "how": next((each[way] for way in shelf.directory.ways if each.get(way)), "nobody knows how yet"),
            "standing": standing(visitor, each),
        }
        for each in cut.lines
    ]
    return page(request, LIST, shelf=shelf, base=base, cut=cut, lines=lines)


@router.get(ONE)
@InOneLook
def directory_row(request: Request, visitor: SignedIn, kind: str, key: str) -> Response:
    """Show one row, and ask whether it is still so."""
    return page(request, SHOWN, **_context(visitor, kind, key))


@router.post(ONE)
def confirm(request: Request, visitor: SignedIn, kind: str, key: str) -> Response:
    """Confirm that somebody has looked today."""
    after = address_of_row(kind, key)

    def do() -> str:
        confirm_row(shelf_of(visitor, kind).directory, visitor.services, visitor.caller, key)
        return after

    return submit(request, visitor, SHOWN, lambda: _context(visitor, kind, key), do, after=after)


def shelf_of(visitor: Visitor, kind: str) -> Shelf:
    """Find a directory by its address, for those who keep the whole trust. Raises NotFound, NotPermitted."""
    demand_trust_keeper(visitor.services, visitor.caller)
    if kind not in SHELVES:
        raise NotFound("There is no directory of this name.")
    return SHELVES[kind]


def address_of_row(kind: str, key: str) -> str:
    """Give the address of the page of a row."""
    return f"/administration/directory/{quote(kind, safe='')}/row/{quote(key, safe='')}"


def standing(visitor: Visitor, row: Row) -> tuple[str, str]:
    """Say who confirmed a row and when, with a colour: green, yellow after a year, red where nobody did."""
    if row.get("confirmed") != "yes":
        return "Not confirmed", "red"
    on = date.fromisoformat(row["confirmed_on"])
    who = names_by_key(visitor.services).get(row.get("confirmed_by", ""), "somebody who is not known any more")
    today = visitor.services.clock.now().astimezone(visitor.zone).date()
    return f"{say_date(on)}, by {who}", "green" if today - on < YEAR else "yellow"


def _context(visitor: Visitor, kind: str, key: str) -> dict[str, Any]:
    shelf = shelf_of(visitor, kind)
    row = row_of(shelf.directory, visitor.services, visitor.caller, key)
    said, colour = standing(visitor, row)
    return {
        "shelf": shelf,
        "row": {**shelf.directory.said_of(row), "source": row.get("source", "")},
        "place": address_of_row(kind, key),
        "base": f"/administration/directory/{kind}",
        "standing": said,
        "colour": colour,
        "is_confirmed": row.get("confirmed") == "yes",
        "can_be_confirmed": can_be_confirmed(shelf.directory, row),
        "seen": seen_token(shelf.directory.said_of(row)),
        "once": visitor.services.ids.identifier(),
        "reasons": (),
        "stale": None,
        "kept": False,
    }
