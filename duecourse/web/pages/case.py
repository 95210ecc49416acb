"""A case: what to do next, the whole procedure, its addresses, people, letters and history."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.commands.letter_mail.mail_state import mails_of
from duecourse.casework.context.look.case_reader import CaseReader, looking
from duecourse.casework.context.look.contacts import together
from duecourse.casework.context.look.view import CaseView
from duecourse.casework.erasures.erasure_lines import waiting_in
from duecourse.casework.queries import task_list
from duecourse.casework.queries.story import case_story
from duecourse.casework.queries.story.case_title import case_title
from duecourse.casework.queries.upkeep.newer_version import newer_version
from duecourse.casework.queries.upkeep.told_links import linked_with
from duecourse.casework.search.same_pages import same_pages
from duecourse.web import case_items, case_texts
from duecourse.web.letter_tags import letter_tag
from duecourse.web.pagination import PageNumber, Sheet, sheet
from duecourse.web.render import page
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import NotFound, NotPermitted
from engine.identity import CaseReference

router = APIRouter()
MANAGERS_ONLY = (
    "Only those who manage the case give and take its roles, and share it. Ask the senior manager of the case."
)


def seen(visitor: Visitor, reference: CaseReference, what: str = "the case") -> tuple[CaseView, dict[str, Any]]:
    """Look at a case for the visitor, for a page that shows nothing but what every page of it does. Raises NotFound."""
    with look(visitor, reference, what) as case:
        return case.view, shared(visitor, case.view)


def look(visitor: Visitor, reference: CaseReference, what: str) -> AbstractContextManager[CaseReader]:
    """Open the one look of a page. Raises NotFound."""
    return looking(visitor.services, visitor.caller, reference, what)


@contextmanager
def whole_case(visitor: Visitor, reference: CaseReference) -> Generator[CaseReader]:
    """Look at a case for somebody who works on all of it. Raises NotFound for others: the form lists people."""
    with look(visitor, reference, "a form") as case:
        if not case.view.whole:
            raise NotFound(f"Case {reference} has no such page, or none that you may see.")
        yield case


@contextmanager
def managed_case(visitor: Visitor, reference: CaseReference) -> Generator[CaseReader]:
    """Look at a case for somebody who manages it. Raises NotPermitted for others who work on it, or NotFound."""
    with whole_case(visitor, reference) as case:
        if not case.view.manages:
            raise NotPermitted(MANAGERS_ONLY)
        yield case


def shared(visitor: Visitor, view: CaseView) -> dict[str, Any]:
    """Give what every page of a case shows."""
    return {
        "view": view,
        "case": view.case,
        "title": case_title(view, visitor.person.id),
        "showing": case_texts.Showing(view, visitor.services.letters.kinds()),
    }


@router.get("/cases/{reference}")
@InOneLook
def story(request: Request, visitor: SignedIn, reference: CaseReference, done: str = "") -> Response:
    """Tell the case: what is next and whose turn it is, what happened, and where everything stands."""
    with look(visitor, reference, "the case") as case:
        view, alarms, options = case.view, case.alarms(), case.steps()
        elsewhere = case.elsewhere() if view.manages else ()
        heard, links = case.heard(), linked_with(case, visitor.person.id)
        said, erasing = case_texts.done_sentence(case, visitor.person.name, done), waiting_in(case)
        pictures = case_items.pictures(case)
    return page(
        request,
        "case/story.html",
        erasing=erasing,
        pictures=pictures,
        story=case_story.tell(view, task_list.guide(view, options), visitor.person.id),
        items=case_items.items(view),
        tab="story",
        said=said,
        alarms=together(alarms.waiting),
        opened=together(alarms.opened),
        heard=together(heard),
        elsewhere=elsewhere,
        newer=newer_version(visitor.services, view),
        links=links,
        same=same_pages(visitor.services, visitor.caller, view),
        asked={kind for alarm in alarms.waiting for kind in alarm.kinds},
        **shared(visitor, view),
    )


@router.get("/cases/{reference}/procedure")
@InOneLook
def procedure(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Show the whole procedure: what is done, what can be done, what is locked and why."""
    with look(visitor, reference, "the procedure") as case:
        view, options = case.view, case.steps()
    guide = task_list.guide(view, options)
    return page(request, "case/procedure.html", guide=guide, tab="procedure", **shared(visitor, view))


@router.get("/cases/{reference}/items")
@InOneLook
def items(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Show each reported address with its host, clock and checks, and the evidence that is kept."""
    with look(visitor, reference, "the addresses") as case:
        view = case.view
        kept = case.evidence() if view.whole else ()
    found = case_items.items(view)
    return page(request, "case/items.html", tab="items", items=found, kept=kept, **shared(visitor, view))


@router.get("/cases/{reference}/people")
@InOneLook
def people(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Show who is part of the case, who holds which role, and every consent."""
    with look(visitor, reference, "the people") as case:
        view, options = case.view, case.steps()
        elsewhere, sharing = (case.elsewhere(), case.may_share_with()) if view.manages else ((), {})
    consents = case_texts.consents(view, options)
    return page(
        request,
        "case/people.html",
        tab="people",
        consents=consents,
        elsewhere=elsewhere,
        sharing=sharing,
        **shared(visitor, view),
    )


@router.get("/cases/{reference}/letters")
@InOneLook
def letters(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """List the letters of a case, those that wait for somebody first."""
    with look(visitor, reference, "the letters") as case:
        view, mails = case.view, mails_of(case)
    sent_of = {each.number: 0 for each in view.letters if each.recipients and each.sha256}
    for each in view.letters:
        if each.copy_of in sent_of and each.status == "dispatched":
            sent_of[each.copy_of] += 1
    tags = {number: letter_tag(view.case.letters[str(number)], mail) for number, mail in mails.items()}
    return page(request, "case/letters.html", tab="letters", tags=tags, sent_of=sent_of, **shared(visitor, view))


@router.get("/cases/{reference}/history")
@InOneLook
def history(
    request: Request, visitor: SignedIn, reference: CaseReference, number: PageNumber = "1", every: str = ""
) -> Response:
    """Tell the case in plain sentences, newest first; with `every`, all of them on one page, to be printed."""
    with look(visitor, reference, "the history") as case:
        told, view = case.history(), case.view
    newest, base = list(reversed(told)), f"/cases/{reference}/history?all=no"
    whole = Sheet(lines=newest, number=1, pages=1, total=len(newest), base=base)
    lines = whole if every else sheet(newest, number, base)
    return page(request, "case/history.html", tab="history", sheet=lines, **shared(visitor, view))
