"""A danger that nobody has opened climbs: to those who step in by the policy, then to those who look after the case.

Nobody is told who is the subject, the affected person or the child of the case: the roles that are told are never
theirs. A role that may not look into the procedure is told nothing, so that need to know stays what it was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.identity import InstanceId, PersonId, RoleName
from engine.language.compiled import CompiledPolicy
from engine.language.vocabulary import RoleKind
from engine.people.staffing import Staffing, conflict, posts_to
from engine.people.visibility import REPORTING, viewers
from engine.record.case import Case
from engine.record.chain import Event
from engine.record.kinds import EventKind
from engine.record.outbox_marks import TOLD
from engine.record.values import SCHEDULER
from engine.steps.consequences import given_by_post, staff
from engine.steps.dangers import Danger
from engine.steps.transition import Message, Recording, Step, World

RUNGS = (timedelta(minutes=15), timedelta(hours=1))
"""After so long without anybody opening a danger it goes on to others: first to the next, then to everybody above."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DangerStanding:
    """How it stands with one danger: since when people are to know, who has opened it since, what it has climbed.

    `opened` are also those who took a step since then; `climbed` holds the rungs that people were told of, with the
    role that was waited for, `beyond` those whom it reached there.
    """

    since: datetime
    opened: frozenset[PersonId]
    climbed: Collection[tuple[int, RoleName]] = ()
    beyond: frozenset[PersonId] = frozenset()


def rung_name(on: InstanceId, rung: int, role: RoleName, since: datetime) -> str:
    """Name what is sent at a rung once."""
    return f"{on} rung {rung} {since.isoformat()} {role}"


def rung_of(on: InstanceId, name: str) -> tuple[int, datetime, RoleName] | None:
    """Read such a name back; None for any other."""
    head, _, rest = name.partition(f"{on} rung ")
    if head or not rest:
        return None
    rung, since, role = rest.split(" ", 2)
    return int(rung), datetime.fromisoformat(since), RoleName(role)


def unheard(case: Case, danger: Danger, told: DangerStanding) -> tuple[RoleName, ...]:
    """Name the roles of a danger of which nobody has opened it, or reported it themself."""
    return tuple(role for role in danger.roles if not _is_heard(case, role, told))


def _is_heard(case: Case, role: RoleName, told: DangerStanding) -> bool:
    mine = {*case.team.get(role, ()), *case.former.get(role, ())}
    return bool((mine | told.beyond) & told.opened) or any(case.is_part(person, *REPORTING) for person in mine)


def next_rung(told: DangerStanding, now: datetime) -> datetime | None:
    """Say when a danger climbs next; None where it has come to the top."""
    return next((at for wait in RUNGS if (at := told.since + wait) > now), None)


def climb(policy: CompiledPolicy, case: Case, danger: Danger, told: DangerStanding, world: World) -> Step | None:
    """Tell those of the rungs whose time has come; None where there is nobody to be told."""
    event = Event(
        sequence=0, kind=EventKind.DANGER_CLIMBED, at=world.at, happened_at=world.at, by=SCHEDULER, on=danger.on
    )
    recording = Recording.begin(policy, world, case, event)
    for number, wait in enumerate(RUNGS, start=1):
        if told.since + wait <= world.at:
            for role in unheard(case, danger, told):
                if (number, role) not in told.climbed:
                    _climb(recording, danger, role, rung_name(danger.on, number, role, told.since), number)
    staff(recording)
    step = recording.finish() if recording.messages else None
    return step if step is not None and step.tells else None


def _climb(recording: Recording, danger: Danger, role: RoleName, name: str, number: int) -> None:
    """Give the role to those who step in next, and tell them; at the last rung also those who look after the case."""
    policy, on = recording.policy, danger.on
    people = tuple(_next(policy, recording.case, role, recording.world.staffing))
    for person in people:
        recording.do(given_by_post(recording, role, person))
    above = _above(policy, danger, last=number == len(RUNGS) or not people)
    if people or above:
        title = policy.track(on.track).definition.title
        subject = f"“{title}” has begun, and nobody has opened it"
        recording.messages.append(Message(kind=TOLD, roles=above, on=on, subject=subject, dedupe=name, people=people))


def _next(policy: CompiledPolicy, case: Case, role: RoleName, staffing: Staffing) -> Iterator[PersonId]:
    """Give the holders of the next post to which a role goes, who do not hold it yet."""
    holds = case.team.get(role, ())
    taken = {person for person, given in case.by_hand.get(role, {}).items() if not given}
    for post in posts_to(policy, case, role, staffing):
        there = [person for person in staffing.holding((post,)) if person not in holds and person not in taken]
        free = [person for person in there if conflict(policy, case, role, person) is None]
        if free:
            yield from free
            return


def _above(policy: CompiledPolicy, danger: Danger, *, last: bool) -> tuple[RoleName, ...]:
    """Name the roles that look after a case and may look into the procedure of a danger."""
    mine = viewers(policy, danger.on.track)
    over = policy.roles_of(RoleKind.OVERSEER) if last else ()
    return tuple(role for role in over if role in mine and role not in danger.roles)
