"""Whose turn it is in a case, before everybody who sees it: worked out once, and handed out by what each may do.

Nothing here asks what the time is: what cannot be done before some moment is given with that moment, so that what is
kept is true until somebody does something.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from duecourse.casework.context.agenda.leading_steps import is_aside, leading_steps, met_clocks
from engine.identity import CASE, NO_ACTION, ActionName, ClockId, InstanceId, PersonId, RoleName
from engine.language.compiled import CompiledPolicy
from engine.language.track_definition import Action
from engine.language.vocabulary import ANYONE, is_answer
from engine.people.outlooks import Outlook
from engine.people.staffing import BY_NAME
from engine.ports.agenda.turns import Hands, NextAct
from engine.questions.bounds import given_last, moment_of, point_of
from engine.record.case import Case
from engine.record.values import Actor, Deadline, Instance
from engine.steps.guard_view import InstanceGuardView
from engine.steps.permissions import Request, is_stopped, personal, unsent

NAMED = 3
"""So many holders of a role are named beside an act; that there are more is for the page of the case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """A step that leads on, open to those whom nothing keeps from it; `clock` is the running one that it meets.

    One that meets none leads on where no clock runs but such as its reader does not know of: `beside` are those.
    """

    instance: Instance
    action: ActionName
    clock: Deadline | None
    from_at: datetime | None
    letter: int
    beside: tuple[ClockId, ...] = ()


