"""The correspondence of a case as one: its sealed letters in order, with the evidence for a hearing, as PDF or ZIP.

Only what its reader may see is in it, and nothing that is shut away. That it was taken away is committed to the access
log before it is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from duecourse.casework.commands.custody.file_kinds import ENDINGS, TEXT
from duecourse.casework.commands.custody.malware_checks import withheld
from duecourse.casework.commands.custody.shut_files import any_is_shut, holds_shut
from duecourse.casework.commands.evidence import sealed_digest
from duecourse.casework.commands.letter_texts import PDF, sheet_reference
from duecourse.casework.context.look.case_reader import CaseReader, looking
from duecourse.casework.context.look.whole_case import WholeCase, whole_of
from duecourse.casework.context.services import Caller, Services
from duecourse.handed_in.text_encodings import read_as_text
from engine.errors import BadInput, BrokenRecord, NotFound
from engine.identity import CaseReference
from engine.ports.letters.bound_packs import BoundPack, BoundPart
from engine.ports.records import EvidenceFile
from engine.record.erasures import ErasedPlace
from engine.record.values import Letter
from engine.time.moments import say_date, say_moment

LARGEST_PACK = 60_000_000
"""So many bytes of letters and files are packed at once; a pack is held in memory while it is made."""


class PackKind(StrEnum):
    """What a pack holds: every letter, or for a hearing the evidence as well."""

    LETTERS = "letters"
    HEARING = "hearing"


@dataclass(frozen=True, slots=True)
class Packed:
    """A pack to be given away, with a name that tells nothing about anybody."""

    name: str
    content: bytes
    media: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackPiece:
    """One thing in a pack: how the index calls it, its name in a ZIP, and its bytes."""

    title: str
    name: str
    media: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The things of a case that go into a pack, and in sentences what does not."""

    pieces: tuple[PackPiece, ...]
    missing: tuple[str, ...]
    reference: CaseReference
    made_at: datetime
    said_at: str


def pack(services: Services, caller: Caller, reference: CaseReference, kind: PackKind, form: str) -> Packed:
    """Give the correspondence of a case as one `pdf` or `zip`.

    Raises:
        NotFound: there is nothing in it that the reader may see. BadInput: it is too large.
    """
    with looking(services, caller, reference, f"all letters, {kind} pack", given=True) as case:
        found = gathered(case, kind)
    if not found.pieces:
        raise NotFound(
            f"There is no sealed letter in {reference} that you may read, so there is nothing to put together."
        )
    if form == "zip":
        return Packed(f"{reference}-{kind}.zip", _zipped(found), "application/zip")
    return Packed(f"{reference}-{kind}.pdf", services.letters.bind(_bound(found, kind), found.made_at), PDF)


def gathered(case: CaseReader, kind: PackKind) -> Gathered:
    """Gather what goes into a pack within a look: nothing that is shut away. Raises BadInput where it is too large."""
    whole, missing = whole_of(case), list[str]()
    pieces = list(_letters(whole, case, missing))
    if kind is PackKind.HEARING:
        pieces += _evidence(whole, case, missing)
    _demand_size(sum(len(piece.content) for piece in pieces))
    return Gathered(
        pieces=tuple(pieces),
        missing=tuple(missing),
        reference=whole.record.reference,
        made_at=whole.now,
        said_at=say_moment(whole.now, case.zone),
    )


def _demand_size(total: int) -> None:
    if total > LARGEST_PACK:
        raise BadInput(
            f"These letters and files have {total:,} bytes; at most {LARGEST_PACK:,} are put together at once. "
            "Take the letters alone, and the large files one by one from the page of evidence."
        )


def _letters(whole: WholeCase, case: CaseReader, missing: list[str]) -> Iterator[PackPiece]:
    issued = [each for each in case.view.letters if each.sha256]
    for letter in sorted(issued, key=lambda each: (each.issued_at or whole.now, each.number)):
        title = _title(whole, case, letter)
        sealed = whole.reading.sealed(whole.caller.viewer, whole.case.id, letter.number)
        if ErasedPlace("letter", letter.number) in whole.record.erased:
            missing.append(f"{title}: its text was erased.")
        elif sealed is None or sealed.sha256 != letter.sha256 or whole.services.letters.verify(sealed):
            raise BrokenRecord(f"What is stored of a letter of {whole.record.reference} is not what was sealed.")
        elif PDF not in sealed.renditions:
            missing.append(f"{title}: it was issued before letters were made as PDF.")
        else:
            name = f"{sheet_reference(whole.record, letter.number).replace('/', '-letter-')}.pdf"
            yield PackPiece(title=title, name=name, media=PDF, content=sealed.renditions[PDF])


