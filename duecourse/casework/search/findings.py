"""One search over everything that somebody may read: cases in which all of their words stand, the newest first.

What they may not read is not looked through for them: the index gives what is found by the same rules as lists, and
each text is read once more by those of the page of its case before a word of it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from duecourse.casework.context.access_log import log_found
from duecourse.casework.context.look.redaction import standing
from duecourse.casework.context.look.view import CaseView
from duecourse.casework.context.search.readable_pieces import ReadableCase, ReadablePiece, readable_together
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.queries.desk import turned
from duecourse.casework.queries.story.case_title import case_title
from duecourse.casework.search.snippets import SnippetPart, snippet
from engine.identity import CASE, CaseReference
from engine.ports.sights import Key, Page
from engine.record.papers.listed_recipients import RECIPIENT
from engine.search.folded_words import AskedWord, asked_words, spelled
from engine.search.pieces import PieceKind

LONGEST = 200
"""So many letters may be asked for at once."""
HITS, MOST_PIECES = 3, 16
"""So many snippets are shown of a case, and so many pieces of it are read for them: of each case its own."""
SAID: Mapping[PieceKind, str] = {
    PieceKind.REFERENCE: "Reference",
    PieceKind.NAME: "Somebody in this case",
    PieceKind.ADDRESS: "Web address",
    PieceKind.FILE: "Evidence",
}
PLACES: Mapping[PieceKind, str] = {
    PieceKind.REFERENCE: "",
    PieceKind.NAME: "/people",
    PieceKind.ADDRESS: "/items",
    PieceKind.FILE: "/items",
    PieceKind.LETTER: "/letters",
    PieceKind.WORDS: "/history",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One text in which words were found: what it is, the words in it, when it was written, and where it stands."""

    what: str
    parts: tuple[SnippetPart, ...]
    at: datetime
    path: str

    @property
    def text(self) -> str:
        """Give the snippet without marks."""
        return "".join(part.text for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundLine:
    """A case in which the words were found, as its reader knows it."""

    reference: CaseReference
    title: str
    school: str
    stands: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """A page of what was found; `earlier` and `later` are where the pages beside it begin, () where there is none."""

    asked: tuple[AskedWord, ...]
    lines: tuple[FoundLine, ...] = ()
    earlier: Key = ()
    later: Key = ()


def search(services: Services, caller: Caller, text: str, page: Page) -> Findings:
    """Look for words in what somebody may read; that words of cases were shown to them is written down."""
    asked = tuple(asked_words(text[:LONGEST]))
    if not asked:
        return Findings(asked=())
    with services.store.reading() as reading:
        found = reading.found_cases(caller.viewer, asked, replace(page, limit=page.limit + 1))
        kept, earlier, later = turned(found, page)
        pieces = reading.found_pieces(caller.viewer, asked, [each.case for each in kept], MOST_PIECES)
        cases = {each.view.case.reference: each for each in readable_together(services, caller, reading, pieces)}
        there = (cases[each.reference] for each in kept if each.reference in cases)
        lines = tuple(line for case in there if (line := _line(services, caller, case, asked)) is not None)
    log_found(services, caller, [line.reference for line in lines])
    return Findings(asked=asked, lines=lines, earlier=earlier, later=later)


def _line(services: Services, caller: Caller, case: ReadableCase, asked: Sequence[AskedWord]) -> FoundLine | None:
    """Tell of a case in which words were found; None where none of them may be read."""
    hits = _hits(services, case, asked)
    if not hits:
        return None
    view = case.view
    return FoundLine(
        reference=view.case.reference,
        title=case_title(view, caller.viewer.person),
        school=view.school.name,
        stands=_stands(view),
        hits=tuple(hits),
    )


def _hits(services: Services, case: ReadableCase, asked: Sequence[AskedWord]) -> list[Hit]:
    """Give what is shown of a case: first the texts in which most of the words stand, the newest of these first."""
    found = [(piece, parts) for piece in case.pieces if (parts := _parts(piece, asked))]
    found.sort(key=lambda each: -_count(each[0].text, asked))
    return [
        Hit(what=_what(services, case.view, piece), parts=parts, at=piece.at, path=_path(case.view, piece))
        for piece, parts in found[:HITS]
    ]


def _count(text: str, asked: Sequence[AskedWord]) -> int:
    words = list(spelled(text))
    return sum(any(word.begins_with(each) for word in words) for each in asked)


def _parts(piece: ReadablePiece, asked: Sequence[AskedWord]) -> tuple[SnippetPart, ...]:
    """Give what is shown of a piece; of somebody who was found by an earlier name, the name that they have now."""
    parts = snippet(piece.text, asked)
    if parts or piece.kind not in (PieceKind.REFERENCE, PieceKind.NAME):
        return parts
    return (SnippetPart(piece.text, marked=piece.kind is PieceKind.REFERENCE),)


def _stands(view: CaseView) -> str:
    shell = view.case.tracks.get(CASE)
    return view.policy.shell.states[shell.state].title if shell is not None else standing(view.case)


def _path(view: CaseView, piece: ReadablePiece) -> str:
    code = f"/{view.case.code(piece.letter)}" if piece.letter is not None else ""
    return f"/cases/{view.case.reference}{PLACES[piece.kind]}{code}"


def _what(services: Services, view: CaseView, piece: ReadablePiece) -> str:
    """Say what a text is, in words for its reader."""
    if piece.letter is not None:
        return f"Letter: {services.kind_of(piece.letter.template).title}"
    if piece.kind is PieceKind.LETTER:
        return "A draft that was edited"
    if piece.kind in SAID:
        return SAID[piece.kind]
    key = piece.key.name if piece.key is not None else ""
    if key.partition(" ")[0] == RECIPIENT:
        return "Somebody on the list of a letter"
    name = key.replace("_", " ")
    if piece.on.track not in view.policy.tracks:
        return name.capitalize()
    definition = view.policy.track(piece.on.track).definition
    fact = next((each for called, each in definition.facts.items() if called == key), None)
    return f"{definition.title}: {fact.ask if fact is not None and fact.ask else name}"
