"""Answers that stand already and stay true: offered again, so that nobody has to type them twice."""

from __future__ import annotations

from collections.abc import Sequence

from duecourse.casework.context.look.view import CaseView
from duecourse.web import case_texts
from engine.identity import FactName
from engine.steps.options import Ask, Option


def said_again(view: CaseView, option: Option) -> dict[str, tuple[str, ...]]:
    """Give the answers of a procedure that a step offers again, by the name of the question."""
    instance = view.case.tracks[option.on]
    texts = {
        name: case_texts.answer_text(view, instance, name, answer)
        for name, answer in instance.answers.items()
        if _is_said_again(option.asks, name)
    }
    return {name: tuple(text.split("\x1f")) for name, text in texts.items() if text}


def _is_said_again(asks: Sequence[Ask], name: FactName) -> bool:
    """Only what stays true is offered again: a new decision is made without it."""
    return any(ask.name == name and ask.optional and ask.type in ("text", "choice") for ask in asks)
