"""Write the bank holidays of each nation as dated rows, from the `holidays` library.

Deadlines read the file and never the library, so that an upgrade of the library moves nothing unseen: a
difference shows when this is run, and in the test that compares the two.

    python scripts/write_calendars.py [--checked-on 2026-11-21]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path

import holidays

from duecourse.clock import SystemClock

FILE = Path(__file__).parents[1] / "workflows" / "directory" / "bank_holidays.yaml"
FIRST_YEAR, LAST_YEAR = 2024, 2030
SUBDIVISIONS = {"England and Wales": ("ENG", "WLS"), "Scotland": ("SCT",), "Northern Ireland": ("NIR",)}

# The names that schools know, where the library has others.
NAMES = {
    "May Day": "Early May bank holiday",
    "Spring Bank Holiday": "Spring bank holiday",
    "Summer Bank Holiday": "Summer bank holiday",
    "Late Summer Bank Holiday": "Summer bank holiday",
    "New Year Holiday": "2 January holiday",
}
OBSERVED = " (observed)"
SATURDAY = 5


def rows(subdivision: str) -> dict[date, str]:
    """Give the bank holidays of a subdivision on weekdays; weekends are no working days anyway."""
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    found = holidays.country_holidays("GB", subdiv=subdivision, years=years)
    return {day: _named(found[day]) for day in sorted(found) if day.weekday() < SATURDAY}


def _named(name: str) -> str:
    plain = name.removesuffix(OBSERVED)
    known = NAMES.get(plain, plain)
    return f"{known} (substitute day)" if name.endswith(OBSERVED) else known


def rows_of_nation(nation: str) -> dict[date, str]:
    """Give the bank holidays of a nation, and refuse when its subdivisions no longer agree."""
    first, *others = (rows(subdivision) for subdivision in SUBDIVISIONS[nation])
    if any(other != first for other in others):
        raise SystemExit(f"The subdivisions of {nation} differ: give each a list of its own.")
    return first


def lines(checked_on: date) -> Iterator[str]:
    """Give the file line by line."""
    yield "# Written by `make calendars`. Bank holidays of a single year that are proclaimed later stand"
    yield "# as `one_off` rows of a school's own calendar until this file has them."
    yield f'source: "the holidays library {version("holidays")}, by subdivision of GB, weekdays only"'
    yield f"checked_on: {checked_on}"
    yield f"first: {FIRST_YEAR}-01-01"
    yield f"last: {LAST_YEAR}-12-31"
    yield "nations:"
    for nation in SUBDIVISIONS:
        yield f"  {nation}:"
        yield "    days:"
        for day, name in rows_of_nation(nation).items():
            yield f"      - day: {day}"
            yield f'        name: "{name}"'


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description="Write the bank holidays of each nation.")
    today = SystemClock().now().date()
    parser.add_argument("--checked-on", type=date.fromisoformat, default=today, help="today unless given")
    checked_on: date = parser.parse_args().checked_on
    FILE.write_text("\n".join(lines(checked_on)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
