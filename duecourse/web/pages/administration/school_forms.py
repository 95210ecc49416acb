"""A school added, changed, or ended: each form says what follows before anybody confirms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from fastapi import APIRouter, Request, Response

from duecourse.casework.administration.kept.school_sheets import SchoolStanding, nation_of_new, school_standing
from duecourse.casework.administration.schools import NewPlace, add_school, change_school, end_school
from duecourse.casework.administration.value_checks import wrong_address, wrong_key, wrong_name
from duecourse.casework.context.seen.seen_rows import seen_token
from duecourse.web.pages.administration.school_pages import ONE, PLACE, of_school
from duecourse.web.pages.administration.trust_form import TrustForm, choice, line, send, show
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.steps.options import Ask
from engine.time.calendar import NATIONS

router = APIRouter()
ADD = "/administration/add-school"
CHANGE, END, BACK = f"{ONE}/change", f"{ONE}/end", f"{ONE}/back"


@router.get(ADD)
@InOneLook
def ask_new(request: Request, visitor: SignedIn) -> Response:
    """Ask what the new school is called and where it is."""
    return show(request, visitor, _new(visitor))


@router.post(ADD)
def add(request: Request, visitor: SignedIn) -> Response:
    """Add it."""

    def do(facts: Mapping[str, str]) -> str:
        name = _texts(facts)[0]
        said = NewPlace(
            key=facts["key"],
            name=name,
            address=facts.get("address", ""),
            nation=facts["nation"],
            joins_on=_day(facts),
        )
        return of_school(add_school(visitor.services, visitor.caller, said).key)

    return send(request, visitor, lambda: _new(visitor), do, after=f"{PLACE}/{{}}", faults=_wrong_new)


@router.get(CHANGE)
@InOneLook
def ask_change(request: Request, visitor: SignedIn, school: str) -> Response:
    """Ask what is otherwise."""
    return show(request, visitor, _changing(visitor, school)())


@router.post(CHANGE)
def change(request: Request, visitor: SignedIn, school: str) -> Response:
    """Change it; clocks are worked out again where its nation is another."""

    def do(facts: Mapping[str, str]) -> str:
        services, caller = visitor.services, visitor.caller
        name, address, nation = _texts(facts)
        changed = change_school(
            services, caller, school, name=name, address=address, nation=nation, joins_on=_day(facts)
        )
        return of_school(changed.key)

    def wrong(facts: Mapping[str, str]) -> Mapping[str, str]:
        return _wrong(school, facts)

    return send(request, visitor, _changing(visitor, school), do, after=of_school(school), faults=wrong)


@router.get(END)
@InOneLook
def ask_end(request: Request, visitor: SignedIn, school: str) -> Response:
    """Say what would stay behind, and ask."""
    return show(request, visitor, _ending(visitor, school)())


@router.post(END)
def end(request: Request, visitor: SignedIn, school: str) -> Response:
    """Let it leave."""

    def do(facts: Mapping[str, str]) -> str:
        del facts
        return of_school(end_school(visitor.services, visitor.caller, school).key)

    return send(request, visitor, _ending(visitor, school), do, after=of_school(school))


@router.get(BACK)
@InOneLook
def ask_back(request: Request, visitor: SignedIn, school: str) -> Response:
    """Ask whether a school that has left belongs to the trust again."""
    return show(request, visitor, _coming_back(visitor, school)())


@router.post(BACK)
def back(request: Request, visitor: SignedIn, school: str) -> Response:
    """Take it back."""

    def do(facts: Mapping[str, str]) -> str:
        del facts
        return of_school(change_school(visitor.services, visitor.caller, school, back=True).key)

    return send(request, visitor, _coming_back(visitor, school), do, after=of_school(school))


def _texts(facts: Mapping[str, str]) -> tuple[str, ...]:
    """Give the name, the address and the nation as they were typed."""
    return tuple(facts.get(part, "") for part in ("name", "address", "nation"))


def _key_ask() -> Ask:
    return line("key", "Its short name", "Letters, figures, - and _ only, such as oakfield. It is never changed later.")


def _known_asks() -> tuple[Ask, ...]:
    return (
        line("name", "Its full name", "As it stands in lists and on letters."),
        line(
            "address",
            "Postal address",
            "As it stands on a letter, at most eight lines. Without it no letter of the school can be issued.",
            optional=True,
            lines=True,
        ),
        Ask(
            name="joins_on",
            type="date",
            ask="From which day are reports made there?",
            optional=True,
            options={},
            help="Leave this empty if that is today. People, terms and paper can be entered before that day.",
        ),
        choice("nation", "In which nation is it?", {each: each for each in NATIONS}, "Its bank holidays count."),
    )


def _day(facts: Mapping[str, str]) -> date | None:
    return date.fromisoformat(facts["joins_on"]) if facts.get("joins_on") else None


def _new(visitor: Visitor) -> TrustForm:
    return TrustForm(
        title="Add a school",
        back=(PLACE, "Back to the schools"),
        button="Add the school",
        asks=(_key_ask(), *_known_asks()),
        now={"nation": nation_of_new(visitor.services, visitor.caller)},
        says=(
            "Its people, its terms and its letterhead are entered afterwards; its own page says what it lacks still.",
        ),
    )


def _changing(visitor: Visitor, key: str) -> Callable[[], TrustForm]:
    def form() -> TrustForm:
        standing, back_to = _standing(visitor, key)
        now = standing.sheet.said
        return TrustForm(
            title=f"Change {standing.sheet.school.name}",
            back=back_to,
            button="Keep this",
            asks=_known_asks(),
            now={**now, **_boxes(standing)},
            seen=seen_token(now),
            says=("Another nation has other bank holidays: open deadlines of the school are then worked out again.",),
        )

    return form


def _boxes(standing: SchoolStanding) -> dict[str, str]:
    """Put the day on which a school joins into the three boxes of a date."""
    day = standing.sheet.school.joins_on
    return {f"joins_on-{part}": str(getattr(day, part)) for part in ("day", "month", "year")} if day else {}


def _ending(visitor: Visitor, key: str) -> Callable[[], TrustForm]:
    def form() -> TrustForm:
        standing, back_to = _standing(visitor, key)
        name = standing.sheet.school.name
        return TrustForm(
            title=f"Let {name} leave the trust",
            back=back_to,
            button="Let the school leave",
            says=("Nothing new is reported there from now on. Nothing is taken away, and the school can come back.",),
            follows=_stays(standing),
            warns=True,
        )

    return form


def _coming_back(visitor: Visitor, key: str) -> Callable[[], TrustForm]:
    def form() -> TrustForm:
        standing, back_to = _standing(visitor, key)
        return TrustForm(
            title=f"Take {standing.sheet.school.name} back",
            back=back_to,
            button="Take it back",
            says=("Reports can be made there again. Look whether its people, terms and address are still right.",),
        )

    return form


def _stays(standing: SchoolStanding) -> tuple[str, ...]:
    """Say what there still is at a school that leaves."""
    cases, held = standing.open_cases, standing.holders
    open_ = "no case is open there" if not cases else f"{cases} open {'case goes' if cases == 1 else 'cases go'} on"
    names = ", ".join(dict.fromkeys(each.person.name for each in held))
    people = f"{names} hold posts there, and keep them until they are ended" if held else "nobody holds a post there"
    return (f"{open_[:1].upper()}{open_[1:]}.", f"{people[:1].upper()}{people[1:]}.")


def _standing(visitor: Visitor, key: str) -> tuple[SchoolStanding, tuple[str, str]]:
    standing = school_standing(visitor.services, visitor.caller, key)
    return standing, (of_school(key), f"Back to {standing.sheet.school.name}")


def _wrong_new(facts: Mapping[str, str]) -> Mapping[str, str]:
    return {"key": wrong_key(facts["key"]), **_wrong(facts["key"], facts)}


def _wrong(key: str, facts: Mapping[str, str]) -> Mapping[str, str]:
    whose = f"the school '{key}'"
    return {
        "name": wrong_name(_texts(facts)[0], "The school"),
        "address": wrong_address(facts.get("address", ""), whose),
    }
