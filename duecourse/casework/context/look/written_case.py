"""What a command wrote, as far as the person who gave it may know: the whole of it stays inside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from duecourse.casework.context.attendance import present
from duecourse.casework.context.look.contacts import Alarm, dealing, raised
from duecourse.casework.context.look.danger import reported_of
from duecourse.casework.context.look.redaction import Redaction, redacted, shown_of
from duecourse.casework.context.look.told import ways_to
from duecourse.casework.context.look.visible_case import VisibleCase
from duecourse.casework.context.look.whole_case import WholeCase
from duecourse.casework.context.report_form import dealt_by
from duecourse.casework.context.services import Caller, Services, Transaction, change_case
from engine.errors import BadInput, StaleRevision
from engine.identity import CaseReference
from engine.ports.records import DROPPED, UNKNOWN, Notice, Viewer
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.chain import Entry
from engine.record.codes import CodeKind, Codes
from engine.record.effects import LetterChanged
from engine.record.kinds import EventKind
from engine.record.values import Letter, Part
from engine.steps.transition import Refusal, Step

TRIES = 3
"""How often a change is tried where somebody whom its taker may not know of was faster."""

_LEAVING = ReasonSource(SourceKind.LETTER)
ON_ITS_WAY: Mapping[str, Reason] = {
    "queued": Reason(
        code=ReasonCode.ON_ITS_WAY,
        source=_LEAVING,
        says="This letter waits to be sent by e-mail already.",
        unlocks="Stop it first, on its page or by `duecourse letter stop`.",
    ),
    "sending": Reason(
        code=ReasonCode.ON_ITS_WAY,
        source=_LEAVING,
        says="This letter is being handed to the mail relay at this moment.",
        unlocks="Look again in some minutes: then it has left, or has not.",
    ),
    UNKNOWN: Reason(
        code=ReasonCode.ON_ITS_WAY,
        source=_LEAVING,
        says="Nobody knows whether this letter left by e-mail: the relay never answered.",
        unlocks="Find out and say so on its page, or by `duecourse letter decide`.",
    ),
}
"""Why nothing else is done with a letter that is on its way by e-mail, by how it stands in the outbox."""


@dataclass(frozen=True, slots=True)
class AfterReport:
    """What is told right after a report: who must know of its dangers, and the posts that deal with it.

    `reached` says to somebody who is shut out of their own report how those are reached, by post and not by name.
    """

    alarms: tuple[Alarm, ...]
    dealt_by: tuple[str, ...]
    reached: tuple[str, ...] = ()


@dataclass(frozen=True)
class Written:
    """A change that was made. Most callers need only its reference: the rest is worked out where it is asked for."""

    _services: Services
    _step: Step

    @property
    def reference(self) -> CaseReference:
        """Give the reference of the case."""
        return self._step.case.reference

    @property
    def revision(self) -> int:
        """Give the revision that the case is at now."""
        return self._step.case.revision

    @property
    def code(self) -> str:
        """Give what everybody calls the event by that was written last."""
        codes = Codes(self._step.case.id, ())  # those of events need no procedures, and so no look at the policy
        return codes.of(CodeKind.EVENT, self.revision)

    @property
    def codes(self) -> str:
        """Give the codes of all the events that were written, one behind the other with stops between them."""
        codes = Codes(self._step.case.id, ())
        return ".".join(codes.of(CodeKind.EVENT, entry.event.sequence) for entry in self._step.entries)

    def code_of(self, letter: Letter) -> str:
        """Give the code of a letter that it wrote, also of one that is there no longer."""
        return self.case.code(letter)

    @property
    def everything(self) -> bool:
        """Say whether the person sees all of the case."""
        return self._redaction.everything

    @property
    def case(self) -> VisibleCase:
        """Give the case as they see it now."""
        return self._redaction.case

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Give the events with what they may know of each; numbered for those who see all of the case."""
        shown = (told for entry in self._step.entries if (told := shown_of(self._redaction, entry)))
        if self.everything:
            return tuple(shown)
        return tuple(replace(entry, event=replace(entry.event, sequence=0)) for entry in shown)

    def after_report(self, caller: Caller) -> AfterReport:
        """Tell what follows of a report, also to somebody who named themself in it and does not see the case."""
        services, case = self._services, self._step.case
        with services.store.reading() as reading:
            policy = services.policy_of(reading, case)
            whole = WholeCase(
                services=services, caller=caller, reading=reading, record=case, policy=policy, now=services.clock.now()
            )
            here = whole.world.staffing
            if not case.is_part(caller.viewer.person, Part.SUBJECT):
                return AfterReport(reported_of(whole), dealt_by(policy, case, here))
            reached = ways_to(dealing(policy, case, here, whole.staff), named=False)
            return AfterReport(raised(policy, case, here, whole.staff), dealt_by(policy, case, here), reached)

    @cached_property
    def _redaction(self) -> Redaction:
        services, case = self._services, self._step.case
        with services.store.reading() as reading:
            policy = services.policy_of(reading, case)
            case = present(services, reading, policy, case)
        return redacted(policy, case, self._step.entries[-1].event.by)


