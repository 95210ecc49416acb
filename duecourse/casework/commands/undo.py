"""Taking a step back, and moving cases to another version of their policy: told first, then done with a reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from duecourse.casework.context.attendance import present, present_in
from duecourse.casework.context.caseload import load_each
from duecourse.casework.context.look.case_reader import CaseReader, looking
from duecourse.casework.context.look.event_history import known_events, named_in
from duecourse.casework.context.look.narrative import narrator_of
from duecourse.casework.context.look.redaction import Redaction, redacted
from duecourse.casework.context.look.versions import versions_along
from duecourse.casework.context.look.whole_case import whole_of
from duecourse.casework.context.look.written_case import Written, carry_out
from duecourse.casework.context.management import managed
from duecourse.casework.context.services import Caller, Services, Transaction
from duecourse.casework.policies.proofs import demand_proof
from engine.changes.change import Change
from engine.changes.contents import may_manage
from engine.errors import BadInput, NotFound, NotPermitted
from engine.history.clocks_back import is_of_a_clock
from engine.history.migration import Migration, migrate, preview
from engine.history.undo import blank_of, find_mistake, take_back, why_not_undo
from engine.identity import CASE, CaseReference, InstanceId, OrganisationId
from engine.language.compiled import CompiledPolicy
from engine.people.visibility import seen_case, works_on
from engine.ports.store import Reading
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.case import Case
from engine.record.chain import Event
from engine.record.codes import CaseNames, typed_code
from engine.record.kinds import EventKind
from engine.steps.transition import Refusal, Step

_NUMBER = re.compile("[1-9][0-9]{0,8}")
NONE = -1
"""The number of no event."""
ASKED = "?"
"""Stands in for the reason while nobody has been asked for one yet."""


@dataclass(frozen=True, slots=True)
class TakingBack:
    """What taking a step back would come to: which step, and every reason against it; () where it can be done."""

    code: str
    says: str
    reasons: tuple[Reason, ...]


def foresee_undo(services: Services, caller: Caller, reference: CaseReference, typed: str = "") -> TakingBack:
    """Say what would be taken back, and what stands in the way. Raises NotFound, BadInput."""
    with looking(services, caller, reference, "a step to take back") as case:
        return what_undo_takes(case, typed)


def what_undo_takes(reader: CaseReader, typed: str = "") -> TakingBack:
    """Say the same inside the look of a page. Raises BadInput."""
    whole = whole_of(reader)
    case, policy, caller, entries = whole.case, whole.policy, whole.caller, whole.entries
    known = known_events(whole.redaction, entries)
    mistake = find_mistake(blank_of(case), entries, _number(whole.redaction, known, typed), known)
    change = Change(caller.actor, whole.now, ASKED, caller.via)
    number = mistake.event.sequence
    entry = next(entry for entry in entries if entry.event.sequence == number)
    version = versions_along(whole.services, whole.reading, case, entries)[number]
    narrator = narrator_of(
        version,
        whole.people(named_in([entry])).values(),
        whole.services.letters,
        whole.calendar.zone,
        whole.redaction.case.codes,
    )
    reasons = why_not_undo(policy, case, mistake, change)
    place = _managed_at(mistake.event)
    if place is not None and not may_manage(policy, case, caller.viewer.person, place):
        what = "the change" if is_of_a_clock(mistake.event) else "the move"
        says = f"Those who work on {'the case itself' if place == CASE else 'this part of the case'} take {what} back."
        source = ReasonSource(SourceKind.ROLE, on=place)
        reasons += (Reason(code=ReasonCode.NOT_YOUR_STEP, source=source, says=says, unlocks="Ask the senior manager."),)
    return TakingBack(known[number], narrator.tell(entry).says, _named(reasons, known))


def _managed_at(event: Event) -> InstanceId | None:
    """Say on what somebody has to work who takes an event back that is no step; None for a step, which has roles."""
    if event.kind == EventKind.MIGRATED:
        return CASE
    return event.on if is_of_a_clock(event) else None


def _number(redaction: Redaction, known: Mapping[int, str], typed: str) -> int:
    """Find the number of an event by its code; by its number too for those whose history has them.

    0 is the last one, and what nobody may know of has none.
    """
    if not typed:
        return 0
    code = typed_code(typed)
    number = int(typed) if redaction.everything and _NUMBER.fullmatch(typed) else NONE
    return next((each for each, called in known.items() if called == code), number)


def _named(reasons: Iterable[Reason], known: Mapping[int, str]) -> tuple[Reason, ...]:
    """Name what was built on a step by codes, as far as the person who asks may know of it."""
    return tuple(_called(each, known) if each.code is ReasonCode.BUILT_ON else each for each in reasons)


def _called(reason: Reason, known: Mapping[int, str]) -> Reason:
    codes = [known[number] for number in map(int, reason.source.names) if number in known]
    says = f"Something was built on it since ({', '.join(codes)} in the history)." if codes else reason.says
    return replace(reason, says=says, source=ReasonSource(SourceKind.RECORD))


def take_back_step(
    services: Services, caller: Caller, reference: CaseReference, reason: str, typed: str = ""
) -> Written:
    """Take back the last step, or the one of that code, with a reason. Raises Refused, NotFound, BadInput."""

    def decide(transaction: Transaction) -> Step | Refusal:
        entries = transaction.writing.entries(caller.viewer, transaction.case.id)
        redaction = redacted(transaction.policy, present_in(transaction), caller.viewer.person)
        known = known_events(redaction, entries)
        mistake = find_mistake(blank_of(transaction.case), entries, _number(redaction, known, typed), known)
        change = Change(caller.actor, transaction.world.at, reason, caller.via)
        policy, place = transaction.policy, _managed_at(mistake.event)
        if place is not None:
            change = managed(transaction, caller, reason, on=place)
        if mistake.event.kind == EventKind.MIGRATED:
            policy = services.policy_of(transaction.writing, mistake.before)
        taken = take_back(policy, transaction.case, mistake, change, transaction.world)
        return Refusal(_named(taken.reasons, known)) if isinstance(taken, Refusal) else taken

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


@dataclass(frozen=True, slots=True)
class Move:
    """What moving a case would come to, and how its procedures are called before the person who asks."""

    migration: Migration
    names: CaseNames


def foresee_migration(services: Services, caller: Caller, reference: CaseReference, hash_: str) -> Move:
    """Tell what moving a case to another version would change. Raises NotFound, BadInput, NotPermitted."""
    with services.store.reading() as reading:
        case = reading.find_case(caller.viewer, reference)
        organisation = reading.organisation()
        new = version_of(services, reading, organisation.id, hash_)
        world = services.world_of(reading, organisation, case, services.clock.now())
        old = services.policy_of(reading, case)
        seen = present(services, reading, old, case)
    if not may_manage(old, seen, caller.viewer.person):
        raise NotPermitted("Only somebody who works on the case itself moves it. Ask the senior manager of the case.")
    redaction = redacted(old, seen, caller.viewer.person)
    names = CaseNames(redaction.case.codes, redaction.everything)
    return Move(preview(old, new, case, world, frozenset(redaction.case.tracks)), names)


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
