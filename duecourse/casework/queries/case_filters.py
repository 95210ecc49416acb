"""What somebody asks of a list, as they typed it, read into what the rows are asked; what is not known is told.

What may be asked tells nobody of cases: a school at which somebody holds no post and sees nothing is not told from one
that there is not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from duecourse.casework.context.attendance import own_schools
from duecourse.casework.context.own_policy import own_policy
from duecourse.casework.context.services import Caller, Services
from engine.errors import BadAnswers, BadTime, NotFound
from engine.identity import NO_PERSON, NO_SCHOOL, PersonId, SchoolId, TrackName
from engine.language.compiled import CompiledPolicy
from engine.language.vocabulary import CASE_TRACK, FactKind, StateKind
from engine.ports.agenda.case_orders import CaseOrder
from engine.ports.agenda.next_acts import Whose
from engine.ports.records import Organisation, School
from engine.ports.sights import CasesWanted, ClocksWanted, Page, SightKind
from engine.ports.store import Reading
from engine.questions.answers import options_of
from engine.time.moments import parse_beginning, parse_ending

SHOWN: Mapping[str, bool | None] = {"open": False, "closed": True, "all": None}
"""How a list is asked for open or closed cases, and whether what it lists has ended."""

CHOSEN_ORDERS = (CaseOrder.SOONEST, CaseOrder.LATEST, CaseOrder.REFERENCE)
"""The orders in which somebody may ask for the list of cases."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedCases:
    """A list of cases as somebody asks for it, "" for no limit: a school by its short name, a stage by its code.

    `procedure` is a track of which a clock runs in the case before them, `kind` the code of what a case is about,
    `policy` the key of one. `holder` is who has the next act: MYSELF, or somebody by identifier or short name.
    `reported_from` and `reported_until` are the first and the last day, as 2026-11-24. `order` is one of CHOSEN_ORDERS.
    """

    show: str = "all"
    school: str = ""
    stage: str = ""
    procedure: str = ""
    mine: bool = False
    late: bool = False
    policy: str = ""
    kind: str = ""
    holder: str = ""
    danger: bool = False
    reported_from: str = ""
    reported_until: str = ""
    order: str = CaseOrder.SOONEST.value

    @property
    def is_narrowed(self) -> bool:
        """Say whether it is narrowed to some cases."""
        return replace(self, show=EVERY_CASE.show, order=EVERY_CASE.order) != EVERY_CASE


EVERY_CASE = AskedCases()
MYSELF = "me"
"""How somebody asks for what they have themself."""
SOME_OTHERS = 200
"""Among the holders of so many of the soonest cases somebody may choose."""
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
NO_DAY = "Enter the day as year, month and day, like 2026-09-01."
BACKWARDS = "The last day is before the first one."


@dataclass(frozen=True, slots=True)
class AskedClocks:
    """A work list as somebody asks for it, "" for no limit: a school by its short name, a procedure by its track."""

    school: str = ""
    procedure: str = ""


