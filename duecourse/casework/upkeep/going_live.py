"""What a trust needs before it works without us: each part of it asked for by a check of its own.

The same is told by `doctor`, on the page of what is missing, and in a line on the work of those who keep the trust.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from duecourse.casework.administration import helplines
from duecourse.casework.administration.permission import ADMINISTERING, demand_administrator, somebody_administers
from duecourse.casework.administration.schools import unreadable
from duecourse.casework.context.own_policy import HOW_TO_SET, own_policy
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.privacy.notice import officers
from duecourse.casework.upkeep.ward import MissingCode, Trouble, Ward, ward_of
from engine.errors import NoCalendar, NotFound
from engine.language.posts import ADMINISTRATOR, spelling
from engine.people.staffing import Staffing
from engine.ports.records import Person
from engine.time.moments import say_date

AHEAD = timedelta(days=90)
"""How far ahead bank holidays must be known: no clock of a policy is longer by much."""
NEXT_YEAR = timedelta(days=180)
"""So long before the last term ends, those of the next year are wanted."""
BACKUP_EVERY = timedelta(days=7)


def set_policy(ward: Ward) -> Iterator[Trouble]:
    """Find that nobody has said which policy is the trust's."""
    try:
        found = own_policy(ward.services.library, ward.trust)
    except NotFound as missing:
        yield Trouble(check="policy", says=str(missing), code=MissingCode.POLICY)
        return
    if not ward.trust.settings.get("policy") and len(ward.services.library.policies) > 1:
        says = f"Nobody has said which policy is the trust's; '{found.key}' is used."
        yield Trouble(check="policy", says=says, remedy=HOW_TO_SET, code=MissingCode.POLICY)


def site(ward: Ward) -> Iterator[Trouble]:
    """Find that nobody has said where people find the site, so that no message can lead there."""
    if not ward.trust.settings.get("web_address"):
        remedy = "`duecourse setting set web_address https://…`."
        says = "Where people find the site in a browser is not known: no letter and no calendar can name it."
        yield Trouble(check="site", says=says, remedy=remedy, stops=False, code=MissingCode.SITE)


def addresses(ward: Ward) -> Iterator[Trouble]:
    """Find schools without a postal address, or without a nation."""
    for school in ward.schools:
        if not school.address:
            remedy = f"`duecourse school change {school.key} --address ADDRESS`."
            says = f"{school.key} has no postal address; no letter of it can be issued."
            yield Trouble(check="letters", says=says, remedy=remedy, code=MissingCode.ADDRESSES)
        if not school.calendar.get("nation"):
            remedy = f"`duecourse school change {school.key} --nation NATION`."
            says = f"In which nation {school.key} lies is not known; its bank holidays cannot be either."
            yield Trouble(check="calendars", says=says, remedy=remedy, code=MissingCode.ADDRESSES)


def calendars(ward: Ward) -> Iterator[Trouble]:
    """Find calendars that cannot be read, bank holidays that end soon, and schools without terms."""
    for school in ward.schools:
        wrong = unreadable(ward.services, ward.trust, school)
        if wrong:
            remedy = f"`duecourse calendar load {school.key} FILE`, or `duecourse school change {school.key} --nation`."
            says = f"The calendar of {school.key} cannot be read: {wrong}."
            yield Trouble(check="calendars", says=says, remedy=remedy, code=MissingCode.TERMS)
            continue
        calendar = ward.services.calendar(school, ward.trust.zone)
        try:
            for moment in (ward.now, ward.now + AHEAD):
                calendar.why_not_working(calendar.local(moment).date())
        except NoCalendar as unknown:
            yield Trouble(check="calendars", says=f"{school.key}: {unknown}", code=MissingCode.TERMS)
        remedy = f"`duecourse calendar load {school.key} FILE`."
        if not calendar.terms:
            says = f"No terms are loaded for {school.key}: clocks that count school days cannot be set there."
            yield Trouble(check="calendars", says=says, remedy=remedy, stops=False, code=MissingCode.TERMS)
        elif calendar.terms[-1].last < calendar.local(ward.now + NEXT_YEAR).date():
            last = say_date(calendar.terms[-1].last)
            says = f"The terms of {school.key} end on {last}: no clock can count school days beyond that."
            yield Trouble(check="calendars", says=says, remedy=remedy, stops=False, code=MissingCode.TERMS)


