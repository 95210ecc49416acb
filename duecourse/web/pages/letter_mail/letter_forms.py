"""A letter by e-mail: to whom and as what, what would leave, stopping it, and saying what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.commands.letter_mail.requests import (
    DECISIONS,
    SendingForm,
    decide_unknown,
    message_ahead,
    send,
    sending_form,
    stop,
)
from duecourse.casework.context.services import done_before
from duecourse.web.forms import fields
from duecourse.web.forms.typed import Typed
from duecourse.web.pages.case import look, shared
from duecourse.web.pages.letter_talk.weighty_letter import demand_confirmed_letter
from duecourse.web.pages.letters import WHAT_BECAME, letter_named, on_its_page
from duecourse.web.render import page
from duecourse.web.submission import UNPROCESSABLE, demand_agreed, go, submit
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import BadAnswers, BadInput, NotFound, Refused
from engine.identity import CaseReference
from engine.steps.options import Ask

router = APIRouter()
LETTER = "/cases/{reference}/letters/{number}"
SEND = f"{LETTER}/send"
FORM, CHECK = "case/letter_send.html", "case/letter_send_check.html"
FORMS = {"pdf": "A PDF, attached: as it is printed", "text": "Plain text, in the message itself"}


def _asks(form: SendingForm) -> tuple[Ask, ...]:
    to = Ask(
        name="to",
        type="line",
        ask="To which e-mail address?",
        optional=False,
        options={},
        help=form.addressee.says,
    )
    choices = {each: FORMS[each] for each in form.forms}
    asks = (to, Ask(name="as", type="choice", ask="As what is it sent?", optional=False, options=choices))
    return (*asks, WHY_AGAIN) if form.again else asks


WHY_AGAIN = Ask(
    name="send_why",
    type="text",
    ask="Why does it go once more?",
    optional=False,
    options={},
    help="It has gone out already, and leaves as it was sealed. Such as: it came back, and they gave us this address.",
)


def _context(visitor: Visitor, reference: CaseReference, number: str, typed: Typed | None) -> dict[str, Any]:
    """Give what the page of questions shows. Raises NotFound."""
    with look(visitor, reference, f"letter {number}") as case:
        found = case.letter_named(number)
        form, view, letter = sending_form(case, found), case.view, case.view.case.letters.get(str(found))
    if letter is None:
        raise NotFound(f"Case {reference} has no such letter, or none that you may read.")
    if typed is None:
        to = "" if form.again else form.addressee.email
        known = {"to": to, "as": form.forms[0] if form.forms else ""}
        typed = Typed({name: (text,) for name, text in known.items() if text})
    return {
        **shared(visitor, view),
        "letter": letter,
        "may_send": form.may_send and not form.mail.is_under_way,
        "addressee": form.addressee,
        "again": form.again,
        "fields": [fields.field_of(ask, typed, {}) for ask in _asks(form)],
        "asks": _asks(form),
        "typed": typed,
        "seen": view.seen,
        "once": visitor.services.ids.identifier(),
        "reasons": form.reasons,
        "stale": None,
        "kept": False,
    }


def _answers(visitor: Visitor, context: Mapping[str, Any], typed: Typed) -> Mapping[str, str]:
    """Read to whom and as what. Raises BadAnswers."""
    answers = fields.read(context["asks"], typed, visitor.zone)
    faults = {**fields.missing(context["asks"], answers.facts), **answers.faults}
    if faults:
        raise BadAnswers.of(faults)
    return answers.facts


@router.get(SEND)
@InOneLook
def ask(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Ask to whom and as what a letter is to be sent, with what is known of its addressee."""
    kept = visitor.kept(visitor.place)
    context = _context(visitor, reference, number, kept)
    if not context["may_send"]:  # its own page says how it stands
        return go(visitor.place.removesuffix("/send"))
    return page(request, FORM, **{**context, "kept": kept is not None})


