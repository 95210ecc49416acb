"""What a case consists of at one moment: frozen values, without a word of free text and without a name.

People are identifiers; words, names and addresses stand beside the events (`engine.record.chain`), so that they can be
erased without touching a decision. Moments are aware and in UTC. Mappings are keyed by what `key` gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from engine.identity import (
    NO_ACTION,
    NOBODY,
    NOWHERE,
    About,
    ActionName,
    ClockId,
    FactName,
    InstanceId,
    PersonId,
    RoleName,
    TrackName,
)
from engine.record.papers.letter_parts import Approval, Comment, Enclosure
from engine.record.papers.listed_recipients import ListedRecipient
from engine.record.replacement import replace
from engine.time.duration import Extension, Pause

SCHEDULER = PersonId("scheduler")
WAITING = ("requested", "draft", "issued")
"""How a letter stands that is still to be sent, or to be withdrawn."""


class Part(StrEnum):
    """What somebody is to a case, apart from the roles they hold in it."""

    REPORTER = "reporter"
    RECORDER = "recorder"
    AFFECTED = "affected person"
    SUBJECT = "subject"
    CHILD = "child"
    WITNESS = "witness"
    CONTACT = "contact"
    RECIPIENT = "recipient"


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who acts: a person by identifier, or the scheduler."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a question.

    `kind` is `value` (in `value`), `words` (kept with event number `event`), `unknown` ("not known, because") or
    `cleared` (a correction took it back).
    """

    kind: Literal["value", "words", "unknown", "cleared"]
    value: str | int | tuple[str, ...] | None = None
    event: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """The last time an action was taken on an instance."""

    by: PersonId
    at: datetime
    happened_at: datetime
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """One instance of a track."""

    track: TrackName
    number: int
    state: str
    since: datetime
    reported_at: datetime
    about: About = NOBODY
    ended: bool = False
    answers: Mapping[FactName, Answer] = field(default_factory=dict)
    consents: Mapping[str, str] = field(default_factory=dict)
    done: Mapping[ActionName, Done] = field(default_factory=dict)
    given: tuple[FactName, ...] = ()
    held: tuple[str, ...] = ()
    held_by_hand: tuple[str, ...] = ()

    @property
    def on(self) -> InstanceId:
        """Name the instance as it is named everywhere: `removal/2`."""
        return InstanceId.of(self.track, self.number)

    @property
    def person(self) -> PersonId:
        """Give the identifier of the person whom this instance is about, or ""."""
        return self.about.person


@dataclass(frozen=True, slots=True)
class Share:
    """That a case is shared with another school: since when, and by whom."""

    since: datetime
    by: PersonId


@dataclass(frozen=True, slots=True)
class Loan:
    """That somebody gave up a role until a moment, and who loses it then; nobody where they held it besides."""

    until: datetime
    to: PersonId


