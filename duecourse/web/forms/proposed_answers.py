"""A question whose answers follow by themselves: they are ticked, with why, until somebody changes them."""

from __future__ import annotations

from collections.abc import Mapping

from duecourse.web.forms.typed import Typed
from engine.steps.options import Ask
from engine.steps.proposals.proposed_procedures import NONE_OF_THEM

SHOWN = "shown"
"""Comes with such a question where its boxes were shown: that nothing is ticked is an answer then."""
NOTHING: Mapping[str, str] = {NONE_OF_THEM: "None of them"}


def ticked_of(ask: Ask, typed: Typed) -> tuple[str, ...]:
    """Give the boxes that are ticked: those of the person who typed, and before that what follows by itself."""
    chosen = typed.all(ask.name)
    if chosen or f"{ask.name}-{SHOWN}" in typed:
        return chosen
    return tuple(each.answer for each in ask.proposed if each.starts)


def nothing_of(ask: Ask, typed: Typed) -> str:
    """Give the answer of somebody who took away every tick; "" where the boxes were not shown."""
    return NONE_OF_THEM if ask.otherwise and typed.get(f"{ask.name}-{SHOWN}") else ""


def with_why(ask: Ask) -> Mapping[str, str]:
    """Say beside each answer that follows why it does, and which of them nobody leaves out."""
    return {
        each.answer: f"{ask.options[each.answer]}: {each.because}{' (starts in any case)' if each.must else ''}"
        for each in ask.proposed
        if each.starts
    }
