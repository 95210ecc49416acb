"""What became of the messages to those who must know at once, told as it is: from the outbox, and from who looked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from enum import StrEnum

from duecourse.casework.context.look.whole_case import WholeCase
from engine.alarms.danger_ladder import rung_of
from engine.identity import InstanceId, PersonId
from engine.ports.records import DISMISSED, DROPPED, UNKNOWN, Notice
from engine.ports.settings import PAUSED, SENDING
from engine.ports.spools import Looks
from engine.ports.store import Reading
from engine.record.case import Case
from engine.time.moments import say_moment


class Reached(StrEnum):
    """How it stands with one person who must know: what became of the message to them, and whether they have looked."""

    NOT_TOLD = "not told"
    LEAVING = "leaving"
    SENT = "sent"
    UNSENT = "unsent"
    UNKNOWN = "unknown"
    OPENED = "opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody who must know. `reached` says how it stands with them, `since` when that came about, in words,
    and `because` why a message could not be sent. `has_mail` says that an e-mail address is known."""

    person: PersonId
    name: str
    post: str
    telephone: str
    has_mail: bool = True
    reached: Reached = Reached.NOT_TOLD
    since: str = ""
    because: str = ""

    @property
    def opened(self) -> bool:
        """Say whether they have looked since they were to know."""
        return self.reached is Reached.OPENED

    @property
    def call(self) -> str:
        """Say how to call them, in a few words."""
        return f"telephone {self.telephone}" if self.telephone else "ask the school office to put you through"

    @property
    def truth(self) -> str:
        """Say what was done so that they know, and what is left to do; "" where nothing was."""
        match self.reached:
            case Reached.OPENED:
                return f"{self.name} has opened it, on {self.since}."
            case Reached.SENT:
                return f"Sent to {self.name} on {self.since}, not opened yet: {self.call} as well."
            case Reached.LEAVING:
                return f"The message to {self.name} is on its way out and has not left yet: {self.call}."
            case Reached.UNSENT:
                return f"The message to {self.name} could not be sent, because {self.because}: {self.call} now."
            case Reached.UNKNOWN:
                return f"Nobody knows whether the message to {self.name} arrived: {self.call} now."
            case Reached.NOT_TOLD:
                return ""

    @property
    def known_as(self) -> str:
        """Say who it is, by name and post."""
        return f"{self.name}, {self.post}" if self.post else self.name


OFFICE = "no telephone number is known here, so ask the school office to put you through"


def ways_to(contacts: Sequence[Contact], *, named: bool = True) -> tuple[str, ...]:
    """Say who each is and how they are reached, by their post alone where they are not `named`.

    Of those whose telephone number is not known that is said once, last.
    """
    who = {each.person: each.known_as if named else each.post for each in contacts}
    lines = [f"{who[each.person]}: telephone {each.telephone}" for each in contacts if each.telephone]
    through = dict.fromkeys(who[each.person] for each in contacts if not each.telephone)
    return (*lines, *([f"{'; '.join(through)}: {OFFICE}"] if through else ()))


STATES: Mapping[str, Reached] = {
    "queued": Reached.LEAVING,
    "sending": Reached.LEAVING,
    "done": Reached.SENT,
    "failed": Reached.UNSENT,
    DISMISSED: Reached.UNSENT,
    UNKNOWN: Reached.UNKNOWN,
}
BEST = (Reached.SENT, Reached.UNKNOWN, Reached.LEAVING, Reached.UNSENT)
"""Of several messages to one person, the one that got furthest counts."""

NO_RELAY, AT_REST = "no mail leaves this site yet", "mail is held back until an administrator has looked"
AWAY, REFUSED = "the mail server takes nothing at present", "the mail server refused it"
NO_ADDRESS = "no e-mail address is known"


def told_since(reading: Reading, case: Case, on: InstanceId, person: PersonId) -> datetime:
    """Say since when somebody is to know of a danger."""
    return _since(_about(reading, case, on, person), case, on)


@dataclass(frozen=True, kw_only=True)
class Messages:
    """How messages leave at present, and the reads of one look; `stuck` says why nothing leaves, "" where it does.

    `firsts` remembers who looked at a case first since a moment.
    """

    reading: Reading
    zone: tzinfo
    stuck: str
    firsts: dict[datetime, Mapping[PersonId, datetime]] = field(default_factory=dict)

    @classmethod
    def of(cls, whole: WholeCase) -> Messages:
        """Look how messages leave."""
        if whole.services.postroom is None:
            stuck = NO_RELAY
        elif whole.organisation.settings.get(SENDING) == PAUSED:
            stuck = AT_REST
        else:
            stuck = AWAY if whole.reading.mail_desk(whole.organisation.id).refused else ""
        return cls(reading=whole.reading, zone=whole.calendar.zone, stuck=stuck)

    def judged(self, case: Case, on: InstanceId, contact: Contact, reads: Looks) -> Contact:
        """Say how it stands with somebody who must know of a danger."""
        about = _about(self.reading, case, on, contact.person)
        since = _since(about, case, on)
        last = reads.get((contact.person, case.reference))
        if last is not None and last >= since:
            first = self._first_reads(case, since).get(contact.person, last)
            return replace(contact, reached=Reached.OPENED, since=say_moment(min(first, last), self.zone))
        found = [(*self._reached(each, contact), each) for each in about]
        if not found:
            return contact
        reached, because, notice = min(found, key=lambda each: BEST.index(each[0]))
        left_at = say_moment(notice.settled_at or notice.created_at, self.zone)
        return replace(contact, reached=reached, because=because, since=left_at)

    def looked_into(self, case: Case, lasts: Mapping[PersonId, datetime]) -> str:
        """Say when the first of those looked who have looked at last then, in words; "" where there is nobody."""
        firsts = self._first_reads(case, case.reported_at)
        found = [min(firsts.get(person, last), last) for person, last in lasts.items()]
        return say_moment(min(found), self.zone) if found else ""

    def passed_on(self, case: Case, on: InstanceId) -> str:
        """Say when a danger first went on to others, in words; "" where it did not."""
        told = [each for each in self.reading.told_in(case.organisation, case.id) if each.state != DROPPED]
        rungs = [each for each in told if rung_of(on, each.dedupe.removeprefix(f"{case.id} ")) is not None]
        return say_moment(min(each.created_at for each in rungs), self.zone) if rungs else ""

    def _reached(self, notice: Notice, contact: Contact) -> tuple[Reached, str]:
        """Say how far a message got, and why no further; one that waits while nothing leaves could not be sent."""
        if notice.state in ("failed", DISMISSED):
            return Reached.UNSENT, REFUSED if contact.has_mail else NO_ADDRESS
        if notice.state != "queued":
            return STATES[notice.state], ""
        stuck = self.stuck if contact.has_mail else NO_ADDRESS
        stuck = stuck or (REFUSED if notice.attempts else "")
        return (Reached.UNSENT, stuck) if stuck else (Reached.LEAVING, "")

    def _first_reads(self, case: Case, since: datetime) -> Mapping[PersonId, datetime]:
        if since not in self.firsts:
            self.firsts[since] = self.reading.first_reads(case.organisation, case.reference, since)
        return self.firsts[since]


def _about(reading: Reading, case: Case, on: InstanceId, person: PersonId) -> Sequence[Notice]:
    told = [each for each in reading.notices_to(case.organisation, person, case.id) if each.state != DROPPED]
    return [each for each in told if each.body.get("on") == on]


def _since(about: Sequence[Notice], case: Case, on: InstanceId) -> datetime:
    return min((each.created_at for each in about), default=case.tracks[on].since)
