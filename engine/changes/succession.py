"""What follows for an open case when posts begin or end: its roles go to those who hold them by the policy now.

Nobody is asked, and the scheduler decides nothing: who comes to a role, and whom it passes to, the policy says. A new
holder of a post gets what the post would have brought them, after the same conflict checks. Those who stepped in while
nobody held it step back, unless they have taken a step in the case: what they began they keep until they hand it over.
Roles that a person gave or took by hand stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.identity import PersonId, RoleName
from engine.language.compiled import CompiledPolicy
from engine.people.presence import ended_roles
from engine.people.staffing import BY_NAME, candidates
from engine.record.case import Case
from engine.record.chain import Event
from engine.record.effects import RoleChanged
from engine.record.kinds import EventKind
from engine.record.values import SCHEDULER
from engine.steps.consequences import given_by_post, needed_roles, staff
from engine.steps.transition import Recording, Step, World


@dataclass(frozen=True, slots=True)
class Restaffed:
    """A case after posts changed, and who holds a role in it now who held none before."""

    step: Step
    new: tuple[PersonId, ...]


def restaff(policy: CompiledPolicy, case: Case, world: World) -> Restaffed | None:
    """Give the roles of an open case to those whose posts bring them to it now; None where nothing changes."""
    if all(instance.ended for instance in case.tracks.values()):
        return None
    event = Event(sequence=0, kind=EventKind.ROLES_PASSED_ON, at=world.at, happened_at=world.at, by=SCHEDULER)
    recording = Recording.begin(policy, world, case, event)
    staff(recording)
    for role in _standing(recording):
        recording.do(*_as_policy_says(recording, role))
    if not recording.effects:
        return None
    return Restaffed(recording.finish(), newcomers(case, recording.case))


def newcomers(before: Case, after: Case) -> tuple[PersonId, ...]:
    """List who holds a role in a case after an event who held none before."""
    had = {person for people in before.team.values() for person in people}
    have = dict.fromkeys(person for people in after.team.values() for person in people)
    return tuple(person for person in have if person not in had)


def _standing(recording: Recording) -> tuple[RoleName, ...]:
    """List the roles that somebody has in the case, or that it needs somebody for."""
    held = (role for role, people in recording.case.team.items() if people)
    known = recording.policy.definition.roles
    standing = dict.fromkeys((*held, *needed_roles(recording)))
    return tuple(role for role in standing if role in known and role not in BY_NAME)


def _as_policy_says(recording: Recording, role: RoleName) -> Iterator[RoleChanged]:
    """Give a role to those who are meant to hold it, and take it from those who only stepped in and began nothing."""
    case = recording.case
    meant = candidates(recording.policy, case, role, recording.world.staffing)
    holding = case.team.get(role, ())
    ended = ended_roles(recording.policy, case, recording.world.staffing)
    for person in meant:
        # who holds it by a post that has ended is given it again, by the one that they hold now
        if person not in holding or (role, person) in ended:
            yield given_by_post(recording, role, person)
    yield from stepping_back(recording, role)


def stepping_back(recording: Recording, role: RoleName) -> Iterator[RoleChanged]:
    """Take a role from those who only stepped in and began nothing, where there is somebody who is meant to hold it."""
    case = recording.case
    meant = candidates(recording.policy, case, role, recording.world.staffing)
    for person in case.team.get(role, ()) if meant else ():
        stepped_in = person in case.by_post.get(role, {}) and not case.by_hand.get(role, {}).get(person)
        if person not in meant and stepped_in and not _has_acted(case, person):
            yield RoleChanged(role=role, person=person, active=False)


def _has_acted(case: Case, person: PersonId) -> bool:
    return any(done.by == person for instance in case.tracks.values() for done in instance.done.values())