def shared(services: Services, step: Step) -> Written:
    """Hand out what a step wrote."""
    return Written(services, step)


def carry_out(
    services: Services,
    caller: Caller,
    reference: CaseReference,
    what: str,
    decide: Callable[[Transaction], Step | Refusal],
    *,
    revision: int | None = None,
    eyes: Viewer | None = None,
) -> Written:
    """Change a case as `change_case` does, and hand out what its taker may know of it.

    `eyes` find the case for somebody who does not see it: `decide` says what they may do.
    Of what the caller says that they saw, by `Caller.seen` or a revision, only what they may know of has changed it.
    Raises BadInput for a revision from somebody who does not see all of the case.
    """
    judged = list[int]()

    def checked(transaction: Transaction) -> Step | Refusal:
        if caller.seen or revision is not None:
            _check_sight(services, caller, transaction, revision)
        judged.append(transaction.case.revision)
        result = decide(transaction)
        return (_taken_from_the_outbox(transaction, result) if isinstance(result, Step) else None) or result

    def write() -> Written:
        return shared(services, change_case(services, caller, reference, what, checked, eyes))

    for tried in range(1, TRIES):
        try:
            return write()
        except StaleRevision:
            # somebody was faster within the transaction: whether the caller may know of that, only a new look tells
            if not caller.seen or len(judged) < tried:
                raise
    return write()


GONE_OTHERWISE = (EventKind.LETTER_SENT_AGAIN, EventKind.LETTER_TO_SEND)
"""What may be recorded of a letter that has gone out by which it leaves another way, or again."""


def _taken_from_the_outbox(transaction: Transaction, step: Step) -> Refusal | None:
    """Let a letter that went out otherwise, or was withdrawn, leave by e-mail no more; refuse both while it leaves.

    One that somebody else withdraws stays: the outbox stops it, and tells the person who gave it to be sent.
    """
    changes = ((entry.event, effect) for entry in step.entries for effect in entry.event.effects)
    for event, effect in changes:
        if not isinstance(effect, LetterChanged) or effect.letter.status not in ("dispatched", "withdrawn"):
            continue
        before = transaction.case.letters.get(str(effect.letter.number))
        if before is not None and before.status == effect.letter.status and event.kind not in GONE_OTHERWISE:
            continue
        for row in _mail_of(transaction, effect.letter):
            is_gone = effect.letter.status == "dispatched"
            if row.state == "sending" or (row.state == UNKNOWN and not is_gone):
                return Refusal((ON_ITS_WAY[row.state],))
            if row.state in ("failed", UNKNOWN) or (row.state == "queued" and (is_gone or event.by == row.recipient)):
                transaction.writing.move_mail(replace(row, state=DROPPED), (row.state,))
    return None


def _mail_of(transaction: Transaction, letter: Letter) -> Sequence[Notice]:
    case = transaction.case
    return transaction.writing.letter_mail(case.organisation, case.id, letter.number)


def _check_sight(services: Services, caller: Caller, transaction: Transaction, revision: int | None) -> None:
    whole = WholeCase(
        services=services,
        caller=caller,
        reading=transaction.writing,
        record=transaction.case,
        policy=transaction.policy,
        now=transaction.world.at,
    )
    if revision is not None and not whole.redaction.everything:
        raise BadInput("A revision is for those who see all of a case. Give what `show --json` calls seen.")
    if revision is not None and revision != whole.record.revision:
        raise StaleRevision(whole.record.reference, revision)
    after = whole.changed_since(caller.seen) if caller.seen else None
    if after is not None:
        raise StaleRevision(whole.record.reference, after)
