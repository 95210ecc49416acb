"""The whole of a case inside one reading transaction, before one person: only what redacts holds it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from duecourse.casework.context.attendance import present, untold
from duecourse.casework.context.look.redaction import Redaction, redacted, removed_of, shown_of, token_of
from duecourse.casework.context.look.view import CaseView
from duecourse.casework.context.services import Caller, Services
from engine.addresses.reported import as_meant
from engine.errors import BrokenRecord
from engine.identity import CASE, CaseId, CaseReference, PersonId
from engine.language.compiled import CompiledPolicy
from engine.people.visibility import may_assign, sees_track, works_on
from engine.ports.letters.earlier_kinds import kind_for
from engine.ports.records import Organisation, Person, School
from engine.ports.store import Reading
from engine.record.case import Case
from engine.record.chain import Entry
from engine.record.codes import token
from engine.record.values import Letter, Part
from engine.steps.transition import World
from engine.time.calendar import Calendar

READERS = (Part.AFFECTED, Part.REPORTER)
"""Whom letters go to who may read them here, by what they are to the case."""


@dataclass(frozen=True, kw_only=True)
class WholeCase:
    """A case as it was loaded, `record`, with what is read beside it: each of these once, and only where somebody asks.

    `reads` are references and what was read beside the case: each is logged when the look is over.
    """

    services: Services
    caller: Caller
    reading: Reading
    record: Case
    policy: CompiledPolicy
    now: datetime
    together: Together | None = None
    reads: list[tuple[CaseReference, str]] = field(default_factory=list)

    @property
    def person(self) -> PersonId:
        """Give the identifier of the person who looks."""
        return self.caller.viewer.person

    @cached_property
    def case(self) -> Case:
        """Give the case as it is looked at now: without the roles of those whose post has ended."""
        return present(self.services, self.reading, self.policy, self.record)

    @cached_property
    def organisation(self) -> Organisation:
        """Give the trust."""
        return self.reading.organisation()

    @cached_property
    def school(self) -> School:
        """Give the school of the case."""
        return self.services.school(self.reading, self.case.school)

    @cached_property
    def calendar(self) -> Calendar:
        """Give the calendar of the school of the case."""
        return self.services.calendar(self.school, self.organisation.zone)

    @cached_property
    def works_on_it(self) -> bool:
        """Say whether the person works on the case itself, and not only on some part of it."""
        return works_on(self.policy, self.case, self.case.tracks[CASE], self.person)

    @cached_property
    def redaction(self) -> Redaction:
        """Give what of it the person may see, with the letters that went out to them."""
        found = redacted(self.policy, self.case, self.person)
        hidden = (each for number, each in self.record.letters.items() if number not in found.case.letters)
        sent = {
            str(each.number): replace(each, approval=None, confirmed=(), comments=())
            for each in hidden
            if reads_letter(self.services, self.policy, self.case, each, self.person)
        }
        return found.with_letters(sent) if sent else found

    @cached_property
    def world(self) -> World:
        """Give what a step needs now."""
        return self.services.world_of(self.reading, self.organisation, self.case, self.now)

    @cached_property
    def entries(self) -> Sequence[Entry]:
        """Give the events of the case. Raises BrokenRecord."""
        together = self.together.entries if self.together is not None and not self.redaction.everything else {}
        return together.get(self.record.id) or self.reading.entries(self.caller.viewer, self.record.id)

    def people(self, named: Iterable[PersonId]) -> Mapping[PersonId, Person]:
        """Give those of some identifiers whom the trust knows; of a disposed case not who was what to it."""
        if self.together is not None:
            found = self.together.people(frozenset(named))
        else:
            there = self.reading.people_named(self.case.organisation, frozenset(named))
            found = {person.id: person for person in there}
        return untold(self.record, found, self.person) if self.record.is_disposed else found

    @cached_property
    def staff(self) -> Sequence[Person]:
        """Give those who are at the school, or in the trust above it, and those who hold a role in the case."""
        return tuple(self.people(self.at_work).values())

    @property
    def at_work(self) -> Iterable[PersonId]:
        """Name them by identifier."""
        holders = (person for people in self.case.team.values() for person in people)
        return (*self.world.staffing.posts, *holders)

    @cached_property
    def words(self) -> Mapping[tuple[int, str], str | None]:
        """Give the words of the case, as far as they may be read; who typed them is asked only where that matters."""
        if self.redaction.everything and "entries" not in self.__dict__:
            if self.together is not None:
                return as_meant(self.together.words.get(self.case.id, {}))
            return as_meant(self.reading.words(self.caller.viewer, self.case.id))
        events = {entry.event.sequence: entry.event for entry in self.entries}
        every = {
            (entry.event.sequence, key): words.text for entry in self.entries for key, words in entry.words.items()
        }
        return {
            (number, key): text
            for (number, key), text in as_meant(every).items()
            if self.redaction.reads(events[number].by, events[number].on, key)
        }

    @cached_property
    def view(self) -> CaseView:
        """Give the case as the person sees it."""
        seen = self.redaction.case
        return CaseView(
            case=seen,
            policy=self.policy,
            organisation=self.organisation,
            school=self.school,
            calendar=self.calendar,
            people=self.people(seen.named()),
            words=self.words,
            whole=self.works_on_it,
            everything=self.redaction.everything,
            manages=may_assign(self.policy, self.case, self.person),
            works=frozenset(
                on
                for on in seen.tracks
                if on in self.case.tracks and works_on(self.policy, self.case, self.case.tracks[on], self.person)
            ),
            now=self.now,
            seen=self.seen,
            beside=tuple((self.services.school(self.reading, each), share) for each, share in seen.shared.items()),
        )

    @cached_property
    def seen(self) -> str:
        """Give what a form carries of what its viewer saw."""
        if self.redaction.everything:
            return token(self.record.id, self.person, self.record.revision)
        return token_of(self.redaction, self.entries)

    def changed_since(self, seen: str) -> int | None:
        """Give the number of the event up to which somebody had looked, where they may know of one since; else None.

        A token that was never given out means that they saw nothing yet.
        """
        if seen == self.seen:
            return None
        # what they see may have become more or less: the token is of an event that they knew of then
        known = (n for n in range(self.record.revision, -1, -1) if token(self.record.id, self.person, n) == seen)
        after = next(known, None)
        if after is None:
            return 0
        removed = removed_of(self.redaction, self.entries)
        since = (each for each in self.entries if each.event.sequence > after)
        return after if any(shown_of(self.redaction, each, removed) is not None for each in since) else None


@dataclass(frozen=True, kw_only=True)
class Together:
    """Cases before one person of which what is read beside them is read at once, where somebody asks for any."""

    caller: Caller
    reading: Reading
    cases: list[WholeCase] = field(default_factory=list)
    _people: dict[PersonId, Person | None] = field(default_factory=dict)

    @cached_property
    def words(self) -> Mapping[CaseId, Mapping[tuple[int, str], str | None]]:
        """Give the words of such of the cases as the person sees as a whole."""
        theirs = [each.record.id for each in self.cases if each.redaction.everything]
        return self.reading.words_of(self.caller.viewer, theirs)

    @cached_property
    def entries(self) -> Mapping[CaseId, Sequence[Entry]]:
        """Give the events of such of the cases as the person sees in part: what they may read hangs on these."""
        theirs = [each.record.id for each in self.cases if not each.redaction.everything]
        return self.reading.entries_of(self.caller.viewer, theirs)

    def people(self, named: frozenset[PersonId]) -> Mapping[PersonId, Person]:
        """Give those of some identifiers whom the trust knows, by name; with them all who are named in any case."""
        if not named <= self._people.keys():
            seen = (each.redaction.case.named() for each in self.cases)
            asked = named.union(*seen).difference(self._people)
            found = self.reading.people_named(self.caller.viewer.organisation, asked)
            self._people.update(dict.fromkeys(asked) | {person.id: person for person in found})
        known = (person for each in named if (person := self._people[each]) is not None)
        return {person.id: person for person in sorted(known, key=lambda person: (person.name, person.id))}


def reads_letter(services: Services, policy: CompiledPolicy, case: Case, letter: Letter, person: PersonId) -> bool:
    """Say whether somebody reads a letter: they work on its instance, or it went out to them."""
    instance = case.tracks.get(letter.on)
    if instance is None:
        return False
    kind = kind_for(services.kind_of, case.letters, letter)
    theirs = any(part in (kind.to, kind.also_to) and case.is_part(person, part) for part in READERS)
    gone = theirs and letter.status == "dispatched" and sees_track(policy, case, instance, person)
    return gone or works_on(policy, case, instance, person)


def load_whole(services: Services, caller: Caller, reading: Reading, reference: CaseReference) -> WholeCase:
    """Load a case for one person's eyes. Raises NotFound, also for a case that they may not see."""
    record = reading.find_case(caller.viewer, reference)
    policy = services.policy_of(reading, record)
    return WholeCase(
        services=services, caller=caller, reading=reading, record=record, policy=policy, now=services.clock.now()
    )


