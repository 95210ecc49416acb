"""What somebody must do: their cases by the act that is next, in tabs by whose it is; one load of rows, and no case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from enum import StrEnum

from duecourse.casework.context.access_log import log_read
from duecourse.casework.context.own_policy import own_policy
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.queries.agenda.agenda_lines import AWAITED, AgendaLine, LineWriter, names_of
from duecourse.casework.queries.case_filters import EVERYTHING, AskedClocks
from duecourse.casework.queries.desk import COUNTED, WEEK, desk_of, turned
from duecourse.casework.queries.work_list import Overview, beside_of
from engine.errors import NotFound
from engine.identity import NO_REFERENCE, CaseReference, PostName
from engine.language.posts import spelling
from engine.language.vocabulary import RoleKind
from engine.ports.agenda.case_orders import CaseOrder
from engine.ports.agenda.next_acts import Whose
from engine.ports.letters.waiting_letters import LettersWanted, ListedLetter
from engine.ports.sights import CasesWanted, Key, ListedCase, Page
from engine.ports.store import Reading

LOOKED_AT = "the work list"
"""What the access log says that somebody looked at: it names people of cases."""
ONE = Page(limit=1)
SHOWN = 10
"""So many of what waits beside the cases are named."""


class WorkTab(StrEnum):
    """The lists of what somebody has to do, in their order."""

    MINE = "mine"
    LETTERS = "letters"
    OTHERS = "others"
    LATE = "late"
    NEW = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """One list of somebody's work, a page of it, beside how many lines each list has, up to COUNTED.

    `LATE` is among the counts for those alone who look after a school. `last_here` is when, before today, they last
    looked at their work, None where they never did. `next_of_others` is the first case that waits for somebody else,
    `beside` what else waits for them. `alarming` are the titles of the cases with a danger to be opened.
    """

    tab: WorkTab
    lines: tuple[AgendaLine, ...]
    counts: Mapping[WorkTab, int]
    earlier: Key = ()
    later: Key = ()
    last_here: datetime | None
    next_of_others: AgendaLine | None
    alarming: Mapping[CaseReference, str]
    beside: Overview


def agenda(
    services: Services, caller: Caller, tab: WorkTab | None, page: Page, asked: AskedClocks = EVERYTHING
) -> Agenda:
    """List what somebody has to do; without a tab of theirs what is theirs, or, where nothing is, what others have.

    Raises BadAnswers for a school that is not among the person's, and for a procedure that there is not.
    """
    log_read(services, caller, NO_REFERENCE, LOOKED_AT)
    with services.store.reading() as reading:
        return _Look(services, reading, caller, asked).agenda(tab, page)


@dataclass(frozen=True, slots=True)
class _Row:
    """A line to be told, with the letter that it is about where it is about one."""

    case: ListedCase
    letter: ListedLetter | None
    key: Key


class _Look:
    """One look at what somebody has to do, in a transaction that is open."""

    def __init__(self, services: Services, reading: Reading, caller: Caller, asked: AskedClocks) -> None:
        self.services, self.reading, self.viewer = services, reading, caller.viewer
        desk = desk_of(services, reading, caller)
        self.choices = desk.filters.choices()
        school, track = desk.filters.clocks(asked, self.choices)
        self.desk = replace(desk, school=school, track=track)
        midnight = datetime.combine(desk.now.astimezone(desk.zone).date(), time(), desk.zone)
        self.last_here = reading.last_here(caller.viewer, midnight)

    def agenda(self, asked: WorkTab | None, page: Page) -> Agenda:
        counts = {tab: self._count(tab) for tab in WorkTab if tab is not WorkTab.LATE or self._answers()}
        usual = WorkTab.MINE if counts[WorkTab.MINE] or not counts[WorkTab.OTHERS] else WorkTab.OTHERS
        tab = asked if asked in counts else usual
        found = self._rows(tab, replace(page, limit=page.limit + 1))
        rows, earlier, later = turned(found, page)
        following = self._listed(self._wanted(WorkTab.OTHERS), ONE) if counts[WorkTab.OTHERS] else ()
        beside = beside_of(self.services, self.desk, self.choices, SHOWN)
        alarming = self._alarming(beside)
        writer = self._writer([*(row.case for row in rows), *following, *alarming])
        return Agenda(
            tab=tab,
            lines=tuple(self._line(writer, tab, row) for row in rows),
            counts=counts,
            earlier=earlier,
            later=later,
            last_here=self.last_here,
            next_of_others=writer.line(following[0]) if following else None,
            alarming={row.reference: writer.title(row) for row in alarming},
            beside=beside,
        )

    def _wanted(self, tab: WorkTab) -> CasesWanted:
        here = CasesWanted(kind=None, school=self.desk.school, track=self.desk.track, order=CaseOrder.ACT)
        match tab:
            case WorkTab.MINE:
                return replace(here, turn=Whose.MINE, soon=self.desk.now + WEEK)
            case WorkTab.LATE:
                return replace(here, ended=False, late_at=self.desk.now, order=CaseOrder.SOONEST)
            case WorkTab.NEW:
                return replace(here, since=self.last_here or datetime.min.replace(tzinfo=UTC), order=CaseOrder.NEWEST)
            case _:
                return replace(here, turn=Whose.OTHERS, ended=False)

    def _letters(self) -> tuple[LettersWanted, ...]:
        return tuple(LettersWanted(awaits=each, school=self.desk.school, track=self.desk.track) for each in AWAITED)

    def _count(self, tab: WorkTab) -> int:
        if tab is WorkTab.LETTERS:
            found = (self.reading.count_letters(self.viewer, each, COUNTED) for each in self._letters())
            return min(COUNTED, sum(found))
        return self.reading.count_cases(self.viewer, self._wanted(tab), COUNTED)

    def _answers(self) -> bool:
        """Say whether somebody looks after a school, by a post that the trust's own policy names for that."""
        try:
            policy = own_policy(self.services.library, self.reading.organisation())
        except NotFound:
            return False
        overseers = policy.roles_of(RoleKind.OVERSEER)
        posts = {post for role in overseers for post in policy.role(role).held_by}
        person = self.reading.find_person(self.viewer.organisation, self.viewer.person)
        held = person.held(self.desk.now) if person is not None else ()
        return any(PostName(spelling(each.post) or each.post) in posts for each in held)

    def _rows(self, tab: WorkTab, page: Page) -> Sequence[_Row]:
        if tab is WorkTab.LETTERS:
            return self._letter_rows(page)
        return [_Row(row, None, row.key) for row in self._listed(self._wanted(tab), page)]

    def _listed(self, wanted: CasesWanted, page: Page) -> Sequence[ListedCase]:
        return self.reading.listed_cases(self.viewer, wanted, page)

    def _letter_rows(self, page: Page) -> Sequence[_Row]:
        """List the letters that wait to go out, those that wait longest first, each with the case that it is of."""
        parts = (self.reading.listed_letters(self.viewer, each, page) for each in self._letters())
        found = sorted((row for part in parts for row in part), key=lambda row: row.key)
        some = found[-page.limit :] if page.back else found[: page.limit]
        cases = self._named(dict.fromkeys(row.reference for row in some))
        known = {row.reference: row for row in cases}
        return [_Row(known[row.reference], row, row.key) for row in some if row.reference in known]

    def _named(self, references: Iterable[CaseReference]) -> Sequence[ListedCase]:
        asked = tuple(references)
        return self.reading.cases_named(self.viewer, CasesWanted(kind=None), asked) if asked else ()

    def _alarming(self, beside: Overview) -> Sequence[ListedCase]:
        theirs = [mark.reference for mark in self.desk.dangers]
        return self._named([*theirs, *(each.reference for each in beside.unopened)])

    def _writer(self, rows: Sequence[ListedCase]) -> LineWriter:
        return LineWriter(
            services=self.services,
            versions=self.desk.versions,
            schools=self.desk.schools,
            names=names_of(self.reading, self.viewer.organisation, rows),
            now=self.desk.now,
        )

    def _line(self, writer: LineWriter, tab: WorkTab, row: _Row) -> AgendaLine:
        danger = any(mark.reference == row.case.reference for mark in self.desk.dangers)
        line = writer.line(row.case, danger=danger)
        told = replace(line, key=row.key)
        if row.letter is not None:
            return writer.of_letter(told, row.case, row.letter)
        return writer.late(told, row.case) if tab is WorkTab.LATE else told
