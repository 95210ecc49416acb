"""The days of a school changed: terms written or taken from a file, a day closed or opened; told first what moves.

A file is read into the box of terms, where it can be looked at and put right; what is confirmed is what stands there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from fastapi import APIRouter, Request, Response

from duecourse.casework.calendars.calendar_sheets import CalendarSheet, calendar_sheet
from duecourse.casework.calendars.school_days import (
    ChangedDays,
    DoubtfulDay,
    Wish,
    close_day,
    load_calendar,
    open_day,
)
from duecourse.casework.calendars.term_files import read_terms
from duecourse.casework.calendars.term_texts import joined_terms, terms_as_text
from duecourse.casework.context.moved_clocks import Moves
from duecourse.web.forms import fields
from duecourse.web.forms.typed import Typed
from duecourse.web.pages.administration.calendar_pages import ONE, of_calendar
from duecourse.web.pages.administration.trust_form import TrustForm, choice, line, send, show
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import BadAnswers, Mistake
from engine.steps.options import Ask
from engine.time.moments import say_day

router = APIRouter()
LOAD, CLOSE, OPEN = f"{ONE}/terms", f"{ONE}/close-day", f"{ONE}/open-day"
TERMS, FILE, SURE, BOX = "terms", "terms_file", "sure", "terms typed here"
LARGEST = 512 * 1024
"""Bytes of a file of terms at most; the largest calendars of schools have some tens of thousands."""
DAY = Ask(name="day", type="date", ask="Which day?", optional=False, options={})
Change = Callable[[Wish], ChangedDays]


@dataclass(frozen=True, slots=True)
class WouldMove:
    """What a change would do: the times that move, and why the day is hardly meant; None where it cannot be done."""

    moves: Moves | None
    doubt: str = ""

    def asks(self, meant: str) -> tuple[Ask, ...]:
        """Ask whether that is meant, where anything moves or is doubtful."""
        if self.moves is None or not (self.moves.clocks or self.doubt):
            return ()
        cases = "1 case" if self.moves.cases == 1 else f"{self.moves.cases} cases"
        moved = f"This moves {self.moves.clocks} of the times in {cases}." if self.moves.clocks else "No time moves."
        says = f"{self.doubt} {moved}".strip()
        return (choice(SURE, "Is that what you mean?", {_mark(meant): "Yes, do that"}, says),)


@router.get(LOAD)
@InOneLook
def ask_terms(request: Request, visitor: SignedIn, school: str) -> Response:
    """Show the terms that are loaded, and ask for others."""
    found = calendar_sheet(visitor.services, visitor.caller, school)
    return show(request, visitor, _terms_form(found, terms_as_text(found.spans), ()))


@router.post(LOAD, max_body_size=LARGEST + 64 * 1024)
def load(request: Request, visitor: SignedIn, school: str) -> Response:
    """Read a file into the box, tell what would move, and load what stands there once that is confirmed."""
    found = calendar_sheet(visitor.services, visitor.caller, school)
    read, unreadable = _file_of(visitor, found)
    text = read if read is not None else visitor.typed.get(TERMS)

    def change(wish: Wish) -> ChangedDays:
        terms = read_terms(text.encode(), BOX)
        return load_calendar(visitor.services, visitor.caller, school, terms.rows, BOX, wish)

    foreseen = _foreseen(change) if text else WouldMove(None)
    asks = foreseen.asks(text)
    shown = _with_box(visitor, text) if read is not None else visitor

    def do(facts: Mapping[str, str]) -> str:
        if unreadable:
            raise BadAnswers.of({FILE: unreadable})
        if read is not None and not asks:
            raise BadAnswers.of({TERMS: "This is how the file was read. Look at it, and send it once more."})
        _demand_sure(asks, facts)
        change(Wish(sure=True))
        return of_calendar(school)

    return send(request, shown, lambda: _terms_form(found, text, asks), do, after=of_calendar(school))


@router.get(CLOSE)
@InOneLook
def ask_close(request: Request, visitor: SignedIn, school: str) -> Response:
    """Ask which day is closed."""
    return show(request, visitor, _close_form(calendar_sheet(visitor.services, visitor.caller, school), ()))


@router.post(CLOSE)
def close(request: Request, visitor: SignedIn, school: str) -> Response:
    """Close it, once it was told what moves."""
    found = calendar_sheet(visitor.services, visitor.caller, school)
    facts = fields.read((DAY, _why()), visitor.typed, visitor.zone).facts
    day, why = facts.get("day", ""), facts.get("reason", "")

    def change(wish: Wish) -> ChangedDays:
        return close_day(visitor.services, visitor.caller, school, date.fromisoformat(day), why, wish)

    asks = _foreseen(change).asks(day) if day and why else ()
    return _send_day(request, visitor, lambda: _close_form(found, asks), asks, change)


@router.get(OPEN)
@InOneLook
def ask_open(request: Request, visitor: SignedIn, school: str) -> Response:
    """Ask which of the closed days is open after all."""
    return show(request, visitor, _open_form(calendar_sheet(visitor.services, visitor.caller, school), ()))


@router.post(OPEN)
def open_again(request: Request, visitor: SignedIn, school: str) -> Response:
    """Open it, once it was told what moves."""
    found = calendar_sheet(visitor.services, visitor.caller, school)
    day, why = visitor.typed.get("day"), visitor.typed.get("reason")
    known = day in _closed(found)

    def change(wish: Wish) -> ChangedDays:
        return open_day(visitor.services, visitor.caller, school, date.fromisoformat(day), why, wish)

    asks = _foreseen(change).asks(day) if known and why else ()
    return _send_day(request, visitor, lambda: _open_form(found, asks), asks, change)


def _send_day(
    request: Request, visitor: Visitor, form: Callable[[], TrustForm], asks: Sequence[Ask], change: Change
) -> Response:
    back = form().back[0]

    def do(facts: Mapping[str, str]) -> str:
        _demand_sure(asks, facts)
        change(Wish(sure=True))
        return back

    return send(request, visitor, form, do, after=back)


def _foreseen(change: Change) -> WouldMove:
    """Ask what would move; what cannot be done at all is said by the change itself."""
    try:
        return WouldMove(change(Wish(preview=True)).moves)
    except DoubtfulDay as doubt:
        return WouldMove(change(Wish(preview=True, sure=True)).moves, str(doubt))
    except Mistake:
        return WouldMove(None)


def _demand_sure(asks: Sequence[Ask], facts: Mapping[str, str]) -> None:
    """See that what was confirmed is what is meant now: it may have been said of another day, or of other terms."""
    for ask in asks:
        if facts.get(SURE) not in ask.options:
            raise BadAnswers.of({SURE: fields.asked_for(ask)})


def _mark(meant: str) -> str:
    return sha256(meant.encode()).hexdigest()[:16]


def _file_of(visitor: Visitor, found: CalendarSheet) -> tuple[str | None, str]:
    """Read the file that was handed in as text of the box, None where there is none; and what is wrong with it."""
    upload = visitor.typed.file(FILE)
    if upload is None:
        return None, ""
    try:
        rows = read_terms(upload.file.read(LARGEST), upload.filename or "the file").rows
    except Mistake as bad:
        return None, str(bad)
    return terms_as_text(joined_terms(found.spans, rows)), ""


def _with_box(visitor: Visitor, text: str) -> Visitor:
    typed = Typed({**visitor.typed.texts, TERMS: (text,)})
    return replace(visitor, typed=typed)


def _terms_form(found: CalendarSheet, text: str, asks: Sequence[Ask]) -> TrustForm:
    box = line(
        TERMS,
        "Terms and days without pupils",
        "The first line names the columns; then a line for each term, closure (half-term, INSET day) or closed day.",
        lines=True,
    )
    return TrustForm(
        title=f"Terms of {found.school.name}",
        back=(of_calendar(found.school.key), f"Back to the days of {found.school.name}"),
        button="Go on",
        asks=(box, *asks),
        now={TERMS: text},
        says=(
            "Write them below, or choose a file as schools publish it (a table as .csv, or an .ics calendar). A file "
            "is read into the box first, beside the school years that are loaded already; nothing is kept before you "
            "have looked at it.",
            "You are told first how many times of open cases would move.",
        ),
        takes_file=FILE,
    )


def _close_form(found: CalendarSheet, asks: Sequence[Ask]) -> TrustForm:
    return TrustForm(
        title=f"Close a day at {found.school.name}",
        back=(of_calendar(found.school.key), f"Back to the days of {found.school.name}"),
        button="Go on",
        asks=(DAY, _why(), *asks),
        says=("For a day on which nobody works there: snow, a burst pipe. You are told first what would move.",),
    )


def _open_form(found: CalendarSheet, asks: Sequence[Ask]) -> TrustForm:
    days = _closed(found)
    which = choice("day", "Which day is open after all?", days)
    return TrustForm(
        title=f"Open a day again at {found.school.name}",
        back=(of_calendar(found.school.key), f"Back to the days of {found.school.name}"),
        button="Go on",
        asks=(which, _why(), *asks) if days else (which,),
        says=() if days else ("No day was declared closed there, so there is nothing to open.",),
    )


def _why() -> Ask:
    return line("reason", "Why?", "It is told in each case whose times move, such as: a burst pipe.")


def _closed(found: CalendarSheet) -> dict[str, str]:
    closed = sorted((each for each in found.spans if each.kind == "closed"), key=lambda each: each.first)
    return {each.first.isoformat(): f"{say_day(each.first)}: {each.name}" for each in closed}
