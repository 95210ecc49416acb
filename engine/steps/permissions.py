"""Whether a step may be taken: state and guards, people, holds, a second person, the letter, and the time.

Every reason is given, never only the first, so that nobody unlocks one door to find another behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engine.identity import CASE, NO_ROLE, ActionName, InstanceId, RoleName
from engine.language.compiled import CompiledPolicy
from engine.language.guards import evaluate, reads
from engine.language.track_definition import Action, Hold, TrackDefinition
from engine.people.presence import in_force
from engine.people.staffing import may_act
from engine.reasons import INPUT, Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.case import Case
from engine.record.codes import letter_code
from engine.record.values import WAITING, Actor, Instance, Letter, Part
from engine.steps.consents import why_not_given
from engine.steps.consequences import active_holds, held_by
from engine.steps.decide import blocked
from engine.steps.guard_view import InstanceGuardView
from engine.steps.sets.letter_sets import waits_for_others
from engine.steps.step_times import untimely
from engine.steps.transition import World

DISPOSED = Reason(
    code=ReasonCode.CASE_CLOSED,
    source=ReasonSource(SourceKind.RECORD),
    says="The case was disposed of: what it held is gone, and nothing more happens in it.",
    unlocks="Report again what is new; it becomes a case of its own.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A step that somebody asks for. `happened_at` is when it took place; `proof` is needed where it is a sending."""

    on: InstanceId
    action: ActionName
    by: Actor
    happened_at: datetime
    facts: Mapping[str, str] = field(default_factory=dict)
    proof: str = ""
    via: str = ""
    role: RoleName = NO_ROLE


def refuse(
    policy: CompiledPolicy, case: Case, instance: Instance, request: Request, world: World
) -> tuple[Reason, ...]:
    """List every reason why a step may not be taken; () where it may."""
    reasons = hindrances(policy, case, instance, request, world)
    return reasons or unsent_letter(policy, case, instance, request)


def hindrances(
    policy: CompiledPolicy, case: Case, instance: Instance, request: Request, world: World
) -> tuple[Reason, ...]:
    """List every reason but a letter that still has to be issued and sent."""
    return hindrances_among(policy, in_force(policy, case, world.staffing), instance, request, world)


def hindrances_among(
    policy: CompiledPolicy, case: Case, instance: Instance, request: Request, world: World
) -> tuple[Reason, ...]:
    """List them for a case that has only the roles which are in force now."""
    compiled = policy.track(instance.track)
    action = compiled.definition.actions[request.action]
    view = InstanceGuardView(case, instance, policy.definitions, request.happened_at)
    reasons = list(blocked(policy, compiled, instance.state, view, request.action))
    reasons += personal(policy, case, instance, request, view)
    reasons += _standing(policy, case, instance, request.action)
    if compiled.starts_from(request.action, instance.state):
        letter = sendable(case, instance, request.action) if action.letter.sends else None
        reasons += untimely(
            compiled,
            case,
            instance,
            request.action,
            letter=letter,
            happened_at=request.happened_at,
            now=world.at,
            zone=world.calendar.zone,
        )
    return tuple(reasons)


def personal(
    policy: CompiledPolicy, case: Case, instance: Instance, request: Request, view: InstanceGuardView
) -> Iterator[Reason]:
    """List why a step is not for the person who asks; there may be none for somebody else."""
    action = policy.track(instance.track).definition.actions[request.action]
    yield from _people(policy, case, instance, action, request)
    yield from _narrowed(policy, case, instance, request, view)


def is_stopped(policy: CompiledPolicy, case: Case, view: InstanceGuardView, action: ActionName) -> bool:
    """Say whether a step is locked for everybody at the moment of a view: but for its letter, and for its time."""
    compiled, instance = policy.track(view.instance.track), view.instance
    if any(True for _ in blocked(policy, compiled, instance.state, view, action)):
        return True
    return any(True for _ in _standing(policy, case, instance, action))


