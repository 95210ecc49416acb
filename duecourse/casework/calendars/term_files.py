"""Terms as schools have them: a table of CSV as Excel writes it, or an .ics calendar; every bad row is told at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from duecourse.spreadsheets.text_tables import NOT_PARTED, text_of, text_table
from engine.errors import BadFiles, BadInput, Finding
from engine.time.moments import MONTHS, say_date

DAY = timedelta(days=1)
LONGEST_ROW = timedelta(days=366)
MOST_DAYS = 4000
"""So many rows, and so many closed days, are read from one file: a calendar of all schools for years has fewer."""
SHORTEST_TERM = timedelta(weeks=3)
"""A shorter row that calls itself a term is an event of the term."""
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "kind": ("kind", "type", "what"),
    "name": ("name", "title", "event", "description", "term"),
    "first": ("first", "from", "start", "starts", "begins", "first day", "start date"),
    "last": ("last", "to", "end", "ends", "last day", "end date"),
}
"""The columns of a table, each with the words that head it."""
KINDS = ("term", "closure", "closed")
_CLOSURE = re.compile(r"half[ -]?term|inset|in-service|training day|staff day|occasional day", re.IGNORECASE)
_BEGINS = re.compile(r"\b(begins|starts|start of|beginning of|first day( of)?)\b", re.IGNORECASE)
_ENDS = re.compile(r"\b(ends|end of|last day( of)?|finishes)\b", re.IGNORECASE)
_TERM = re.compile(r"\bterm\b", re.IGNORECASE)
_SPOKEN = re.compile(r"(?:[A-Za-z]{3,9},? )?(\d{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9}),?[ -](\d{4}|\d{2})")
_FIGURES = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})")
CENTURY = "20"
"""What stands before a year of two figures."""
MOST_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class TermFile:
    """What a file gives: rows as a calendar takes them, and what in it was left alone, in its own words."""

    rows: Mapping[str, object]
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A row or event, both days included; `line` counts from 1 and is 0 in a calendar."""

    kind: str
    name: str
    first: date
    last: date
    line: int = 0


def read_terms(content: bytes, file: str) -> TermFile:
    """Read a table or a calendar, whichever it is; `file` is its name. Raises BadFiles with every fault."""
    try:
        text = text_of(content)
    except BadInput as bad:
        raise BadFiles((_fault(file, 0, "file", str(bad), ""),)) from bad
    if text.lstrip().upper().startswith("BEGIN:VCALENDAR"):
        return _put_together(_events(text, file), file)
    return _put_together(_table(text, file), file)


def _fault(file: str, line: int, where: str, wrong: str, allowed: str) -> Finding:
    return Finding(file=file, line=line, where=where, wrong=wrong, allowed=allowed)


def _table(text: str, file: str) -> Sequence[_Row]:
    lines = text_table(text, MOST_ROWS).rows
    line, titles = lines[0] if lines else (1, ())
    heads = [head.strip().casefold() for head in titles or ()]
    places = {name: next((heads.index(word) for word in words if word in heads), -1) for name, words in COLUMNS.items()}
    missing = [name for name in ("name", "first", "last") if places[name] < 0]
    if missing:
        allowed = "a first line that names the columns: kind, name, first, last"
        wrong = f"there is no column {' and no column '.join(missing)}"
        raise BadFiles((_fault(file, line, "columns", wrong, allowed),))
    rows: list[_Row] = []
    faults: list[Finding] = []
    for number, cells in lines[1:]:
        try:
            rows.append(replace(_row(_named_cells(cells, places)), line=number))
        except BadInput as bad:
            faults.append(_fault(file, number, "row", str(bad), ""))
    faults += _overlaps([row for row in rows if row.kind == "term"], file)
    if faults:
        raise BadFiles(tuple(sorted(faults, key=lambda fault: fault.line)))
    return rows


def _named_cells(cells: Sequence[str] | None, places: Mapping[str, int]) -> Mapping[str, str]:
    """Give the cells of a row by what their columns hold. Raises BadInput where it is open which they are."""
    if cells is None:
        raise BadInput(NOT_PARTED)
    return {name: cells[at].strip() if 0 <= at < len(cells) else "" for name, at in places.items()}


def _overlaps(terms: Sequence[_Row], file: str) -> list[Finding]:
    """Say of each term that begins before the one before it has ended which two they are."""
    found, before = list[Finding](), None
    for row in sorted(terms, key=lambda each: (each.first, each.last)):
        if before is not None and row.first <= before.last:
            begins, ends = say_date(row.first), say_date(before.last)
            wrong = f"“{row.name}” begins on {begins}, and “{before.name}” goes on until {ends}"
            found.append(_fault(file, row.line, "row" if row.line else "terms", wrong, "terms one after the other"))
        before = row if before is None or row.last > before.last else before
    return found


def _row(cells: Mapping[str, str]) -> _Row:
    first = day_of(cells["first"])
    last = day_of(cells["last"]) if cells["last"] else first
    if last < first:
        raise BadInput(f"it ends on {say_date(last)}, before it begins on {say_date(first)}")
    _refuse_years(first, last)
    kind = cells["kind"].casefold() or _kind_of(cells["name"], last - first)
    if kind not in KINDS:
        raise BadInput(f"'{cells['kind'] or cells['name']}' is no kind of days; write one of: {', '.join(KINDS)}")
    return _Row(kind=kind, name=cells["name"] or kind, first=first, last=last)


def _refuse_years(first: date, last: date) -> None:
    """Refuse what lasts longer than a year: it is mistyped, and a closed day would stand in it for each of its days."""
    if last - first > LONGEST_ROW:
        raise BadInput(f"it lasts from {say_date(first)} until {say_date(last)}, which is longer than a year")


