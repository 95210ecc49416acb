"""One pass over the mail: what waits is handed to the relay, danger first, each message once and by one process.

A notice is `sending` before the first byte of it goes out, and what the relay answered is written afterwards. What a
process leaves there by dying is `unknown`: it may have left or not, and only a person decides. The Message-ID is that
of the notice and stays the same however often it is tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from duecourse.casework.commands.letter_mail.departures import (
    NEVER_ANSWERED,
    letter_message,
    of_case,
    record_sent,
    record_unsent,
    refusal_said,
)
from duecourse.casework.context.services import Services
from duecourse.casework.mail.digest import gather
from duecourse.casework.mail.envelopes import Unsendable, message_to
from duecourse.casework.mail.last_look import still_told
from duecourse.casework.mail.link_messages import link_message
from duecourse.casework.mail.private_messages import private_message
from duecourse.logs.log import Log
from engine.errors import Unavailable
from engine.identity import OrganisationId
from engine.ports.mail.outgoing_mail import ASKED, DANGER, GATHERED, LETTER, OTHERS, MailDesk
from engine.ports.mail.relay import Fate, Outbound, Postroom, RelayAnswer, RelayAway, RelayLine
from engine.ports.records import DROPPED, ONE_TIME, UNKNOWN, Notice, Organisation
from engine.ports.settings import PAUSED, SENDING
from engine.ports.store import Reading, Writing
from engine.record.outbox_marks import LINK

log = Log("duecourse.mail")
LEASE = timedelta(minutes=2)
"""For how long one process alone may send; renewed before each message, and longer than SMTP may take for one."""

AT_ONCE = 50
"""How many messages leave in one pass; the next one goes on."""

AT_THE_SAME_TIME = timedelta(seconds=1)
"""So long after the relay's answer its record still bears the same time; where the store was busy it says both."""

FIRST_WAIT, LONGEST_WAIT, DANGER_WAIT = timedelta(minutes=1), timedelta(hours=1), timedelta(minutes=5)
GIVES_UP, LEAST_TRIES = timedelta(days=4), 10
"""For how long a message is tried that the relay does not take for now, and how often at least: a message that waited
for days, for a relay that was away or for somebody's word, is not given up at the first such answer."""

GIVES_UP_LETTER = timedelta(days=1)
"""For how long a letter is tried: a person waits for it to leave, and can send it otherwise once they know."""

RELAY_WAIT, RELAY_LONGEST, RELAY_DANGER = timedelta(seconds=15), timedelta(minutes=5), timedelta(seconds=30)
"""How long a relay that takes nothing is left alone: at first, at most, and at most while a danger waits."""


def is_paused(organisation: Organisation) -> bool:
    """Say whether nothing may leave until a person has seen what left before: after a backup was put back."""
    return organisation.settings.get(SENDING) == PAUSED


def send_mail(services: Services) -> int:
    """Hand to the relay what waits, as far as it may leave. Gives how many messages it took."""
    room, now = services.postroom, services.clock.now()
    if room is None:
        return 0
    free = frozenset[str]() if _is_paused(services) else gather(services)
    with services.store.reading() as reading:
        organisation = reading.organisation()
        desk = reading.mail_desk(organisation.id)
        waiting = tuple(
            each
            for each in _waiting(reading, organisation.id, desk, room, now)
            if each.kind not in GATHERED or each.id in free
        )
        lost = reading.mail_under_way(organisation.id)
    resting = desk.again_at is not None and now < desk.again_at
    if not lost and (not waiting or resting or is_paused(organisation)):
        return 0
    sending = MailPass(services=services, room=room, organisation=organisation.id, holder=services.ids.identifier())
    if not sending.begun():
        return 0
    try:
        sending.tell_of_lost(each for each in lost if each.kind == LETTER)
        return 0 if resting or is_paused(organisation) else sending.sent(waiting, desk)
    finally:
        sending.ended()


def _is_paused(services: Services) -> bool:
    with services.store.reading() as reading:
        return is_paused(reading.organisation())


def _waiting(
    reading: Reading, organisation: OrganisationId, desk: MailDesk, room: Postroom, now: datetime
) -> Iterator[Notice]:
    """List what may leave now: danger, letters, then the rest, many of which wait for an administrator's word."""
    for kind in (*DANGER, *ASKED):
        yield from reading.mail_due(organisation, kind, now, AT_ONCE)
    is_burst = reading.mail_waiting(organisation, desk.released, now) > room.burst
    if is_burst and desk.released is None:
        return
    for kind in OTHERS:
        yield from reading.mail_due(organisation, kind, now, AT_ONCE, desk.released if is_burst else None)


