"""Everything that is kept of a case, row by row, held against the rows that its events would write today.

What writes a row is what says how it must be: the values of both sides come from the same functions, so that a column
that is written is a column that is compared.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property

from engine.errors import BrokenRecord
from engine.identity import NO_CASE, CaseId, CaseReference, OrganisationId
from engine.ports.kept_cases import Became, FoldedCase, RowKind, Stray
from engine.ports.records import ACCOUNT, DIGEST, HANDED_ON, ONE_TIME, EvidenceFile, Notice, SealedLetter, Viewer
from engine.record.case import Case
from engine.record.chain import Entry, Words
from engine.record.snapshot import decode_case, encode_case
from store import mapping, transition
from store.connection.compression import unpacked
from store.connection.cursor import Named, Row, Values
from store.evidence import EVIDENCE_COLUMNS, evidence_values
from store.letters import LETTER_COLUMNS, RENDITION_COLUMNS, letter_values, rendition_values, sealed_letter
from store.outbox import SEALED_COLUMNS, UNMOVED, sealed_values
from store.search import piece_rows
from store.sight import letter_rows
from store.sight import rows as sight_rows
from store.visibility import Visibility

UNREADABLE = "What is stored is not as it was written, and cannot be read."


@dataclass(frozen=True)
class KeptTable:
    """A table that holds rows of cases: every column that is written, and the first of them, which make the key."""

    columns: Sequence[str]
    key: Sequence[str]
    person: int | None = None
    """Where the person stands whose list a row belongs to, in a table of sight."""
    packed: str = ""
    """The column that is packed."""

    def read(self, row: Row) -> Row:
        """Give a row with its text; what cannot be read stays as it is, and is no text that was ever written."""
        if not self.packed:
            return row
        at = self.columns.index(self.packed)
        with suppress(BrokenRecord):
            return (*row[:at], unpacked(row[at]), *row[at + 1 :])
        return row

    def which(self, row: Row) -> tuple[str, ...]:
        """Name a row within its case."""
        return tuple(str(value) for value in self.key_in(row)[2:])

    def key_in(self, row: Row) -> Row:
        """Find the key among the values of a row."""
        return tuple(row[: len(self.key)])


TABLES: Mapping[RowKind, KeptTable] = {
    RowKind.CASE: KeptTable(transition.CASE_COLUMNS, transition.CASE_COLUMNS[:2], packed="snapshot"),
    RowKind.EVENT: KeptTable(transition.EVENT_COLUMNS, transition.EVENT_COLUMNS[:3], packed="body"),
    RowKind.WORDS: KeptTable(transition.WORDS_COLUMNS, transition.WORDS_COLUMNS[:4]),
    RowKind.DEADLINE: KeptTable(transition.DEADLINE_COLUMNS, transition.DEADLINE_KEY),
    RowKind.ALERT: KeptTable(transition.ALERT_COLUMNS, transition.ALERT_KEY),
    RowKind.LETTER: KeptTable(LETTER_COLUMNS, LETTER_COLUMNS[:3]),
    RowKind.RENDITION: KeptTable(RENDITION_COLUMNS, RENDITION_COLUMNS[:4]),
    RowKind.EVIDENCE: KeptTable(EVIDENCE_COLUMNS, EVIDENCE_COLUMNS[:3]),
    RowKind.NOTICE: KeptTable(SEALED_COLUMNS, SEALED_COLUMNS[:4]),
    RowKind.SHARE: KeptTable(transition.SHARE_COLUMNS, transition.SHARE_COLUMNS),
    RowKind.SIGHT: KeptTable(sight_rows.CASE_COLUMNS, sight_rows.CASE_KEY, person=2),
    RowKind.CLOCK_SIGHT: KeptTable(sight_rows.CLOCK_COLUMNS, sight_rows.CLOCK_KEY, person=2),
    RowKind.WAITING_LETTER: KeptTable(letter_rows.COLUMNS, letter_rows.KEY),
    RowKind.PIECE: KeptTable(piece_rows.COLUMNS, piece_rows.KEY),
}
OF_SIGHT = (RowKind.SIGHT, RowKind.CLOCK_SIGHT, RowKind.WAITING_LETTER, RowKind.PIECE)
WITH_EVIDENCE = (
    "SELECT id, snapshot, kept.pieces FROM cases JOIN (SELECT organisation_id, case_id, count(*) AS pieces "
    "FROM evidence GROUP BY organisation_id, case_id) AS kept ON kept.organisation_id = cases.organisation_id "
    "AND kept.case_id = cases.id WHERE cases.organisation_id = ? ORDER BY id"
)
MEDIA_TYPE = '"media_type":'
"""Stands in a snapshot once for each piece of evidence that is sealed."""
WITHOUT_CASE = (
    "SELECT count(*) FROM {table} LEFT JOIN cases ON cases.organisation_id = {table}.organisation_id "
    "AND cases.id = {table}.case_id WHERE cases.id IS NULL AND {here}"
)
NO_CASES = f"('{DIGEST}', '{HANDED_ON}', '{ACCOUNT}', '{ONE_TIME}')"
OF_NO_CASE = f" AND NOT ({RowKind.NOTICE}.kind IN {NO_CASES} AND {RowKind.NOTICE}.case_id = '{NO_CASE}')"
"""A message about several cases, or an account, belongs to none; the chain of the organisation speaks for it."""
HERE = "({table}.organisation_id = ? OR {table}.organisation_id NOT IN (SELECT id FROM organisations))"
WITHOUT_TRUST = "SELECT count(*) FROM cases WHERE organisation_id NOT IN (SELECT id FROM organisations)"


@contextmanager
def _readable() -> Generator[None]:
    """Say that rows cannot be read back where one of their values is none that was ever written."""
    try:
        yield
    except (ValueError, TypeError, KeyError):
        raise BrokenRecord(UNREADABLE) from None


@dataclass(frozen=True)
class SqlKeptCase:
    """The rows of one case, by table."""

    rows: Mapping[RowKind, Sequence[Row]]

    def _named(self, kind: RowKind) -> Iterator[Named]:
        return (dict(zip(TABLES[kind].columns, row, strict=True)) for row in self.rows[kind])

    @cached_property
    def _own(self) -> Named:
        return next(self._named(RowKind.CASE))

    @property
    def id(self) -> CaseId:
        """Give its identifier."""
        return CaseId(self._own["id"])

    @property
    def reference(self) -> CaseReference:
        """Give its reference, as its row has it."""
        return CaseReference(self._own["reference"])

    @property
    def row_count(self) -> int:
        """Count its rows."""
        return sum(map(len, self.rows.values()))

    @property
    def is_sighted(self) -> bool:
        """Say whether anybody worked out how it stands before people; an earlier version left rows that tell nothing.

        It is not taken from the word of its row alone: who set that back would have nothing compared.
        """
        untold = all(row["kind"] == "case" and not row["due_at"] for row in self._named(RowKind.SIGHT))
        return self._own["sighted"] != 0 or not untold or bool(self.rows[RowKind.CLOCK_SIGHT])

    @cached_property
    def case(self) -> Case:
        """Give the case as it is kept beside its events."""
        with _readable():
            return decode_case(self._own["snapshot"])

    @cached_property
    def entries(self) -> Sequence[Entry]:
        """Give the sealed events in order, with their words."""
        words: dict[int, dict[str, Words]] = {}
        with _readable():
            for row in self._named(RowKind.WORDS):
                words.setdefault(row["sequence"], {})[row["key"]] = Words(row["text"], row["salt"])
            rows = sorted(self._named(RowKind.EVENT), key=lambda row: int(row["sequence"]))
            return [mapping.entry(row, words.get(row["sequence"], {})) for row in rows]

    @cached_property
    def letters(self) -> Sequence[SealedLetter]:
        """Give the issued letters."""
        with _readable():
            parts = list(self._named(RowKind.RENDITION))
            return [
                sealed_letter(row, (part for part in parts if part["number"] == row["number"]))
                for row in self._named(RowKind.LETTER)
            ]

    @cached_property
    def evidence(self) -> Sequence[EvidenceFile]:
        """Give what is known of each piece of evidence."""
        with _readable():
            return [mapping.evidence(row) for row in self._named(RowKind.EVIDENCE)]

    @cached_property
    def notices(self) -> Sequence[Notice]:
        """Give what left of the case, or is to leave; whether it has left is not asked here."""
        with _readable():
            return [mapping.notice({**row, **UNMOVED, "id": ""}) for row in self._named(RowKind.NOTICE)]

    def strays(self, given: FoldedCase) -> Sequence[Stray]:
        """List the rows that are not as the events give them."""
        return [
            stray
            for kind, rows in _written(given).items()
            if given.sights is not None or kind not in OF_SIGHT
            for stray in self._strays(kind, rows, given)
        ]

    def _strays(self, kind: RowKind, rows: Sequence[Row], given: FoldedCase) -> Iterator[Stray]:
        table = TABLES[kind]
        there, meant = (
            {
                table.key_in(row): tuple(row)
                for row in side
                if table.person is None or row[table.person] not in given.following
            }
            for side in (self.rows[kind], rows)
        )
        if given.sights is None and kind is RowKind.CASE:
            meant = {key: (*row[:-1], 0) for key, row in meant.items()}
        if there == meant:
            return
        for key, row in meant.items():
            if key not in there:
                yield Stray(kind, table.which(row), Became.GONE)
            elif there[key] != row:
                yield Stray(kind, table.which(row), Became.CHANGED)
        for key, row in there.items():
            if key not in meant:
                yield Stray(kind, table.which(row), Became.ADDED)


def _written(given: FoldedCase) -> Mapping[RowKind, Sequence[Values]]:
    """Give the rows that a store would hold of a case that its events have just made."""
    case = given.case
    events, words, deadlines, alerts = transition.children_of(case, given.entries)
    about = (case.organisation, case.id, case.reference, case.school)
    sights = given.sights or {}
    return {
        RowKind.CASE: [transition.case_values(case, encode_case(case))],
        RowKind.EVENT: events,
        RowKind.WORDS: words,
        RowKind.DEADLINE: deadlines,
        RowKind.ALERT: alerts,
        RowKind.LETTER: [letter_values(case.organisation, letter) for letter in given.letters],
        RowKind.RENDITION: [row for letter in given.letters for row in rendition_values(case.organisation, letter)],
        RowKind.EVIDENCE: [evidence_values(case.organisation, each) for each in given.evidence],
        RowKind.NOTICE: [sealed_values(each) for each in given.notices],
        RowKind.SHARE: transition.shares_of(case),
        RowKind.SIGHT: [sight_rows.case_row(about, person, sight) for person, sight in sights.items()],
        RowKind.CLOCK_SIGHT: [
            sight_rows.clock_row(about, person, sight, clock)
            for person, sight in sights.items()
            for clock in sight.clocks
        ],
        RowKind.WAITING_LETTER: letter_rows.rows_of(case),
        RowKind.PIECE: piece_rows.rows_of(case, given.entries, given.letters, given.people),
    }


def _pieces_sealed(snapshot: bytes | str) -> int:
    """Count them in a stored case; in one that cannot be read there are none."""
    with suppress(BrokenRecord):
        return unpacked(snapshot).count(MEDIA_TYPE)
    return 0


class SqlKeptReading(Visibility):
    """Reads of whole records."""

    def references(self, viewer: Viewer) -> Mapping[CaseId, CaseReference]:
        """Give the cases that a viewer may see, by reference."""
        condition, values = self.visible(viewer)
        return dict(self.cursor.fetch(f"SELECT id, reference FROM cases WHERE {condition} ORDER BY reference", values))

    def kept_cases(self, viewer: Viewer, cases: Collection[CaseId]) -> Sequence[SqlKeptCase]:
        """Read all that is kept of some cases, table by table."""
        condition, values = self.visible(viewer)
        places = ", ".join("?" for _ in cases)
        own = TABLES[RowKind.CASE].columns
        statement = f"SELECT {', '.join(own)} FROM cases WHERE {condition} AND id IN ({places}) ORDER BY reference, id"
        found = self.cursor.fetch(statement, (*values, *cases)) if cases else []
        kept: dict[Values, dict[RowKind, list[Row]]] = {
            (row[0], row[1]): {kind: [] for kind in TABLES} for row in found
        }
        for row in found:
            kept[row[0], row[1]][RowKind.CASE].append(TABLES[RowKind.CASE].read(row))
        for kind, table in TABLES.items():
            if kind is not RowKind.CASE and kept:
                self._fill(kind, table, kept)
        return [SqlKeptCase(rows) for rows in kept.values()]

    def _fill(self, kind: RowKind, table: KeptTable, kept: dict[Values, dict[RowKind, list[Row]]]) -> None:
        places = ", ".join("?" for _ in kept)
        statement = f"SELECT {', '.join(table.columns)} FROM {kind} WHERE organisation_id = ? AND case_id IN ({places})"
        organisation = next(iter(kept))[0]
        for row in self.cursor.fetch(statement, (organisation, *(case for _, case in kept))):
            kept[row[0], row[1]][kind].append(table.read(row))

    def with_unsealed_evidence(self, organisation: OrganisationId) -> Sequence[CaseId]:
        """List the cases whose snapshot tells of fewer media types than they have pieces of evidence."""
        return [
            CaseId(case)
            for case, snapshot, pieces in self.cursor.fetch(WITH_EVIDENCE, (organisation,))
            if _pieces_sealed(snapshot) < pieces
        ]

    def without_case(self, organisation: OrganisationId) -> Mapping[RowKind, int]:
        """Count the rows that belong to no case that is there."""
        counts = {RowKind.CASE: self.cursor.fetch(WITHOUT_TRUST)[0][0]}
        for kind in TABLES:
            if kind is not RowKind.CASE:
                statement = WITHOUT_CASE.format(table=kind, here=HERE.format(table=kind))
                statement += OF_NO_CASE if kind is RowKind.NOTICE else ""
                counts[kind] = self.cursor.fetch(statement, (organisation,))[0][0]
        return {kind: count for kind, count in counts.items() if count}
