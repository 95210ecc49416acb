"""The chain of the organisation: who changed which row of people, posts, schools, settings and the like, and when.

An event commits to each row as it stood afterwards, under a salt; the row itself stands beside it, so that what it said
can be erased. Where a case begins, and how far the access log went, stands in the event itself: neither says anything
of anybody.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from pydantic import TypeAdapter, ValidationError

from engine.errors import BrokenRecord
from engine.identity import PersonId
from engine.record.anchor import Link
from engine.record.chain import GENESIS, Words, commitment, link

NOTHING = Link(0, GENESIS)
"""Where a chain ends that has not begun."""
GONE = "[]"
"""How a row reads that is not there any more."""
Place = tuple[int, str]
"""Where a row stands beside its event: the number of the event, and the name of the row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationEvent:
    """One event: who did what, and how the rows stood afterwards. `by` is "" where nobody was signed in.

    `rows` are commitments by the name of a row, `plain` rows that need none, `erased` the places whose text this event
    took away, `accesses` where the access log ended.
    """

    sequence: int
    at: datetime
    by: PersonId
    what: str
    rows: Mapping[str, str] = field(default_factory=dict)
    plain: Mapping[str, str] = field(default_factory=dict)
    erased: Sequence[Place] = ()
    accesses: Link = NOTHING


@dataclass(frozen=True, slots=True)
class SealedOrganisationEvent:
    """An event in its chain: the text that was hashed after the hash of the event before it."""

    sequence: int
    body: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRecord:
    """All that is kept of the chain of an organisation, and the rows that it speaks for as they are now.

    `heads` says by the name of a chain where it ended when it was last written, kept beside the chain.
    `astray` counts by table the rows that belong to no organisation that is there.
    """

    changes: Sequence[SealedOrganisationEvent]
    kept: Mapping[Place, Words]
    present: Mapping[str, str]
    heads: Mapping[str, Link]
    astray: Mapping[str, int] = field(default_factory=dict)


def seal_change(previous: str, change: OrganisationEvent) -> SealedOrganisationEvent:
    """Bind an event to the chain that ends in `previous`."""
    body = json.dumps(
        {
            "sequence": change.sequence,
            "at": change.at.isoformat(),
            "by": change.by,
            "what": change.what,
            "rows": dict(change.rows),
            "plain": dict(change.plain),
            "erased": [list(place) for place in change.erased],
            "accesses": {"length": change.accesses.length, "hash": change.accesses.hash},
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return SealedOrganisationEvent(change.sequence, body, previous, link(previous, body))


def read_change(sealed: SealedOrganisationEvent) -> OrganisationEvent:
    """Read an event back. Raises BrokenRecord."""
    try:
        return _events().validate_json(sealed.body)
    except ValidationError:
        # its own words quote what is stored, and may end in a log
        raise BrokenRecord(f"Event {sealed.sequence} of the organisation was altered, and cannot be read.") from None


@cache
def _events() -> TypeAdapter[OrganisationEvent]:
    """Build the reader of events once, when one is read."""
    return TypeAdapter(OrganisationEvent)


def walk(record: OrganisationRecord) -> Sequence[OrganisationEvent]:
    """Walk the chain of an organisation from its beginning, with the rows beside it, and give its events.

    Raises:
        BrokenRecord: a link, a number or a commitment does not fit; the message says which.
    """
    previous, found = GENESIS, list[OrganisationEvent]()
    for expected, sealed in enumerate(record.changes, start=1):
        change = read_change(sealed)
        fits = sealed.previous == previous and link(previous, sealed.body) == sealed.hash
        if not fits or (sealed.sequence, change.sequence) != (expected, expected):
            raise BrokenRecord(f"Event {expected} of the organisation was altered, removed or added.")
        found.append(change)
        previous = sealed.hash
    for says in _wrong_rows(found, record.kept):
        raise BrokenRecord(says)
    return found


def _wrong_rows(changes: Sequence[OrganisationEvent], kept: Mapping[Place, Words]) -> Iterator[str]:
    promised = {(change.sequence, name): given for change in changes for name, given in change.rows.items()}
    erased = {place for change in changes for place in change.erased}
    for sequence, name in kept:
        if (sequence, name) not in promised:
            yield f"A row beside event {sequence} of the organisation was added to it later."
    for (sequence, name), given in promised.items():
        wrong = _wrong_with(name, kept.get((sequence, name)), given, is_erased=(sequence, name) in erased)
        if wrong:
            yield f"A row beside event {sequence} of the organisation was {wrong}."


def _wrong_with(name: str, words: Words | None, promised: str, *, is_erased: bool) -> str:
    """Say what happened to a row beside an event that no event tells of; "" where it is as it must be."""
    if words is None:
        return "taken away"
    if is_erased:
        return "" if words == Words(None, "") else "erased and stands there again"
    if words.text is None:
        return "emptied, and no event says so"
    return "" if commitment(name, words) == promised else "altered"


def standing(
    changes: Sequence[OrganisationEvent], kept: Mapping[Place, Words], until: datetime | None = None
) -> Mapping[str, str | None]:
    """Fold events: how each row stood last, up to a moment where one is given; None where that was erased."""
    stood: dict[str, str | None] = {}
    for change in changes:
        if until is not None and change.at > until:
            break
        stood.update(change.plain)
        stood.update({name: kept[change.sequence, name].text for name in change.rows})
    return {name: text for name, text in stood.items() if text != GONE}


def strays(stood: Mapping[str, str | None], present: Mapping[str, str]) -> Mapping[str, tuple[bool, bool]]:
    """Name the rows that are not as they stood last, and say whether each stood, and whether it is there."""
    names = sorted({*stood, *present})
    return {name: (name in stood, name in present) for name in names if stood.get(name) != present.get(name)}