@router.post(SEND)
def check(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Take to whom and as what, and go on to what would leave."""
    visitor.keep(visitor.place, visitor.typed.kept())
    try:
        _ahead(visitor, reference, number, visitor.typed)
    except BadAnswers as bad:
        context = _context(visitor, reference, number, visitor.typed)
        return page(request, FORM, status=UNPROCESSABLE, **{**context, "errors": bad.faults})
    except Refused:
        pass  # shown where the message is checked
    return go(f"{visitor.place}/check")


def _ahead(visitor: Visitor, reference: CaseReference, number: str, typed: Typed) -> dict[str, Any]:
    """Give what the page shows before anybody confirms: the message as it would leave, or what stands in its way.

    Raises BadAnswers or NotFound.
    """
    context = _context(visitor, reference, number, typed)
    answers = _answers(visitor, context, typed)
    with look(visitor, reference, f"letter {number}") as case:
        message = message_ahead(case, case.letter_named(number), answers["to"], answers["as"])
    agreed = typed.digest(context["letter"].sha256)
    return {
        **context,
        "message": message,
        "as": FORMS[answers["as"]],
        "room": visitor.services.postroom,
        "agreed": agreed,
    }


@router.get(f"{SEND}/check")
@InOneLook
def read_again(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Show the message as it would leave, and what sending it will do."""
    place = visitor.place.removesuffix("/check")
    kept = visitor.kept(place)
    return _shown(request, visitor, reference, number, kept) if kept else go(place)


def _shown(request: Request, visitor: Visitor, reference: CaseReference, number: str, kept: Typed) -> Response:
    try:
        context = _ahead(visitor, reference, number, kept)
    except BadAnswers:
        return go(visitor.place.removesuffix("/check"))
    except Refused as refused:
        found = {**_context(visitor, reference, number, kept), "reasons": refused.reasons}
        return page(request, FORM, status=409, **found)
    return page(request, CHECK, **context)


@router.post(f"{SEND}/check")
def confirm(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Give the letter to be sent, once."""
    letter, place = f"/cases/{reference}/letters/{number}", visitor.place.removesuffix("/check")
    demand_confirmed_letter(visitor, reference, number, back=visitor.place)
    kept = visitor.kept(place)

    def do() -> str:
        if kept is None:
            done_before(visitor.services, visitor.caller)
            raise BadInput("Your answers are no longer here: they were sent in already, or are older than a week.")
        found = letter_named(visitor, reference, number)
        demand_agreed(visitor, kept.digest(again()["letter"].sha256))
        caller = replace(visitor.caller, form=place)
        why = kept.get("send_why")
        send(visitor.services, caller, reference, found, kept.get("to"), kept.get("as"), why=why)
        return letter

    def again() -> dict[str, Any]:
        return _context(visitor, reference, number, kept)

    return submit(request, visitor, FORM, again, do, after=letter, reference=reference)


@router.post(f"{LETTER}/stop")
def stop_it(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Stop a letter that waits to be sent."""
    letter = f"/cases/{reference}/letters/{number}"

    def do() -> str:
        stop(visitor.services, visitor.caller, reference, letter_named(visitor, reference, number))
        return letter

    return on_its_page(request, visitor, reference, number, do)


@router.post(f"{LETTER}/decide")
def decide(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Say what became of a letter of which nobody knows whether it left; one of weight may leave again by that."""
    letter = f"/cases/{reference}/letters/{number}"
    demand_confirmed_letter(visitor, reference, number, back=letter)

    def do() -> str:
        given = fields.demanded((WHAT_BECAME,), visitor.typed, visitor.zone)
        chosen = next((each for each in DECISIONS if each == given.get("became")), None)
        if chosen is None:
            raise BadAnswers.of({"became": "Choose what became of it"})
        decide_unknown(visitor.services, visitor.caller, reference, letter_named(visitor, reference, number), chosen)
        return letter

    return on_its_page(request, visitor, reference, number, do)