def roles(ward: Ward) -> Iterator[Trouble]:
    """Find the roles of the trust's policy that nobody holds at a school, and those that only others step in for."""
    policy = ward.policy
    if policy is None:
        return
    here = _staff(ward)
    for role, holders in policy.definition.roles.items():
        chain, title = (*holders.held_by, *holders.then), policy.title(role)
        empty = [key for key, staff in here.items() if not staff.holding(chain)]
        if empty:
            remedy = f"`duecourse post give PERSON POST@SCHOOL`, with one of these posts: {', '.join(chain)}."
            says = f"Nobody holds the role of {title} at {', '.join(empty)}."
            yield Trouble(check="roles", says=says, remedy=remedy, code=MissingCode.ROLES)
        passed = [key for key, staff in here.items() if key not in empty and not staff.holding(holders.held_by)]
        if passed:
            says = f"At {', '.join(passed)} somebody else steps in for the role of {title}; nobody holds"
            yield Trouble(check="roles", says=f"{says}: {', '.join(holders.held_by)}.", stops=False)


def administrators(ward: Ward) -> Iterator[Trouble]:
    """Find that nobody can keep people, schools and settings."""
    if not somebody_administers(ward.reading, ward.trust.id, ward.now):
        says = f"Nobody keeps people, schools and settings: nobody holds one of {', '.join(ADMINISTERING)}."
        remedy = f"`duecourse post give PERSON {ADMINISTRATOR}`."
        yield Trouble(check="administrators", says=says, remedy=remedy, code=MissingCode.ADMINISTRATORS)


def officer(ward: Ward) -> Iterator[Trouble]:
    """Find that the privacy page can name no data protection officer, or cannot say how they are reached."""
    found = officers(ward.services, ward.reading, ward.trust)
    if not found or found[0].in_place:
        remedy = "`duecourse post give PERSON DPO`."
        says = "Nobody is data protection officer; the privacy page cannot name them."
        yield Trouble(check="privacy", says=says, remedy=remedy, stops=False, code=MissingCode.OFFICER)
    for each in found:
        if not each.can_be_reached:
            remedy = "`duecourse person change PERSON --email ADDRESS`."
            says = "The privacy page cannot say how the data protection officer is reached."
            yield Trouble(check="privacy", says=says, remedy=remedy, stops=False, code=MissingCode.OFFICER)


def signers(ward: Ward) -> Iterator[Trouble]:
    """Find people who hold a role and have no e-mail address: what they are to sign cannot be issued."""
    for person in _holders(ward):
        if not person.email:
            remedy = f"`duecourse person change {person.key} --email ADDRESS`."
            says = f"{person.key} has no e-mail address and cannot sign a letter."
            yield Trouble(check="letters", says=says, remedy=remedy, code=MissingCode.SIGNERS)


def support(ward: Ward) -> Iterator[Trouble]:
    """Find that no helpline is confirmed, which letters that offer support name."""
    found = helplines.rows(ward.services, ward.reading, ward.trust.id)
    if not ward.trust.settings.get("support_contacts") and not any(row.get("confirmed") == "yes" for row in found):
        remedy = "`duecourse helpline list`, then `duecourse helpline confirm KEY` for each that you have looked at."
        says = "No helpline is confirmed; no letter that offers support can be issued."
        yield Trouble(check="letters", says=says, remedy=remedy, code=MissingCode.HELPLINES)


