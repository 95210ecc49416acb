"""One person: how they are reached, their posts with dates, cover, whether they can sign in; and changing it."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from duecourse.casework.administration.known_person import KNOWN
from duecourse.casework.administration.people import change_person
from duecourse.casework.comings_and_goings.joiners import demand_known
from duecourse.casework.comings_and_goings.staff_member import StaffMember, staff_member
from duecourse.casework.context.services import Services
from duecourse.web.forms.typed import Typed
from duecourse.web.pages.staffing.staff_forms import ONE, StaffForm, line_ask, opened, place_of, sent
from duecourse.web.render import page
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.identity import PersonId
from engine.steps.options import Ask

router = APIRouter()
DETAILS, BACK = f"{ONE}/details", f"{ONE}/back"


@router.get(ONE)
@InOneLook
def person_shown(request: Request, visitor: SignedIn, person: str) -> Response:
    """Show one person."""
    return page(request, "staffing/person.html", of=staff_member(visitor.services, visitor.caller, person))


@router.get(DETAILS)
@InOneLook
def ask_details(request: Request, visitor: SignedIn, person: str) -> Response:
    """Ask what is known of somebody."""
    of = staff_member(visitor.services, visitor.caller, person)
    now = Typed({name: (str(getattr(of.person, name)),) for name in KNOWN})
    return opened(request, visitor, _details(of), now)


@router.post(DETAILS)
def change_details(request: Request, visitor: SignedIn, person: str) -> Response:
    """Change what is known of somebody."""

    def work(services: Services) -> str:
        of = staff_member(services, visitor.caller, person)
        said = told_of(visitor, of)
        demand_known(of.person, said)
        change_person(services, visitor.caller, of.person.id, said)
        return place_of(of.person.id)

    def form() -> StaffForm:
        return _details(staff_member(visitor.services, visitor.caller, person))

    return sent(request, visitor, form, work, after=place_of(PersonId(person)))


def detail_asks() -> tuple[Ask, ...]:
    """Ask what is known of a person, in the order of KNOWN as people say it."""
    return (
        line_ask("title", "Title", "Such as Dr or Ms. Left out where there is none."),
        line_ask("given", "Given name", "Or their only name."),
        line_ask("family", "Family name"),
        line_ask("name", "Name in lists", "Left empty, it is given and family name together."),
        line_ask("address_form", "Letters say “Dear …”", "Left empty, it is title and family name, such as Dr Okafor."),
        line_ask("email", "E-mail address", "Notices and one-time links go there."),
        line_ask("telephone", "Telephone", "It is shown where somebody has to be told at once."),
        Ask(name="postal_address", type="lines", ask="Postal address", optional=True, options={}),
    )


def told_of(visitor: Visitor, of: StaffMember | None = None) -> dict[str, str]:
    """Give what was typed about somebody; a name in lists that was made of its parts goes on being made of them."""
    said = {name: visitor.typed.get(name) for name in KNOWN}
    was_made = of is None or said["name"] in ("", of.person.name)
    parts_changed = of is None or any(said[part] != getattr(of.person, part) for part in ("given", "family"))
    if was_made and (parts_changed or not said["name"]) and (said["given"] or said["family"]):
        del said["name"]
    return said


def _details(of: StaffMember) -> StaffForm:
    return StaffForm(
        title="Change what is known of them",
        caption=of.person.name,
        lead="An earlier name stays in the record. Letters that were issued stay as they are.",
        asks=detail_asks(),
        button="Change it",
        back=place_of(of.person.id),
        back_says=f"Back to {of.person.name}",
        state=of.state,
        stands=[(ask.ask, str(getattr(of.person, ask.name)) or "Not known") for ask in detail_asks()],
    )


@router.get(BACK)
@InOneLook
def ask_back(request: Request, visitor: SignedIn, person: str) -> Response:
    """Ask whether somebody who had left is here again."""
    return opened(request, visitor, _again(staff_member(visitor.services, visitor.caller, person)), Typed())


@router.post(BACK)
def take_back(request: Request, visitor: SignedIn, person: str) -> Response:
    """Take somebody on again."""

    def work(services: Services) -> str:
        of = staff_member(services, visitor.caller, person)
        change_person(services, visitor.caller, of.person.id, {}, back=True)
        return place_of(of.person.id)

    def form() -> StaffForm:
        return _again(staff_member(visitor.services, visitor.caller, person))

    return sent(request, visitor, form, work, after=place_of(PersonId(person)))


def _again(of: StaffMember) -> StaffForm:
    return StaffForm(
        title="Take them on again",
        caption=of.person.name,
        lead="They can sign in as before. Posts that ended when they left do not begin again: give them a post next. "
        "Cases that others took over stay with these.",
        asks=(),
        button="Take them on again",
        back=place_of(of.person.id),
        back_says=f"Back to {of.person.name}",
        state=of.state,
    )
