"""What the title of a case is made of before one person, in codes: no word that anybody typed is kept for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.identity import NO_FACT, FactName, PersonId, TrackName


class HeadingForm(StrEnum):
    """From where somebody looks at a case, by which its title is worded.

    `WHOLE` is for those who work on the case itself, `YOURS` for a person affected, `REPORTED` for the one who reported
    it, and `PARTS` for those who see procedures of it alone.
    """

    WHOLE = "whole"
    YOURS = "yours"
    REPORTED = "reported"
    PARTS = "parts"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHeading:
    """What the title of a case tells one person, and nothing that they may not know.

    `pages` counts the web addresses that they see. `value` is the code that was answered to the question `fact`, what
    the case is mostly about. `affected` are the people affected, and `parts` the procedures, each with the person whom
    it is about, or "".
    """

    form: HeadingForm
    pages: int = 0
    fact: FactName = NO_FACT
    value: str = ""
    affected: tuple[PersonId, ...] = ()
    parts: tuple[tuple[TrackName, PersonId], ...] = ()