EVERYTHING = AskedClocks()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a list may be narrowed to: the schools of the viewer's posts, and stages and procedures with their names.

    For cases also what they may be about, the policies, for those alone whose post is for the whole trust, and who has
    the next act in cases before the viewer.
    """

    schools: tuple[School, ...]
    stages: Mapping[str, str]
    procedures: Mapping[str, str]
    kinds: Mapping[str, str] = field(default_factory=dict)
    policies: Mapping[str, str] = field(default_factory=dict)
    holders: Mapping[PersonId, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Reads what one person asks of their lists, at a moment."""

    services: Services
    reading: Reading
    organisation: Organisation
    places: Sequence[School]
    caller: Caller
    now: datetime

    def choices(self) -> Choices:
        """List what may be chosen."""
        return Choices(schools=self.schools(), stages=self._stages(), procedures=self._procedures())

    def case_choices(self, asked: AskedCases) -> Choices:
        """List what may be chosen of a list of cases, with the holder who is asked for."""
        return replace(self.choices(), kinds=self._kinds(), policies=self._policies(), holders=self._holders(asked))

    def schools(self) -> tuple[School, ...]:
        """List the schools that may be chosen."""
        return own_schools(self.reading, self.caller.viewer, self.places, self.now)

    def _stages(self) -> Mapping[str, str]:
        """Name the states of a case under the trust's own policy, in their order."""
        policy = self._policy
        requests = policy.shell.states_of(StateKind.REQUEST) if policy is not None else ()
        states = policy.shell.states.items() if policy is not None else ()
        return {name: state.title for name, state in states if name not in requests}

    def _kinds(self) -> Mapping[str, str]:
        """Name what a case may be about under the trust's own policy."""
        policy = self._policy
        fact = policy.shell.facts.get(policy.shell.fact(FactKind.TOPIC)) if policy is not None else None
        return options_of(fact, policy.definition) if policy is not None and fact is not None else {}

    def _policies(self) -> Mapping[str, str]:
        """Name the policies, for those whose post is for the whole trust; others have the cases of one."""
        person = self.reading.find_person(self.caller.viewer.organisation, self.caller.viewer.person)
        wide = person is not None and any(each.school == NO_SCHOOL for each in person.held(self.now))
        found = self.services.library.policies if wide else {}
        named = Counter(policy.definition.title for policy in found.values())
        # several trusts may have a "Social Media Policy": then each is named with whose it is
        return {
            key: each.title if named[each.title] == 1 else f"{each.title} ({each.organisation})"
            for key, each in ((key, found[key].definition) for key in sorted(found))
        }

    def _holders(self, asked: AskedCases) -> Mapping[PersonId, str]:
        """Name who has the next act in the soonest cases before the viewer, as far as these tell them."""
        waiting = CasesWanted(kind=None, turn=Whose.OTHERS, ended=False, order=CaseOrder.ACT)
        rows = self.reading.listed_cases(self.caller.viewer, waiting, Page(limit=SOME_OTHERS))
        hands = (people for row in rows if row.act is not None for _, people in row.act.hands)
        found = {person for people in hands for person in people} | {self._holder(asked.holder) or NO_PERSON}
        people = self.reading.people_named(self.organisation.id, found - {self.caller.viewer.person, NO_PERSON})
        named = {each.id: each.name for each in people}
        return dict(sorted(named.items(), key=lambda each: each[1]))

    def _procedures(self) -> Mapping[str, str]:
        """Name the procedures of the trust's own policy, by their titles; what every case is at is none to choose."""
        policy = self._policy
        tracks = policy.tracks.items() if policy is not None else ()
        named = ((name, track.definition.title) for name, track in tracks if name != CASE_TRACK)
        return dict(sorted(named, key=lambda each: each[1]))

    @property
    def _policy(self) -> CompiledPolicy | None:
        with suppress(NotFound):
            return own_policy(self.services.library, self.organisation)
        return None

    def wanted(self, asked: AskedCases, choices: Choices) -> CasesWanted:
        """Read what is asked of a list of cases. Raises BadAnswers, which says of each limit what it may be."""
        faults = dict(self._faults(asked, choices))
        if faults:
            raise BadAnswers.of(faults)
        return CasesWanted(
            ended=SHOWN[asked.show],
            school=self._school(asked.school, choices.schools),
            state=asked.stage,
            track=TrackName(asked.procedure),
            mine=asked.mine,
            late_at=self.now if asked.late else None,
            policy=asked.policy,
            topic=asked.kind,
            turn=Whose.MINE if asked.holder == MYSELF else None,
            holder=self._holder(asked.holder) or NO_PERSON,
            danger=asked.danger,
            reported_from=self._day(asked.reported_from, parse_beginning),
            reported_before=self._day(asked.reported_until, parse_ending),
            order=CaseOrder(asked.order),
        )

    def _holder(self, typed: str) -> PersonId | None:
        """Find who has the next act: a person by identifier or short name; None for anybody, or the viewer themself."""
        found = self.reading.find_person(self.organisation.id, typed) if typed not in ("", MYSELF) else None
        return found.id if found is not None else None

    def _day(self, typed: str, read: Callable[[str, tzinfo], datetime]) -> datetime | None:
        if not typed:
            return None
        if not DAY.fullmatch(typed):
            return None  # a moment is refused: a list says of which days it is
        with suppress(BadTime):
            return read(typed, ZoneInfo(self.organisation.zone))
        return None

    def _faults(self, asked: AskedCases, choices: Choices) -> Iterator[tuple[str, str]]:
        if asked.show not in SHOWN:
            yield "show", f"There is no list '{asked.show}'. Lists: {', '.join(SHOWN)}."
        if asked.order not in CHOSEN_ORDERS:
            yield "order", f"There is no order '{asked.order}'. Orders: {', '.join(CHOSEN_ORDERS)}."
        if asked.school and self._school(asked.school, choices.schools) is None:
            yield "school", _unknown_school(asked.school, choices.schools)
        if asked.stage and asked.stage not in choices.stages and not self._is_there(CasesWanted(state=asked.stage)):
            yield "stage", f"There is no stage '{asked.stage}'. Stages: {_named(choices.stages)}."
        if asked.procedure and not self._is_procedure(asked.procedure, choices):
            yield "procedure", _unknown_procedure(asked.procedure, choices)
        yield from self._more_faults(asked)

    def _more_faults(self, asked: AskedCases) -> Iterator[tuple[str, str]]:
        kinds, policies = self._kinds(), self.services.library.policies
        if asked.kind and asked.kind not in kinds and not self._is_there(CasesWanted(topic=asked.kind)):
            yield "kind", f"Cases are not sorted under '{asked.kind}'. They are under: {_named(kinds)}."
        if asked.policy and asked.policy not in policies:
            yield "policy", f"There is no policy '{asked.policy}'. Policies: {_named(sorted(policies))}."
        if asked.holder not in ("", MYSELF) and self._holder(asked.holder) is None:
            yield "holder", f"Nobody here is called '{asked.holder}'. Choose somebody from the list, or {MYSELF}."
        begin, end = self._day(asked.reported_from, parse_beginning), self._day(asked.reported_until, parse_ending)
        if asked.reported_from and begin is None:
            yield "from", NO_DAY
        if asked.reported_until and end is None:
            yield "until", NO_DAY
        elif begin is not None and end is not None and end <= begin:
            yield "until", BACKWARDS

    def clocks(self, asked: AskedClocks, choices: Choices) -> tuple[SchoolId | None, TrackName]:
        """Read what is asked of the work list. Raises BadAnswers, which says of each limit what it may be."""
        school, faults = self._school(asked.school, choices.schools), dict[str, str]()
        if asked.school and school is None:
            faults["school"] = _unknown_school(asked.school, choices.schools)
        if asked.procedure and not self._is_procedure(asked.procedure, choices):
            faults["procedure"] = _unknown_procedure(asked.procedure, choices)
        if faults:
            raise BadAnswers.of(faults)
        return school, TrackName(asked.procedure)

    def _is_procedure(self, typed: str, choices: Choices) -> bool:
        """Say whether there is such a procedure in the trust's own policy, or a clock of one before the viewer."""
        return typed in choices.procedures or (
            self.reading.count_clocks(self.caller.viewer, ClocksWanted(track=TrackName(typed)), 1) > 0
        )

    def _school(self, typed: str, schools: Sequence[School]) -> SchoolId | None:
        """Find a school of the viewer's posts, or one of which they see something."""
        named = (place.id for place in self.places if typed and typed in (place.id, place.key))
        own = {place.id for place in schools}
        return next((place for place in named if place in own or self._is_seen(place)), None)

    def _is_seen(self, school: SchoolId) -> bool:
        return any(
            self._is_there(CasesWanted(kind=kind, school=school)) for kind in (SightKind.CASE, SightKind.REQUEST)
        )

    def _is_there(self, wanted: CasesWanted) -> bool:
        return self.reading.count_cases(self.caller.viewer, wanted, 1) > 0


def filters_of(services: Services, reading: Reading, caller: Caller, organisation: Organisation) -> Filters:
    """Begin to read what somebody asks now."""
    return Filters(
        services=services,
        reading=reading,
        organisation=organisation,
        places=reading.schools(organisation.id),
        caller=caller,
        now=services.clock.now(),
    )


def _unknown_school(typed: str, schools: Iterable[School]) -> str:
    return f"There is no school '{typed}' among yours. Your schools: {_named(place.key for place in schools)}."


def _unknown_procedure(typed: str, choices: Choices) -> str:
    return f"There is no procedure '{typed}'. Procedures: {_named(choices.procedures)}."


def _named(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"
