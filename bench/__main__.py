"""Run every benchmark and write docs/benchmarks.md."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from bench import report
from duecourse.cli import ALLOCATIONS
from duecourse.clock import SystemClock
from duecourse.scheduler import make_room

PAGE = Path("docs/benchmarks.md")
GROWTH_SECONDS, LOAD_SECONDS, DUE = 1.5, 60.0, 2_000
Section = Callable[[], list[str]]


def main() -> None:
    """Measure and print; the page is written only where everything was measured."""
    asked = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    asked.add_argument("--growth-seconds", type=float, default=GROWTH_SECONDS, help="for each row of the growth")
    asked.add_argument("--load-seconds", type=float, default=LOAD_SECONDS, help="for each row of the load")
    asked.add_argument("--only", nargs="+", choices=list(_sections(0, 0)), help="measure these, and write no page")
    asked.add_argument("--keep", action="store_true", help="with --only: put these into the page, each with its day")
    given = asked.parse_args()
    gc.set_threshold(ALLOCATIONS)
    make_room()  # as every process that serves does
    sections = _sections(given.growth_seconds, given.load_seconds)
    lines = report.heading(SystemClock().now())
    for name in given.only or sections:
        print(f"{name} …", file=sys.stderr)
        lines += sections[name]()
    text = "\n".join(lines) + "\n"
    if not given.only or given.keep:
        before = PAGE.read_text(encoding="utf-8") if given.only else ""
        PAGE.write_text(report.kept(before, text) if before else text, encoding="utf-8")
    print(text)


def _sections(growth_seconds: float, load_seconds: float) -> Mapping[str, Section]:
    return {
        "step": report.steps,
        "peers": report.beside_others,
        "growth": partial(report.growing, growth_seconds),
        "pages": report.pages,
        "load": partial(report.under_load, load_seconds),
        "room": partial(report.leaving_room, DUE),
        "size": report.growth_of_a_store,
        "record": report.of_the_record,
        "copies": report.of_copies,
        "letters": report.of_letters,
        "start": report.commands,
    }


if __name__ == "__main__":
    main()
