"""Answers that stand, in the boxes of a form, and what of a form was left as it stood when somebody opened it.

A page of several questions sends all of them in. What its reader did not touch is no change of theirs, even where a
colleague corrected it meanwhile: so each box carries a mark of what stood in it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, tzinfo
from hashlib import sha256

from duecourse.casework.context.look.view import CaseView
from duecourse.casework.queries.upkeep.answered_questions import AnsweredQuestion
from duecourse.web import case_texts
from duecourse.web.forms import fields
from duecourse.web.forms.typed import LISTED, Typed
from engine.identity import FactName, InstanceId, WordsKey
from engine.steps.options import Ask

STOOD = "stood-"


def boxes_of(view: CaseView, on: InstanceId, question: AnsweredQuestion, zone: tzinfo) -> dict[str, tuple[str, ...]]:
    """Give one answer that stands in the boxes in which it would have been typed."""
    name, answer = FactName(question.ask.name), question.answer
    if answer is None or answer.kind == "cleared":
        return {}
    if answer.kind == "unknown":
        because = view.words.get((answer.event, WordsKey.of_fact(on, name))) or ""
        return {f"{name}-unknown": ("yes",), f"{name}-because": (because,)}
    text = case_texts.answer_text(view, view.case.tracks[on], name, answer)
    if question.ask.type in ("date", "time") and text:
        return _parts(name, datetime.fromisoformat(text), zone)
    return {name: tuple(text.split(LISTED))} if text else {}


def _parts(name: str, at: datetime, zone: tzinfo) -> dict[str, tuple[str, ...]]:
    local = at.astimezone(zone) if at.tzinfo else at
    boxes = {"day": str(local.day), "month": str(local.month), "year": str(local.year)}
    boxes |= {"time": local.strftime("%H:%M")} if at.tzinfo else {}
    return {f"{name}-{part}": (text,) for part, text in boxes.items()}


def marks_of(asks: Collection[Ask], texts: Mapping[str, str]) -> dict[str, str]:
    """Give the name of the field and the mark for what stands in each box, which tells nothing of it."""
    return {f"{STOOD}{ask.name}": _mark(texts.get(ask.name, "")) for ask in asks}


def brought_up(asks: Collection[Ask], typed: Typed, standing: Typed, before: Mapping[str, str], zone: tzinfo) -> Typed:
    """Give what was typed with the answers of now where somebody left one as it stood, and it was corrected since."""
    read, now = fields.read(asks, typed, zone), marks_of(asks, before)
    left = {
        ask.name
        for ask in asks
        if ask.name not in read.faults
        and typed.get(f"{STOOD}{ask.name}") == _mark(read.facts.get(ask.name, "")) != now[f"{STOOD}{ask.name}"]
    }
    if not left:
        return typed
    kept = {name: texts for name, texts in typed.texts.items() if name.partition("-")[0] not in left}
    renewed = {name: texts for name, texts in standing.texts.items() if name.partition("-")[0] in left}
    marks = {f"{STOOD}{name}": (now[f"{STOOD}{name}"],) for name in left}
    return Typed({**kept, **renewed, **marks}, typed.files)


def _mark(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
