"""The days of a school: shown, closed, opened again, loaded; what a change would move is told first where asked."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Annotated

import typer

from duecourse.casework.administration.trust_facts import calendar_at
from duecourse.casework.calendars.school_days import (
    ChangedDays,
    DoubtfulDay,
    Wish,
    close_day,
    load_calendar,
    open_day,
)
from duecourse.casework.calendars.term_files import TermFile, read_terms
from duecourse.casework.context.moved_clocks import MovedClock, Moves
from duecourse.casework.context.services import Caller, Services
from duecourse.cli.call import As, Call
from duecourse.cli.json_shapes import iso
from duecourse.cli.tables import bullets, table
from duecourse.cli.typed import caller
from engine.errors import BadInput
from engine.language.strict_yaml import read_mapping
from engine.plain import is_group, is_list
from engine.time.moments import say_date, say_day, say_moment

School = Annotated[str, typer.Argument(metavar="SCHOOL", help="The school's short name.")]
Day = Annotated[str, typer.Argument(metavar="DAY", help="2026-12-01")]
Preview = Annotated[bool, typer.Option("--preview", help="Only tell which clocks would move.")]
Sure = Annotated[
    bool, typer.Option("--yes", help="Do it without asking: also where clocks move, or the day is hardly meant.")
]
MOST_DAYS = 400
ChangeDay = Callable[[Services, Caller, str, date, str, Wish], ChangedDays]


def calendar_show(
    call: Call,
    school: School,
    first: Annotated[str, typer.Option("--from", help="First day, 2026-12-01.")] = "",
    days: Annotated[int, typer.Option(min=1, max=MOST_DAYS, help="How many days.")] = 31,
    as_: As = "",
) -> None:
    """Show which days count at a school, and why the others do not."""
    place = call.looking()
    caller(place, as_)
    calendar, _ = calendar_at(place, school)
    start = _day(first) if first else calendar.local(place.clock.now()).date()
    rows = []
    for ahead in range(days):
        day = start + timedelta(days=ahead)
        rows.append((day.isoformat(), f"{day:%A}", calendar.why_not_working(day) or "working day"))
    document = {"version": calendar.version, "days": [{"day": row[0], "counts": row[2]} for row in rows]}
    call.give(document, lambda: table(("Day", "", "Counts as"), rows, "No days."))


def calendar_close(
    call: Call,
    school: School,
    day: Day,
    reason: Annotated[str, typer.Option("--reason", help="Why, for example “royal funeral”.")],
    preview: Preview = False,
    yes: Sure = False,
    as_: As = "",
) -> None:
    """Declare a one-off day that is no working day; open clocks are worked out again from their start."""
    _change_day(call, (school, day, reason), as_, Wish(preview=preview, sure=yes), close_day, "closed")


def calendar_open(
    call: Call,
    school: School,
    day: Day,
    reason: Annotated[str, typer.Option("--reason", help="Why it is open after all.")],
    preview: Preview = False,
    yes: Sure = False,
    as_: As = "",
) -> None:
    """Take back that a day was declared closed; open clocks are worked out again from their start."""
    _change_day(call, (school, day, reason), as_, Wish(preview=preview, sure=yes), open_day, "open again")


def calendar_load(
    call: Call,
    school: School,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Terms, closures, closed days: .csv, an .ics calendar, or YAML.")
    ],
    preview: Preview = False,
    yes: Sure = False,
    as_: As = "",
) -> None:
    """Give a school its terms and INSET days; clocks that are open are worked out again from their start."""
    place = call.services()
    by = caller(place, as_)
    found = _terms_in(file)
    wish = Wish(preview=preview, sure=yes)
    zone = place.zone()
    (changed,) = surely(
        call, lambda wished: [load_calendar(place, by, school, found.rows, file.name, wished)], wish, zone
    )
    said = f"{changed.school.name} {'has' if changed.done else 'would have'} this calendar now"
    calendar = changed.school.calendar
    if not call.as_json:
        _say_days(calendar, found)
    more = {name: calendar.get(name, []) for name in ("terms", "closures", "one_off")}
    _give(call, changed, {**more, "ignored": list(found.ignored)}, said, place.zone())


def _terms_in(file: Path) -> TermFile:
    """Read a file of terms, whatever it is: a table, a calendar, or YAML. Raises BadInput or BadFiles."""
    try:
        content = file.read_bytes()
        if file.suffix.casefold() in (".csv", ".ics"):
            return read_terms(content, file.name)
        return TermFile(read_mapping(content.decode("utf-8"), file.name))
    except (OSError, UnicodeDecodeError) as error:
        why = "cannot be read as text" if file.is_file() else "is no file"
        raise BadInput(f"{file} {why}. Choose a file of terms: docs/how-to/set-up-a-trust.md shows one.") from error


def _say_days(calendar: Mapping[str, object], found: TermFile) -> None:
    for name, says in (("terms", "Terms"), ("closures", "No school, though people work")):
        rows = calendar.get(name)
        if is_list(rows) and rows:
            typer.echo(f"{says}:")
            bullets(
                f"{row['name']}: {_spoken(row['first'])} to {_spoken(row['last'])}" for row in rows if is_group(row)
            )
    if found.ignored:
        typer.echo("Left alone, as they are no terms and no closures:")
        bullets(found.ignored)


def _spoken(day: object) -> str:
    return say_date(date.fromisoformat(str(day)))


def _change_day(call: Call, said: tuple[str, str, str], as_: str, wish: Wish, change: ChangeDay, becomes: str) -> None:
    """Change what a day is: `said` are school, day and reason as they were typed, `becomes` is what the day then is."""
    school, typed, reason = said
    place = call.services()
    by, day = caller(place, as_), _day(typed)
    (changed,) = surely(call, lambda wished: [change(place, by, school, day, reason, wished)], wish, place.zone())
    told = f"{say_day(day)} {'is' if changed.done else 'would be'} {becomes} at {changed.school.name}"
    _give(call, changed, {"day": day.isoformat()}, told, place.zone())


def surely(call: Call, do: Callable[[Wish], Sequence[ChangedDays]], wish: Wish, zone: tzinfo) -> Sequence[ChangedDays]:
    """Do what was asked. Where it moves clocks, or is hardly meant, somebody at a terminal is asked first; elsewhere
    nobody can answer, and nothing is changed without --yes."""
    doubts: list[str] = []
    if not wish.sure:
        try:
            foreseen = do(Wish(preview=True))
        except DoubtfulDay as doubt:
            doubts.append(str(doubt))
            foreseen = do(Wish(preview=True, sure=True))
        moves = [each.moves for each in foreseen if each.moves.clocks]
        if moves and not wish.preview:
            doubts += [line for each in moves for line in _told(each, "would move", zone)]
    if doubts:
        _ask(call, doubts)
    return do(Wish(preview=wish.preview, sure=True))


def _ask(call: Call, doubts: Sequence[str]) -> None:
    if call.as_json or not sys.stdin.isatty():
        raise BadInput(f"{' '.join(doubts)} Nothing was changed. The same with --yes does it.")
    for doubt in doubts:
        typer.echo(doubt, err=True)
    if not typer.confirm("Is that what you mean?", err=True):
        raise BadInput("Nothing was changed.")


def _told(moves: Moves, verb: str, zone: tzinfo) -> list[str]:
    """Tell which clocks move, and how many more there are in cases that the person does not see."""
    said = [f"Clocks {verb} in {moves.cases} cases."]
    said += [
        f"{each.reference}, {each.procedure}: “{each.title}”{' from' if each.not_before else ''} "
        f"{_when(each.before, zone)} → {_when(each.after, zone)}."
        for each in moves.seen
    ]
    hidden = moves.clocks - len(moves.seen)
    return [*said, f"{hidden} of these clocks are in cases that you do not see."] if hidden else said


def _give(call: Call, changed: ChangedDays, more: dict[str, object], said: str, zone: tzinfo) -> None:
    call.give(_document(changed, more), lambda: _show(changed, said, zone))


def tell(
    call: Call, changed: Sequence[ChangedDays], more: dict[str, object], said: Sequence[str], zone: tzinfo
) -> None:
    """Tell what changed at several schools, each in the words that stand for it."""

    def show() -> None:
        for each, words in zip(changed, said, strict=True):
            _show(each, words, zone)

    call.give([_document(each, more) for each in changed], show)


def _document(changed: ChangedDays, more: dict[str, object]) -> dict[str, object]:
    moves = changed.moves
    return {
        "school": changed.school.key,
        **more,
        "done": changed.done,
        "cases_moved": moves.cases,
        "clocks_moved": moves.clocks,
        "moves": [_shape(each) for each in moves.seen],
    }


def _show(changed: ChangedDays, said: str, zone: tzinfo) -> None:
    first, *rest = _told(changed.moves, "moved" if changed.done else "would move", zone)
    typer.echo(f"{said}. {first}")
    bullets(rest)


def _shape(moved: MovedClock) -> dict[str, object]:
    return {
        "case": moved.reference,
        "procedure": moved.procedure,
        "title": moved.title,
        "not_before": moved.not_before,
        "before": iso(moved.before),
        "after": iso(moved.after),
    }


def _when(moment: datetime | None, zone: tzinfo) -> str:
    return say_moment(moment, zone) if moment else "stands still"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"'{text}' is not a day; write year-month-day, for example 2026-12-01.") from error
