"""What somebody may hand over: the open cases that they manage, who holds roles in them, and who could take these.

How much somebody has to do is counted among these cases alone: a number of other cases would tell that there are some.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from duecourse.casework.case_handovers.managed_case import ManagedCase, managed_cases
from duecourse.casework.context.access_log import log_read
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.queries.agenda.agenda_lines import LineWriter, names_of
from duecourse.casework.queries.policy_titles import Versions
from duecourse.casework.queries.role_table import schools_to_show
from engine.errors import Mistake, NotFound
from engine.identity import NO_REFERENCE, CaseReference, PersonId
from engine.people.post_titles import as_held, proper_form
from engine.ports.sights import CasesWanted, ListedCase, Page
from engine.ports.store import Reading

MOST = 400
"""So many open cases of somebody are looked at; who manages more chooses from the list of cases."""
LOOKED_AT = "the cases that may be handed over"
"""What the access log says that somebody looked at: it names people of cases."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldCase:
    """An open case in which somebody holds roles, told as the person who hands over knows it.

    `until` is when one of these roles goes back to somebody else.
    """

    reference: CaseReference
    title: str
    school: str
    roles: tuple[str, ...]
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody with their posts and schools; `load` counts the open cases that they hold among those looked at.

    `takes` counts the chosen cases that they could take, `by_post` says that a post of theirs leads to a role in one.
    """

    id: PersonId
    key: str
    name: str
    posts: str
    load: int
    is_here: bool = True
    takes: int = 0
    by_post: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverChoices:
    """What a page of handing over shows.

    `holders` have something in the cases that are looked at, those who have left first; `cases` are those of one of
    them, or those that were chosen; `heirs` could take at least one. `is_cut` says that there are more than MOST.
    """

    holders: tuple[Colleague, ...]
    cases: tuple[HeldCase, ...] = ()
    heirs: tuple[Colleague, ...] = ()
    of: Colleague | None = None
    is_cut: bool = False


def handover_choices(
    services: Services, caller: Caller, of: str = "", chosen: Sequence[CaseReference] = ()
) -> HandoverChoices:
    """Say what somebody could hand over of everybody, or of one person, whole or in some cases.

    Raises NotFound where that person holds nothing in a case that the caller manages.
    """
    log_read(services, caller, NO_REFERENCE, LOOKED_AT)
    with services.store.reading() as reading:
        return _Look(services, reading, caller).choices(of, chosen)


def hands_over(services: Services, caller: Caller) -> bool:
    """Say whether somebody holds a post by which cases are managed: they are offered to hand some over."""
    try:
        return bool(schools_to_show(services, caller))
    except Mistake:
        return False


@dataclass(frozen=True, slots=True)
class _Managed:
    """An open case that the caller manages, as it is recorded, with who holds which roles that they may know of."""

    reference: CaseReference
    title: str
    school: str
    now: ManagedCase


class _Look:
    """One look, in a transaction that is open."""

    def __init__(self, services: Services, reading: Reading, caller: Caller) -> None:
        self.services, self.reading, self.caller = services, reading, caller
        self.now = services.clock.now()
        self.trust = reading.organisation()
        self.people = {each.id: each for each in reading.people(self.trust.id) if not each.case}
        self.schools = {school.id: school.name for school in services.schools(reading)}

    def choices(self, of: str, chosen: Sequence[CaseReference]) -> HandoverChoices:
        rows = self._rows(chosen)
        managed = list(self._managed(rows[:MOST]))
        loads = Counter(person for each in managed for person in each.now.held if person in self.people)
        holders = [self._colleague(person, load) for person, load in loads.items()]
        holders.sort(key=lambda each: (each.is_here, each.id != self.caller.viewer.person, each.name))
        theirs = next((each for each in holders if of in (each.id, each.key)), None)
        if of and theirs is None:
            raise NotFound("This person holds nothing in an open case that you manage.")
        mine = [each for each in managed if theirs is None or theirs.id in each.now.held]
        return HandoverChoices(
            holders=tuple(holders),
            cases=tuple(self._held(each, theirs) for each in mine) if of or chosen else (),
            heirs=tuple(self._heirs(mine, theirs, loads)) if theirs is not None else (),
            of=theirs,
            is_cut=len(rows) > MOST,
        )

    def _rows(self, chosen: Sequence[CaseReference]) -> Sequence[ListedCase]:
        """List the open cases that the caller works on, or those of them that were chosen."""
        viewer, wanted = self.caller.viewer, CasesWanted(kind=None, ended=False, mine=True)
        if chosen:
            return self.reading.cases_named(viewer, wanted, chosen)
        return self.reading.listed_cases(viewer, wanted, Page(limit=MOST + 1))

    def _managed(self, rows: Sequence[ListedCase]) -> Iterator[_Managed]:
        writer = LineWriter(
            services=self.services,
            versions=Versions(self.services, self.reading, self.trust.id),
            schools=self.schools,
            names=names_of(self.reading, self.trust.id, rows),
            now=self.now,
        )
        found = managed_cases(self.services, self.reading, self.caller, [row.case for row in rows])
        for row in rows:
            if row.case in found:
                yield _Managed(row.reference, writer.title(row), self.schools.get(row.school, ""), found[row.case])

    def _colleague(self, person: PersonId, load: int, takes: int = 0, *, by_post: bool = False) -> Colleague:
        known = self.people[person]
        held = known.held(self.now) if known.is_there(self.now) else ()
        posts = {
            f"{as_held(proper_form(each.post, {}), each.kind)}, {self.schools.get(each.school, 'the whole trust')}"
            for each in held
        }
        return Colleague(
            id=person,
            key=known.key,
            name=known.name,
            posts="; ".join(sorted(posts)),
            load=load,
            is_here=bool(held),
            takes=takes,
            by_post=by_post,
        )

    def _held(self, each: _Managed, of: Colleague | None) -> HeldCase:
        return HeldCase(
            reference=each.reference,
            title=each.title,
            school=each.school,
            roles=each.now.titles(of.id) if of is not None else (),
            until=each.now.lent_to(of.id) if of is not None else None,
        )

    def _heirs(self, cases: Sequence[_Managed], of: Colleague, loads: Mapping[PersonId, int]) -> Sequence[Colleague]:
        """List who could take at least one of the cases: those first whom a post leads to a role, then by name."""
        takes, by_post = Counter[PersonId](), set[PersonId]()
        for each in cases:
            for person, leads in each.now.heirs(of.id):
                takes[person] += 1
                if leads:
                    by_post.add(person)
        found = [
            self._colleague(person, loads.get(person, 0), count, by_post=person in by_post)
            for person, count in takes.items()
            if person in self.people
        ]
        return sorted(found, key=lambda each: (not each.by_post, each.name))
