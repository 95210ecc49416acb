"""Taking a step back, and moving cases to another version of their policy: told first, then done with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from duecourse.casework.caseload import load_each
from duecourse.casework.narrative import narrator_of
from duecourse.casework.office import Desk, Office, Sender, change_case
from duecourse.casework.proving import demand_proof
from duecourse.casework.steps import managed
from duecourse.casework.versions import versions_along
from engine import undoing
from engine.case import CASE, Case
from engine.chain import Entry
from engine.change import Change
from engine.compiled import CompiledPolicy
from engine.errors import BadInput, NotFound, NotPermitted, Reason
from engine.housekeeping import may_manage
from engine.migrating import Migration, migrate, preview
from engine.ports import Reading
from engine.recording import Refusal, Step
from engine.seeing import seen_case, works_on
from engine.undoing import Mistake, blank_of, find_mistake, why_not_undo

ASKED = "?"
"""Stands in for the reason while nobody has been asked for one yet."""


@dataclass(frozen=True, slots=True)
class TakingBack:
    """What taking a step back would come to: which step, and every reason against it; () where it can be done."""

    sequence: int
    says: str
    reasons: tuple[Reason, ...]


def foresee_undo(office: Office, sender: Sender, reference: str, sequence: int = 0) -> TakingBack:
    """Say what would be taken back, and what stands in the way. Raises NotFound, BadInput."""
    with office.store.reading() as reading:
        case = reading.find_case(sender.viewer, reference)
        entries = reading.entries(sender.viewer, case.id)
        policy = office.policy_of(reading, case)
        organisation = reading.organisation()
        people = reading.people(organisation.id)
        world = office.world(reading, organisation, case.school, office.clock.now())
        versions = versions_along(office, reading, case, entries)
    mistake = _mistake(policy, case, sender, entries, sequence)
    change = Change(sender.actor, world.at, ASKED, sender.via)
    number = mistake.event.sequence
    narrator = narrator_of(versions[number], people, office.letters, world.calendar.zone)
    entry = next(entry for entry in entries if entry.event.sequence == number)
    reasons = why_not_undo(policy, case, mistake, change)
    if mistake.event.kind == undoing.MIGRATED and not may_manage(policy, case, sender.viewer.person):
        reasons += (Reason("Whoever works on the case itself takes the move back.", unlocks="Ask the senior manager."),)
    return TakingBack(number, narrator.tell(entry).says, reasons)


def _mistake(policy: CompiledPolicy, case: Case, sender: Sender, entries: Sequence[Entry], sequence: int) -> Mistake:
    """Find the step among those that whoever asks may know of; the others are not there for them. Raises BadInput."""
    seen = seen_case(policy, case, sender.viewer.person).tracks
    return find_mistake(blank_of(case), entries, sequence, seen)


def undo(office: Office, sender: Sender, reference: str, reason: str, sequence: int = 0) -> Step:
    """Take back the last step, or the one of that number, with a reason. Raises Refused, NotFound, BadInput."""

    def decide(desk: Desk) -> Step | Refusal:
        entries = desk.writing.entries(sender.viewer, desk.case.id)
        mistake = _mistake(desk.policy, desk.case, sender, entries, sequence)
        change = Change(sender.actor, desk.world.at, reason, sender.via)
        policy = desk.policy
        if mistake.event.kind == undoing.MIGRATED:
            change = managed(desk, sender, reason)
            policy = office.policy_of(desk.writing, mistake.before)
        return undoing.undo(policy, desk.case, mistake, change, desk.world)

    return change_case(office, sender, reference, "undo", decide)


def version_of(office: Office, reading: Reading, organisation: str, hash_: str) -> CompiledPolicy:
    """Find a version of a policy by the beginning of its hash, in use or kept. Raises NotFound or BadInput."""
    current = {policy.hash: policy for policy in office.library.policies.values()}
    found = [each for each in {*current, *reading.policy_versions(organisation)} if hash_ and each.startswith(hash_)]
    if not found:
        raise NotFound(f"There is no version '{hash_}'. `duecourse policies` lists those in use.")
    if len(found) > 1:
        raise BadInput(f"'{hash_}' begins the names of {len(found)} versions. Give more of it.")
    known = current.get(found[0]) or office.library.known(found[0])
    return known or office.library.recall(reading.policy_sources(organisation, found[0]))


def foresee_migration(office: Office, sender: Sender, reference: str, hash_: str) -> Migration:
    """Tell what moving a case to another version would change. Raises NotFound, BadInput, NotPermitted."""
    with office.store.reading() as reading:
        case = reading.find_case(sender.viewer, reference)
        organisation = reading.organisation()
        new = version_of(office, reading, organisation.id, hash_)
        world = office.world(reading, organisation, case.school, office.clock.now())
        old = office.policy_of(reading, case)
    if not may_manage(old, case, sender.viewer.person):
        raise NotPermitted("Only somebody who works on the case itself moves it. Ask the senior manager of the case.")
    return preview(old, new, case, world, _seen(old, case, sender))


def _seen(policy: CompiledPolicy, case: Case, sender: Sender) -> frozenset[str]:
    return frozenset(seen_case(policy, case, sender.viewer.person).tracks)


def move(office: Office, sender: Sender, reference: str, hash_: str, reason: str) -> Step:
    """Move a case to another version of its policy, which has to pass its proof. Raises Refused, NotFound, BadInput."""

    def decide(desk: Desk) -> Step | Refusal:
        change = managed(desk, sender, reason)
        new = version_of(office, desk.writing, desk.case.organisation, hash_)
        demand_proof(desk.writing, desk.case.organisation, new)
        return migrate(desk.policy, new, desk.case, change, desk.world, _seen(desk.policy, desk.case, sender))

    return change_case(office, sender, reference, "migrate", decide)


def movable(office: Office, sender: Sender, hash_: str) -> list[str]:
    """List the references of the cases under other versions of that policy which the viewer manages."""
    with office.store.reading() as reading:
        organisation = reading.organisation()
        new = version_of(office, reading, organisation.id, hash_)
        found = []
        for each in load_each(office, reading, sender.viewer):
            case = each.case
            mine = works_on(each.policy, case, case.tracks[CASE], sender.viewer.person)
            if mine and case.policy == new.key and case.policy_hash != new.hash:
                found.append(case.reference)
    return found
