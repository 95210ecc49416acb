"""Lengths of time as policies write them: "24 hours", "3 working days", "1 month"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from engine.errors import BadInput

LONGEST = 10_000
"""The largest amount of any unit; more can only be a slip, and would leave the years that dates can hold."""

_FORM = re.compile(r"([0-9]{1,9}) ([a-z]+(?: [a-z]+)?)")


class Unit(StrEnum):
    """What a length of time is counted in; each value is its plural in words."""

    HOURS = "hours"
    WORKING_DAYS = "working days"
    SCHOOL_DAYS = "school days"
    DAYS = "days"
    MONTHS = "months"
    SPECIAL_HOURS = "special hours"

    @property
    def singular(self) -> str:
        """The word for one of it."""
        return self.value.removesuffix("s")


_UNITS = {word: unit for unit in Unit for word in (unit.value, unit.singular)}

_ALLOWED = (
    f"write a whole number from 1 to {LONGEST:,} and one of {', '.join(Unit)}, "
    'such as "24 hours", "1 working day" or "1 month"'
)


@dataclass(frozen=True, slots=True)
class Duration:
    """So many of one unit; without an order, because how a month compares with 30 days depends on its start.

    Raises:
        BadInput: the amount is not from 1 to 10,000.
    """

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 1 <= self.amount <= LONGEST:
            raise BadInput(f"{self.amount} {self.unit} is no length of time: {_ALLOWED}.")

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Read the words of a policy file.

        Raises:
            BadInput: the words are not a number and a unit.
        """
        match = _FORM.fullmatch(text.strip())
        if match is None or match[2] not in _UNITS:
            raise BadInput(f'"{text}" is no length of time: {_ALLOWED}.')
        return cls(int(match[1]), _UNITS[match[2]])

    def __str__(self) -> str:
        return f"{self.amount} {self.unit.singular if self.amount == 1 else self.unit.value}"
