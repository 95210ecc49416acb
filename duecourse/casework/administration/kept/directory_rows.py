"""Rows of a directory that is shipped, as a trust keeps them: confirmed, changed, added, put aside.

What was confirmed stays as it was then, whatever a newer directory says, until somebody looks again. A row of its own
that is changed has to be confirmed again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from duecourse.casework.administration.permission import demand_active, demand_administrator, note
from duecourse.casework.administration.value_checks import changed, refuse_all, wrong_key, wrong_name
from duecourse.casework.context.seen.seen_rows import demand_as_seen
from duecourse.casework.context.services import Caller, Services, spend
from engine.errors import BadInput, NotFound
from engine.identity import OrganisationId
from engine.plain import is_list
from engine.ports.records import Person
from engine.ports.store import Reading, Writing

Row = Mapping[str, str]
LONGEST = 500
CONFIRMATION = ("confirmed", "confirmed_by", "confirmed_on", "checked_on")
"""What says of a row that somebody of the trust has looked, who and when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """One directory: what it is of, what may be said of a row, and which of that has to be known to confirm it."""

    noun: str
    parts: tuple[str, ...]
    ways: tuple[str, ...]
    how: str
    shipped: Callable[[Services], Sequence[Mapping[str, object]]]
    own: Callable[[Reading, OrganisationId], Sequence[Row]]
    keep: Callable[[Writing, OrganisationId, Row], None]
    wrong: Callable[[Row], Mapping[str, str]]

    def faults(self, said: Row) -> Mapping[str, str]:
        """Say what is wrong with each part of a row, by its name; nothing where all of it is taken."""
        texts = {name: text for name, text in said.items() if name in self.parts}
        odd = f"This stands on one line of at most {LONGEST} characters."
        long = {name: odd for name, text in texts.items() if len(text) > LONGEST or not text.isprintable()}
        ways = "" if any(said.get(way) for way in self.ways) else self.how
        found = {
            "name": wrong_name(said.get("name", ""), f"A {self.noun}"),
            self.ways[0]: ways,
            **self.wrong(said),
            **long,
        }
        return {name: sentence for name, sentence in found.items() if sentence}

    def said_of(self, row: Row) -> Row:
        """Give what a form about a row shows, by name."""
        return {name: row.get(name, "") for name in self.parts}


def rows(directory: Directory, services: Services, reading: Reading, organisation: OrganisationId) -> tuple[Row, ...]:
    """Give a directory with the trust's own rows in the place of those shipped, without those put aside."""
    own = {row["key"]: row for row in directory.own(reading, organisation)}
    shipped = {str(row["key"]): _texts(row) for row in directory.shipped(services)}
    return tuple(row for row in {**shipped, **own}.values() if row.get("ended") != "yes")


def listed(directory: Directory, services: Services, caller: Caller) -> Sequence[Row]:
    """List the rows, shipped ones first."""
    with services.store.reading() as reading:
        demand_active(reading, caller)
        return rows(directory, services, reading, reading.organisation().id)


def row_of(directory: Directory, services: Services, caller: Caller, key: str) -> Row:
    """Give one row. Raises NotFound."""
    return _row(directory, listed(directory, services, caller), key)


def add_row(directory: Directory, services: Services, caller: Caller, key: str, given: Row) -> Row:
    """Add a row of the trust's own; the person who adds it confirms it."""
    with services.store.writing() as writing:
        now = services.clock.now()
        spend(writing, caller, key, now)
        person = demand_administrator(writing, caller, now)
        taken = [row["key"] for row in rows(directory, services, writing, person.organisation)]
        said = {name: text.strip() for name, text in given.items() if text.strip()}
        refuse_all((wrong_key(key, taken), *directory.faults(said).values()))
        row = {"key": key, **said, "source": "the trust", **_confirmation(person, now.date())}
        directory.keep(writing, person.organisation, row)
        note(writing, services, caller, f"{directory.noun} added", key)
    return row


def change_row(
    directory: Directory, services: Services, caller: Caller, key: str, given: Mapping[str, str | None]
) -> Row:
    """Change what is said of a row; it has to be confirmed again."""
    with services.store.writing() as writing:
        spend(writing, caller, key, services.clock.now())
        person = demand_administrator(writing, caller, services.clock.now())
        before = _row(directory, rows(directory, services, writing, person.organisation), key)
        demand_as_seen(caller, directory.said_of(before))
        after = {name: text for name, text in changed(before, given).items() if text}
        refuse_all(directory.faults(after).values())
        row = {**after, "confirmed": "no", "confirmed_by": "", "confirmed_on": ""}
        directory.keep(writing, person.organisation, row)
        note(writing, services, caller, f"{directory.noun} changed", key)
    return row


def confirm_row(directory: Directory, services: Services, caller: Caller, key: str) -> Row:
    """Say that somebody of the trust has looked today, and that it is as the row says."""
    with services.store.writing() as writing:
        spend(writing, caller, key, services.clock.now())
        person = demand_administrator(writing, caller, services.clock.now())
        before = _row(directory, rows(directory, services, writing, person.organisation), key)
        demand_as_seen(caller, directory.said_of(before))
        if not can_be_confirmed(directory, before):
            raise BadInput(
                f"Nobody knows yet how to reach {before['name']}. Find it out, then change the row and confirm it: "
                f"`duecourse {directory.noun} change {key} --{directory.ways[0]} ...`."
            )
        row = {**before, **_confirmation(person, services.clock.now().date())}
        directory.keep(writing, person.organisation, row)
        note(writing, services, caller, f"{directory.noun} confirmed", key)
    return row


def end_row(directory: Directory, services: Services, caller: Caller, key: str) -> Row:
    """Put a row aside: it stands in no list any more; adding it again brings it back."""
    with services.store.writing() as writing:
        spend(writing, caller, key, services.clock.now())
        person = demand_administrator(writing, caller, services.clock.now())
        row = {**_row(directory, rows(directory, services, writing, person.organisation), key), "ended": "yes"}
        directory.keep(writing, person.organisation, row)
        note(writing, services, caller, f"{directory.noun} ended", key)
    return row


def can_be_confirmed(directory: Directory, row: Row) -> bool:
    """Say whether a row says enough to be confirmed."""
    return any(row.get(way) for way in directory.ways)


def stale_first(found: Iterable[Row]) -> list[Row]:
    """Put rows in order: those that nobody here has confirmed, then those that were confirmed longest ago."""
    return sorted(found, key=lambda row: (row.get("confirmed") == "yes", row.get("confirmed_on", ""), row["name"]))


def _confirmation(person: Person, day: date) -> dict[str, str]:
    on = day.isoformat()
    return dict(zip(CONFIRMATION, ("yes", person.key, on, on), strict=True))


def _row(directory: Directory, found: Sequence[Row], key: str) -> Row:
    for row in found:
        if row["key"] == key:
            return row
    raise NotFound(f"There is no {directory.noun} '{key}'. All of them: `duecourse {directory.noun} list`.")


def _texts(row: Mapping[str, object]) -> Row:
    """Read a shipped row as texts; what is a list there stands with blanks between."""
    return {name: " ".join(map(str, value)) if is_list(value) else str(value) for name, value in row.items()}