@dataclass(frozen=True, kw_only=True)
class MailPass:
    """One pass of one process."""

    services: Services
    room: Postroom
    organisation: OrganisationId
    holder: str

    def begun(self) -> bool:
        """Become the only one who sends; what another left under way is unknown from then on."""
        now = self.services.clock.now()
        with self.services.store.writing(gives_way=True) as writing:
            if not writing.hold_desk(self.organisation, self.holder, now, now + LEASE):
                return False
            lost = writing.lose_mail(self.organisation)
        if lost:
            log.warning("mail-unknown", "Mail was under way when a process died; a person decides.")
        return True

    def tell_of_lost(self, letters: Iterable[Notice]) -> None:
        """Record of letters that were under way when a process died that nobody knows, and tell their senders."""
        for letter in letters:
            try:
                with self.services.store.writing(gives_way=True) as writing:
                    there = of_case(self.services, writing, letter)
                    now = writing.find_notice(letter.organisation, letter.id)
                    if now is not None and now.state == UNKNOWN:
                        record_unsent(self.services, there, letter, NEVER_ANSWERED)
            except Unavailable:
                raise
            except Exception as error:
                log.fault("letter-unready", "The sender of a letter could not be told of it.", error)

    def ended(self) -> None:
        """Let others send."""
        now = self.services.clock.now()
        with self.services.store.writing(gives_way=True) as writing:
            writing.hold_desk(self.organisation, self.holder, now, now)

    def sent(self, waiting: tuple[Notice, ...], desk: MailDesk) -> int:
        """Hand the messages over one by one. Gives how many the relay took."""
        taken = 0
        try:
            with self.room.relay.connected() as line:
                for notice in waiting[:AT_ONCE]:
                    taken += self._one(line, notice)
        except RelayAway as away:
            self._refused(desk, away, danger=any(each.kind in DANGER for each in waiting))
            return taken
        if desk.refused:
            self._note(replace(desk, refused="", refused_since=None, again_at=None, tries=0))
        return taken

    def _one(self, line: RelayLine, notice: Notice) -> bool:
        """Hand one message over, unless another process has taken its place. Says whether the relay took it."""
        begun = self._begun(notice)
        if begun is None:
            return False
        sending, message = begun
        try:
            answer = line.submit(message)
        except RelayAway:
            # nothing was handed over, and this message is not to blame
            self._move(replace(notice, state="queued", message_id=message.id))
            raise
        self._settle(sending, answer)
        return answer.fate is Fate.TAKEN

    def _begun(self, notice: Notice) -> tuple[Notice, Outbound] | None:
        """Write down that a message is on its way, before the relay hears of it; None where it does not leave."""
        now = self.services.clock.now()
        try:
            with self.services.store.writing(gives_way=True) as writing:
                if not writing.hold_desk(self.organisation, self.holder, now, now + LEASE):
                    return None
                message = self._message(writing, notice, now)
                if message is None:
                    return None
                tried = replace(notice, attempts=notice.attempts + 1, message_id=message.id)
                sending = replace(tried, state="sending", settled_at=now)
                return (sending, message) if writing.move_mail(sending, ("queued",)) else None
        except Unavailable:
            raise
        except Exception as error:
            self._unreadable(notice, now, error)
            return None

    def _unreadable(self, notice: Notice, now: datetime, error: Exception) -> None:
        """Leave what cannot be read or written for later, and in the end to a person; other mail goes on."""
        tries = notice.attempts + 1
        reference = log.fault("mail-unready", "A message could not be made ready to be sent.", error)
        after = replace(notice, attempts=tries, error=reference, next_at=now + FIRST_WAIT * 2 ** min(tries, 6))
        if tries >= LEAST_TRIES:
            after = replace(after, state="failed", next_at=None, settled_at=now)
        with self.services.store.writing(gives_way=True) as writing:
            writing.move_mail(after, ("queued",))

    def _message(self, writing: Writing, notice: Notice, now: datetime) -> Outbound | None:
        """Write a message, or note why it cannot go out: of a letter that is recorded, and its sender is told."""
        if notice.kind == LINK:
            return self._or_noted(writing, notice, now, private_message(self.services, writing, self.room, notice, now))
        if notice.kind == ONE_TIME:
            return self._or_noted(writing, notice, now, link_message(self.services, writing, self.room, notice, now))
        known = still_told(self.services, writing, notice)
        if known is None:
            self._drop(writing, notice, now)
            return None
        if notice.kind != LETTER:
            return self._or_noted(writing, notice, now, message_to(writing, self.room, known, now))
        there = of_case(self.services, writing, notice)
        letter = letter_message(there, self.services, self.room, notice)
        if isinstance(letter, Outbound):
            return letter
        if writing.move_mail(replace(notice, state="failed", settled_at=now, error=letter.error), ("queued",)):
            record_unsent(self.services, there, notice, letter.says)
        return None

    def _or_noted(
        self, writing: Writing, notice: Notice, now: datetime, made: Outbound | Unsendable | None
    ) -> Outbound | None:
        """Give a message, or note why there is none: it cannot reach its recipient, or nobody needs it any more."""
        if isinstance(made, Unsendable):
            writing.move_mail(replace(notice, state="failed", settled_at=now, error=made.value), ("queued",))
        elif made is None:
            self._drop(writing, notice, now)
        return made if isinstance(made, Outbound) else None

    def _drop(self, writing: Writing, notice: Notice, now: datetime) -> None:
        """Let go of a notice whose recipient is not to know any more; a danger climbs as if they never were told."""
        dropped = writing.move_mail(replace(notice, state=DROPPED, settled_at=now), ("queued",))
        if dropped and notice.kind in DANGER:
            writing.watch_danger(notice.organisation, notice.case, now)

    def _settle(self, sending: Notice, answer: RelayAnswer) -> None:
        """Note what the relay answered; of a letter that is recorded in the same transaction, as the act that it is."""
        answered = self.services.clock.now()
        with self.services.store.writing(gives_way=True) as writing:
            there = of_case(self.services, writing, sending) if sending.kind == LETTER else None
            at_once = there is not None and there.world.at - answered < AT_THE_SAME_TIME
            settled = _settled(sending, answer, there.world.at if there and at_once else answered)
            moved = writing.move_mail(settled, ("sending", UNKNOWN))
            if there is None or not moved:
                return
            if settled.state == "done":
                record_sent(self.services, there, settled, answer)
            elif says := _told(settled, answer):
                record_unsent(self.services, there, settled, says)

    def _move(self, notice: Notice) -> None:
        with self.services.store.writing(gives_way=True) as writing:
            writing.move_mail(notice, ("sending", UNKNOWN))

    def _refused(self, desk: MailDesk, away: RelayAway, *, danger: bool) -> None:
        now, tries = self.services.clock.now(), desk.tries + 1
        wait = min(RELAY_WAIT * 2 ** min(tries - 1, 10), RELAY_DANGER if danger else RELAY_LONGEST)
        since = desk.refused_since or now
        self._note(replace(desk, refused=away.why, refused_since=since, again_at=now + wait, tries=tries))
        log.warning("relay-away", "The mail relay takes nothing.", why=away)

    def _note(self, desk: MailDesk) -> None:
        with self.services.store.writing(gives_way=True) as writing:
            writing.note_desk(self.organisation, desk)


