"""Somebody leaves, or moves to another school: what goes over and what is left is shown, and confirmed."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response

from duecourse.casework.administration import departures, transfers
from duecourse.casework.administration.transfers import Moving
from duecourse.casework.case_handovers.handover_choices import HeldCase, handover_choices
from duecourse.casework.comings_and_goings.departure_outlook import outlook_of_departure, outlook_of_transfer
from duecourse.casework.comings_and_goings.staff_list import WHOLE_TRUST, StaffWanted, staff_list
from duecourse.casework.comings_and_goings.staff_member import StaffMember, staff_member
from duecourse.casework.context.services import Services
from duecourse.web.forms.typed import Typed
from duecourse.web.pages.staffing.staff_forms import (
    ONE,
    ForeseenChange,
    StaffForm,
    beginning,
    day_ask,
    ending,
    foreseen,
    one_of,
    opened,
    place_of,
)
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import BadAnswers, NotFound
from engine.identity import PersonId
from engine.steps.options import Ask

router = APIRouter()
LEAVE, MOVE = f"{ONE}/leave", f"{ONE}/move"
HEIR = "They get the open cases as far as a post of theirs brings them to a role. The rest goes on by the policy."


@router.get(LEAVE)
@InOneLook
def ask_leave(request: Request, visitor: SignedIn, person: str) -> Response:
    """Ask when somebody leaves, and to whom they hand over."""
    return opened(request, visitor, _leaving(visitor, person), Typed())


@router.post(LEAVE)
def leave(request: Request, visitor: SignedIn, person: str) -> Response:
    """Show what goes to whom and what is left, and let them leave once that is confirmed."""

    def look(services: Services) -> ForeseenChange:
        of = staff_member(services, visitor.caller, person)
        facts = _leaving(visitor, person).facts(visitor)
        on = ending(facts, visitor)
        plan = departures.look_ahead(services, visitor.caller, of.person.id, on, facts.get("heir", ""))
        outlook = outlook_of_departure(services, plan)
        cases = cases_seen(visitor, of.person.id) if plan.work.cases else ()
        return ForeseenChange(
            template="staffing/leave_plan.html",
            values={"outlook": outlook, "leaving": plan, "cases": cases},
            digest=f"{of.state} {plan.ends} {plan.work} {outlook}",
            refused=outlook.no_keeper,
        )

    def work(services: Services) -> str:
        facts = _leaving(visitor, person).facts(visitor)
        of = staff_member(services, visitor.caller, person).person
        departures.leave(services, visitor.caller, of.id, ending(facts, visitor), facts.get("heir", ""))
        return place_of(of.id)

    return foreseen(request, visitor, lambda: _leaving(visitor, person), look, work, after=place_of(PersonId(person)))


def _leaving(visitor: Visitor, person: str) -> StaffForm:
    of = staff_member(visitor.services, visitor.caller, person)
    asks = (
        day_ask("last", "What is their last day?", "Leave it empty where they leave at once."),
        _heir_ask(visitor, of),
    )
    return StaffForm(
        title="Let them leave",
        caption=of.person.name,
        lead="Posts, cover and sessions end, and open cases go to others, in one step. They stay named in the cases "
        "that they had a part in.",
        asks=asks,
        button="Show what goes to whom",
        confirm="Let them leave",
        back=place_of(of.person.id),
        back_says=f"Back to {of.person.name}",
    )


def cases_seen(visitor: Visitor, person: PersonId) -> Sequence[HeldCase]:
    """List what somebody holds in cases that the visitor manages themselves; nothing for those who manage none."""
    try:
        return handover_choices(visitor.services, visitor.caller, person).cases
    except NotFound:
        return ()


def _heir_ask(visitor: Visitor, of: StaffMember) -> Ask:
    known = staff_list(visitor.services, visitor.caller, StaffWanted())
    others = {str(each.person.key): each.person.name for each in known.lines if each.held and each.person != of.person}
    return one_of("heir", "To whom do they hand over?", others, HEIR, optional=True)


@router.get(MOVE)
@InOneLook
def ask_move(request: Request, visitor: SignedIn, person: str) -> Response:
    """Ask from which school to which somebody moves, and when."""
    form = _moving(visitor, person)
    source = next(iter(form.asks[0].options), "")
    return opened(request, visitor, form, Typed({"source": (source,)}))


@router.post(MOVE)
def move(request: Request, visitor: SignedIn, person: str) -> Response:
    """Show what goes over and what stays, and move them once that is confirmed."""

    def moving(services: Services) -> Moving:
        facts = _moving(visitor, person).facts(visitor)
        of = staff_member(services, visitor.caller, person).person
        if facts["source"] == facts["target"]:
            raise BadAnswers.of({"target": "Choose another school than the one that they leave."})
        return Moving(
            key=of.id,
            source=facts["source"],
            target=facts["target"],
            on=beginning(facts, visitor),
            posts=(facts["post"],) if facts.get("post") else (),
            heir=facts.get("heir", ""),
        )

    def look(services: Services) -> ForeseenChange:
        of = staff_member(services, visitor.caller, person)
        plan = transfers.look_ahead(services, visitor.caller, moving(services))
        outlook = outlook_of_transfer(services, plan)
        stays = [each for each in (*of.held, *of.coming) if each.where != plan.source.key]
        return ForeseenChange(
            template="staffing/move_plan.html",
            values={"outlook": outlook, "moving": plan, "stays": stays},
            digest=f"{of.state} {plan.ends} {plan.work} {outlook}",
            refused=outlook.no_keeper,
        )

    def work(services: Services) -> str:
        return place_of(transfers.move(services, visitor.caller, moving(services)).person.id)

    return foreseen(request, visitor, lambda: _moving(visitor, person), look, work, after=place_of(PersonId(person)))


def _moving(visitor: Visitor, person: str) -> StaffForm:
    of = staff_member(visitor.services, visitor.caller, person)
    known = staff_list(visitor.services, visitor.caller, StaffWanted())
    theirs = {each.where: each.school.name for each in (*of.held, *of.coming) if each.school}
    others = {key: name for key, name in known.schools.items() if key != WHOLE_TRUST}
    asks = (
        Ask(name="source", type="choice", ask="Which school do they leave?", optional=False, options=theirs),
        one_of("target", "To which school do they come?", others),
        day_ask("first", "From which day are they there?", "Leave it empty for from now on."),
        one_of("post", "What are they there?", known.posts, "Leave it as it is for the same as before.", optional=True),
        _heir_ask(visitor, of),
    )
    return StaffForm(
        title="Move them to another school",
        caption=of.person.name,
        lead="Their posts at the one school end and those at the other begin on that day, in one step.",
        asks=asks,
        button="Show what goes over and what stays",
        confirm="Move them",
        back=place_of(of.person.id),
        back_says=f"Back to {of.person.name}",
    )
