"""A case as a bundle: its events as they were hashed, their words, its letters and evidence, and a verifier.

Evidence that may be opened by nobody is told of by its digest alone: its bytes go nowhere. Of a link with a case on
which its reader does not work the event stays, as the chain needs it, and why they were linked is left out.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from duecourse.casework.audit.bundle_verifier import VERIFIER
from duecourse.casework.commands.custody.file_kinds import MAIL, OUTLOOK
from duecourse.casework.commands.custody.shut_files import holds_shut, is_shut_file
from duecourse.casework.context.access_log import commit_read
from duecourse.casework.context.attendance import present
from duecourse.casework.context.look.whole_case import load_together
from duecourse.casework.context.services import Caller, Services
from engine.errors import NotFound
from engine.identity import CaseId, CaseReference
from engine.people.visibility import sees_everything
from engine.ports.records import SealedLetter
from engine.ports.store import Reading
from engine.record.case import Case
from engine.record.chain import Entry, Words
from engine.record.effects import Linked
from engine.record.erasures import ErasedPlace
from engine.record.values import Evidence

Files = dict[str, bytes]
"""What a bundle holds beside its lists: name in the bundle → bytes."""


def export(services: Services, caller: Caller, reference: CaseReference) -> bytes:
    """Pack a case; only those who work on every part of it may, and the access log says who did.

    Raises NotFound, or BrokenRecord where the bytes of evidence are not the ones that were taken in.
    """
    with services.store.reading() as reading:
        case = reading.find_case(caller.viewer, reference)
        policy = services.policy_of(reading, case)
        if not sees_everything(policy, present(services, reading, policy, case), caller.viewer.person):
            raise NotFound(f"There is no record of {reference} that you may export.")
        entries = reading.entries(caller.viewer, case.id)
        issued = [each.number for each in case.letters.values() if each.sha256]
        sealed = [letter for number in issued if (letter := reading.sealed(caller.viewer, case.id, number))]
        withheld = _withheld(services, reading, case)
        known = _known_links(services, caller, reading, entries)
    commit_read(services, caller, reference, "the whole record, exported")
    files: Files = {"verify.py": VERIFIER.encode()}
    lists = {
        "case.json": {"events": len(entries), "head": entries[-1].hash},
        "events.json": [_event(entry, known) for entry in entries],
        "letters.json": [_letter(letter, files) for letter in sealed],
        "evidence.json": _evidence(services, case, withheld, files),
    }
    files |= {name: json.dumps(each, ensure_ascii=False, indent=1).encode() for name, each in lists.items()}
    return _packed(files)


def _withheld(services: Services, reading: Reading, case: Case) -> frozenset[int]:
    """Name the evidence that nobody may open: shut away here, or the same bytes anywhere in the trust."""
    return frozenset(
        each.number
        for each in case.evidence.values()
        if each.quarantined
        or ErasedPlace("file", each.number) in case.erased
        or is_shut_file(services, reading, case.organisation, each.sha256)
        or _holds_shut(services, reading, case, each)
    )


def _holds_shut(services: Services, reading: Reading, case: Case, evidence: Evidence) -> bool:
    """Say whether something that came with an e-mail is shut away."""
    if evidence.media_type not in (MAIL, OUTLOOK):
        return False
    content = services.files.fetch(evidence.sha256)
    return holds_shut(services, reading, case.organisation, content, evidence.media_type)


def _known_links(services: Services, caller: Caller, reading: Reading, entries: Sequence[Entry]) -> frozenset[CaseId]:
    """Name the cases with which this one is or was linked and on which the reader works."""
    linked = dict.fromkeys(each.case for entry in entries for each in entry.event.effects if isinstance(each, Linked))
    seen = load_together(services, caller, reading, tuple(linked)) if linked else {}
    return frozenset(other for other, each in seen.items() if each.works_on_it)


def _event(entry: Entry, known: Collection[CaseId]) -> Mapping[str, object]:
    hides = any(isinstance(each, Linked) and each.case not in known for each in entry.event.effects)
    words = {key: Words(None, "") for key in entry.words} if hides else entry.words
    told = {key: {"text": kept.text, "salt": kept.salt} for key, kept in words.items()}
    return {"body": entry.body, "previous": entry.previous, "hash": entry.hash, "words": told}


def _letter(letter: SealedLetter, files: Files) -> Mapping[str, object]:
    named = {}
    for place, (name, content) in enumerate(sorted(letter.renditions.items())):
        named[name] = f"letters/{letter.number}-{place}"
        files[named[name]] = content
    return {"number": letter.number, "record": letter.record, "sha256": letter.sha256, "files": named}


def _evidence(services: Services, case: Case, withheld: frozenset[int], files: Files) -> Sequence[Mapping[str, object]]:
    listed = []
    for each in sorted(case.evidence.values(), key=lambda item: item.number):
        name = None if each.number in withheld else f"files/{each.number}"
        if name is not None:
            files[name] = services.files.fetch(each.sha256)
        listed.append({"number": each.number, "sha256": each.sha256, "media_type": each.media_type, "file": name})
    return listed


def _packed(files: Mapping[str, bytes]) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as bundle:
        for name, content in _in_order(files):
            bundle.writestr(name, content)
    return packed.getvalue()


def _in_order(files: Mapping[str, bytes]) -> Iterable[tuple[str, bytes]]:
    """List the files of a bundle, those first that stand at its top."""
    return sorted(files.items(), key=lambda item: ("/" in item[0], item[0]))
