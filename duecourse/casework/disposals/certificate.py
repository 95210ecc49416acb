"""The certificate of a disposal: what went, in kinds and digests, when, by whom, under which row; no content.

It is made from the sealed record whenever it is asked for, and names the event that seals it: `duecourse audit verify`
proves that event, and both can be compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256

from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.look.whole_case import WholeCase
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.disposals.due_cases import disposal_of, name_of
from duecourse.casework.erasures.disposal_checks import DisposalCase
from duecourse.casework.erasures.erased_places import everything_of, mark_of
from duecourse.casework.privacy.assessment import plain
from engine.errors import NotFound
from engine.identity import CaseReference
from engine.ports.letters.rendered_letters import LetterSheet
from engine.record.chain import Entry
from engine.record.effects import done_in
from engine.record.erasures import ErasedPlace, Erasure
from engine.time.moments import say_date, say_moment

TITLE = "Certificate of disposal"
HALF = 32
TAKEN = "the certificate of disposal"


def certificate(services: Services, caller: Caller, reference: CaseReference) -> bytes:
    """Give the certificate as PDF. Raises NotFound where the case was not disposed of."""
    with looking(services, caller, reference, TAKEN, given=True) as reader:
        whole = everything_of(reader)
        case = disposal_of(whole)
        done = case.disposed
        if done is None:
            raise NotFound(f"{reference} was not disposed of.")
        text = "\n\n".join(_written(whole, case, done))
        at = _done_at(case.entries, done).event.at
    sheet = LetterSheet(TITLE, reference, draft=False)
    return services.letters.print_sheets(services.letters.paper_blocks(text), sheet, at)


def _written(whole: WholeCase, case: DisposalCase, done: Erasure) -> Iterator[str]:
    asked, entry, zone = case.asked_at(done), _done_at(case.entries, done), case.zone
    reason = asked.words["reason"].text if "reason" in asked.words else ""
    yield f"# {TITLE}"
    facts = (
        ("Case", whole.record.reference),
        ("School", whole.school.name),
        ("Reported on", say_date(whole.record.reported_at.astimezone(zone).date())),
        ("Ended on", say_date(case.ended_on)),
        ("Under the schedule, and why", reason or "not said"),
        ("Proposed by", f"{name_of(whole, asked.event.by)}, {say_moment(asked.event.at, zone)}"),
        ("Disposed of by", f"{name_of(whole, entry.event.by)}, {say_moment(entry.event.at, zone)}"),
    )
    yield "\n".join(
        ("| What | Is |", "| --- | --- |", *(f"| {plain(name)} | {plain(value or '')} |" for name, value in facts))
    )
    yield "## What went"
    rows = list(_kinds(whole, case.entries, done.places))
    yield "\n".join(("| Kind | How many | SHA-256 over the digests |", "| --- | --- | --- |", *rows))
    yield (
        "Of words the digest is the salted commitment of the record, of files and letters that of their bytes. They "
        "say nothing of what was there; with a copy of a file or letter it can be shown that it was the same."
    )
    each = [place for place in done.places if place.what in ("file", "letter")]
    if each:
        yield "\n".join(f"- {plain(one.thing)}: {mark_of(whole.record, case.entries, one)}" for one in each)
    yield "## What stays"
    yield (
        "The record of the case without words, names, letters and files: which steps were taken when, by an identifier "
        "of the colleague who took them, and answers that were chosen from a list. Backups from before hold what they "
        "hold until they are deleted."
    )
    yield "## Seal"
    number, case_named = entry.event.sequence, whole.record.reference
    yield f"Event {number} of the record of {case_named} is this disposal. Its hash: {entry.hash}"


def _kinds(whole: WholeCase, entries: Sequence[Entry], places: Sequence[ErasedPlace]) -> Iterator[str]:
    for thing in sorted({each.thing for each in places}):
        marks = sorted(mark_of(whole.record, entries, each) for each in places if each.thing == thing)
        digest = sha256(" ".join(marks).encode()).hexdigest()
        # in two halves, which fit beside one another on no sheet
        yield f"| {plain(thing)} | {len(marks)} | {digest[:HALF]} {digest[HALF:]} |"


def _done_at(entries: Sequence[Entry], done: Erasure) -> Entry:
    return next(entry for entry in entries if any(each.number == done.number for each in done_in(entry.event.effects)))
