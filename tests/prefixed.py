"""A plugin for pytest that puts a mark before every sentence for people where it is made: `pytest -p tests.prefixed`.

Nothing may come to depend on a sentence. Under this plugin a test fails where code reads one, and where the test
asserts words itself; those are marked `quotes`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine import errors, reasons
from engine.record import kinds
from engine.time import pauses

PREFIX = "¶ "


def prefixed(text: str) -> str:
    """Give a sentence with the mark before it, once."""
    return text if not text or text.startswith(PREFIX) else PREFIX + text


def _mark_reasons() -> None:
    make = reasons.Reason.__init__

    def marked(self: reasons.Reason, *, says: str, unlocks: str = "", **others: Any) -> None:
        make(self, says=prefixed(says), unlocks=prefixed(unlocks), **others)

    setattr(reasons.Reason, "__init__", marked)  # noqa: B010 - it is put in the place of a method


def _mark_mistakes() -> None:
    def said(self: errors.DuecourseError) -> str:
        return prefixed(Exception.__str__(self))

    setattr(errors.DuecourseError, "__str__", said)  # noqa: B010 - it is put in the place of a method


def _mark_events() -> None:
    for kind, meaning in kinds.MEANINGS.items():
        kinds.MEANINGS[kind] = replace(meaning, says=prefixed(meaning.says))


_mark_reasons()
_mark_mistakes()
_mark_events()
setattr(pauses, "HELD", prefixed(pauses.HELD))  # noqa: B010 - it is a constant everywhere else
