"""One page for each step: the clause, what will happen, the questions; then check, and confirm."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.accounts.private_links import close_page
from duecourse.casework.commands import steps
from duecourse.casework.context.services import done_before
from duecourse.web.case_texts import done_sentence
from duecourse.web.forms import fields
from duecourse.web.forms.standing_answers import said_again
from duecourse.web.forms.typed import Typed, whole
from duecourse.web.pages.letter_drafts.sealed_with_step import sealed_with
from duecourse.web.pages.letters import inner
from duecourse.web.pages.step_pages.proposed_start import begun_before, follows_itself, leads_on, proposing
from duecourse.web.pages.step_pages.standing_step import ForeseenStep, Here, foreseen, stand
from duecourse.web.render import page
from duecourse.web.submission import UNPROCESSABLE, demand_agreed, go, submit
from duecourse.web.visitor import InOneLook, SignedIn
from engine.errors import BadInput
from engine.identity import ActionName, CaseReference, TrackName
from engine.record.codes import CodeKind

router = APIRouter()
ANSWERED = "/private/answered"
"""Where somebody comes whom a private link brought, once their answer is recorded."""
STEP = "/cases/{reference}/{track}/{number}/{action}"


@router.get(STEP)
@InOneLook
def ask(
    request: Request, visitor: SignedIn, reference: CaseReference, track: TrackName, number: str, action: ActionName
) -> Response:
    """Show the questions of a step, or why it is locked and what unlocks it."""
    with stand(visitor, reference, track, number, action) as here:
        kept = visitor.kept(visitor.place)
        if kept is None and here.place != visitor.place:  # an address of an earlier version
            kept = visitor.kept(here.place)
        if here.option.letter:
            letter = here.case.view.case.codes.of(CodeKind.LETTER, here.option.letter)
            return go(f"/cases/{reference}/letters/{letter}")
        if kept is None and follows_itself(here.option) and "change" not in request.query_params:
            found = foreseen(here, here.read(Typed()))
            if not found.faults:
                said = done_sentence(here.case, visitor.person.name, request.query_params.get("done", ""))
                return page(request, "case/check.html", said=said, **_checked(here, Typed(), found))
        context = here.whole_context(kept or Typed(said_again(here.case.view, here.option)))
    status = UNPROCESSABLE if kept and "refused" in request.query_params else 200
    more = whole(request.query_params.get("more", "")) or 0
    return page(request, here.template, status=status, kept=kept is not None and not more, **{**context, "more": more})


@router.post(STEP)
def check(
    request: Request, visitor: SignedIn, reference: CaseReference, track: TrackName, number: str, action: ActionName
) -> Response:
    """Take the answers, keep them, and go on to where they are checked."""
    with stand(visitor, reference, track, number, action) as here:
        place = here.place
        # before anything that could fail: not even a fault of ours loses what was typed
        visitor.keep(place, visitor.typed.kept())
        answers = here.read(visitor.typed)
        faults = foreseen(here, answers).faults
        context = here.whole_context(visitor.typed) if faults else {}
    if faults:
        return page(request, here.template, status=UNPROCESSABLE, **{**context, "errors": faults, "kept": False})
    unseen = fields.unseen(here.option.asks, answers.facts, visitor.typed)
    return go(f"{place}?more={len(unseen)}#{unseen[0]}" if unseen else f"{place}/check")


@router.get(f"{STEP}/check")
@InOneLook
def read_again(
    request: Request, visitor: SignedIn, reference: CaseReference, track: TrackName, number: str, action: ActionName
) -> Response:
    """Show the answers and what confirming them will do."""
    place = visitor.place.removesuffix("/check")
    with stand(visitor, reference, track, number, action) as here:
        kept = visitor.kept(place)
        found = foreseen(here, here.read(kept)) if kept else None
        context = _checked(here, kept, found) if kept and found and not found.faults else None
    return page(request, "case/check.html", **context) if context else go(place)


def _checked(here: Here, typed: Typed, found: ForeseenStep) -> dict[str, Any]:
    answers, zone = here.read(typed), here.visitor.zone
    letter = here.foreseen(answers)
    onward = None if letter else here.onward(answers)
    rows = [
        (ask.ask, fields.say(ask, answers.facts.get(ask.name, ""), here.people, zone), ask.name)
        for ask in here.option.asks
        # what somebody did not limit for themselves is no question left open, nor one that nothing calls for
        if ask.name in answers.facts
        or (fields.is_called(ask, answers.facts) and not (here.option.page or follows_itself(here.option)))
    ]
    return {
        **here.context(typed),
        **here.asked_letter(answers),
        "rows": rows,
        "proposes": follows_itself(here.option),
        "onward": onward,
        "begun_before": onward.begun if onward else begun_before(here.case.view, here.option),
        "happened_at": answers.happened_at,
        "follows": onward.follows if onward else found.follows,
        "reasons": found.reasons,
        "seen": here.case.view.seen,
        "once": here.visitor.services.ids.identifier(),
        "agreed": typed.digest(),
        "foreseen": letter,
        "foreseen_text": inner(letter.text) if letter else "",
    }


@router.post(f"{STEP}/check")
def confirm(
    request: Request, visitor: SignedIn, reference: CaseReference, track: TrackName, number: str, action: ActionName
) -> Response:
    """Take the step, once; a page that has become stale shows what changed and changes nothing."""
    case_page, place = f"/cases/{reference}", visitor.place.removesuffix("/check")
    after = ANSWERED if visitor.session.one_page else case_page
    with visitor.one_look(), stand(visitor, reference, track, number, action) as here:
        kept = visitor.kept(place)
        on, answers = here.option.on, here.read(kept or Typed())
        # what follows by itself is confirmed where it is first shown: nothing was typed, and nothing is kept
        at_once, state = kept is None and follows_itself(here.option), here.case.view.case.tracks[on].state
        following = proposing(here.case.view, on)

    def do() -> str:
        if kept is None and not at_once:
            done_before(visitor.services, visitor.caller)
            raise BadInput("Your answers are no longer here: they were sent in already, or are older than a week.")
        demand_agreed(visitor, (kept or Typed()).digest())
        step = steps.take_step(
            visitor.services,
            replace(visitor.caller, form=place),
            reference,
            on,
            action,
            facts=answers.facts,
            happened_at=answers.happened_at,
            further=ActionName(visitor.typed.get("further") if visitor.typed.get("then") == "onward" else ""),
        )
        if visitor.session.one_page:
            close_page(visitor.services, visitor.session)
            return after
        further = leads_on(visitor, reference, on, state, following)
        choose = "&change=yes" if further and visitor.typed.get("then") == "choose" else ""
        return sealed_with(visitor, reference, step) or f"{further or case_page}?done={step.codes}{choose}"

    def again() -> dict[str, Any]:
        with stand(visitor, reference, track, number, action) as here:
            return _checked(here, kept or Typed(), foreseen(here, here.read(kept or Typed())))

    return submit(request, visitor, "case/check.html", again, do, after=after, reference=reference)
