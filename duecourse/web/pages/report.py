"""Reporting an incident: one question a page, the questions of danger first; check, confirm, done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.commands import steps
from duecourse.casework.commands.custody.report_files import ReportedFile
from duecourse.casework.commands.custody.waiting_files import WaitingFile, content_of, let_go, waiting
from duecourse.casework.commands.report_preview import foresee_report
from duecourse.casework.context.look.contacts import together
from duecourse.casework.context.report_form import came_in
from duecourse.casework.context.services import done_before
from duecourse.web.forms import fields
from duecourse.web.forms.report_sources import way_of
from duecourse.web.forms.report_texts import WizardPage
from duecourse.web.forms.typed import LISTED
from duecourse.web.forms.wizard import Wizard
from duecourse.web.pages.report_pages.report_drafts import PLACE, begun, let_go_unless_clean, question_of, resumed
from duecourse.web.pages.report_pages.report_file_pages import FILES_PLACE
from duecourse.web.pages.report_pages.told_pages import DONE, spoken
from duecourse.web.render import page
from duecourse.web.submission import TOP, UNPROCESSABLE, demand_agreed, go, submit
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.addresses.reported import notes_on
from engine.errors import BadAnswers, Mistake, Refused
from engine.record.values import Part

router = APIRouter()
TOO_MUCH = "This is more than can be kept with the rest of your report. Make it shorter, and send it again."


@router.get("/report")
@InOneLook
def start(request: Request, visitor: SignedIn) -> Response:
    """Say what will be asked, and offer to go on with a report that was begun."""
    wizard = begun(visitor)
    first = wizard.questions()[0].slug
    waiting = wizard.unanswered(visitor.zone) if wizard.typed.texts else None
    go_on = (waiting.slug if waiting else "check") if wizard.typed.texts else ""
    return page(request, "report/start.html", first=first, go_on=go_on)


@router.get("/report/again")
def back_to_start() -> Response:
    """Lead those who load the address of the form to the page that it stands on."""
    return go(PLACE)


@router.post("/report/again")
def start_again(visitor: SignedIn) -> Response:
    """Throw away what was typed so far and begin again."""
    visitor.forget(PLACE)
    let_go(visitor.services, visitor.caller)
    return go(f"{PLACE}/{begun(visitor).questions()[0].slug}")


@router.get("/report/check")
@InOneLook
def check(request: Request, visitor: SignedIn) -> Response:
    """Show every answer, and what sending the report sets going."""
    return _check(request, visitor, begun(visitor))


def _check(request: Request, visitor: Visitor, wizard: Wizard) -> Response:
    missing = wizard.unanswered(visitor.zone)
    if missing is not None:
        lacking = wizard.lacking(missing)
        return _ask(request, wizard, missing, lacking, "yes") if lacking else go(f"{PLACE}/{missing.slug}")
    try:
        return page(request, "report/check.html", **_checked(visitor, wizard), reasons=(), stale=None)
    except Mistake as mistake:
        return _stopped(request, visitor, wizard, mistake)


def _stopped(request: Request, visitor: Visitor, wizard: Wizard, mistake: Mistake) -> Response:
    """Show the report with what stands in its way: at the question itself where there is one, else above them all."""
    if isinstance(mistake, BadAnswers):
        asked = ((question, ask.name) for question in wizard.questions() for ask in question.asks)
        found = next((question for question, name in asked if name in mistake.faults), None)
        if found is not None:
            return _ask(request, wizard, found, fields.named(mistake.reasons, found.asks), "yes")
    reasons = mistake.reasons if isinstance(mistake, Refused) else ()
    shown = {
        "rows": _rows(visitor, wizard),
        "ahead": None,
        "told": (),
        "once": "",
        "agreed": "",
        "dangers": _dangers(wizard),
        "stale": None,
        "read": (),
        "files": (),
    }
    errors = {} if reasons else {TOP: str(mistake)}
    return page(request, "report/check.html", status=UNPROCESSABLE, errors=errors, reasons=reasons, **shown)


def _rows(visitor: Visitor, wizard: Wizard) -> list[tuple[str, str, str]]:
    """Say every answer again, with the end of the address at which it is changed."""
    zone = visitor.zone
    said = wizard.answered(zone)
    return [
        (ask.ask, fields.say(ask, said.get(ask.name, ""), ask.options, zone), question.slug)
        for question in wizard.questions()
        for ask in question.asks
    ]


def _checked(visitor: Visitor, wizard: Wizard) -> dict[str, Any]:
    report = wizard.report(visitor.zone)
    ahead = foresee_report(visitor.services, visitor.caller, report)
    return {
        "rows": _rows(visitor, wizard),
        "ahead": ahead,
        "told": together(ahead.alarms),
        "once": visitor.services.ids.identifier(),
        "agreed": _digest(visitor, wizard),
        "dangers": _dangers(wizard),
        "read": notes_on(report.addresses),
        "files": _held(visitor, wizard),
    }


def _digest(visitor: Visitor, wizard: Wizard) -> str:
    """Give a digest of what is sent: the answers, and the files with them."""
    return wizard.typed.digest(*(each.digest for each in _held(visitor, wizard)))


def _held(visitor: Visitor, wizard: Wizard) -> tuple[WaitingFile, ...]:
    """Give the files that go with the report: none where they are not said to be clean, whatever still waits."""
    return waiting(visitor.services, visitor.person.id) if wizard.takes_files else ()


def _dangers(wizard: Wizard) -> dict[str, str]:
    return {ask.kind or ask.name: wizard.typed.get(ask.name) for ask in wizard.form.dangers}


@router.post("/report/check")
def confirm(request: Request, visitor: SignedIn) -> Response:
    """Open the case, once."""
    wizard = begun(visitor)
    if wizard.unanswered(visitor.zone) is not None and wizard.typed.texts:
        return go("/report/check")

    def do() -> str:
        done_before(visitor.services, visitor.caller)
        demand_agreed(visitor, _digest(visitor, wizard))
        new = replace(
            wizard.report(visitor.zone),
            as_given=visitor.typed.get("as_given") == "yes",
            files=_files(visitor, wizard),
        )
        caller = came_in(visitor.caller, way_of(wizard.answered(visitor.zone)))
        step = steps.report(visitor.services, caller, new)
        visitor.forget(PLACE)
        let_go(visitor.services, visitor.caller)
        place = f"{DONE}/{step.reference}"
        if step.case.is_part(visitor.person.id, Part.SUBJECT):
            # a person who named themself sees the case no more, and is still told that it arrived
            told = step.after_report(visitor.caller)
            lines = {
                "dealt_by": LISTED.join(told.dealt_by),
                "told": spoken(together(told.alarms)),
                "reached": LISTED.join(told.reached),
            }
            visitor.keep(place, lines)
        return place

    try:
        return submit(
            request, visitor, "report/check.html", lambda: _checked(visitor, wizard), do, after=f"{DONE}/{{}}"
        )
    except Mistake as mistake:
        return _stopped(request, visitor, wizard, mistake)


def _files(visitor: Visitor, wizard: Wizard) -> tuple[ReportedFile, ...]:
    """Give the files that go with the report, with their bytes. Raises BadInput."""
    held = _held(visitor, wizard)
    return tuple(ReportedFile(each.name, content_of(visitor.services, each)) for each in held)


@router.get("/report/{slug}")
@InOneLook
def ask(request: Request, visitor: SignedIn, slug: str, change: str = "") -> Response:
    """Ask one question."""
    wizard, late = resumed(visitor, slug)
    changed = change or (late.get("change") if late else "")
    return _ask(request, wizard, question_of(wizard, slug), {}, changed, kept=late is not None)


def _ask(
    request: Request,
    wizard: Wizard,
    question: WizardPage,
    faults: Mapping[str, str],
    change: str,
    *,
    kept: bool = False,
) -> Response:
    drawn = [fields.field_of(each, wizard.typed, {}) for each in question.asks]
    status = UNPROCESSABLE if faults else 200
    numbers = [each.slug for each in wizard.questions()]
    return page(
        request,
        "report/question.html",
        status=status,
        question=question,
        fields=drawn,
        errors=faults,
        change=change,
        before="check" if change else wizard.before(question),
        number=numbers.index(question.slug) + 1,
        of=len(numbers),
        kept=kept,
    )


@router.post("/report/{slug}")
def answer(request: Request, visitor: SignedIn, slug: str) -> Response:
    """Keep the answer, whatever it is, and go on to the next question where it can be taken."""
    wizard = begun(visitor)
    question = question_of(wizard, slug)
    wizard = wizard.with_answers(question, visitor.typed)
    faults = wizard.faults(question, visitor.zone)
    if not visitor.keep(PLACE, wizard.typed.kept()):
        faults.setdefault(question.asks[0].name, TOO_MUCH)
    let_go_unless_clean(visitor, wizard)
    if faults:
        return _ask(request, wizard, question, faults, visitor.typed.get("change"))
    if question.kind == "files":
        return _to_files(visitor, wizard, question)
    if question.kind == "danger" and visitor.typed.get(question.asks[0].name) == "yes":
        return go(f"{PLACE}/danger/{slug}")
    return go(_after(wizard, question, visitor.typed.get("change")))


def _to_files(visitor: Visitor, wizard: Wizard, question: WizardPage) -> Response:
    """Go on to the files where every one of them is said to be clean; otherwise none is kept, and it is said why."""
    said, change = wizard.typed.get(question.asks[0].name), visitor.typed.get("change")
    more = "?change=yes" if change else ""
    if said == "clean":
        return go(f"{FILES_PLACE}{more}")
    return go(f"{FILES_PLACE}/unsure{more}") if said == "unsure" else go(_after(wizard, question, change))


def _after(wizard: Wizard, question: WizardPage, change: str) -> str:
    """Go on; a changed answer leads back to the check, unless it raises a question of its own."""
    if not change:
        return f"{PLACE}/{wizard.after(question)}"
    return f"{PLACE}/{wizard.after(question)}?change=yes" if wizard.raises(question) else f"{PLACE}/check"
