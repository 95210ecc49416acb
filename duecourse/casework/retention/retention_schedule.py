"""How long cases are kept: our defaults with their sources, and what the trust has put in their place.

Each row is about one kind of case, which the answer at closing chooses, under one policy or under all of them. None of
the policies that are shipped says a period; where a trust's own does, its row cites the clause.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from pydantic import TypeAdapter, ValidationError

from engine.errors import BadInput, BrokenRecord
from engine.ports.records import Organisation
from engine.time.duration import MONTHS_OF_A_YEAR, add_months

STORED = "retention_schedule"
"""Under which name the trust's rows stand among what is set for it."""
MOST_YEARS, LONGEST_WORDS = 100, 300
ENTRY = "entry"
"""The kind of a question or an entry in a register, which nobody closes with an answer."""
UNSAID = "unsaid"
"""The kind of a case that ended without an answer."""


@dataclass(frozen=True, slots=True)
class CaseKind:
    """A kind of case as the schedule knows it: what it is called, our period in months, and where that comes from."""

    says: str
    months: int
    source: str


OURS = "A default of ours; the trust's own schedule decides"
KINDS: Mapping[str, CaseKind] = {
    "takedown": CaseKind("A removal without a staff case", 72, f"{OURS}. Claims for harassment may come for six years"),
    "staff": CaseKind(
        "Kept with the staff file",
        120,
        f"{OURS}. Statutory guidance on allegations about an adult and a child: to pension age, or ten years from the "
        "allegation where that is longer; one that was false or malicious comes off the staff file. A person looks",
    ),
    "child": CaseKind(
        "Kept with the child protection file",
        300,
        f"{OURS}. Usual is until 25 years after the date of birth, which is not kept here; keep a case of sexual abuse "
        "on for longer. The child protection file itself moves with the child",
    ),
    ENTRY: CaseKind("A question, or an entry in a register", 72, OURS),
    UNSAID: CaseKind("Ended without an answer to how long it is kept", 72, OURS),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRow:
    """One row: a kind of case, a policy or "" for all, a period, and its source; who changed it, on which day, and why.

    Where nobody changed it, it is ours.
    """

    kind: str
    policy: str = ""
    months: int
    source: str
    by: str = ""
    on: str = ""
    reason: str = ""

    @property
    def code(self) -> str:
        """Name the row."""
        return f"{self.kind}@{self.policy}" if self.policy else self.kind

    @property
    def says(self) -> str:
        """Say which cases it is about."""
        return KINDS[self.kind].says

    @property
    def period(self) -> str:
        """Say how long, in words."""
        return said_period(self.months)

    def ends(self, day: date) -> date:
        """Give the day on which the period is over that began on a day."""
        return add_months(day, self.months)


@dataclass(frozen=True)
class Schedule:
    """Every row that holds, ours where the trust has none."""

    rows: tuple[RetentionRow, ...]
    _by: Mapping[tuple[str, str], RetentionRow] = field(init=False)

    def __post_init__(self) -> None:
        """Find rows by kind and policy."""
        object.__setattr__(self, "_by", {(row.kind, row.policy): row for row in self.rows})

    def row(self, kind: str, policy: str) -> RetentionRow:
        """Give the row of a kind under a policy."""
        return self._by.get((kind, policy)) or self._by[kind, ""]


def schedule_of(trust: Organisation) -> Schedule:
    """Give the schedule of a trust."""
    own = {(row.kind, row.policy): row for row in own_rows(trust)}
    ours = {(kind, ""): RetentionRow(kind=kind, months=each.months, source=each.source) for kind, each in KINDS.items()}
    found = {**ours, **own}
    order = list(KINDS)
    return Schedule(tuple(sorted(found.values(), key=lambda row: (order.index(row.kind), row.policy))))


def own_rows(trust: Organisation) -> Sequence[RetentionRow]:
    """List the rows that the trust has put in; one of a kind that there is not any more is left out."""
    stored = trust.settings.get(STORED, "[]")
    try:
        rows = _adapter().validate_json(stored)
    except ValidationError as error:
        raise BrokenRecord("The retention schedule of the trust cannot be read.") from error
    return tuple(row for row in rows if row.kind in KINDS)


def stored_rows(rows: Sequence[RetentionRow]) -> str:
    """Write rows as they are kept."""
    return _adapter().dump_json(tuple(rows)).decode()


@cache
def _adapter() -> TypeAdapter[tuple[RetentionRow, ...]]:
    return TypeAdapter(tuple[RetentionRow, ...])


def read_period(text: str) -> int:
    """Read a period such as "6 years" or "18 months" as months. Raises BadInput."""
    amount, _, unit = " ".join(text.split()).partition(" ")
    fits = amount.isascii() and amount.isdigit() and len(amount) <= len("1200") and int(amount) >= 1
    months = int(amount) * {"year": MONTHS_OF_A_YEAR, "month": 1}.get(unit.removesuffix("s"), 0) if fits else 0
    if not 1 <= months <= MOST_YEARS * MONTHS_OF_A_YEAR:
        raise BadInput(f"'{text}' is no period. Write it like 6 years or 18 months, of at most {MOST_YEARS} years.")
    return months


def said_period(months: int) -> str:
    """Say a period in years where it is whole years, otherwise in months."""
    years, rest = divmod(months, MONTHS_OF_A_YEAR)
    if rest:
        return f"{months} month{'s' if months != 1 else ''}"
    return f"{years} year{'s' if years != 1 else ''}"
