"""Proof afterwards: the chain verifies, and every row that is kept of a case is what its events give.

Cases are read in batches, each in a look of its own, so that a large store needs no more room than a small one and
nobody waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from duecourse.casework.administration.permission import administers
from duecourse.casework.audit import verdict_texts
from duecourse.casework.audit.folded_case import Eyes, folded, given
from duecourse.casework.audit.organisation_verdict import verdict_of
from duecourse.casework.audit.verification_summary import Summary
from duecourse.casework.context.access_log import take_reads
from duecourse.casework.context.look.redaction import redacted
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.erasures.erasure_upkeep import is_kept
from engine.errors import BrokenRecord, Unavailable
from engine.identity import NO_REFERENCE, CaseId, CaseReference, OrganisationId
from engine.ports.kept_cases import Became, FoldedCase, KeptCase, RowKind, Stray
from engine.ports.records import Viewer
from engine.ports.store import Reading
from engine.record.chain import verify
from engine.record.chain import verify_accesses as walk_accesses
from engine.record.erasures import ErasedPlace
from engine.record.values import SCHEDULER

BATCH = 50
Progress = Callable[[int, int], None]
"""Told how many cases have been looked at, of how many."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What looking at one case's record gave; `wrong` is "" where all is well.

    `events` and `head` are of the whole chain for those who see all of it; for others 0 and "". A case that the person
    who administers may not see is named by its identifier, and told of only where it was changed; what belongs to no
    case has no name.
    """

    reference: CaseReference
    events: int
    head: str
    wrong: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """One look at many records: whose it is, which cases they may see, and whether their chains are walked too.

    `all_counted` says that they look after the whole of the record, so that all that is looked at may be counted.
    """

    services: Services
    caller: Caller
    chains: bool
    eyes: Eyes
    seen: frozenset[CaseId]
    counted: Summary
    all_counted: bool


def verify_cases(
    services: Services,
    caller: Caller,
    reference: CaseReference = NO_REFERENCE,
    told: Progress | None = None,
    counted: Summary | None = None,
) -> list[Verification]:
    """Walk the chain of one case, or of every case, and hold everything that is kept of it against its events.

    Of every case: those that the viewer may see, and for the person who administers all others of the trust too. What
    was looked at is counted, where somebody wants that.
    """
    return list(_verdicts(services, caller, reference, told, counted or Summary(), chains=True))


def replay_cases(
    services: Services, caller: Caller, reference: CaseReference = NO_REFERENCE, told: Progress | None = None
) -> list[Verification]:
    """Fold the events of one case, or of every case, and compare with what is stored; chains are taken as they are."""
    return list(_verdicts(services, caller, reference, told, Summary(), chains=False))


def verify_accesses(services: Services, organisation: OrganisationId) -> int:
    """Walk the access chain, with what stands in the spools of this machine brought in first. Gives its length.

    Raises BrokenRecord.
    """
    take_reads(services)
    with services.store.reading() as reading:
        lines = reading.accesses(organisation)
    return walk_accesses(lines)


def _verdicts(
    services: Services,
    caller: Caller,
    reference: CaseReference,
    told: Progress | None,
    counted: Summary,
    *,
    chains: bool,
) -> Iterator[Verification]:
    organisation, now = caller.viewer.organisation, services.clock.now()
    with services.store.reading() as reading:
        seen = reading.references(caller.viewer)
        if reference and reference not in seen.values():
            reading.find_case(caller.viewer, reference)  # says that it is not there
        everything = not reference and _looks_after_all(reading, caller, services)
        eyes = Eyes(now=now, following=frozenset(reading.catching_up(organisation, now)))
        viewer = Viewer(organisation, SCHEDULER) if everything else caller.viewer
        named = reading.references(viewer) if everything else seen
        lost = reading.without_case(organisation) if everything else {}
        changed = () if reference or not chains else _of_organisation(reading, organisation, counted, everything)
    look = _Look(
        services=services,
        caller=caller,
        chains=chains,
        eyes=eyes,
        seen=frozenset(seen),
        counted=counted,
        all_counted=everything,
    )
    wanted = [case for case, name in named.items() if reference in ("", name)]
    for start in range(0, len(wanted), BATCH):
        yield from _batch(look, viewer, wanted[start : start + BATCH])
        if told is not None:
            told(min(start + BATCH, len(wanted)), len(wanted))
    for says in changed:
        yield Verification(NO_REFERENCE, 0, "", says)
    for kind, count in lost.items():
        yield Verification(NO_REFERENCE, 0, "", verdict_texts.told_of_lost(kind, count))


def _of_organisation(
    reading: Reading, organisation: OrganisationId, counted: Summary, everything: bool
) -> tuple[str, ...]:
    """Say what is wrong with the chain of the organisation, and count what was looked at.

    It has the beginning of every case, so to others than those who look after all of it a count would tell of these.
    """
    found, looked = verdict_of(reading, organisation, naming=everything), counted.organisation
    looked.chains = 1
    if everything:
        looked.events, looked.rows, looked.erased = found.events, found.rows, found.erased
    return found.wrong


def _looks_after_all(reading: Reading, caller: Caller, services: Services) -> bool:
    """Say whether the whole of the trust's record is looked at: for the person who administers it."""
    if caller.viewer.sees_all:
        return True
    person = reading.find_person(caller.viewer.organisation, caller.viewer.person)
    return person is not None and administers(person, services.clock.now())


