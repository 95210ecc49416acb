"""The closed set of small changes that events carry; replay folds them and asks nothing else.

Each effect says what became of one thing, never how it was decided, so a later engine that would decide
otherwise still reads an old case as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from engine.identity import (
    CASE,
    NO_PERSON,
    NO_POST,
    About,
    CaseId,
    FactName,
    InstanceId,
    PersonId,
    PostName,
    RoleName,
    SchoolId,
)
from engine.record import values
from engine.record.erasures import Erasure


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An instance of a track began."""

    on: InstanceId
    state: str
    about: About
    reported_at: datetime
    do: Literal["opened"] = "opened"


@dataclass(frozen=True, slots=True)
class Moved:
    """An instance went to another state, or came back into the same one."""

    on: InstanceId
    to: str
    ended: bool
    do: Literal["moved"] = "moved"


@dataclass(frozen=True, slots=True)
class Attached:
    """An instance that was about nobody is now about somebody."""

    on: InstanceId
    about: About
    do: Literal["attached"] = "attached"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A question was answered; `given` marks an answer that another track handed over."""

    on: InstanceId
    name: FactName
    answer: values.Answer
    given: bool = False
    do: Literal["answered"] = "answered"


@dataclass(frozen=True, slots=True)
class Consented:
    """A consent took another value."""

    on: InstanceId
    name: str
    value: str
    do: Literal["consented"] = "consented"


@dataclass(frozen=True, slots=True)
class Clocked:
    """A deadline began, was met, was no longer needed, paused, moved or alerted: its whole new value."""

    deadline: values.Deadline
    do: Literal["clocked"] = "clocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A hold began or ended; `by_hand` tells one that a person set from one that a guard pulls."""

    on: InstanceId
    name: str
    active: bool
    by_hand: bool = False
    do: Literal["held"] = "held"


@dataclass(frozen=True, slots=True)
class PersonAdded:
    """Somebody became part of the case; `category` is what they are to the trust, where that was said."""

    person: PersonId
    part: values.Part
    category: str = ""
    do: Literal["person"] = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleChanged:
    """Somebody took a role in the case, or gave it up; `post` is that by which they came to it, "" where by none.

    `by_hand` tells a role that a person gave or took away from one that goes by the rules of the policy. Who gives
    it up `until` a moment gets it back then, and the person `lent_to` loses it, if anybody.
    """

    role: RoleName
    person: PersonId
    active: bool
    post: PostName = NO_POST
    by_hand: bool = False
    until: datetime | None = None
    lent_to: PersonId = NO_PERSON
    do: Literal["role"] = "role"


@dataclass(frozen=True, slots=True)
class AddressAdded:
    """A web address was reported; its text stands with the event."""

    number: int
    reported_at: datetime
    flagged: bool = False
    do: Literal["address"] = "address"


@dataclass(frozen=True, slots=True)
class AddressFlagged:
    """An address was marked, or cleared, as possibly an indecent image of a child."""

    number: int
    flagged: bool
    do: Literal["flag"] = "flag"


@dataclass(frozen=True, slots=True)
class LetterChanged:
    """A letter was asked for, drafted, issued, dispatched, stopped or replaced."""

    letter: values.Letter
    do: Literal["letter"] = "letter"


@dataclass(frozen=True, slots=True)
class EvidenceChanged:
    """Evidence was added or quarantined."""

    evidence: values.Evidence
    do: Literal["evidence"] = "evidence"


@dataclass(frozen=True, slots=True)
class Alerted:
    """An alert was entered in the ledger, or acknowledged."""

    alert: values.Alert
    do: Literal["alert"] = "alert"


@dataclass(frozen=True, slots=True)
class Restored:
    """A step was taken back: an instance is as it was before it."""

    track: values.Instance
    do: Literal["restored"] = "restored"


@dataclass(frozen=True, slots=True)
class Removed:
    """A step was taken back that had begun this instance: it is no longer there."""

    on: InstanceId
    do: Literal["removed"] = "removed"


@dataclass(frozen=True, slots=True)
class PolicyChanged:
    """The case is pinned to another version of its policy than before."""

    policy_hash: str
    before: str
    do: Literal["policy"] = "policy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """The case was shared with another school, or is so no longer."""

    school: SchoolId
    active: bool
    do: Literal["shared"] = "shared"


@dataclass(frozen=True, slots=True)
class ErasureChanged:
    """An erasure was asked for, done or given up: its whole new value."""

    erasure: Erasure
    do: Literal["erasure"] = "erasure"


@dataclass(frozen=True, slots=True)
class NoteWritten:
    """A note was written about an instance; `corrects` is the event of an earlier one that it puts right, or 0."""

    on: InstanceId
    corrects: int = 0
    do: Literal["noted"] = "noted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """The case was linked with another about the same thing, or is so no longer; each has such an event.

    `case` is the other, by an identifier that tells nothing: who may see both is told which that is, and nobody else
    that there is one.
    """

    case: CaseId
    active: bool
    do: Literal["linked"] = "linked"


Effect: TypeAlias = Annotated[
    Opened
    | Moved
    | Attached
    | Answered
    | Consented
    | Clocked
    | Held
    | PersonAdded
    | RoleChanged
    | AddressAdded
    | AddressFlagged
    | LetterChanged
    | EvidenceChanged
    | Alerted
    | Restored
    | Removed
    | PolicyChanged
    | ErasureChanged
    | Shared
    | Linked
    | NoteWritten,
    Field(discriminator="do"),
]


def done_in(effects: Iterable[object]) -> Iterator[Erasure]:
    """Give the erasures that some effects say were done."""
    for effect in effects:
        if isinstance(effect, ErasureChanged) and effect.erasure.status == "done":
            yield effect.erasure


def instance_of(effect: Effect) -> InstanceId:
    """Give the instance that an effect is about; of what belongs to none, the shell of the case."""
    match effect:
        case Clocked():
            return effect.deadline.on
        case LetterChanged():
            return effect.letter.on
        case EvidenceChanged():
            return effect.evidence.on
        case Alerted():
            return effect.alert.on
        case Restored():
            return effect.track.on
        case (
            PersonAdded()
            | RoleChanged()
            | Shared()
            | Linked()
            | AddressAdded()
            | AddressFlagged()
            | PolicyChanged()
            | ErasureChanged()
        ):
            return CASE
        case Opened() | Moved() | Attached() | Answered() | Consented() | Held() | Removed() | NoteWritten():
            return effect.on
