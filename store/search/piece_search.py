"""Cases found by words: through the index of the pieces, and by the same rules that lists and pages go by."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from engine.identity import CaseId, CaseReference, InstanceId
from engine.ports.records import Viewer
from engine.ports.search.found_pieces import FoundCase, FoundPiece
from engine.ports.sights import Page, SightKind
from engine.search.folded_words import AskedWord
from engine.search.pieces import PieceKind
from store.connection.cursor import Cursor, Row, Values
from store.mapping import when
from store.search.word_vectors import AS_WORDS
from store.visibility import Condition, Visibility

SQLITE = "FROM piece_words CROSS JOIN pieces ON pieces.number = piece_words.rowid"
POSTGRESQL = "FROM pieces"
MATCH = {True: "piece_words MATCH ?", False: f"{AS_WORDS} @@ CAST(? AS tsquery)"}
SEEN = (
    "JOIN case_sights ON case_sights.organisation_id = pieces.organisation_id "
    "AND case_sights.case_id = pieces.case_id AND case_sights.person_id = ?"
)
# Who works on all of a case reads every piece of it; others read what belongs to a procedure that they work on, and of
# one that they merely look into what is open to everybody who does, and what they typed themselves.
READS = (
    "(case_sights.everything = 1 OR pieces.kind = 'reference' "
    "OR replace(case_sights.works, '<' || pieces.instance || '>', '') <> case_sights.works "
    "OR ((pieces.opens = 1 OR pieces.by_id = ?) "
    "AND replace(case_sights.sees, '<' || pieces.instance || '>', '') <> case_sights.sees))"
)
THERE = f"pieces.organisation_id = ? AND case_sights.kind <> '{SightKind.NONE}'"
FOUND = "SELECT pieces.case_id, max(pieces.at) AS at {source} {seen} WHERE {condition} GROUP BY pieces.case_id"
CASES = (
    "SELECT * FROM (SELECT word_0.case_id, {newest} AS at, cases.reference FROM {words} "
    "JOIN cases ON cases.organisation_id = ? AND cases.id = word_0.case_id) AS found {after} "
    "ORDER BY at {way}, reference {way} LIMIT ?"
)
PIECES = (
    "SELECT case_id, kind, place, instance, at FROM ("
    "SELECT pieces.case_id, pieces.kind, pieces.place, pieces.instance, pieces.at, "
    "row_number() OVER (PARTITION BY pieces.case_id ORDER BY pieces.at DESC, pieces.place) AS nth "
    "{source} {seen} WHERE {condition} AND pieces.case_id IN ({cases})) AS found "
    "WHERE nth <= ? ORDER BY at DESC, place"
)

ADDRESSES = (
    "SELECT pieces.case_id, pieces.kind, pieces.place, pieces.instance, pieces.at {source} {seen} WHERE {condition} "
    f"AND pieces.kind = '{PieceKind.ADDRESS}' AND case_sights.reference <> ? "
    "ORDER BY pieces.at DESC, pieces.place LIMIT ?"
)


class PieceReading(Visibility):
    """Reads by words."""

    def found_cases(self, viewer: Viewer, words: Sequence[AskedWord], page: Page) -> Sequence[FoundCase]:
        """List cases in which every word stands in a piece that the viewer may read."""
        if not words:
            return []
        parts, values = list[str](), list[object]()
        for number, word in enumerate(words):
            statement, given = self._found(viewer, [word])
            joined = f" ON word_{number}.case_id = word_0.case_id" if number else ""
            parts.append(f"({statement}) AS word_{number}{joined}")
            values += given
        newest = ", ".join(f"word_{number}.at" for number in range(len(words)))
        largest = "max" if self.is_sqlite else "greatest"
        way, sign = ("ASC", ">") if page.back else ("DESC", "<")
        statement = CASES.format(
            newest=f"{largest}({newest})" if len(words) > 1 else newest,
            words=" JOIN ".join(parts),
            after=f"WHERE (at, reference) {sign} (?, ?)" if page.after else "",
            way=way,
        )
        found = self.cursor.fetch(statement, (*values, viewer.organisation, *page.after, page.limit))
        rows = [
            FoundCase(case=CaseId(case), reference=CaseReference(reference), key=(at, reference))
            for case, at, reference in found
        ]
        return rows[::-1] if page.back else rows

    def found_pieces(
        self, viewer: Viewer, words: Sequence[AskedWord], cases: Collection[CaseId], limit: int
    ) -> Sequence[FoundPiece]:
        """List such pieces of these cases in which any of the words stands, of each case so many."""
        if not words or not cases:
            return []
        condition, values = self._condition(viewer, _query([[each] for each in words], sqlite=self.is_sqlite))
        places = ", ".join("?" for _ in cases)
        statement = PIECES.format(source=_source(self.cursor), seen=SEEN, condition=condition, cases=places)
        return _pieces(self.cursor.fetch(statement, (viewer.person, *values, *cases, limit)))

    def found_addresses(
        self, viewer: Viewer, pages: Sequence[Sequence[AskedWord]], but: CaseReference, limit: int
    ) -> Sequence[FoundPiece]:
        """List addresses of other cases in which every word of one of these pages stands."""
        asked = [words for words in pages if words]
        if not asked:
            return []
        condition, values = self._condition(viewer, _query(asked, sqlite=self.is_sqlite))
        statement = ADDRESSES.format(source=_source(self.cursor), seen=SEEN, condition=condition)
        return _pieces(self.cursor.fetch(statement, (viewer.person, *values, but, limit)))

    def _found(self, viewer: Viewer, words: Sequence[AskedWord]) -> Condition:
        condition, values = self._condition(viewer, _query([[each] for each in words], sqlite=self.is_sqlite))
        statement = FOUND.format(source=_source(self.cursor), seen=SEEN, condition=condition)
        return statement, (viewer.person, *values)

    def _condition(self, viewer: Viewer, query: str) -> Condition:
        """Ask for pieces with what a query of the index finds that somebody who holds these posts now may read."""
        holding = self.holding(viewer)
        held, by_post = holding.any_of("case_sights.posts", "case_sights.school_id")
        relied, by_relied = holding.all_of("case_sights.relied", "case_sights.school_id")
        condition = " AND ".join((MATCH[self.is_sqlite], THERE, READS, held, relied))
        own: Values = (query, viewer.organisation, viewer.person)
        return condition, (*own, *by_post, *by_relied)


def _source(cursor: Cursor) -> str:
    return SQLITE if cursor.is_sqlite else POSTGRESQL


def _pieces(rows: Iterable[Row]) -> Sequence[FoundPiece]:
    return [
        FoundPiece(case=CaseId(case), kind=PieceKind(kind), place=place, on=InstanceId(on), at=when(at))
        for case, kind, place, on, at in rows
    ]


def _query(ways: Iterable[Iterable[AskedWord]], *, sqlite: bool) -> str:
    """Write words as the index is asked: all those of any of these ways, as beginnings but where no longer word counts.

    Words hold letters and digits alone, so nothing in them is taken for a sign of the query.
    """
    if sqlite:
        each = (" AND ".join(f'"{word.text}"{"" if word.whole else "*"}' for word in words) for words in ways)
        return " OR ".join(f"({words})" for words in each)
    each = (" & ".join(f"'{word.text}'{'' if word.whole else ':*'}" for word in words) for words in ways)
    return " | ".join(f"({words})" for words in each)
