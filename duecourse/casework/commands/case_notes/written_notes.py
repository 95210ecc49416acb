"""Notes on a case, for those who work on what they are about: read, written, and put right by a further one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from duecourse.casework.context.attendance import present_in
from duecourse.casework.context.look.case_reader import CaseReader
from duecourse.casework.context.look.redaction import redacted, removed_of, shown_of
from duecourse.casework.context.look.whole_case import WholeCase, whole_of
from duecourse.casework.context.look.written_case import Written, carry_out
from duecourse.casework.context.management import managed
from duecourse.casework.context.services import Caller, Services, Transaction
from engine.changes.notes import NOTE, note
from engine.errors import BadInput, NotFound
from engine.identity import CASE, CaseReference, InstanceId, PersonId
from engine.people.visibility import works_on
from engine.questions.texts import check_text
from engine.record.chain import Entry
from engine.record.codes import CodeKind, typed_code
from engine.record.effects import NoteWritten
from engine.record.erasures import tombstone
from engine.record.kinds import EventKind
from engine.steps.transition import Refusal, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseNote:
    """A note as somebody may read it: its code, who wrote it when, what it is about, and what it says.

    `corrects` is the code of the note that it puts right, `corrected_by` those of the notes that put it right.
    """

    code: str
    by: PersonId
    at: datetime
    on: InstanceId
    text: str
    corrects: str
    corrected_by: tuple[str, ...]


def notes_of(reader: CaseReader) -> tuple[CaseNote, ...]:
    """List the notes that somebody may read, the newest first."""
    return tuple(reversed(tuple(_notes(whole_of(reader)))))


def places_of(reader: CaseReader) -> Mapping[InstanceId, str]:
    """Give what somebody may write notes about: the case itself first, then each procedure that they work on."""
    whole = whole_of(reader)
    mine = [on for on, each in whole.case.tracks.items() if works_on(whole.policy, whole.case, each, whole.person)]
    mine.sort(key=lambda on: on != CASE)
    titles = {on: whole.policy.track(on.track).definition.title for on in mine}
    several = {on.track for on in mine if sum(other.track == on.track for other in mine) > 1}
    codes = whole.redaction.case.codes
    return {on: f"{titles[on]} {codes.of_procedure(on)}" if on.track in several else titles[on] for on in mine}


def _notes(whole: WholeCase) -> Iterator[CaseNote]:
    codes, found = whole.redaction.case.codes, list(_told(whole))
    putting_right = [(effect.corrects, entry.event.sequence) for entry, effect in found if effect.corrects]
    readable = {entry.event.sequence for entry, _ in found}
    for entry, effect in found:
        number = entry.event.sequence
        words = entry.words[NOTE].text
        by = [later for corrected, later in putting_right if corrected == number]
        yield CaseNote(
            code=codes.of(CodeKind.EVENT, number),
            by=entry.event.by,
            at=entry.event.at,
            on=effect.on,
            text=words if words is not None else tombstone(NOTE),
            corrects=codes.of(CodeKind.EVENT, effect.corrects) if effect.corrects in readable else "",
            corrected_by=tuple(codes.of(CodeKind.EVENT, each) for each in by),
        )


def _told(whole: WholeCase) -> Iterator[tuple[Entry, NoteWritten]]:
    """Give the notes whose words somebody may read, with what each is about."""
    removed = removed_of(whole.redaction, whole.entries)
    for entry in whole.entries:
        if entry.event.kind is EventKind.NOTED:
            told = shown_of(whole.redaction, entry, removed)
            effects = [each for each in entry.event.effects if isinstance(each, NoteWritten)]
            if told is not None and NOTE in told.words:
                yield told, effects[0]


def write_note(
    services: Services, caller: Caller, reference: CaseReference, on: InstanceId, text: str, corrects: str = ""
) -> Written:
    """Write a note about the case or a part of it, or one that puts the note of a code right; nobody changes it.

    Raises:
        BadInput: there are no words, or too many. NotFound: there is no such note, or none that they may read.
        NotPermitted: they do not work on what it is about.
    """
    words = check_text(text)

    def decide(transaction: Transaction) -> Step | Refusal:
        change = managed(transaction, caller, on=on)
        number = _note_named(transaction, caller, corrects, on) if corrects else 0
        return note(transaction.policy, transaction.case, on, words, change, transaction.world, corrects=number)

    return carry_out(services, caller, reference, f"note {on}", decide)


def _note_named(transaction: Transaction, caller: Caller, typed: str, on: InstanceId) -> int:
    """Find a note by its code. It is put right by one about the same: nobody else may learn that there was one."""
    case = transaction.case
    redaction = redacted(transaction.policy, present_in(transaction), caller.viewer.person)
    code, codes = typed_code(typed), redaction.case.codes
    for entry in transaction.writing.entries(caller.viewer, case.id):
        is_it = entry.event.kind is EventKind.NOTED and codes.of(CodeKind.EVENT, entry.event.sequence) == code
        if is_it and shown_of(redaction, entry) is not None:
            if entry.event.on != on:
                raise BadInput("A note is put right by one about the same part of the case.")
            return entry.event.sequence
    raise NotFound(f"Case {case.reference} has no such note, or none that you may read.")