def _batch(look: _Look, viewer: Viewer, cases: list[CaseId]) -> Iterator[Verification]:
    with look.services.store.reading() as reading:
        for kept in reading.kept_cases(viewer, cases):
            found = _verdict(look, reading, kept)
            if kept.id in look.seen:
                yield found
            elif found.wrong:
                yield Verification(CaseReference(kept.id), 0, "", verdict_texts.UNSEEN)


def _verdict(look: _Look, reading: Reading, kept: KeptCase) -> Verification:
    everything = look.caller.viewer.sees_all
    events, head = 0, ""
    try:
        policy = look.services.policy_of(reading, kept.case)
        everything = everything or redacted(policy, kept.case, look.caller.viewer.person).everything
        if everything:
            events, head = len(kept.entries), kept.case.head
        look.counted.add(kept, everything=everything or look.all_counted, hashed=look.chains)
        wrong = _wrong(look, reading, kept)
    except Unavailable:
        raise
    except BrokenRecord as error:
        wrong = str(error)
    except Exception:
        # whatever is damaged in one case: the others are looked at
        wrong, everything = verdict_texts.UNREADABLE, True
    return Verification(kept.reference, events, head, wrong if everything or not wrong else verdict_texts.HIDDEN)


def _wrong(look: _Look, reading: Reading, kept: KeptCase) -> str:
    """Say what is wrong with the record of a case. Raises BrokenRecord where it cannot even be followed."""
    if look.chains and verify(kept.entries) != kept.case.head:
        raise BrokenRecord("The case does not end where its chain ends.")
    case = folded(kept)
    if case != kept.case:
        raise BrokenRecord("Folding the events does not give what is stored.")
    meant = given(look.services, reading, kept, look.eyes)
    return verdict_texts.told(
        [*kept.strays(meant), *(_lost_files(look.services, reading, meant) if look.chains else ())]
    )


def _lost_files(services: Services, reading: Reading, meant: FoldedCase) -> Iterator[Stray]:
    """List the evidence whose bytes are not there as they were taken in, or are there although they were erased."""
    erased = meant.case.erased
    for each in meant.evidence:
        if ErasedPlace("file", each.number) in erased:
            stands = services.files.weigh(each.sha256) is not None
            if stands and not is_kept(reading, meant.case.organisation, each.sha256):
                yield Stray(RowKind.FILE, (str(each.number),), Became.ADDED)
        elif services.files.weigh(each.sha256) != each.size:
            yield Stray(RowKind.FILE, (str(each.number),), Became.CHANGED)
