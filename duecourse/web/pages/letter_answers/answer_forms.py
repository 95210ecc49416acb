"""What became of a letter that has gone out: its answer, that it came back, another address, a time to wait."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.commands.letter_answers.put_right import says_not_chased
from duecourse.casework.commands.letter_answers.received_answers import (
    ANSWER_FILE,
    ReceivedAnswer,
    await_answer,
    record_answer,
    record_return,
    record_sent_again,
    said,
    sent_letter,
)
from duecourse.casework.commands.letter_mail.requests import sending_form
from duecourse.web.forms import fields
from duecourse.web.forms.typed import Typed
from duecourse.web.pages.case import look, shared
from duecourse.web.pages.letters import LETTER, letter_named, way_asks
from duecourse.web.render import page
from duecourse.web.submission import go, submit
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import NotFound, Refused
from engine.identity import CaseReference
from engine.record.kinds import EventKind
from engine.steps.options import Ask

router = APIRouter()
AFTER = f"{LETTER}/after"
PAGE = "case/letter_after.html"
EMPTY_IF_NOW = "Leave this empty if it was just now."
FORMS: Mapping[str, tuple[Ask, ...]] = {
    "answered": (
        Ask(
            name="answer_is",
            type="choice",
            ask="What came?",
            optional=False,
            options={
                "answer": "An answer: it is waited for no longer",
                "automatic": "An out-of-office note, or another that a machine sent: it is no answer",
            },
        ),
        Ask(name="answer_from", type="line", ask="From whom?", optional=False, options={}),
        Ask(
            name="answer_way",
            type="line",
            ask="How did it come?",
            optional=True,
            options={},
            help="Such as: by e-mail, by post.",
        ),
        Ask(
            name="answer_said",
            type="text",
            ask="What does it say?",
            optional=False,
            options={},
            help="In its own words.",
        ),
        Ask(
            name="answer_file",
            type="line",
            ask="Which file came with it?",
            optional=True,
            options={},
            help="Keep it under Evidence first: it is asked there what a picture may show. Its code stands beside it.",
        ),
        Ask(name="answer_came", type="time", ask="When did it come?", optional=True, options={}, help=EMPTY_IF_NOW),
    ),
    "returned": (
        Ask(
            name="came_back_why",
            type="text",
            ask="What came back, and what does it say?",
            optional=False,
            options={},
            help="For example: the envelope, marked “not known at this address”; a message that the mailbox is full.",
        ),
        Ask(
            name="came_back_at", type="time", ask="When did it come back?", optional=True, options={}, help=EMPTY_IF_NOW
        ),
    ),
    "sent-again": (
        Ask(
            name="new_address",
            type="text",
            ask="Where was it sent?",
            optional=False,
            options={},
            help="A postal address, or an e-mail address.",
        ),
        Ask(name="new_sent", type="time", ask="When did it go out?", optional=True, options={}, help=EMPTY_IF_NOW),
    ),
    "wait": (
        Ask(
            name="wait_until",
            type="time",
            ask="Until when do you wait for an answer?",
            optional=True,
            options={},
            help="Leave this empty to wait no longer.",
        ),
    ),
}
"""The forms of the page, by the last word of their address; `asked` gives all that each asks."""


def asked(what: str) -> tuple[Ask, ...]:
    """Give the questions of a form; how a letter went out again is asked as it was the first time."""
    if what != "sent-again":
        return FORMS[what]
    way, proof = way_asks()
    to, *rest = FORMS[what]
    return (to, replace(way, name="new_way"), replace(proof, name="new_proof"), *rest)


SAYS: Mapping[EventKind, str] = {
    EventKind.LETTER_ANSWERED: "It was answered",
    EventKind.LETTER_RETURNED: "It came back",
    EventKind.LETTER_SENT_AGAIN: "It was sent to another address",
    EventKind.ANSWER_AWAITED: "The time to wait for an answer was set",
    EventKind.LETTER_NOTED: "An automatic note came, which is no answer",
    EventKind.LETTER_PUT_RIGHT: "A letter was drafted that puts it right",
    EventKind.LETTER_CHASED: "A reminder was drafted",
}


def _context(visitor: Visitor, reference: CaseReference, number: str, typed: Typed | None) -> dict[str, Any]:
    """Give what the page shows. Raises NotFound, also to those who only receive the letter."""
    with look(visitor, reference, f"letter {number}") as case:
        found = sent_letter(case, case.letter_named(number))
        view, options, sending = case.view, case.steps(), sending_form(case, found.letter.number)
    if not found.works_on_it:
        raise NotFound(f"Case {reference} has no such letter, or none that you may read.")
    here = visitor.place.partition("/after")[0] + "/after"
    kept = typed or _kept(visitor, here)
    steps = tuple(each for each in options if each.on == found.letter.on and each.allowed and each.is_theirs)
    return {
        **shared(visitor, view),
        "letter": found.letter,
        "recorded": found.since,
        "says": SAYS,
        "sending": sending,
        "file_label": said(ANSWER_FILE),
        "forms": {name: [fields.field_of(ask, kept, {}) for ask in asked(name)] for name in FORMS},
        "opened": {name for name in FORMS if any(ask.name in kept for ask in asked(name))},
        "not_chased": says_not_chased(visitor.services.kind_of(found.letter.template)),
        "next_steps": steps if found.letter.answered else (),
        "seen": view.seen,
        "once": visitor.services.ids.identifier(),
        "reasons": (),
        "stale": None,
        "kept": typed is None and bool(kept.texts),
    }


def _kept(visitor: Visitor, here: str) -> Typed:
    forms = [form for what in FORMS if (form := visitor.kept(f"{here}/{what}"))]
    return Typed({name: texts for form in forms for name, texts in form.texts.items()})


@router.get(AFTER)
@InOneLook
def read(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Show what became of a letter, and what may be recorded of it."""
    context = _context(visitor, reference, number, None)
    if context["letter"].status != "dispatched":  # its own page says how it stands
        return go(visitor.place.removesuffix("/after"))
    return page(request, PAGE, **context)


