"""What goes with a letter: what there is to choose from, what was chosen, and the bytes that leave with it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from duecourse.casework.commands.custody.file_kinds import ENDINGS, MAIL, TEXT
from duecourse.casework.commands.custody.malware_checks import withheld
from duecourse.casework.commands.custody.shut_files import holds_shut, is_shut_file
from duecourse.casework.commands.letter_reasons import stands_otherwise
from duecourse.casework.commands.letter_texts import PDF, letter_for, sheet_reference
from duecourse.casework.context.look.case_reader import CaseReader
from duecourse.casework.context.look.whole_case import WholeCase, whole_of
from duecourse.casework.context.services import Services
from duecourse.handed_in.text_encodings import read_as_text
from duecourse.page_count import page_count
from engine.changes.letters.enclosures import NAMED
from engine.errors import DuecourseError
from engine.identity import WordsKey
from engine.people.visibility import works_on
from engine.plain import is_group, is_list
from engine.ports.letters.trust_documents import MEDIA_TYPE, TrustDocument, in_use
from engine.ports.mail.relay import EnclosedFile
from engine.ports.records import EvidenceFile, SealedLetter, Viewer
from engine.ports.store import Reading
from engine.reasons import Reason
from engine.record.case import Case
from engine.record.codes import CodeKind, Codes, letter_code
from engine.record.erasures import ErasedPlace
from engine.record.papers.letter_parts import Enclosure
from engine.record.values import SCHEDULER, Letter

MOST_BYTES = 20 * 1024 * 1024
"""So many bytes of a letter and what goes with it leave by e-mail at most: many mail systems take no more."""
ON_PAPER = "on_paper"
"""The fact of a letter that lists what goes with it on paper."""
GONE = "A file that goes with this letter is not there any more, or is not what was put with it."
SHUT = "A file that goes with this letter may be an indecent image of a child, and goes to nobody."


@dataclass(frozen=True, slots=True, kw_only=True)
class EnclosedThing:
    """Something that goes with a letter, as a page shows it: `key` names it among them, `place` is where it is read.

    `origin` says what it is; `names` are the people of the case whom its words name, where a machine can read them.
    """

    key: str
    name: str
    origin: str
    place: str
    pages: int
    size: int
    is_read: bool = False
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that may be put with a letter: how it is chosen, what it is, and how the letter would call it."""

    key: str
    says: str
    called: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosing:
    """What goes with a letter, what may be put with it, and what it has to have with it and lacks."""

    letter: Letter
    things: tuple[EnclosedThing, ...]
    choices: tuple[Choice, ...]
    lacks: tuple[str, ...]
    usual: tuple[str, ...]


def enclosing(case: CaseReader, number: int) -> Enclosing:
    """Say what goes with a letter; for those who work on what it belongs to. Raises NotFound."""
    whole = whole_of(case)
    letter = letter_for(whole.services, whole.policy, whole.case, number, whole.caller)
    instance = whole.case.tracks.get(letter.on)
    if instance is None or not works_on(whole.policy, whole.case, instance, whole.person):
        return Enclosing(letter=letter, things=(), choices=(), lacks=(), usual=())
    kind = whole.services.kind_of(letter.template)
    things = tuple(_things(whole, case, letter)) if letter.enclosures else ()
    named = [each.casefold() for each in (*(each.name for each in things), *_on_paper(whole, letter))]
    return Enclosing(
        letter=letter,
        things=things,
        choices=tuple(_choices(whole, case, letter)) if letter.status == "draft" else (),
        lacks=_lacking(kind.encloses, named),
        usual=tuple(dict.fromkeys(_lacking((*kind.encloses, *kind.attachments), named))),
    )


def called(meets: str, name: str) -> str:
    """Give the name of something that is one of what a letter has to have with it: `The policy: its own name`."""
    return f"{meets}: {name}" if meets and name and name != meets else meets or name


def _lacking(demanded: Sequence[str], named: Sequence[str]) -> tuple[str, ...]:
    """List what is not there under its name, alone or with more behind it."""
    known = {each.partition(": ")[0] for each in named} | set(named)
    return tuple(each for each in demanded if each.casefold() not in known)