def _settled(notice: Notice, answer: RelayAnswer, now: datetime) -> Notice:
    """Say what became of a message that was handed over, by the number of the reply alone."""
    error = str(answer.code) if answer.code else ""
    if answer.fate is Fate.TAKEN:
        return replace(notice, state="done", error="", settled_at=now)
    if answer.fate is Fate.UNKNOWN:
        return replace(notice, state=UNKNOWN, error=error)
    gives_up = GIVES_UP_LETTER if notice.kind == LETTER else GIVES_UP
    tired = now - notice.created_at > gives_up and notice.attempts >= LEAST_TRIES
    if answer.fate is Fate.NEVER or tired:
        return replace(notice, state="failed", error=error, settled_at=now)
    longest = DANGER_WAIT if notice.kind in DANGER else LONGEST_WAIT
    wait = min(FIRST_WAIT * 2 ** min(notice.attempts - 1, 10), longest)
    return replace(notice, state="queued", error=error, next_at=now + wait, settled_at=None)


def _told(letter: Notice, answer: RelayAnswer) -> str:
    """Say to the sender of a letter what became of it, where it did not simply leave; "" where it waits for longer."""
    if letter.state == UNKNOWN:
        return NEVER_ANSWERED
    return refusal_said(answer, tired=answer.fate is not Fate.NEVER) if letter.state == "failed" else ""
