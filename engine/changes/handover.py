"""What somebody holds in an open case, handed over when they leave or move: to one person, else as the policy says."""

from __future__ import annotations

from engine.changes.change import Change, begin
from engine.identity import NO_PERSON, PersonId, RoleName
from engine.language.compiled import CompiledPolicy
from engine.people.presence import is_in_force
from engine.people.staffing import BY_NAME, conflict, post_of
from engine.record.case import Case
from engine.record.effects import RoleChanged
from engine.record.kinds import EventKind
from engine.steps.consequences import given_by_post
from engine.steps.take import conclude
from engine.steps.transition import Recording, Refusal, Step, World


def roles_of(case: Case, person: PersonId) -> tuple[RoleName, ...]:
    """Name the roles that somebody holds in a case that has not ended, by a post or by name."""
    if all(instance.ended for instance in case.tracks.values()):
        return ()
    return tuple(role for role, people in case.team.items() if person in people and role not in BY_NAME)


def hand_over(
    policy: CompiledPolicy, case: Case, who: PersonId, change: Change, world: World, *, to: PersonId = NO_PERSON
) -> Step | Refusal | None:
    """Hand over what somebody holds in a case; None where that is nothing.

    The heir gets the roles that a post of theirs brings them to, after the usual checks: who hands over decides
    nobody's sight of a case. Roles that still stand on a post stay until it ends; then the policy says who comes next.
    """
    recording = begin(policy, case, EventKind.ASSIGNED, change, world)
    for role in roles_of(case, who):
        if to and _may_take(recording, role, to):
            recording.do(given_by_post(recording, role, to))
        held = world.staffing.posts.get(who)
        if held is None or not is_in_force(policy, case, role, who, held):
            recording.do(RoleChanged(role=role, person=who, active=False))
    return conclude(recording, []) if recording.effects else None


def _may_take(recording: Recording, role: RoleName, person: PersonId) -> bool:
    case, policy, staffing = recording.case, recording.policy, recording.world.staffing
    free = conflict(policy, case, role, person) is None and person not in case.team.get(role, ())
    return free and bool(post_of(policy, case, role, staffing, person))
