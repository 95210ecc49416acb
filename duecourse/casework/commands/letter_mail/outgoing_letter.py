"""A sealed letter as a message: what would be sent, and every reason why it may not leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from duecourse.casework.commands.letter_lists.set_steps import EACH_BY_ITSELF, why_not_counted
from duecourse.casework.commands.letter_reasons import leads_to_an_image, stands_otherwise, why_not_dispatch
from duecourse.casework.commands.letter_texts import PDF, sheet_reference
from duecourse.casework.context.attendance import CaseNow, present_in
from duecourse.casework.context.look.redaction import told
from duecourse.casework.context.services import Services
from duecourse.casework.context.time_checks import sent_too_late
from engine.changes.contents import may_manage
from engine.changes.letters.outgoing_letters import why_not_again
from engine.identity import CASE
from engine.language.compiled import CompiledPolicy
from engine.ports.mail.relay import AttachedPdf, EnclosedFile, Outbound, Postroom
from engine.ports.records import Organisation, SealedLetter, Viewer
from engine.ports.store import Reading
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.case import Case
from engine.record.erasures import ErasedPlace
from engine.record.values import SCHEDULER, Actor, Letter
from engine.steps.image_gate import SHUT
from engine.steps.permissions import Request
from engine.steps.sets.letter_sets import waits_for_others
from engine.steps.take import act
from engine.steps.transition import Refusal, World

TEXT = "text/plain"
FORMS = {"pdf": PDF, "text": TEXT}
"""As what a letter may leave, with the rendition that is sent."""

COVER = """{trust} sends you a letter. It is attached as a PDF: {file}

Our reference is {sheet}. Please give it when you answer.

