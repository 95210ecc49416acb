"""What follows from any step: clocks, holds, roles, letters, and the rules that must never break.

The order matters and is the same for every event: clocks see the new states, holds see the new facts and may
stop clocks, roles are staffed for what may be done next, letters are drafted for it, and then the never rules look.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from engine.identity import ANY_POST, NO_ACTION, ClockId, InstanceId, PersonId, RoleName
from engine.language.duties.steps import calls_for
from engine.language.guards import evaluate, reads
from engine.language.machine import sources
from engine.language.track_definition import ANY, Hold
from engine.language.vocabulary import REVIEW
from engine.people.posts_beside import at_school
from engine.people.presence import ended_roles
from engine.people.staffing import BY_NAME, lacking, post_of
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.effects import Clocked, Held, LetterChanged, RoleChanged
from engine.record.outbox_marks import DUTY
from engine.record.replacement import replace
from engine.record.values import Deadline, Instance
from engine.steps.clocks.awaited_answers import settle_answers
from engine.steps.clocks.lengths import LAW, paused, resumed
from engine.steps.clocks.two_lengths import chosen_again
from engine.steps.deadlines import Happening, begin_review, counted_elsewhere, moved_starts, settle
from engine.steps.decide import letters_before, roles_in
from engine.steps.sendings.joint_letters import settle_joint
from engine.steps.sendings.stopped_sets import settle_sets
from engine.steps.transition import Recording
from engine.time.duration import PauseKind
from engine.time.pauses import cause_of, stopped_by


def settle_all(recording: Recording, happenings: Iterable[Happening]) -> tuple[Reason, ...]:
    """Let everything follow that follows; what must never be is given back as reasons, and nothing may be kept."""
    happenings = tuple(happenings)
    for happening in happenings:
        at = happening.happened_at or recording.happened_at
        for deadline in settle(recording.policy, recording.case, happening, at, recording.world.calendar):
            if is_called_for(recording, deadline):
                recording.do(Clocked(deadline))
                _tell_of_duty(recording, deadline)
    for deadline in moved_starts(recording.policy, recording.case, recording.world.calendar):
        recording.do(Clocked(deadline))
    at, calendar = recording.happened_at, recording.world.calendar
    for deadline in counted_elsewhere(recording.policy, recording.case, at, calendar):
        recording.do(Clocked(deadline))
    for deadline in chosen_again(recording.policy, recording.case, at, calendar):
        recording.do(Clocked(deadline))
    settle_holds(recording)
    settle_answers(recording)
    staff(recording)
    for happening in happenings:
        _settle_letters(recording, recording.case.tracks[happening.on], happening)
    settle_joint(recording, next((each.action for each in happenings if each.action), NO_ACTION))
    settle_sets(recording)
    return tuple(reason for happening in happenings for reason in _broken(recording, happening))


def is_called_for(recording: Recording, deadline: Deadline) -> bool:
    """Say whether a deadline stands: one of what is done by hand begins only where the case asks for it."""
    number = recording.policy.done_by_hand.get((deadline.on.track, deadline.name))
    before = recording.case.deadlines.get(deadline.key)
    if not number or (before is not None and before.round == deadline.round):
        return True
    duty = recording.policy.definition.by_hand[number]
    return evaluate(calls_for(duty), recording.view(recording.case.tracks[deadline.on])) is True


def _tell_of_duty(recording: Recording, deadline: Deadline) -> None:
    """Tell those whose it is that something is to be done by hand."""
    who = tuple(map(RoleName, recording.policy.doing_by_hand(deadline.on.track, deadline.name)))
    if who and deadline.state == "open":
        recording.tell(DUTY, who, deadline.on, "", f"by hand {deadline.key} {deadline.round}")


def settle_holds(recording: Recording) -> None:
    """Begin and end the holds that guards pull, everywhere in the case, and stop or start their clocks."""
    running = _open_clocks(recording)
    for on in tuple(recording.case.tracks):
        holds = recording.policy.track(on.track).definition.holds
        clocks = running.get(on, ())
        if not holds and not any(clock.paused for clock in clocks):
            continue
        for name, hold in holds.items():
            instance = recording.case.tracks[on]
            may = hold.during if not instance.ended else None
            pulled = may is not None and evaluate(may, recording.view(instance)) is True
            if pulled != (name in instance.held):
                recording.do(Held(on=on, name=name, active=pulled))
        instance = recording.case.tracks[on]
        if active_holds(instance) or any(clock.paused or clock.name.startswith(REVIEW) for clock in clocks):
            _settle_pauses(recording, instance, clocks)
            _settle_reviews(recording, recording.case.tracks[on])


def active_holds(instance: Instance) -> tuple[str, ...]:
    """List the holds on an instance, pulled or set by hand."""
    return tuple(dict.fromkeys((*instance.held, *instance.held_by_hand)))


def held_by(name: str, hold: Hold) -> ReasonSource:
    """Give a hold as the source of a reason: what its cause reads, it gives away."""
    return ReasonSource(SourceKind.HOLD, (name,), reads=reads(hold.during) if hold.during is not None else ())


def _settle_pauses(recording: Recording, instance: Instance, running: Iterable[Deadline]) -> None:
    holds = recording.policy.track(instance.track).definition.holds
    stopping = {clock: name for name in active_holds(instance) for clock in holds[name].pauses}
    calendar, at = recording.world.calendar, recording.happened_at
    for deadline in running:
        by_hold = deadline.paused and cause_of(deadline.pauses[-1], holds).kind == PauseKind.HOLD
        if deadline.binding == LAW:
            continue
        if deadline.name in stopping and not deadline.paused:
            name = stopping[deadline.name]
            recording.do(Clocked(paused(recording.policy, deadline, at, stopped_by(name, holds[name]), calendar)))
        elif by_hold and deadline.name not in stopping:
            recording.do(Clocked(resumed(recording.policy, deadline, at, calendar)))


def _settle_reviews(recording: Recording, instance: Instance) -> None:
    holds = recording.policy.track(instance.track).definition.holds
    for name, hold in holds.items():
        if hold.review is None:
            continue
        key = ClockId.of(instance.on, REVIEW + name)
        running = recording.case.deadlines.get(key)
        is_open = running is not None and running.state == "open"
        held = name in active_holds(instance)
        at = recording.happened_at
        if held and not is_open:
            recording.do(
                Clocked(begin_review(recording.policy, recording.case, instance.on, name, at, recording.world.calendar))
            )
        elif running is not None and is_open and not held:
            recording.do(Clocked(running.ended("met", at)))


def _open_clocks(recording: Recording) -> Mapping[InstanceId, Sequence[Deadline]]:
    """Give the open clocks of each instance; settling the holds of one touches the clocks of no other."""
    found: dict[InstanceId, list[Deadline]] = {}
    for deadline in recording.case.deadlines.values():
        if deadline.state == "open":
            found.setdefault(deadline.on, []).append(deadline)
    return found


def staff(recording: Recording) -> None:
    """See that every role that may act next has somebody who is there and not in conflict, and a second person
    where a step of the role needs one."""
    policy, staffing = recording.policy, recording.world.staffing
    # what is done about one role changes nothing of another
    ended = ended_roles(policy, recording.case, staffing)
    for role in needed_roles(recording):
        current = recording.case.team.get(role, ())
        there = tuple(person for person in current if (role, person) not in ended)
        for person in current:
            if person not in there:
                recording.do(RoleChanged(role=role, person=person, active=False))
        for person in lacking(policy, recording.case, role, staffing, there):
            recording.do(given_by_post(recording, role, person))


def given_by_post(recording: Recording, role: RoleName, person: PersonId, *, by_hand: bool = False) -> RoleChanged:
    """Give somebody a role by the post that brings them to it, if one does.

    Who is only at a school that the case is shared with, and is given it by name, keeps it while they are there.
    """
    staffing = recording.world.staffing
    post = post_of(recording.policy, recording.case, role, staffing, person)
    if not post and person not in staffing.posts and (school := staffing.beside_of(person)):
        post = at_school(ANY_POST, school)
    return RoleChanged(role=role, person=person, active=True, post=post, by_hand=by_hand)


def needed_roles(recording: Recording) -> tuple[RoleName, ...]:
    """List the roles that a step from a present state, a message, or an alert that is ripe needs somebody for."""
    roles = [role for message in recording.messages for role in message.roles]
    for instance in recording.case.tracks.values():
        roles += roles_in(recording.policy.track(instance.track), instance.state)
    for deadline in recording.case.deadlines.values():
        if deadline.state == "open":
            ripe = (planned for planned in deadline.planned if planned.at <= recording.world.at)
            roles += (role for planned in ripe for role in planned.roles)
            roles += map(RoleName, recording.policy.doing_by_hand(deadline.on.track, deadline.name))
    known = recording.policy.definition.roles
    return tuple(dict.fromkeys(role for role in roles if role in known and role not in BY_NAME))


def _settle_letters(recording: Recording, instance: Instance, happening: Happening) -> None:
    """Draft what may be sent from here; what was drafted for a step that can no longer be taken is stopped."""
    compiled = recording.policy.track(instance.track)
    for letter in tuple(recording.case.letters.values()):
        if letter.on != instance.on or not letter.action or letter.status not in ("draft", "issued") or letter.also:
            continue
        action = compiled.definition.actions[letter.action]
        if instance.state not in sources(compiled.definition, action):
            recording.do(LetterChanged(replace(letter, status="stopped")))
    if instance.state != happening.left or not happening.action:
        for template, action_name in letters_before(compiled, instance.state):
            recording.ask_letter(template, instance.on, action_name)


def _broken(recording: Recording, happening: Happening) -> Iterable[Reason]:
    instance = recording.case.tracks[happening.on]
    entered = instance.state if instance.state != happening.left else ""
    for rule in recording.policy.track(instance.track).definition.never:
        looks = rule.always or rule.entering in (entered, ANY)
        if looks and rule.when is not None and rule.breaks(recording.view(instance)):
            source = ReasonSource(SourceKind.NEVER, (rule.entering,), reads=reads(rule.when))
            yield Reason(code=ReasonCode.NEVER, source=source, says=f"This must never happen: {rule.says}.")
