"""Everything that is kept of a trust, on one page: each place with one sentence, for those who may keep it.

A new page adds one row to GROUPS. A row is shown to those who may do what the page is for; the page itself asks again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from fastapi import APIRouter, Request, Response

from duecourse.casework.administration.permission import ADMINISTERING, CALENDARS, remit
from duecourse.web.render import page
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import NotPermitted

router = APIRouter()
PLACE = "/administration"


class Keeps(StrEnum):
    """Who may do what a page is for: of the whole trust, of one school at least, or of the days of one."""

    TRUST = "administers the whole trust"
    SCHOOL = "administers the trust or a school"
    DAYS = "keeps calendars"


@dataclass(frozen=True, slots=True)
class Row:
    """One page: its title, its address, what is done there in one sentence, and who may do it."""

    title: str
    address: str
    says: str
    keeps: Keeps


GROUPS: Mapping[str, Sequence[Row]] = {
    "Schools and people": (
        Row("What is missing", "/administration/what-is-missing", "What the trust needs still.", Keeps.TRUST),
        Row("Lists", "/administration/lists", "Everything at once, from one workbook or from tables.", Keeps.TRUST),
        Row("Schools", "/administration/schools", "Added, changed, ended; what each lacks still.", Keeps.SCHOOL),
        Row(
            "People", "/administration/people", "Who is here, with which posts; joining, moving, leaving.", Keeps.SCHOOL
        ),
        Row("Cover", "/account/cover", "Who covers for somebody who is away, and until when.", Keeps.SCHOOL),
        Row("Who holds which role", "/roles", "Each role at each school, gaps, and who comes next.", Keeps.SCHOOL),
        Row("Done by hand", "/by-hand", "What the policy asks of people outside Duecourse, and when.", Keeps.SCHOOL),
    ),
    "Calendars and paper": (
        Row("Calendars", "/administration/calendars", "Terms, INSET days and closed days of each school.", Keeps.DAYS),
        Row("Closing hours", "/closing-hours", "At what hour the day ends at each school.", Keeps.DAYS),
        Row("Work out a date", "/dates", "When a time runs out, by the days of a school, and why.", Keeps.DAYS),
        Row("Letterheads", "/letterhead", "What stands at the head of letters, logos and specimens.", Keeps.SCHOOL),
        Row("House wording", "/letter-wording", "The trust’s own words in letters, in the place of ours.", Keeps.TRUST),
        Row("Documents", "/documents", "Leaflets and policies that go with letters.", Keeps.TRUST),
    ),
    "Settings": (
        Row("Settings", "/administration/settings", "What may be set, what it is, and who set it when.", Keeps.TRUST),
    ),
    "Where to find help": (
        Row(
            "Helplines",
            "/administration/directory/helplines",
            "Confirmed, changed, added; printed in letters.",
            Keeps.TRUST,
        ),
        Row("Sites and apps", "/administration/directory/platforms", "How a complaint is made at each.", Keeps.TRUST),
    ),
    "Sign-in": (
        Row(
            "Who can sign in",
            "/administration/sign-ins",
            "Invitations, forgotten passwords, second factors.",
            Keeps.SCHOOL,
        ),
        Row("Security log", "/security-log", "Who came in, who was refused, and from where.", Keeps.TRUST),
    ),
    "Mail": (
        Row("Mail", "/mail", "Whether mail leaves, what waits, and what only a person can decide.", Keeps.TRUST),
        Row("A test message", "/mail/test", "How the relay stands; a message to yourself.", Keeps.TRUST),
    ),
    "Health and record": (
        Row(
            "Papers about privacy", "/privacy-papers", "What they lack, the assessment, the trust’s words.", Keeps.TRUST
        ),
        Row("Installation", "/installation", "How the machine is, and what wants an administrator.", Keeps.TRUST),
        Row(
            "Cases set aside", "/administration/set-aside", "By reference alone; tried again by one press.", Keeps.TRUST
        ),
        Row("What was changed", "/administration/changes", "Who set what, when, and what it was.", Keeps.TRUST),
        Row("The record", "/administration/record", "Verified, anchored, held against an anchor.", Keeps.TRUST),
    ),
}
"""Every page of the administration, by what it is about, in the order in which they are shown."""


@router.get(PLACE)
@InOneLook
def index(request: Request, visitor: SignedIn) -> Response:
    """List what the visitor keeps. Raises NotPermitted for those who keep nothing."""
    kept = keeps_of(visitor)
    if not kept:
        raise NotPermitted(f"Here is what these posts keep: {', '.join(CALENDARS)}. You hold none of them now.")
    mine = {title: [row for row in rows if row.keeps in kept] for title, rows in GROUPS.items()}
    return page(request, "administration/index.html", groups={title: rows for title, rows in mine.items() if rows})


def keeps_of(visitor: Visitor) -> frozenset[Keeps]:
    """Say what somebody may keep now."""
    now = visitor.services.clock.now()
    administering, days = remit(visitor.person, now, ADMINISTERING), remit(visitor.person, now, CALENDARS)
    found = {
        Keeps.TRUST: administering.whole,
        Keeps.SCHOOL: bool(administering.places),
        Keeps.DAYS: bool(days.places),
    }
    return frozenset(each for each, may in found.items() if may)
