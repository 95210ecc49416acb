"""One letter for several addresses: other drafts are put together with it, or an address has a letter of its own again.

What its sending then does stands in `engine.steps.sendings.joint_letters`.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.changes.change import Change, begin
from engine.identity import InstanceId
from engine.language.compiled import CompiledPolicy
from engine.record.case import Case
from engine.record.effects import LetterChanged
from engine.record.kinds import EventKind
from engine.record.replacement import replace
from engine.record.values import Letter
from engine.steps.sendings.joint_letters import draw_again
from engine.steps.take import conclude
from engine.steps.transition import Refusal, Step, World


def put_together(
    policy: CompiledPolicy, case: Case, letter: Letter, others: Sequence[Letter], change: Change, world: World
) -> Step | Refusal:
    """Let a draft speak also of what other drafts speak of, with what was put with those; they are withdrawn for it."""
    recording = begin(policy, case, EventKind.LETTERS_JOINED, change, world, on=letter.on, action=letter.template)
    for other in others:
        recording.do(LetterChanged(replace(other, status="withdrawn")))
    also = dict.fromkeys((*letter.also, *(on for other in others for on in other.covers)))
    known = {(each.what, each.number) for each in letter.enclosures}
    more = [each for other in others for each in other.enclosures]
    put_with = {(each.what, each.number): each for each in more if (each.what, each.number) not in known}
    draw_again(recording, replace(letter, also=tuple(also), enclosures=(*letter.enclosures, *put_with.values())))
    return conclude(recording, [])


def take_apart(
    policy: CompiledPolicy, case: Case, letter: Letter, on: InstanceId, change: Change, world: World
) -> Step | Refusal:
    """Give one address a draft of its own again; `on` is one of those that the letter speaks of besides its own."""
    recording = begin(policy, case, EventKind.LETTERS_JOINED, change, world, on=letter.on, action=letter.template)
    draw_again(recording, replace(letter, also=tuple(each for each in letter.also if each != on)))
    recording.ask_letter(letter.template, on, letter.action)
    return conclude(recording, [])
