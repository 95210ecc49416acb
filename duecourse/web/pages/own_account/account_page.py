"""My account: posts, how I am told, my calendar and signature, who covers for me, and my password."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, cast

from fastapi import APIRouter, Request, Response

from duecourse.casework.accounts.own_account import (
    BETWEEN,
    arrange_cover,
    change_own_password,
    cover_choices,
    own_account,
    stop_cover,
)
from duecourse.casework.accounts.ways_in.attempts import Slowed
from duecourse.casework.administration.cover import Covering, covers
from duecourse.casework.administration.holdings import HeldPost
from duecourse.web.devices.asked_again import demand_confirmed
from duecourse.web.devices.device_cookie import device_of
from duecourse.web.forms import fields
from duecourse.web.forms.dates import read_last_day
from duecourse.web.pages.sign_in import slow_down
from duecourse.web.render import page
from duecourse.web.submission import UNPROCESSABLE, go, submit
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import BadAnswers, BadInput
from engine.ports.accounts import Passwords
from engine.steps.options import Ask

router = APIRouter()
PLACE = "/account"
PASSWORD, COVER, END = f"{PLACE}/password", f"{PLACE}/cover", f"{PLACE}/cover/end"


@router.get(PLACE)
@InOneLook
def account(request: Request, visitor: SignedIn) -> Response:
    """Show what the visitor is here, and what of it they can change."""
    return page(request, "account/account.html", **_account(visitor))


def _account(visitor: Visitor) -> dict[str, Any]:
    found = own_account(visitor.services, visitor.caller)
    return {"account": found, "once": visitor.services.ids.identifier()}


@router.get(PASSWORD)
@InOneLook
def ask_password(request: Request, visitor: SignedIn) -> Response:
    """Ask for the present password and the new one; nothing of either is ever kept as it was typed."""
    del visitor
    return page(request, "account/password.html")


@router.post(PASSWORD)
def change_password(request: Request, visitor: SignedIn) -> Response:
    """Change the password; every session ends, and the visitor signs in again with the new one."""
    typed = visitor.typed
    old, new, again = ("".join(typed.texts.get(name, ())) for name in ("old_password", "new_password", "new_again"))
    faults = _password_faults(old, new, again)
    if not faults:
        try:
            passwords = cast(Passwords, request.app.state.passwords)
            device = device_of(request, visitor.services)
            change_own_password(visitor.services, passwords, visitor.caller, old, new, device=device)
            return go("/sign-in?ended=password")
        except Slowed as slowed:
            return slow_down(request, visitor.services, slowed, "account/password.html", "old_password")
        except BadAnswers as bad:
            faults = dict(bad.faults)
        except BadInput as bad:
            faults = {"old_password": str(bad)}
    return page(request, "account/password.html", status=UNPROCESSABLE, errors=faults)


def _password_faults(old: str, new: str, again: str) -> dict[str, str]:
    faults = {}
    if not old:
        faults["old_password"] = "Write your present password"
    if not new:
        faults["new_password"] = "Write a new password"
    elif new != again:
        faults["new_again"] = "The two new passwords are not the same. Write the same one twice"
    return faults


@router.get(COVER)
@InOneLook
def ask_cover(request: Request, visitor: SignedIn) -> Response:
    """Ask which post is covered by whom, from when until when."""
    kept = visitor.kept(request.url.path)
    return page(request, "account/cover.html", **{**_cover(visitor, kept or visitor.typed), "kept": kept is not None})


def _asks(visitor: Visitor) -> tuple[Ask, ...]:
    choices = cover_choices(visitor.services, visitor.caller)
    return (
        Ask(
            name="post",
            type="person",
            ask="Who is away, and which post is covered?",
            optional=False,
            options=choices.posts,
        ),
        Ask(name="person", type="person", ask="Who covers?", optional=False, options=choices.people),
        Ask(
            name="first",
            type="date",
            ask="From which day?",
            optional=True,
            options={},
            help="Leave it empty for from now on.",
        ),
        Ask(name="last", type="date", ask="What is the last day?", optional=False, options={}, help=COMES_BACK),
    )


COMES_BACK = "After that day the cover ends by itself, and the one who was away has the post alone again."


def _cover(visitor: Visitor, typed: Any) -> dict[str, Any]:
    asks, now = _asks(visitor), visitor.services.clock.now()
    found = covers(visitor.services, visitor.caller)
    return {
        **_account(visitor),
        "today": [each for each in found if each.since is None or each.since <= now],
        "coming": [each for each in found if each.since is not None and each.since > now],
        "earlier": [fields.field_of(each, typed, each.options) for each in _end_asks(found)],
        "fields": [fields.field_of(each, typed, each.options) for each in asks],
        "reasons": (),
        "kept": False,
    }


@router.post(COVER)
def arrange(request: Request, visitor: SignedIn) -> Response:
    """Let somebody cover a post; they are asked again who they are."""
    demand_confirmed(visitor)

    def do() -> str:
        facts = fields.demanded(_asks(visitor), visitor.typed, visitor.zone)
        away, _, post = facts["post"].partition(BETWEEN)
        last = _end(facts["last"], visitor)
        since = _begin(facts["first"], visitor) if facts.get("first") else None
        arrange_cover(
            visitor.services, visitor.caller, facts["person"], away, Covering(post=post, since=since, until=last)
        )
        return COVER

    return submit(request, visitor, "account/cover.html", lambda: _cover(visitor, visitor.typed), do, after=COVER)


def _end_asks(found: Sequence[HeldPost]) -> tuple[Ask, ...]:
    """Ask which cover ends, and on which day."""
    options = {}
    for each in found:
        away = each.instead_of
        post = f"{each.post}@{each.where}" if each.where else str(each.post)
        options[BETWEEN.join((each.person.key, away.key if away else "", post))] = (
            f"{each.person.name} for {away.name if away else 'nobody'}: {each.post}"
        )
    return (
        Ask(name="ends", type="person", ask="Which cover ends?", optional=False, options=options),
        Ask(name="on", type="date", ask="What is its last day?", optional=False, options={}),
    )


def _begin(day: str, visitor: Visitor) -> datetime:
    """Give when a day begins where the trust is."""
    return datetime.combine(date.fromisoformat(day), time(), visitor.zone)


def _end(day: str, visitor: Visitor, name: str = "last") -> datetime:
    """Give when a last day is over where the trust is. Raises BadAnswers."""
    try:
        return read_last_day(day, visitor.zone)
    except BadInput as bad:
        raise BadAnswers.of({name: str(bad)}) from bad


@router.get(END)
def ended_before() -> Response:
    """Lead somebody back who had to sign in before they could end cover."""
    return go(COVER)


@router.post(END)
def end(request: Request, visitor: SignedIn) -> Response:
    """End cover at once, or on a day."""

    def do() -> str:
        who, away, post = (visitor.typed.get(name) for name in ("who", "away", "post"))
        on = None
        if not who:
            facts = fields.demanded(_end_asks(covers(visitor.services, visitor.caller)), visitor.typed, visitor.zone)
            who, away, post = [*facts["ends"].split(BETWEEN), "", ""][:3]
            on = _end(facts["on"], visitor, "on")
        try:
            stop_cover(visitor.services, visitor.caller, who, away, post=post, on=on)
        except BadInput as bad:
            raise (BadAnswers.of({"on": str(bad)}) if on else bad) from bad
        return COVER

    return submit(request, visitor, "account/cover.html", lambda: _cover(visitor, visitor.typed), do, after=COVER)
