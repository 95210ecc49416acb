"""Where a report comes from: the files with it, who told of it and by which way, and on whose behalf it is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from duecourse.casework.commands.outsiders import Outsider
from duecourse.casework.context.report_form import ReportForm
from duecourse.web.forms.report_texts import (
    FILES,
    OUTSIDE,
    REPORTER,
    TOLD_AT,
    TOLD_EMAIL,
    TOLD_HOW,
    TOLD_NAME,
    WizardPage,
)
from duecourse.web.forms.typed import Typed
from engine.identity import NO_POST
from engine.record.values import Part
from engine.steps.options import Ask

WHICH, WHICH_OF_THEM = "which", "Which of them is it about?"
APART = "One acts for the other, who is away. The one whom you do not choose is no part of this."


def files_page(suspects_image: bool) -> Iterator[WizardPage]:
    """Ask for screenshots and files, unless there may be an indecent image of a child: then none is ever asked for."""
    if not suspects_image:
        yield FILES


def which_page(form: ReportForm, school: str, post: str, raised_by: str) -> Iterator[WizardPage]:
    """Ask which of two people it is about, where one acts in the post of the other, who is away."""
    both = form.acting.get(school, {}).get(form.policy.definition.top.get(post, NO_POST), {})
    if both:
        ask = Ask(name=WHICH, type="choices", ask=WHICH_OF_THEM, optional=False, options=both, help=APART)
        yield WizardPage(WHICH, (ask,), "who", raised_by)


def named_in(said: Mapping[str, str]) -> dict[str, str]:
    """Give whom a report is about by name; what they are to the school is an answer of the report."""
    texts = (said.get("named", ""), said.get(WHICH, ""))
    return {key: "" for text in texts for key in text.split(",") if key}


def reporter_pages(typed: Typed, staff: Mapping[str, str]) -> Iterator[WizardPage]:
    """Ask who noticed it and, where that was somebody else, who, when and by which way they told of it."""
    yield WizardPage(
        "reporter", (Ask(name="reporter", type="choice", ask="Who noticed it?", optional=False, options=REPORTER),)
    )
    by = typed.get("reporter")
    if by == "colleague":
        ask = Ask(name="told_by", type="choice", ask="Who told you?", optional=False, options=staff)
        yield WizardPage("told-by", (ask, TOLD_HOW, TOLD_AT), raised_by="reporter")
    elif by in OUTSIDE:
        yield WizardPage("told-from-outside", (TOLD_NAME, TOLD_EMAIL, TOLD_HOW, TOLD_AT), raised_by="reporter")
    elif by == "nobody":
        yield WizardPage("told-at", (TOLD_AT, TOLD_HOW), raised_by="reporter")


def reported_by(said: Mapping[str, str], me: str) -> str:
    """Name who reports it by short name; "" for somebody from outside, or who does not want to be named."""
    return {"me": me, "colleague": said.get("told_by", "")}.get(said.get("reporter", "me"), "")


def from_outside(said: Mapping[str, str]) -> tuple[tuple[Part, Outsider], ...]:
    """Give who told of it from outside, where they are named."""
    relation, name = OUTSIDE.get(said.get("reporter", "")), said.get("told_name", "")
    if relation is None or not name:
        return ()
    return ((Part.REPORTER, Outsider(said={"name": name, "email": said.get("told_email", "")}, relation=relation)),)


def way_of(said: Mapping[str, str]) -> str:
    """Give the way by which a report came in; "" where who noticed it reports it, or it is not said."""
    return said.get("came_by", "") if said.get("reporter", "me") != "me" else ""
