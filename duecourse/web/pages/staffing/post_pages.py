"""A post given from a day until another, held or acted in; and a post ended once it was read what that leaves."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response

from duecourse.casework.administration.holdings import HeldPost
from duecourse.casework.administration.posts import Giving, end_post, give_post
from duecourse.casework.comings_and_goings.departure_outlook import outlook_of_end
from duecourse.casework.comings_and_goings.staff_list import StaffWanted, staff_list
from duecourse.casework.comings_and_goings.staff_member import StaffMember, staff_member
from duecourse.casework.context.services import Services
from duecourse.web.forms.typed import Typed
from duecourse.web.pages.staffing.staff_forms import (
    ONE,
    ForeseenChange,
    StaffForm,
    day_ask,
    ending,
    foreseen,
    one_of,
    opened,
    place_of,
    post_asks,
    said_post,
    sent,
    span,
    told_at,
)
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import BadAnswers, NotFound
from engine.identity import NO_SCHOOL, PersonId
from engine.steps.options import Ask

router = APIRouter()
GIVE, END = f"{ONE}/give-post", f"{ONE}/end-post"
HELD, ACTING = "held", "acting"
HOW = Ask(
    name="how",
    type="choice",
    ask="How do they hold it?",
    optional=False,
    options={
        HELD: "It is theirs, besides anybody else who holds it",
        ACTING: "They act in it while its holder is away, who steps aside for that time",
    },
    help="To stand in for a colleague who keeps the post, let them cover it instead.",
)


@router.get(GIVE)
@InOneLook
def ask_post(request: Request, visitor: SignedIn, person: str) -> Response:
    """Ask which post somebody gets."""
    return opened(request, visitor, _giving(visitor, person), Typed({"how": (HELD,)}))


@router.post(GIVE)
def give(request: Request, visitor: SignedIn, person: str) -> Response:
    """Give it to them."""

    def work(services: Services) -> str:
        facts = _giving(visitor, person).facts(visitor)
        since, until = span(facts, visitor)
        acting = facts["how"] == ACTING
        giving = Giving(
            post=said_post(facts),
            since=since,
            until=until,
            acting=acting,
            instead_of=facts.get("instead_of", "") if acting else "",
        )
        field = "instead_of" if acting and not giving.instead_of else "post"
        of = staff_member(services, visitor.caller, person).person
        told_at(field, lambda: give_post(services, visitor.caller, of.id, giving)[0])
        return place_of(of.id)

    return sent(request, visitor, lambda: _giving(visitor, person), work, after=place_of(PersonId(person)))


def _giving(visitor: Visitor, person: str) -> StaffForm:
    of = staff_member(visitor.services, visitor.caller, person)
    known = staff_list(visitor.services, visitor.caller, StaffWanted())
    others = {str(each.person.key): each.person.name for each in known.lines if each.held and each.person != of.person}
    asks = (
        *post_asks(known),
        day_ask("first", "From which day?", "Leave it empty for from now on."),
        day_ask("last", "What is the last day?", "Leave it empty where no end is known."),
        HOW,
        one_of("instead_of", "In whose place do they act?", others, "Only for somebody who acts.", optional=True),
    )
    return StaffForm(
        title="Give them a post",
        caption=of.person.name,
        lead="With the post come the open cases in which the policy gives it a role.",
        asks=asks,
        button="Give them the post",
        back=place_of(of.person.id),
        back_says=f"Back to {of.person.name}",
    )


@router.get(END)
@InOneLook
def ask_end(request: Request, visitor: SignedIn, person: str, post: str = "") -> Response:
    """Ask which post of somebody's ends, and when."""
    return opened(request, visitor, _ending(visitor, person), Typed({"ends": (post,)}))


@router.post(END)
def end(request: Request, visitor: SignedIn, person: str) -> Response:
    """Show what that leaves, and end it once it is confirmed."""

    def look(services: Services) -> ForeseenChange:
        of = staff_member(services, visitor.caller, person)
        facts = _ending(visitor, person).facts(visitor)
        held = running_posts(of).get(facts["ends"])
        if held is None:
            raise NotFound("They do not hold this post any more.")
        at = ending(facts, visitor) or services.clock.now()
        same = (held.post, held.school.id if held.school else NO_SCHOOL)
        outlook = outlook_of_end(services, visitor.caller, of.person, same, at)
        shown = {"outlook": outlook, "held": held, "of": of.person, "at": ending(facts, visitor)}
        return ForeseenChange(
            template="staffing/end_plan.html", values=shown, digest=f"{of.state} {outlook}", refused=outlook.no_keeper
        )

    def work(services: Services) -> str:
        facts = _ending(visitor, person).facts(visitor)
        of = staff_member(services, visitor.caller, person).person
        if facts["ends"] not in running_posts(staff_member(services, visitor.caller, person)):
            raise BadAnswers.of({"ends": "They do not hold this post any more. Choose one that they hold."})
        on = ending(facts, visitor)
        told_at("last", lambda: end_post(services, visitor.caller, of.id, facts["ends"], on)[0])
        return place_of(of.id)

    return foreseen(request, visitor, lambda: _ending(visitor, person), look, work, after=place_of(PersonId(person)))


def running_posts(of: StaffMember) -> Mapping[str, HeldPost]:
    """Give the posts that somebody holds or will hold, each as it is written; cover is ended where cover is listed."""
    posts = (each for each in (*of.held, *of.coming) if each.kind != "cover")
    return {f"{each.post}@{each.where}" if each.where else str(each.post): each for each in posts}


def _ending(visitor: Visitor, person: str) -> StaffForm:
    of = staff_member(visitor.services, visitor.caller, person)
    options = {
        written: f"{each.post}, {each.school.name if each.school else 'the whole trust'}"
        for written, each in running_posts(of).items()
    }
    asks = (
        Ask(name="ends", type="choice", ask="Which post ends?", optional=False, options=options),
        day_ask("last", "What is the last day?", "Leave it empty to end it at once."),
    )
    return StaffForm(
        title="End a post",
        caption=of.person.name,
        lead="What they see and do in cases by this post ends with it, and it stays known that they held it.",
        asks=asks,
        button="Show what that leaves",
        confirm="End the post",
        back=place_of(of.person.id),
        back_says=f"Back to {of.person.name}",
    )
