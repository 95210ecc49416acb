"""Terms as a text that somebody reads and puts right: the same table that a file of terms is, a line for each row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from duecourse.casework.calendars.calendar_sheets import Span, spans_of
from engine.time.moments import say_date

HEAD = ("kind", "name", "first", "last")


def terms_as_text(spans: Iterable[Span]) -> str:
    """Write days as a table of a line each, in order, as a file of terms has them."""
    written = io.StringIO()
    table = csv.writer(written, delimiter=";", lineterminator="\n")
    table.writerow(HEAD)
    for each in sorted(spans, key=lambda each: (each.first, each.last)):
        table.writerow((each.kind, each.name, say_date(each.first), say_date(each.last)))
    return written.getvalue().strip()


def joined_terms(before: Sequence[Span], rows: Mapping[str, object]) -> Sequence[Span]:
    """Put the rows of a file beside the school years that are loaded and of which it says nothing."""
    new = tuple(spans_of(rows))
    years = {each.year for each in new if each.kind != "closed"}
    return (*(each for each in before if each.kind == "closed" or each.year not in years), *new)
