"""What a report asks, and of whom: the questions of the policy, the schools, the people, and who deals with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from duecourse.casework.context.own_policy import own_policy
from duecourse.casework.context.services import Caller, Services, person_of
from engine.errors import BadAnswers, BadInput, NotFound
from engine.identity import NO_POST, NO_SCHOOL, OrganisationId, PersonId, PostName
from engine.language.compiled import CompiledPolicy
from engine.language.posts import spelling
from engine.language.vocabulary import CATEGORIES, FactKind
from engine.people.staffing import Staffing, managing_roles, posts_holding
from engine.ports.records import Organisation, Person, School
from engine.ports.store import Reading
from engine.record.case import Case
from engine.steps.options import Ask, report_asks
from engine.time.moments import say_date

CAME_BY = {
    "person": "In person",
    "telephone": "By telephone",
    "letter": "By letter or on paper",
    "email": "By e-mail",
    "online": "By a message or a form online",
}
"""By which way somebody may have told of it who does not report it themselves."""


def came_in(caller: Caller, way: str) -> Caller:
    """Give who enters a report, with the way by which it came in written beside it. Raises BadInput."""
    if not way:
        return caller
    if way not in CAME_BY:
        raise BadInput(f"'{way}' is no way by which a report comes in. Possible: {', '.join(CAME_BY)}.")
    told = CAME_BY[way]
    return replace(caller, via=f"{caller.via}, as told {told[:1].lower()}{told[1:]}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPlaces:
    """Under which policy somebody may report, and at which schools."""

    policy: CompiledPolicy
    schools: tuple[School, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportForm(ReportPlaces):
    """What somebody may report beside where: the questions of the policy, and whom they may name.

    `staff` maps each school's key to the people there: short name → name and posts; `nameable` has those of the
    trust as well, as a report may be about anybody. `receivers` has those to whom one may give a report by the policy,
    `takers` those whom one may name as one's own for an entry in a register. `acting` has, for each school and each
    post at the top in which somebody acts there, that person and the one in whose place they do.
    """

    asks: tuple[Ask, ...]
    staff: Mapping[str, Mapping[str, str]]
    nameable: Mapping[str, Mapping[str, str]]
    receivers: Mapping[str, Mapping[str, str]]
    takers: Mapping[str, Mapping[str, str]]
    acting: Mapping[str, Mapping[PostName, Mapping[str, str]]]

    @property
    def instead(self) -> Mapping[PostName, tuple[PostName, ...]]:
        """Give the posts that take over where the report is about a post at the top, in order."""
        return self.policy.definition.about

    @property
    def dangers(self) -> tuple[Ask, ...]:
        """Give the questions about danger, which come first."""
        return tuple(ask for ask in self.asks if ask.type == "danger")


def report_form(services: Services, caller: Caller) -> ReportForm:
    """Put the questions of a report together for one person. Raises NotFound where they have no school."""
    with services.store.reading() as reading:
        return report_form_in(services, reading, caller)


def report_form_in(services: Services, reading: Reading, caller: Caller) -> ReportForm:
    """Do the same in a look that is open."""
    now, places = services.clock.now(), report_places_in(services, reading, caller)
    allowed, policy, trust = places.schools, places.policy, reading.organisation().id
    # of one school those who are there are enough; of several everybody is read once
    people = reading.staff_of(trust, allowed[0].id) if len(allowed) == 1 else reading.people(trust)
    staff = {school.key: _named(people, (school.id,), now) for school in allowed}
    nameable = {school.key: _named(people, (school.id, ""), now) for school in allowed}
    receives = policy.definition.receives
    posts = receives.posts if receives is not None else ()
    chosen = {school.key: _named(people, (school.id,), now, among=posts) for school in allowed if posts}
    of_reports = receives is not None and receives.of == "report"
    return ReportForm(
        policy=policy,
        asks=report_asks(policy),
        schools=allowed,
        staff=staff,
        nameable=nameable,
        receivers=chosen if of_reports else {},
        takers={} if of_reports else chosen,
        acting={school.key: acting_at(people, school, now) for school in allowed},
    )


def acting_at(people: Iterable[Person], school: School, now: datetime) -> Mapping[PostName, Mapping[str, str]]:
    """Give each post in which somebody acts at a school, or above it, with both people: short name → who they are."""
    known = {each.id: each for each in people}
    found: dict[PostName, dict[str, str]] = {}
    for person in known.values():
        for held in person.held(now) if person.active else ():
            away = known.get(held.instead_of)
            if held.kind == "acting" and held.school in (NO_SCHOOL, school.id) and away is not None and away.active:
                both = found.setdefault(spelling(held.post) or held.post, {})
                both |= {person.key: f"{person.name}, acting {held.post}", away.key: f"{away.name}, {held.post}, away"}
    return found


def demand_which(
    reading: Reading,
    policy: CompiledPolicy,
    school: School,
    answers: Mapping[str, str],
    about: Mapping[str, str],
    now: datetime,
) -> None:
    """Have somebody who reports about a post say which of two people they mean, where one acts for the other.

    Raises BadAnswers.
    """
    name = policy.shell.fact(FactKind.POST_OF_SUBJECT)
    post = policy.definition.top.get(answers.get(name, ""), NO_POST) if name else NO_POST
    both = acting_at(reading.people(school.organisation), school, now).get(post, {}) if post else {}
    if both and not set(both) & set(about):
        told = " and ".join(f"{says} ({key})" for key, says in both.items())
        raise BadAnswers.of({name: f"That may be either of two: {told}. Say which of them it is about, by name."})


def report_places_in(services: Services, reading: Reading, caller: Caller) -> ReportPlaces:
    """Find where somebody may report, without reading everybody. Raises NotFound where they have no school."""
    organisation = reading.organisation()
    today = _today(services, organisation)
    schools = tuple(school for school in reading.schools(organisation.id) if takes_reports(school, today))
    me = person_of(reading, organisation.id, caller.viewer.person)
    mine = {each.school for each in me.held(services.clock.now())}
    allowed = schools if NO_SCHOOL in mine else tuple(school for school in schools if school.id in mine)
    if not allowed:
        raise NotFound("You hold no post at any school here, so there is none to report for.")
    return ReportPlaces(policy=own_policy(services.library, organisation), schools=allowed)


def _named(
    people: Iterable[Person], places: Sequence[str], now: datetime, among: Sequence[PostName] = ()
) -> Mapping[str, str]:
    """List who is at some of these places, by name and with the posts held there; `among` keeps holders of these."""
    found: dict[str, str] = {}
    for person in people:
        held = [each.post for each in person.held(now) if each.school in places]
        if person.active and held and (not among or set(among) & set(held)):
            found[person.key] = f"{person.name} ({', '.join(held)})"
    return found


def schools_held(
    services: Services, caller: Caller, places: ReportPlaces, posts: Sequence[PostName]
) -> tuple[School, ...]:
    """List the schools at which somebody may report and holds one of some posts."""
    with services.store.reading() as reading:
        return schools_held_in(services, reading, caller, places, posts)


def schools_held_in(
    services: Services, reading: Reading, caller: Caller, places: ReportPlaces, posts: Sequence[PostName]
) -> tuple[School, ...]:
    """Do the same in a look that is open."""
    now, person = services.clock.now(), caller.viewer.person
    return tuple(
        school for school in places.schools if person in services.staffing(reading, school.id, now).holding(posts)
    )


def open_school_of(services: Services, reading: Reading, school: str, caller: Caller) -> School:
    """Find a school at which something new may be reported; where none is named, the only one of the caller.

    Raises NotFound, or BadInput where it has left, or where the caller has none or several.
    """
    found = services.school(reading, school or _own_place(services, reading, caller))
    if not found.active:
        raise BadInput(f"{found.name} has left the trust: nothing new is reported there. Its cases go on.")
    if found.joins_on and not takes_reports(found, _today(services, reading.organisation())):
        raise BadInput(f"{found.name} joins the trust on {say_date(found.joins_on)}: nothing is reported there before.")
    return found


def takes_reports(school: School, day: date) -> bool:
    """Say whether something new may be reported at a school on a day of the trust's zone."""
    return school.active and (school.joins_on is None or school.joins_on <= day)