def _standing(policy: CompiledPolicy, case: Case, instance: Instance, action: ActionName) -> Iterator[Reason]:
    compiled = policy.track(instance.track)
    if case.is_disposed:
        yield DISPOSED
    yield from held(compiled.definition.holds, instance, action)
    if action in compiled.ending and instance.on == CASE:
        yield from _letters_left(policy, case)


def roles_now(
    policy: CompiledPolicy, case: Case, instance: Instance, action: ActionName, at: datetime
) -> tuple[RoleName, ...]:
    """Name the roles that may take a step as it was answered up to now: fewer than else where the policy says so."""
    roles = tuple(policy.track(instance.track).definition.actions[action].by)
    view = InstanceGuardView(case, instance, policy.definitions, at)
    for narrowing in policy.only_by(instance.track, action):
        if evaluate(narrowing.when, view) is not False:
            roles = tuple(narrowing.by)
    return roles


def unsent_letter(policy: CompiledPolicy, case: Case, instance: Instance, request: Request) -> tuple[Reason, ...]:
    """List what is missing of the letter whose sending a step is; () where it is no sending."""
    action = policy.track(instance.track).definition.actions[request.action]
    clause = ", ".join(policy.cites(instance.track, request.action))
    return tuple(_sending(case, instance, action, request, clause))


def unsent(case: Case, instance: Instance, action: ActionName) -> Letter | None:
    """Find the letter whose sending is this step, drafted or issued; None where there is none."""
    found = (each for each in case.letters.values() if each.action == action and instance.on in each.covers)
    waiting = (letter for letter in found if letter.status in WAITING)
    return max(waiting, key=lambda letter: letter.number, default=None)


def sendable(case: Case, instance: Instance, action: ActionName) -> Letter | None:
    """Find the issued letter whose sending is this step; None where there is none, or letters of its set still wait."""
    found = (
        letter
        for letter in case.letters.values()
        if (letter.action, letter.status) == (action, "issued") and instance.on in letter.covers
        if not waits_for_others(case, letter)
    )
    return max(found, key=lambda letter: letter.number, default=None)


def _people(
    policy: CompiledPolicy, case: Case, instance: Instance, action: Action, request: Request
) -> Iterator[Reason]:
    clause = ", ".join(policy.cites(instance.track, request.action))
    if not may_act(policy, case, instance, action.by, request.by):
        names = ", ".join(policy.title(role) for role in action.by)
        yield Reason(
            code=ReasonCode.NOT_YOUR_STEP,
            source=ReasonSource(SourceKind.ROLE, tuple(action.by)),
            says=f"This step is for: {names}.",
            clause=clause,
            unlocks="Ask one of them, or have the role assigned in this case.",
        )
    definition = policy.track(instance.track).definition
    asks_consent = bool(action.consent) or bool(action.choose.consent)
    if asks_consent and definition.per == "affected person" and not instance.person:
        yield Reason(
            code=ReasonCode.NOBODY_NAMED,
            source=ReasonSource(SourceKind.PART, (Part.AFFECTED,)),
            says="Nobody is named yet as the person affected.",
            clause=clause,
            unlocks="Add the affected person to the case first.",
        )
    yield from why_not_given(case, instance, request.by, action.consent, clause)
    yield from _second_person(definition, case, instance, action, request)


def _narrowed(
    policy: CompiledPolicy, case: Case, instance: Instance, request: Request, view: InstanceGuardView
) -> Iterator[Reason]:
    """Say for whom alone the step is as things stand; an answer that is missing makes it nobody else's either."""
    for narrowing in policy.only_by(instance.track, request.action):
        applies = evaluate(narrowing.when, view) is not False
        if applies and not may_act(policy, case, instance, narrowing.by, request.by):
            names = ", ".join(policy.title(role) for role in narrowing.by)
            yield Reason(
                code=ReasonCode.NOT_YOUR_STEP,
                source=ReasonSource(SourceKind.ROLE, tuple(narrowing.by), reads=reads(narrowing.when)),
                says=f"As it was answered here, the policy leaves this step to: {names}.",
                clause=", ".join(narrowing.cites),
                unlocks="Ask one of them, or have the role assigned in this case.",
            )


