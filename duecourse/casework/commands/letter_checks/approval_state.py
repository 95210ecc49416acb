"""How a letter stands with a second person: whether one has to approve it, who may, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from duecourse.casework.commands.letter_reasons import content_of, stands_otherwise
from duecourse.casework.context.attendance import present, present_in
from duecourse.casework.context.look.case_reader import CaseReader
from duecourse.casework.context.look.whole_case import WholeCase, whole_of
from duecourse.casework.context.services import Caller, Services, Transaction
from engine.changes.letters.approvals import possible_approvers
from engine.identity import CaseReference, PersonId, WordsKey
from engine.language.compiled import CompiledPolicy
from engine.people.staffing import BY_NAME
from engine.people.visibility import viewers, works_on
from engine.ports.letters.approval_rules import ALWAYS, demanded
from engine.ports.letters.earlier_kinds import kind_for
from engine.ports.records import DraftLetter, LetterKind, Organisation
from engine.ports.settings import SECOND_PERSON
from engine.ports.store import Reading
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.case import Case
from engine.record.chain import Entry
from engine.record.codes import letter_code
from engine.record.effects import LetterChanged
from engine.record.kinds import EventKind
from engine.record.values import Letter
from engine.steps.dangers import is_urgent

MOST = 20
"""So many cases are looked through for letters that wait for somebody's approval."""
OF_AUTHORS = (EventKind.LETTER_EDITED, EventKind.WORDS_CONFIRMED, EventKind.APPROVAL_ASKED)
OF_APPROVALS = (EventKind.APPROVAL_ASKED, EventKind.LETTER_APPROVED, EventKind.LETTER_SENT_BACK)

