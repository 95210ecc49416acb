"""A school as those who keep it see it: what is known of it, what it lacks, and what would stay behind if it left.

Cases are counted and never named: who administers sees none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from duecourse.casework.administration.holdings import HeldPost, holding
from duecourse.casework.administration.permission import demand_administrator, demand_keeper, demand_reach
from duecourse.casework.administration.schools import DEFAULT_NATION, said_of, unreadable
from duecourse.casework.context.own_policy import own_policy
from duecourse.casework.context.report_form import takes_reports
from duecourse.casework.context.services import Caller, Services, school_of
from engine.errors import NotFound
from engine.identity import NO_SCHOOL, OrganisationId, PostName, SchoolId
from engine.language.vocabulary import Post
from engine.people.tenures import running
from engine.ports.records import CaseSummary, Organisation, Person, School, Viewer
from engine.ports.store import Reading
from engine.record.values import SCHEDULER
from engine.time.moments import say_date

DPO = PostName(Post.DPO)
CLOSED = "It has left the trust."


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolSheet:
    """A school with what is known of it; `lacks` says in sentences what it cannot do yet, and why."""

    school: School
    nation: str
    terms: str
    lacks: tuple[str, ...]

    @property
    def said(self) -> Mapping[str, str]:
        """Give what a form about it shows, by name."""
        return said_of(self.school)


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolStanding:
    """The whole of a school: its sheet, the title of the policy, its telephone, and who and what is there now."""

    sheet: SchoolSheet
    policy: str
    telephone: str
    dpo: tuple[Person, ...]
    holders: tuple[HeldPost, ...]
    open_cases: int


def school_sheets(services: Services, caller: Caller, words: str = "", *, left: bool = False) -> Sequence[SchoolSheet]:
    """List the schools that somebody keeps, by name; `words` stand in the name, the short name or the address."""
    now, wanted = services.clock.now(), words.casefold().split()
    with services.store.reading() as reading:
        found = demand_keeper(reading, caller, now)
        trust = reading.organisation()
        mine = [each for each in reading.schools(trust.id) if found.reaches(each.id) and (left or each.active)]
        return [
            _sheet(services, trust, each)
            for each in mine
            if all(word in f"{each.name} {each.key} {each.address}".casefold() for word in wanted)
        ]


def school_standing(services: Services, caller: Caller, key: str) -> SchoolStanding:
    """Give the whole of a school. Raises NotFound, NotPermitted."""
    now = services.clock.now()
    with services.store.reading() as reading:
        keeper = demand_keeper(reading, caller, now)
        trust = reading.organisation()
        school = school_of(reading, trust.id, key)
        demand_reach(reading, keeper, (school.id,), now)
        people, schools = reading.people(trust.id), reading.schools(trust.id)
        there = [person for person in people if person.is_there(now)]
        held = [
            holding(person, post, schools, people)
            for person in there
            for post in running(person.posts, now)
            if post.school == school.id
        ]
        own, trusts = reading.paper_of(trust.id, school.id)
        return SchoolStanding(
            sheet=_sheet(services, trust, school),
            policy=_policy(services, trust),
            telephone=next((paper.telephone for paper in (own, trusts) if paper and paper.telephone), ""),
            dpo=tuple(person for person in there if _is_dpo(person, school.id, services)),
            holders=tuple(held),
            open_cases=sum(_is_open(services, row) for row in _cases(reading, trust.id, school.id)),
        )


def nation_of_new(services: Services, caller: Caller) -> str:
    """Give the nation that a new school has where none is said. Raises NotPermitted for those who may add none."""
    with services.store.reading() as reading:
        demand_administrator(reading, caller, services.clock.now())
        return reading.organisation().settings.get("nation", "") or DEFAULT_NATION


def _sheet(services: Services, trust: Organisation, school: School) -> SchoolSheet:
    wrong = unreadable(services, trust, school)
    terms = "" if wrong else _terms(services, trust, school)
    return SchoolSheet(
        school=school,
        nation=str(school.calendar.get("nation", "")) or DEFAULT_NATION,
        terms=terms,
        lacks=(*_joins(services, trust, school), *_lacks(school, terms, wrong)) if school.active else (CLOSED,),
    )


def _lacks(school: School, terms: str, wrong: str) -> Iterator[str]:
    if not school.address:
        yield "It has no postal address, so no letter of it can be issued."
    if wrong:
        yield f"Its calendar cannot be read: {wrong}"
    elif not terms:
        yield "No terms are loaded, so no clock counts school days there."


def _joins(services: Services, trust: Organisation, school: School) -> Iterator[str]:
    today = services.clock.now().astimezone(ZoneInfo(trust.zone)).date()
    if school.joins_on and not takes_reports(school, today):
        yield f"It joins the trust on {say_date(school.joins_on)}; nothing is reported there before."


def _terms(services: Services, trust: Organisation, school: School) -> str:
    """Say until which day terms are loaded; "" where none are."""
    terms = services.calendar(school, trust.zone).terms
    return say_date(terms[-1].last) if terms else ""


def _policy(services: Services, trust: Organisation) -> str:
    try:
        return own_policy(services.library, trust).definition.title
    except NotFound:
        return ""


def _is_dpo(person: Person, school: SchoolId, services: Services) -> bool:
    held = person.held(services.clock.now())
    return any(each.post == DPO and each.school in (school, NO_SCHOOL) for each in held)


def _cases(reading: Reading, organisation: OrganisationId, school: SchoolId) -> Iterator[CaseSummary]:
    return (row for row in reading.cases(Viewer(organisation, SCHEDULER)) if row.school == school)


def _is_open(services: Services, row: CaseSummary) -> bool:
    """Say whether a case has not ended; one whose version is not compiled counts as open."""
    policy = services.library.known(row.policy_hash)
    state = policy.shell.states.get(row.status) if policy else None
    return state is None or not state.end