def sign_in(ward: Ward) -> Iterator[Trouble]:
    """Find roles that people hold of whom none can sign in: a line for all roles of the same schools."""
    policy = ward.policy
    if policy is None:
        return
    enters, here = {each.person for each in ward.reading.all_accounts(ward.trust.id)}, _staff(ward)
    found: dict[tuple[str, ...], list[str]] = {}
    for role, holders in policy.definition.roles.items():
        chain = (*holders.held_by, *holders.then)
        held = {key: staff.holding(chain) for key, staff in here.items()}
        shut = tuple(key for key, people in held.items() if people and not any(each in enters for each in people))
        if shut:
            found.setdefault(shut, []).append(policy.title(role))
    for shut, titles in found.items():
        says = f"At {', '.join(shut)} nobody can sign in of those who hold the role of {', '.join(titles)}."
        remedy = "`duecourse account invite PERSON`."
        yield Trouble(check="sign-in", says=says, remedy=remedy, stops=False, code=MissingCode.SIGN_IN)


def relay(ward: Ward) -> Iterator[Trouble]:
    """Find that no mail leaves, so that people are told on their pages alone."""
    if ward.services.postroom is None:
        says = "No relay for mail is set: nobody is told of anything unless they look."
        remedy = "`DUECOURSE_MAIL_RELAY`, then `duecourse mail test ADDRESS`."
        yield Trouble(check="mail", says=says, remedy=remedy, stops=False, code=MissingCode.MAIL)


def backups(ward: Ward) -> Iterator[Trouble]:
    """Find that no backup was made lately by us; one of the database server itself is not seen here."""
    last = ward.reading.last_backup(ward.trust.id)
    if last is None or ward.now - last > BACKUP_EVERY:
        since = f"since {say_date(last.astimezone(ward.services.zone()).date())}" if last else "yet"
        says, remedy = f"No backup was made by `duecourse backup` {since}.", "`duecourse backup`, every night."
        yield Trouble(check="backup", says=says, remedy=remedy, stops=False, code=MissingCode.BACKUP)


def _staff(ward: Ward) -> dict[str, Staffing]:
    return {school.key: ward.services.staffing(ward.reading, school.id, ward.now) for school in ward.schools}


def _holders(ward: Ward) -> Sequence[Person]:
    """List everybody who holds a post that has a role in the policy, by name."""
    policy = ward.policy
    holding = policy.definition.roles.values() if policy else ()
    named = {post for holders in holding for post in (*holders.held_by, *holders.then)}
    return [
        person
        for person in ward.people
        if any((spelling(each.post) or each.post) in named for each in person.held(ward.now))
    ]


Check = Callable[[Ward], Iterator[Trouble]]
GOING_LIVE: tuple[Check, ...] = (
    set_policy,
    site,
    addresses,
    calendars,
    roles,
    administrators,
    officer,
    signers,
    support,
    sign_in,
    relay,
    backups,
)
"""What a trust needs, in the order in which it is told."""


@dataclass(frozen=True, slots=True)
class NeededPart:
    """One part of what a trust needs, and what of it is missing; nothing where it is done.

    `because` says why it is done where that is not what somebody would look for.
    """

    code: MissingCode
    missing: tuple[Trouble, ...]
    because: str = ""


def what_is_missing(services: Services, caller: Caller) -> tuple[NeededPart, ...]:
    """Say of each part of what a trust needs what is still missing. Raises NotPermitted."""
    with services.store.reading() as reading:
        demand_administrator(reading, caller, services.clock.now())
        ward = ward_of(services, reading)
        found = [trouble for check in GOING_LIVE for trouble in check(ward)]
        own = _own_contacts(ward)
    because = {MissingCode.HELPLINES: own}
    return tuple(
        NeededPart(code, tuple(each for each in found if each.code is code), because.get(code, ""))
        for code in MissingCode
    )


def _own_contacts(ward: Ward) -> str:
    """Say that letters name contacts of the trust's own, where no helpline is confirmed."""
    found = helplines.rows(ward.services, ward.reading, ward.trust.id)
    if not ward.trust.settings.get("support_contacts") or any(row.get("confirmed") == "yes" for row in found):
        return ""
    return f"Letters name the trust's own contacts, which are set; none of {len(found)} helplines is confirmed."


def count_missing(wanted: Iterable[NeededPart]) -> int:
    """Count the parts of which something is missing."""
    return sum(bool(each.missing) for each in wanted)
