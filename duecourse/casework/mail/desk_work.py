"""What administrators see and decide of the mail: by reference alone, as they see no case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from duecourse.casework.administration.permission import demand_administrator, note
from duecourse.casework.administration.settings import set_setting
from duecourse.casework.commands.letter_mail.departures import (
    SENT_AGAIN,
    is_done_with,
    of_case,
    record_decided,
    record_sent,
)
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.mail.departure import is_paused
from engine.errors import BadInput, NotFound
from engine.identity import CaseReference
from engine.ports.mail.outgoing_mail import ALL, DANGER, LETTER, MailDesk
from engine.ports.records import DISMISSED, UNKNOWN, Notice
from engine.ports.settings import SENDING
from engine.ports.store import Reading

MOST = 200
"""How many messages of each kind are listed."""

Decision = Literal["sent", "again", "told", "needless"]
DECISIONS: tuple[Decision, ...] = ("sent", "again", "told", "needless")
LET_GO: Mapping[str, str] = {
    "told": "Its recipient was told in another way.",
    "needless": "Nobody needs it any more.",
}
"""Why a message that failed is let go of. Nothing is typed: words could be about somebody."""

THEIRS = (
    "This is a letter, and it did not leave. The person who gave it to be sent has it on their work list and sends it "
    "again, to another address or by hand, or withdraws it."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailLine:
    """One message: its identifier, what it is about by reference, and how it stands; nothing about people.

    `not_before` is when it may be tried at the earliest, for the hours of its recipient or after a refusal.
    """

    id: str
    kind: str
    reference: CaseReference
    state: str
    since: datetime
    tries: int
    error: str
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MailStanding:
    """How mail stands: whether a relay is set, what waits and since when, and what a person has to look at."""

    is_set: bool
    is_paused: bool
    is_held: bool
    desk: MailDesk
    waiting: int
    oldest: datetime | None
    oldest_danger: datetime | None
    lines: tuple[MailLine, ...]

    @property
    def undecided(self) -> int:
        """Count the messages of which nobody knows whether they left."""
        return sum(1 for each in self.lines if each.state == UNKNOWN)

    @property
    def failed(self) -> int:
        """Count the messages that did not leave and will not by themselves."""
        return sum(1 for each in self.lines if each.state == "failed")

    def failed_since(self, moment: datetime) -> int:
        """Count those of them that were queued after a moment."""
        return sum(1 for each in self.lines if each.state == "failed" and each.since >= moment)


def standing(services: Services, reading: Reading) -> MailStanding:
    """Say how mail stands, for the machine's own checks; nothing in it is about anybody."""
    organisation, room = reading.organisation(), services.postroom
    desk = reading.mail_desk(organisation.id)
    counts = reading.count_queued(organisation.id)
    now = services.clock.now()
    asked = {kind: reading.mail_waits_since(organisation.id, kind, now) for kind in ALL}
    since = {kind: at for kind, at in asked.items() if at is not None}
    held = room is not None and reading.mail_waiting(organisation.id, desk.released, now) > room.burst
    return MailStanding(
        is_set=room is not None,
        is_paused=is_paused(organisation),
        is_held=held,
        desk=desk,
        waiting=sum(counts.get(kind, 0) for kind in asked),
        oldest=min(since.values(), default=None),
        oldest_danger=min((since[kind] for kind in DANGER if kind in since), default=None),
        lines=tuple(_line(each) for each in reading.mail_left(organisation.id, MOST)),
    )


def mail_standing(services: Services, caller: Caller) -> tuple[MailStanding, tuple[MailLine, ...]]:
    """Say how mail stands to an administrator, with what waits. Raises NotPermitted."""
    with services.store.reading() as reading:
        demand_administrator(reading, caller, services.clock.now())
        organisation = reading.organisation().id
        waiting = [each for kind in ALL for each in reading.queued(organisation, kind, MOST)]
        return standing(services, reading), tuple(_line(each) for each in waiting[:MOST])


def decide(services: Services, caller: Caller, message: str, decision: Decision) -> MailLine:
    """Say of a message that it was sent, send it again under its own name, or let go of one that failed.

    Of a letter each is recorded in its case. Raises NotFound or BadInput.
    """
    now = services.clock.now()
    with services.store.writing() as writing:
        demand_administrator(writing, caller, now)
        found = writing.find_notice(writing.organisation().id, message)
        if found is None or found.kind not in ALL:
            raise NotFound(f"There is no message '{message}'. `duecourse mail list` shows those that wait for a word.")
        after = _decided(found, decision, now)
        there = of_case(services, writing, found) if found.kind == LETTER else None
        if there is not None and found.state == "failed" and not is_done_with(there, found):
            raise BadInput(THEIRS)
        if not writing.move_mail(after, (found.state,)):
            raise BadInput("This message has changed since. Look at the list again.")
        if there is not None and decision == "sent":
            record_sent(services, there, after, None)
        elif there is not None:
            record_decided(services, there, after, caller, LET_GO.get(decision, SENT_AGAIN))
        note(writing, services, caller, f"mail decided: {decision}", message)
    return _line(after)


def _decided(found: Notice, decision: Decision, now: datetime) -> Notice:
    if found.state not in (UNKNOWN, "failed"):
        raise BadInput("Nothing is to be decided about this message: it waits, is on its way, or was sent.")
    if decision == "sent" and found.state != UNKNOWN:
        raise BadInput("This message was refused, so it was not sent. It can be sent again, or let go of.")
    if decision in LET_GO:
        if found.state == UNKNOWN:
            raise BadInput("Nobody knows whether this message left. Say that it was sent, or send it again.")
        return replace(found, state=DISMISSED, settled_at=now)
    if found.kind == LETTER and found.state != UNKNOWN:
        raise BadInput(THEIRS)
    if decision == "sent":
        # a letter counts from when it was handed over
        at = found.settled_at if found.kind == LETTER else None
        return replace(found, state="done", settled_at=at or now)
    return replace(found, state="queued", error="", next_at=None, settled_at=None)


def release(services: Services, caller: Caller) -> int:
    """Let what waits as a burst leave. Gives how many messages that is."""
    now = services.clock.now()
    with services.store.writing() as writing:
        demand_administrator(writing, caller, now)
        organisation = writing.organisation().id
        desk = writing.mail_desk(organisation)
        count = writing.mail_waiting(organisation, None, now)
        writing.note_desk(organisation, replace(desk, released=now))
        note(writing, services, caller, "mail released", "")
    return count


def resume(services: Services, caller: Caller) -> None:
    """Let mail leave again after a backup was put back. Raises BadInput where nothing is paused."""
    with services.store.reading() as reading:
        demand_administrator(reading, caller, services.clock.now())
        paused = is_paused(reading.organisation())
    if not paused:
        raise BadInput("Sending is not paused.")
    set_setting(services, caller, SENDING, "")


def _line(notice: Notice) -> MailLine:
    return MailLine(
        id=notice.id,
        kind=notice.kind,
        reference=notice.reference,
        state=notice.state,
        since=notice.created_at,
        tries=notice.attempts,
        error=notice.error,
        not_before=notice.next_at,
    )
