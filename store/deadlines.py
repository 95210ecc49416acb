"""The work list by time, and what the scheduler asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from engine.identity import NO_CASE, CaseId, OrganisationId
from engine.ports.records import DoneByHand
from engine.ports.sweeps import SetAside
from store.connection.cursor import inserting
from store.connection.session import Session
from store.mapping import moment, when
from store.transition import FORGET_FAILURES

LAST_SWEEP = "SELECT last_at FROM sweeps WHERE organisation_id = ?"
# Those that a pass has handled already lie before `after`, so that however many of them are bad, the next ones come.
# An empty text keeps the planner from an index: here from that of all cases, of which few are due, and below from that
# of all alerts, of which a case has few.
DUE_CASES = (
    "SELECT DISTINCT case_id || '' AS due FROM deadlines "
    "WHERE organisation_id = ? AND state = 'open' AND next_alert_at <= ? AND case_id || '' > ? "
    "AND (? OR case_id NOT IN "
    "(SELECT case_id FROM sweep_failures WHERE sweep_failures.organisation_id = ? AND set_aside)) "
    "ORDER BY due LIMIT ?"
)
CLAIM = (
    "SELECT id FROM cases WHERE organisation_id = ? AND id IN ({}) AND EXISTS ("
    "SELECT 1 FROM deadlines WHERE deadlines.organisation_id = cases.organisation_id "
    "AND deadlines.case_id = cases.id AND deadlines.state = 'open' AND deadlines.next_alert_at || '' <= ?) ORDER BY id"
)
ONE_OF_EACH = (
    "SELECT min(id) AS first FROM cases WHERE organisation_id = ? AND id IN ({}) "
    "GROUP BY policy_hash, school_id ORDER BY first"
)
SET_ASIDE = (
    "SELECT sweep_failures.case_id, coalesce(cases.reference, ''), tries, sweep_failures.reference FROM sweep_failures "
    "LEFT JOIN cases ON cases.organisation_id = sweep_failures.organisation_id AND cases.id = sweep_failures.case_id "
    "WHERE sweep_failures.organisation_id = ? AND set_aside ORDER BY 2"
)
UPSERT_SWEEP = (
    "INSERT INTO sweeps (organisation_id, last_at) VALUES (?, ?) "
    "ON CONFLICT (organisation_id) DO UPDATE SET last_at = excluded.last_at"
)
COUNT_FAILURE = (
    "INSERT INTO sweep_failures (organisation_id, case_id, tries, reference, set_aside) VALUES (?, ?, 1, ?, ?) "
    "ON CONFLICT (organisation_id, case_id) DO UPDATE SET tries = sweep_failures.tries + 1, "
    "reference = excluded.reference, set_aside = sweep_failures.tries + 1 >= ? RETURNING tries"
)

DONE_COLUMNS = (
    "organisation_id",
    "id",
    "policy",
    "number",
    "school_id",
    "done_on",
    "person_id",
    "noted_at",
    "note",
)
DONE_BY_HAND = (
    "SELECT id, policy, number, school_id, done_on, person_id, noted_at, note FROM done_by_hand "
    "WHERE organisation_id = ? ORDER BY noted_at DESC, id DESC"
)
TICK_OFF = inserting("done_by_hand", DONE_COLUMNS)


class DeadlinesReading(Session):
    """Reads of clocks."""

    def done_by_hand(self, organisation: OrganisationId) -> Sequence[DoneByHand]:
        """List what was ticked off of that which policies ask people to do outside Duecourse, the latest first."""
        return [
            DoneByHand(
                id=id_,
                organisation=organisation,
                policy=policy,
                number=number,
                school=school,
                done_on=date.fromisoformat(done_on),
                by=person,
                noted_at=when(noted_at),
                note=note,
            )
            for id_, policy, number, school, done_on, person, noted_at, note in self.cursor.fetch(
                DONE_BY_HAND, (organisation,)
            )
        ]

    def due_cases(
        self, organisation: OrganisationId, now: datetime, limit: int, after: CaseId = NO_CASE, *, aside: bool = False
    ) -> Sequence[CaseId]:
        """List identifiers of cases with an alert to raise by now, in order and after one of them.

        Those set aside are left out, unless `aside` asks for them too.
        """
        values = (organisation, moment(now), after, aside, organisation, limit)
        return [case for (case,) in self.cursor.fetch(DUE_CASES, values)]

    def one_of_each(self, organisation: OrganisationId, cases: Sequence[CaseId]) -> Sequence[CaseId]:
        """Give one of these cases for each version of a policy and each school that they have, in order."""
        if not cases:
            return ()
        statement = ONE_OF_EACH.format(", ".join("?" for _ in cases))
        return [case for (case,) in self.cursor.fetch(statement, (organisation, *cases))]

    def last_sweep(self, organisation: OrganisationId) -> datetime | None:
        """Say when the last sweep ended."""
        row = self.cursor.fetch_one(LAST_SWEEP, (organisation,))
        return when(row[0]) if row else None

    def set_aside(self, organisation: OrganisationId) -> Mapping[CaseId, SetAside]:
        """Give the cases that no sweep takes any more, by identifier, in the order of their references."""
        return {case: SetAside(*rest) for case, *rest in self.cursor.fetch(SET_ASIDE, (organisation,))}


class DeadlinesWriting(DeadlinesReading):
    """What the scheduler writes down about itself, and what people ticked off."""

    def tick_off(self, done: DoneByHand) -> None:
        """Note that something was done outside Duecourse."""
        values = (done.policy, done.number, done.school, done.done_on.isoformat(), done.by, moment(done.noted_at))
        self.cursor.run(TICK_OFF, (done.organisation, done.id, *values, done.note))
        self.journal.touch(done.organisation, "done_by_hand", done.id)

    def claim(self, organisation: OrganisationId, cases: Sequence[CaseId], now: datetime) -> Sequence[CaseId]:
        """Give those of a few cases that still have an alert to raise, and that no other sweep is at."""
        lock = "" if self.is_sqlite else " FOR NO KEY UPDATE SKIP LOCKED"
        statement = CLAIM.format(", ".join("?" for _ in cases)) + lock
        return [case for (case,) in self.cursor.fetch(statement, (organisation, *cases, moment(now)))]

    def note_sweep(self, organisation: OrganisationId, at: datetime) -> None:
        """Note when a sweep ended."""
        self.cursor.run(UPSERT_SWEEP, (organisation, moment(at)))

    def note_failure(self, organisation: OrganisationId, case: CaseId, reference: str, limit: int) -> int:
        """Count a failed sweep of a case; at `limit` tries it is set aside. Gives the tries."""
        tries: int = self.cursor.fetch(COUNT_FAILURE, (organisation, case, reference, limit <= 1, limit))[0][0]
        return tries

    def forget_failures(self, organisation: OrganisationId, case: CaseId) -> None:
        """Put a case that was set aside, or nearly, back among the others."""
        self.cursor.run(FORGET_FAILURES, (organisation, case))