@dataclass(frozen=True, slots=True)
class Address:
    """One reported web address; its text stands with event number `event`."""

    number: int
    reported_at: datetime
    event: int
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """An alert that will be raised at a moment unless the deadline is met first; `roles` are told."""

    alert: str
    at: datetime
    roles: tuple[RoleName, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which of its two lengths a clock has from a moment on: the first where its condition `held`, else the other, also
    where it was not known whether it does (None)."""

    since: datetime
    held: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One round of one clock of one instance; `due_at` is None while it is paused without an end.

    With `not_before` it is a time that has to pass before a step, and is never overdue.
    `started_in` is the instance of another track by a step of which it began. `chosen` says which of two lengths it had
    from when on, the last is in force; it is empty where there is but one.
    """

    on: InstanceId
    name: str
    round: int
    state: Literal["open", "met", "not_needed"]
    started_at: datetime
    started_by: str
    due_at: datetime | None
    overdue_at: datetime | None
    calendar: str
    binding: Literal["law", "duty", "target"] = "target"
    revision: int = 1
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    planned: tuple[Planned, ...] = ()
    raised: tuple[str, ...] = ()
    ended_at: datetime | None = None
    not_before: bool = False
    chosen: tuple[Chosen, ...] = ()
    started_in: InstanceId = NOWHERE

    @property
    def key(self) -> ClockId:
        """Name the clock within its case."""
        return ClockId.of(self.on, self.name)

    @property
    def paused(self) -> bool:
        """Say whether the clock stands still at present; what the law gives never does."""
        return self.binding != "law" and bool(self.pauses) and self.pauses[-1].end is None

    @property
    def next_alert(self) -> Planned | None:
        """Give the earliest alert that is still to come; None where the clock is not running."""
        if self.state != "open" or self.paused:
            return None
        waiting = [planned for planned in self.planned if planned.alert not in self.raised]
        return min(waiting, key=lambda planned: planned.at, default=None)

    def ended(self, state: Literal["met", "not_needed"], at: datetime) -> Deadline:
        """Give the clock as it ends; no alert is to come of it any more."""
        return replace(self, state=state, ended_at=at, planned=())

    def is_overdue(self, at: datetime) -> bool:
        """Say whether the grace has run out at a moment; what only has to pass is never late."""
        return self.overdue_at is not None and at >= self.overdue_at

    def is_due(self, at: datetime) -> bool:
        """Say whether the due time has come at a moment."""
        return self.due_at is not None and at >= self.due_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter of the case; `action` is the step that its sending is. `issued_at` is when it was sealed, `since` when
    it came to stand so, where that was noted; `edited` is the event of its last edit, `replaces` the letter in whose
    place it was written. `answered` and `returned` are the events by which it was last answered or came back,
    `reply_by` is until when an answer is awaited. `confirmed` are
    the events by which forbidden words were confirmed. What tells of a letter has its number in `about`, and why.
    `also` are more procedures that it speaks of: its sending is the same step in each. `recipients` are the people on
    its list, to each of whom goes a letter of their own: it has the letter with the list in `copy_of`, and their row in
    `recipient`."""

    number: int
    template: str
    on: InstanceId
    status: Literal["requested", "draft", "issued", "dispatched", "stopped", "withdrawn", "superseded"]
    action: ActionName = NO_ACTION
    sha256: str = ""
    issued_at: datetime | None = None
    edited: int = 0
    replaces: int = 0
    approval: Approval | None = None
    enclosures: tuple[Enclosure, ...] = ()
    since: datetime | None = None
    answered: int = 0
    returned: int = 0
    reply_by: datetime | None = None
    about: int = 0
    about_as: Literal["", "correction", "withdrawal", "wrong person", "chaser"] = ""
    confirmed: tuple[int, ...] = ()
    comments: tuple[Comment, ...] = ()
    also: tuple[InstanceId, ...] = ()
    recipients: tuple[ListedRecipient, ...] = ()
    copy_of: int = 0
    recipient: int = 0

    @property
    def covers(self) -> tuple[InstanceId, ...]:
        """Name every procedure that it speaks of."""
        return (self.on, *self.also)

    @property
    def stands(self) -> str:
        """Say how it stands, in a word that people use."""
        said = {"requested": "being drafted", "dispatched": "sent", "superseded": "replaced"}
        return said.get(self.status, self.status)

    @property
    def waits_for_approval(self) -> bool:
        """Say whether a second person has been asked and has not decided."""
        return self.status == "draft" and self.approval is not None and self.approval.state == "asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A file or a note that is kept; what came in before all of it was sealed has no size and no media type."""

    number: int
    kind: str
    on: InstanceId
    sha256: str
    quarantined: bool = False
    size: int = 0
    media_type: str = ""
    captured_at: datetime | None = None

    @property
    def is_sealed(self) -> bool:
        """Say whether its events tell all of it; no file is kept that is empty."""
        return bool(self.size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One line of the alert ledger, unique by deadline, alert and round."""

    number: int
    on: InstanceId
    deadline: str
    alert: str
    round: int
    status: Literal["raised", "superseded", "acknowledged"]
    breached_at: datetime
    raised_at: datetime
