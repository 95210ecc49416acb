"""What a person who reports is told: at once where there is a danger, and once the report is sent."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import APIRouter, Request, Response

from duecourse.casework.context.look.contacts import Alarm, to_tell, together
from duecourse.casework.queries import task_list
from duecourse.web.forms.typed import LISTED
from duecourse.web.pages.case import look, shared
from duecourse.web.pages.report_pages.report_drafts import begun, question_of
from duecourse.web.render import page
from duecourse.web.visitor import InOneLook, SignedIn
from engine.identity import CaseReference, FactName

router = APIRouter()
DONE = "/report/done"


def spoken(told: Iterable[Alarm]) -> str:
    """Say who must know as lines that can be kept."""
    return LISTED.join(line for alarm in told for line in (*alarm.said, *alarm.ways, alarm.truth))


@router.get("/report/done/{reference}")
@InOneLook
def done(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Confirm the report: its reference, what happens next, and who deals with it."""
    kept = visitor.kept(f"{DONE}/{reference}")
    if kept is not None:
        return page(
            request,
            "report/done_named.html",
            reference=reference,
            dealt_by=kept.all("dealt_by"),
            told=[line for line in kept.all("told") if line],
            reached=[line for line in kept.all("reached") if line],
        )
    with look(visitor, reference, "the confirmation") as case:
        view, options, alarms, posts = case.view, case.steps(), case.told_of_report(), case.dealt_by()
        to_call = case.safeguarding()
    return page(
        request,
        "report/done.html",
        guide=task_list.guide(view, options),
        told=together(alarms),
        asked={kind for alarm in alarms for kind in alarm.kinds},
        dealt_by=posts,
        to_call=to_call,
        **shared(visitor, view),
    )


@router.get("/report/danger/{slug}")
@InOneLook
def danger(request: Request, visitor: SignedIn, slug: str) -> Response:
    """Say what to do at once about a danger, before anything else is asked."""
    wizard = begun(visitor)
    question = question_of(wizard, slug)
    alarms = to_tell(
        visitor.services,
        wizard.form.policy,
        wizard.places,
        question=FactName(question.asks[0].name),
        parts=wizard.parts,
        by=visitor.person.id,
        about_post=wizard.post_of_subject,
    )
    return page(request, "report/danger.html", question=question, after=wizard.after(question), told=together(alarms))
