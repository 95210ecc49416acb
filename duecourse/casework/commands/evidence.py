"""Evidence: kept by digest, fetched with a line in the access log, never taken where an image may be illegal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from duecourse.casework.commands.custody.file_kinds import FileKind, judge
from duecourse.casework.commands.custody.file_limits import demand_room, limits_of
from duecourse.casework.commands.custody.file_names import kept_name
from duecourse.casework.commands.custody.malware_checks import WITHHELD, check, refuse_malware
from duecourse.casework.commands.custody.report_files import let_go_of
from duecourse.casework.commands.custody.shut_files import UNOPENED, any_is_shut, came_with, digests_of
from duecourse.casework.commands.custody.waiting_files import waiting
from duecourse.casework.context.access_log import commit_read
from duecourse.casework.context.attendance import present
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.look.whole_case import whole_of
from duecourse.casework.context.look.written_case import Written, carry_out
from duecourse.casework.context.management import managed
from duecourse.casework.context.services import (
    Caller,
    Services,
    Transaction,
    demand_sight,
    log_refusal,
    pages_of,
)
from duecourse.casework.context.time_checks import refuse_future
from engine.addresses.reported import AS_GIVEN, Reported, reported
from engine.changes import contents
from engine.errors import BadInput, BrokenRecord, NotFound, Refused
from engine.identity import CaseReference, InstanceId
from engine.ports.custody.scanners import Checked
from engine.ports.records import EvidenceFile
from engine.ports.store import Reading
from engine.record.chain import Entry
from engine.record.effects import EvidenceChanged
from engine.record.erasures import ErasedPlace
from engine.record.values import Evidence
from engine.steps.image_gate import SHUT, SHUT_AWAY, image_gate
from engine.steps.transition import Refusal, Step, joined

VERIFY = "Tell those who administer: `duecourse audit verify` says what was changed."


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvidence:
    """A file as somebody hands it in."""

    name: str
    content: bytes
    on: InstanceId
    captured_at: datetime | None = None
    url: str = ""


def add(services: Services, caller: Caller, reference: CaseReference, *files: NewEvidence) -> Written:
    """Take files in custody, all or none. Raises Refused where the gate against illegal images stands, and BadInput.

    Bytes are written once the record has taken the files, and inside its transaction: a refusal leaves none, and where
    the record cannot be written they are let go of.
    """
    taken = [_in_hand(services, file) for file in files]
    held = sum(each.size for each in waiting(services, caller.viewer.person))
    written: list[str] = []

    def decide(transaction: Transaction) -> Step | Refusal:
        _demand_limits(services, transaction.writing, caller, taken, held)
        case, steps = transaction.case, list[Step]()
        world = replace(transaction.world, pages=pages_of(transaction.writing, case, elsewhere=True))
        for each in taken:
            change = managed(transaction, caller, on=each.new.on)
            if any_is_shut(services, transaction.writing, case.organisation, each.digests):
                return Refusal((SHUT,))
            evidence = each.sealed(len(case.evidence) + 1)
            result = contents.add_evidence(transaction.policy, case, evidence, each.words, change, world)
            if isinstance(result, Refusal):
                return result
            steps.append(result)
            case = result.case
            transaction.writing.add_evidence(case.organisation, _row(transaction, caller, each, evidence))
        for each in taken:
            written.append(each.digest)
            services.files.keep(each.new.content)
        return joined(steps)

    try:
        step = carry_out(services, caller, reference, f"evidence {files[0].on}", decide)
    except BaseException:
        let_go_of(services, written)
        raise
    # the same bytes may have been let go of in between, where somebody else could not keep them
    for each in taken:
        services.files.keep(each.new.content)
    return step


@dataclass(frozen=True, slots=True, kw_only=True)
class _InHand:
    """A file that is about to be taken: what it is, its digests, and the name and address under which it is kept."""

    new: NewEvidence
    kind: FileKind
    digests: tuple[str, ...]
    name: str
    seen_at: Reported

    @property
    def digest(self) -> str:
        """Give that of the file itself; those of what came with it, where it is an e-mail, follow."""
        return self.digests[0]

    @property
    def words(self) -> dict[str, str]:
        """Give the words of the event that takes it in."""
        return {"name": self.name, "url": self.seen_at.url, AS_GIVEN: self.seen_at.given}

    def sealed(self, number: int) -> Evidence:
        """Give what the event that takes it in says of it."""
        return Evidence(
            number=number,
            kind=self.kind.kind,
            on=self.new.on,
            sha256=self.digest,
            size=len(self.new.content),
            media_type=self.kind.media_type,
            captured_at=self.new.captured_at,
        )


def _in_hand(services: Services, new: NewEvidence) -> _InHand:
    """Look at a file before anybody waits for the transaction. Raises BadInput."""
    kind = judge(new.content)
    refuse_malware(services, new.content)
    if new.captured_at is not None:
        refuse_future(new.captured_at, services.clock.now(), services.zone(), "captured")
    return _InHand(
        new=new,
        kind=kind,
        digests=digests_of(services, new.content, kind.media_type),
        name=kept_name(new.name),
        seen_at=reported(new.url) if new.url else Reported(""),
    )


def _demand_limits(
    services: Services, reading: Reading, caller: Caller, taken: Sequence[_InHand], waiting: int
) -> None:
    limits = limits_of(reading.organisation())
    for each in taken:
        limits.demand_size(each.kind, len(each.new.content))
    demand_room(services, reading, caller, sum(len(each.new.content) for each in taken), waiting)


def _row(transaction: Transaction, caller: Caller, taken: _InHand, evidence: Evidence) -> EvidenceFile:
    return EvidenceFile(
        case=transaction.case.id,
        number=evidence.number,
        on=evidence.on,
        kind=evidence.kind,
        name=taken.name,
        media_type=evidence.media_type,
        size=evidence.size,
        sha256=evidence.sha256,
        url=taken.seen_at.url,
        captured_at=evidence.captured_at,
        added_at=transaction.world.at,
        added_by=caller.viewer.person,
    )


def gate(services: Services, caller: Caller, reference: CaseReference, on: InstanceId, seen_at: str = "") -> None:
    """Stand before every upload: where an image may be illegal, no file is even read. Raises Refused."""
    with services.store.reading() as reading:
        case = reading.find_case(caller.viewer, reference)
        policy = services.policy_of(reading, case)
        pages = pages_of(reading, case, elsewhere=True)
        seen = present(services, reading, policy, case)
    demand_sight(policy, seen, caller.viewer.person, on)
    reasons = image_gate(policy, case, on, seen_at, pages)
    if reasons:
        log_refusal(services, caller, reference, f"evidence {on}", reasons)
        raise Refused(reasons)


def listing(services: Services, caller: Caller, reference: CaseReference) -> Sequence[EvidenceFile]:
    """List the evidence of a case, as far as the viewer works on what it belongs to, and what of it is shut away."""
    with looking(services, caller, reference, "the evidence") as case:
        return case.evidence()


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenFile:
    """A piece of evidence with its bytes, and what a check for malware found in them just now."""

    row: EvidenceFile
    content: bytes
    checked: Checked
    is_unopened: bool = False

    @property
    def withheld(self) -> str:
        """Say why it is neither shown nor given out; "" where it may be."""
        return UNOPENED if self.is_unopened else WITHHELD.get(self.checked.verdict, "")


def fetch(
    services: Services, caller: Caller, reference: CaseReference, number: int, what: str = "evidence"
) -> tuple[EvidenceFile, bytes]:
    """Give a piece of evidence with its bytes; what is shut away is opened by nobody.

    `what` says for the access log in which form it is given. Raises NotFound, Refused, or BadInput for one in which
    malware was found, or that could not be checked.
    """
    found = fetched(services, caller, reference, number, what)
    if found.withheld:
        raise BadInput(found.withheld)
    return found.row, found.content


def fetched(services: Services, caller: Caller, reference: CaseReference, number: int, what: str) -> GivenFile:
    """Do the same for who shows a file, and says themself where it is withheld. Raises NotFound or Refused."""
    with looking(services, caller, reference, "") as case:
        found = next((row for row in case.evidence() if row.number == number), None)
        if found is None:
            raise NotFound(f"Case {reference} has no such evidence, or none that you may see.")
        whole = whole_of(case)
        if ErasedPlace("file", number) in whole.record.erased:
            raise NotFound(f"This file of {reference} was erased; the history says when and why.")
        sealed, organisation = sealed_digest(whole.entries, number), whole.case.organisation
        is_shut = any_is_shut(services, whole.reading, organisation, {found.sha256, sealed})
    if not is_shut and found.sha256 != sealed:
        raise BrokenRecord(f"Evidence {number} of {reference} is not the file that the record says was kept. {VERIFY}")
    content = b"" if is_shut else services.files.fetch(sealed)
    inside = came_with(services, content, found.media_type)
    if inside:
        with services.store.reading() as reading:
            is_shut = any_is_shut(services, reading, organisation, inside)
    if is_shut:
        log_refusal(services, caller, reference, f"{what} {number}", (SHUT_AWAY,))
        raise Refused((SHUT_AWAY,))
    commit_read(services, caller, reference, f"{what} {number}")
    return GivenFile(row=found, content=content, checked=check(services, content), is_unopened=inside is None)


def sealed_digest(entries: Iterable[Entry], number: int) -> str:
    """Give the digest under which the events of a case took in a file; "" where none did."""
    effects = (effect for entry in entries for effect in entry.event.effects)
    taken = (each.evidence for each in effects if isinstance(each, EvidenceChanged))
    return next((evidence.sha256 for evidence in taken if evidence.number == number), "")
