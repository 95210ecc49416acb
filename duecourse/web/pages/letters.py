"""A letter: read it, print it, issue it, record how it went out, or withdraw it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from duecourse.casework.commands import letter_edits, letter_texts, letters
from duecourse.casework.commands.letter_answers.put_right import CONSIDER_A_BREACH, write_in_its_place
from duecourse.casework.commands.letter_checks.approval_state import approval_state
from duecourse.casework.commands.letter_checks.letter_check import letter_check
from duecourse.casework.commands.letter_checks.letters_together import letters_together
from duecourse.casework.commands.letter_mail.requests import sending_form
from duecourse.casework.commands.letter_sets.set_dispatch import list_of
from duecourse.casework.queries import named
from duecourse.web.case_texts import LETTER_WORDS
from duecourse.web.forms import fields
from duecourse.web.forms.typed import Typed
from duecourse.web.letter_tags import letter_tag
from duecourse.web.pages.case import look, shared
from duecourse.web.pages.letter_talk.draft_talk import comment_field, talk
from duecourse.web.pages.letter_talk.weighty_letter import demand_confirmed_letter
from duecourse.web.render import page
from duecourse.web.submission import go, submit
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import BadAnswers, NotFound, Refused
from engine.identity import CaseReference
from engine.ports.letters.dispatch_ways import WAYS
from engine.reasons import Reason
from engine.record.values import Letter
from engine.steps.options import Ask

router = APIRouter()
LETTER = "/cases/{reference}/letters/{number}"
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
MESSAGE = Ask(
    name="message",
    type="text",
    ask="What should they know?",
    optional=True,
    options={},
    help="Leave this empty where there is nothing to add.",
)
BACK = Ask(name="back_why", type="text", ask="What has to be mended?", optional=False, options={})
AGAIN = Ask(name="why_again", type="text", ask="Why is it written again?", optional=False, options={})
_MAIN = re.compile(r"<main>(.*)</main>", re.DOTALL)
_HEADING = re.compile(r"(</?h)([1-4])>")


ASKED = {"sent": SENT_AT, "why": WHY, "again": AGAIN, "message": MESSAGE, "back_why": BACK, "became": WHAT_BECAME}
"""The questions of the page, by what its template calls them."""
FORMS = {
    "issued": ("dispatch", "withdraw"),
    "draft": ("withdraw", "ask-approval", "send-back", "comment"),
    "withdrawn": ("again",),
}
"""The forms of the page in which somebody types, by how the letter stands."""
PARTS = (
    *("issue", "dispatch", "withdraw", "again", "stop", "decide", "ask-approval", "approve", "send-back"),
    *("comment", "settle", "together", "apart", "large-print"),
)
"""Where the forms of the page are sent."""


def way_asks() -> tuple[Ask, Ask]:
    """Make the questions how a letter went out, and what shows it."""
    ways = {way.value: out.says for way, out in WAYS.items()}
    shown = " ".join(f"{out.says}: {out.shown_by}." for out in WAYS.values())
    return (
        Ask(name="way", type="choice", ask="How did it go out?", optional=False, options=ways),
        Ask(name="proof", type="text", ask="What shows it?", optional=False, options={}, help=shown),
    )


def _context(visitor: Visitor, reference: CaseReference, number: str) -> Callable[[Typed | None], dict[str, Any]]:
    def context(given: Typed | None) -> dict[str, Any]:
        with look(visitor, reference, f"letter {number}") as case:
            found = case.letter_named(number)
            view, read = case.view, letter_texts.letter_text(case, found, "html")
            sending, edited = sending_form(case, found), letter_edits.edits(case, found)
            works_on_it, together = letter_edits.works_on_letter(case, found), letters_together(case, found)
            listing = list_of(case, found)
            approval, check = approval_state(case, read.letter, read.content), letter_check(case, read)
            said = {**talk(case, read), **beside(view.case.letters, read.letter)}
        typed = given or _kept(visitor, f"/cases/{reference}/letters/{number}", read.letter)
        return {
            **shared(visitor, view),
            **said,
            "letter": read.letter,
            "words": inner(read.text),
            "seen": view.seen,
            "typed": typed,
            "proofread": read,
            "ways": [fields.field_of(ask, typed, {}) for ask in way_asks()],
            **{name: fields.field_of(ask, typed, {}) for name, ask in ASKED.items()},
            "sending": sending,
            "listing": listing,
            "edits": edited,
            "approval": approval,
            "check": check,
            "together": together,
            "comment_field": comment_field(typed),
            "works_on_it": works_on_it,
            "letter_tag": letter_tag(read.letter, sending.mail),
            "once": visitor.services.ids.identifier(),
            "reasons": (),
            "stale": None,
            "kept": given is None and bool(typed.texts),
            "may_keep": True,
        }

    return context


def _kept(visitor: Visitor, place: str, letter: Letter) -> Typed:
    """Give what somebody typed into the forms of the page and did not send."""
    kept = [form for what in FORMS.get(letter.status, ()) if (form := visitor.kept(f"{place}/{what}"))]
    return Typed({name: texts for form in kept for name, texts in form.texts.items()})


TELLS = {
    "correction": "It corrects",
    "withdrawal": "It withdraws",
    "wrong person": "It asks somebody else for",
    "chaser": "It reminds of",
}
TOLD_BY = {
    "correction": "It is corrected by",
    "withdrawal": "It is withdrawn by",
    "wrong person": "It went to the wrong person, who is asked for it by",
    "chaser": "Its reader is reminded of it by",
}


def beside(letters: Mapping[str, Letter], letter: Letter) -> dict[str, Any]:
    """Give what a page says of the letters beside a letter, how each stands, and what a letter gone astray may be."""
    return {
        "linked": tuple(linked(letters, letter)),
        "letter_words": LETTER_WORDS,
        "breach": CONSIDER_A_BREACH,
    }


def linked(letters: Mapping[str, Letter], letter: Letter) -> Iterator[tuple[Letter, str]]:
    """Give the letters in whose place this one stands, of which it tells, and the other way round, as far as the reader
    has them."""
    if (before := letters.get(str(letter.replaces))) is not None:
        yield before, "It was written in the place of"
    if (first := letters.get(str(letter.about))) is not None:
        yield first, TELLS[letter.about_as]
    yield from ((each, "In its place stands") for each in letters.values() if each.replaces == letter.number)
    if letter.status == "withdrawn":
        joint = (each for each in letters.values() if each.also and letter.on in each.covers)
        yield from ((each, "Its address stands in") for each in joint if each.template == letter.template)
    about = (each for each in letters.values() if each.about == letter.number and (letter.copy_of or not each.copy_of))
    yield from ((each, TOLD_BY[each.about_as]) for each in about)


def letter_named(visitor: Visitor, reference: CaseReference, typed: str) -> int:
    """Find the number of a letter that an address names. Raises NotFound."""
    return named.letter(visitor.services, visitor.caller, reference, typed)


def inner(document: str) -> Markup:
    """Take a letter out of its own document, its headings one level lower; our writer has escaped every text in it."""
    found = _MAIN.search(document)
    body = found[1] if found else document
    return Markup(_HEADING.sub(lambda tag: f"{tag[1]}{int(tag[2]) + 1}>", body))  # noqa: S704  # escaped by our writer


@router.get(LETTER)
@InOneLook
def read(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Show a letter, and what may be done with it."""
    return page(request, "case/letter.html", **_context(visitor, reference, number)(None))


