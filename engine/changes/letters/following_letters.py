"""Letters that tell the reader of one that has gone out what became of it: it is corrected, withdrawn, or chased.

What was sent stays as it was sent. The new letter is a draft like any other, of the same procedure; it takes no step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from engine.changes.change import Change, begin
from engine.identity import CASE
from engine.language.compiled import CompiledPolicy
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.case import Case
from engine.record.codes import letter_code
from engine.record.effects import LetterChanged
from engine.record.kinds import EventKind
from engine.record.values import WAITING, Letter
from engine.steps.sets.letter_sets import readers_of
from engine.steps.take import conclude
from engine.steps.transition import Recording, Refusal, Step, World
from engine.time.moments import say_moment

WRONG, INSTEAD, WHY = "wrong", "instead", "withdrawn_because"
RECIPIENT, RECIPIENT_ADDRESS, RECIPIENT_EMAIL = "recipient", "recipient_address", "recipient_email"
"""Under which words stands beside its event what such a letter says, and who it goes to where that is somebody else."""
CALLED: Mapping[str, str] = {
    "answered_by": "who answered",
    "answered_how": "how it came",
    "answer": "what it says",
    "answer_file": "kept with it as evidence",
    "sent_to": "sent to",
    "awaited": "an answer is awaited until",
    WRONG: "what was wrong",
    INSTEAD: "what holds instead",
    WHY: "why it is withdrawn",
    RECIPIENT: "who has it",
    RECIPIENT_ADDRESS: "where they are",
    RECIPIENT_EMAIL: "their e-mail address",
}
"""How words beside what became of a letter are called before people."""
About: TypeAlias = Literal["correction", "withdrawal", "wrong person", "chaser"]

ONE_BY_ONE = ("wrong person", "chaser")
"""What is done about the letter of one of a list of people, and never about all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """A letter that follows one that has gone out: of which kind, what it is to that one, and the words it needs."""

    template: str
    about_as: About
    words: Mapping[str, str] = field(default_factory=dict)


def follow(
    policy: CompiledPolicy, case: Case, letter: Letter, following: Following, change: Change, world: World
) -> Step | Refusal:
    """Begin the draft of a letter that tells the reader of an earlier one what became of it."""
    reasons = (*why_not_followed(case, letter, following), *_too_early(letter, following, change, world))
    if reasons:
        return Refusal(reasons)
    chases = following.about_as == "chaser"
    kind = EventKind.LETTER_CHASED if chases else EventKind.LETTER_PUT_RIGHT
    recording = begin(policy, case, kind, change, world, on=letter.on, action=letter.template)
    tell_of(recording, letter, following)
    return conclude(recording, [])


def tell_of(recording: Recording, letter: Letter, following: Following) -> None:
    """Add a letter that tells of an earlier one to an event in the making, with its words."""
    for name, text in following.words.items():
        recording.keep(name, text)
    number = len(recording.case.letters) + 1
    draft = Letter(
        number=number,
        template=following.template,
        on=letter.on,
        status="draft",
        about=letter.number,
        about_as=following.about_as,
        recipients=readers_of(recording.case, letter) if letter.recipients else (),
    )
    recording.do(LetterChanged(draft))
    recording.drafts.append(number)


def why_not_followed(case: Case, letter: Letter, following: Following) -> Iterator[Reason]:
    """List why no such letter is drafted: the earlier one has not gone out, or another such letter waits."""
    source = ReasonSource(SourceKind.LETTER, (letter.template,))
    if letter.status != "dispatched":
        says = f"This letter is {letter.status}, and nobody outside has it."
        unlocks = "Edit the draft, or withdraw it and write it again."
        yield Reason(code=ReasonCode.LETTER_STANDS_OTHERWISE, source=source, says=says, unlocks=unlocks)
        return
    if letter.on not in case.tracks:
        says = "The procedure that this letter belonged to was taken back."
        yield Reason(code=ReasonCode.LETTER_STANDS_OTHERWISE, source=source, says=says)
        return
    if letter.recipients and following.about_as in ONE_BY_ONE:
        says = "This letter went to each of a list of people."
        unlocks = "Do it on the page of the letter of the one whom it concerns."
        yield Reason(code=ReasonCode.LETTER_STANDS_OTHERWISE, source=source, says=says, unlocks=unlocks)
        return
    if following.about_as == "chaser":
        yield from _why_not_chased(case, letter, source)
    waits = [each for each in case.letters.values() if each.about == letter.number and each.status in WAITING]
    same = [each for each in waits if each.about_as == following.about_as]
    if same:
        says = f"Letter {letter_code(case.id, same[-1].number)} is such a letter, and it waits already."
        unlocks = "Edit that one, or withdraw it."
        yield Reason(code=ReasonCode.DONE_ALREADY, source=source, says=says, unlocks=unlocks)


def _too_early(letter: Letter, following: Following, change: Change, world: World) -> Iterator[Reason]:
    """Say that nobody is reminded of a letter before the day that it gave them is over."""
    until = letter.reply_by
    if following.about_as == "chaser" and until is not None and change.happened_at < until:
        says = f"They have until {say_moment(until, world.calendar.zone)}."
        unlocks = "Remind them after that; if it cannot wait so long, telephone them."
        source = ReasonSource(SourceKind.LETTER, (letter.template,))
        yield Reason(code=ReasonCode.LETTER_STANDS_OTHERWISE, source=source, says=says, unlocks=unlocks)


def _why_not_chased(case: Case, letter: Letter, source: ReasonSource) -> Iterator[Reason]:
    if letter.answered:
        says, unlocks = "This letter was answered.", "Write to them again, if something is still open."
        yield Reason(code=ReasonCode.DONE_ALREADY, source=source, says=says, unlocks=unlocks)
    if letter.reply_by is None and not letter.answered:
        says = "No answer to this letter is awaited."
        unlocks = "Say first until when you wait for one."
        yield Reason(code=ReasonCode.NOT_DONE, source=source, says=says, unlocks=unlocks)
    if case.tracks[CASE].ended:
        says, unlocks = "The case is closed.", "Reopen it first."
        yield Reason(code=ReasonCode.CASE_CLOSED, source=ReasonSource(SourceKind.STATE), says=says, unlocks=unlocks)