def _second_person(
    definition: TrackDefinition, case: Case, instance: Instance, action: Action, request: Request
) -> Iterator[Reason]:
    if Part.REPORTER in action.other_than and case.is_part(request.by.person, Part.REPORTER):
        yield Reason(
            code=ReasonCode.SECOND_PERSON,
            source=ReasonSource(SourceKind.SECOND_PERSON, (Part.REPORTER,)),
            says="Somebody other than the person who asked for it is needed.",
            unlocks="Ask a colleague.",
        )
    for earlier in map(ActionName, action.other_than):
        done = instance.done.get(earlier)
        if done is not None and done.by == request.by.person:
            yield Reason(
                code=ReasonCode.SECOND_PERSON,
                source=ReasonSource(SourceKind.SECOND_PERSON, (earlier,)),
                says=f"A second person is needed: you did “{definition.actions[earlier].title}” yourself.",
                unlocks="Ask a colleague who holds the role to do it.",
            )


def _letters_left(policy: CompiledPolicy, case: Case) -> Iterator[Reason]:
    """Keep a case open while a letter of it waits, of whatever procedure: what was never sent was not done.

    A draft whose sending is a step that can no longer be taken waits for nobody: nothing counts as done by it.
    """
    if any(letter.status in WAITING and _is_due(policy, case, letter) for letter in case.letters.values()):
        yield Reason(
            code=ReasonCode.UNSENT,
            source=ReasonSource(SourceKind.LETTER),
            says="A letter of this case waits, neither sent nor withdrawn.",
            unlocks="Send it, or withdraw it and say why. It may belong to a procedure that others look after.",
        )


def _is_due(policy: CompiledPolicy, case: Case, letter: Letter) -> bool:
    instance = case.tracks[letter.on]
    return not letter.action or policy.track(instance.track).starts_from(letter.action, instance.state)


def held(holds: Mapping[str, Hold], instance: Instance, action: ActionName) -> Iterator[Reason]:
    """Say which holds lock a step at present."""
    for name in active_holds(instance):
        if action in holds[name].locks:
            yield Reason(
                code=ReasonCode.HELD,
                source=held_by(name, holds[name]),
                says=f"Held: {holds[name].says}",
                unlocks="The hold must end first.",
            )


def _sending(case: Case, instance: Instance, action: Action, request: Request, clause: str) -> Iterator[Reason]:
    if not action.letter.sends:
        return
    if _goes_to_more(case, instance, request.action):
        yield Reason(
            code=ReasonCode.LETTER_STANDS_OTHERWISE,
            source=ReasonSource(SourceKind.LETTER, (action.letter.sends,)),
            says="This step is the sending of a letter to each of a list of people, and some of these still wait.",
            clause=clause,
            unlocks="It is taken by itself when the last has gone out. The page of the letter says which wait.",
        )
    elif sendable(case, instance, request.action) is None:
        waiting = [letter.number for letter in case.letters.values() if _waits(letter, instance, request.action)]
        first = (
            f"Read letter {letter_code(case.id, waiting[-1])} and issue it."
            if waiting
            else "Wait for the draft, read it and issue it."
        )
        yield Reason(
            code=ReasonCode.NOT_ISSUED,
            source=ReasonSource(SourceKind.LETTER, (action.letter.sends,)),
            says="This step is the sending of a letter that has not been issued yet.",
            clause=clause,
            unlocks=first,
        )
    if not request.proof:
        yield Reason(
            code=ReasonCode.NO_PROOF,
            source=INPUT,
            says="A sending is recorded with proof of dispatch.",
            clause=clause,
            unlocks="Say how it went out and what shows it, for example the reference of the web form.",
        )


def _goes_to_more(case: Case, instance: Instance, action: ActionName) -> bool:
    found = (each for each in case.letters.values() if each.action == action and instance.on in each.covers)
    return any(each.status == "issued" and waits_for_others(case, each) for each in found)


def _waits(letter: Letter, instance: Instance, action: ActionName) -> bool:
    return (letter.action, letter.status) == (action, "draft") and instance.on in letter.covers
