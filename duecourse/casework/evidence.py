"""Evidence: kept by digest, fetched with a line in the access log, never taken where an image may be illegal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from duecourse.casework.dating import refuse_future
from duecourse.casework.office import Desk, Office, Sender, change_case, demand_sight, log_read, log_refusal
from duecourse.casework.steps import managed
from engine import housekeeping
from engine.case import Case, Evidence
from engine.errors import BadInput, NotFound, Reason, Refused
from engine.recording import Refusal, Step
from engine.records import EvidenceFile
from engine.seeing import seen_case

LARGEST = 25 * 1024 * 1024
KINDS = {
    b"\x89PNG\r\n\x1a\n": ("screenshot", "image/png"),
    b"\xff\xd8\xff": ("screenshot", "image/jpeg"),
    b"%PDF-": ("document", "application/pdf"),
    b"GIF8": ("screenshot", "image/gif"),
}
_OTHER_KIND = (
    "This kind of file is not kept here, because it could not be shown to be harmless. "
    "Save it as a picture (PNG, JPEG or GIF), a PDF or plain text, and add that."
)


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """A file as somebody hands it in."""

    name: str
    content: bytes
    on: str
    captured_at: datetime | None = None
    url: str = ""


def add(office: Office, sender: Sender, reference: str, new: NewEvidence) -> Step:
    """Take a file in custody. Raises Refused where the gate against illegal images stands, before anything is kept."""
    kind, media_type = judge(new.content)
    case = gate(office, sender, reference, new.on)
    if new.captured_at is not None:
        refuse_future(new.captured_at, office.clock.now(), office.zone(), "captured")
    digest = office.files.keep(new.content)

    def decide(desk: Desk) -> Step | Refusal:
        number = len(desk.case.evidence) + 1
        evidence = Evidence(number, kind, new.on, digest)
        change = managed(desk, sender, on=new.on)
        words = {"name": new.name, "url": new.url}
        result = housekeeping.add_evidence(desk.policy, desk.case, evidence, words, change, desk.world)
        if not isinstance(result, Refusal):
            row = EvidenceFile(
                case.id, number, new.on, kind, new.name, media_type, len(new.content), digest, new.url,
                new.captured_at, desk.world.at, sender.viewer.person,
            )  # fmt: skip
            desk.writing.add_evidence(desk.case.organisation, row)
        return result

    return change_case(office, sender, reference, f"evidence {new.on}", decide)


def gate(office: Office, sender: Sender, reference: str, on: str) -> Case:
    """Stand before every upload: where an image may be illegal, no file is even read. Raises Refused."""
    with office.store.reading() as reading:
        case = reading.find_case(sender.viewer, reference)
        policy = office.policy_of(reading, case)
    demand_sight(policy, case, sender.viewer.person, on)
    reasons = housekeeping.image_gate(case, on)
    if reasons:
        log_refusal(office, sender, reference, f"evidence {on}", reasons)
        raise Refused(reasons)
    return case


def judge(content: bytes) -> tuple[str, str]:
    """Judge a file by its first bytes, never by its name: its kind and media type.

    Raises:
        BadInput: it is empty, too large, or of a kind that is not kept.
    """
    if not content:
        raise BadInput("The file is empty.")
    if len(content) > LARGEST:
        raise BadInput(f"The file has {len(content):,} bytes; at most {LARGEST:,} can be kept.")
    for magic, kind in KINDS.items():
        if content.startswith(magic):
            return kind
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise BadInput(_OTHER_KIND) from error
    if "\x00" in text:
        raise BadInput(_OTHER_KIND)
    return "note", "text/plain"


def listing(office: Office, sender: Sender, reference: str) -> Sequence[EvidenceFile]:
    """List the evidence of a case, as far as the viewer works on what it belongs to."""
    with office.store.reading() as reading:
        case = reading.find_case(sender.viewer, reference)
        seen = seen_case(office.policy_of(reading, case), case, sender.viewer.person)
        return [row for row in reading.evidence(sender.viewer, case.id) if str(row.number) in seen.evidence]


def fetch(office: Office, sender: Sender, reference: str, number: int) -> tuple[EvidenceFile, bytes]:
    """Give a piece of evidence with its bytes; quarantined evidence is opened by nobody."""
    found = next((row for row in listing(office, sender, reference) if row.number == number), None)
    if found is None:
        raise NotFound(f"Case {reference} has no evidence {number}.")
    with office.store.reading() as reading:
        case = reading.find_case(sender.viewer, reference)
    if case.evidence[str(number)].quarantined:
        raise Refused(
            (
                Reason(
                    "This evidence is shut away and is opened by nobody.",
                    unlocks="Ask the safeguarding lead.",
                ),
            )
        )
    log_read(office, sender, case, f"evidence {number}")
    return found, office.files.fetch(found.sha256)
