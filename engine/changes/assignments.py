"""The roles of a case given and taken by hand: each is one event, and gives a `Step` or a `Refusal`."""

from __future__ import annotations

from engine.changes.change import Change, begin, unexplained
from engine.errors import BadInput
from engine.identity import PersonId, RoleName
from engine.language.compiled import CompiledPolicy
from engine.people.keepers import kept_out
from engine.people.presence import in_force
from engine.people.staffing import Staffing, conflict, managing_roles
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.case import Case
from engine.record.effects import RoleChanged
from engine.record.kinds import EventKind
from engine.steps.consequences import given_by_post
from engine.steps.take import conclude
from engine.steps.transition import Refusal, Step, World

TO_MANAGE = "Those of a school that the case is shared with take the roles that manage it, and no other."


def assign(
    policy: CompiledPolicy, case: Case, role: RoleName, person: PersonId, change: Change, world: World
) -> Step | Refusal:
    """Give a role of a case to somebody, after the conflict check.

    Raises:
        BadInput: the policy has no such role.
    """
    source = known_role(policy, role)
    against = why_not(policy, case, role, person, world.staffing)
    if against is not None:
        return Refusal((against,))
    if person in in_force(policy, case, world.staffing).team.get(role, ()):
        says = f"This person already holds the role of {policy.title(role)} in this case."
        return Refusal((Reason(code=ReasonCode.DONE_ALREADY, source=source, says=says),))
    recording = begin(policy, case, EventKind.ASSIGNED, change, world)
    recording.do(given_by_post(recording, role, person, by_hand=True))
    return conclude(recording, [])


def why_not(policy: CompiledPolicy, case: Case, role: RoleName, person: PersonId, staffing: Staffing) -> Reason | None:
    """Say why a role of a case cannot be given to somebody by hand; None where nothing is against it."""
    found = conflict(policy, case, role, person)
    if found is not None:
        return found
    beside = bool(staffing.beside_of(person))
    if person not in staffing.posts and not (beside and role in managing_roles(policy)):
        return Reason(
            code=ReasonCode.NO_POST,
            source=known_role(policy, role),
            says="This person has no post at this school or in the trust.",
            unlocks=TO_MANAGE if beside else "Add the post first.",
        )
    return kept_out(policy, case, role, staffing, person)


def take_away(
    policy: CompiledPolicy, case: Case, role: RoleName, person: PersonId, change: Change, world: World
) -> Step | Refusal:
    """Take a role of a case from somebody, with a reason; by itself it does not come back to them.

    What the policy needs somebody for goes to those who step in, after the same conflict check. A role that manages the
    case is not taken from the last who holds it.

    Raises:
        BadInput: the policy has no such role.
    """
    source = known_role(policy, role)
    if person not in case.team.get(role, ()):
        says = f"This person does not hold the role of {policy.title(role)} in this case."
        return Refusal((Reason(code=ReasonCode.NOT_DONE, source=source, says=says),))
    reasons = unexplained(change, "A role is taken away with a reason.", "Say why.")
    others = (each for each in in_force(policy, case, world.staffing).team.get(role, ()) if each != person)
    if role in managing_roles(policy) and not any(others):
        reasons.append(
            Reason(
                code=ReasonCode.LAST_OF_ITS_ROLE,
                source=source,
                says=f"Nobody else holds the role of {policy.title(role)} in this case, and a case always has somebody "
                "who manages it.",
                unlocks="Give the role to somebody else first, then take it away.",
            )
        )
    if reasons:
        return Refusal(tuple(reasons))
    recording = begin(policy, case, EventKind.ROLE_TAKEN, change, world)
    recording.do(RoleChanged(role=role, person=person, active=False, by_hand=True))
    return conclude(recording, [])


def known_role(policy: CompiledPolicy, role: RoleName) -> ReasonSource:
    """Give a role as the source of a reason. Raises BadInput where the policy has no such role."""
    known = policy.definition.roles
    if role not in known:
        raise BadInput(f"There is no role '{role}'. The roles of this policy: {', '.join(known)}.")
    return ReasonSource(SourceKind.ROLE, (role,))
