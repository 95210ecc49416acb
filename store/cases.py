"""Cases, their events and their words; every read passes the visibility filter."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from engine.errors import BrokenRecord, NotFound
from engine.identity import CaseId, CaseReference, OrganisationId, PersonId, reference_of
from engine.ports.records import CaseSummary, Viewer
from engine.ports.sights import Sights
from engine.record.case import Case
from engine.record.chain import Entry, Words
from engine.record.values import SCHEDULER
from store import mapping, transition
from store.connection.cursor import Named, Values, updating
from store.mapping import maybe_when, moment, when
from store.search import piece_rows
from store.search.piece_search import PieceReading
from store.sight import letter_rows, rows
from store.sight.asked import whose
from store.sight.few import hinted, one_of
from store.sight.lists import ListsReading
from store.transition import WORKED_OUT
from store.visibility import Condition

SUMMARY_COLUMNS = ("id", "reference", "policy", "policy_hash", "school_id", "status", "reported_at", "revision")
# Joined to nothing, the time of a deadline leads SQLite through the deadlines of the whole trust, once for each case.
SUMMARIES = (
    f"SELECT {', '.join(SUMMARY_COLUMNS)}, "
    "(SELECT min(deadlines.due_at || '') FROM deadlines WHERE deadlines.organisation_id = cases.organisation_id "
    "AND deadlines.case_id = cases.id AND deadlines.state = 'open') AS next_due_at FROM cases"
)
ERASE_WORDS = updating("words", ("text", "salt"), ("organisation_id", "case_id", "sequence", "key"))
WORDS_OF = (
    "SELECT words.case_id, words.sequence, words.key, words.text FROM words "
    "JOIN cases ON words.organisation_id = cases.organisation_id AND words.case_id = cases.id "
    "WHERE {condition} AND {cases}"
)
OF_CASES = (
    "SELECT {table}.* FROM {table} JOIN cases "
    "ON {table}.organisation_id = cases.organisation_id AND {table}.case_id = cases.id"
)
TOGETHER = 500
"""So many cases are read in one statement."""
SIGHTED = "UPDATE cases SET sighted = ? WHERE organisation_id = ? AND id = ?"
UNREADABLE = 2
WAITS = "SELECT sighted FROM cases WHERE organisation_id = ? AND id = ?"
NOT_WORKED_OUT = "UPDATE cases SET sighted = 0 WHERE organisation_id = ?"
WHOSE = "organisation_id = ? AND person_id = ? AND due_at <= ?"
REACH = f"UPDATE sight_refreshes SET reached = ? WHERE {WHOSE}"
FOLLOWED = f"DELETE FROM sight_refreshes WHERE {WHOSE}"
NEXT_REFERENCE = (
    "INSERT INTO reference_counters (organisation_id, prefix, year, last) VALUES (?, ?, ?, 1) "
    "ON CONFLICT (organisation_id, prefix, year) DO UPDATE SET last = reference_counters.last + 1 RETURNING last"
)
# The few in which something waits come first: CROSS JOIN keeps SQLite from beginning with all that somebody sees.
ALL_ERASING = (
    "SELECT reference FROM cases {by_erasing} WHERE organisation_id = ? AND erasing = 1 ORDER BY reference LIMIT ?"
)
LENT = "SELECT id FROM cases WHERE organisation_id = ? AND lent_until <> '' AND lent_until <= ? ORDER BY id LIMIT ?"
APPROVING = (
    "SELECT case_sights.reference FROM cases {by_approving} CROSS JOIN case_sights "
    "WHERE case_sights.organisation_id = cases.organisation_id AND case_sights.case_id = cases.id "
    "AND cases.organisation_id = ? AND cases.approving = 1 AND case_sights.person_id = ? "
    "AND {{}} ORDER BY case_sights.reference LIMIT ?"
)
ERASING = (
    "SELECT case_sights.reference FROM cases {by_erasing} CROSS JOIN case_sights "
    "WHERE case_sights.organisation_id = cases.organisation_id AND case_sights.case_id = cases.id "
    "AND cases.organisation_id = ? AND cases.erasing = 1 AND case_sights.person_id = ? "
    "AND case_sights.everything = 1 AND {{}} ORDER BY case_sights.reference LIMIT ?"
)


def _parts(cases: Collection[CaseId]) -> Iterator[Sequence[CaseId]]:
    """Part cases so that a statement has a place for each of a part."""
    named = list(cases)
    return (named[start : start + TOGETHER] for start in range(0, len(named), TOGETHER))


class CasesReading(ListsReading, PieceReading):
    """Reads of cases."""

    def find_case(self, viewer: Viewer, reference: CaseReference) -> Case:
        """Load a case by reference."""
        return self._load(viewer, "reference", reference, reference)

    def case_by_id(self, viewer: Viewer, case: CaseId) -> Case:
        """Load a case by identifier."""
        return self._load(viewer, "id", case, "with this identifier")

    def cases_by_id(self, viewer: Viewer, cases: Collection[CaseId]) -> Mapping[CaseId, Case]:
        """Load several, kept from nobody; those that are damaged, or that the viewer may not see, are left out."""
        condition, values = self.visible(viewer)
        found: dict[CaseId, Case] = {}
        for part in _parts(cases):
            statement = f"SELECT id, snapshot FROM cases WHERE {condition} AND {one_of('id', part)}"
            for case, stored in self.cursor.fetch(statement, (*values, *part)):
                with suppress(BrokenRecord):
                    found[case] = self.case_of(case, stored)
        return found

    def _load(self, viewer: Viewer, column: str, value: str, named: str) -> Case:
        """Load a case; in a transaction that may write, PostgreSQL keeps it from others until the end."""
        condition, values = self.visible(viewer)
        lock = " FOR NO KEY UPDATE" if self.write and not self.is_sqlite else ""
        statement = f"SELECT id, snapshot FROM cases WHERE {condition} AND {column} = ?{lock}"
        found = self.cursor.fetch_one(statement, (*values, value))
        if found is None:
            raise NotFound(f"There is no case {named}, or none that you may see.")
        return self.case_of(*found)

    def cases(self, viewer: Viewer) -> Sequence[CaseSummary]:
        """List the cases the viewer may see: those with the earliest deadline first, then by reference."""
        return self._summaries(self.visible(viewer))

    def cases_standing(self, viewer: Viewer, states: Mapping[str, Collection[str]]) -> Sequence[CaseSummary]:
        """List such of them as stand in one of these states, by the hash of the version; all of any other version."""
        condition, values = self.visible(viewer)
        named = [(version, state) for version, those in states.items() for state in those]
        others = f"NOT ({one_of('policy_hash', [*states])})"
        wanted = " OR ".join((others, *("(policy_hash = ? AND status = ?)" for _ in named)))
        asked = (*values, *states, *(each for pair in named for each in pair))
        return self._summaries((f"{condition} AND ({wanted})", asked))

    def _summaries(self, asked: Condition) -> Sequence[CaseSummary]:
        condition, values = asked
        found = [
            CaseSummary(
                id=row["id"],
                reference=row["reference"],
                policy=row["policy"],
                policy_hash=row["policy_hash"],
                school=row["school_id"],
                status=row["status"],
                reported_at=when(row["reported_at"]),
                revision=row["revision"],
                next_due_at=maybe_when(row["next_due_at"]),
            )
            for row in self.cursor.fetch_named(f"{SUMMARIES} WHERE {condition}", values)
        ]
        return sorted(found, key=lambda row: (row.next_due_at is None, row.next_due_at, row.reference))

    def entries(self, viewer: Viewer, case: CaseId) -> Sequence[Entry]:
        """List the sealed events of a case in order, with their words."""
        kept: dict[int, dict[str, Words]] = {}
        for row in self._of_case(viewer, case, "words"):
            kept.setdefault(row["sequence"], {})[row["key"]] = Words(row["text"], row["salt"])
        rows = sorted(self._of_case(viewer, case, "events"), key=lambda row: int(row["sequence"]))
        return [mapping.entry(row, kept.get(row["sequence"], {})) for row in rows]

    def entries_of(self, viewer: Viewer, cases: Collection[CaseId]) -> Mapping[CaseId, Sequence[Entry]]:
        """List the sealed events of several cases, with their words."""
        kept: dict[tuple[CaseId, int], dict[str, Words]] = {}
        for row in self._of_cases(viewer, cases, "words"):
            kept.setdefault((row["case_id"], row["sequence"]), {})[row["key"]] = Words(row["text"], row["salt"])
        rows: dict[CaseId, list[Named]] = {}
        for row in self._of_cases(viewer, cases, "events"):
            rows.setdefault(row["case_id"], []).append(row)
        found: dict[CaseId, Sequence[Entry]] = {}
        for case, each in rows.items():
            with suppress(BrokenRecord):
                in_order = sorted(each, key=lambda row: int(row["sequence"]))
                found[case] = [mapping.entry(row, kept.get((case, row["sequence"]), {})) for row in in_order]
        return found

    def words(self, viewer: Viewer, case: CaseId) -> Mapping[tuple[int, str], str | None]:
        """Give the free text of a case by event number and key; None where it was erased."""
        return {(row["sequence"], row["key"]): row["text"] for row in self._of_case(viewer, case, "words")}

    def words_of(
        self, viewer: Viewer, cases: Collection[CaseId]
    ) -> Mapping[CaseId, Mapping[tuple[int, str], str | None]]:
        """Give the same of several cases."""
        condition, values = self.visible(viewer)
        found: dict[CaseId, dict[tuple[int, str], str | None]] = {}
        for part in _parts(cases):
            statement = WORDS_OF.format(condition=condition, cases=one_of("cases.id", part))
            for case, sequence, key, text in self.cursor.fetch(statement, (*values, *part)):
                found.setdefault(case, {})[sequence, key] = text
        return found

    def _of_case(self, viewer: Viewer, case: CaseId, table: str, number: int | None = None) -> Sequence[Named]:
        """Read the rows of one table that belong to a case, those of one number where it is given.

        There are none of a case that the viewer may not see.
        """
        condition, values = self.visible(viewer)
        statement = f"{OF_CASES.format(table=table)} WHERE {condition} AND cases.id = ?"
        asked: Values = (*values, case)
        if number is not None:
            statement, asked = f"{statement} AND {table}.number = ?", (*asked, number)
        return self.cursor.fetch_named(statement, asked)

    def _of_cases(self, viewer: Viewer, cases: Collection[CaseId], table: str) -> Iterator[Named]:
        """Read the rows of one table that belong to some cases."""
        condition, values = self.visible(viewer)
        for part in _parts(cases):
            statement = f"{OF_CASES.format(table=table)} WHERE {condition} AND {one_of('cases.id', part)}"
            yield from self.cursor.fetch_named(statement, (*values, *part))

    def erasing(self, viewer: Viewer, limit: int) -> Sequence[CaseReference]:
        """List the cases seen as a whole in which an erasure waits."""
        if viewer.sees_all:
            found = self.cursor.fetch(hinted(self.cursor, ALL_ERASING), (viewer.organisation, limit))
        else:
            held, values = self.holding(viewer).all_of("case_sights.relied", "case_sights.school_id")
            asked = (*whose(viewer), *values, limit)
            found = self.cursor.fetch(hinted(self.cursor, ERASING).format(held), asked)
        return [case for (case,) in found]

    def approving(self, viewer: Viewer, limit: int) -> Sequence[CaseReference]:
        """List the cases that the viewer sees something of, in which a letter waits for a second person."""
        held, values = self.holding(viewer).all_of("case_sights.relied", "case_sights.school_id")
        found = self.cursor.fetch(hinted(self.cursor, APPROVING).format(held), (*whose(viewer), *values, limit))
        return [case for (case,) in found]

    def lent_until(self, organisation: OrganisationId, now: datetime, limit: int) -> Sequence[CaseId]:
        """List the cases in which a role goes back by now to somebody who lent it."""
        return [case for (case,) in self.cursor.fetch(LENT, (organisation, moment(now), limit))]


class CasesWriting(CasesReading):
    """Writes of cases, through the fixed statements of the hot path."""

    def next_reference(self, organisation: OrganisationId, prefix: str, year: int) -> CaseReference:
        """Take the next number of a year; it is taken only if the transaction commits."""
        number = self.cursor.fetch(NEXT_REFERENCE, (organisation, prefix, year))[0][0]
        return reference_of(prefix, year, number)

    def create_case(self, case: Case, entries: Sequence[Entry], sights: Sights) -> None:
        """Write a new case."""
        transition.create(self.cursor, case, self.stored_as(case), entries, sights)
        letter_rows.write(self.cursor, None, case)
        piece_rows.write(self.cursor, None, case, entries)
        self.journal.touch(case.organisation, "cases", case.id)
        self.journal.tell(entries[0].event.by, entries[0].event.kind)

    def save_case(self, before: Case, after: Case, entries: Sequence[Entry], sights: tuple[Sights, Sights]) -> None:
        """Write what a step changed."""
        step = transition.CaseStep(before=before, after=after, snapshot=self.stored_as(after), entries=entries)
        transition.save(self.cursor, step, sights)
        letter_rows.write(self.cursor, before, after)
        piece_rows.write(self.cursor, before, after, entries)

    def erase_words(self, organisation: OrganisationId, case: CaseId, event: int, key: str) -> None:
        """Empty words beside an event, with the salt by which short ones could be guessed."""
        self.cursor.run(ERASE_WORDS, (None, "", organisation, case, event, key))
        piece_rows.drop_words(self.cursor, organisation, case, event, key)

    def keep_sights(self, case: Case, sights: Sights) -> None:
        """Write how a case stands before everybody, in the place of what stood there."""
        before = rows.read(self.cursor, case.organisation, case.id)
        rows.write(self.cursor, (case.organisation, case.id, case.reference, case.school), before, sights)
        letter_rows.write_all(self.cursor, case)
        if self.cursor.fetch_one(WAITS, (case.organisation, case.id)) == (0,):
            entries = self.entries(Viewer(case.organisation, SCHEDULER), case.id)
            piece_rows.write_all(self.cursor, case, entries)
        self.cursor.run(SIGHTED, (WORKED_OUT, case.organisation, case.id))

    def forget_pieces(self, organisation: OrganisationId) -> None:
        """Let go of every piece; they are written again with who sees what of each case."""
        piece_rows.forget(self.cursor, organisation)
        self.cursor.run(NOT_WORKED_OUT, (organisation,))

    def give_up_sight(self, organisation: OrganisationId, case: CaseId) -> None:
        """Note that a case cannot be read."""
        self.cursor.run(SIGHTED, (UNREADABLE, organisation, case))

    def reach(self, organisation: OrganisationId, person: PersonId, at: datetime, case: CaseId) -> None:
        """Note up to which case the lists of somebody follow their posts."""
        whose = (organisation, person, moment(at))
        self.cursor.run(*((REACH, (case, *whose)) if case else (FOLLOWED, whose)))
