"""An answer to a letter is waited for by a clock of its own, as long as the letter says so and its procedure goes on.

It asks for no step. What the letter prints, or a person says, is when it is due; a reminder that is sent, a letter in
the place of the first, or its withdrawal ends the waiting for the first.
"""

from __future__ import annotations

from typing import Literal

from engine.identity import ClockId
from engine.language.vocabulary import AN_ANSWER, is_answer
from engine.record.case import Case
from engine.record.codes import letter_code
from engine.record.effects import Clocked, LetterChanged
from engine.record.replacement import replace
from engine.record.values import Deadline, Letter
from engine.steps.clocks.lengths import worked_out
from engine.steps.transition import Recording

SENT = "the letter was sent"


def settle_answers(recording: Recording) -> None:
    """Begin, move and end the clocks that wait for answers, as the letters of the case stand after an event."""
    for number in recording.gone:
        _take_over(recording, recording.case.letters[str(number)])
    case = recording.case
    awaited = {clock_for(case, each): each for each in case.letters.values() if _is_awaited(case, each)}
    for clock, letter in awaited.items():
        running = case.deadlines.get(clock)
        if running is None or running.state != "open" or running.due_at != letter.reply_by:
            _begin(recording, letter, running)
    for clock, running in case.deadlines.items():
        if is_answer(running.name) and running.state == "open" and clock not in awaited:
            recording.do(Clocked(running.ended(_why(case, clock), recording.happened_at)))


def _why(case: Case, clock: ClockId) -> Literal["met", "not_needed"]:
    letter = next((each for each in case.letters.values() if clock_for(case, each) == clock), None)
    return "met" if letter is not None and letter.answered else "not_needed"


def clock_for(case: Case, letter: Letter) -> ClockId:
    """Name the clock that waits for the answer to a letter; its code tells nobody how many letters there are."""
    return ClockId.of(letter.on, f"{AN_ANSWER}{letter_code(case.id, letter.number)}")


def _is_awaited(case: Case, letter: Letter) -> bool:
    instance = case.tracks.get(letter.on)
    goes_on = instance is not None and not instance.ended
    return letter.status == "dispatched" and letter.reply_by is not None and goes_on


def _take_over(recording: Recording, letter: Letter) -> None:
    """Wait no longer for the answer to a letter in whose place another has gone, or that is withdrawn or chased."""
    ends = letter.about if letter.about_as in ("withdrawal", "chaser") else letter.replaces
    first = recording.case.letters.get(str(ends))
    if first is not None and first.reply_by is not None:
        recording.do(LetterChanged(replace(first, reply_by=None)))


def _begin(recording: Recording, letter: Letter, before: Deadline | None) -> None:
    calendar, clock = recording.world.calendar, clock_for(recording.case, letter)
    fresh = Deadline(
        on=letter.on,
        name=clock.name,
        round=before.round + 1 if before else 1,
        state="open",
        started_at=letter.since or recording.happened_at,
        started_by=SENT,
        due_at=letter.reply_by,
        overdue_at=letter.reply_by,
        calendar=calendar.version,
    )
    recording.do(Clocked(worked_out(recording.policy, fresh, calendar)))
