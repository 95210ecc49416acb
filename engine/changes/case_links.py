"""Two cases about the same thing linked, or no longer: one event in each, and nothing else of either changes."""

from __future__ import annotations

from engine.changes.change import Change, begin, unexplained
from engine.identity import CaseId
from engine.language.compiled import CompiledPolicy
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.case import Case
from engine.record.effects import Linked
from engine.record.kinds import EventKind
from engine.steps.take import conclude
from engine.steps.transition import Refusal, Step, World

LINKS = ReasonSource(SourceKind.RECORD, ("links",))


def link(
    policy: CompiledPolicy, case: Case, other: CaseId, change: Change, world: World, *, active: bool
) -> Step | Refusal:
    """Record on one side that two cases are linked, or no longer, with a reason."""
    reasons = unexplained(change, "A link between cases is made and taken off with a reason.")
    if active == (other in case.links):
        says = "These cases are linked already." if active else "These cases are not linked."
        reasons.append(Reason(code=ReasonCode.DONE_ALREADY, source=LINKS, says=says))
    if reasons:
        return Refusal(tuple(reasons))
    recording = begin(policy, case, EventKind.LINKED if active else EventKind.UNLINKED, change, world)
    recording.do(Linked(case=other, active=active))
    return conclude(recording, [])
