"""What somebody does to a letter in their own words: they edit its draft, or have it written again in its place.

Of an edit the difference to the draft is kept beside the event as words.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.changes.change import Change, begin, unexplained
from engine.changes.letters.following_letters import Following, tell_of, why_not_followed
from engine.identity import CASE, NO_ACTION
from engine.language.compiled import CompiledPolicy
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.case import Case
from engine.record.codes import letter_code
from engine.record.effects import LetterChanged
from engine.record.kinds import EventKind
from engine.record.replacement import replace
from engine.record.values import WAITING, Letter
from engine.steps.sets.letter_sets import readers_of
from engine.steps.take import conclude
from engine.steps.transition import Refusal, Step, World
from engine.wordings import BROUGHT, WORDING, Wording


def edit_wording(
    policy: CompiledPolicy,
    case: Case,
    letter: Letter,
    wording: Wording,
    change: Change,
    world: World,
    *,
    brought: str = "",
) -> Step | Refusal:
    """Record how somebody put a draft; where that is the draft as it was, nobody's wording stands any more.

    `brought` says by its digests from which Word file the text came.
    """
    recording = begin(policy, case, EventKind.LETTER_EDITED, change, world, on=letter.on, action=letter.template)
    differs = wording.after != wording.before
    if differs:
        recording.keep(WORDING, wording.difference)
        if brought:
            recording.keep(BROUGHT, brought)
    edited = recording.event.sequence if differs else 0
    approval = None if letter.waits_for_approval else letter.approval  # who was asked has not read these words
    recording.do(LetterChanged(replace(letter, edited=edited, approval=approval)))
    return conclude(recording, [])


def write_again(
    policy: CompiledPolicy,
    case: Case,
    letter: Letter,
    change: Change,
    world: World,
    *,
    told: Following | None = None,
) -> Step | Refusal:
    """Begin a draft in the place of a letter that was withdrawn or has gone out; both stay.

    In the place of one that was withdrawn, its sending is the step that it was; one that has gone out has taken its
    step, and the new one takes none. With `told`, a letter is drafted beside it that tells the reader of the first.
    """
    reasons = (*unexplained(change, "A letter that is written again needs a reason."), *_why_not(policy, case, letter))
    reasons = (*reasons, *(why_not_followed(case, letter, told) if told and not reasons else ()))
    if reasons:
        return Refusal(reasons)
    recording = begin(policy, case, EventKind.LETTER_AGAIN, change, world, on=letter.on, action=letter.template)
    number = len(case.letters) + 1
    action = letter.action if letter.status == "withdrawn" else NO_ACTION
    recording.do(
        LetterChanged(
            Letter(
                number=number,
                template=letter.template,
                on=letter.on,
                status="draft",
                action=action,
                replaces=letter.number,
                also=letter.also,
                recipients=readers_of(case, letter),
            )
        )
    )
    recording.drafts.append(number)
    if told is not None:
        tell_of(recording, letter, told)
    return conclude(recording, [])


def _why_not(policy: CompiledPolicy, case: Case, letter: Letter) -> Iterator[Reason]:
    source = ReasonSource(SourceKind.LETTER, (letter.template,))
    if letter.status not in ("withdrawn", "dispatched"):
        says = f"This letter is {letter.status}, and is not written again."
        unlocks = "Edit the draft." if letter.status == "draft" else "Withdraw it first; then write it again."
        yield Reason(code=ReasonCode.LETTER_STANDS_OTHERWISE, source=source, says=says, unlocks=unlocks)
        return
    if case.tracks[CASE].ended:
        says, unlocks = "The case is closed.", "Reopen it first."
        yield Reason(code=ReasonCode.CASE_CLOSED, source=ReasonSource(SourceKind.STATE), says=says, unlocks=unlocks)
    instance = case.tracks[letter.on]
    gone = letter.status == "withdrawn" and letter.action
    if gone and not policy.track(instance.track).starts_from(letter.action, instance.state):
        says = "The step that its sending is can no longer be taken."
        yield Reason(code=ReasonCode.NO_LONGER, source=ReasonSource(SourceKind.STATE), says=says)
    waits = [each for each in case.letters.values() if each.status in WAITING and _is_like(each, letter)]
    if letter.copy_of:  # what waits for others on its list is not written in its place
        waits = [each for each in waits if each.replaces == letter.number]
    if waits:
        says = f"Letter {letter_code(case.id, waits[-1].number)} is such a letter, and it waits already."
        unlocks = "Edit that one, or withdraw it."
        yield Reason(code=ReasonCode.DONE_ALREADY, source=source, says=says, unlocks=unlocks)


def _is_like(one: Letter, other: Letter) -> bool:
    return one.template == other.template and not set(one.covers).isdisjoint(other.covers)
