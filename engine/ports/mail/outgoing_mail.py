"""The outbox as mail leaves from it: what waits, what is under way, and who alone may send at the moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from engine.identity import CaseId, OrganisationId, PersonId
from engine.ports.records import ACCOUNT, DIGEST, HANDED_ON, ONE_TIME, SET_ASIDE, TOLD, Notice
from engine.record.outbox_marks import APPROVE, DUTY, LINK, NEWS

DANGER = (TOLD,)
"""Kinds of notices that never wait for anybody's word: somebody must know at once."""

LETTER, UNSENT = "letter", "unsent"
ASKED = (LETTER, LINK, ONE_TIME, UNSENT)
"""Kinds that leave after those: letters that a person read and gave to be sent, one by one, private links and links to
choose a password that somebody asked for, and what is told to the person where a letter did not leave. No burst is made
of them, so they wait for nobody's word either."""

OTHERS = (SET_ASIDE, ACCOUNT, DIGEST, HANDED_ON, APPROVE, NEWS, "alert", "given", DUTY)
"""Kinds of notices that leave after those, the oldest of each first."""

GATHERED = (APPROVE, NEWS, "alert", "given", DUTY)
"""Kinds of notices that wait for the hours of their recipient, and that a digest may hold."""

OF_CASES = (*DANGER, UNSENT, *GATHERED)
"""Kinds of notices that tell somebody of one case, who may not know of it any more when they leave."""

ALL = (*DANGER, *ASKED, *OTHERS)
"""Every kind that leaves as mail, in the order in which it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailDesk:
    """Where one organisation's mail stands; no moment is None that has come about.

    `holder` may send until `until`, and nobody else. The relay takes nothing since `refused_since` for the reason
    `refused`; it was tried `tries` times and is asked again at `again_at`. Of many notices at once those that were
    queued by `released` may leave.
    """

    holder: str = ""
    until: datetime | None = None
    refused: str = ""
    refused_since: datetime | None = None
    again_at: datetime | None = None
    tries: int = 0
    released: datetime | None = None


def alert_named(notice: Notice) -> tuple[str, str, int] | None:
    """Read which clock an alert or a duty is about: its instance, its name, its round; None for any other notice."""
    on, kind = notice.body.get("on", ""), notice.body.get("subject", "")
    if notice.kind == DUTY:
        name, _, round_ = notice.dedupe.removeprefix(f"{notice.case} by hand {on} ").rpartition(" ")
        return on, name, int(round_)
    if notice.kind != "alert":
        return None
    rest, _, round_ = notice.dedupe.removeprefix(f"{notice.case} {on} ").rpartition(" ")
    return on, f"{rest} ".rpartition(f" {kind} ")[0], int(round_)


class MailReading(Protocol):
    """Reads of mail."""

    def mail_desk(self, organisation: OrganisationId) -> MailDesk:
        """Say where the mail of an organisation stands."""
        ...

    def mail_due(
        self, organisation: OrganisationId, kind: str, now: datetime, limit: int, queued_by: datetime | None = None
    ) -> Sequence[Notice]:
        """List the oldest notices of a kind that may be tried now; of those queued by a moment alone, where given."""
        ...

    def mail_waiting(self, organisation: OrganisationId, after: datetime | None, now: datetime) -> int:
        """Count the notices that may be tried now and are no danger; only those queued after a moment, where given."""
        ...

    def mail_waits_since(self, organisation: OrganisationId, kind: str, now: datetime) -> datetime | None:
        """Say since when the oldest notice of a kind waits that might have left by now; None where none does.

        What was held back for the hours of its recipient waits from their end.
        """
        ...

    def last_digest(self, organisation: OrganisationId, person: PersonId) -> Notice | None:
        """Give the latest digest for somebody; None where there was none."""
        ...

    def clock_runs(self, notice: Notice) -> bool:
        """Say whether the clock of an alert still runs, in the same round; of any other notice, that it does."""
        ...

    def mail_under_way(self, organisation: OrganisationId) -> Sequence[Notice]:
        """List the notices that are being handed over, or were when a process died, oldest first."""
        ...

    def mail_left(self, organisation: OrganisationId, limit: int) -> Sequence[Notice]:
        """List the notices that are under way or unknown, then those that failed, newest first.

        However many failed long ago, none of them takes the place of one about which somebody has to decide.
        """
        ...

    def letter_mail(self, organisation: OrganisationId, case: CaseId, number: int) -> Sequence[Notice]:
        """List what was given to be sent of one letter of a case, the last one first."""
        ...

    def links_to(self, organisation: OrganisationId, person: PersonId, case: CaseId) -> Sequence[Notice]:
        """List the private links that were asked for, for somebody in a case, the last one first."""
        ...

    def letters_unsent(self, organisation: OrganisationId, sender: PersonId, limit: int) -> Sequence[Notice]:
        """List the letters of a sender of which nobody knows if they left, then those that failed, newest first."""
        ...

    def find_notice(self, organisation: OrganisationId, notice: str) -> Notice | None:
        """Find a notice; None where there is none."""
        ...


class MailWriting(Protocol):
    """Writes of mail."""

    def hold_desk(self, organisation: OrganisationId, holder: str, now: datetime, until: datetime) -> bool:
        """Become, or stay, the only one who sends until a moment. Says whether nobody else is."""
        ...

    def note_desk(self, organisation: OrganisationId, desk: MailDesk) -> None:
        """Write down where the mail of an organisation stands; who holds it stays."""
        ...

    def move_mail(self, notice: Notice, was: Sequence[str]) -> bool:
        """Write what became of a notice, where it is still in one of these states. Says whether it was."""
        ...

    def lose_mail(self, organisation: OrganisationId) -> int:
        """Call unknown what is under way though nobody sends. Gives how many there were."""
        ...
