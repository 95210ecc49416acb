"""What became of the messages to those who must know at once, told as it is: from the outbox, and from who looked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from enum import StrEnum
from functools import cached_property

from duecourse.casework.context.access_log import last_reads
from duecourse.casework.context.look.whole_case import WholeCase
from engine.alarms.danger_ladder import rung_of
from engine.identity import CaseId, InstanceId, PersonId
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


@dataclass(frozen=True)
class ToldNotices:
    """What was sent to those who must know at once, of some cases; what was dropped before it left reached nobody."""

    notices: Sequence[Notice]

    @classmethod
    def of(cls, reading: Reading, cases: Collection[Case]) -> ToldNotices:
        """Read it, of all of them in one statement."""
        trust = next((case.organisation for case in cases), None)
        found = reading.told_in(trust, [case.id for case in cases]) if trust is not None else ()
        return cls([each for each in found if each.state != DROPPED])

    def in_case(self, case: Case) -> Sequence[Notice]:
        """Give what was sent of one case, oldest first."""
        return [each for each in self.notices if each.case == case.id]

    def about(self, case: Case, on: InstanceId, person: PersonId) -> Sequence[Notice]:
        """Give what was sent to somebody of one danger, oldest first."""
        return [each for each in self.in_case(case) if each.recipient == person and each.body.get("on") == on]

    def since(self, case: Case, on: InstanceId, person: PersonId) -> datetime:
        """Say since when somebody is to know of a danger."""
        return min((each.created_at for each in self.about(case, on, person)), default=case.tracks[on].since)


@dataclass(frozen=True)
class Tidings:
    """What is known of those who must know, for cases before one person: read for all of them, where it is asked for.

    `with_firsts` says that it is told of those who looked when they did so first, and not when they did last.
    """

    wholes: Sequence[WholeCase]
    with_firsts: bool = True

    @cached_property
    def told(self) -> ToldNotices:
        """Give what was sent."""
        return ToldNotices.of(self.wholes[0].reading, [whole.record for whole in self.wholes])

    @cached_property
    def reads(self) -> Looks:
        """Give who looked at these cases last, and when."""
        one, references = self.wholes[0], [whole.record.reference for whole in self.wholes]
        return last_reads(one.services, one.reading, one.record.organisation, references)

    @cached_property
    def sent(self) -> Messages:
        """Give how it stands with the messages."""
        one = self.wholes[0]
        return Messages(
            reading=one.reading,
            zone=one.calendar.zone,
            stuck=_stuck(one),
            told=self.told,
            with_firsts=self.with_firsts,
        )


def _stuck(whole: WholeCase) -> str:
    """Say why no message leaves at present; "" where they do."""
    if whole.services.postroom is None:
        return NO_RELAY
    if whole.organisation.settings.get(SENDING) == PAUSED:
        return AT_REST
    return AWAY if whole.reading.mail_desk(whole.organisation.id).refused else ""


@dataclass(frozen=True, kw_only=True)
class Messages:
    """How messages leave at present, and what was sent; `stuck` says why nothing leaves, "" where it does.

    `firsts` remembers who looked at a case first since a moment.
    """

    reading: Reading
    zone: tzinfo
    stuck: str
    told: ToldNotices
    with_firsts: bool = True
    firsts: dict[tuple[CaseId, datetime], Mapping[PersonId, datetime]] = field(default_factory=dict)

    def judged(self, case: Case, on: InstanceId, contact: Contact, reads: Looks) -> Contact:
        """Say how it stands with somebody who must know of a danger."""
        about = self.told.about(case, on, contact.person)
        since = self.told.since(case, on, contact.person)
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
        told = self.told.in_case(case)
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
        if not self.with_firsts:
            return {}
        asked = (case.id, since)
        if asked not in self.firsts:
            self.firsts[asked] = self.reading.first_reads(case.organisation, case.reference, since)
        return self.firsts[asked]
