"""A letter: read it, print it, issue it, record how it went out, or withdraw it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from duecourse.casework.commands import letter_edits, letter_texts, letters
from duecourse.casework.commands.letter_mail.requests import sending_form
from duecourse.casework.queries import named
from duecourse.web.forms import fields
from duecourse.web.forms.typed import Typed
from duecourse.web.letter_tags import letter_tag
from duecourse.web.pages.case import look, shared
from duecourse.web.render import page
from duecourse.web.submission import go, submit
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import BadAnswers, NotFound, Refused
from engine.identity import CaseReference
from engine.reasons import Reason
from engine.steps.options import Ask

router = APIRouter()
LETTER = "/cases/{reference}/letters/{number}"
PROOF = Ask(
    name="proof",
    type="text",
    ask="How did it go out, and what shows it?",
    optional=False,
    options={},
    help="For example: web form, reference 12345; e-mail to the abuse desk, kept in our mailbox; post, receipt 7.",
)
SENT_AT = Ask(
    name="sent",
    type="time",
    ask="When did it go out?",
    optional=True,
    options={},
    help="Leave this empty if it was just now.",
)
WHY = Ask(name="reason", type="text", ask="Why is it withdrawn?", optional=False, options={})
WHAT_BECAME = Ask(
    name="became",
    type="choice",
    ask="What became of it?",
    optional=False,
    options={
        "sent": "It arrived, or the relay’s log shows that it left: it counts from when it was handed over",
        "again": "Nobody has it: send it again. Its Message-ID stays, so a receiver knows one that comes twice",
        "unsent": "It did not leave, and is not to be sent again as it was",
    },
)
_MAIN = re.compile(r"<main>(.*)</main>", re.DOTALL)
_HEADING = re.compile(r"(</?h)([1-4])>")


def _context(visitor: Visitor, reference: CaseReference, number: str) -> Callable[[Typed], dict[str, Any]]:
    def context(typed: Typed) -> dict[str, Any]:
        with look(visitor, reference, f"letter {number}") as case:
            found = case.letter_named(number)
            view, read = case.view, letter_texts.letter_text(case, found, "html")
            sending, edited = sending_form(case, found), letter_edits.edits(case, found)
        return {
            **shared(visitor, view),
            "letter": read.letter,
            "words": inner(read.text),
            "seen": view.seen,
            "typed": typed,
            "proofread": read,
            "proof": fields.field_of(PROOF, typed, {}),
            "sent": fields.field_of(SENT_AT, typed, {}),
            "why": fields.field_of(WHY, typed, {}),
            "sending": sending,
            "edits": edited,
            "letter_tag": letter_tag(read.letter, sending.mail),
            "became": fields.field_of(WHAT_BECAME, typed, {}),
            "once": visitor.services.ids.identifier(),
            "reasons": (),
            "stale": None,
            "kept": False,
            "may_keep": True,
        }

    return context


def letter_named(visitor: Visitor, reference: CaseReference, typed: str) -> int:
    """Find the number of a letter that an address names. Raises NotFound."""
    return named.letter(visitor.services, visitor.caller, reference, typed)


def inner(document: str) -> Markup:
    """Take a letter out of its own document, its headings one level lower; our writer has escaped every text in it."""
    found = _MAIN.search(document)
    body = found[1] if found else document
    return Markup(_HEADING.sub(lambda tag: f"{tag[1]}{int(tag[2]) + 1}>", body))


@router.get(LETTER)
@InOneLook
def read(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Show a letter, and what may be done with it."""
    kept = [form for what in ("dispatch", "withdraw") if (form := visitor.kept(f"{request.url.path}/{what}"))]
    typed = Typed({name: texts for form in kept for name, texts in form.texts.items()})
    context = _context(visitor, reference, number)(typed)
    return page(request, "case/letter.html", **{**context, "kept": bool(kept)})


@router.get(f"{LETTER}/pdf")
@InOneLook
def sheet(visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Give the letter as a PDF to print or save."""
    printed = letter_texts.print_letter(visitor.services, visitor.caller, reference, number)
    headers = {"Content-Disposition": f'inline; filename="{printed.name}"'}
    return Response(printed.content, media_type="application/pdf", headers=headers)


@router.post(f"{LETTER}/issue")
def issue(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Seal the letter as it was read."""
    place = f"/cases/{reference}/letters/{number}"

    def do() -> str:
        letters.issue(visitor.services, visitor.caller, reference, letter_named(visitor, reference, number))
        return place

    return on_its_page(request, visitor, reference, number, do)


@router.get(f"{LETTER}/{{what}}")
def back(reference: CaseReference, number: str, what: str) -> Response:
    """Lead those who load the address of one of its forms back to the letter, with what they typed."""
    if what not in ("issue", "dispatch", "withdraw", "stop", "decide"):
        raise NotFound("A letter has no such page.")
    return go(f"/cases/{reference}/letters/{number}")


@router.post(f"{LETTER}/dispatch")
def dispatch(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Record that the letter went out; where its sending is a step, that step is taken with it."""

    def do() -> str:
        answers = fields.read((PROOF, SENT_AT), visitor.typed, visitor.zone)
        faults = dict(answers.faults)
        if not answers.facts.get("proof"):
            faults.setdefault("proof", "Say how it went out and what shows it")
        if faults:
            raise BadAnswers.of(faults)
        sent = fields.moment_of(answers.facts.get("sent", ""))
        found = letter_named(visitor, reference, number)
        try:
            step = letters.dispatch(visitor.services, visitor.caller, reference, found, answers.facts["proof"], sent)
        except Refused as refused:
            raise Refused(tuple(_asked_here(each) for each in refused.reasons)) from refused
        except BadAnswers as bad:
            told = (
                replace(each, field=SENT_AT.name) if each.field == fields.HAPPENED else each for each in bad.reasons
            )
            raise BadAnswers(told) from bad
        return f"/cases/{reference}?done={step.code}"

    return on_its_page(request, visitor, reference, number, do)


def _asked_here(reason: Reason) -> Reason:
    """Give a reason at the field of this form that asks when the letter went out."""
    return replace(reason, field=SENT_AT.name) if reason.field == fields.HAPPENED else reason


@router.post(f"{LETTER}/withdraw")
def withdraw(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Withdraw a letter that has not gone out, with a reason."""

    def do() -> str:
        answers = fields.read((WHY,), visitor.typed, visitor.zone)
        if answers.faults:
            raise BadAnswers.of(answers.faults)
        if not answers.facts:
            raise BadAnswers.of({"reason": "Say why it is withdrawn"})
        found = letter_named(visitor, reference, number)
        letters.withdraw(visitor.services, visitor.caller, reference, found, answers.facts["reason"])
        return f"/cases/{reference}/letters"

    return on_its_page(request, visitor, reference, number, do)


def on_its_page(
    request: Request, visitor: Visitor, reference: CaseReference, number: str, do: Callable[[], str]
) -> Response:
    """Do what one of the forms of a letter's page asks, and show that page again where it cannot be done."""
    place = f"/cases/{reference}/letters/{number}"
    context = _context(visitor, reference, number)
    return submit(
        request, visitor, "case/letter.html", lambda: context(visitor.typed), do, after=place, reference=reference
    )
