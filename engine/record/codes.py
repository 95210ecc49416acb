"""Short codes that tell nothing: K7F for a letter, a file, an address, a procedure, an event or an alert of a case.

A code is worked out from the random identifier of its case, which nobody is shown, from the kind of thing and from its
number; nothing is stored, and it is the same for everybody. Letters and digits take turns, so that none is a word or
looks like a number; vowels, Y, I, L, O, 0 and 1 are left out. Each kind has codes of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from itertools import count, islice

from engine.identity import CASE, NOWHERE, CaseId, InstanceId, PersonId, TrackName

LETTERS = "BCDFGHJKMNPQRSTVWXZ"
DIGITS = "23456789"
SHORTEST = 3
FORM = re.compile(f"[{LETTERS}](?:[{DIGITS}][{LETTERS}])+[{DIGITS}]?")


class CodeKind(StrEnum):
    """What a code is of; its value goes into every code, and is never changed."""

    PROCEDURE = "procedure"
    ADDRESS = "address"
    LETTER = "letter"
    FILE = "file"
    EVENT = "event"
    ALERT = "alert"


_AS_LETTER = {"8": "B", "5": "S", "2": "Z"}
_AS_DIGIT = {"B": "8", "S": "5", "Z": "2"}


class Codes:
    """The codes of one case; `tracks` are the procedures that it may ever have, in any order."""

    def __init__(self, case: CaseId, tracks: Iterable[TrackName]) -> None:
        """Remember what they are worked out from; that is done when one is asked for."""
        self._case = case
        self._tracks = tuple(sorted(set(tracks)))
        self._found: dict[CodeKind, dict[str, str]] = {}
        self._rows: dict[CodeKind, Iterator[str]] = {}
        self._taken: dict[CodeKind, set[str]] = {}

    def of(self, kind: CodeKind, number: int | str) -> str:
        """Give the code of the thing of a number."""
        return self._code(kind, str(number))

    def of_procedure(self, on: InstanceId) -> str:
        """Give the code of a procedure. Raises LookupError for one that the case can never have."""
        if on.track not in self._tracks:
            raise LookupError(on)
        return self._code(CodeKind.PROCEDURE, on)

    def place(self, on: InstanceId) -> InstanceId:
        """Name a procedure without its number: removal/K7F. The shell of a case, and nowhere, tell nothing as they are.

        A procedure of a track that the case has no longer is named by that track alone.
        """
        if on in (CASE, NOWHERE):
            return on
        return InstanceId.of(on.track, self.of_procedure(on)) if on.track in self._tracks else InstanceId(on.track)

    def _code(self, kind: CodeKind, key: str) -> str:
        """Go on along the things of a kind until this one has its code: an earlier one never changes its own."""
        found = self._found.setdefault(kind, {})
        if key not in found:
            row = self._rows.setdefault(kind, self._row(kind))
            taken = self._taken.setdefault(kind, set())
            while key not in found:
                each = next(row)
                found[each] = _shortest(self._case, kind, each, taken)
                taken.add(found[each])
        return found[key]

    def _row(self, kind: CodeKind) -> Iterator[str]:
        for number in count(1):
            if kind is CodeKind.PROCEDURE:
                yield from (InstanceId.of(track, number) for track in self._tracks)
            else:
                yield str(number)


@dataclass(frozen=True, slots=True)
class CaseNames:
    """How the things of one case are called before one person; `everything` says that they see all of it.

    They alone get numbers: to anybody else one would tell how much more there is.
    """

    codes: Codes
    everything: bool

    def place(self, on: InstanceId) -> InstanceId:
        """Name a procedure for a program: removal/2 for those who see everything, and removal/K7F for others."""
        return on if self.everything else self.codes.place(on)

    def called(self, on: InstanceId) -> str:
        """Call a procedure as people type it: removal/K7F, or case."""
        return on.track if on == CASE else self.codes.place(on)

    def number(self, number: int) -> int | None:
        """Give a number to those who see everything."""
        return number if self.everything else None


def letter_code(case: CaseId, number: int) -> str:
    """Give the code of a letter: that needs no look at the procedures of its case."""
    return Codes(case, ()).of(CodeKind.LETTER, number)


def typed_code(text: str) -> str:
    """Read a code as somebody typed it, in small or capital letters, S for 5 and the like; "" where it is none."""
    marks = text.strip().upper()
    turns = ((_AS_DIGIT if place % 2 else _AS_LETTER).get(mark, mark) for place, mark in enumerate(marks))
    code = "".join(turns)
    return code if FORM.fullmatch(code) and not marks.isdecimal() else ""


def token(case: CaseId, viewer: PersonId, sequence: int) -> str:
    """Give what a form carries of what its viewer saw: the last event that they may know of, told to nobody."""
    return sha256(f"seen {case} {viewer} {sequence}".encode()).hexdigest()[:32]


def _marks(case: CaseId, kind: CodeKind, key: str) -> Iterator[str]:
    """Give the endless name of a thing, mark by mark; its codes are how it begins."""
    number = int.from_bytes(sha256(f"code {case} {kind} {key}".encode()).digest())
    kinds = tuple(CodeKind)
    of_each = len(LETTERS) * len(DIGITS) * len(LETTERS) // len(kinds)  # codes of three that each kind has
    number, own = divmod(number, of_each)
    first, rest = divmod(own * len(kinds) + kinds.index(kind), len(DIGITS) * len(LETTERS))
    second, third = divmod(rest, len(LETTERS))
    yield from (LETTERS[first], DIGITS[second], LETTERS[third])
    for place in count(SHORTEST):
        signs = DIGITS if place % 2 else LETTERS
        number, sign = divmod(number, len(signs))
        yield signs[sign]


@lru_cache(maxsize=4096)
def _beginning(case: CaseId, kind: CodeKind, key: str) -> str:
    """Give the first marks of a thing, as most codes are; each page of a case asks for those of many things."""
    return "".join(islice(_marks(case, kind, key), SHORTEST))


def _shortest(case: CaseId, kind: CodeKind, key: str, taken: set[str]) -> str:
    """Give the shortest beginning that no earlier thing has."""
    code = _beginning(case, kind, key)
    if code not in taken:
        return code
    marks = islice(_marks(case, kind, key), SHORTEST, None)
    while code in taken:
        code += next(marks)
    return code
