"""Whether a case may have a next step for somebody, as far as the rows of their lists say: the others stay closed."""

from __future__ import annotations

from collections.abc import Collection

from engine.identity import ANY_POST, PostName, RoleName, StepName, TrackName
from engine.language.compiled import CompiledPolicy
from engine.language.machine import is_aside
from engine.language.track_definition import Action
from engine.language.vocabulary import ANYONE, is_answer
from engine.people.posts_beside import bare
from engine.people.staffing import BY_NAME
from engine.ports.sights import ClockSight, Sight


def may_have_a_step(policy: CompiledPolicy, sight: Sight) -> bool:
    """Say whether somebody may have something to do in a case that stands before them like this.

    Where the rows do not tell, they may: who sees it by what they are to it, and a procedure in which no clock runs.
    """
    if not sight.posts:
        return True
    roles = _roles(policy, sight.relied)
    timed = {clock.on for clock in sight.clocks if not is_answer(clock.name)}
    quiet = (on for on in sight.works if on not in timed)
    return any(_is_met_by(policy, clock, roles) for clock in sight.clocks) or any(
        _is_worked_on(policy, on.track, roles) for on in quiet
    )


def _roles(policy: CompiledPolicy, relied: Collection[PostName]) -> Collection[RoleName]:
    """Name the roles that somebody may have by these posts; all of them where one of the posts tells of none."""
    found = {role for role, posts in policy.posts_of.items() if not set(relied).isdisjoint(posts)}
    known = {post for posts in policy.posts_of.values() for post in posts}
    if any(bare(post) == ANY_POST or post not in known for post in relied):
        return policy.posts_of.keys()
    return found


def _is_met_by(policy: CompiledPolicy, clock: ClockSight, roles: Collection[RoleName]) -> bool:
    track = policy.tracks.get(clock.on.track)
    if track is None or clock.name not in track.definition.deadlines:
        return track is None
    steps = {StepName(met).action for met in track.definition.deadlines[clock.name].met_by}
    actions = track.definition.actions
    state = track.definition.states.get(clock.state)
    # somebody of the case is waited for, also where a clock of others runs: it may be they
    asks = state is not None and state.waits_for in BY_NAME
    return asks or any(
        step in actions and track.starts_from(step, clock.state) and _acts(actions[step], roles) for step in steps
    )


def _is_worked_on(policy: CompiledPolicy, name: TrackName, roles: Collection[RoleName]) -> bool:
    track = policy.tracks.get(name)
    if track is None:
        return True
    return any(_acts(action, roles) and not is_aside(action) for action in track.definition.actions.values())


def _acts(action: Action, roles: Collection[RoleName]) -> bool:
    return any(role in roles or role in BY_NAME or role == ANYONE for role in action.by)
