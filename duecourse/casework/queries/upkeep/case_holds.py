"""The holds of a case: which stand and why, what waits meanwhile, and which can be put on by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from duecourse.casework.context.look.case_reader import CaseReader
from duecourse.casework.context.look.event_history import HandOnHold
from duecourse.casework.context.look.view import CaseView
from engine.errors import NotFound
from engine.identity import InstanceId
from engine.language.track_definition import Hold
from engine.record.values import Instance


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldLine:
    """One hold of a procedure: `by_case` says that the case gives cause for it, `by_hand` who set it, if anybody.

    `steps` and `clocks` are what waits while it stands, in words; `looked_at` how often it is looked at, "" if never.
    `theirs` says that the viewer may put it on and take it off.
    """

    instance: Instance
    name: str
    says: str
    by_case: bool
    set_by_hand: bool
    by_hand: HandOnHold | None
    steps: tuple[str, ...]
    clocks: tuple[str, ...]
    looked_at: str
    theirs: bool

    @property
    def stands(self) -> bool:
        """Say whether it is in force, as far as the viewer may know."""
        return self.by_case or self.set_by_hand


def case_holds(case: CaseReader) -> tuple[HoldLine, ...]:
    """List the holds of every procedure that the viewer works on, and those that stand in the others that they see."""
    view, hands = case.view, case.hands_on_holds()
    lines = (
        _line(view, instance, name, hold, hands)
        for instance in view.tracks
        for name, hold in view.policy.track(instance.track).definition.holds.items()
    )
    return tuple(line for line in lines if line.stands or (line.theirs and not line.instance.ended))


def hold_named(case: CaseReader, on: InstanceId, name: str) -> HoldLine:
    """Find a hold of a procedure. Raises NotFound, also where the procedure is not theirs to see."""
    found = next((line for line in case_holds(case) if (line.instance.on, line.name) == (on, name)), None)
    if found is None:
        raise NotFound(f"Case {case.view.case.reference} has no such hold, or none that you may see.")
    return found


def _line(
    view: CaseView, instance: Instance, name: str, hold: Hold, hands: Mapping[tuple[InstanceId, str], HandOnHold]
) -> HoldLine:
    definition = view.policy.track(instance.track).definition
    is_set = name in instance.held_by_hand
    return HoldLine(
        instance=instance,
        name=name,
        says=hold.says,
        by_case=name in instance.held,
        set_by_hand=is_set,
        by_hand=hands.get((instance.on, name)) if is_set else None,
        steps=tuple(definition.actions[each].title for each in hold.locks if each in definition.actions),
        clocks=tuple(view.policy.clock_title(instance.track, each) for each in hold.pauses),
        looked_at=str(hold.review.within) if hold.review else "",
        theirs=instance.on in view.works,
    )
