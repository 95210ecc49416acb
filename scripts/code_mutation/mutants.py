"""Mutants of the code, as mutmut leaves them: what was changed where, and whether a test saw it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

FOLDER = Path("mutants")
FOUND_BY_EXIT_CODE = (1, 3)
TIMED_OUT = (36, 24, -24, 152, 255)
UNTESTED = (5, 33)
SURVIVED = 0


class Fate(StrEnum):
    """What came of a mutant; one that ran without end was found, as a test would hang on it."""

    FOUND = "found"
    LEFT = "left"
    UNTESTED = "reached by no test"
    UNTRIED = "not tried"


@dataclass(frozen=True, slots=True)
class CodeMutant:
    """One small break of one function. `module` and `function` are dotted names, `key` is mutmut's own."""

    module: str
    function: str
    key: str
    fate: Fate


@dataclass(frozen=True, slots=True)
class Break:
    """The lines that a mutant takes away and those that it puts in their place, without their indentation."""

    before: str
    after: str

    @property
    def is_of_words(self) -> bool:
        """Say whether only text with a space in it was changed: a sentence for people, which no code reads."""
        return self.before != self.after and _without_sentences(self.before) == _without_sentences(self.after)


def code_mutants(folder: Path = FOLDER) -> Iterator[CodeMutant]:
    """List every mutant of the last run and of those before it that still stand."""
    for path in sorted(folder.rglob("*.py.meta")):
        exits = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
        for key, code in exits.items():
            module, function = _named(key)
            yield CodeMutant(module, function, key, fate_of(code))


def fate_of(code: int | None) -> Fate:
    """Tell what an exit code of the tests says of a mutant; None where none has run."""
    if code in FOUND_BY_EXIT_CODE or code in TIMED_OUT:
        return Fate.FOUND
    if code in UNTESTED:
        return Fate.UNTESTED
    return Fate.LEFT if code == SURVIVED else Fate.UNTRIED


def break_of(diff: str) -> Break:
    """Read what a mutant changes from its diff."""
    lines = [line for line in diff.splitlines() if not line.startswith(("---", "+++", "#", "@@"))]
    taken = (line[1:].strip() for line in lines if line.startswith("-"))
    put = (line[1:].strip() for line in lines if line.startswith("+"))
    return Break(" ".join(taken), " ".join(put))


def _named(key: str) -> tuple[str, str]:
    """Split mutmut's key: `engine.a.x_b__mutmut_1` is function b of engine.a, `engine.a.xǁCǁb__mutmut_1` is C.b."""
    module, _, mangled = key.partition(".x")
    function = mangled.rpartition("__mutmut_")[0]
    return module, function.strip("ǁ").replace("ǁ", ".") if function.startswith("ǁ") else function.removeprefix("_")


_TEXT = re.compile(r"(f?)(\"[^\"]*\"|'[^']*')")
_PLACE = re.compile(r"\{[^{}]*\}")


def _without_sentences(line: str) -> str:
    """Take sentences out of a line; what stands in the places of an f-string is code, and stays."""
    return _TEXT.sub(lambda found: _places(*found.groups()) if _is_sentence(found.group(2)) else found.group(0), line)


def _places(formatted: str, text: str) -> str:
    return "…" + "".join(_PLACE.findall(text)) if formatted else "…"


def _is_sentence(text: str) -> bool:
    return " " in text[1:-1].strip()