def load_together(
    services: Services, caller: Caller, reading: Reading, cases: Iterable[CaseId]
) -> Mapping[CaseId, WholeCase]:
    """Load cases for one person's eyes, in this order; those that are damaged or that they may not see are left out."""
    asked = tuple(dict.fromkeys(cases))
    loaded = reading.cases_by_id(caller.viewer, asked) if asked else {}
    records = (loaded[each] for each in asked if each in loaded)
    found = [(record, policy) for record in records if (policy := _pinned(services, reading, record)) is not None]
    return {each.record.id: each for each in before(services, caller, reading, found)}


def before(
    services: Services, caller: Caller, reading: Reading, found: Iterable[tuple[Case, CompiledPolicy]]
) -> Sequence[WholeCase]:
    """Put cases that are loaded before one person, to be read together."""
    together, now = Together(caller=caller, reading=reading), services.clock.now()
    together.cases.extend(
        WholeCase(
            services=services,
            caller=caller,
            reading=reading,
            record=record,
            policy=policy,
            now=now,
            together=together,
        )
        for record, policy in found
    )
    return together.cases


def _pinned(services: Services, reading: Reading, record: Case) -> CompiledPolicy | None:
    try:
        return services.policy_of(reading, record)
    except BrokenRecord:
        return None


@dataclass(frozen=True)
class Keeper:
    """Keeps the whole of a case to itself."""

    _whole: WholeCase


class _Opened(Keeper):
    """What a keeper keeps, for this module alone."""

    @staticmethod
    def of(keeper: Keeper) -> WholeCase:
        return keeper._whole


def whole_of(keeper: Keeper) -> WholeCase:
    """Give all of what a look answers from, to what writes and exports: by contract no page and no query asks."""
    return _Opened.of(keeper)
