"""A private link sent to somebody who does not sign in, by which they answer for themselves what only they may say."""

from __future__ import annotations

from collections.abc import Iterator

from engine.changes.change import Change, begin
from engine.identity import ActionName, InstanceId, PersonId
from engine.language.compiled import CompiledPolicy
from engine.people.presence import in_force
from engine.people.visibility import sees_track
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.case import Case
from engine.record.kinds import EventKind
from engine.record.values import Actor, Instance, Part
from engine.steps.consents import page_of
from engine.steps.permissions import Request, hindrances_among
from engine.steps.transition import Refusal, Step, World

NOBODY_NAMED = Reason(
    code=ReasonCode.NOBODY_NAMED,
    source=ReasonSource(SourceKind.CONSENT),
    says="This procedure is about nobody who is named, so there is nobody to send a link to.",
)
NOT_THEIRS = Reason(
    code=ReasonCode.NOT_YOUR_STEP,
    source=ReasonSource(SourceKind.CONSENT),
    says="This step has no page on which the person answers for themselves, so no link leads to it.",
    unlocks="A link is sent for a step by which somebody consents, declines or withdraws.",
)


NOT_SHOWN = Reason(
    code=ReasonCode.PART_OF_THE_CASE,
    source=ReasonSource(SourceKind.PART, (Part.SUBJECT,)),
    says="The case is about this person too, so it is not shown to them, and a link would tell them of it.",
    unlocks="Ask them in person, as far as that is right, and record what they said and who heard it.",
)


def ask(
    policy: CompiledPolicy, case: Case, on: InstanceId, action: ActionName, change: Change, world: World
) -> Step | Refusal:
    """Send the person whom an instance is about a link to one of their steps.

    Refused where the step is none that they take for themselves, or none that they could take now.
    """
    instance = case.tracks[on]
    reasons = tuple(_hindrances(policy, case, instance, action, world))
    if reasons:
        return Refusal(reasons)
    recording = begin(policy, case, EventKind.LINK_ASKED, change, world, on=on, action=action)
    recording.send_link(instance.person, on, action)
    return recording.finish()


def is_theirs(policy: CompiledPolicy, case: Case, instance: Instance, action: ActionName) -> bool:
    """Say whether a step is one that the person of an instance takes for themselves."""
    definition, person = policy.track(instance.track).definition, instance.person
    known = bool(person) and action in definition.actions and sees_track(policy, case, instance, person)
    return known and page_of(definition, action, case, instance, Actor(person)) is not None


def could_answer(
    policy: CompiledPolicy, case: Case, on: InstanceId, action: ActionName, person: PersonId, world: World
) -> bool:
    """Say whether a link to a step of a case, with the roles that are in force, still leads somebody anywhere."""
    instance = case.tracks[on]
    return instance.person == person and not any(True for _ in _hindrances(policy, case, instance, action, world))


def _hindrances(
    policy: CompiledPolicy, case: Case, instance: Instance, action: ActionName, world: World
) -> Iterator[Reason]:
    if not instance.person:
        yield NOBODY_NAMED
        return
    if not sees_track(policy, case, instance, instance.person):
        yield NOT_SHOWN
        return
    if not is_theirs(policy, case, instance, action):
        yield NOT_THEIRS
        return
    yield from _in_the_way(policy, case, instance, action, world)


def _in_the_way(
    policy: CompiledPolicy, case: Case, instance: Instance, action: ActionName, world: World
) -> Iterator[Reason]:
    """List what would keep the person from the step, whatever they answer."""
    person: PersonId = instance.person
    request = Request(on=instance.on, action=action, by=Actor(person), happened_at=world.at)
    yield from hindrances_among(policy, in_force(policy, case, world.staffing), instance, request, world)
