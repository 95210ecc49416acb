"""What the events of a case give: the case, and everything that is kept beside it, as it must be.

Replay never asks the engine again what should have happened. Who sees what of a case stands in no event: it is worked
out from the case that its events give, under the version of the policy that it is pinned to.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from duecourse.casework.audit.folded_notices import notices_given
from duecourse.casework.context.look.danger import blank
from duecourse.casework.context.services import Services
from duecourse.casework.context.sights import sights_of
from engine.errors import BrokenRecord
from engine.identity import PersonId, WordsKey
from engine.plain import is_group
from engine.ports.kept_cases import FoldedCase, KeptCase
from engine.ports.records import EvidenceFile, SealedLetter
from engine.ports.store import Reading
from engine.record.case import Case
from engine.record.chain import Entry
from engine.record.effects import EvidenceChanged, LetterChanged
from engine.record.erasures import ErasedPlace
from engine.record.replay import apply
from engine.record.values import Evidence, Letter

NOT_IT = "?"
"""What is no longer as it was sealed is unlike itself with this behind it: how it must be, nobody knows any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Eyes:
    """What looking at a record needs besides the record: the moment, and whose lists still follow their posts."""

    now: datetime
    following: frozenset[PersonId]


def folded(kept: KeptCase) -> Case:
    """Fold the events of a case. Raises BrokenRecord where they do not follow from each other."""
    try:
        return apply(blank(kept.case), kept.entries)
    except (KeyError, TypeError):
        raise BrokenRecord("The events of the case do not follow from each other.") from None


def given(services: Services, reading: Reading, kept: KeptCase, eyes: Eyes) -> FoldedCase:
    """Give what the events of a case give, once they were folded and gave the case itself."""
    case = kept.case
    sights = None
    if kept.is_sighted:
        policy = services.policy_of(reading, case)
        sights = sights_of(policy, case, services.staffing_of(reading, case, eyes.now))
    return FoldedCase(
        case=case,
        entries=kept.entries,
        sights=sights,
        following=eyes.following,
        letters=tuple(_letters(kept)),
        evidence=tuple(_evidence(kept)),
        notices=tuple(notices_given(kept)),
        people=reading.people_named(case.organisation, frozenset(case.people)),
    )


def _letters(kept: KeptCase) -> Iterator[SealedLetter]:
    """Give the letters that were issued, each as the event of its issue has it; what does not fit it is left empty."""
    issued: dict[int, tuple[Entry, Letter]] = {}
    for entry in kept.entries:
        for effect in entry.event.effects:
            if isinstance(effect, LetterChanged) and effect.letter.sha256 and effect.letter.number not in issued:
                issued[effect.letter.number] = entry, effect.letter
    there = {letter.number: letter for letter in kept.letters}
    erased = kept.case.erased
    for number, (entry, letter) in issued.items():
        if ErasedPlace("letter", number) in erased:
            yield _emptied(kept, entry, letter)
            continue
        found = there.get(number)
        there_is = found.record if found is not None else ""
        record = there_is if _digest(there_is.encode()) == letter.sha256 else ""
        bytes_there = found.renditions if found is not None else {}
        yield SealedLetter(
            case=kept.case.id,
            number=number,
            record=record or f"{there_is}{NOT_IT}",
            sha256=letter.sha256,
            issued_at=letter.issued_at or entry.event.at,
            issued_by=entry.event.by,
            renditions={name: _fitting(bytes_there.get(name), digest) for name, digest in _parts(record).items()},
        )


def _emptied(kept: KeptCase, entry: Entry, letter: Letter) -> SealedLetter:
    """Give what is left of an issued letter that was erased."""
    return SealedLetter(
        case=kept.case.id,
        number=letter.number,
        record="",
        sha256=letter.sha256,
        issued_at=letter.issued_at or entry.event.at,
        issued_by=entry.event.by,
        renditions={},
    )


def _parts(record: str) -> Mapping[str, str]:
    """Read from the record of a sealed letter which parts it has, and the digest of each."""
    parts: object = json.loads(record).get("parts") if record else None
    return {name: str(digest) for name, digest in parts.items()} if is_group(parts) else {}


def _fitting(content: bytes | None, digest: str) -> bytes:
    """Give bytes that have a digest; in the place of others, some that they are not."""
    there = content or b""
    return there if _digest(there) == digest else there + NOT_IT.encode()


def _evidence(kept: KeptCase) -> Iterator[EvidenceFile]:
    """Give what is known of each piece of evidence, as its events have it."""
    first: dict[int, Entry] = {}
    last: dict[int, Evidence] = {}
    for entry in kept.entries:
        for effect in entry.event.effects:
            if isinstance(effect, EvidenceChanged):
                first.setdefault(effect.evidence.number, entry)
                last[effect.evidence.number] = effect.evidence
    there = {each.number: each for each in kept.evidence}
    for number, evidence in last.items():
        yield _file(kept, first[number], evidence, there.get(number))


def _file(kept: KeptCase, entry: Entry, evidence: Evidence, found: EvidenceFile | None) -> EvidenceFile:
    """Give what was kept with a file; what no event of an earlier version sealed is taken as it stands."""
    meant = EvidenceFile(
        case=kept.case.id,
        number=evidence.number,
        on=evidence.on,
        kind=evidence.kind,
        name=_said(entry, evidence.number, "name"),
        media_type=evidence.media_type,
        size=evidence.size,
        sha256=evidence.sha256,
        url=_said(entry, evidence.number, "url"),
        captured_at=evidence.captured_at,
        added_at=entry.event.at,
        added_by=entry.event.by,
        quarantined=evidence.quarantined,
    )
    if found is None or evidence.is_sealed:
        return meant
    return replace(meant, media_type=found.media_type, size=found.size, captured_at=found.captured_at)


def _said(entry: Entry, number: int, name: str) -> str:
    words = entry.words.get(WordsKey.of_evidence(number, name))
    return (words.text or "") if words is not None else ""


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()
