"""Lists, read from rows of sight: a page at a time, in an order that an index has, and without loading a case."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from engine.identity import CaseId, CaseReference, InstanceId, OrganisationId, PersonId
from engine.ports.records import Viewer
from engine.ports.sights import (
    CasesWanted,
    ClocksWanted,
    ListedCase,
    ListedClock,
    Page,
    Sights,
)
from engine.record.values import Alert
from store.connection.cursor import Named, Values
from store.mapping import moment, when
from store.sight import rows as sights
from store.sight.agenda_columns import act_of, heading_of
from store.sight.asked import CLOCK_ORDER, FALLING, beyond, of_cases, of_clocks, order_of, whose
from store.sight.beside import beside, schools_in
from store.sight.few import among, few_cases, hinted, one_of, worked_on
from store.sight.marks import ALERTS, DANGERS, GIVEN, RAISED, UNOPENED
from store.visibility import Condition, Visibility

# What is listed is chosen first, by an index that has it in order, and all that most lists are narrowed by; only the
# lines of the page are joined to more, their own row among it.
CASES = (
    "SELECT chosen.*, {shared}, cases.policy, cases.policy_hash, cases.reported_at, cases.revision, "
    "clock_sights.instance, clock_sights.name, clock_sights.state AS clock_state, clock_sights.overdue_at, "
    "clock_sights.waits "
    "FROM ({those}) AS found JOIN case_sights AS chosen ON chosen.organisation_id = found.organisation_id "
    "AND chosen.case_id = found.case_id AND chosen.person_id = found.person_id "
    "JOIN cases ON cases.organisation_id = chosen.organisation_id AND cases.id = chosen.case_id "
    "LEFT JOIN clock_sights ON clock_sights.organisation_id = chosen.organisation_id "
    "AND clock_sights.case_id = chosen.case_id AND clock_sights.person_id = chosen.person_id "
    "AND clock_sights.instance || ' ' || clock_sights.name = chosen.clock ORDER BY {chosen} LIMIT ?"
)
NAMED = "case_id IN (SELECT id FROM cases WHERE organisation_id = ? AND {})"
CLOCKS = (
    "SELECT chosen.*, {shared}, cases.policy_hash, deadlines.round, deadlines.binding, deadlines.roles FROM "
    "({those}) AS chosen "
    "JOIN cases ON cases.organisation_id = chosen.organisation_id AND cases.id = chosen.case_id "
    "JOIN deadlines ON deadlines.organisation_id = chosen.organisation_id AND deadlines.case_id = chosen.case_id "
    "AND deadlines.instance = chosen.instance AND deadlines.name = chosen.name AND deadlines.state = 'open' "
    "ORDER BY {chosen} LIMIT ?"
)
THOSE = "SELECT {columns} FROM {table} WHERE {condition} ORDER BY {order} LIMIT ?"
# Of few cases all lines are read, and put in order after that: no index has both.
OF_FEW = "SELECT {columns} FROM {table} WHERE {condition}"
KEY = "organisation_id, case_id, person_id"
# The first of each kind of clocks, by the one index that has them in order, and of these the first of all.
OF_EACH = (
    f"SELECT * FROM ({THOSE}) AS chosen_ready UNION ALL SELECT * FROM ({THOSE}) AS chosen_waiting "
    f"UNION ALL SELECT * FROM ({THOSE}) AS chosen_to_pass ORDER BY {{order}} LIMIT ?"
)
EITHER = "waits IN (0, 1, 2)"
COUNTED = "SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {condition} LIMIT ?) AS counted"
VERSIONS = (
    "SELECT policy_hash, count(*) FROM cases WHERE organisation_id = ? AND policy = ? "
    "AND id IN (SELECT case_id FROM case_sights WHERE {}) GROUP BY policy_hash"
)
WAITING = "SELECT 1 FROM sight_refreshes WHERE organisation_id = ? AND person_id = ? AND due_at <= ? LIMIT 1"
REFRESHES = (
    "SELECT DISTINCT person_id FROM sight_refreshes WHERE organisation_id = ? AND due_at <= ? ORDER BY person_id"
)
REACHED = "SELECT min(reached) FROM sight_refreshes WHERE organisation_id = ? AND person_id = ? AND due_at <= ?"
# Cases that somebody sees by a post, and those that are open where they hold one now: by it they may come to a role.
RELYING = (
    "SELECT * FROM (SELECT case_id FROM case_sights WHERE organisation_id = ? AND person_id = ? AND case_id > ? "
    "AND (posts <> '' OR relied <> '') ORDER BY case_id LIMIT ?) AS sees "
    "UNION SELECT * FROM (SELECT cases.id FROM cases WHERE cases.organisation_id = ? AND cases.id > ? "
    "AND EXISTS (SELECT 1 FROM posts WHERE posts.organisation_id = cases.organisation_id AND posts.person_id = ? "
    "AND (posts.school_id IN ('', cases.school_id) OR posts.school_id IN (SELECT school_id FROM case_shares "
    "WHERE case_shares.organisation_id = cases.organisation_id AND case_shares.case_id = cases.id)) "
    "AND posts.since <= ? AND (posts.until IS NULL OR posts.until > ?)) "
    "AND (EXISTS (SELECT 1 FROM case_sights AS seen WHERE seen.organisation_id = cases.organisation_id "
    "AND seen.case_id = cases.id AND seen.ended = 0) OR NOT EXISTS (SELECT 1 FROM case_sights AS seen "
    "WHERE seen.organisation_id = cases.organisation_id AND seen.case_id = cases.id)) "
    "ORDER BY cases.id LIMIT ?) AS comes ORDER BY 1 LIMIT ?"
)
ANY_UNSIGHTED = "SELECT 1 FROM cases WHERE sighted = 0 LIMIT 1"
UNSIGHTED = "SELECT id FROM cases WHERE organisation_id = ? AND sighted = 0 ORDER BY id LIMIT ?"
SIGHTED = "SELECT sighted FROM cases WHERE organisation_id = ? AND id = ?"


class ListsReading(Visibility):
    """Reads of what stands before somebody."""

    def listed_cases(self, viewer: Viewer, wanted: CasesWanted, page: Page) -> Sequence[ListedCase]:
        """List cases in the order that is wanted."""
        few = few_cases(self.cursor, viewer, wanted)
        return self._cases(wanted, among(of_cases(viewer, wanted, self.holding(viewer)), few), page, few)

    def cases_named(
        self, viewer: Viewer, wanted: CasesWanted, references: Sequence[CaseReference]
    ) -> Sequence[ListedCase]:
        """List such of these cases as are before the viewer."""
        condition, values = of_cases(viewer, wanted, self.holding(viewer))
        # by their key: no index of the rows of somebody has references alone, and all of them would be gone through
        named = (
            f"{condition} AND {NAMED.format(one_of('reference', references))}",
            (*values, viewer.organisation, *references),
        )
        return self._cases(wanted, named, Page(limit=len(references)), references)

    def count_cases(self, viewer: Viewer, wanted: CasesWanted, limit: int) -> int:
        """Count cases up to a limit."""
        condition, values = among(
            of_cases(viewer, wanted, self.holding(viewer)), few_cases(self.cursor, viewer, wanted)
        )
        return self._count("case_sights", condition, (*values, limit))

    def versions_in_use(self, viewer: Viewer, policy: str) -> Mapping[str, int]:
        """Count the cases under a policy by their version."""
        condition, values = of_cases(viewer, CasesWanted(), self.holding(viewer))
        return dict(self.cursor.fetch(VERSIONS.format(condition), (viewer.organisation, policy, *values)))

    def listed_clocks(self, viewer: Viewer, wanted: ClocksWanted, page: Page) -> Sequence[ListedClock]:
        """List running clocks, soonest first."""
        few = few_cases(self.cursor, viewer, wanted)
        ways = _kinds(wanted) if few is None and _is_of_each(wanted) else [wanted]
        asked = [among(of_clocks(viewer, each, self.holding(viewer)), few) for each in ways]
        rows = self._page(CLOCKS, CLOCK_ORDER, asked, page, few=few is not None)
        return [
            ListedClock(
                case=row["case_id"],
                reference=row["reference"],
                school=row["school_id"],
                policy_hash=row["policy_hash"],
                round=row["round"],
                binding=row["binding"],
                roles=tuple(json.loads(row["roles"])),
                sight=sights.clock_sight(row),
                shared=schools_in(row),
                key=tuple(row[column] for column in CLOCK_ORDER),
            )
            for row in rows
        ]

    def count_clocks(self, viewer: Viewer, wanted: ClocksWanted, limit: int) -> int:
        """Count running clocks up to a limit."""
        few = few_cases(self.cursor, viewer, wanted)
        condition, values = among(of_clocks(viewer, wanted, self.holding(viewer)), few)
        either = f"{EITHER} AND " if few is None and _is_of_each(wanted) else ""
        return self._count("clock_sights", f"{either}{condition}", (*values, limit))

    def open_alerts(self, viewer: Viewer, limit: int) -> Sequence[tuple[CaseReference, Alert]]:
        """List the alerts that nobody has taken up, one for each round of a clock that runs."""
        held, values = self.holding(viewer).all_of("case_sights.relied", "case_sights.school_id")
        few = worked_on(self.cursor, viewer)
        # of few cases no index has the alerts in order, and SQLite must not take the one that has those of all
        near, order = (one_of("alerts.case_id", few), f"{RAISED} || ''") if few is not None else ("1 = 1", RAISED)
        asked = (*whose(viewer), *values, *(few or ()), limit)
        rows = self.cursor.fetch_named(ALERTS.format(held, near, order), asked)
        return [(row["reference"], _alert(row)) for row in rows]

    def dangers_unread(self, viewer: Viewer) -> Sequence[CaseId]:
        """List the cases with a danger that may not have been looked at."""
        held, values = self.holding(viewer).all_of("case_sights.relied", "case_sights.school_id")
        found = hinted(self.cursor, DANGERS).format(held)
        return [case for (case,) in self.cursor.fetch(found, (*whose(viewer), *values))]

    def dangers_unopened(self, viewer: Viewer, limit: int) -> Sequence[CaseId]:
        """List the newest cases with a danger that others may not have looked at."""
        held, values = self.holding(viewer).all_of("case_sights.relied", "case_sights.school_id")
        found = hinted(self.cursor, UNOPENED).format(held)
        return [case for (case,) in self.cursor.fetch(found, (*whose(viewer), *values, limit))]

    def given_unread(self, viewer: Viewer, limit: int) -> Sequence[CaseReference]:
        """List the cases that came with a post and that nobody has looked at since."""
        held, values = self.holding(viewer).any_of("case_sights.posts", "case_sights.school_id")
        found = self.cursor.fetch(hinted(self.cursor, GIVEN).format(held), (*whose(viewer), *values, limit))
        return list(dict.fromkeys(reference for (reference,) in found))

    def is_catching_up(self, viewer: Viewer, at: datetime) -> bool:
        """Say whether lists still have to follow the posts of a viewer."""
        return self.cursor.fetch_one(WAITING, (*whose(viewer), moment(at))) is not None

    def sights(self, organisation: OrganisationId, case: CaseId) -> Sights | None:
        """Give a case before everybody, as it is kept."""
        found = self.cursor.fetch_one(SIGHTED, (organisation, case))
        return sights.read(self.cursor, organisation, case) if found == (1,) else None

    def has_unsighted(self) -> bool:
        """Say whether there are cases that are not worked out yet."""
        return self.cursor.fetch_one(ANY_UNSIGHTED) is not None

    def unsighted(self, organisation: OrganisationId, limit: int) -> Sequence[CaseId]:
        """List cases that are not worked out yet."""
        return [case for (case,) in self.cursor.fetch(UNSIGHTED, (organisation, limit))]

    def catching_up(self, organisation: OrganisationId, at: datetime) -> Sequence[PersonId]:
        """List whose lists have to follow their posts."""
        return [person for (person,) in self.cursor.fetch(REFRESHES, (organisation, moment(at)))]

    def relying_on_posts(
        self, organisation: OrganisationId, person: PersonId, at: datetime, limit: int
    ) -> Sequence[CaseId]:
        """List the next cases that somebody sees by a post, or may come to by one, and that do not follow yet."""
        reached = self.cursor.fetch_one(REACHED, (organisation, person, moment(at)))
        after = reached[0] if reached else ""
        sees = (organisation, person, after or "", limit)
        comes = (organisation, after or "", person, moment(at), moment(at), limit)
        return [case for (case,) in self.cursor.fetch(RELYING, (*sees, *comes, limit))]

    def _cases(
        self, wanted: CasesWanted, asked: Condition, page: Page, few: Sequence[str] | None
    ) -> Sequence[ListedCase]:
        order, falls = order_of(wanted), wanted.order in FALLING
        rows = self._page(CASES, order, [asked], page, falls=falls, few=few is not None)
        return [_listed_case(row, order) for row in rows]

    def _page(
        self,
        statement: str,
        order: Sequence[str],
        ways: Sequence[Condition],
        page: Page,
        *,
        falls: bool = False,
        few: bool = False,
    ) -> Sequence[Named]:
        """Read a page of what meets a condition, or one of several, which differ in their values alone.

        `falls` says that the list begins with what is last in its order, `few` that a condition is met by few.
        """
        falls = falls != page.back
        condition, _ = ways[0]
        after, key = beyond(order, page, falls=falls)
        way = " DESC" if falls else ""
        by, chosen = (", ".join(f"{start}{column}{way}" for column in order) for start in ("", "chosen."))
        table, columns = ("case_sights", KEY) if statement is CASES else ("clock_sights", "*")
        those = OF_FEW if few else THOSE if len(ways) == 1 else OF_EACH
        asked = statement.format(
            those=those.format(columns=columns, table=table, condition=f"{condition}{after}", order=by),
            chosen=chosen,
            shared=beside(self.cursor),
        )
        limit = () if few else (page.limit,)
        values = [value for _, each in ways for value in (*each, *key, *limit)]
        rows = self.cursor.fetch_named(asked, (*values, *(page.limit for _ in ways[1:2]), page.limit))
        return rows[::-1] if page.back else rows

    def _count(self, table: str, condition: str, values: Values) -> int:
        counted: int = self.cursor.fetch(COUNTED.format(table=table, condition=condition), values)[0][0]
        return counted


def _is_of_each(wanted: ClocksWanted) -> bool:
    """Say whether clocks of every kind are wanted; few are in grace, by an own index."""
    return wanted.waits is None and not wanted.not_before and wanted.in_grace_at is None


def _kinds(wanted: ClocksWanted) -> Sequence[ClocksWanted]:
    ready, waiting = (replace(wanted, waits=waits) for waits in (False, True))
    return ready, waiting, replace(wanted, not_before=True)


def _listed_case(row: Named, order: Sequence[str]) -> ListedCase:
    clock = {**row, "state": row["clock_state"]}
    return ListedCase(
        case=row["case_id"],
        reference=row["reference"],
        school=row["school_id"],
        policy=row["policy"],
        policy_hash=row["policy_hash"],
        reported_at=when(row["reported_at"]),
        revision=row["revision"] if row["everything"] else 0,
        state=row["state"],
        ended=bool(row["ended"]),
        soonest=sights.clock_sight(clock) if row["instance"] is not None else None,
        heading=heading_of(row),
        act=act_of(row),
        shared=schools_in(row),
        key=tuple(row[column] for column in order),
    )


def _alert(row: Named) -> Alert:
    return Alert(
        number=row["number"],
        on=InstanceId(row["instance"]),
        deadline=row["deadline"],
        alert=row["climbed"],
        round=row["round"],
        status=row["status"],
        breached_at=when(row["breached_at"]),
        raised_at=when(row["raised_at"]),
    )
