"""How a case stands before everybody who sees it: what lists show of it, worked out when a step is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from duecourse.casework.context.agenda.case_turns import CaseTurns
from duecourse.casework.context.agenda.title_parts import NO_TOPIC, Topic, heading_of, reported_answers, topic_of
from engine.identity import CASE, InstanceId, PersonId, RoleName
from engine.language.compiled import CompiledPolicy
from engine.language.guards import reads
from engine.language.vocabulary import REVIEW, StateKind, is_answer
from engine.people.outlooks import Outlook, outlooks
from engine.people.presence import in_force
from engine.people.staffing import BY_NAME, Staffing
from engine.people.visibility import hides_some
from engine.ports.agenda.headings import CaseHeading
from engine.ports.sights import ClockSight, Sight, SightKind, Sights
from engine.record.case import Case
from engine.record.values import Deadline, Instance
from engine.steps.dangers import Danger, dangers


def sights_of(policy: CompiledPolicy, case: Case, staffing: Staffing) -> Sights:
    """Work out how a case stands before everybody who sees it, or may see it again with a post of theirs."""
    return stands(policy, case, outlooks(policy, case, staffing), staffing)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Whole:
    """All of a case, and what is the same before everybody; `shown` are the clocks that several people see alike."""

    policy: CompiledPolicy
    case: Case
    is_request: bool
    dangers: Sequence[Danger]
    clocks: Sequence[Deadline]
    shown: dict[tuple[InstanceId, str, bool], ClockSight] = field(default_factory=dict)
    topics: dict[bool, Topic] = field(default_factory=dict)

    def topic(self, *, is_whole: bool) -> Topic:
        """Give what the case is mostly about, as those know who work on it, or those who know its report alone."""
        shell = self.case.tracks.get(CASE)
        if is_whole not in self.topics and shell is not None:
            answers = shell.answers if is_whole else reported_answers(self.policy, shell)
            self.topics[is_whole] = topic_of(self.policy, answers)
        return self.topics.get(is_whole, NO_TOPIC)


def stands(policy: CompiledPolicy, case: Case, seen: Mapping[PersonId, Outlook], staffing: Staffing) -> Sights:
    """Work out how a case stands before those who see this much of it, with these people there."""
    open_ones = [clock for clock in case.deadlines.values() if clock.state == "open"]
    clocks = sorted(
        open_ones, key=lambda clock: (clock.due_at is None, clock.due_at or case.reported_at, clock.on, clock.name)
    )
    turns = CaseTurns(policy, case, in_force(policy, case, staffing), clocks)
    whole = _Whole(
        policy=policy,
        case=case,
        is_request=case.status in policy.shell.states_of(StateKind.REQUEST),
        dangers=dangers(policy, case),
        clocks=clocks,
    )
    known: dict[object, Sight] = {}
    found = {}
    for person, outlook in seen.items():
        # what two people see does not hang on the posts by which they see it
        alike = (outlook.sees, outlook.works, outlook.roles, outlook.parts)
        if alike not in known:
            known[alike] = _sight(whole, outlook)
        sight = known[alike]
        # a step may be for another person than one who took part before, and for one alone
        act = turns.of(person, outlook, sight.unseen) if outlook.sees else None
        if act != sight.act:
            sight = known[alike, act] = known.get((alike, act)) or replace(sight, act=act)
        found[person] = _by_posts(sight, outlook)
    return found


def _by_posts(sight: Sight, outlook: Outlook) -> Sight:
    """Give a sight to somebody, with the posts by which they have it; written out, because each step does this."""
    if (sight.posts, sight.relied) == (outlook.posts, outlook.relied):
        return sight
    return Sight(
        posts=outlook.posts,
        relied=outlook.relied,
        kind=sight.kind,
        ended=sight.ended,
        everything=sight.everything,
        state=sight.state,
        danger_at=sight.danger_at,
        works=sight.works,
        sees=sight.sees,
        unseen=sight.unseen,
        clocks=sight.clocks,
        heading=sight.heading,
        act=sight.act,
    )


def _sight(whole: _Whole, outlook: Outlook) -> Sight:
    case, sees = whole.case, outlook.sees
    if not sees:
        return Sight(kind=SightKind.NONE, posts=outlook.posts, relied=outlook.relied)
    is_whole = len(outlook.works) == len(case.tracks)
    hidden = () if is_whole else tuple(clock for clock in whole.clocks if _is_hidden(whole, outlook, clock))
    ended = all(case.tracks[on].ended for on in sees)
    shell = case.tracks[CASE] if CASE in sees else None
    return Sight(
        posts=outlook.posts,
        relied=outlook.relied,
        kind=SightKind.REQUEST if whole.is_request else SightKind.CASE,
        ended=ended if whole.is_request or shell is None else shell.ended,
        everything=is_whole,
        state=shell.state if shell is not None else "ended" if ended else "open",
        danger_at=_danger_at(whole, outlook) if whole.dangers else None,
        works=outlook.works,
        sees=() if is_whole else tuple(on for on in sees if on not in outlook.works),
        unseen=tuple(clock.key for clock in hidden),
        clocks=tuple(
            _clock(whole, outlook, clock)
            for clock in whole.clocks
            if (is_whole or clock.on in sees) and clock not in hidden
        ),
        heading=_heading(whole, outlook),
    )


def _heading(whole: _Whole, outlook: Outlook) -> CaseHeading:
    works_on_it = CASE in outlook.works
    return heading_of(
        {on: whole.case.tracks[on] for on in outlook.sees},
        {} if whole.case.is_disposed else whole.case.people,
        whole.topic(is_whole=works_on_it),
        mine=outlook.parts,
        is_whole=works_on_it,
    )


def _is_hidden(whole: _Whole, outlook: Outlook, clock: Deadline) -> bool:
    """Say whether a clock reviews a hold whose cause is hidden, or waits for an answer: its name would name it."""
    if is_answer(clock.name):
        return clock.on not in outlook.works
    if not clock.name.startswith(REVIEW):
        return False
    hold = whole.policy.track(clock.on.track).definition.holds.get(clock.name.removeprefix(REVIEW))
    causes = reads(hold.during) if hold is not None and hold.during is not None else ()
    return any(hides_some(whole.case, outlook.sees, track) for track in causes)


def _clock(whole: _Whole, outlook: Outlook, clock: Deadline) -> ClockSight:
    instance = whole.case.tracks[clock.on]
    waits = not clock.not_before and (clock.due_at is None or _waits_for_others(whole, outlook, instance))
    key = (clock.on, clock.name, waits)
    if key not in whole.shown:
        whole.shown[key] = ClockSight(
            on=clock.on,
            name=clock.name,
            state=instance.state,
            due_at=clock.due_at,
            overdue_at=clock.overdue_at,
            waits=waits,
            not_before=clock.not_before,
        )
    return whole.shown[key]


def _waits_for_others(whole: _Whole, outlook: Outlook, instance: Instance) -> bool:
    role = whole.policy.track(instance.track).definition.states[instance.state].waits_for
    if not role:
        return False
    part = BY_NAME.get(RoleName(role))
    return part not in outlook.parts if part else RoleName(role) not in outlook.roles


def _danger_at(whole: _Whole, outlook: Outlook) -> datetime | None:
    mine = (each for each in whole.dangers if each.on in outlook.works and not outlook.roles.isdisjoint(each.roles))
    return max((whole.case.tracks[each.on].since for each in mine), default=None)