def _on_paper(whole: WholeCase, letter: Letter) -> Sequence[str]:
    """List what goes with a draft on paper, as it was last read."""
    if letter.status != "draft" or ON_PAPER not in whole.services.kind_of(letter.template).gathers:
        return ()
    draft = whole.reading.draft(whole.caller.viewer, whole.record.id, letter.number)
    facts: object = json.loads(draft.facts) if draft is not None else {}
    papers = facts.get(ON_PAPER) if is_group(facts) else None
    return [str(each) for each in papers] if is_list(papers) else ()


def _choices(whole: WholeCase, case: CaseReader, letter: Letter) -> Iterator[Choice]:
    there = {(each.what, each.number) for each in letter.enclosures}
    codes = whole.redaction.case.codes
    for row in case.evidence():
        if not row.quarantined and ("file", row.number) not in there and row.sha256:
            yield Choice(f"file-{row.number}", f"Evidence {codes.of(CodeKind.FILE, row.number)}: {row.name}")
    for other in whole.redaction.case.letters.values():
        sent = other.status in ("issued", "dispatched") and other.number != letter.number
        if sent and ("letter", other.number) not in there:
            title = whole.services.kind_of(other.template).title
            yield Choice(f"letter-{other.number}", f"Letter {letter_code(whole.record.id, other.number)}: {title}")
    for document in in_use(whole.reading.trust_documents(whole.organisation.id)):
        if ("document", document.number) not in there:
            yield Choice(
                f"document-{document.number}", f"Document of the trust: {_said(whole, document)}", document.title
            )


def _said(whole: WholeCase, document: TrustDocument) -> str:
    """Say which version of a document of the trust something is."""
    day = whole.calendar.local(document.since)
    return f"{document.title}, kept since {day.day} {day:%B %Y}"


def _things(whole: WholeCase, case: CaseReader, letter: Letter) -> Iterator[EnclosedThing]:
    rows = {row.number: row for row in case.evidence()}
    for each in letter.enclosures:
        words = _readable(whole, each)
        yield EnclosedThing(
            key=f"{each.what}-{each.number}",
            name=whole.words.get((each.event, WordsKey(NAMED))) or "something whose name was erased",
            origin=_origin(whole, each, rows),
            place=_place(whole, each),
            pages=each.pages,
            size=each.size,
            is_read=words is not None,
            names=tuple(_named_in(whole, words or "")),
        )


def _origin(whole: WholeCase, enclosed: Enclosure, rows: Mapping[int, EvidenceFile]) -> str:
    codes: Codes = whole.redaction.case.codes
    if enclosed.what == "document":
        versions = whole.reading.trust_documents(whole.organisation.id)
        own = next((each for each in versions if each.number == enclosed.number), None)
        if own is None:
            return "A document of the trust"
        later = any(each.key == own.key for each in versions if each.number > own.number)
        return f"Document of the trust: {_said(whole, own)}{'; there is a later version' if later else ''}"
    if enclosed.what == "letter":
        return f"Letter {codes.of(CodeKind.LETTER, enclosed.number)} of this case"
    row = rows.get(enclosed.number)
    return f"Evidence {codes.of(CodeKind.FILE, enclosed.number)}{f', {row.name}' if row else ''}"


def _place(whole: WholeCase, enclosed: Enclosure) -> str:
    codes, case = whole.redaction.case.codes, f"/cases/{whole.case.reference}"
    if enclosed.what == "document":
        return f"/documents/{enclosed.number}"
    if enclosed.what == "letter":
        return f"{case}/letters/{codes.of(CodeKind.LETTER, enclosed.number)}/pdf"
    return "/".join((case, "evidence", codes.of(CodeKind.FILE, enclosed.number)))


def _readable(whole: WholeCase, enclosed: Enclosure) -> str | None:
    """Give the words of something that goes with a letter, where a machine can read them; None of any other."""
    if enclosed.what == "letter":
        sealed = whole.reading.sealed(whole.caller.viewer, whole.record.id, enclosed.number)
        return sealed.renditions["text/plain"].decode() if sealed and "text/plain" in sealed.renditions else None
    if enclosed.media_type not in (TEXT, MAIL):
        return None
    try:
        read = read_as_text(whole.services.files.fetch(enclosed.sha256))
    except DuecourseError:
        return None
    return read.text if read else None


def _named_in(whole: WholeCase, text: str) -> Iterator[str]:
    folded = text.casefold()
    for person in whole.people(whole.record.people).values():
        if person.name.casefold() in folded:
            yield person.name


