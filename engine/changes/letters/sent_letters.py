"""What becomes of a letter that has gone out: it is answered, comes back, goes to another address, or is waited for.

What was sent stays as it was sent: each of these is an event of its own, with its words beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from engine.changes.change import Change, begin
from engine.language.compiled import CompiledPolicy
from engine.questions.bounds import Cause
from engine.reasons import INPUT, Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.case import Case
from engine.record.effects import LetterChanged
from engine.record.kinds import EventKind
from engine.record.replacement import replace
from engine.record.values import Letter
from engine.steps.step_times import outside
from engine.steps.take import conclude
from engine.steps.transition import Refusal, Step, World


def answered(
    policy: CompiledPolicy, case: Case, letter: Letter, words: Mapping[str, str], change: Change, world: World
) -> Step | Refusal:
    """Record an answer to a letter, in words under their names; it is waited for no longer. No step is taken by it."""
    after = replace(letter, answered=case.revision + 1, reply_by=None)
    return _recorded(policy, case, after, EventKind.LETTER_ANSWERED, change, world, words=words)


def noted(
    policy: CompiledPolicy, case: Case, letter: Letter, words: Mapping[str, str], change: Change, world: World
) -> Step | Refusal:
    """Record a note that a machine sent back, such as out of office: it is no answer, and the waiting goes on."""
    return _recorded(policy, case, letter, EventKind.LETTER_NOTED, change, world, words=words)


def returned(policy: CompiledPolicy, case: Case, letter: Letter, change: Change, world: World) -> Step | Refusal:
    """Record that a letter came back and did not arrive: it waits for another address."""
    after = replace(letter, returned=case.revision + 1)
    return _recorded(policy, case, after, EventKind.LETTER_RETURNED, change, world, words={})


def sent_again(
    policy: CompiledPolicy, case: Case, letter: Letter, words: Mapping[str, str], change: Change, world: World
) -> Step | Refusal:
    """Record that a letter went out again as it was sealed, to another address; clocks run as they did."""
    after = replace(letter, returned=0)
    return _recorded(policy, case, after, EventKind.LETTER_SENT_AGAIN, change, world, words=words)


def answer_awaited(
    policy: CompiledPolicy, case: Case, letter: Letter, until: tuple[datetime | None, str], change: Change, world: World
) -> Step | Refusal:
    """Record until when an answer is waited for, also in words, or that none is any more."""
    at, said = until
    if at is not None and at <= world.at:
        says, unlocks = "This time has passed already.", "Give a day that lies ahead."
        return Refusal(
            (Reason(code=ReasonCode.TOO_EARLY, source=INPUT, says=says, unlocks=unlocks, field="wait_until"),)
        )
    after = replace(letter, reply_by=at)
    return _recorded(policy, case, after, EventKind.ANSWER_AWAITED, change, world, words={"awaited": said})


def _recorded(
    policy: CompiledPolicy,
    case: Case,
    letter: Letter,
    kind: EventKind,
    change: Change,
    world: World,
    *,
    words: Mapping[str, str],
) -> Step | Refusal:
    reasons = tuple(_why_not(letter, change, world))
    if reasons:
        return Refusal(reasons)
    recording = begin(policy, case, kind, change, world, on=letter.on, action=letter.template)
    for name, text in words.items():
        recording.keep(name, text)
    recording.do(LetterChanged(letter))
    return conclude(recording, [])


def _why_not(letter: Letter, change: Change, world: World) -> Iterator[Reason]:
    if letter.status != "dispatched":
        source = ReasonSource(SourceKind.LETTER, (letter.template,))
        says, unlocks = f"This letter is {letter.status}, and has not gone out.", "Send it first."
        yield Reason(code=ReasonCode.LETTER_STANDS_OTHERWISE, source=source, says=says, unlocks=unlocks)
    if letter.recipients:
        source = ReasonSource(SourceKind.LETTER, (letter.template,))
        says = "This letter went to each of a list of people."
        unlocks = "Record it on the page of the letter of the one whom it concerns."
        yield Reason(code=ReasonCode.LETTER_STANDS_OTHERWISE, source=source, says=says, unlocks=unlocks)
    sent = (Cause(letter.since, "when the letter went out"),) if letter.since is not None else ()
    yield from outside(change.happened_at, sent, world.at, world.calendar.zone)
