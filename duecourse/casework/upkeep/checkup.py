"""Whether a trust can work: who holds which role, what letters need, calendars, helplines, cases set aside.

A check is a function of its own in `CHECKS`. What it finds is a fault, which stops something, or worth knowing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from duecourse.casework.administration import helplines
from duecourse.casework.administration.permission import ADMINISTERING, somebody_administers
from duecourse.casework.administration.schools import unreadable
from duecourse.casework.administration.value_checks import posts_known
from duecourse.casework.context.caseload import broken
from duecourse.casework.context.own_policy import HOW_TO_SET, own_policy
from duecourse.casework.context.services import Services
from duecourse.casework.policies.proofs import faults_of_unkept
from duecourse.casework.upkeep.health import checks
from engine.errors import NoCalendar, NotFound
from engine.language.compiled import CompiledPolicy
from engine.language.posts import ADMINISTRATOR, nearest, spelling
from engine.ports.records import Organisation, Person, School, Viewer
from engine.ports.store import Reading
from engine.record.values import SCHEDULER
from engine.time.moments import say_date

Facts = TypeVar("Facts")

FEW = 5
"""So many people are named one by one."""
WITHOUT_POST = (
    "Who works there: `duecourse post give PERSON POST@SCHOOL`. Who is from outside is added in each case that "
    "concerns them (`duecourse case person add REF --name NAME`), and is let go here: `duecourse person end PERSON`."
)
AHEAD = timedelta(days=90)
"""How far ahead bank holidays must be known: no clock of a policy is longer by much."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that stands in the way, and what mends it; `stops` is False for what is only worth knowing."""

    check: str
    says: str
    remedy: str = ""
    stops: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Ward:
    """What the checks look at: the services, one look at the store, and the trust as it stands there."""

    services: Services
    reading: Reading
    trust: Organisation
    schools: Sequence[School]
    people: Sequence[Person]
    now: datetime

    @property
    def policy(self) -> CompiledPolicy | None:
        """Give the trust's own policy; None where it is not there."""
        try:
            return own_policy(self.services.library, self.trust)
        except NotFound:
            return None


def check_up(services: Services, reading: Reading) -> tuple[Trouble, ...]:
    """Find everything that stands in a trust's way, check by check."""
    trust = reading.organisation()
    schools = tuple(school for school in reading.schools(trust.id) if school.active)
    people = tuple(person for person in reading.people(trust.id) if person.active)
    now = services.clock.now()
    ward = Ward(services=services, reading=reading, trust=trust, schools=schools, people=people, now=now)
    return tuple(trouble for check in CHECKS for trouble in check(ward))


def policy_files(ward: Ward) -> Iterator[Trouble]:
    """Find policy files that are refused."""
    for says in ward.services.library.refused or faults_of_unkept(ward.reading, ward.trust.id, ward.services.library):
        yield Trouble("policy files", says, "Mend the file; `duecourse check` looks at it again.")


def set_policy(ward: Ward) -> Iterator[Trouble]:
    """Find that nobody has said which policy is the trust's."""
    try:
        found = own_policy(ward.services.library, ward.trust)
    except NotFound as missing:
        yield Trouble("policy", str(missing))
        return
    if not ward.trust.settings.get("policy") and len(ward.services.library.policies) > 1:
        yield Trouble("policy", f"Nobody has said which policy is the trust's; '{found.key}' is used.", HOW_TO_SET)


def calendars(ward: Ward) -> Iterator[Trouble]:
    """Find calendars that cannot be read, bank holidays that end soon, and schools without terms."""
    for school in ward.schools:
        wrong = unreadable(ward.services, ward.trust, school)
        if wrong:
            remedy = f"`duecourse calendar load {school.key} FILE`, or `duecourse school change {school.key} --nation`."
            yield Trouble("calendars", f"The calendar of {school.key} cannot be read: {wrong}.", remedy)
            continue
        calendar = ward.services.calendar(school, ward.trust.zone)
        try:
            for moment in (ward.now, ward.now + AHEAD):
                calendar.why_not_working(calendar.local(moment).date())
        except NoCalendar as unknown:
            yield Trouble("calendars", f"{school.key}: {unknown}")
        if not calendar.terms:
            says = f"No terms are loaded for {school.key}: clocks that count school days cannot be set there."
            yield Trouble("calendars", says, f"`duecourse calendar load {school.key} FILE`.", stops=False)
        elif calendar.terms[-1].last < calendar.local(ward.now + AHEAD).date():
            last = say_date(calendar.terms[-1].last)
            says = f"The terms of {school.key} end on {last}: no clock can count school days beyond that."
            yield Trouble("calendars", says, f"`duecourse calendar load {school.key} FILE`.", stops=False)


def roles(ward: Ward) -> Iterator[Trouble]:
    """Find the roles of the trust's policy that nobody holds at a school, and those that only others step in for."""
    policy = ward.policy
    if policy is None:
        return
    here = {school.key: ward.services.staffing(ward.reading, school.id, ward.now) for school in ward.schools}
    for role, holders in policy.definition.roles.items():
        chain, title = (*holders.held_by, *holders.then), policy.title(role)
        empty = [key for key, staff in here.items() if not staff.holding(chain)]
        if empty:
            remedy = f"Give somebody one of these posts: {', '.join(chain)}."
            yield Trouble("roles", f"Nobody holds the role of {title} at {', '.join(empty)}.", remedy)
        passed = [key for key, staff in here.items() if key not in empty and not staff.holding(holders.held_by)]
        if passed:
            says = f"At {', '.join(passed)} somebody else steps in for the role of {title}; nobody holds"
            yield Trouble("roles", f"{says}: {', '.join(holders.held_by)}.", stops=False)


