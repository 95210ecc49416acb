"""The outbox as mail leaves from it: what may be tried now, what became of it, and who alone may send."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from engine.identity import CaseId, OrganisationId, PersonId
from engine.ports.mail.outgoing_mail import MailDesk, alert_named
from engine.ports.records import Notice
from engine.record.outbox_marks import LINK
from store import mapping
from store.connection.cursor import updating
from store.mapping import maybe_when, moment
from store.outbox import MOVED_COLUMNS, NOTICES, OutboxReading, OutboxWriting

DESK_COLUMNS = ("holder", "until", "refused", "refused_since", "again_at", "tries", "released")
DESK = f"SELECT {', '.join(DESK_COLUMNS)} FROM mail_desks WHERE organisation_id = ?"
OPEN_DESK = (
    f"INSERT INTO mail_desks (organisation_id, {', '.join(DESK_COLUMNS)}) VALUES (?, '', '', '', '', '', 0, '') "
    "ON CONFLICT (organisation_id) DO NOTHING"
)
HOLD = "UPDATE mail_desks SET holder = ?, until = ? WHERE organisation_id = ? AND (holder = ? OR until <= ?)"
NOTE = updating("mail_desks", ("refused", "refused_since", "again_at", "tries", "released"), ("organisation_id",))
# States are literals, as in `store.outbox`: a parameter could not be matched to the condition of an index.
DUE = f"{NOTICES} AND state = 'queued' AND kind = ? AND next_at <= ?{{}} ORDER BY created_at LIMIT ?"
WAITING = (
    "SELECT count(*) FROM outbox WHERE organisation_id = ? AND state = 'queued' "
    "AND kind IN ('approve', 'alert', 'given', 'duty', 'set aside', 'digest', 'handed on') "
    "AND created_at > ? AND next_at <= ?"
)
LEFT_OUT = f"{NOTICES} AND state IN ('sending', 'failed', 'unknown')"
"""What is in the index of what did not leave; it grows with every message that failed for good."""

UNDECIDED_FIRST = "ORDER BY CASE state WHEN 'failed' THEN 1 ELSE 0 END, created_at DESC, id DESC LIMIT ?"
UNDER_WAY = f"{LEFT_OUT} AND state = 'sending' AND kind NOT IN ('draft', 'erasure') ORDER BY created_at, id"
LEFT = f"{LEFT_OUT} AND kind NOT IN ('draft', 'erasure') {UNDECIDED_FIRST}"
WAITS_SINCE = (
    "SELECT min(CASE WHEN attempts = 0 AND next_at > created_at THEN next_at ELSE created_at END) FROM outbox "
    "WHERE organisation_id = ? AND state = 'queued' AND kind = ? AND (attempts > 0 OR next_at <= ?)"
)
LAST_DIGEST = (
    f"{NOTICES} AND recipient = ? AND dedupe > 'digest ' AND dedupe < 'digest!' AND kind = 'digest' "
    "ORDER BY created_at DESC LIMIT 1"
)
RUNS = (
    "SELECT 1 FROM deadlines WHERE organisation_id = ? AND case_id = ? AND instance = ? AND name = ? AND round = ? "
    "AND state = 'open'"
)
FOUND = f"{NOTICES} AND id = ?"
LETTER_MAIL = f"{NOTICES} AND kind = 'letter' AND case_id = ? ORDER BY created_at DESC, id DESC"
LINKS = f"{NOTICES} AND recipient = ? AND dedupe > ? AND dedupe < ? ORDER BY created_at DESC, id DESC"
# An empty text keeps the planner from the indexes of all that somebody was ever sent, and of every letter.
LETTERS_UNSENT = (
    f"{LEFT_OUT} AND state <> 'sending' AND kind || '' = 'letter' AND recipient || '' = ? {UNDECIDED_FIRST}"
)
MOVE = f"{updating('outbox', MOVED_COLUMNS, ('organisation_id', 'id'))} AND state IN ({{}})"
LOSE = (
    "UPDATE outbox SET state = 'unknown' WHERE organisation_id = ? AND state = 'sending' "
    "AND state IN ('sending', 'failed', 'unknown')"
)


class SqlMailReading(OutboxReading):
    """Reads of mail."""

    def mail_desk(self, organisation: OrganisationId) -> MailDesk:
        """Say where the mail of an organisation stands."""
        rows = self.cursor.fetch_named(DESK, (organisation,))
        if not rows:
            return MailDesk()
        row = rows[0]
        return MailDesk(
            holder=row["holder"],
            until=maybe_when(row["until"]),
            refused=row["refused"],
            refused_since=maybe_when(row["refused_since"]),
            again_at=maybe_when(row["again_at"]),
            tries=row["tries"],
            released=maybe_when(row["released"]),
        )

    def mail_due(
        self, organisation: OrganisationId, kind: str, now: datetime, limit: int, queued_by: datetime | None = None
    ) -> Sequence[Notice]:
        """List the oldest notices of a kind that may be tried now."""
        only, more = (" AND created_at <= ?", (moment(queued_by),)) if queued_by else ("", ())
        values = (organisation, kind, moment(now), *more, limit)
        return [mapping.notice(row) for row in self.cursor.fetch_named(DUE.format(only), values)]

    def mail_waiting(self, organisation: OrganisationId, after: datetime | None, now: datetime) -> int:
        """Count the notices that may be tried now and are no danger; only those queued after a moment, where given."""
        count: int = self.cursor.fetch(WAITING, (organisation, _text(after), moment(now)))[0][0]
        return count

    def mail_waits_since(self, organisation: OrganisationId, kind: str, now: datetime) -> datetime | None:
        """Say since when the oldest notice of a kind waits that might have left by now; None where none does."""
        (since,) = self.cursor.fetch(WAITS_SINCE, (organisation, kind, moment(now)))[0]
        return maybe_when(since)

    def last_digest(self, organisation: OrganisationId, person: PersonId) -> Notice | None:
        """Give the latest digest for somebody; None where there was none."""
        rows = self.cursor.fetch_named(LAST_DIGEST, (organisation, person))
        return mapping.notice(rows[0]) if rows else None

    def clock_runs(self, notice: Notice) -> bool:
        """Say whether the clock of an alert still runs, in the same round; of any other notice, that it does."""
        named = alert_named(notice)
        if named is None:
            return True
        return self.cursor.fetch_one(RUNS, (notice.organisation, notice.case, *named)) is not None

    def mail_under_way(self, organisation: OrganisationId) -> Sequence[Notice]:
        """List the notices that are being handed over, or were when a process died, oldest first."""
        return [mapping.notice(row) for row in self.cursor.fetch_named(UNDER_WAY, (organisation,))]

    def mail_left(self, organisation: OrganisationId, limit: int) -> Sequence[Notice]:
        """List the notices that are under way or unknown, then those that failed, newest first."""
        return [mapping.notice(row) for row in self.cursor.fetch_named(LEFT, (organisation, limit))]

    def letter_mail(self, organisation: OrganisationId, case: CaseId, number: int) -> Sequence[Notice]:
        """List what was given to be sent of one letter of a case, the last one first."""
        rows = map(mapping.notice, self.cursor.fetch_named(LETTER_MAIL, (organisation, case)))
        return [each for each in rows if each.body["number"] == str(number)]

    def links_to(self, organisation: OrganisationId, person: PersonId, case: CaseId) -> Sequence[Notice]:
        """List the private links that were asked for, for somebody in a case, the last one first."""
        name = f"{case} {LINK} "
        rows = self.cursor.fetch_named(LINKS, (organisation, person, name, f"{case} {LINK}!"))
        return [mapping.notice(row) for row in rows]

    def letters_unsent(self, organisation: OrganisationId, sender: PersonId, limit: int) -> Sequence[Notice]:
        """List the letters of a sender of which nobody knows if they left, then those that failed, newest first."""
        rows = self.cursor.fetch_named(LETTERS_UNSENT, (organisation, sender, limit))
        return [mapping.notice(row) for row in rows]

    def find_notice(self, organisation: OrganisationId, notice: str) -> Notice | None:
        """Find a notice; None where there is none."""
        return next((mapping.notice(row) for row in self.cursor.fetch_named(FOUND, (organisation, notice))), None)


class SqlMailWriting(SqlMailReading, OutboxWriting):
    """Writes of mail."""

    def hold_desk(self, organisation: OrganisationId, holder: str, now: datetime, until: datetime) -> bool:
        """Become, or stay, the only one who sends until a moment. Says whether nobody else is."""
        self.cursor.run(OPEN_DESK, (organisation,))
        return self.cursor.run(HOLD, (holder, moment(until), organisation, holder, moment(now))) == 1

    def note_desk(self, organisation: OrganisationId, desk: MailDesk) -> None:
        """Write down where the mail of an organisation stands; who holds it stays."""
        self.cursor.run(OPEN_DESK, (organisation,))
        since, again = _text(desk.refused_since), _text(desk.again_at)
        self.cursor.run(NOTE, (desk.refused, since, again, desk.tries, _text(desk.released), organisation))

    def move_mail(self, notice: Notice, was: Sequence[str]) -> bool:
        """Write what became of a notice, where it is still in one of these states."""
        changed = (notice.state, notice.attempts, notice.error, notice.message_id)
        moments = (_text(notice.next_at), _text(notice.settled_at))
        statement = MOVE.format(", ".join("?" for _ in was))
        return self.cursor.run(statement, (*changed, *moments, notice.organisation, notice.id, *was)) == 1

    def lose_mail(self, organisation: OrganisationId) -> int:
        """Call unknown what is under way though nobody sends."""
        return self.cursor.run(LOSE, (organisation,))


def _text(value: datetime | None) -> str:
    return moment(value) if value else ""
