"""A case shared with another school of the trust, so that a manager of each deals with it.

The school beside gets the roles that manage the case, and no other; its posts, and those who step in there, decide who
that is. Clocks, days and letters stay with the school of the case.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.changes.change import Change, begin, unexplained
from engine.identity import PersonId, RoleName, SchoolId
from engine.language.compiled import CompiledPolicy
from engine.language.vocabulary import StateKind
from engine.people.posts_beside import school_of
from engine.people.presence import in_force
from engine.people.staffing import lacking, managing_roles, post_of
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.case import Case
from engine.record.effects import RoleChanged, Shared
from engine.record.kinds import EventKind
from engine.steps.consequences import given_by_post
from engine.steps.take import conclude
from engine.steps.transition import Refusal, Step, World

SHARING = ReasonSource(SourceKind.RECORD, ("shared",))


def share(policy: CompiledPolicy, case: Case, school: SchoolId, change: Change, world: World) -> Step | Refusal:
    """Share a case with another school: those who manage its cases get the roles that manage this one.

    `world.staffing` has the people of that school beside already.
    """
    reasons = unexplained(change, "A case is shared with a reason.", "Say why the other school has to deal with it.")
    if school == case.school or school in case.shared:
        says = (
            "It is the school of the case itself." if school == case.school else "The case is shared with it already."
        )
        reasons.append(Reason(code=ReasonCode.DONE_ALREADY, source=SHARING, says=says))
    if case.status in policy.shell.states_of(StateKind.REQUEST):
        says = "An entry in a register or a question belongs to one school."
        reasons.append(Reason(code=ReasonCode.BAD_INPUT, source=SHARING, says=says))
    if all(instance.ended for instance in case.tracks.values()):
        unlocks = "Reopen it first, then share it."
        source = ReasonSource(SourceKind.STATE)
        reasons.append(Reason(code=ReasonCode.CASE_CLOSED, source=source, says="The case is closed.", unlocks=unlocks))
    if reasons:
        return Refusal(tuple(reasons))
    recording = begin(policy, case, EventKind.SHARED, change, world)
    recording.do(Shared(school=school, active=True))
    for role in managing_roles(policy):
        there = recording.case.team.get(role, ())
        for person in lacking(policy, recording.case, role, world.staffing, there):
            recording.do(given_by_post(recording, role, person))
    if not any(_is_managed_from(recording.case, role, school) for role in managing_roles(policy)):
        says = "Nobody at that school, or in the trust above it, could manage the case there."
        unlocks = "Give somebody there a post that manages cases first: `duecourse role table` shows who is missing."
        return Refusal((Reason(code=ReasonCode.NO_POST, source=SHARING, says=says, unlocks=unlocks),))
    before = {person for people in case.team.values() for person in people}
    now = dict.fromkeys(person for people in recording.case.team.values() for person in people)
    recording.give(person for person in now if person not in before)
    return conclude(recording, [])


def end_share(policy: CompiledPolicy, case: Case, school: SchoolId, change: Change, world: World) -> Step | Refusal:
    """End that a case is shared with a school: what its people held in the case by that ends with it.

    `world.staffing` has the people of that school no longer. Who has a post at the school of the case as well keeps the
    role by that.
    """
    reasons = unexplained(change, "Sharing ends with a reason.")
    if school not in case.shared:
        reasons.append(
            Reason(code=ReasonCode.NOT_DONE, source=SHARING, says="The case is not shared with this school.")
        )
    if reasons:
        return Refusal(tuple(reasons))
    recording = begin(policy, case, EventKind.SHARE_ENDED, change, world)
    recording.do(Shared(school=school, active=False))
    for role, person in tuple(_by_posts_at(case, school)):
        stays = bool(post_of(policy, recording.case, role, world.staffing, person))
        gone = RoleChanged(role=role, person=person, active=False)
        recording.do(given_by_post(recording, role, person) if stays else gone)
    result = conclude(recording, [])
    if isinstance(result, Step) and not _is_managed(policy, result.case, world):
        return Refusal((_nobody_left(),))
    return result


def _is_managed_from(case: Case, role: RoleName, school: SchoolId) -> bool:
    return any(school_of(post) == school for post in case.by_post.get(role, {}).values())


def _by_posts_at(case: Case, school: SchoolId) -> Iterator[tuple[RoleName, PersonId]]:
    for role, people in case.by_post.items():
        yield from ((role, person) for person, post in people.items() if school_of(post) == school)


def _is_managed(policy: CompiledPolicy, case: Case, world: World) -> bool:
    team = in_force(policy, case, world.staffing).team
    return any(team.get(role) for role in managing_roles(policy))


def _nobody_left() -> Reason:
    return Reason(
        code=ReasonCode.LAST_OF_ITS_ROLE,
        source=SHARING,
        says="Nobody at the school of the case manages it, and a case always has somebody who does.",
        unlocks="Give the role to somebody there first, then end the sharing.",
    )
