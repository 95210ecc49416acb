"""The life of a letter: drafted, read, issued, and dispatched with proof; issued words never change again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from duecourse.casework.administration import helplines
from duecourse.casework.commands.letter_reasons import CHANGED, stands_otherwise, why_not_dispatch, why_not_issue
from duecourse.casework.context.access_log import commit_read
from duecourse.casework.context.attendance import present, present_in
from duecourse.casework.context.management import managed
from duecourse.casework.context.services import Caller, Services, Transaction, change_case
from duecourse.casework.context.time_checks import sending_refused, sent_too_late, stale
from duecourse.correspondence import gather
from engine.changes import contents
from engine.changes.change import unexplained
from engine.errors import BadInput, NotFound, Refused
from engine.identity import CaseId, CaseReference
from engine.language.compiled import CompiledPolicy
from engine.people.visibility import seen_case, sees_track, works_in, works_on
from engine.ports.records import DraftLetter, SealedLetter, Viewer
from engine.ports.store import Reading
from engine.record.case import Case
from engine.record.values import Letter, Part
from engine.steps.image_gate import SHUT
from engine.steps.permissions import Request
from engine.steps.take import act
from engine.steps.transition import Refusal, Step

PDF = "application/pdf"
NOT_ABOUT_AN_IMAGE = ("host", "provider", "affected")
"""Words of an addressee to whom no letter about a possible indecent image of a child goes."""
READERS = (Part.AFFECTED, Part.REPORTER)
"""Whom letters go to who may read them here, by what they are to the case."""


def render_draft(services: Services, viewer: Viewer, case_id: CaseId, number: int) -> DraftLetter | None:
    """Write the draft of a letter from the facts as they are now; None where it is no draft any more."""
    with services.store.reading() as reading:
        case = reading.case_by_id(viewer, case_id)
        letter = case.letters.get(str(number))
        if letter is None or letter.status != "draft":
            return None
        draft = _write(services, reading, viewer, case, letter)
    with services.store.writing() as writing:
        writing.save_draft(case.organisation, draft)
    return draft


def _write(services: Services, reading: Reading, viewer: Viewer, case: Case, letter: Letter) -> DraftLetter:
    if letter.template not in services.letters.kinds():
        raise NotFound(f"Letter {letter.number} of {case.reference} is of a kind that is no longer written.")
    organisation = reading.organisation()
    policy = services.policy_of(reading, case)
    school = next(place for place in reading.schools(organisation.id) if place.id == case.school)
    zone, now = ZoneInfo(organisation.zone), services.clock.now()
    facts = gather(
        services.kind_of(letter.template),
        reading,
        viewer,
        policy=policy,
        case=case,
        letter=letter,
        gathers=services.letters.gathers(letter.template),
        calendar=services.calendar(school, organisation.zone),
        helplines=helplines.rows(services, reading, organisation.id),
        now=now,
    )
    rendered = services.letters.draft(letter.template, facts, zone)
    return DraftLetter(
        case=case.id,
        number=letter.number,
        template=letter.template,
        template_hash=rendered.template_hash,
        blocks=rendered.blocks,
        facts=rendered.facts,
        problems=(*rendered.problems, *stale(services, policy, case, letter, now, zone)),
        rendered_at=now,
    )


def read_letter(services: Services, caller: Caller, reference: CaseReference, number: int, format_: str) -> str:
    """Give a letter as `text` or `html`: the draft as it is now, or the sealed bytes once it is issued."""
    with services.store.reading() as reading:
        case = reading.find_case(caller.viewer, reference)
        policy = services.policy_of(reading, case)
        letter = _letter_for(services, policy, present(services, reading, policy, case), number, caller)
        sealed = reading.sealed(caller.viewer, case.id, number)
        draft = reading.draft(caller.viewer, case.id, number)
    commit_read(services, caller, reference, f"letter {number}")
    if sealed is not None:
        return _rendition(sealed, format_)
    if letter.status == "draft":
        draft = render_draft(services, caller.viewer, case.id, number) or draft
    if draft is None:
        raise NotFound(f"Letter {number} of {reference} was {letter.status} before it was ever drafted.")
    title = services.kind_of(letter.template).title
    return services.letters.show(draft.blocks, format_, title)


def print_letter(services: Services, caller: Caller, reference: CaseReference, number: int) -> tuple[str, bytes]:
    """Give a letter as PDF, with a file name that says nothing about anybody: a draft is marked as one.

    Raises:
        NotFound: there is no such letter, none that the viewer may read, or it was issued before there were PDFs.
    """
    read_letter(services, caller, reference, number, "text")
    with services.store.reading() as reading:
        case = reading.find_case(caller.viewer, reference)
        sealed = reading.sealed(caller.viewer, case.id, number)
        draft = reading.draft(caller.viewer, case.id, number)
    name = f"{reference}-letter-{number}"
    if sealed is not None:
        if PDF not in sealed.renditions:
            raise NotFound(f"Letter {number} of {reference} was issued before letters were made as PDF.")
        return f"{name}.pdf", sealed.renditions[PDF]
    if draft is None:
        raise NotFound(f"Letter {number} of {reference} has no draft to print.")
    title, sheet = services.kind_of(draft.template).title, sheet_reference(reference, number)
    return f"{name}-draft.pdf", services.letters.print_draft(draft.blocks, title, sheet, services.clock.now())


def sheet_reference(reference: CaseReference, number: int) -> str:
    """Give what stands on every sheet of a letter: LUM-2026-0042/3."""
    return f"{reference}/{number}"


def letter_of(case: Case, number: int) -> Letter:
    """Find a letter of a case by number. Raises NotFound, in the same words as for one that may not be read."""
    letter = case.letters.get(str(number))
    if letter is None:
        raise NotFound(f"Case {case.reference} has no letter {number}, or none that you may read.")
    return letter


def _letter_for(services: Services, policy: CompiledPolicy, case: Case, number: int, caller: Caller) -> Letter:
    """Find a letter for those who work on its instance, and for whom it is addressed to once it has gone out."""
    letter, person = letter_of(case, number), caller.viewer.person
    instance = case.tracks.get(letter.on)
    if instance is None and works_in(policy, case, letter.on.track, person):
        raise NotFound(
            f"Letter {letter.number} of {case.reference} was withdrawn: it belonged to a step that was taken back. "
            "It goes nowhere, and the history of the case says why."
        )
    if instance is None:
        return letter_of(replace(case, letters={}), number)
    kind = services.kind_of(letter.template)
    to_them = any(part in (kind.to, kind.also_to) and case.is_part(person, part) for part in READERS)
    gone_to_them = to_them and letter.status == "dispatched" and sees_track(policy, case, instance, person)
    readable = {str(number): letter} if gone_to_them or works_on(policy, case, instance, person) else {}
    return letter_of(replace(case, letters=readable), number)


def _rendition(sealed: SealedLetter, format_: str) -> str:
    media = {"text": "text/plain", "html": "text/html"}[format_]
    return sealed.renditions[media].decode()


def issue(services: Services, caller: Caller, reference: CaseReference, number: int) -> Step:
    """Seal a letter as it was read: what is missing, or has changed since, stops it with a sentence.

    Raises:
        Refused, NotFound, NotPermitted.
    """
    with services.store.reading() as reading:
        case = reading.find_case(caller.viewer, reference)
        seen = reading.draft(caller.viewer, case.id, number)
        policy = services.policy_of(reading, case)
        letter = _letter_for(services, policy, present(services, reading, policy, case), number, caller)
    if letter.status != "draft":
        raise Refused((stands_otherwise(letter, f"Letter {number} is {letter.status} and cannot be issued."),))
    fresh = render_draft(services, caller.viewer, case.id, number)
    problems = why_not_issue(letter, seen, fresh)
    if problems or fresh is None:
        raise Refused(problems)

    def decide(transaction: Transaction) -> Step | Refusal:
        current = letter_of(transaction.case, number)
        change = managed(transaction, caller, on=current.on)
        if _leads_to_an_image(services, transaction.case, current):
            return Refusal((replace(SHUT, says=f"{SHUT.says} Nobody is written to about it."),))
        if transaction.case.revision != case.revision:
            return Refusal((CHANGED,))
        sealed = services.letters.seal(
            fresh, caller.viewer.person, transaction.world.at, sheet_reference(reference, number)
        )
        transaction.writing.seal_letter(transaction.case.organisation, sealed)
        issued = replace(current, status="issued", sha256=sealed.sha256, issued_at=transaction.world.at)
        return contents.change_letter(transaction.policy, transaction.case, issued, change, transaction.world)

    return change_case(services, caller, reference, f"issue letter {number}", decide)


def _leads_to_an_image(services: Services, case: Case, letter: Letter) -> bool:
    """Say whether a letter would lead a site, a provider or the person affected to a possible illegal image."""
    about = case.addresses.get(case.tracks[letter.on].about.address_number)
    addressee = services.letters.kinds()[letter.template].addressee
    return about is not None and about.flagged and any(word in addressee for word in NOT_ABOUT_AN_IMAGE)


def dispatch(
    services: Services,
    caller: Caller,
    reference: CaseReference,
    number: int,
    proof: str,
    happened_at: datetime | None = None,
) -> Step:
    """Record that an issued letter went out; where its sending is a step, that step is taken with it.

    The step's guard is asked again at this moment: a consent withdrawn in between stops the letter.
    """
    if not proof.strip():
        raise BadInput("Say how the letter went out and what shows it: a sending is recorded with its proof.")

    def decide(transaction: Transaction) -> Step | Refusal:
        letter = _letter_for(services, transaction.policy, present_in(transaction), number, caller)
        at = happened_at or transaction.world.at
        if letter.status != "issued":
            return Refusal((why_not_dispatch(letter),))
        if letter.action:
            request = Request(
                on=letter.on,
                action=letter.action,
                by=caller.actor,
                happened_at=at,
                proof=proof,
                via=caller.via,
            )
            late = sending_refused(services, transaction, request)
            return late or act(transaction.policy, transaction.case, request, transaction.world)
        change = managed(transaction, caller, f"Proof of dispatch: {proof}", happened_at, letter.on)
        late = sent_too_late(services, transaction, letter, at)
        if late is not None:
            return late
        sent = replace(letter, status="dispatched")
        return contents.change_letter(transaction.policy, transaction.case, sent, change, transaction.world)

    return change_case(services, caller, reference, f"dispatch letter {number}", decide)


def withdraw(services: Services, caller: Caller, reference: CaseReference, number: int, reason: str) -> Step:
    """Withdraw a letter that has not gone out, with a reason."""

    def decide(transaction: Transaction) -> Step | Refusal:
        letter = _letter_for(services, transaction.policy, present_in(transaction), number, caller)
        change = managed(transaction, caller, reason, on=letter.on)
        if letter.status not in ("draft", "issued"):
            says = f"Letter {number} is {letter.status} and cannot be withdrawn."
            return Refusal((stands_otherwise(letter, says),))
        reasons = unexplained(change, "A withdrawal needs a reason.")
        if reasons:
            return Refusal(tuple(reasons))
        withdrawn = replace(letter, status="withdrawn")
        return contents.change_letter(transaction.policy, transaction.case, withdrawn, change, transaction.world)

    return change_case(services, caller, reference, f"withdraw letter {number}", decide)


def verify_letters(services: Services, caller: Caller, reference: CaseReference) -> dict[int, tuple[str, ...]]:
    """Hash the stored bytes of every issued letter again: number → what no longer fits, () where all does."""
    with services.store.reading() as reading:
        case = reading.find_case(caller.viewer, reference)
        policy = services.policy_of(reading, case)
        seen = seen_case(policy, present(services, reading, policy, case), caller.viewer.person)
        sealed = {
            letter.number: (letter, reading.sealed(caller.viewer, case.id, letter.number))
            for letter in seen.letters.values()
            if letter.sha256
        }
    found: dict[int, tuple[str, ...]] = {}
    for number, (letter, record) in sealed.items():
        if record is None:
            found[number] = ("The issued letter is missing from the store.",)
        elif record.sha256 != letter.sha256:
            found[number] = ("Its digest is not the one that the case recorded.",)
        else:
            found[number] = services.letters.verify(record)
    return found
