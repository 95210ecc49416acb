"""The page docs/benchmarks.md: every row beside its goal, and what is missed marked as missed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from bench import (
    copies,
    flatness,
    goals,
    growth,
    letters,
    load,
    machine,
    page,
    peers,
    record,
    room,
    size,
    start,
    transition,
)
from bench.goals import marked

SECTION, MEASURED = "\n## ", "Measured on "
SHOWN_BYTES = 300
"""Tables that take less of an ordinary case are not listed."""

HEAD = """# Benchmarks

Written by `make bench`. Absolute times mean nothing from one machine to another, nor from a busy hour to a quiet one:
read ratios, and read milliseconds beside those of the floor, which were measured in the same minutes. The floor is raw
`sqlite3` (on PostgreSQL, raw psycopg): one UPDATE, two INSERTs, COMMIT.
"""


def heading(at: datetime) -> list[str]:
    """Give the head of the page."""
    return [HEAD, f"{MEASURED}{at:%d %B %Y}. Machine: {machine.describe()}."]


def kept(page: str, measured: str) -> str:
    """Put sections that were measured later in the place of those of the same title, with the day under each."""
    head, *later = measured.split(SECTION)
    (day,) = [line for line in head.splitlines() if line.startswith(MEASURED)]
    found = {part.partition("\n")[0]: part.rstrip("\n") for part in later}
    parts = page.split(SECTION)
    new = [f"{text}\n\n{day}\n" if (text := found.get(each.partition("\n")[0])) else each for each in parts]
    return SECTION.join(new).rstrip("\n") + "\n"


def table(title: str, says: str, columns: Sequence[str], rows: Iterable[str]) -> list[str]:
    """Give a section that is a table."""
    head = "| " + " | ".join(columns) + " |"
    return ["", f"## {title}", "", says, "", head, "|---" * len(columns) + "|", *rows]


def steps() -> list[str]:
    """Measure one committed step against the floor."""
    rows = [
        f"| {row.what} | {row.ours:.0f} µs | {row.floor:.0f} µs | {row.ratio:.1f} | ≤ {row.goal:g} | "
        f"{marked(met=row.ratio <= row.goal)} |"
        for row in transition.measure()
    ]
    says = "A review, as a person takes it, committed: the time that passes; in shared memory, CPU."
    return table("One step against the floor", says, ("on", "ours", "floor", "times", "goal", ""), rows)


def beside_others() -> list[str]:
    """Measure the same step in other programs."""
    rows = []
    for row in peers.measure():
        line = f"| {row.what} | {row.cpu_ms:.3f} | {row.floors:.1f} | {row.ours:.2f} |"
        wanted = f" ≥ {row.goal:g} | {marked(met=row.ours >= row.goal)} |" if row.goal else " | |"
        rows.append(line + wanted)
    says = (
        "CPU of one durable step that loads a case, asks for permission and a guard, and writes state, audit row, "
        "deadline rows and outbox row to SQLite in shared memory; by turns, paired ratios. A step here also folds and "
        "seals an event, works out who is there and when clocks run out, and asks the rules of the procedure."
    )
    columns = ("program", "milliseconds", "times the floor", "times our review", "goal for that", "")
    return table("The same step in other programs", says, columns, rows)


def growing(seconds: float) -> list[str]:
    """Measure what everyday work costs while a trust grows."""
    rows = list(growth.measure(growth.CASES, growth.PEOPLE, growth.DATABASES, seconds))
    ratios = list(flatness.measure(seconds=seconds))
    floor = next(row.cpu_ms for row in rows if row.what == "floor" and row.database == "SQLite")
    says = (
        f"The goals in milliseconds were set where the floor took {goals.FLOOR_MS} ms of CPU; in this run it took "
        f"{floor:.3f} ms. Where two sizes are compared, they took turns in one process."
    )
    lines = table(
        "While a trust grows: goals",
        says,
        ("what", "measured", "goal", ""),
        (verdict.line for verdict in goals.verdicts(rows, ratios)),
    )
    for database in growth.DATABASES:
        lines += _sizes([row for row in rows if row.database == database], database)
    return lines


def _sizes(rows: Sequence[growth.Row], database: str) -> list[str]:
    sizes = list(dict.fromkeys((row.cases, row.people) for row in rows))
    found = {(row.what, row.cases, row.people): row for row in rows}

    def lines() -> Iterator[str]:
        for what in dict.fromkeys(row.what for row in rows):
            each = (found[what, *size] for size in sizes)
            yield f"| {what} | " + " | ".join(f"{row.cpu_ms:.2f} / {row.wall_ms:.2f}" for row in each) + " |"

    says = (
        "Milliseconds of CPU of this process / that pass; one column for each size: cases, people. The person who asks "
        "sees every case; a sweep is told for each case that was due."
    )
    columns = ("what", *(f"{cases:,}, {people:,}" for cases, people in sizes))
    return table(f"While a trust grows: {database}", says, columns, lines())


def pages() -> list[str]:
    """Measure pages."""
    rows = [
        f"| {row.what} | {row.template:.1f} | {row.request:.1f} | {row.times:.2f} | {row.load:.1f} kB | "
        f"{row.later:.1f} kB | {', '.join((marked(met=not row.misses), *row.misses))} |"
        for row in page.measure()
    ]
    says = (
        f"CPU milliseconds with {page.CASES:,} cases and {page.PEOPLE:,} people, and how many times those of the same "
        f"page with {page.FEW} cases that is, by turns; kB compressed. Goals: {page.GOALS}."
    )
    columns = ("page", "template", "whole request", f"times that of {page.FEW} cases", "first load", "later load", "")
    return table("Pages", says, columns, rows)


def under_load(seconds: float) -> list[str]:
    """Measure eight people at once."""
    rows = [
        f"| {row.database} | {row.cases:,} | {row.requests_s:.0f} | {row.p50_ms:.0f} ms | {row.p99_ms:.0f} ms | "
        f"{row.errors} | {row.memory_before_mb:.0f} / {row.memory_after_mb:.0f} MB | {marked(met=row.is_met)} |"
        for row in load.measure(seconds=seconds)
    ]
    says = f"One process, mixed pages and steps for {seconds:g} s, the clients on the same cores. Goals: {load.GOAL}."
    columns = ("database", "cases", "requests/s", "half within", "99 % within", "errors", "memory before / after", "")
    return table("Eight people at once", says, columns, rows)


def leaving_room(due: int) -> list[str]:
    """Measure a sweep of many cases alone, and with people at work."""
    rows = []
    for alone in (True, False):
        found: Any = room.row(due, 2_000, alone=alone)
        each, longest = 1000 * found["cpu_s"] / due, found["longest_hold_ms"]
        waits = [found[what]["max"] for what in ("page", "step") if what in found]
        met = each <= 1.2 and longest <= 100 and all(wait <= 250 for wait in waits)
        longest_waits = " | ".join(f"{wait:.0f} ms" for wait in waits) or " | "
        rows.append(f"| {found['what']} | {each:.2f} ms | {longest:.0f} ms | {longest_waits} | {marked(met=met)} |")
    says = (
        f"{due:,} cases that are all due at once, 2,000 people, SQLite on disk. Goals: 1.2 ms of CPU a case, no lock "
        "above 100 ms, no page and no step above 250 ms meanwhile."
    )
    columns = ("what", "a case", "longest lock", "longest page", "longest step", "")
    return table("The sweep leaves room", says, columns, rows)


def growth_of_a_store() -> list[str]:
    """Measure what a store grows by for each case, and where."""
    rows = list(size.measure())
    lines = [
        f"| {row.story}, {row.table} | {row.both / 1000:.1f} kB | {row.indexes / 1000:.1f} kB | "
        f"{row.unused / 1000:.1f} kB | {_size_verdict(row)} |"
        for row in rows
        if row.table == size.ALL or (row.story == size.ORDINARY and row.both >= SHOWN_BYTES)
    ]
    says = (
        "Whole pages of SQLite for each case: only reported; ordinary (one address, reported, acknowledged, triaged, "
        "its tracks opened, a letter drafted); and the mix that the trusts above consist of, with two addresses. Goal: "
        f"≤ {size.GOAL_KB} kB for an ordinary case."
    )
    return table("What a store grows by", says, ("what", "a case", "of that indexes", "of that unused", ""), lines)


def _size_verdict(row: size.Row) -> str:
    is_the_goal = (row.story, row.table) == (size.ORDINARY, size.ALL)
    return marked(met=row.both <= 1000 * size.GOAL_KB) if is_the_goal else ""


def of_the_record() -> list[str]:
    """Measure how long the whole record of a trust takes to verify and to replay."""
    rows = [
        f"| {row.what} | {row.cases:,} | {row.cpu_s:.0f} s | {row.wall_s:.0f} s | {marked(met=row.is_met)} |"
        for row in record.measure()
    ]
    says = (
        "Every case with its chain and every row, and the chain of the organisation, without bytes of evidence; one "
        f"process. Goal: ≤ {record.GOAL_SECONDS} s of CPU each, and nothing is wrong."
    )
    return table("Verify and replay", says, ("what", "cases", "CPU", "passed", ""), rows)


def of_copies() -> list[str]:
    """Measure how long copies of a whole trust take."""
    rows = [
        f"| `{row.what}` | {row.cases:,} | {row.cpu_s:.0f} s | {row.wall_s:.0f} s "
        f"| {f'{row.megabytes:.0f} MB' if row.megabytes else ''} | {row.peak_megabytes:.0f} MB |"
        for row in copies.measure()
    ]
    says = (
        "The commands themselves, which verify what they made: a backup of a SQLite store, putting it back, and moving "
        "what was put back to PostgreSQL, whose own work is in what passed alone. No goal is set."
    )
    return table("Copies", says, ("command", "cases", "CPU", "passed", "what it made", "memory"), rows)


def of_letters() -> list[str]:
    """Measure letters beside other programs, and what memory they leave behind."""
    rows = [
        f"| {row.what} | {row.milliseconds:.2f} | {row.each_second:.0f} | {row.times:.1f} | {row.goal_said} | "
        f"{row.verdict} |"
        for row in letters.measure()
    ]
    columns = ("what", "CPU milliseconds", "in a second of one core", "times the PDF of ours", "goal", "")
    kept = letters.memory()
    says = (
        f"Memory of a process that drafts and sets letter after letter: {kept.before:.0f} MB after {kept.first:,}, "
        f"{kept.after:.0f} MB after {kept.last:,} (goal: at most {letters.GROWS} % more): {kept.verdict}."
    )
    return [*table("Letters", letters.SAYS, columns, rows), "", says]


def commands() -> list[str]:
    """Measure commands."""
    rows = [
        f"| {row.what} | {row.ours:.2f} | {row.library:.2f} | {row.ratio:.1f} | {marked(met=row.is_met)} |"
        for row in start.measure()
    ]
    says = f"CPU seconds of whole processes. Goals: {start.GOALS}."
    return table("The command line", says, ("command", "ours", "`import typer` alone", "ratio", ""), rows)
