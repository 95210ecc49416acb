"""For how long one case is kept: which kind it is, from which day its time runs, and until when it is kept on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, tzinfo

from duecourse.casework.retention.retention_schedule import ENTRY, KINDS, UNSAID
from engine.changes.erasure_decisions import KEPT_UNTIL
from engine.identity import CASE, InstanceId
from engine.language.compiled import CompiledPolicy
from engine.language.vocabulary import StateKind
from engine.record.chain import Entry
from engine.record.kinds import EventKind
from engine.record.values import Instance


def is_ended(tracks: Mapping[InstanceId, Instance]) -> bool:
    """Say whether a case and every procedure of it have ended."""
    return CASE in tracks and all(each.ended for each in tracks.values())


def kind_of(policy: CompiledPolicy, tracks: Mapping[InstanceId, Instance]) -> str:
    """Say which kind of case it is: what was answered when it was closed, where that is a kind of the schedule."""
    shell, definition = tracks[CASE], policy.shell
    if shell.state in definition.states_of(StateKind.REQUEST):
        return ENTRY
    ends = {name for name, state in definition.states.items() if state.end}
    closing = (each for each in definition.actions.values() if each.to in ends)
    asked = (shell.answers.get(name) for action in closing for name in action.asks)
    said = (str(answer.value) for answer in asked if answer is not None)
    return next((value for value in said if value in KINDS), UNSAID)


def counted_from(tracks: Mapping[InstanceId, Instance], zone: tzinfo) -> date:
    """Give the day on which the last of a case ended."""
    return max(each.since for each in tracks.values()).astimezone(zone).date()


def kept_until(entries: Iterable[Entry]) -> date | None:
    """Give the day until which a case is kept on, as it was said last; None where nobody did."""
    found = [entry for entry in entries if entry.event.kind is EventKind.KEPT_ON]
    said = found[-1].words[KEPT_UNTIL].text if found and KEPT_UNTIL in found[-1].words else None
    return date.fromisoformat(said) if said else None
