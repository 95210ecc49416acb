"""Other cases in which the very page of a case was reported too: told to who manages it, as far as they see the other.

What they may not see is not looked through for them: it is found by the same index as a search, which gives nobody a
piece that they may not read, and the address itself is compared as `page_of` spells it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote

from duecourse.casework.context.access_log import log_found
from duecourse.casework.context.look.view import CaseView
from duecourse.casework.context.search.readable_pieces import readable_together
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.queries.story.case_title import case_title
from engine.addresses.reported import page_of
from engine.identity import CASE, CaseReference
from engine.search.folded_words import AskedWord, asked_words

LOOKED_FOR, CANDIDATES, PIECES = 3, 20, 100
"""So many addresses of a case are looked for, the newest first; so many cases are compared, and addresses of them."""
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
    pages = {number: page_of(view.url(number)) for number in numbers}
    with services.store.reading() as reading:
        asked = [_words(page) for page in pages.values()]
        pieces = reading.found_addresses(caller.viewer, asked, view.case.reference, PIECES)
        cases = list(dict.fromkeys(piece.case for piece in pieces))[:CANDIDATES]
        others = readable_together(services, caller, reading, [each for each in pieces if each.case in cases])
        found = tuple(
            _told(number, other.view, caller)
            for number, page in pages.items()
            for other in others
            if any(page_of(piece.text) == page for piece in other.pieces)
        )
    log_found(services, caller, dict.fromkeys(each.reference for each in found))
    return found


def _words(page: str) -> Sequence[AskedWord]:
    return [replace(word, whole=True) for word in asked_words(unquote(page.removeprefix(WATCH)))]


def _told(number: str, other: CaseView, caller: Caller) -> SamePage:
    return SamePage(
        number=number,
        reference=other.case.reference,
        title=case_title(other, caller.viewer.person),
        stands=_stands(other),
    )


def _stands(view: CaseView) -> str:
    shell = view.case.tracks.get(CASE)
    return view.policy.shell.states[shell.state].title if shell is not None else ""
