"""Between rows and the engine's values, both ways, written out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from engine.errors import BrokenRecord, Fault
from engine.identity import InstanceId, OrganisationId, PersonId, PostName, RoleName, SchoolId
from engine.ports.records import EvidenceFile, Notice, Person, School, Tenure
from engine.record.case import Case
from engine.record.chain import Entry, Words, decode
from engine.record.values import Deadline
from store.connection.compression import unpacked
from store.connection.cursor import Named, Row


@lru_cache(maxsize=1024)
def moment(value: datetime) -> str:
    """Write a moment as ISO text in UTC of one fixed width. A naive one is our fault.

    Kept, as the rows of one event have the same few: a sweep writes thirty of them for each case.
    """
    if value.tzinfo is None:
        raise Fault("A moment without a time zone reached the store.")
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def maybe(value: datetime | None) -> str | None:
    """Write a moment that may be missing."""
    return moment(value) if value else None


def when(value: str) -> datetime:
    """Read a moment back."""
    return datetime.fromisoformat(value)


def maybe_when(value: str | None) -> datetime | None:
    """Read back a moment that may be missing."""
    return when(value) if value else None


def dump(value: object) -> str:
    """Write a small structure as JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def loaded(text: str) -> Any:
    """Read a small structure back. Raises BrokenRecord."""
    try:
        return json.loads(text)
    except ValueError:
        # its own words quote what is stored, and may end in a log
        raise BrokenRecord("What is stored is not as it was written, and cannot be read.") from None


def school(row: Row) -> School:
    """Read a school."""
    id_, organisation, key, name, address, calendar, active, kind, joins_on = row
    return School(
        id=id_,
        organisation=organisation,
        key=key,
        name=name,
        address=address,
        calendar=loaded(calendar),
        active=bool(active),
        kind=kind,
        joins_on=date.fromisoformat(joins_on) if joins_on else None,
    )


NOTHING = "[]"
"""What stands in a column for an empty list; read without a parser, for everybody of a trust."""
YES = "yes"
"""What stands in a column for something that somebody wants; "" otherwise."""


def person(organisation: OrganisationId, known: Row, posts: Sequence[Tenure]) -> Person:
    """Read a person with their posts."""
    id_, key, name, email, active, telephone, title, given, family, *more = known
    address_form, postal, case, relation, former, leaves, telling, large, colours = more
    return Person(
        id=id_,
        organisation=organisation,
        key=key,
        name=name,
        email=email,
        active=bool(active),
        posts=tuple(posts),
        telephone=telephone,
        title=title,
        given=given,
        family=family,
        address_form=address_form,
        postal_address=postal,
        case=case,
        relation=relation,
        former_names=tuple(loaded(former)) if former != NOTHING else (),
        leaves_at=maybe_when(leaves),
        telling=loaded(telling) if telling else {},
        large_print=large == YES,
        colours=loaded(colours) if colours else {},
    )


def person_values(known: Person) -> tuple[object, ...]:
    """Write what is known of a person in the order in which `person` reads it, without the identifier."""
    return (
        known.key,
        known.name,
        known.email,
        known.active,
        known.telephone,
        known.title,
        known.given,
        known.family,
        known.address_form,
        known.postal_address,
        known.case,
        known.relation,
        dump(known.former_names),
        maybe(known.leaves_at),
        dump(dict(known.telling)) if known.telling else "",
        YES if known.large_print else "",
        dump(dict(known.colours)) if known.colours else "",
    )


TENURE_COLUMNS = ("post", "school_id", "since", "until", "kind", "instead_of")


def tenure(row: Row) -> Tenure:
    """Read a post as somebody holds it."""
    post, school_id, since, until, kind, instead_of = row
    return Tenure(
        post=PostName(post),
        school=SchoolId(school_id),
        since=maybe_when(since),
        until=maybe_when(until),
        kind=kind,
        instead_of=PersonId(instead_of),
    )


def tenure_values(held: Tenure) -> tuple[object, ...]:
    """Write a post as somebody holds it, in the order in which `tenure` reads it."""
    return held.post, held.school, maybe(held.since) or "", maybe(held.until), held.kind, held.instead_of


def entry(row: Named, words: Mapping[str, Words]) -> Entry:
    """Read a sealed event with its words."""
    body = unpacked(row["body"])
    return Entry(event=decode(body), body=body, previous=row["previous"], hash=row["hash"], words=words)


def deadline_values(case: Case, deadline: Deadline) -> tuple[object, ...]:
    """Write a deadline in the order of `store.transition.DEADLINE_COLUMNS`."""
    coming = deadline.next_alert
    roles = deadline.planned[-1].roles if deadline.planned else ()
    return (
        case.organisation,
        case.id,
        deadline.on,
        deadline.name,
        deadline.round,
        deadline.state,
        deadline.binding,
        maybe(deadline.due_at),
        maybe(deadline.overdue_at),
        maybe(coming.at if coming else None),
        _roles(roles),
    )


@lru_cache(maxsize=256)
def _roles(roles: tuple[RoleName, ...]) -> str:
    """Write the roles that a clock tells; there are as many of these as there are clocks in the procedures."""
    return dump(roles)


def notice(row: Named) -> Notice:
    """Read a notice."""
    return Notice(
        id=row["id"],
        organisation=row["organisation_id"],
        case=row["case_id"],
        reference=row["reference"],
        recipient=row["recipient"],
        kind=row["kind"],
        dedupe=row["dedupe"],
        body=json.loads(row["body"]),
        created_at=when(row["created_at"]),
        state=row["state"],
        attempts=row["attempts"],
        error=row["error"],
        message_id=row["message_id"],
        next_at=maybe_when(row["next_at"]),
        settled_at=maybe_when(row["settled_at"]),
    )


def evidence(row: Named) -> EvidenceFile:
    """Read what is known of a piece of evidence."""
    return EvidenceFile(
        case=row["case_id"],
        number=row["number"],
        on=InstanceId(row["instance"]),
        kind=row["kind"],
        name=row["name"],
        media_type=row["media_type"],
        size=row["size"],
        sha256=row["sha256"],
        url=row["url"],
        captured_at=maybe_when(row["captured_at"]),
        added_at=when(row["added_at"]),
        added_by=row["added_by"],
        quarantined=bool(row["quarantined"]),
    )
