"""What came with an e-mail that is kept: listed, and taken in custody one by one, each through the gate."""

from __future__ import annotations

from duecourse.casework.commands import evidence
from duecourse.casework.commands.custody.file_kinds import MAIL, OUTLOOK
from duecourse.casework.commands.evidence import NewEvidence
from duecourse.casework.commands.evidence_looks.file_previews import PREVIEW
from duecourse.casework.context.look.written_case import Written
from duecourse.casework.context.services import Caller, Services
from engine.errors import BadInput, NotFound
from engine.identity import CaseReference
from engine.ports.custody.previews import AttachedFile, NoPreview
from engine.ports.records import EvidenceFile

UNREAD = "This e-mail cannot be taken apart here. Save it, open it in your mail program, and add what came with it."


def attached(
    services: Services, caller: Caller, reference: CaseReference, number: int, which: int
) -> tuple[EvidenceFile, AttachedFile]:
    """Name one file that came with an e-mail. Raises NotFound, BadInput, or Refused."""
    row, _, found = _found(services, caller, reference, number, which)
    return row, found


def take_attachment(
    services: Services, caller: Caller, reference: CaseReference, number: int, which: int, code: str
) -> Written:
    """Take a file that came with an e-mail in custody as evidence of its own, where the e-mail belongs.

    Its name says from which e-mail it is, by `code`. Raises NotFound, BadInput, or Refused, as `evidence.add` does.
    """
    row, content, found = _found(services, caller, reference, number, which)
    tools = services.custody.previews
    taken = tools.attachment(content, row.media_type, found.number) if tools else None
    if taken is None or isinstance(taken, NoPreview):
        raise BadInput(UNREAD)
    stem, dot, ending = found.name.rpartition(".")
    beside = f" (with {code})"
    name = f"{stem}{beside}{dot}{ending}" if stem else f"{found.name}{beside}"
    return evidence.add(services, caller, reference, NewEvidence(name=name, content=taken, on=row.on))


def _found(
    services: Services, caller: Caller, reference: CaseReference, number: int, which: int
) -> tuple[EvidenceFile, bytes, AttachedFile]:
    row, content = evidence.fetch(services, caller, reference, number, PREVIEW)
    tools = services.custody.previews
    if tools is None or row.media_type not in (MAIL, OUTLOOK):
        raise NotFound(f"Nothing came with this file of {reference}.")
    read = tools.read(content, row.media_type)
    if isinstance(read, NoPreview):
        raise BadInput(UNREAD)
    for each in read.attached:
        if each.number == which:
            return row, content, each
    raise NotFound(f"Nothing of this name came with this e-mail of {reference}.")
