"""Many cases handed over in one press: each by an event of its own, and what one refuses holds up no other.

Each in a transaction of its own: a case is a chain, and its event, its rows and its notices stand or fall together and
with no other case. So four hundred cases hold the lock of no writer longer than one, a page is never kept waiting by
them, and what was done before a fault stays done. A case costs three reads, the posts of the person who hands over, the
case and the trust, whichever number of cases they choose; who is at a school is kept between them. Weighed and left:
all cases read before the first is written (each would have to be read again, under its lock, to know that it is still
the same).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from duecourse.casework.commands.case_roles import demand_manager
from duecourse.casework.context.attendance import present_in
from duecourse.casework.context.look.written_case import Written, carry_out
from duecourse.casework.context.management import managed
from duecourse.casework.context.services import Caller, Services, Transaction, person_of, spend
from duecourse.logs.log import Log
from engine.changes.handover import roles_of
from engine.changes.passed_roles import Passing, pass_on
from engine.errors import BadInput, BrokenRecord, Mistake, NotPermitted, Refused
from engine.identity import NO_CASE, NO_REFERENCE, CaseReference
from engine.people.visibility import sees_role
from engine.ports.records import HANDED_ON, Notice, Person
from engine.steps.transition import Refusal, Step

log = Log("duecourse")
MOST_AT_ONCE = 400
"""So many cases are handed over in one press."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handing:
    """Whose roles go to whom, by short name or identifier, until which moment, or for good, and why."""

    who: str
    to: str
    reason: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """What came of it: the cases that were handed over, and those that stayed, each with why."""

    who: Person
    to: Person
    done: tuple[CaseReference, ...]
    refused: tuple[tuple[CaseReference, str], ...]


def hand_over(services: Services, caller: Caller, cases: Sequence[CaseReference], handing: Handing) -> HandedOver:
    """Hand over what somebody holds in these cases; for those who manage each of them, and whose roles they may see.

    The person to whom they go is told of each case, and the one from whom they go once.

    Raises:
        BadInput: nothing was chosen, no reason is given, or nobody can hand over so. AlreadyDone: the same form came
        before. NotFound, NotPermitted.
    """
    chosen = tuple(dict.fromkeys(cases))
    who, to = _checked(services, caller, chosen, handing)
    with services.store.writing() as writing:
        spend(writing, caller, "", services.clock.now())
    each_by = replace(caller, once="", form="", seen="")
    done: list[CaseReference] = []
    refused: list[tuple[CaseReference, str]] = []
    for reference in chosen:
        why = _one(services, each_by, reference, handing, (who, to))
        if why:
            refused.append((reference, why))
        else:
            done.append(reference)
    if done and who.id != caller.viewer.person:
        _tell(services, who, len(done))
    return HandedOver(who=who, to=to, done=tuple(done), refused=tuple(refused))


def _checked(
    services: Services, caller: Caller, chosen: Sequence[CaseReference], handing: Handing
) -> tuple[Person, Person]:
    """Find both, and refuse what could be done in no case at all."""
    with services.store.reading() as reading:
        asked = person_of(reading, caller.viewer.organisation, caller.viewer.person)
        who, to = (person_of(reading, asked.organisation, each) for each in (handing.who, handing.to))
    now = services.clock.now()
    if not asked.is_there(now):
        raise NotPermitted(f"{asked.name} has left and can no longer act here.")
    if not chosen:
        raise BadInput("Choose at least one case.")
    if len(chosen) > MOST_AT_ONCE:
        raise BadInput(f"At most {MOST_AT_ONCE} cases are handed over at once.")
    if who.id == to.id:
        raise BadInput("Nobody hands over to themselves. Choose somebody else.")
    if not handing.reason.strip():
        raise BadInput("Say why: the reason is kept with each case.")
    if handing.until is not None and handing.until <= now:
        raise BadInput("That day is over already. Choose a last day that is still to come.")
    return who, to


def _one(
    services: Services, caller: Caller, reference: CaseReference, handing: Handing, both: tuple[Person, Person]
) -> str:
    """Hand over one case. Gives why it stays as it is, "" where it does not."""
    try:
        _pass_one(services, caller, reference, handing, both)
    except Refused as refused:
        return " ".join(f"{each.says} {each.unlocks}".strip() for each in refused.reasons)
    except Mistake as mistake:
        return str(mistake)
    except BrokenRecord:
        log.fault("case-unreadable", "A case cannot be read, so nothing of it is handed over.")
        return "This case cannot be read at the moment, so it stays as it is. Tell an administrator."
    return ""


def _pass_one(
    services: Services, caller: Caller, reference: CaseReference, handing: Handing, both: tuple[Person, Person]
) -> Written:
    who, to = (each.id for each in both)

    def decide(transaction: Transaction) -> Step | Refusal:
        change = managed(transaction, caller, handing.reason)
        demand_manager(transaction, caller, "hand it over")
        policy, case, now = transaction.policy, transaction.case, present_in(transaction)
        held = roles_of(case, who)
        known = tuple(role for role in held if sees_role(policy, now, role, caller.viewer.person))
        passing = Passing(who=who, to=to, roles=known, until=handing.until)
        return pass_on(policy, case, passing, change, transaction.world)

    return carry_out(services, caller, reference, "hand over", decide)


def _tell(services: Services, who: Person, count: int) -> None:
    """Tell somebody once that cases which they had are with a colleague now; who has left is told nothing."""
    now = services.clock.now()
    if not who.is_there(now):
        return
    id_ = services.ids.identifier()
    notice = Notice(
        id=id_,
        organisation=who.organisation,
        case=NO_CASE,
        reference=NO_REFERENCE,
        recipient=who.id,
        kind=HANDED_ON,
        dedupe=f"handed on {id_}",
        body={"count": str(count)},
        created_at=now,
    )
    with services.store.writing() as writing:
        writing.queue([notice])
