"""Somebody joins: one page for who they are, how they are reached, their post, where, and from which day."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Request, Response

from duecourse.casework.accounts.invitations.new_links import invite
from duecourse.casework.comings_and_goings.joiners import Joiner, join
from duecourse.casework.comings_and_goings.staff_list import StaffList, StaffWanted, staff_list
from duecourse.casework.context.services import Services
from duecourse.web.forms.typed import Typed
from duecourse.web.pages.staffing.person_page import detail_asks, told_of
from duecourse.web.pages.staffing.staff_forms import (
    PEOPLE,
    StaffForm,
    day_ask,
    line_ask,
    opened,
    place_of,
    post_asks,
    said_post,
    sent,
    span,
    told_at,
)
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.steps.options import Ask

router = APIRouter()
JOINER = f"{PEOPLE}/add"
ASKED_OF_JOINERS = ("title", "given", "family", "name", "email", "telephone")
FIRST = "Leave it empty for from now on. A day that is still to come is fine: nothing is theirs before."

INVITE = Ask(
    name="invite",
    type="choice",
    ask="Invite them to sign in?",
    optional=False,
    options={
        "yes": "Yes, by e-mail, with a link of their own",
        "no": "Not yet: later from their page, or by letter",
    },
)


@router.get(JOINER)
@InOneLook
def ask_joiner(request: Request, visitor: SignedIn) -> Response:
    """Ask who joins."""
    return opened(request, visitor, _form(visitor), Typed({INVITE.name: ("no",)}))


@router.post(JOINER)
def add(request: Request, visitor: SignedIn) -> Response:
    """Let them join."""

    def work(services: Services) -> str:
        facts = _form(visitor).facts(visitor)
        since, until = span(facts, visitor)
        joiner = Joiner(
            said=told_of(visitor), key=visitor.typed.get("key"), post=said_post(facts), since=since, until=until
        )
        joined = told_at("post", lambda: join(services, visitor.caller, joiner))
        if facts[INVITE.name] == "yes":
            told_at(INVITE.name, lambda: invite(services, (joined.id,), visitor.caller).people[0])
        return place_of(joined.id)

    return sent(request, visitor, lambda: _form(visitor), work, after="{}")


def _form(visitor: Visitor) -> StaffForm:
    known: StaffList = staff_list(visitor.services, visitor.caller, StaffWanted())
    asks = (
        *(replace(ask, optional=ask.name != "given") for ask in detail_asks() if ask.name in ASKED_OF_JOINERS),
        *post_asks(known, optional=True),
        day_ask("first", "From which day?", FIRST),
        day_ask("last", "What is the last day?", "Only where it is known, as for somebody from an agency."),
        line_ask("key", "Short name", "Commands and lists use it. Left empty, one is made of their name."),
        INVITE,
    )
    return StaffForm(
        title="Somebody joins",
        lead="Everything that is asked for here can be changed later. Give further posts on their page.",
        asks=asks,
        button="Add them",
        back=PEOPLE,
        back_says="Back to the people",
    )
