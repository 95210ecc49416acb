"""Taking a step back, and moving cases to another version of their policy: told first, then done with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from duecourse.casework.context.attendance import present, present_in
from duecourse.casework.context.caseload import load_each
from duecourse.casework.context.look.case_reader import CaseReader, looking
from duecourse.casework.context.look.event_history import named_in
from duecourse.casework.context.look.narrative import narrator_of
from duecourse.casework.context.look.versions import versions_along
from duecourse.casework.context.look.whole_case import whole_of
from duecourse.casework.context.look.written_case import Written, carry_out
from duecourse.casework.context.management import managed
from duecourse.casework.context.services import Caller, Services, Transaction
from duecourse.casework.policies.proofs import demand_proof
from engine.changes.change import Change
from engine.changes.contents import may_manage
from engine.errors import BadInput, NotFound, NotPermitted
from engine.history.migration import Migration, migrate, preview
from engine.history.undo import TakenStep, blank_of, find_mistake, take_back, why_not_undo
from engine.identity import CASE, CaseReference, OrganisationId
from engine.language.compiled import CompiledPolicy
from engine.people.visibility import seen_case, works_on
from engine.ports.store import Reading
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.case import Case
from engine.record.chain import Entry
from engine.record.kinds import EventKind
from engine.steps.transition import Refusal, Step

ASKED = "?"
"""Stands in for the reason while nobody has been asked for one yet."""


@dataclass(frozen=True, slots=True)
class TakingBack:
    """What taking a step back would come to: which step, and every reason against it; () where it can be done."""

    sequence: int
    says: str
    reasons: tuple[Reason, ...]


def foresee_undo(services: Services, caller: Caller, reference: CaseReference, sequence: int = 0) -> TakingBack:
    """Say what would be taken back, and what stands in the way. Raises NotFound, BadInput."""
    with looking(services, caller, reference, "a step to take back") as case:
        return what_undo_takes(case, sequence)


def what_undo_takes(reader: CaseReader, sequence: int = 0) -> TakingBack:
    """Say the same inside the look of a page. Raises BadInput."""
    whole = whole_of(reader)
    case, policy, caller, entries = whole.case, whole.policy, whole.caller, whole.entries
    mistake = _mistake(policy, case, caller, entries, sequence)
    change = Change(caller.actor, whole.now, ASKED, caller.via)
    number = mistake.event.sequence
    entry = next(entry for entry in entries if entry.event.sequence == number)
    version = versions_along(whole.services, whole.reading, case, entries)[number]
    narrator = narrator_of(
        version, whole.people(named_in([entry])).values(), whole.services.letters, whole.calendar.zone
    )
    reasons = why_not_undo(policy, case, mistake, change)
    if mistake.event.kind == EventKind.MIGRATED and not may_manage(policy, case, caller.viewer.person):
        says = "Those who work on the case itself take the move back."
        source = ReasonSource(SourceKind.ROLE, on=CASE)
        reasons += (Reason(code=ReasonCode.NOT_YOUR_STEP, source=source, says=says, unlocks="Ask the senior manager."),)
    return TakingBack(number, narrator.tell(entry).says, reasons)


def _mistake(policy: CompiledPolicy, case: Case, caller: Caller, entries: Sequence[Entry], sequence: int) -> TakenStep:
    """Find the step among those that the caller may know of; the others are not there for them. Raises BadInput."""
    seen = seen_case(policy, case, caller.viewer.person).tracks
    return find_mistake(blank_of(case), entries, sequence, seen)


def take_back_step(
    services: Services, caller: Caller, reference: CaseReference, reason: str, sequence: int = 0
) -> Written:
    """Take back the last step, or the one of that number, with a reason. Raises Refused, NotFound, BadInput."""

    def decide(transaction: Transaction) -> Step | Refusal:
        entries = transaction.writing.entries(caller.viewer, transaction.case.id)
        mistake = _mistake(transaction.policy, present_in(transaction), caller, entries, sequence)
        change = Change(caller.actor, transaction.world.at, reason, caller.via)
        policy = transaction.policy
        if mistake.event.kind == EventKind.MIGRATED:
            change = managed(transaction, caller, reason)
            policy = services.policy_of(transaction.writing, mistake.before)
        return take_back(policy, transaction.case, mistake, change, transaction.world)

    return carry_out(services, caller, reference, "undo", decide)


def version_of(services: Services, reading: Reading, organisation: OrganisationId, hash_: str) -> CompiledPolicy:
    """Find a version of a policy by the beginning of its hash, in use or kept. Raises NotFound or BadInput."""
    current = {policy.hash: policy for policy in services.library.policies.values()}
    found = [each for each in {*current, *reading.policy_versions(organisation)} if hash_ and each.startswith(hash_)]
    if not found:
        raise NotFound(f"There is no version '{hash_}'. `duecourse policies` lists those in use.")
    if len(found) > 1:
        raise BadInput(f"'{hash_}' begins the names of {len(found)} versions. Give more of it.")
    known = current.get(found[0]) or services.library.known(found[0])
    return known or services.library.recall(reading.policy_sources(organisation, found[0]))


def foresee_migration(services: Services, caller: Caller, reference: CaseReference, hash_: str) -> Migration:
    """Tell what moving a case to another version would change. Raises NotFound, BadInput, NotPermitted."""
    with services.store.reading() as reading:
        case = reading.find_case(caller.viewer, reference)
        organisation = reading.organisation()
        new = version_of(services, reading, organisation.id, hash_)
        world = services.world(reading, organisation, case.school, services.clock.now())
        old = services.policy_of(reading, case)
        seen = present(services, reading, old, case)
    if not may_manage(old, seen, caller.viewer.person):
        raise NotPermitted("Only somebody who works on the case itself moves it. Ask the senior manager of the case.")
    return preview(old, new, case, world, _seen(old, seen, caller))


def _seen(policy: CompiledPolicy, case: Case, caller: Caller) -> frozenset[str]:
    return frozenset(seen_case(policy, case, caller.viewer.person).tracks)


def move(services: Services, caller: Caller, reference: CaseReference, hash_: str, reason: str) -> Written:
    """Move a case to another version of its policy, which has to pass its proof. Raises Refused, NotFound, BadInput."""

    def decide(transaction: Transaction) -> Step | Refusal:
        change = managed(transaction, caller, reason)
        new = version_of(services, transaction.writing, transaction.case.organisation, hash_)
        demand_proof(services.library.proofs, transaction.writing, transaction.case.organisation, new)
        return migrate(
            transaction.policy,
            new,
            transaction.case,
            change,
            transaction.world,
            _seen(transaction.policy, present_in(transaction), caller),
        )

    return carry_out(services, caller, reference, "migrate", decide)


def movable(services: Services, caller: Caller, hash_: str) -> list[CaseReference]:
    """List the references of the cases under other versions of that policy which the viewer manages."""
    with services.store.reading() as reading:
        organisation = reading.organisation()
        new = version_of(services, reading, organisation.id, hash_)
        found = []
        for each in load_each(services, reading, caller.viewer):
            case = present(services, reading, each.policy, each.case)
            mine = works_on(each.policy, case, case.tracks[CASE], caller.viewer.person)
            if mine and case.policy == new.key and case.policy_hash != new.hash:
                found.append(case.reference)
    return found