def _today(services: Services, organisation: Organisation) -> date:
    return services.clock.now().astimezone(ZoneInfo(organisation.zone)).date()


def _own_place(services: Services, reading: Reading, caller: Caller) -> str:
    """Find the one place of somebody: their school, or that of the trust itself for those whom it employs."""
    organisation = reading.organisation().id
    person = person_of(reading, organisation, caller.viewer.person)
    there = reading.schools(organisation)
    held = {each.school for each in person.held(services.clock.now())}
    places = [each.key for each in there if each.id in held or (held == {NO_SCHOOL} and each.kind == "trust")]
    if len(places) == 1:
        return places[0]
    raise BadInput(f"Say where it is: --school SCHOOL. Schools: {', '.join(each.key for each in there)}.")


def subjects_of(reading: Reading, organisation: OrganisationId, about: Mapping[str, str]) -> Mapping[PersonId, str]:
    """Find whom a report is about: short names and categories in, identifiers and categories out.

    Raises:
        BadInput: there is no such category. NotFound: nobody is called that.
    """
    for key, category in about.items():
        check_category(category, f"{key}:{category}")
    return {person_of(reading, organisation, key).id: category for key, category in about.items()}


def check_category(category: str, written: str = "") -> None:
    """Refuse a category of people that there is not; "" says nothing and is one. Raises BadInput."""
    if category not in ("", *CATEGORIES):
        given = f" (in “{written}”)" if written else ""
        raise BadInput(f"'{category}' is no category of people{given}. Possible: {', '.join(CATEGORIES)}.")


def dealt_by(policy: CompiledPolicy, case: Case, here: Staffing) -> tuple[str, ...]:
    """Name the posts that deal with a case now: nobody's name, so that the person who reported it may be told."""
    roles = managing_roles(policy)
    return tuple(dict.fromkeys(post for role in roles for post in posts_holding(policy, case, role, here)))
