"""Other cases in which the very page of a case was reported too: told to who manages it, as far as they see the other.

What they may not see is not looked through for them: it is found by the same index as a search, which gives nobody a
piece that they may not read, and the address itself is compared as `page_of` spells it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from duecourse.casework.context.access_log import log_found
from duecourse.casework.context.look.view import CaseView
from duecourse.casework.context.search.readable_pieces import readable
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.queries.story.case_title import case_title
from engine.addresses.reported import page_of
from engine.errors import BrokenRecord, NotFound
from engine.identity import CASE, CaseId, CaseReference
from engine.ports.search.found_pieces import FoundPiece
from engine.ports.sights import Page
from engine.ports.store import Reading
from engine.search.folded_words import asked_words
from engine.search.pieces import PieceKind

LOOKED_FOR, CANDIDATES = 3, 10
"""So many addresses of a case are looked for, the newest first, and so many cases are compared for each."""
WATCH = "youtube.com/watch?v="
"""How a film is named by the page on which it stands; a short address has its mark alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SamePage:
    """Another case about a page: `number` is that of the address here, the title as its reader knows that case."""

    number: str
    reference: CaseReference
    title: str
    stands: str


def same_pages(services: Services, caller: Caller, view: CaseView) -> tuple[SamePage, ...]:
    """List other cases in which a page of this one was reported; () for those who do not manage it."""
    if not view.manages or not view.case.addresses:
        return ()
    numbers = sorted(view.case.addresses, key=int, reverse=True)[:LOOKED_FOR]
    with services.store.reading() as reading:
        found = tuple(each for number in numbers for each in _others(services, caller, reading, view, number))
    log_found(services, caller, dict.fromkeys(each.reference for each in found))
    return found


def _others(services: Services, caller: Caller, reading: Reading, view: CaseView, number: str) -> Iterator[SamePage]:
    page = page_of(view.url(number))
    asked = asked_words(unquote(page.removeprefix(WATCH)))
    cases = reading.found_cases(caller.viewer, asked, Page(limit=CANDIDATES + 1)) if asked else ()
    others = {each.case: each.reference for each in cases if each.reference != view.case.reference}
    pieces = reading.found_pieces(caller.viewer, asked, list(others), CANDIDATES) if others else ()
    by_case: dict[CaseId, list[FoundPiece]] = {}
    for piece in pieces:
        if piece.kind is PieceKind.ADDRESS:
            by_case.setdefault(piece.case, []).append(piece)
    for case, theirs in by_case.items():
        try:
            other = readable(services, caller, reading, others[case], theirs)
        except (NotFound, BrokenRecord):
            continue
        if any(page_of(piece.text) == page for piece in other.pieces):
            yield SamePage(
                number=number,
                reference=others[case],
                title=case_title(other.view, caller.viewer.person),
                stands=_stands(other.view),
            )


def _stands(view: CaseView) -> str:
    shell = view.case.tracks.get(CASE)
    return view.policy.shell.states[shell.state].title if shell is not None else ""