@router.get(f"{AFTER}/{{what}}")
def back(reference: CaseReference, number: str, what: str) -> Response:
    """Lead those who load the address of one of the forms back to the page, with what they typed."""
    if what not in FORMS:
        raise NotFound("A letter has no such page.")
    return go(f"/cases/{reference}/letters/{number}/after")


@router.post(f"{AFTER}/{{what}}")
def record(request: Request, visitor: SignedIn, reference: CaseReference, number: str, what: str) -> Response:
    """Record what became of a letter that has gone out."""
    if what not in FORMS:
        raise NotFound("A letter has no such page.")
    place = f"/cases/{reference}/letters/{number}/after"

    def do() -> str:
        given = fields.demanded(asked(what), visitor.typed, visitor.zone)
        found = letter_named(visitor, reference, number)
        try:
            DO[what](visitor, reference, found, given)
        except Refused as refused:
            at = {"answered": "answer_came", "returned": "came_back_at", "sent-again": "new_sent"}.get(what, "")
            told = (replace(each, field=at) if each.field == fields.HAPPENED else each for each in refused.reasons)
            raise Refused(tuple(told)) from refused
        return place

    def again() -> dict[str, Any]:
        return _context(visitor, reference, number, visitor.typed)

    return submit(request, visitor, PAGE, again, do, after=place, reference=reference)


Given = Mapping[str, str]


def _answered(visitor: Visitor, reference: CaseReference, number: int, given: Given) -> None:
    answer = ReceivedAnswer(
        by=given["answer_from"],
        how=given.get("answer_way", ""),
        says=given["answer_said"],
        file=given.get("answer_file", ""),
        automatic=given["answer_is"] == "automatic",
        came_at=_moment(given, "answer_came"),
    )
    record_answer(visitor.services, visitor.caller, reference, number, answer)


def _returned(visitor: Visitor, reference: CaseReference, number: int, given: Given) -> None:
    at = _moment(given, "came_back_at")
    record_return(visitor.services, visitor.caller, reference, number, given["came_back_why"], at)


def _sent_again(visitor: Visitor, reference: CaseReference, number: int, given: Given) -> None:
    to, proof, at = given["new_address"], given["new_proof"], _moment(given, "new_sent")
    way = given["new_way"]
    record_sent_again(visitor.services, visitor.caller, reference, number, to=to, proof=proof, sent=at, way=way)


def _wait(visitor: Visitor, reference: CaseReference, number: int, given: Given) -> None:
    await_answer(visitor.services, visitor.caller, reference, number, _moment(given, "wait_until"))


def _moment(given: Given, name: str) -> datetime | None:
    return fields.moment_of(given.get(name, ""))


DO: Mapping[str, Callable[[Visitor, CaseReference, int, Given], None]] = {
    "answered": _answered,
    "returned": _returned,
    "sent-again": _sent_again,
    "wait": _wait,
}
