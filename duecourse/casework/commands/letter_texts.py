"""Letters as they are read: drafts from the facts as they are now, sealed ones word for word."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from duecourse.casework.administration import helplines
from duecourse.casework.commands.letter_lists.unfit_rows import why_list_unfit
from duecourse.casework.commands.letter_reasons import content_of, not_kept, why_stopped
from duecourse.casework.commands.letter_words.standing_words import confirmed_texts, left_of
from duecourse.casework.context.look.case_reader import CaseReader, looking
from duecourse.casework.context.look.whole_case import WholeCase, reads_letter, whole_of
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.context.time_checks import calendar_of, stale, told_before
from duecourse.correspondence import gather
from duecourse.correspondence.told_of_each import not_of_each
from engine.errors import NotFound
from engine.identity import NO_PERSON, CaseId, CaseReference, InstanceId, PersonId
from engine.language.compiled import CompiledPolicy
from engine.people.visibility import works_in
from engine.plain import is_group
from engine.ports.letters.earlier_kinds import kind_for
from engine.ports.letters.letterheads import Pictures, pictured
from engine.ports.letters.rendered_letters import LetterSheet, Rendered, for_large_print, reads_large_print
from engine.ports.records import DraftLetter, LetterKind, SealedLetter, Viewer
from engine.ports.rules.rule_hits import RuleHit
from engine.ports.store import Reading
from engine.record.case import Case
from engine.record.codes import letter_code
from engine.record.erasures import ErasedPlace
from engine.record.values import Letter
from engine.time.calendar import Calendar
from engine.wordings import WORDING, Wording, wording_of

END_OF_DAY = time(23, 59)
"""Until when an answer is waited for that was asked for by a day."""
PDF, BLOCKS = "application/pdf", "blocks"


def render_draft(services: Services, viewer: Viewer, case_id: CaseId, number: int) -> DraftLetter | None:
    """Write the draft of a letter from the facts as they are now; None where it is no draft any more."""
    with services.store.reading() as reading:
        case = reading.case_by_id(viewer, case_id)
        letter = case.letters.get(str(number))
        if letter is None or letter.status != "draft":
            return None
        draft = write_draft(services, reading, viewer, case, letter)
    with services.store.writing() as writing:
        writing.save_draft(case.organisation, draft)
    return draft


def write_draft(services: Services, reading: Reading, viewer: Viewer, case: Case, letter: Letter) -> DraftLetter:
    """Write a draft from the facts as they are, and keep it nowhere. Raises NotFound for a kind no longer written."""
    if letter.template not in services.letters.kinds():
        raise NotFound(f"This letter of {case.reference} is of a kind that is no longer written.")
    policy = services.policy_of(reading, case)
    calendar, now = calendar_of(services, reading, case), services.clock.now()
    facts, zone = facts_of(services, reading, viewer, policy, case, letter, calendar=calendar), calendar.zone
    rendered = services.letters.draft(letter.template, facts, zone, wording_kept(reading, viewer, case, letter))
    problems = problems_left(reading, viewer, case, letter, rendered)
    told = told_before(reading, viewer, case, letter, rendered.facts)

    def of_one(on: InstanceId) -> Mapping[str, object]:
        return facts_of(services, reading, viewer, policy, case, replace(letter, on=on, also=()))

    return DraftLetter(
        case=case.id,
        number=letter.number,
        template=letter.template,
        template_hash=rendered.template_hash,
        blocks=rendered.blocks,
        facts=for_large_print(rendered.facts) if _in_large_print(facts) else rendered.facts,
        problems=(
            *why_stopped(facts),
            *why_list_unfit(services, reading, viewer, case, letter),
            *problems,
            *stale(services, policy, case, letter, now, calendar=calendar, told_before=told),
            *not_of_each(services.letters.gathers(letter.template), policy, case, letter, facts, of_one),
        ),
        rendered_at=now,
        hits=rendered.hits,
        reader=PersonId(str(facts.get("reader") or "")),
        signed_because=str(facts.get("signed_because") or ""),
    )


def _in_large_print(facts: Mapping[str, object]) -> bool:
    addressee = facts.get("addressee")
    return is_group(addressee) and addressee.get("large_print") is True


def problems_left(reading: Reading, viewer: Viewer, case: Case, letter: Letter, rendered: Rendered) -> tuple[str, ...]:
    """Give what stops the issue of a draft, without words that a rule forbids and somebody confirmed."""
    stay = confirmed_texts(reading, viewer, case, letter) if rendered.hits else frozenset[str]()
    return left_of(rendered.problems, rendered.hits, stay)


def wording_kept(reading: Reading, viewer: Viewer, case: Case, letter: Letter) -> Wording | None:
    """Give how somebody put a letter; None where nobody did, or where their words were erased."""
    if not letter.edited:
        return None
    kept = reading.words(viewer, case.id).get((letter.edited, WORDING))
    return wording_of(kept) if kept else None


def facts_of(
    services: Services,
    reading: Reading,
    viewer: Viewer,
    policy: CompiledPolicy,
    case: Case,
    letter: Letter,
    *,
    calendar: Calendar | None = None,
) -> Mapping[str, object]:
    """Gather what a letter would say of a case as things are now."""
    return gather(
        kind_for(services.kind_of, case.letters, letter),
        reading,
        viewer,
        policy=policy,
        case=case,
        letter=letter,
        gathers=services.letters.gathers(letter.template),
        calendar=calendar or calendar_of(services, reading, case),
        staffing=services.staffing_of(reading, case, services.clock.now()),
        helplines=helplines.rows(services, reading, case.organisation),
        now=services.clock.now(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterText:
    """A letter as one person reads it: `problems` stop the issue of a draft, `notes` do not.

    `content` stands for what a draft says now; it is "" for any other letter. `facts` are those used, as JSON. `hits`
    are the rules that the words of a draft break, those that somebody confirmed among them; `reader` a known person;
    `signed_because` says why its signatory signs it.
    """

    letter: Letter
    text: str
    content: str = ""
    facts: str = ""
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    hits: tuple[RuleHit, ...] = ()
    reader: PersonId = NO_PERSON
    signed_because: str = ""


def letter_text(case: CaseReader, number: int, format_: str) -> LetterText:
    """Give a letter as `text` or `html`: the draft as it is now, or the sealed bytes once it is issued.

    A draft that has changed since it was last read is kept as it is read now: only so is it issued.
    """
    whole = whole_of(case)
    letter, words = _read(whole, number)
    if isinstance(words, SealedLetter):
        facts = words.renditions.get("facts", b"").decode()
        return LetterText(letter=letter, text=_rendition(words, format_), facts=facts)
    pictures = whole.reading.pictures(whole.case.organisation, pictured(words.blocks))
    drafted, title = letter.status == "draft", whole.services.kind_of(letter.template).title
    text = whole.services.letters.show(words.blocks, format_, title, pictures, draft=drafted)
    if not drafted:
        return LetterText(letter=letter, text=text)
    notes, content = whole.services.letters.notes(words.blocks), content_of(words, letter)
    return LetterText(
        letter=letter,
        text=text,
        content=content,
        facts=words.facts,
        problems=words.problems,
        notes=notes,
        hits=words.hits,
        reader=words.reader,
        signed_because=words.signed_because,
    )


def _read(whole: WholeCase, number: int) -> tuple[Letter, SealedLetter | DraftLetter]:
    """Find the words of a letter. Raises NotFound, also for one that the person may not read."""
    services, viewer, case = whole.services, whole.caller.viewer, whole.case
    letter = letter_for(services, whole.policy, case, number, whole.caller)
    if ErasedPlace("letter", number) in whole.record.erased:
        raise NotFound(f"The text of this letter of {case.reference} was erased; the history says when and why.")
    sealed = whole.reading.sealed(viewer, case.id, number)
    if sealed is not None:
        return letter, sealed
    kept = whole.reading.draft(viewer, case.id, number)
    if letter.status == "draft":
        fresh = write_draft(services, whole.reading, viewer, case, letter)
        if kept is None or replace(kept, rendered_at=fresh.rendered_at) != fresh:
            with services.store.writing() as writing:
                writing.save_draft(case.organisation, fresh)
        return letter, fresh
    if kept is None:
        raise NotFound(not_kept(case, letter))
    return letter, kept


def read_letter(services: Services, caller: Caller, reference: CaseReference, typed: str | int, format_: str) -> str:
    """Give the words of a letter, named by its code or number, as `letter_text` does. Raises NotFound."""
    with looking(services, caller, reference, f"letter {typed}", given=True) as case:
        return letter_text(case, case.letter_named(str(typed)), format_).text


@dataclass(frozen=True, slots=True)
class PrintedLetter:
    """A letter as PDF, with a file name that says nothing about anybody, and what there is to say about a draft."""

    name: str
    content: bytes
    notes: tuple[str, ...] = ()


def print_letter(
    services: Services, caller: Caller, reference: CaseReference, typed: str | int, *, large: bool = False
) -> PrintedLetter:
    """Give a letter, named by its code or number, as PDF; a draft is marked as one.

    In `large` print an issued letter is a copy: its sealed blocks, set again; the sealed PDF stays the record. Raises
    NotFound where there is no such letter, none that the viewer may read, or one issued before there were PDFs.
    """
    with looking(services, caller, reference, f"letter {typed}", given=True) as case:
        whole = whole_of(case)
        letter, words = _read(whole, case.letter_named(str(typed)))
        blocks = words.blocks if isinstance(words, DraftLetter) else words.renditions[BLOCKS].decode()
        pictures = whole.reading.pictures(whole.case.organisation, pictured(blocks))
    sheet = sheet_reference(whole.record, letter.number)
    name = sheet.replace("/", "-letter-")
    if isinstance(words, SealedLetter):
        if PDF not in words.renditions:
            raise NotFound(f"This letter of {reference} was issued before letters were made as PDF.")
        if not large:
            return PrintedLetter(f"{name}.pdf", words.renditions[PDF])
        title = services.kind_of(letter.template).title
        copy = LetterSheet(title, f"{sheet}, copy in large print", draft=False, large=True)
        content = services.letters.print_sheets(blocks, copy, words.issued_at, pictures)
        return PrintedLetter(f"{name}-large-print.pdf", content)
    title, wanted = services.kind_of(words.template).title, large or reads_large_print(words.facts)
    drawn = LetterSheet(title, sheet, large=wanted)
    content = services.letters.print_sheets(blocks, drawn, services.clock.now(), pictures)
    notes = services.letters.notes(blocks) if letter.status == "draft" else ()
    return PrintedLetter(f"{name}-draft.pdf", content, notes)


def pictures_of(reading: Reading, case: Case, draft: DraftLetter) -> Pictures:
    """Give the pictures that stand in a draft."""
    return reading.pictures(case.organisation, pictured(draft.blocks))


def asked_by(kind: LetterKind, draft: DraftLetter, calendar: Calendar) -> datetime | None:
    """Say until when a letter asks for an answer, as it prints it: the end of a day; None where it asks for none."""
    said: object = json.loads(draft.facts).get(kind.reply_by) if kind.reply_by else None
    if not isinstance(said, str):
        return None
    if len(said) > len("2026-11-29"):
        return datetime.fromisoformat(said).astimezone(UTC)
    return datetime.combine(date.fromisoformat(said), END_OF_DAY, calendar.zone).astimezone(UTC)


def sheet_reference(case: Case, number: int) -> str:
    """Give what stands on every sheet of a letter: LUM-2026-0042/K7F."""
    return f"{case.reference}/{letter_code(case.id, number)}"


def letter_of(case: Case, number: int) -> Letter:
    """Find a letter of a case by number. Raises NotFound, in the same words as for one that may not be read."""
    letter = case.letters.get(str(number))
    if letter is None:
        raise NotFound(f"Case {case.reference} has no such letter, or none that you may read.")
    return letter


def letter_for(services: Services, policy: CompiledPolicy, case: Case, number: int, caller: Caller) -> Letter:
    """Find a letter for those who work on its instance, and for whom it is addressed to once it has gone out."""
    letter, person = letter_of(case, number), caller.viewer.person
    instance = case.tracks.get(letter.on)
    if instance is None and works_in(policy, case, letter.on.track, person):
        raise NotFound(
            f"This letter of {case.reference} was withdrawn: it belonged to a step that was taken back. "
            "It goes nowhere, and the history of the case says why."
        )
    if not reads_letter(services, policy, case, letter, person):
        return letter_of(replace(case, letters={}), number)
    return letter


def _rendition(sealed: SealedLetter, format_: str) -> str:
    return sealed.renditions[{"text": "text/plain", "html": "text/html"}[format_]].decode()