@router.get(f"{LETTER}/pdf")
@InOneLook
def sheet(visitor: SignedIn, reference: CaseReference, number: str, large: str = "") -> Response:
    """Give the letter as a PDF to print or save, in large print where that is asked for."""
    printed = letter_texts.print_letter(visitor.services, visitor.caller, reference, number, large=bool(large))
    headers = {"Content-Disposition": f'inline; filename="{printed.name}"'}
    return Response(printed.content, media_type="application/pdf", headers=headers)


@router.post(f"{LETTER}/issue")
def issue(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Seal the letter as it was read."""
    place = f"/cases/{reference}/letters/{number}"
    demand_confirmed_letter(visitor, reference, number)

    def do() -> str:
        letters.issue(visitor.services, visitor.caller, reference, letter_named(visitor, reference, number))
        return place

    return on_its_page(request, visitor, reference, number, do)


@router.get(f"{LETTER}/{{what}}")
def back(reference: CaseReference, number: str, what: str) -> Response:
    """Lead those who load the address of one of its forms back to the letter, with what they typed."""
    if what not in PARTS:
        raise NotFound("A letter has no such page.")
    return go(f"/cases/{reference}/letters/{number}")


@router.post(f"{LETTER}/dispatch")
def dispatch(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Record that the letter went out; where its sending is a step, that step is taken with it."""

    def do() -> str:
        given = fields.demanded((*way_asks(), SENT_AT), visitor.typed, visitor.zone)
        sent, way, proof = fields.moment_of(given.get("sent", "")), given["way"], given["proof"]
        found = letter_named(visitor, reference, number)
        try:
            step = letters.dispatch(visitor.services, visitor.caller, reference, found, proof, sent, way=way)
        except Refused as refused:
            raise Refused(tuple(asked_here(each) for each in refused.reasons)) from refused
        except BadAnswers as bad:
            told = (
                replace(each, field=SENT_AT.name) if each.field == fields.HAPPENED else each for each in bad.reasons
            )
            raise BadAnswers(told) from bad
        return f"/cases/{reference}?done={step.code}"

    return on_its_page(request, visitor, reference, number, do)


def asked_here(reason: Reason) -> Reason:
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


@router.post(f"{LETTER}/again")
def write_again(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Begin a draft in the place of a letter that was withdrawn or has gone out."""

    def do() -> str:
        given = fields.demanded((AGAIN,), visitor.typed, visitor.zone)
        found = letter_named(visitor, reference, number)
        reason = given["why_again"]
        step = write_in_its_place(visitor.services, visitor.caller, reference, found, reason=reason)
        new = max(step.case.letters.values(), key=lambda letter: letter.number)
        return f"/cases/{reference}/letters/{step.case.code(new)}"

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
