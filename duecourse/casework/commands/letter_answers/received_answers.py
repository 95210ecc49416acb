"""What people record of a letter that has gone out: its answer, that it came back, another address, a time to wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from duecourse.casework.commands.letter_edits import works_on_letter
from duecourse.casework.commands.letter_texts import letter_for
from duecourse.casework.commands.letters import codes_of_files, shown_by
from duecourse.casework.context.attendance import present_in
from duecourse.casework.context.look.case_reader import CaseReader
from duecourse.casework.context.look.whole_case import whole_of
from duecourse.casework.context.look.written_case import Written, carry_out
from duecourse.casework.context.management import managed
from duecourse.casework.context.services import Caller, Services, Transaction
from engine.changes.change import Change
from engine.changes.letters import sent_letters
from engine.changes.letters.following_letters import CALLED
from engine.errors import BadAnswers
from engine.identity import CaseReference, WordsKey
from engine.record.effects import LetterChanged
from engine.record.kinds import EventKind
from engine.record.values import Letter
from engine.steps.transition import Refusal, Step
from engine.time.moments import say_moment

AFTERWARDS = (
    EventKind.LETTER_ANSWERED,
    EventKind.LETTER_RETURNED,
    EventKind.LETTER_SENT_AGAIN,
    EventKind.ANSWER_AWAITED,
    EventKind.LETTER_NOTED,
    EventKind.LETTER_PUT_RIGHT,
    EventKind.LETTER_CHASED,
)
ANSWER_FILE = "answer_file"
"""Under which word the code of a file stands that came with an answer."""
Decide = Callable[[Transaction, Letter, Change], "Step | Refusal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedAnswer:
    """An answer to a letter: who gave it, by which way it came, what it says in its own words, and when it came.

    A file that came with it is kept as evidence of the case, behind the question about pictures, and named by its code,
    `file`. What a machine sent by itself is `automatic`: it is no answer.
    """

    by: str
    how: str
    says: str
    came_at: datetime | None = None
    file: str = ""
    automatic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Afterwards:
    """One thing that was recorded of a letter after it went out; `words` are told under what they are called.

    `name` is who recorded it, at a moment in UTC; `happened_at` when it took place.
    """

    kind: EventKind
    name: str
    happened_at: datetime
    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentLetter:
    """A letter that has gone out, and what was recorded of it since, the first first."""

    letter: Letter
    since: tuple[Afterwards, ...]
    works_on_it: bool


def sent_letter(case: CaseReader, number: int) -> SentLetter:
    """Give what was recorded of a letter, to those who work on it. Raises NotFound."""
    whole = whole_of(case)
    letter = letter_for(whole.services, whole.policy, whole.case, number, whole.caller)
    works = works_on_letter(case, number)
    return SentLetter(letter=letter, since=tuple(_since(case, number)) if works else (), works_on_it=works)


def _since(case: CaseReader, number: int) -> Iterator[Afterwards]:
    whole, view = whole_of(case), case.view
    for entry in whole.entries:
        event = entry.event
        if event.kind not in AFTERWARDS:
            continue
        about = [each.letter for each in event.effects if isinstance(each, LetterChanged)]
        if any(number in (each.number, each.about) for each in about):
            words = tuple(
                (said(name), text)
                for name in SAID
                if (text := whole.words.get((event.sequence, WordsKey(name)))) is not None
            )
            yield Afterwards(kind=event.kind, name=view.name(event.by), happened_at=event.happened_at, words=words)


SAID = (*CALLED, "reason")
"""Words that are kept beside what was recorded."""


def said(name: str) -> str:
    """Say how words are called that are kept beside what was recorded."""
    called = {**CALLED, "awaited": "until when", "reason": "why, and what shows it"}[name]
    return called[0].upper() + called[1:]


def record_answer(
    services: Services, caller: Caller, reference: CaseReference, number: int, answer: ReceivedAnswer
) -> Written:
    """Record the answer to a letter that is out; it takes no step, and ends the waiting; an automatic note does not.

    Raises BadAnswers, Refused, NotFound or NotPermitted.
    """
    _demand(answer_from=(answer.by, "Enter who answered"), answer_said=(answer.says, "Write what the answer says"))
    words = {"answered_by": answer.by.strip(), "answered_how": answer.how.strip(), "answer": answer.says.strip()}
    words[ANSWER_FILE] = _file_of(services, caller, reference, answer.file)
    record = sent_letters.noted if answer.automatic else sent_letters.answered

    def decide(transaction: Transaction, letter: Letter, change: Change) -> Step | Refusal:
        return record(transaction.policy, transaction.case, letter, words, change, transaction.world)

    return _recorded(services, caller, reference, number, reason="", happened_at=answer.came_at, record=decide)


def _file_of(services: Services, caller: Caller, reference: CaseReference, typed: str) -> str:
    """Give the code of a file of the case as it is written. Raises BadAnswers for one that they do not see."""
    code = typed.strip().upper()
    if code and code not in codes_of_files(services, caller, reference):
        says = "There is no such file in this case. Keep it as evidence first; its code stands beside it there"
        raise BadAnswers.of({"answer_file": says})
    return code


def record_return(
    services: Services,
    caller: Caller,
    reference: CaseReference,
    number: int,
    why: str,
    came_back: datetime | None = None,
) -> Written:
    """Record that a letter came back; it waits for another address. Raises BadAnswers, Refused, NotFound or
    NotPermitted."""
    _demand(came_back_why=(why, "Say what came back and what it says, such as “not known at this address”"))

    def decide(transaction: Transaction, letter: Letter, change: Change) -> Step | Refusal:
        return sent_letters.returned(transaction.policy, transaction.case, letter, change, transaction.world)

    return _recorded(services, caller, reference, number, reason=why, happened_at=came_back, record=decide)


def record_sent_again(
    services: Services,
    caller: Caller,
    reference: CaseReference,
    number: int,
    *,
    to: str,
    proof: str,
    sent: datetime | None = None,
    way: str = "",
) -> Written:
    """Record that a letter went out again as it was sealed, to another address. Clocks run on as they did.

    What shows it has to fit the `way`, where one is given. Raises BadAnswers, Refused, NotFound or NotPermitted.
    """
    _demand(new_address=(to, "Enter where it was sent"), new_proof=(proof, "Say how it went, and what shows it"))
    proof = shown_by(services, caller, reference, proof, way, field="new_proof") if way else proof

    def decide(transaction: Transaction, letter: Letter, change: Change) -> Step | Refusal:
        here = (transaction.policy, transaction.case, letter)
        return sent_letters.sent_again(*here, {"sent_to": to.strip()}, change, transaction.world)

    return _recorded(services, caller, reference, number, reason=proof, happened_at=sent, record=decide)


def await_answer(
    services: Services, caller: Caller, reference: CaseReference, number: int, until: datetime | None
) -> Written:
    """Wait for an answer to a letter until a moment, or no longer. Raises Refused, NotFound or NotPermitted."""

    def decide(transaction: Transaction, letter: Letter, change: Change) -> Step | Refusal:
        here = (transaction.policy, transaction.case, letter)
        said = say_moment(until, transaction.world.calendar.zone) if until is not None else "no longer"
        return sent_letters.answer_awaited(*here, (until, said), change, transaction.world)

    return _recorded(services, caller, reference, number, reason="", happened_at=None, record=decide)


def _demand(**asked: tuple[str, str]) -> None:
    faults = {name: says for name, (text, says) in asked.items() if not text.strip()}
    if faults:
        raise BadAnswers.of(faults)


def _recorded(
    services: Services,
    caller: Caller,
    reference: CaseReference,
    number: int,
    *,
    reason: str,
    happened_at: datetime | None,
    record: Decide,
) -> Written:
    def decide(transaction: Transaction) -> Step | Refusal:
        letter = letter_for(services, transaction.policy, present_in(transaction), number, caller)
        return record(transaction, letter, managed(transaction, caller, reason.strip(), happened_at, letter.on))

    return carry_out(services, caller, reference, f"record of letter {number}", decide)
