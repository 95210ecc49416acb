"""A report that is being written: taken up where its writer left it, and kept with every word as it is typed."""

from __future__ import annotations

from fastapi import APIRouter, Response

from duecourse.casework.commands.custody.waiting_files import let_go, waiting
from duecourse.casework.context.report_form import report_form
from duecourse.web.forms.report_texts import WizardPage
from duecourse.web.forms.typed import Typed
from duecourse.web.forms.wizard import Wizard
from duecourse.web.submission import go
from duecourse.web.visitor import SignedIn, Visitor
from engine.errors import NotFound

router = APIRouter()
PLACE = "/report"
KEPT = 204


def begun(visitor: Visitor) -> Wizard:
    """Take the report up where the visitor left it."""
    with visitor.one_look():
        form = report_form(visitor.services, visitor.caller)
        return Wizard(
            form=form,
            typed=visitor.kept(PLACE) or Typed(),
            me=visitor.person.key,
            now=visitor.services.clock.now(),
            files=lambda: len(waiting(visitor.services, visitor.person.id)),
        )


def resumed(visitor: Visitor, slug: str) -> tuple[Wizard, Typed | None]:
    """Take the report up at one question, and give what was typed there when the session had ended.

    Such words are kept under the address of the question; the report keeps all of its answers under one.
    """
    place = f"{PLACE}/{slug}"
    wizard, late = begun(visitor), visitor.kept(place)
    question = wizard.find(slug)
    if question is None or late is None:
        return wizard, None
    wizard = wizard.with_answers(question, late)
    if visitor.keep(PLACE, wizard.typed.kept()):
        visitor.forget(place)
        let_go_unless_clean(visitor, wizard)
    return wizard, late


def question_of(wizard: Wizard, slug: str) -> WizardPage:
    """Find a question of a report. Raises NotFound."""
    question = wizard.find(slug)
    if question is None:
        raise NotFound("The report has no such question.")
    return question


def let_go_unless_clean(visitor: Visitor, wizard: Wizard) -> None:
    """Let go of every file as soon as it is no longer said that none could show an indecent image of a child."""
    if not wizard.takes_files:
        let_go(visitor.services, visitor.caller)


@router.post("/report/keep/{slug}")
def keep(visitor: SignedIn, slug: str) -> Response:
    """Keep what stands in a question, whatever it is, while somebody still types: the tab or the network may end."""
    wizard = begun(visitor)
    question = wizard.find(slug)
    if question is not None:
        wizard = wizard.with_answers(question, visitor.typed)
        visitor.keep(PLACE, wizard.typed.kept())
        let_go_unless_clean(visitor, wizard)
    return Response(status_code=KEPT)


@router.get("/report/keep/{slug}")
def back_to_question(slug: str) -> Response:
    """Lead those who load the address by which words are kept to the question that they belong to."""
    return go(f"{PLACE}/{slug}")
