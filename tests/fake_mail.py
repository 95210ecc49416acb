"""Mail in memory: the notices of the outbox, and one desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from engine.identity import CaseId, ClockId, InstanceId, OrganisationId, PersonId
from engine.ports.mail.outgoing_mail import OTHERS, MailDesk, alert_named
from engine.ports.records import DIGEST, Notice
from engine.record.outbox_marks import LINK


@dataclass
class FakeMail:
    """What `engine.ports.mail.outgoing_mail` asks of a store."""

    state: Any

    def mail_desk(self, organisation: OrganisationId) -> MailDesk:
        desk: MailDesk = self.state.desk
        return desk

    def mail_due(
        self, organisation: OrganisationId, kind: str, now: datetime, limit: int, queued_by: datetime | None = None
    ) -> Sequence[Notice]:
        found = [
            each
            for each in self._outbox("queued")
            if each.kind == kind
            and (each.next_at is None or each.next_at <= now)
            and (queued_by is None or each.created_at <= queued_by)
        ]
        return found[:limit]

    def mail_waiting(self, organisation: OrganisationId, after: datetime | None, now: datetime) -> int:
        return sum(
            1
            for each in self._outbox("queued")
            if each.kind in OTHERS
            and (after is None or each.created_at > after)
            and (each.next_at is None or each.next_at <= now)
        )

    def mail_waits_since(self, organisation: OrganisationId, kind: str, now: datetime) -> datetime | None:
        since = [
            each.created_at if each.attempts or each.next_at is None else max(each.next_at, each.created_at)
            for each in self._outbox("queued")
            if each.kind == kind and (each.attempts or each.next_at is None or each.next_at <= now)
        ]
        return min(since, default=None)

    def last_digest(self, organisation: OrganisationId, person: PersonId) -> Notice | None:
        mine: list[Notice] = [
            each for each in self.state.outbox.values() if (each.recipient, each.kind) == (person, DIGEST)
        ]
        return sorted(mine, key=lambda each: each.created_at)[-1] if mine else None

    def clock_runs(self, notice: Notice) -> bool:
        named = alert_named(notice)
        if named is None:
            return True
        on, name, round_ = named
        clock = self.state.clocks.get((notice.case, ClockId.of(InstanceId(on), name), round_))
        return clock is not None and clock.state == "open"

    def mail_under_way(self, organisation: OrganisationId) -> Sequence[Notice]:
        return [each for each in self._outbox("sending") if each.kind not in ("draft", "erasure")]

    def mail_left(self, organisation: OrganisationId, limit: int) -> Sequence[Notice]:
        left = (*self._outbox("sending", "unknown")[::-1], *self._outbox("failed")[::-1])
        return [each for each in left if each.kind not in ("draft", "erasure")][:limit]

    def letter_mail(self, organisation: OrganisationId, case: CaseId, number: int) -> Sequence[Notice]:
        there = [each for each in self.state.outbox.values() if (each.kind, each.case) == ("letter", case)]
        found = [each for each in there if each.body["number"] == str(number)]
        return sorted(found, key=lambda each: (each.created_at, each.id), reverse=True)

    def links_to(self, organisation: OrganisationId, person: PersonId, case: CaseId) -> Sequence[Notice]:
        found = [each for each in self.state.outbox.values() if (each.kind, each.case) == (LINK, case)]
        theirs = [each for each in found if each.recipient == person]
        return sorted(theirs, key=lambda each: (each.created_at, each.id), reverse=True)

    def letters_unsent(self, organisation: OrganisationId, sender: PersonId, limit: int) -> Sequence[Notice]:
        left = (*self._outbox("unknown")[::-1], *self._outbox("failed")[::-1])
        found = [each for each in left if each.kind == "letter"]
        return [each for each in found if each.recipient == sender][:limit]

    def find_notice(self, organisation: OrganisationId, notice: str) -> Notice | None:
        found: Notice | None = self.state.outbox.get(notice)
        return found

    def hold_desk(self, organisation: OrganisationId, holder: str, now: datetime, until: datetime) -> bool:
        desk: MailDesk = self.state.desk
        free = desk.holder == holder or desk.until is None or desk.until <= now
        if free:
            self.state.desk = replace(desk, holder=holder, until=until)
        return free

    def note_desk(self, organisation: OrganisationId, desk: MailDesk) -> None:
        self.state.desk = replace(desk, holder=self.state.desk.holder, until=self.state.desk.until)

    def move_mail(self, notice: Notice, was: Sequence[str]) -> bool:
        there: Notice | None = self.state.outbox.get(notice.id)
        if there is None or there.state not in was:
            return False
        self.state.outbox[notice.id] = notice
        return True

    def lose_mail(self, organisation: OrganisationId) -> int:
        lost = self._outbox("sending")
        self.state.outbox.update({each.id: replace(each, state="unknown") for each in lost})
        return len(lost)

    def _outbox(self, *states: str) -> list[Notice]:
        found = [each for each in self.state.outbox.values() if each.state in states]
        return sorted(found, key=lambda each: (each.created_at, each.id))
