"""Clocks of the small policy, and rows of the clocks of any policy, that tests of deadlines begin with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Literal

from engine.identity import CASE, ActionName, InstanceId
from engine.language.compiled import CompiledPolicy
from engine.language.track_definition import Binding
from engine.language.vocabulary import CASE_TRACK
from engine.record.case import Case
from engine.record.values import Answer, Deadline, Done, Instance
from tests.builders import MONDAY, blank, by_fact, calendar, compiled, small_sources

OURS = "within: 24 hours, met_by: answer"
BREACH, REMOVAL = InstanceId("data_breach/1"), InstanceId("removal/1")


def at_hour(hours: float) -> datetime:
    """Give a moment some hours after the report."""
    return MONDAY + timedelta(hours=hours)


@cache
def small(rest: str = OURS, states: str = "asked") -> CompiledPolicy:
    """The small policy with another clock while it waits; `told` is a time that the first step asks for."""
    return compiled(
        small_sources(
            ("while: asked, within: 24 hours, met_by: answer", f"while: {states}, {rest}"),
            ("facts:\n", "facts:\n  told: {type: time, ask: When?, past: true}\n"),
            ("send: {title: Ask,", "send: {title: Ask, asks: [told],"),
        )
    )


def standing(
    policy: CompiledPolicy,
    state: str,
    running: Deadline | None = None,
    *,
    answers: Mapping[str, Answer] | None = None,
    done: Mapping[ActionName, Done] | None = None,
) -> Case:
    """A case of the small policy in one state, with one clock or none."""
    plain = Instance(track=CASE_TRACK, number=1, state=state, since=MONDAY, reported_at=MONDAY)
    instance = replace(plain, answers=by_fact(answers or {}), done=done or {})
    return replace(blank(policy), tracks={CASE: instance}, deadlines={running.key: running} if running else {})


def row(
    state: Literal["open", "met", "not_needed"] = "open",
    round_: int = 1,
    *,
    on: InstanceId = CASE,
    name: str = "wait",
    binding: Binding = "target",
) -> Deadline:
    """One clock since the report, not worked out yet."""
    return Deadline(
        on=on,
        name=name,
        round=round_,
        state=state,
        started_at=MONDAY,
        started_by="a test",
        due_at=None,
        overdue_at=None,
        calendar=calendar().version,
        binding=binding,
    )