If this letter is not for you, please tell us by answering, and delete it.
"""
VIA = "by e-mail, through the outbox"
"""How a dispatch came in that the outbox records on behalf of a sender."""


@dataclass(frozen=True, slots=True)
class CaseAsSeen:
    """A case that is only looked at, in the world as it is now."""

    policy: CompiledPolicy
    case: Case
    world: World


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingLetter:
    """A letter as it would leave: to whom, as what, and the sealed bytes."""

    organisation: Organisation
    case: Case
    letter: Letter
    sealed: SealedLetter
    to: str
    form: str
    enclosed: tuple[EnclosedFile, ...] = ()

    @property
    def content(self) -> bytes:
        """Give the sealed bytes that leave."""
        return self.sealed.renditions[FORMS[self.form]]

    @property
    def digest(self) -> str:
        """Give the SHA-256 of what leaves."""
        return sha256(self.content).hexdigest()

    def message(self, room: Postroom, id_: str, at: datetime) -> Outbound:
        """Write the message: a subject that says nothing about anybody, and the sealed bytes as they are.

        An answer goes to the address that it comes from; a token would stand in it before the @.
        """
        sheet = sheet_reference(self.case, self.letter.number)
        trust, name = self.organisation.name, f"{sheet.replace('/', '-letter-')}.pdf"
        is_pdf = self.form == "pdf"
        return Outbound(
            id=id_,
            to=self.to,
            subject=f"Letter {sheet} from {trust}",
            text=self._cover(trust, name, sheet) if is_pdf else self.content.decode(),
            at=at,
            sender_name=trust,
            by_machine=False,
            reply_to=room.sender,
            attached=AttachedPdf(name, self.content) if is_pdf else None,
            enclosed=self.enclosed,
        )

    def _cover(self, trust: str, name: str, sheet: str) -> str:
        count = len(self.enclosed)
        with_it = f" {count} {'file goes' if count == 1 else 'files go'} with it." if count else ""
        return COVER.format(trust=trust, file=f"{name}.{with_it}" if with_it else name, sheet=sheet)


def forms_of(sealed: SealedLetter | None) -> tuple[str, ...]:
    """Say as what an issued letter may leave."""
    return tuple(form for form, media in FORMS.items() if sealed is not None and media in sealed.renditions)


def why_not_stored(services: Services, case: Case, letter: Letter, sealed: SealedLetter | None) -> tuple[Reason, ...]:
    """Say why the stored bytes of a letter may not leave: they are gone, or are not what was sealed."""
    source = ReasonSource(SourceKind.LETTER, (letter.template,))
    if ErasedPlace("letter", letter.number) in case.erased:
        return (stands_otherwise(letter, "The text of this letter was erased."),)
    if sealed is None or sealed.sha256 != letter.sha256 or services.letters.verify(sealed):
        says = "What is stored of this letter is not what was sealed, so it is not sent."
        unlocks = "Tell an administrator: `duecourse letter verify` says what no longer fits."
        return (Reason(code=ReasonCode.SEAL_BROKEN, source=source, says=says, unlocks=unlocks),)
    return ()


def why_not_sent(
    services: Services,
    now: CaseNow,
    letter: Letter,
    sender: Actor,
    asked_at: datetime | None = None,
    *,
    again: bool = False,
) -> tuple[Reason, ...]:
    """List what stands in the way of a letter now, as far as its sender may know; () where nothing does.

    Where its sending is a step, that is whatever stands in the way of the step; of one that has gone out before and
    leaves `again`, what the step asks for. `asked_at` is when it was given to be sent: what was closed since is not
    written to.
    """
    found = tuple(_hindrances(services, now, letter, sender, asked_at, again=again))
    return tuple(told(now.policy, present_in(now), sender.person, Refusal(found)).reasons) if found else ()


def _hindrances(
    services: Services, now: CaseNow, letter: Letter, sender: Actor, asked_at: datetime | None, *, again: bool
) -> Sequence[Reason]:
    case = now.case
    if letter.status != ("dispatched" if again else "issued"):
        return (why_not_dispatch(letter),)
    if letter.on not in case.tracks:
        return (stands_otherwise(letter, "The procedure that this letter belonged to was taken back."),)
    shell = case.tracks[CASE]
    if asked_at is not None and shell.ended and shell.since > asked_at:
        source, says = ReasonSource(SourceKind.STATE), "The case was closed after the letter was given to be sent."
        return (Reason(code=ReasonCode.CASE_CLOSED, source=source, says=says, unlocks="Reopen it first."),)
    if leads_to_an_image(services, case, letter):
        return (SHUT,)
    late = sent_too_late(services, now, letter, now.world.at)
    if late is not None:
        return late.reasons
    return _why_not_again(now, letter, sender) if again else _why_no_step(now, letter, sender)


def _why_no_step(now: CaseNow, letter: Letter, sender: Actor) -> Sequence[Reason]:
    policy, case, world = now.policy, now.case, now.world
    if letter.copy_of:
        return (*_why_not_theirs(now, letter, sender), *why_not_counted(now, letter, sender, world.at))
    if waits_for_others(case, letter):
        return (stands_otherwise(letter, *EACH_BY_ITSELF),)
    if letter.action:
        request = Request(on=letter.on, action=letter.action, by=sender, happened_at=world.at, proof=VIA)
        result = act(policy, case, request, world)
        return result.reasons if isinstance(result, Refusal) else ()
    return _why_not_theirs(now, letter, sender)


def _why_not_again(now: CaseNow, letter: Letter, sender: Actor) -> Sequence[Reason]:
    return (*_why_not_theirs(now, letter, sender), *why_not_again(now.policy, now.case, letter, now.world))


def _why_not_theirs(now: CaseNow, letter: Letter, sender: Actor) -> Sequence[Reason]:
    policy = now.policy
    if may_manage(policy, present_in(now), sender.person, letter.on):
        return ()
    says = "The person who gave it to be sent no longer works on this part of the case."
    source = ReasonSource(SourceKind.ROLE)
    return (Reason(code=ReasonCode.NOT_YOUR_STEP, source=source, says=says, unlocks="Somebody who does can send it."),)


def stored(reading: Reading, case: Case, letter: Letter) -> SealedLetter | None:
    """Give an issued letter as it is stored, for those who may have it: that is decided before."""
    return reading.sealed(Viewer(case.organisation, SCHEDULER), case.id, letter.number)
