"""What stands in the way of disposing of a whole case: asked when somebody proposes it, and when a second person does
it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from duecourse.casework.context.services import Services
from duecourse.casework.retention.kept_times import counted_from, is_ended, kept_until, kind_of
from duecourse.casework.retention.retention_schedule import RetentionRow, schedule_of
from engine.identity import WordsKey
from engine.language.compiled import CompiledPolicy
from engine.ports.records import Viewer
from engine.ports.store import Reading
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.case import Case
from engine.record.chain import Entry
from engine.record.codes import CodeKind, Codes
from engine.record.effects import ErasureChanged
from engine.record.erasures import ErasedPlace, Erasure, Ground
from engine.record.values import SCHEDULER
from engine.time.moments import say_date

COOLING = timedelta(days=7)
"""So long a proposal waits at least, so that a mistake is seen before it cannot be undone."""
GONE = ("dispatched", "withdrawn", "superseded", "stopped")
"""How letters stand that wait for nobody."""


@dataclass(frozen=True, kw_only=True)
class DisposalCase:
    """A case that may be disposed of, with what that hangs on, within one transaction."""

    services: Services
    reading: Reading
    policy: CompiledPolicy
    case: Case
    now: datetime

    @cached_property
    def entries(self) -> Sequence[Entry]:
        """Give the events of the case."""
        return self.reading.entries(Viewer(self.case.organisation, SCHEDULER), self.case.id)

    @cached_property
    def zone(self) -> ZoneInfo:
        """Give the time zone of the trust."""
        return ZoneInfo(self.reading.organisation().zone)

    @property
    def today(self) -> date:
        """Give the day at the trust."""
        return self.now.astimezone(self.zone).date()

    @cached_property
    def row(self) -> RetentionRow:
        """Give the row of the schedule that it falls under."""
        schedule = schedule_of(self.reading.organisation())
        return schedule.row(kind_of(self.policy, self.case.tracks), self.case.policy)

    @cached_property
    def ended_on(self) -> date:
        """Give the day from which its time runs."""
        return counted_from(self.case.tracks, self.zone)

    @property
    def due(self) -> date:
        """Give the day on which its time is over."""
        return self.row.ends(self.ended_on)

    @cached_property
    def kept_until(self) -> date | None:
        """Give the day until which it is kept on; None where that is over or was never said."""
        found = kept_until(self.entries)
        return found if found is not None and found > self.today else None

    @property
    def is_due(self) -> bool:
        """Say whether it has ended and its time is over."""
        return is_ended(self.case.tracks) and self.due <= self.today

    @property
    def disposed(self) -> Erasure | None:
        """Give the erasure by which it was disposed of; None where it was not."""
        return next((each for each in self._disposals if each.status == "done"), None)

    @property
    def proposed(self) -> Erasure | None:
        """Give the proposal that waits for a second person; None where there is none."""
        return next((each for each in self._disposals if each.status == "asked"), None)

    @property
    def _disposals(self) -> Iterator[Erasure]:
        return (each for each in self.case.erasures.values() if each.ground is Ground.DISPOSAL)

    def asked_at(self, erasure: Erasure) -> Entry:
        """Give the event by which an erasure was asked for."""
        return next(each for each in self.entries if _changes(each, erasure.number))

    def places(self) -> tuple[ErasedPlace, ...]:
        """Name everything that is there to go: words, files, letters, people from outside.

        What goes on being kept is the address of a possible indecent image of a child: by it we keep the image out.
        """
        found = (*self._words(), *self._papers(), *self._people())
        return tuple(each for each in found if each not in self.case.erased)

    def _words(self) -> Iterator[ErasedPlace]:
        flagged = {number for number, address in self.case.addresses.items() if address.flagged}
        for entry in self.entries:
            for key, words in entry.words.items():
                if words.text is not None and WordsKey(key).address_number not in flagged:
                    yield ErasedPlace("words", entry.event.sequence, key)

    def _papers(self) -> Iterator[ErasedPlace]:
        yield from (ErasedPlace("file", each.number) for each in self.case.evidence.values())
        yield from (ErasedPlace("letter", each.number) for each in self.case.letters.values() if each.sha256)

    def _people(self) -> Iterator[ErasedPlace]:
        there = self.reading.outsiders(self.case.organisation, self.case.id)
        yield from (ErasedPlace("person", 0, each.id) for each in there)


def _changes(entry: Entry, number: int) -> bool:
    return any(isinstance(each, ErasureChanged) and each.erasure.number == number for each in entry.event.effects)


def why_not_proposed(case: DisposalCase, places: Sequence[ErasedPlace]) -> Iterator[Reason]:
    """Say what stands in the way of proposing it."""
    yield from _why_not(case)
    if case.proposed is not None:
        yield _reason(ReasonCode.DONE_ALREADY, "It is proposed already.", "A second person decides about it.")
    elif is_ended(case.case.tracks) and set(places) != set(case.places()):
        yield _reason(ReasonCode.NOT_DONE, "The case has changed since you read it.", "Read it again.")


def why_not_disposed(case: DisposalCase, proposed: Erasure) -> Iterator[Reason]:
    """Say what stands in the way of doing what somebody proposed."""
    yield from _why_not(case, but=proposed.number)
    asked = case.asked_at(proposed).event
    if asked.at + COOLING > case.now:
        day = say_date((asked.at + COOLING).astimezone(case.zone).date())
        says = f"It was proposed less than {COOLING.days} days ago."
        yield _reason(ReasonCode.NOT_DONE, says, f"It can be done from {day}: until then a mistake can be seen.")
    since = {each for each in case.places() if not (each.what == "words" and each.number == asked.sequence)}
    if since - set(proposed.places):
        says = "Something was added to the case after it was proposed."
        yield _reason(ReasonCode.NOT_DONE, says, "Give this proposal up, look at the case, and propose it again.")


def _why_not(case: DisposalCase, but: int = 0) -> Iterator[Reason]:
    if not is_ended(case.case.tracks):
        yield _reason(ReasonCode.NOT_DONE, "Something in this case has not ended.", "Bring every procedure to its end.")
        return
    if case.disposed is not None:
        yield _reason(ReasonCode.DONE_ALREADY, "It was disposed of already.", "Its certificate says when, and by whom.")
        return
    if case.due > case.today:
        yield _reason(
            ReasonCode.NOT_DONE, f"It is kept until {say_date(case.due)}.", "Its row of the schedule says so."
        )
    if case.kept_until is not None:
        says = f"It is kept on until {say_date(case.kept_until)}."
        yield _reason(ReasonCode.HELD, says, "Keep it on until today, with a reason, when nobody needs it any more.")
    yield from _waiting(case, but)


def _waiting(case: DisposalCase, but: int) -> Iterator[Reason]:
    codes = Codes(case.case.id, tuple(case.policy.tracks))
    waiting = [each.number for each in case.case.letters.values() if each.status not in GONE]
    if waiting:
        named = ", ".join(codes.of(CodeKind.LETTER, each) for each in waiting)
        yield _reason(ReasonCode.NOT_DONE, f"Letters wait in it: {named}.", "Send each, or withdraw it with a reason.")
    asked = [each for each in case.case.erasures.values() if each.status == "asked" and each.number != but]
    if any(each.ground is not Ground.DISPOSAL for each in asked):
        yield _reason(ReasonCode.NOT_DONE, "An erasure waits for a second person.", "Let it be done or given up first.")
    if any(not is_ended(each.tracks) for each in _linked(case)):
        yield Reason(
            code=ReasonCode.ELSEWHERE,
            source=ReasonSource(SourceKind.HIDDEN),
            says="Something that this case belongs together with has not ended.",
            unlocks="It can be disposed of when that has ended too.",
        )


def _linked(case: DisposalCase) -> Iterator[Case]:
    eyes = Viewer(case.case.organisation, SCHEDULER)
    yield from case.reading.cases_by_id(eyes, case.case.links).values() if case.case.links else ()


def _reason(code: ReasonCode, says: str, unlocks: str) -> Reason:
    return Reason(code=code, source=ReasonSource(SourceKind.RECORD), says=says, unlocks=unlocks)
