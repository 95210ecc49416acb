"""Putting right what was sent: a correction, a new letter, a withdrawal, a letter to a wrong person; and a reminder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.commands.letter_answers.put_right import (
    WrongRecipient,
    chase,
    correct_letter,
    went_to_the_wrong_person,
    why_not_withdrawn,
    withdraw_sent,
    write_in_its_place,
)
from duecourse.casework.commands.letter_answers.received_answers import sent_letter
from duecourse.casework.context.look.written_case import Written
from duecourse.web.forms import fields
from duecourse.web.forms.typed import Typed
from duecourse.web.pages.case import look, shared
from duecourse.web.pages.letters import LETTER, beside, letter_named
from duecourse.web.render import page
from duecourse.web.submission import go, submit
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import BadAnswers, NotFound
from engine.identity import CaseReference
from engine.steps.options import Ask

router = APIRouter()
PUT_RIGHT = f"{LETTER}/put-right"
PAGE = "case/letter_put_right.html"
FOR_THE_RECORD = "For the record; nobody outside reads it."
WITH_IT = (
    "With this a correction is drafted as well, which names the new letter once it has gone out. Leave it empty where "
    "the new letter says enough by itself."
)
READER_READS = "The reader of the letter reads these words. Name nobody whom the letter did not name."

AS_IT_STOOD = "Copy the sentence as it stood in the letter, and say what is wrong with it."
AS_IT_SHOULD = "Write the sentence as it should read, with the day, the name or the number itself."

QUESTIONS: Mapping[str, tuple[tuple[str, str, str, str, bool], ...]] = {
    "correct": (
        ("wrong_words", "text", "What was wrong?", f"{AS_IT_STOOD} {READER_READS}", False),
        ("instead_words", "text", "What holds instead?", f"{AS_IT_SHOULD} {READER_READS}", False),
    ),
    "again": (
        ("rewrite_why", "text", "Why is it written again?", FOR_THE_RECORD, False),
        ("rewrite_wrong", "text", "What was wrong, for the reader of the letter?", WITH_IT, True),
    ),
    "withdraw": (("because_words", "text", "Why is it withdrawn?", READER_READS, False),),
    "wrong-person": (
        (
            "astray_what",
            "text",
            "What happened, and how do you know?",
            FOR_THE_RECORD,
            False,
        ),
        ("astray_name", "line", "Who has it?", "As far as you know. Leave it empty if not.", True),
        ("astray_address", "text", "Where did it go?", "The postal address, where it went by post.", True),
        ("astray_email", "line", "To which e-mail address?", "Where it was e-mail.", True),
    ),
    "chase": (),
}
"""What each form of the page asks, by the last word of its address: name, type, question, help, and whether it may be
left; `chase` is a button."""


def asked(what: str) -> tuple[Ask, ...]:
    """Give the questions of a form."""
    return tuple(
        Ask(name=name, type=type_, ask=ask, optional=optional, options={}, help=help_)
        for name, type_, ask, help_, optional in QUESTIONS[what]
    )


def _context(visitor: Visitor, reference: CaseReference, number: str, typed: Typed | None) -> dict[str, Any]:
    """Give what the page shows. Raises NotFound, also to those who only receive the letter."""
    with look(visitor, reference, f"letter {number}") as case:
        found = sent_letter(case, case.letter_named(number))
        view = case.view
    if not found.works_on_it:
        raise NotFound(f"Case {reference} has no such letter, or none that you may read.")
    place = visitor.place.partition("/put-right")[0] + "/put-right"
    kind = visitor.services.kind_of(found.letter.template)
    kept = typed or _kept(visitor, place)
    return {
        **shared(visitor, view),
        "letter": found.letter,
        **beside(view.case.letters, found.letter),
        "not_withdrawn": " ".join(why_not_withdrawn(kind)).strip(),
        "forms": {name: [fields.field_of(ask, kept, {}) for ask in asked(name)] for name in QUESTIONS},
        "opened": {name for name in QUESTIONS if any(ask.name in kept for ask in asked(name))},
        "seen": view.seen,
        "once": visitor.services.ids.identifier(),
        "reasons": (),
        "stale": None,
        "kept": typed is None and bool(kept.texts),
    }


def _kept(visitor: Visitor, place: str) -> Typed:
    forms = [form for what in QUESTIONS if (form := visitor.kept(f"{place}/{what}"))]
    return Typed({name: texts for form in forms for name, texts in form.texts.items()})


@router.get(PUT_RIGHT)
@InOneLook
def read(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Show what may be done about a letter that has gone out and was wrong."""
    context = _context(visitor, reference, number, None)
    if context["letter"].status != "dispatched":  # its own page says what can be done while it is here
        return go(visitor.place.removesuffix("/put-right"))
    return page(request, PAGE, **context)