def enclosure_of(services: Services, reading: Reading, case: Case, key: str) -> Enclosure | None:
    """Give what a key names as it would go with a letter; None where there is no such thing, or it may not leave."""
    what, _, typed = key.partition("-")
    number = int(typed) if typed.isdecimal() else 0
    found = _bytes_of(services, reading, case, what, number)
    if found is None or not number or (what == "file" and _is_shut(services, reading, case, found)):
        return None
    content, media_type, digest = found
    return Enclosure(
        what="letter" if what == "letter" else "document" if what == "document" else "file",
        number=number,
        sha256=digest,
        media_type=media_type,
        size=len(content),
        pages=page_count(content, media_type),
    )


def _bytes_of(
    services: Services, reading: Reading, case: Case, what: str, number: int
) -> tuple[bytes, str, str] | None:
    if what == "document":
        kept = reading.trust_document(case.organisation, number)
        return (kept[1], MEDIA_TYPE, sha256(kept[1]).hexdigest()) if kept and kept[1] else None
    if ErasedPlace("letter" if what == "letter" else "file", number) in case.erased:
        return None
    if what == "letter":
        sealed = reading.sealed(Viewer(case.organisation, SCHEDULER), case.id, number)
        content = sealed.renditions.get(PDF) if sealed else None
        return (content, PDF, sha256(content).hexdigest()) if content else None
    evidence = case.evidence.get(str(number))
    if what != "file" or evidence is None or evidence.quarantined:
        return None
    try:
        content = services.files.fetch(evidence.sha256)
    except DuecourseError:
        return None
    return None if withheld(services, content) else (content, evidence.media_type, evidence.sha256)


def _is_shut(services: Services, reading: Reading, case: Case, found: tuple[bytes, str, str]) -> bool:
    """Say whether a file, or what came with it, is shut away."""
    organisation = case.organisation
    return is_shut_file(services, reading, organisation, found[2]) or holds_shut(
        services, reading, organisation, *found[:2]
    )


def why_not_enclosed(services: Services, reading: Reading, case: Case, letter: Letter) -> tuple[Reason, ...]:
    """Say why what goes with a letter may not leave now: it is gone, altered, or shut away meanwhile."""
    for each in letter.enclosures:
        if each.what == "file" and is_shut_file(services, reading, case.organisation, each.sha256):
            return (stands_otherwise(letter, SHUT, "Take it out, or withdraw the letter."),)
        found = _bytes_of(services, reading, case, each.what, each.number)
        if found is not None and each.what == "file" and _is_shut(services, reading, case, found):
            return (stands_otherwise(letter, SHUT, "Take it out, or withdraw the letter."),)
        if found is None or found[2] != each.sha256:
            return (stands_otherwise(letter, GONE, "Take it out, or withdraw the letter and write it again."),)
    return ()


def files_of(services: Services, reading: Reading, case: Case, letter: Letter) -> tuple[EnclosedFile, ...]:
    """Give the files that leave with a letter, under names that say nothing about anybody."""
    sheet = sheet_reference(case, letter.number).replace("/", "-letter-")
    files = []
    for place, each in enumerate(letter.enclosures, 1):
        found = _bytes_of(services, reading, case, each.what, each.number)
        if found is not None:
            name = f"{sheet}-with-it-{place}.{ENDINGS.get(each.media_type, 'bin')}"
            files.append(EnclosedFile(name=name, media_type=each.media_type, content=found[0]))
    return tuple(files)


def why_no_files(
    services: Services, reading: Reading, case: Case, letter: Letter, sealed: SealedLetter | None
) -> tuple[Reason, ...]:
    """Say why a letter does not leave by e-mail with what goes with it: it may not, or is more than mail takes."""
    gone = why_not_enclosed(services, reading, case, letter)
    own = len(sealed.renditions.get(PDF, b"")) if sealed is not None else 0
    size = own + sum(each.size for each in letter.enclosures)
    if gone or size <= MOST_BYTES or not letter.enclosures:
        return gone
    says = f"The letter and what goes with it have {size / 1024 / 1024:.0f} MB; at most 20 MB leave by e-mail."
    return (stands_otherwise(letter, says, "Send it by post or by hand, and record how it went out."),)
