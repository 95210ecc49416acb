"""The life of a letter: drafted, read, issued, and dispatched with proof; issued words never change again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from duecourse.casework.office import Desk, Office, Sender, change_case, log_read, staffing
from duecourse.casework.steps import managed
from duecourse.correspondence import gather
from engine import housekeeping
from engine.case import Case, Letter
from engine.errors import BadInput, NotFound, NotPermitted, Reason, Refused
from engine.permits import Request
from engine.policy import act
from engine.ports import DraftLetter, Reading, SealedLetter, Viewer
from engine.recording import Refusal, Step
from engine.staffing import sees_everything, sees_track


def render_draft(office: Office, viewer: Viewer, case_id: str, number: int) -> DraftLetter | None:
    """Write the draft of a letter from the facts as they are now; None where it is no draft any more."""
    with office.store.reading() as reading:
        case = reading.case_by_id(viewer, case_id)
        letter = case.letters.get(str(number))
        if letter is None or letter.status != "draft":
            return None
        draft = _write(office, reading, viewer, case, letter)
    with office.store.writing() as writing:
        writing.save_draft(case.organisation, draft)
    return draft


def _write(office: Office, reading: Reading, viewer: Viewer, case: Case, letter: Letter) -> DraftLetter:
    organisation = reading.organisation()
    policy = office.policy_of(reading, case)
    facts = gather(office, reading, viewer, policy, case, letter)
    rendered = office.letters.draft(letter.template, facts, ZoneInfo(organisation.zone))
    return DraftLetter(
        case.id, letter.number, letter.template, rendered.template_hash, rendered.blocks, rendered.facts,
        rendered.problems, office.clock.now(),
    )  # fmt: skip


def read_letter(office: Office, sender: Sender, reference: str, number: int, format_: str) -> str:
    """Give a letter as `text` or `html`: the draft as it is now, or the sealed bytes once it is issued."""
    with office.store.reading() as reading:
        case = reading.find_case(sender.viewer, reference)
        letter = letter_of(case, number)
        _may_read(office, case, letter, sender.viewer.person)
        sealed = reading.sealed(sender.viewer, case.id, number)
        draft = reading.draft(sender.viewer, case.id, number)
    log_read(office, sender, case, f"letter {number}")
    if sealed is not None:
        return _rendition(sealed, format_)
    if letter.status == "draft":
        draft = render_draft(office, sender.viewer, case.id, number) or draft
    if draft is None:
        raise NotFound(f"Letter {number} of {reference} was {letter.status} before it was ever drafted.")
    title = office.letters.kinds()[letter.template].title
    return office.letters.show(draft.blocks, format_, title)


def letter_of(case: Case, number: int) -> Letter:
    """Find a letter of a case by number. Raises NotFound."""
    letter = case.letters.get(str(number))
    if letter is None:
        raise NotFound(f"Case {case.reference} has no letter {number}. It has {len(case.letters)}.")
    return letter


def _may_read(office: Office, case: Case, letter: Letter, person: str) -> None:
    """Let the team read every letter, and the affected person those that are addressed to them."""
    if sees_everything(case, person):
        return
    to_them = "affected" in office.letters.kinds()[letter.template].addressee
    if not (to_them and sees_track(case, case.tracks[letter.on], person) and letter.status == "dispatched"):
        raise NotFound(f"Case {case.reference} has no letter {letter.number} that you may read.")


def _rendition(sealed: SealedLetter, format_: str) -> str:
    media = {"text": "text/plain", "html": "text/html"}[format_]
    return sealed.renditions[media].decode()


def issue(office: Office, sender: Sender, reference: str, number: int) -> Step:
    """Seal a letter as it was read: what is missing, or has changed since, stops it with a sentence.

    Raises:
        Refused, NotFound, NotPermitted.
    """
    with office.store.reading() as reading:
        case = reading.find_case(sender.viewer, reference)
        seen = reading.draft(sender.viewer, case.id, number)
        letter = letter_of(case, number)
    if letter.status != "draft":
        raise Refused((Reason(f"Letter {number} is {letter.status} and cannot be issued."),))
    fresh = render_draft(office, sender.viewer, case.id, number)
    problems = _why_not_issue(seen, fresh)
    if problems or fresh is None:
        raise Refused(tuple(Reason(problem) for problem in problems))

    def decide(desk: Desk) -> Step | Refusal:
        change = managed(desk, sender)
        current = letter_of(desk.case, number)
        if current.status != "draft" or desk.case.revision != case.revision:
            return Refused_as_refusal("The case has changed in the meantime; read the letter again.")
        sealed = office.letters.seal(fresh, sender.viewer.person, desk.world.at)
        sealing.append(sealed)
        issued = replace(current, status="issued", sha256=sealed.sha256)
        return housekeeping.change_letter(desk.policy, desk.case, issued, change, desk.world)

    sealing: list[SealedLetter] = []
    return change_case(office, sender, reference, f"issue letter {number}", decide, sealing=sealing)