Standing = Literal["", "asked", "approved", "changed", "sent back"]
"""How a letter stands with a second person: `changed` says that it was approved, and says something else by now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalState:
    """How a draft stands with a second person, before one reader of it.

    `standing` is "" where nobody was asked. `content` stands for what the draft says now. `says` are the words with
    which it was asked for, approved or sent back. `others` may approve it, by name; `roles` are called so whose holders
    could. `instead` says why nobody has to approve it at present though that is usual, "" otherwise.
    """

    needed: bool
    standing: Standing = ""
    content: str = ""
    asked_by: str = ""
    by: str = ""
    at: datetime | None = None
    says: str = ""
    may_approve: bool = False
    others: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    instead: str = ""

    @property
    def stands_in_the_way(self) -> bool:
        """Say whether the letter is not issued before a second person has approved it."""
        return self.needed and self.standing != "approved"


DANGER = (
    "Usually a second person approves this letter first. Somebody may be in danger, so it does not wait: when you "
    "issue it, a second person is told."
)


IN_DANGER = "Issued before a second person had approved it, because somebody may be in danger."
"""Why a letter went without an approval, as the history tells it."""


def demand_of(organisation: Organisation, policy: CompiledPolicy, case: Case, says: str, number: str) -> str:
    """Say whether a second person has to approve a letter now: "yes", "danger" where danger alone lets it go, "no"."""
    asked = demanded(says, organisation.settings.get(SECOND_PERSON, ""), case.policy, number)
    if not asked:
        return "no"
    return "yes" if asked == ALWAYS or not is_urgent(policy, case) else "danger"


def demand(services: Services, reading: Reading, policy: CompiledPolicy, case: Case, letter: Letter) -> str:
    """Say the same of a letter of a case."""
    kind = kind_for(services.kind_of, case.letters, letter)
    return demand_of(reading.organisation(), policy, case, asked_of(kind, letter), kind.number)


def asked_of(kind: LetterKind, letter: Letter) -> str:
    """Say what a letter says of itself: that it is approved, where it is, for the step that it is the sending of."""
    step = f"{letter.on.track}.{letter.action}"
    return kind.approval if not kind.approval_of or step in kind.approval_of else ""


def authors_of(entries: Iterable[Entry], letter: Letter) -> frozenset[PersonId]:
    """Name those who drafted a letter, edited it, confirmed words of it or asked for its approval."""
    events = [each.event for each in entries if any(_is_of(effect, letter) for effect in each.event.effects)]
    mine = [each.by for each in events if each.kind in OF_AUTHORS]
    return frozenset((*mine, *(each.by for each in events[:1])))


def _is_of(effect: object, letter: Letter) -> bool:
    return isinstance(effect, LetterChanged) and effect.letter.number == letter.number


def approvers(
    policy: CompiledPolicy, case: Case, letter: Letter, entries: Iterable[Entry], but: PersonId
) -> tuple[PersonId, ...]:
    """Name those who may approve a letter now: they work on what it belongs to, and are none of its authors."""
    out = {*authors_of(entries, letter), but}
    return tuple(each for each in possible_approvers(policy, case, letter.on) if each not in out)


def approval_state(case: CaseReader, letter: Letter, content: str) -> ApprovalState:
    """Say how a letter stands with a second person; for those alone who work on what it belongs to.

    `content` stands for what its draft says now, and is "" where it is none.
    """
    whole = whole_of(case)
    instance = whole.case.tracks.get(letter.on)
    if instance is None or not works_on(whole.policy, whole.case, instance, whole.person):
        return ApprovalState(needed=False)
    kind = kind_for(whole.services.kind_of, whole.record.letters, letter)
    asked = demand_of(whole.organisation, whole.policy, whole.record, asked_of(kind, letter), kind.number)
    if asked == "no" and letter.approval is None:
        return ApprovalState(needed=False)
    possible = approvers(whole.policy, whole.case, letter, whole.entries, whole.person)
    known = whole.people((*possible, *_named(letter)))
    at, says = _last(whole, letter)
    return ApprovalState(
        needed=asked == "yes",
        standing=_standing(letter, content),
        content=content,
        asked_by=known[letter.approval.asked_by].name if letter.approval and letter.approval.asked_by in known else "",
        by=known[letter.approval.by].name if letter.approval and letter.approval.by in known else "",
        at=at,
        says=says,
        may_approve=letter.waits_for_approval and whole.person not in authors_of(whole.entries, letter),
        others=tuple(known[each].name for each in possible if each in known),
        roles=roles_named(whole.policy, letter),
        instead=DANGER if asked == "danger" and letter.status == "draft" else "",
    )


def _named(letter: Letter) -> tuple[PersonId, ...]:
    return (letter.approval.asked_by, letter.approval.by) if letter.approval else ()


def _standing(letter: Letter, content: str) -> Standing:
    if letter.approval is None:
        return ""
    gone = letter.status == "draft" and letter.approval.state == "approved" and letter.approval.content != content
    return "changed" if gone else letter.approval.state


def _last(whole: WholeCase, letter: Letter) -> tuple[datetime | None, str]:
    """Give when somebody last asked for an approval, gave it or sent the letter back, and in which words."""
    for event in (entry.event for entry in reversed(whole.entries)):
        if event.kind in OF_APPROVALS and any(_is_of(effect, letter) for effect in event.effects):
            return event.at, whole.words.get((event.sequence, WordsKey("reason"))) or ""
    return None, ""


def roles_named(policy: CompiledPolicy, letter: Letter) -> tuple[str, ...]:
    """Call the roles whose holders may approve a letter."""
    return tuple(policy.title(role) for role in sorted(viewers(policy, letter.on.track)) if role not in BY_NAME)


def why_not_approved(
    services: Services, reading: Reading, policy: CompiledPolicy, case: Case, letter: Letter, draft: DraftLetter
) -> tuple[Reason, ...]:
    """Say why a letter is not issued before a second person has read it; () where nothing stands in the way."""
    standing = _standing(letter, content_of(draft, letter))
    if standing == "approved" or demand(services, reading, policy, case, letter) != "yes":
        return ()
    says = {
        "": "A second person has to approve this letter before it is issued.",
        "asked": "This letter waits for a second person to approve it.",
        "changed": "This letter says something else than what the second person approved.",
        "sent back": "This letter was sent back by the second person.",
    }[standing]
    unlocks = {
        "asked": "The people who were asked can approve it on its page, or by `duecourse letter approve`.",
        "sent back": "Mend it, then ask again.",
    }.get(standing, "Ask for approval on its page, or by `duecourse letter ask-approval`.")
    source = ReasonSource(SourceKind.SECOND_PERSON, (letter.template,))
    return (Reason(code=ReasonCode.NOT_APPROVED, source=source, says=says, unlocks=unlocks),)


def approver_of(letter: Letter, draft: DraftLetter) -> PersonId | None:
    """Name who approved a draft as it is; None where nobody did."""
    approval = letter.approval
    fits = approval is not None and _standing(letter, content_of(draft, letter)) == "approved"
    return approval.by if approval is not None and fits else None


def told_afterwards(
    services: Services, transaction: Transaction, caller: Caller, letter: Letter, draft: DraftLetter
) -> tuple[PersonId, ...]:
    """Name who is told that a letter is issued that a second person would have approved, had there been no danger."""
    writing, policy = transaction.writing, transaction.policy
    asked = demand(services, writing, policy, transaction.case, letter)
    if asked != "danger" or approver_of(letter, draft) is not None:
        return ()
    entries = writing.entries(caller.viewer, transaction.case.id)
    return approvers(policy, present_in(transaction), letter, entries, caller.viewer.person)


def nobody_else(policy: CompiledPolicy, letter: Letter) -> Reason:
    """Say that nobody can approve a letter now, who could, and what can be done."""
    return stands_otherwise(
        letter,
        "Nobody can approve this letter now: those who drafted, edited or asked cannot, and nobody else works on this "
        "part of the case.",
        f"Those who could hold one of these roles in the case: {', '.join(roles_named(policy, letter))}. Give one to a "
        "colleague on the page People, or by `duecourse assign`; where a post is away, have it covered. Where there is "
        f"nobody, an administrator can let letters of this kind go without: `duecourse setting set {SECOND_PERSON}`.",
    )


def mine_to_approve(services: Services, caller: Caller) -> Sequence[LetterToApprove]:
    """List the letters that wait for the approval of somebody, in a look of its own."""
    with services.store.reading() as reading:
        return letters_to_approve(services, reading, caller)


@dataclass(frozen=True, slots=True)
class LetterToApprove:
    """A letter that waits for somebody's approval."""

    reference: CaseReference
    code: str
    title: str


def letters_to_approve(services: Services, reading: Reading, caller: Caller) -> Sequence[LetterToApprove]:
    """List the letters that wait for the approval of a person."""
    return tuple(_waiting(services, reading, caller))


def _waiting(services: Services, reading: Reading, caller: Caller) -> Iterator[LetterToApprove]:
    viewer = caller.viewer
    for reference in reading.approving(viewer, MOST):
        record = reading.find_case(viewer, reference)
        policy = services.policy_of(reading, record)
        case = present(services, reading, policy, record)
        entries = reading.entries(viewer, record.id)
        for letter in record.letters.values():
            may = letter.waits_for_approval and viewer.person in possible_approvers(policy, case, letter.on)
            if may and viewer.person not in authors_of(entries, letter):
                title = services.kind_of(letter.template).title
                yield LetterToApprove(reference, letter_code(case.id, letter.number), title)
