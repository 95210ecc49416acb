"""What is no danger waits for the hours of whom it is for, and what comes together leaves as one message.

Somebody who chose to be told once a day gets one message a day. To somebody who is told at once, more than a few things
at a time are one message too, and then at most one an hour: after an outage everybody gets one, and not a row of
reminders. What was done in the meantime is told to nobody. Danger never comes here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from duecourse.casework.administration.trust_facts import first_school
from duecourse.casework.context.services import Services
from engine.identity import NO_CASE, NO_REFERENCE, CaseReference, OrganisationId, PersonId
from engine.ports.mail.outgoing_mail import GATHERED
from engine.ports.records import DIGEST, DROPPED, Notice, Organisation, Person, Viewer
from engine.ports.sights import CasesWanted, SightKind
from engine.ports.store import Reading, Writing
from engine.time.calendar import Calendar
from engine.time.quiet_hours import DAILY, Telling, leaves_at, next_day, telling_of

FEW = 3
"""So many things at a time leave one by one."""

PAUSE = timedelta(hours=1)
"""So long after a message that held several things the next ones to the same person wait."""

AT_ONCE = 2000
"""How many notices are looked at in one pass; the next one goes on."""

TURN = timedelta(seconds=30)
"""For how long one process alone may put together what leaves, should it die meanwhile; danger waits no longer."""


def gather(services: Services) -> frozenset[str]:
    """Hold back what has to wait, and put together what leaves as one. Names the notices that may leave by themselves.

    One process does so at a time, and none while another sends: what two had read would be held by one message alone.
    What it has not looked at, because it came meanwhile or another has the turn, waits for the next pass.
    """
    with services.store.reading() as reading:
        organisation = reading.organisation().id
        if not _due(reading, organisation, services.clock.now()):
            return frozenset()
    holder = services.ids.identifier()
    if not _hold(services, organisation, holder, TURN):
        return frozenset()
    try:
        return _gathered(services, holder)
    finally:
        _hold(services, organisation, holder, timedelta(0))


def _hold(services: Services, organisation: OrganisationId, holder: str, length: timedelta) -> bool:
    now = services.clock.now()
    with services.store.writing(gives_way=True) as writing:
        return writing.hold_desk(organisation, holder, now, now + length)


def _due(reading: Reading, organisation: OrganisationId, now: datetime) -> Sequence[Notice]:
    return [each for kind in GATHERED for each in reading.mail_due(organisation, kind, now, AT_ONCE)]


def _gathered(services: Services, holder: str) -> frozenset[str]:
    """Look at what is due and write what becomes of it, unless another process has taken the turn meanwhile."""
    now = services.clock.now()
    with services.store.reading() as reading:
        organisation = reading.organisation()
        due = _due(reading, organisation.id, now)
        people = reading.people_named(organisation.id, {each.recipient for each in due})
        look = _Look(services=services, reading=reading, organisation=organisation, now=now)
        changes = [change for person in people for change in look.changes(person, _mine(due, person.id))]
    with services.store.writing(gives_way=True) as writing:
        written = services.clock.now()
        if not writing.hold_desk(organisation.id, holder, written, written + TURN):
            return frozenset()
        for change in changes:
            _write(writing, change)
    moved = {each.id for change in changes for each in change.notices}
    return frozenset(each.id for each in due if each.id not in moved)


def _mine(due: Iterable[Notice], person: PersonId) -> Sequence[Notice]:
    return sorted((each for each in due if each.recipient == person), key=lambda each: (each.created_at, each.id))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """What becomes of some notices to one person, with the message that holds them where there is one."""

    notices: tuple[Notice, ...]
    digest: Notice | None = None


def _write(writing: Writing, change: _Change) -> None:
    """Write it, where the notices are as they were; a message that holds none of them any more is not made."""
    moved = [writing.move_mail(notice, ("queued",)) for notice in change.notices]
    if change.digest is not None and any(moved):
        writing.queue([change.digest])


@dataclass(frozen=True, kw_only=True)
class _Look:
    services: Services
    reading: Reading
    organisation: Organisation
    now: datetime

    def changes(self, person: Person, waiting: Sequence[Notice]) -> Iterator[_Change]:
        over = [each for each in waiting if not self.reading.clock_runs(each)]
        yield _Change(notices=tuple(replace(each, state=DROPPED, settled_at=self.now) for each in over))
        left = [each for each in waiting if each not in over]
        telling = telling_of(person.telling, self.organisation.settings)
        calendar = self._calendar(person)
        last = self.reading.last_digest(self.organisation.id, person.id)
        held = [(each, self._at(telling, each, last, calendar)) for each in left]
        yield _Change(notices=tuple(replace(each, next_at=at) for each, at in held if at > self.now))
        ready = [each for each, at in held if at <= self.now]
        if telling.how == DAILY or len(ready) > FEW:
            yield from self._together(person, ready, calendar)

    def _at(self, telling: Telling, notice: Notice, last: Notice | None, calendar: Calendar) -> datetime:
        """Say when a notice may leave."""
        at = leaves_at(telling, notice.created_at, self.now, calendar)
        if at > self.now or last is None:
            return at
        if telling.how == DAILY:
            today = calendar.local(last.created_at).date() == calendar.local(self.now).date()
            return next_day(telling, self.now, calendar) if today else at
        return max(at, last.created_at + PAUSE)

    def _together(self, person: Person, ready: Sequence[Notice], calendar: Calendar) -> Iterator[_Change]:
        """Put what may leave into one message, as far as its recipient may still know of the cases."""
        references = self._seen(person, sorted({each.reference for each in ready}))
        told = [each for each in ready if each.reference in references]
        unseen = tuple(replace(each, state=DROPPED, settled_at=self.now) for each in ready if each not in told)
        yield _Change(notices=unseen)
        if not told:
            return
        moment = calendar.local(self.now)
        name = self.services.ids.identifier()
        digest = Notice(
            id=name,
            organisation=self.organisation.id,
            case=NO_CASE,
            reference=NO_REFERENCE,
            recipient=person.id,
            kind=DIGEST,
            dedupe=f"digest {moment.isoformat(timespec='minutes')} {name}",
            body={"references": " ".join(references), "count": str(len(told))},
            created_at=self.now,
        )
        yield _Change(
            notices=tuple(replace(each, state="gathered", settled_at=self.now) for each in told), digest=digest
        )

    def _seen(self, person: Person, references: Sequence[CaseReference]) -> Sequence[CaseReference]:
        viewer = Viewer(self.organisation.id, person.id, self.now)
        kinds = (SightKind.CASE, SightKind.REQUEST)
        found = {
            row.reference
            for kind in kinds
            for row in self.reading.cases_named(viewer, CasesWanted(kind=kind), references)
        }
        return [reference for reference in references if reference in found]

    def _calendar(self, person: Person) -> Calendar:
        """Give the days of the school at which somebody is, or of the trust's first one."""
        schools = self.services.schools(self.reading)
        mine = {each.school for each in person.held(self.now)}
        place = next((school for school in schools if school.id in mine), None)
        return self.services.calendar(place or first_school(schools), self.organisation.zone)
