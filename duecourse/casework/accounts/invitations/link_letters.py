"""Letters with the code of a one-time link, printed for one or many people: each is handed over in an envelope."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from duecourse.casework.accounts.authority import author_of
from duecourse.casework.accounts.invitations.link_codes import PAGE, GivenCode, give_code_of
from duecourse.casework.accounts.invitations.new_links import AskedLinks, begin_link, why_not, without_account
from duecourse.casework.accounts.ways_in.owner_notices import AccountNews, tell_owner
from duecourse.casework.context.services import Caller, Services, person_of
from engine.errors import BadInput
from engine.ports.letters.rendered_letters import LetterSheet
from engine.ports.letters.sign_in_letters import SignInLetter
from engine.ports.records import Organisation, Person, School
from engine.ports.store import Writing
from engine.ports.ways_in.one_time_links import LinkKind
from engine.time.moments import say_moment

TITLE = "Your sign-in"
NOBODY_LEFT = "Everybody whom you keep has an account, or an invitation that still counts."
REFERENCE = "To be opened by the addressee alone"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedLetters:
    """Letters as one PDF, each on a sheet of its own, and whom they are for. The codes stand nowhere else."""

    pdf: bytes = field(repr=False)
    asked: AskedLinks


@dataclass(frozen=True, slots=True)
class _House:
    """What is the same in every letter: the trust, its schools, the address of the site and the moment."""

    trust: Organisation
    schools: Sequence[School]
    site: str
    at: datetime


@dataclass(frozen=True, slots=True)
class _Ready:
    """A letter whose code is kept already, and that is still to be printed: that takes time, and holds nobody up."""

    person: Person
    said: SignInLetter


def print_invitations(services: Services, keys: Collection[str], by: Caller | None, site: str) -> PrintedLetters:
    """Print an invitation for each of some people. Raises as `new_links.invite` does."""
    with services.store.writing() as writing:
        people = [person_of(writing, writing.organisation().id, key) for key in dict.fromkeys(keys)]
        ready = _ready(services, writing, people, by, "invitation", site)
    return _printed(services, ready)


def print_all_invitations(services: Services, by: Caller | None, site: str, *, again: bool = False) -> PrintedLetters:
    """Print an invitation for everybody without an account or one that still counts. Raises BadInput for nobody.

    With `again` those get another whose invitation still counts.
    """
    with services.store.writing() as writing:
        people = list(without_account(services, writing, by, again=again))
        if not people:
            raise BadInput(NOBODY_LEFT)
        ready = _ready(services, writing, people, by, "invitation", site)
    return _printed(services, ready)


def print_reset(services: Services, key: str, by: Caller | None, site: str) -> PrintedLetters:
    """Print a letter by which somebody chooses another password; they are told by e-mail that there is one.

    Raises as `new_links.reset` does.
    """
    with services.store.writing() as writing:
        person = person_of(writing, writing.organisation().id, key)
        ready = _ready(services, writing, [person], by, "reset", site)
        tell_owner(services, writing, person.id, AccountNews.CODE_PRINTED)
    return _printed(services, ready)


def _ready(
    services: Services, writing: Writing, people: Sequence[Person], by: Caller | None, kind: LinkKind, site: str
) -> Sequence[_Ready]:
    now = services.clock.now()
    house = _House(trust=writing.organisation(), schools=services.schools(writing), site=site, at=now)
    found = []
    for person in people:
        author = author_of(writing, by, person, now)
        if why := why_not(writing, person, kind, "letter", now):
            raise BadInput(why)
        link = begin_link(services, writing, person, kind, "letter", author, address=by.address if by else "")
        given = give_code_of(services, writing, person, link)
        found.append(_Ready(person, _said(house, person, given, kind)))
    return found


def _printed(services: Services, ready: Sequence[_Ready]) -> PrintedLetters:
    now = services.clock.now()
    letters = []
    for each in ready:
        sheet = LetterSheet(TITLE, REFERENCE, draft=False, large=each.person.large_print)
        letters.append(services.letters.print_sheets(services.letters.sign_in_letter(each.said), sheet, now))
    pdf = letters[0] if len(letters) == 1 else services.letters.print_run(letters, now)
    return PrintedLetters(pdf=pdf, asked=AskedLinks(people=tuple(each.person for each in ready)))


def _said(house: _House, person: Person, given: GivenCode, kind: LinkKind) -> SignInLetter:
    zone = ZoneInfo(house.trust.zone)
    return SignInLetter(
        trust=house.trust.name,
        trust_address=house.trust.settings.get("address", ""),
        reader=person.name,
        place=_place(person, house.schools, house.trust.name),
        day=house.at.astimezone(zone).date(),
        site=house.site,
        page=f"{house.site}{PAGE}",
        sign_in=given.sign_in,
        code=given.code,
        until=say_moment(given.until, zone),
        reset=kind == "reset",
    )


def _place(person: Person, schools: Sequence[School], trust: str) -> str:
    """Say where a letter is handed over: at the schools of their posts, or in the trust."""
    theirs = {held.school for held in person.posts}
    names = [school.name for school in schools if school.id in theirs]
    return " and ".join(names) or trust