def _title(whole: WholeCase, case: CaseReader, letter: Letter) -> str:
    said = {"dispatched": "sent", "issued": "not sent", "withdrawn": "withdrawn, not sent"}.get(
        letter.status, letter.status
    )
    title, code = whole.services.kind_of(letter.template).title, case.view.case.code(letter)
    day = f", issued {say_date(letter.issued_at.astimezone(case.zone).date())}" if letter.issued_at else ""
    return f"{title} ({code}){day}, {said}"


def _evidence(whole: WholeCase, case: CaseReader, missing: list[str]) -> Iterator[PackPiece]:
    total = 0
    for row in case.evidence():
        code = case.view.case.code(case.view.case.evidence[str(row.number)])
        title = f"Evidence {code}: {row.kind}"
        sealed = sealed_digest(whole.entries, row.number)
        if ErasedPlace("file", row.number) in whole.record.erased:
            missing.append(f"{title}: it was erased.")
        elif row.quarantined or _is_shut(whole, row, sealed):
            missing.append(f"{title}: it is shut away, and nobody opens it.")
        else:
            _demand_size(total + row.size)  # before it is fetched
            content = whole.services.files.fetch(sealed)
            if holds_shut(whole.services, whole.reading, whole.case.organisation, content, row.media_type):
                missing.append(f"{title}: something that came with it is shut away, or could not be looked into.")
                continue
            if why := withheld(whole.services, content):
                missing.append(f"{title}: {why}")
                continue
            total += len(content)
            name = f"{whole.record.reference}-evidence-{code}.{ENDINGS.get(row.media_type, 'bin')}"
            yield PackPiece(title=title, name=name, media=row.media_type, content=content)


def _is_shut(whole: WholeCase, row: EvidenceFile, sealed: str) -> bool:
    return any_is_shut(whole.services, whole.reading, whole.case.organisation, {row.sha256, sealed})


def _bound(found: Gathered, kind: PackKind) -> BoundPack:
    """Bind the letters and the words among the evidence; pictures and PDFs of others stay files of their own."""
    bound = [piece for piece in found.pieces if _is_ours(piece)]
    others = tuple(
        f"{piece.title}: a file of its own; take the ZIP for it." for piece in found.pieces if not _is_ours(piece)
    )
    return BoundPack(
        title="Pack for a hearing" if kind is PackKind.HEARING else "Correspondence",
        reference=found.reference,
        says=(f"Put together {found.said_at} from what is kept; it holds what the person who took it may see.",),
        parts=tuple(
            BoundPart(title=piece.title, kind="pdf" if piece.media == PDF else "text", content=_to_bind(piece))
            for piece in bound
        ),
        left_out=(*found.missing, *others),
    )


def _to_bind(piece: PackPiece) -> bytes:
    """Give the bytes of a piece, a text as it is read in whatever way it was written."""
    read = read_as_text(piece.content) if piece.media == TEXT else None
    return piece.content if read is None else read.text.encode()


def _is_ours(piece: PackPiece) -> bool:
    return "-letter-" in piece.name or piece.media == TEXT


def _zipped(found: Gathered) -> bytes:
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        archive.writestr("index.txt", "\n".join(_index(found)))
        for number, piece in enumerate(found.pieces, 1):
            archive.writestr(f"{number:02}-{piece.name}", piece.content)
    return written.getvalue()


def _index(found: Gathered) -> Sequence[str]:
    named = [f"{number:02}. {piece.title}" for number, piece in enumerate(found.pieces, 1)]
    left = ["", "Not in it:", *found.missing] if found.missing else []
    return [f"{found.reference}", f"Put together {found.said_at}.", "", *named, *left, ""]