@router.get(f"{PUT_RIGHT}/{{what}}")
def back(reference: CaseReference, number: str, what: str) -> Response:
    """Lead those who load the address of one of the forms back to the page, with what they typed."""
    if what not in QUESTIONS:
        raise NotFound("A letter has no such page.")
    return go(f"/cases/{reference}/letters/{number}/put-right")


@router.post(f"{PUT_RIGHT}/{{what}}")
def draft(request: Request, visitor: SignedIn, reference: CaseReference, number: str, what: str) -> Response:
    """Draft the letter that puts another right, or reminds of it, and lead to it."""
    if what not in QUESTIONS:
        raise NotFound("A letter has no such page.")
    place = f"/cases/{reference}/letters/{number}"

    def do() -> str:
        answers = fields.read(asked(what), visitor.typed, visitor.zone)
        faults = {**fields.missing(asked(what), answers.facts), **answers.faults}
        if faults:
            raise BadAnswers.of(faults)
        before = letter_named(visitor, reference, number)
        step = DO[what](visitor, reference, before, answers.facts)
        code = step.case.code(max(step.case.letters.values(), key=lambda letter: letter.number))
        if what == "again":
            replacing = [each for each in step.case.letters.values() if each.replaces == before]
            code = step.case.code(max(replacing, key=lambda letter: letter.number))
        return f"/cases/{reference}/letters/{code}"

    def again() -> dict[str, Any]:
        return _context(visitor, reference, number, visitor.typed)

    return submit(request, visitor, PAGE, again, do, after=f"{place}/put-right", reference=reference)


Given = Mapping[str, str]


def _correct(visitor: Visitor, reference: CaseReference, number: int, given: Given) -> Written:
    wrong, instead = given["wrong_words"], given["instead_words"]
    return correct_letter(visitor.services, visitor.caller, reference, number, wrong=wrong, instead=instead)


def _again(visitor: Visitor, reference: CaseReference, number: int, given: Given) -> Written:
    reason, wrong = given["rewrite_why"], given.get("rewrite_wrong", "")
    return write_in_its_place(visitor.services, visitor.caller, reference, number, reason=reason, wrong=wrong)


def _withdraw(visitor: Visitor, reference: CaseReference, number: int, given: Given) -> Written:
    return withdraw_sent(visitor.services, visitor.caller, reference, number, because=given["because_words"])


def _astray(visitor: Visitor, reference: CaseReference, number: int, given: Given) -> Written:
    name, address, email = (given.get(f"astray_{part}", "") for part in ("name", "address", "email"))
    to = WrongRecipient(name=name, address=address, email=email)
    return went_to_the_wrong_person(visitor.services, visitor.caller, reference, number, to, what=given["astray_what"])


def _chase(visitor: Visitor, reference: CaseReference, number: int, _: Given) -> Written:
    return chase(visitor.services, visitor.caller, reference, number)


DO: Mapping[str, Callable[[Visitor, CaseReference, int, Given], Written]] = {
    "correct": _correct,
    "again": _again,
    "withdraw": _withdraw,
    "wrong-person": _astray,
    "chase": _chase,
}
