"""Events, and the hash chain that binds them.

Free text and names stand beside an event; the event itself holds only a salted commitment to each. Erasing the
words and their salt leaves every hash as it was. What is hashed is the stored text of the event, letter by letter,
so no later version of a library can change it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import TypeVar, cast

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from engine.errors import BrokenRecord
from engine.identity import NO_ROLE, NOWHERE, ActionName, InstanceId, PersonId, RoleName
from engine.record.access import SealedAccess, access_body
from engine.record.effects import Effect, done_in
from engine.record.erasures import ErasedPlace
from engine.record.kinds import EventKind

GENESIS = "0" * 64
Stored = TypeVar("Stored")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened. `at` is when it was recorded, `happened_at` when it took place; both UTC.

    `notices` are the marks of what leaves after it, None where an earlier version sealed none."""

    sequence: int
    kind: EventKind
    at: datetime
    happened_at: datetime
    by: PersonId
    on: InstanceId = NOWHERE
    action: str = ""
    outcome: str = ""
    role: RoleName = NO_ROLE
    effects: tuple[Effect, ...] = ()
    notices: tuple[str, ...] | None = None
    commitments: Mapping[str, str] = field(default_factory=dict)

    @property
    def taken(self) -> ActionName:
        """Give the action that was taken; `action` names a hold, a clock or a letter where the event is of one."""
        return ActionName(self.action)


@dataclass(frozen=True, slots=True)
class Words:
    """Free text or a name, and the salt of its commitment; once erased, `text` is None and `salt` ""."""

    text: str | None
    salt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An event sealed into the chain. `body` is the exact text that was hashed after `previous`."""

    event: Event
    body: str
    previous: str
    hash: str
    words: Mapping[str, Words] = field(default_factory=dict)


@cache
def _events() -> TypeAdapter[Event]:
    """Build the reader and writer of events once, when one is read: a look at a case needs none."""
    return TypeAdapter(Event)


def prepare_events() -> None:
    """Build the reader and writer of events now."""
    _events()


def commitment(key: str, words: Words) -> str:
    """Commit to words under their salt and the key they stand under."""
    return sha256(f"{words.salt}\0{key}\0{words.text}".encode()).hexdigest()


def seal(previous: str, event: Event, words: Mapping[str, Words]) -> Entry:
    """Bind an event, with commitments to its words, to the chain that ends in `previous`."""
    commitments = {key: commitment(key, value) for key, value in words.items()}
    sealed = Event(
        sequence=event.sequence,
        kind=event.kind,
        at=event.at,
        happened_at=event.happened_at,
        by=event.by,
        on=event.on,
        action=event.action,
        outcome=event.outcome,
        role=event.role,
        effects=event.effects,
        notices=event.notices,
        commitments=commitments,
    )
    body = encode(sealed)
    return Entry(event=sealed, body=body, previous=previous, hash=link(previous, body), words=words)


def link(previous: str, body: str) -> str:
    """Hash one link of a chain."""
    return sha256(f"{previous}\n{body}".encode()).hexdigest()


def encode(event: Event) -> str:
    """Write an event as the text that is stored and hashed; what is empty is left out."""
    body: dict[str, object] = _events().dump_python(event, mode="json", exclude_defaults=True)
    effects = cast("Sequence[dict[str, object]]", body.get("effects", ()))
    for effect, written in zip(event.effects, effects, strict=True):
        written["do"] = effect.do
    return to_json(body).decode()


def decode(body: str) -> Event:
    """Read a stored event back. Raises BrokenRecord."""
    return read_stored(_events(), body)


def read_stored(kind: TypeAdapter[Stored], text: str) -> Stored:
    """Read a value back from its stored text. Raises BrokenRecord, without a word of that text."""
    try:
        return kind.validate_json(text)
    except ValidationError:
        # its own words quote what is stored, and may end in a log
        raise BrokenRecord("What is stored is not as it was written, and cannot be read.") from None


def verify(entries: Iterable[Entry]) -> str:
    """Walk a chain from its beginning and give its last hash.

    Words are empty where an event of the chain erased them, and only there.

    Raises:
        BrokenRecord: a link, a number or a commitment does not fit; the message says which.
    """
    walked = tuple(entries)
    erased = erased_in(entry.event for entry in walked)
    previous, expected = GENESIS, 1
    for entry in walked:
        event = entry.event
        if event.sequence != expected:
            raise BrokenRecord(f"Event {expected} is missing: event {event.sequence} stands in its place.")
        fits = entry.previous == previous and link(previous, entry.body) == entry.hash
        if not fits or decode(entry.body) != event:
            raise BrokenRecord(f"Event {event.sequence} was altered, or one before it was.")
        _verify_words(event, entry.words, erased)
        previous, expected = entry.hash, expected + 1
    return previous


def erased_in(events: Iterable[Event]) -> frozenset[ErasedPlace]:
    """Name the places that the erasures among some events emptied."""
    return frozenset(place for event in events for erasure in done_in(event.effects) for place in erasure.places)


def _verify_words(event: Event, words: Mapping[str, Words], erased: frozenset[ErasedPlace]) -> None:
    for key in words:
        if key not in event.commitments:
            raise BrokenRecord(f"Event {event.sequence}: the words under '{key}' were added to it later.")
    for key, promised in event.commitments.items():
        kept = words.get(key)
        if kept is None:
            raise BrokenRecord(f"Event {event.sequence}: the words under '{key}' are missing.")
        wrong = _wrong_with(key, kept, promised, is_erased=ErasedPlace("words", event.sequence, key) in erased)
        if wrong:
            raise BrokenRecord(f"Event {event.sequence}: the words under '{key}' were {wrong}.")


def _wrong_with(key: str, kept: Words, promised: str, *, is_erased: bool) -> str:
    """Say what was done to words that are kept; "" where they are as they should be."""
    if is_erased:
        return "" if kept == Words(None, "") else "erased, and stand again"
    if kept.text is None:
        return "emptied, which no event did"
    return "" if commitment(key, kept) == promised else "altered"


def verify_accesses(lines: Sequence[SealedAccess]) -> int:
    """Walk the chain of an access log and give its length. Raises BrokenRecord."""
    previous = GENESIS
    for expected, line in enumerate(lines, start=1):
        fits = line.previous == previous and link(previous, access_body(line.sequence, line.access)) == line.hash
        if line.sequence != expected or not fits:
            raise BrokenRecord(f"Line {expected} of the access log was altered, removed or added.")
        previous = line.hash
    return len(lines)