def posts(ward: Ward) -> Iterator[Trouble]:
    """Find posts that no policy knows: a person who holds one is asked for nothing."""
    known = posts_known(ward.services.library, ward.trust)
    for person in ward.people:
        for post in dict.fromkeys(each.post for each in person.held(ward.now) if not spelling(each.post, known)):
            close = nearest(post, known)
            meant = f" Is '{close}' meant?" if close else ""
            remedy = f'`duecourse post end {person.key} "{post}"`, then `duecourse post give`.{meant}'
            yield Trouble("posts", f"{person.key} holds the post '{post}', which no policy knows.", remedy)


def people(ward: Ward) -> Iterator[Trouble]:
    """Find people who never held a post: they belong to no school, so no case offers them."""
    found = [person.key for person in ward.people if not person.posts]
    if found:
        named = f"{', '.join(found[:FEW])}{f' and {len(found) - FEW} others' if len(found) > FEW else ''}"
        says = f"Known to the trust without a post, and offered in no case: {named}."
        yield Trouble("people", says, WITHOUT_POST, stops=False)


def letters(ward: Ward) -> Iterator[Trouble]:
    """Find what letters lack before they can be issued."""
    for school in ward.schools:
        if not school.address:
            remedy = f"`duecourse school change {school.key} --address ADDRESS`."
            yield Trouble("letters", f"{school.key} has no postal address; no letter of it can be issued.", remedy)
    for person in ward.people:
        if not person.email and _signs(ward, person):
            remedy = f"`duecourse person change {person.key} --email ADDRESS`."
            yield Trouble("letters", f"{person.key} has no e-mail address and cannot sign a letter.", remedy)
    found = helplines.rows(ward.services, ward.reading, ward.trust.id)
    if not ward.trust.settings.get("support_contacts") and not any(row.get("confirmed") == "yes" for row in found):
        remedy = "`duecourse helpline list`, then `duecourse helpline confirm KEY` for each that you have looked at."
        yield Trouble("letters", "No helpline is confirmed; no letter that offers support can be issued.", remedy)


def _signs(ward: Ward, person: Person) -> bool:
    policy = ward.policy
    holding = policy.definition.roles.values() if policy else ()
    named = {post for holders in holding for post in (*holders.held_by, *holders.then)}
    return any((spelling(each.post) or each.post) in named for each in person.held(ward.now))


def administrators(ward: Ward) -> Iterator[Trouble]:
    """Find that nobody can keep people, schools and settings."""
    if not somebody_administers(ward.reading, ward.trust.id, ward.now):
        says = f"Nobody keeps people, schools and settings: nobody holds one of {', '.join(ADMINISTERING)}."
        yield Trouble("administrators", says, f"`duecourse post give PERSON {ADMINISTRATOR}`.")


def machine(ward: Ward) -> Iterator[Trouble]:
    """Find that the database, the sweep, the outbox or the disk is not well; what `/ready` tells as well."""
    for check in checks(ward.services):
        if not check.well:
            # before the first case there is no clock that anybody could miss
            begun = check.name != "sweep" or bool(ward.reading.cases(Viewer(ward.trust.id, SCHEDULER)))
            yield Trouble(check.name, f"The {check.name}: {check.says}.", stops=begun)


def scanner(ward: Ward) -> Iterator[Trouble]:
    """Find that what is set up to check files for malware does not answer: no file is shown or given out meanwhile."""
    found = ward.services.custody.scanner
    if found is not None and not found.is_there():
        says = "The scanner for malware does not answer: files are kept, and none is shown or given out."
        yield Trouble("scanner", says, "Start clamd, or put DUECOURSE_CLAMD right.")


def aside(ward: Ward) -> Iterator[Trouble]:
    """Find cases whose clocks stand still because a sweep of them failed."""
    found = [each.reference for each in ward.reading.set_aside(ward.trust.id).values()]
    if found:
        says = f"No alert is raised for {', '.join(found)}: a pass over them failed again and again."
        yield Trouble("clocks", says, "`duecourse aside list` shows why; see the log.")


def records(ward: Ward) -> Iterator[Trouble]:
    """Find cases whose record, or whose version of the policy, cannot be read any more."""
    found = broken(ward.services, ward.reading, Viewer(ward.trust.id, SCHEDULER))
    if found:
        says = f"{', '.join(found)} cannot be read: the record, or the version of the policy that it is pinned to,"
        yield Trouble("records", f"{says} is damaged.", "Get it back from a backup.")


Check = Callable[[Ward], Iterator[Trouble]]
CHECKS: tuple[Check, ...] = (
    policy_files,
    set_policy,
    calendars,
    roles,
    posts,
    people,
    letters,
    administrators,
    machine,
    scanner,
    aside,
    records,
)
"""Every check, in the order in which what it finds is told."""


def check_up_now(services: Services) -> tuple[Trouble, ...]:
    """Do the same in a transaction of its own."""
    return examined(services, lambda _: None)[1]


def examined(services: Services, facts: Callable[[Reading], Facts]) -> tuple[Facts, tuple[Trouble, ...]]:
    """Read what is asked and what is wrong in one transaction."""
    with services.store.reading() as reading:
        return facts(reading), check_up(services, reading)
