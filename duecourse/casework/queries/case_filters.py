"""What somebody asks of a list, as they typed it, read into what the rows are asked; what is not known is told.

What may be asked tells nobody of cases: a school at which somebody holds no post and sees nothing is not told from one
that there is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from duecourse.casework.context.attendance import own_schools
from duecourse.casework.context.own_policy import own_policy
from duecourse.casework.context.services import Caller, Services
from engine.errors import BadAnswers, NotFound
from engine.identity import SchoolId, TrackName
from engine.language.compiled import CompiledPolicy
from engine.language.vocabulary import CASE_TRACK, StateKind
from engine.ports.records import Organisation, School
from engine.ports.sights import CaseOrder, CasesWanted, ClocksWanted, SightKind
from engine.ports.store import Reading

SHOWN: Mapping[str, bool | None] = {"open": False, "closed": True, "all": None}
"""How a list is asked for open or closed cases, and whether what it lists has ended."""

CHOSEN_ORDERS = (CaseOrder.SOONEST, CaseOrder.LATEST, CaseOrder.REFERENCE)
"""The orders in which somebody may ask for the list of cases."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedCases:
    """A list of cases as somebody asks for it, "" for no limit: a school by its short name, a stage by its code.

    `procedure` is a track of which a clock runs in the case before them.
    `order` is one of CHOSEN_ORDERS.
    """

    show: str = "all"
    school: str = ""
    stage: str = ""
    procedure: str = ""
    mine: bool = False
    late: bool = False
    order: str = CaseOrder.SOONEST.value

    @property
    def is_narrowed(self) -> bool:
        """Say whether it is narrowed to some cases."""
        return bool(self.school or self.stage or self.procedure or self.mine or self.late)


EVERY_CASE = AskedCases()


@dataclass(frozen=True, slots=True)
class AskedClocks:
    """A work list as somebody asks for it, "" for no limit: a school by its short name, a procedure by its track."""

    school: str = ""
    procedure: str = ""


EVERYTHING = AskedClocks()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a list may be narrowed to: the schools of the viewer's posts, and stages and procedures with their names."""

    schools: tuple[School, ...]
    stages: Mapping[str, str]
    procedures: Mapping[str, str]


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

    def schools(self) -> tuple[School, ...]:
        """List the schools that may be chosen."""
        return own_schools(self.reading, self.caller.viewer, self.places, self.now)

    def _stages(self) -> Mapping[str, str]:
        """Name the states of a case under the trust's own policy, in their order."""
        policy = self._policy
        requests = policy.shell.states_of(StateKind.REQUEST) if policy is not None else ()
        states = policy.shell.states.items() if policy is not None else ()
        return {name: state.title for name, state in states if name not in requests}

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
            order=CaseOrder(asked.order),
        )

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