class Turns:
    """Whose turn it is in a case, with the roles of `case` that are in force; `record` is the case as it is written.

    `clocks` are those that run, soonest first.
    """

    def __init__(self, policy: CompiledPolicy, record: Case, case: Case, clocks: Sequence[Deadline]) -> None:
        """Begin with the case; nothing is worked out before it is asked."""
        self.policy, self.record, self.case = policy, record, case
        self.clocks: dict[InstanceId, list[Deadline]] = {}
        for clock in clocks:
            self.clocks.setdefault(clock.on, []).append(clock)

    def of(self, person: PersonId, outlook: Outlook, unseen: Collection[ClockId]) -> NextAct | None:
        """Give the act that is next before somebody: their own, or else that of others; None where nobody has one."""
        return self._own(person, outlook, unseen) or self._of_others(outlook)

    def _own(self, person: PersonId, outlook: Outlook, unseen: Collection[ClockId]) -> NextAct | None:
        """Choose what somebody does first: what they can do now, and of that what meets the soonest clock."""
        theirs = [way for way in self._ways if way.instance.on in outlook.sees and self._is_before(way, unseen)]
        # what they have nothing to do with is told by its roles; who is asked by name may be anybody
        able = [way for way in theirs if self._may(way, person, outlook)]
        first = min(able, key=_urgency, default=None)
        return _act(first) if first is not None else None

    def _is_before(self, way: _Way, unseen: Collection[ClockId]) -> bool:
        return way.clock is not None or all(each in unseen for each in way.beside)

    def _may(self, way: _Way, person: PersonId, outlook: Outlook) -> bool:
        roles = self.policy.track(way.instance.track).definition.actions[way.action].by
        if not any(role in outlook.roles or role in BY_NAME or role == ANYONE for role in roles):
            return False
        request = _request(way.instance, way.action, Actor(person), way.instance.since)
        view = self._view(way.instance, way.instance.since)
        return next(personal(self.policy, self.case, way.instance, request, view), None) is None

    def _view(self, instance: Instance, at: datetime) -> InstanceGuardView:
        return InstanceGuardView(self.case, instance, self.policy.definitions, at)

    @cached_property
    def _ways(self) -> Sequence[_Way]:
        """List the steps that lead on, in the order of the procedures and of their steps."""
        known = (each for each in self.record.tracks.values() if each.track in self.policy.tracks)
        return [way for instance in known for way in self._ways_in(instance)]

    def _ways_in(self, instance: Instance) -> Iterator[_Way]:
        running = self.clocks.get(instance.on, ())
        compiled = self.policy.track(instance.track)
        met = met_clocks(compiled.definition, running)
        beside = tuple(each.key for each in running if not is_answer(each.name))
        for name, action in compiled.definition.actions.items():
            leads = not instance.ended and not is_aside(action) and name not in instance.done
            if (name in met or leads) and compiled.starts_from(name, instance.state):
                yield from self._open(instance, name, action, met.get(name), beside)

    def _open(
        self,
        instance: Instance,
        name: ActionName,
        action: Action,
        clock: Deadline | None,
        beside: tuple[ClockId, ...],
    ) -> Iterator[_Way]:
        letter = unsent(self.case, instance, name) if action.letter.sends else None
        if action.letter.sends and letter is None:
            return
        at = self._opens_at(instance, name)
        if at is not None:
            held = self._day_of(instance, action)
            later = max(filter(None, (held, at if at > instance.since else None)), default=None)
            number = letter.number if letter else 0
            yield _Way(instance=instance, action=name, clock=clock, from_at=later, letter=number, beside=beside)

    def _opens_at(self, instance: Instance, name: ActionName) -> datetime | None:
        """Say from when nothing but people stands in the way of a step, as far as clocks alone decide it."""
        runs_out = (at for each in self.clocks.get(instance.on, ()) for at in (each.due_at, each.overdue_at) if at)
        moments = (instance.since, *sorted(each for each in runs_out if each > instance.since))
        return next((at for at in moments if not self._is_stopped(instance, name, at)), None)

    def _is_stopped(self, instance: Instance, name: ActionName, at: datetime) -> bool:
        return is_stopped(self.policy, self.case, self._view(instance, at), name)

    def _day_of(self, instance: Instance, action: Action) -> datetime | None:
        """Give the beginning of the day before which a step cannot be taken, by what was answered; None for any."""
        if not action.not_before:
            return None
        definition = self.policy.track(instance.track).definition
        name = given_last(definition, instance, action.not_before)
        point = point_of(definition.facts.get(name), instance.answers.get(name))
        return moment_of(point, UTC) if point is not None else None

    def _of_others(self, outlook: Outlook) -> NextAct | None:
        """Name whose turn it is: of the procedure whose clock runs out first, or else of the first that goes on."""
        turns = [turn for turn in self._turns if turn.on in outlook.sees]
        timed = [turn for turn in turns if turn.due_at is not None]
        first = min(timed, key=lambda turn: str(turn.due_at), default=None) or next(
            (turn for turn in turns if turn.hands), None
        )
        return self._known_to(first, outlook) if first is not None else None

    @cached_property
    def _turns(self) -> Sequence[NextAct]:
        going = (each for each in self.record.tracks.values() if not each.ended and each.track in self.policy.tracks)
        return [self._turn(instance) for instance in going]

    def _turn(self, instance: Instance) -> NextAct:
        """Say who takes the step that meets the soonest clock; where none runs, who takes one that leads on."""
        running = self.clocks.get(instance.on, ())
        clock = next((each for each in running if not each.not_before and each.due_at is not None), None)
        leading = leading_steps(self.policy.track(instance.track), instance.state, clock)
        roles = dict.fromkeys(role for action in leading.values() for role in action.by if role != ANYONE)
        return NextAct(
            on=instance.on,
            state=instance.state,
            since=instance.since,
            action=next(iter(leading), NO_ACTION),
            clock=clock.name if clock is not None else "",
            due_at=clock.due_at if clock is not None else None,
            overdue_at=clock.overdue_at if clock is not None else None,
            hands=tuple((role, self._holding(instance, role)) for role in roles),
        )

    def _holding(self, instance: Instance, role: RoleName) -> tuple[PersonId, ...]:
        part = BY_NAME.get(role)
        if part is None:
            return self.record.team.get(role, ())[:NAMED]
        named = tuple(person for person in self.record.people if self.record.is_part(person, part))
        return (instance.person,) if instance.person in named else named[:NAMED]

    def _known_to(self, turn: NextAct, outlook: Outlook) -> NextAct:
        """Leave out who holds a role where somebody may not know it; then it is told by the role alone."""
        hands = tuple((role, people if self._knows(role, outlook) else ()) for role, people in turn.hands)
        return turn if hands == turn.hands else _with_hands(turn, hands)

    def _knows(self, role: RoleName, outlook: Outlook) -> bool:
        if role in BY_NAME:
            return CASE in outlook.works
        viewers = self._viewers
        return any(role in viewers[on] for on in outlook.works)

    @cached_property
    def _viewers(self) -> Mapping[InstanceId, frozenset[RoleName]]:
        tracks = self.record.tracks.items()
        return {on: self.policy.track(each.track).viewers for on, each in tracks if each.track in self.policy.tracks}


def _request(instance: Instance, action: ActionName, by: Actor, at: datetime) -> Request:
    return Request(on=instance.on, action=action, by=by, happened_at=at)


def _urgency(way: _Way) -> tuple[bool, bool, bool, str]:
    """What can be done now comes first, then what meets a clock, the soonest of them first."""
    due = way.clock.due_at if way.clock is not None else None
    return way.from_at is not None, way.clock is None, due is None, str(due)


def _act(way: _Way) -> NextAct:
    clock = way.clock
    return NextAct(
        on=way.instance.on,
        state=way.instance.state,
        since=way.instance.since,
        action=way.action,
        letter=way.letter,
        clock=clock.name if clock is not None else "",
        due_at=clock.due_at if clock is not None else None,
        overdue_at=clock.overdue_at if clock is not None else None,
        from_at=way.from_at,
        is_mine=True,
    )


def _with_hands(turn: NextAct, hands: Hands) -> NextAct:
    return NextAct(
        on=turn.on,
        state=turn.state,
        since=turn.since,
        action=turn.action,
        clock=turn.clock,
        due_at=turn.due_at,
        overdue_at=turn.overdue_at,
        hands=hands,
    )
