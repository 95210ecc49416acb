"""Where people find support: the directory that is shipped, and what the trust has confirmed, added or put aside.

A row that nobody of the trust has confirmed reaches no letter. What was confirmed stays as it was then, whatever a
newer directory says, until somebody looks again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from duecourse.casework.administration.permission import demand_active, demand_administrator, note
from duecourse.casework.administration.value_checks import changed, refuse_all, wrong_email, wrong_key, wrong_name
from duecourse.casework.context.services import Caller, Services
from engine.errors import BadInput, NotFound
from engine.identity import OrganisationId
from engine.ports.records import Person
from engine.ports.store import Reading

Row = Mapping[str, str]
PARTS = ("name", "provider", "helps_with", "telephone", "email", "web", "hours", "limits")
"""What may be said of a helpline; one of the ways to reach it must be."""
WAYS = ("telephone", "web", "email")
LONGEST = 500


def rows(services: Services, reading: Reading, organisation: OrganisationId) -> tuple[Row, ...]:
    """Give the directory with the trust's own rows in the place of those shipped, without those put aside."""
    own = {row["key"]: row for row in reading.helplines(organisation)}
    shipped = {str(row["key"]): {name: str(value) for name, value in row.items()} for row in services.helplines}
    return tuple(row for row in {**shipped, **own}.values() if row.get("ended") != "yes")


def helplines(services: Services, caller: Caller) -> Sequence[Row]:
    """List the helplines, shipped ones first; `confirmed` says which of them reach a letter."""
    with services.store.reading() as reading:
        demand_active(reading, caller)
        return rows(services, reading, reading.organisation().id)


def add_helpline(services: Services, caller: Caller, key: str, given: Mapping[str, str]) -> Row:
    """Add a helpline of the trust's own; the person who adds it confirms it."""
    with services.store.writing() as writing:
        person = demand_administrator(writing, caller, services.clock.now())
        taken = [row["key"] for row in rows(services, writing, person.organisation)]
        said = {name: text.strip() for name, text in given.items() if text.strip()}
        refuse_all((wrong_key(key, taken), *_wrong(said)))
        row = {"key": key, **said, "source": "the trust", **_confirmation(person, services.clock.now().date())}
        writing.save_helpline(person.organisation, row)
        note(writing, services, caller, "helpline added", key)
    return row


def change_helpline(services: Services, caller: Caller, key: str, given: Mapping[str, str | None]) -> Row:
    """Change what is said of a helpline; it must be confirmed again before it reaches a letter."""
    with services.store.writing() as writing:
        person = demand_administrator(writing, caller, services.clock.now())
        before = _row(rows(services, writing, person.organisation), key)
        after = {name: text for name, text in changed(before, given).items() if text}
        refuse_all(_wrong(after))
        row = {**after, "confirmed": "no", "confirmed_by": "", "confirmed_on": ""}
        writing.save_helpline(person.organisation, row)
        note(writing, services, caller, "helpline changed", key)
    return row


def confirm_helpline(services: Services, caller: Caller, key: str) -> Row:
    """Say that somebody of the trust has looked: the helpline is there, and is reached as the row says."""
    with services.store.writing() as writing:
        person = demand_administrator(writing, caller, services.clock.now())
        before = _row(rows(services, writing, person.organisation), key)
        if not any(before.get(way) for way in WAYS):
            raise BadInput(
                f"Nobody knows yet how to reach {before['name']}. Find it out, then: "
                f"`duecourse helpline change {key} --telephone NUMBER` (or --web, or --email)."
            )
        row = {**before, **_confirmation(person, services.clock.now().date())}
        writing.save_helpline(person.organisation, row)
        note(writing, services, caller, "helpline confirmed", key)
    return row


def end_helpline(services: Services, caller: Caller, key: str) -> Row:
    """Put a helpline aside: it reaches no letter and stands in no list any more; adding it again brings it back."""
    with services.store.writing() as writing:
        person = demand_administrator(writing, caller, services.clock.now())
        row = {**_row(rows(services, writing, person.organisation), key), "ended": "yes"}
        writing.save_helpline(person.organisation, row)
        note(writing, services, caller, "helpline ended", key)
    return row


def _confirmation(person: Person, day: date) -> dict[str, str]:
    on = day.isoformat()
    return {"confirmed": "yes", "confirmed_by": person.key, "confirmed_on": on, "checked_on": on}


def _row(found: Sequence[Row], key: str) -> Row:
    for row in found:
        if row["key"] == key:
            return row
    raise NotFound(f"There is no helpline '{key}'. All of them: `duecourse helpline list`.")


def _wrong(said: Row) -> tuple[str, ...]:
    ways = "" if any(said.get(way) for way in WAYS) else "Say how it is reached: --telephone, --web or --email."
    texts = [text for name, text in said.items() if name in PARTS]
    odd = any(len(text) > LONGEST or not text.isprintable() for text in texts)
    seen = f"Each part stands on one line of at most {LONGEST} characters." if odd else ""
    return (wrong_name(said.get("name", ""), "A helpline"), ways, wrong_email(said.get("email", "")), seen)
