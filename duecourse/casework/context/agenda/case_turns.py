"""Whose turn it is in a case, before everybody who sees it: worked out once, and handed out by what each may do.

Nothing here asks what the time is: what cannot be done before some moment is given with that moment, so that what is
kept is true until somebody does something.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from duecourse.casework.context.agenda.leading_steps import leading_steps, met_clocks
from engine.identity import CASE, NO_ACTION, ActionName, ClockId, InstanceId, PersonId, RoleName
from engine.language.compiled import CompiledPolicy
from engine.language.machine import StepFrom
from engine.language.track_definition import Action
from engine.language.vocabulary import ANYONE, Consent, is_answer
from engine.people.outlooks import Outlook
from engine.people.staffing import BY_NAME
from engine.ports.agenda.next_acts import Hands, NextAct
from engine.questions.bounds import given_last, moment_of, point_of
from engine.record.case import Case
from engine.record.values import Actor, Deadline, Instance
from engine.steps.consents import is_theirs
from engine.steps.guard_view import InstanceGuardView
from engine.steps.permissions import Request, is_stopped, personal, unsent

NAMED = 3
"""So many holders of a role are named beside an act; that there are more is for the page of the case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """A step that leads on, open to those whom nothing keeps from it; `clock` is the running one that it meets.

    With `is_asked` it is the answer of the person whose own consent was asked for. One that meets no clock `leads` on
    where none runs but such as its reader does not know of: `beside` are those that run.
    """

    instance: Instance
    action: ActionName
    clock: Deadline | None
    from_at: datetime | None
    letter: int
    is_asked: bool = False
    leads: bool = True
    beside: tuple[ClockId, ...] = ()


class CaseTurns:
    """Whose turn it is in a case, with the roles of `case` that are in force; `record` is the case as it is written.

    `clocks` are those that run, soonest first.
    """

    def __init__(self, policy: CompiledPolicy, record: Case, case: Case, clocks: Sequence[Deadline]) -> None:
        """Begin with the case; nothing is worked out before it is asked."""
        self.policy, self.record, self.case = policy, record, case
        self.clocks: dict[InstanceId, list[Deadline]] = {}
        self._turns: dict[frozenset[ClockId], Sequence[NextAct]] = {}
        for clock in clocks:
            self.clocks.setdefault(clock.on, []).append(clock)

    def of(self, person: PersonId, outlook: Outlook, unseen: Collection[ClockId]) -> NextAct | None:
        """Give the act that is next before somebody: their own, or else that of others; None where nobody has one.

        `unseen` are the clocks that they may not know of.
        """
        return self._own(person, outlook, unseen) or self._of_others(outlook, frozenset(unseen))

    def _own(self, person: PersonId, outlook: Outlook, unseen: Collection[ClockId]) -> NextAct | None:
        """Choose what somebody does first: what they can do now, and of that what meets the soonest clock."""
        seen = (way for way in self._ways if way.instance.on in outlook.sees)
        ranked = ((self._rank(way, person, unseen), way) for way in seen)
        ways = sorted(((rank, way) for rank, way in ranked if rank is not None), key=lambda each: _urgency(*each))
        return next((_act(way) for _, way in ways if self._may(way, person, outlook)), None)

    def _rank(self, way: _Way, person: PersonId, unseen: Collection[ClockId]) -> int | None:
        """Say how a step comes before others: by its clock, by being asked, or by leading on; None for not at all."""
        if way.clock is not None:
            return 0
        if way.is_asked and is_theirs(self.case, way.instance, Actor(person)):
            return 1
        return 2 if way.leads and all(each in unseen for each in way.beside) else None

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
        track = self.policy.track(instance.track)
        met = met_clocks(track.definition, running) if running else {}
        beside = tuple(each.key for each in running if not is_answer(each.name))
        for step in track.steps_from[instance.state]:
            leads = step.leads and not instance.ended and step.name not in instance.done
            is_asked = bool(step.consent) and instance.consents.get(step.consent) == Consent.ASKED
            if not (leads or is_asked or step.name in met):
                continue
            letter = unsent(self.case, instance, step.name) if step.action.letter.sends else None
            if letter is None and step.action.letter.sends:
                continue
            at = self._opens_at(instance, step)
            if at is not None:
                yield _Way(
                    instance=instance,
                    action=step.name,
                    clock=met.get(step.name),
                    from_at=self._later(instance, step.action, at),
                    letter=letter.number if letter is not None else 0,
                    is_asked=is_asked,
                    leads=leads,
                    beside=beside,
                )

    def _opens_at(self, instance: Instance, step: StepFrom) -> datetime | None:
        """Say from when nothing but people stands in the way of a step, as far as clocks alone decide it."""
        if not self._is_stopped(instance, step.name, instance.since):
            return instance.since
        if not step.reads_clocks:
            return None
        runs_out = (at for each in self.clocks.get(instance.on, ()) for at in (each.due_at, each.overdue_at) if at)
        moments = sorted(each for each in runs_out if each > instance.since)
        return next((at for at in moments if not self._is_stopped(instance, step.name, at)), None)

    def _later(self, instance: Instance, action: Action, opens_at: datetime) -> datetime | None:
        """Give the moment before which a step cannot be taken; None where it can be at once."""
        held = self._day_of(instance, action) if action.not_before else None
        opens = opens_at if opens_at > instance.since else None
        return max(filter(None, (held, opens)), default=None)

    def _is_stopped(self, instance: Instance, name: ActionName, at: datetime) -> bool:
        return is_stopped(self.policy, self.case, self._view(instance, at), name)

    def _day_of(self, instance: Instance, action: Action) -> datetime | None:
        """Give the beginning of the day before which a step cannot be taken, by what was answered; None for any."""
        definition = self.policy.track(instance.track).definition
        name = given_last(definition, instance, action.not_before)
        point = point_of(definition.facts.get(name), instance.answers.get(name))
        return moment_of(point, UTC) if point is not None else None

    def _of_others(self, outlook: Outlook, unseen: frozenset[ClockId]) -> NextAct | None:
        """Name whose turn it is: of the procedure whose clock runs out first, or else of the first that goes on."""
        turns = [turn for turn in self._turns_without(unseen) if turn.on in outlook.sees]
        timed = [turn for turn in turns if turn.due_at is not None]
        first = min(timed, key=lambda turn: str(turn.due_at), default=None) or next(
            (turn for turn in turns if turn.hands), None
        )
        return self._known_to(first, outlook) if first is not None else None

    def _turns_without(self, unseen: frozenset[ClockId]) -> Sequence[NextAct]:
        """Give the turn in each procedure that goes on, before those who do not know of some clocks."""
        if unseen not in self._turns:
            tracks = self.record.tracks.values()
            going = (each for each in tracks if not each.ended and each.track in self.policy.tracks)
            self._turns[unseen] = [self._turn(instance, unseen) for instance in going]
        return self._turns[unseen]

    def _turn(self, instance: Instance, unseen: frozenset[ClockId]) -> NextAct:
        """Say who takes the step that meets the soonest clock but `unseen`, or one that leads on where none runs."""
        running = (each for each in self.clocks.get(instance.on, ()) if each.key not in unseen)
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


def _urgency(rank: int, way: _Way) -> tuple[bool, int, bool, str]:
    """What can be done now comes first, then what meets a clock, the soonest of them first."""
    due = way.clock.due_at if way.clock is not None else None
    return way.from_at is not None, rank, due is None, str(due)


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
