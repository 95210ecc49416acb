"""Words of a draft that a rule forbids, confirmed by somebody who says why they stay; the approver reads it."""

from __future__ import annotations

from engine.changes.change import Change, begin, unexplained
from engine.language.compiled import CompiledPolicy
from engine.ports.rules.rule_hits import RuleHit
from engine.record.case import Case
from engine.record.effects import LetterChanged
from engine.record.kinds import EventKind
from engine.record.replacement import replace
from engine.record.values import Letter
from engine.steps.take import conclude
from engine.steps.transition import Refusal, Step, World

CONFIRMED = "confirmed"
"""Under which word the rule and the passages stand beside their event."""


def confirm_words(
    policy: CompiledPolicy, case: Case, letter: Letter, hit: RuleHit, change: Change, world: World
) -> Step | Refusal:
    """Record that words stay that a rule forbids, and why; who was asked to approve the letter is asked again."""
    reasons = unexplained(change, "Words that a rule forbids stay with a reason.", "Say why they have to stay.")
    if reasons:
        return Refusal(tuple(reasons))
    recording = begin(policy, case, EventKind.WORDS_CONFIRMED, change, world, on=letter.on, action=letter.template)
    recording.keep(CONFIRMED, hit.text)
    approval = None if letter.waits_for_approval else letter.approval
    confirmed = (*letter.confirmed, recording.event.sequence)
    recording.do(LetterChanged(replace(letter, confirmed=confirmed, approval=approval)))
    return conclude(recording, [])