def _kind_of(name: str, length: timedelta) -> str:
    """Tell by its name what a row is; "" where the name does not tell."""
    if _CLOSURE.search(name):
        return "closure"
    return "term" if _TERM.search(name) and length >= SHORTEST_TERM else ""


def day_of(text: str) -> date:
    """Read a day as people and Excel write it: 2026-09-02, 02/09/2026, 2-Sep-26, Wednesday 2nd September 2026.

    The day of the month stands first. Raises BadInput.
    """
    spoken, figures = _SPOKEN.fullmatch(text), _FIGURES.fullmatch(text)
    try:
        if figures:
            return date(_year(figures[3]), int(figures[2]), int(figures[1]))
        if spoken:
            month = next(at for at, name in enumerate(MONTHS, 1) if name.casefold().startswith(spoken[2].casefold()))
            return date(_year(spoken[3]), month, int(spoken[1]))
        return date.fromisoformat(text)
    except (ValueError, StopIteration) as error:
        meant = _turned(figures) if figures else ""
        wrong = f"'{text}' is no day; write it like 2026-09-02, 02/09/2026 or 2 September 2026{meant}"
        raise BadInput(wrong) from error


def _year(text: str) -> int:
    return int(f"{CENTURY}{text}" if len(text) == len(CENTURY) else text)


def _turned(figures: re.Match[str]) -> str:
    """Ask whether a day was meant whose month stands first, as American programs write it."""
    try:
        meant = date(_year(figures[3]), int(figures[1]), int(figures[2]))
    except ValueError:
        return ""
    return f". The day stands first here: did you mean {say_date(meant)}?"


def _events(text: str, file: str) -> Sequence[_Row]:
    from icalendar import Calendar, Event  # only who loads such a file pays for it

    try:
        events = (event for event in Calendar.from_ical(text).walk("VEVENT") if isinstance(event, Event))
        rows = [_event(str(event.get("SUMMARY", "")), event.start, event.end) for event in events]
    except (ValueError, KeyError, AttributeError, OverflowError) as error:
        raise BadFiles((_fault(file, 0, "calendar", "cannot be read as an .ics calendar", str(error)[:80]),)) from error
    return sorted(rows, key=lambda row: row.first)


def _event(name: str, start: date, end: date) -> _Row:
    """Read an event; one of whole days ends, as calendars have it, on the day after its last."""
    first = start.date() if isinstance(start, datetime) else start
    last = end.date() if isinstance(end, datetime) else max(end - DAY, start)
    _refuse_years(first, last)
    kind = _kind_of(name, last - first)
    if not kind and _TERM.search(name) and (_BEGINS.search(name) or _ENDS.search(name)):
        kind = "begins" if _BEGINS.search(name) else "ends"
    return _Row(kind=kind, name=name, first=first, last=last)


def _put_together(rows: Sequence[_Row], file: str) -> TermFile:
    """Sort rows into terms, closures and closed days; the first and last day of a term make one."""
    days = sum((row.last - row.first).days + 1 for row in rows if row.kind == "closed")
    if max(days, len(rows)) > MOST_DAYS:
        wrong = f"it has {len(rows)} rows and {days} closed days"
        raise BadFiles((_fault(file, 0, "terms", wrong, f"at most {MOST_DAYS} of each: the next years are enough"),))
    terms = [*(row for row in rows if row.kind == "term"), *_paired(rows, file)]
    if not terms:
        allowed = "rows of the kind term, or events named like “Autumn term”, “Autumn term begins”, “Autumn term ends”"
        raise BadFiles((_fault(file, 0, "terms", "there is no term in it", allowed),))
    overlapping = _overlaps(terms, file)
    if overlapping:
        raise BadFiles(tuple(overlapping))
    spans = [_span(row) for row in sorted(terms, key=lambda row: row.first)]
    closed = [
        {"day": (row.first + number * DAY).isoformat(), "name": row.name}
        for row in rows
        if row.kind == "closed"
        for number in range((row.last - row.first).days + 1)
    ]
    return TermFile(
        rows={
            "terms": spans,
            "closures": [_span(row) for row in rows if row.kind == "closure"],
            **({"one_off": closed} if closed else {}),
        },
        ignored=(
            *(f"{row.name}, {say_date(row.first)}" for row in rows if not row.kind),
            *(
                f"{row.name}, {say_date(row.first)}: it lies outside every term, where there is no school anyhow"
                for row in rows
                if row.kind == "closure"
                and not any(term.first <= row.last and row.first <= term.last for term in terms)
            ),
        ),
    )


def _paired(rows: Sequence[_Row], file: str) -> Iterator[_Row]:
    begun: _Row | None = None
    for row in rows:
        if row.kind == "begins":
            begun = row
        elif row.kind == "ends":
            if begun is None:
                wrong = f"“{row.name}” on {say_date(row.first)} ends a term of which no beginning stands in it"
                raise BadFiles((_fault(file, 0, "terms", wrong, "an event for the first day of each term"),))
            yield _Row(kind="term", name=_named(begun.name), first=begun.first, last=row.last)
            begun = None
    if begun is not None:
        wrong = f"“{begun.name}” on {say_date(begun.first)} begins a term of which no end stands in it"
        raise BadFiles((_fault(file, 0, "terms", wrong, "an event for the last day of each term"),))


def _named(name: str) -> str:
    return " ".join(_BEGINS.sub("", name).split()) or "Term"


def _span(row: _Row) -> Mapping[str, object]:
    return {"name": row.name, "first": row.first.isoformat(), "last": row.last.isoformat()}
