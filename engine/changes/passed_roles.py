"""Roles of a case handed over by hand, for good or until a moment, and those that go back when it has come.

One event takes what somebody holds and gives it to somebody else, so that a case is never without its holder.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.changes.assignments import why_not
from engine.changes.change import Change, begin, unexplained
from engine.changes.handover import roles_of
from engine.changes.succession import newcomers, stepping_back
from engine.errors import BadInput
from engine.identity import NO_PERSON, PersonId, RoleName
from engine.language.compiled import CompiledPolicy
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.case import Case
from engine.record.chain import Event
from engine.record.effects import RoleChanged
from engine.record.kinds import EventKind
from engine.record.values import SCHEDULER, Loan
from engine.steps.consequences import given_by_post
from engine.steps.take import conclude
from engine.steps.transition import Recording, Refusal, Step, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Passing:
    """Whose roles go to whom, until which moment, or for good; and which of their roles."""

    who: PersonId
    to: PersonId
    roles: tuple[RoleName, ...]
    until: datetime | None = None


def against(policy: CompiledPolicy, case: Case, passing: Passing, world: World) -> tuple[Reason, ...]:
    """Say what stands against handing roles over; () where nothing does."""
    held = passed(case, passing)
    if not held:
        source = ReasonSource(SourceKind.PART)
        says = "This person holds no role in this case that could be handed over."
        return (Reason(code=ReasonCode.NOT_DONE, source=source, says=says),)
    found = (why_not(policy, case, role, passing.to, world.staffing) for role in held)
    return tuple(dict.fromkeys(reason for reason in found if reason is not None))


def passed(case: Case, passing: Passing) -> tuple[RoleName, ...]:
    """Name the roles that would be handed over."""
    return tuple(role for role in roles_of(case, passing.who) if role in passing.roles)


def pass_on(policy: CompiledPolicy, case: Case, passing: Passing, change: Change, world: World) -> Step | Refusal:
    """Hand over what somebody holds in a case, with a reason; all of it or nothing.

    What they hold themselves in another's place until a moment goes back to that other then in any case.

    Raises:
        BadInput: they would hand over to themselves, or until a moment that is over.
    """
    if passing.who == passing.to:
        raise BadInput("Nobody hands over to themselves. Choose somebody else.")
    if passing.until is not None and passing.until <= world.at:
        raise BadInput("That day is over already. Choose a last day that is still to come.")
    reasons = (*unexplained(change, "Roles are handed over with a reason."), *against(policy, case, passing, world))
    if reasons:
        return Refusal(reasons)
    recording = begin(policy, case, EventKind.HANDED_OVER, change, world)
    for role in passed(case, passing):
        _pass(recording, role, passing)
    recording.give([passing.to])
    return conclude(recording, [])


def _pass(recording: Recording, role: RoleName, passing: Passing) -> None:
    until, held = passing.until, passing.to in recording.case.team.get(role, ())
    loses = NO_PERSON if held else passing.to
    loans = {owner: loan for owner, loan in recording.case.lent.get(role, {}).items() if loan.to == passing.who}
    ending = {owner: loan for owner, loan in loans.items() if until is None or until >= loan.until}
    if not held:
        recording.do(given_by_post(recording, role, passing.to, by_hand=True))
    for owner, loan in ending.items():
        # it was lent to them: it goes back to its owner then in any case
        if owner != passing.to:
            recording.do(_given_up(role, owner, loan.until, loses))
    recording.do(_given_up(role, passing.who, None if ending else until, loses))


def _given_up(role: RoleName, person: PersonId, until: datetime | None, to: PersonId) -> RoleChanged:
    lent_to = to if until is not None else NO_PERSON
    return RoleChanged(role=role, person=person, active=False, by_hand=True, until=until, lent_to=lent_to)


def give_back(policy: CompiledPolicy, case: Case, world: World) -> Step | Refusal | None:
    """Give back every role whose moment has come; None where there is none.

    Who cannot hold it any more does not get it: then it stays where it is, for good.
    """
    event = Event(sequence=0, kind=EventKind.HANDED_BACK, at=world.at, happened_at=world.at, by=SCHEDULER)
    recording = Recording.begin(policy, world, case, event)
    due = [(role, owner, loan) for role, mine in case.lent.items() for owner, loan in mine.items()]
    for role, owner, loan in due:
        if loan.until <= world.at:
            _return(recording, role, owner, loan)
    if not recording.effects:
        return None
    recording.give(person for person in newcomers(case, recording.case))
    return conclude(recording, [])


def _return(recording: Recording, role: RoleName, owner: PersonId, loan: Loan) -> None:
    if why_not(recording.policy, recording.case, role, owner, recording.world.staffing) is not None:
        recording.do(_given_up(role, owner, None, NO_PERSON))
        return
    recording.do(given_by_post(recording, role, owner, by_hand=True))
    if loan.to in recording.case.team.get(role, ()):
        recording.do(RoleChanged(role=role, person=loan.to, active=False))
    recording.do(*stepping_back(recording, role))
