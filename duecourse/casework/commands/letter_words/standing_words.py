"""Words of a draft that a rule forbids and that somebody confirmed: what stops its issue no more, and who said why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from duecourse.casework.context.look.whole_case import WholeCase
from engine.changes.letters.confirmed_words import CONFIRMED
from engine.identity import WordsKey
from engine.ports.records import Viewer
from engine.ports.rules.rule_hits import RuleHit
from engine.ports.store import Reading
from engine.record.case import Case
from engine.record.values import Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """Words that a rule forbids and that stay, with who says why and when (UTC)."""

    hit: RuleHit
    name: str
    at: datetime
    reason: str


def confirmed_texts(reading: Reading, viewer: Viewer, case: Case, letter: Letter) -> frozenset[str]:
    """Give what was confirmed of a letter, each as the text of its hit; words that were erased confirm nothing."""
    if not letter.confirmed:
        return frozenset()
    words = reading.words(viewer, case.id)
    return frozenset(text for event in letter.confirmed if (text := words.get((event, CONFIRMED))))


def left_of(problems: Sequence[str], hits: Sequence[RuleHit], confirmed: frozenset[str]) -> tuple[str, ...]:
    """Give the problems of a draft without the hits that somebody confirmed and that may stay."""
    stay = {each.says for each in hits if each.may_stay and each.text in confirmed}
    return tuple(each for each in problems if each not in stay)


def confirmations(whole: WholeCase, letter: Letter, hits: Sequence[RuleHit]) -> tuple[Confirmation, ...]:
    """Say of the hits of a draft which were confirmed, by whom and why."""
    return tuple(_confirmations(whole, letter, hits)) if letter.confirmed and hits else ()


def _confirmations(whole: WholeCase, letter: Letter, hits: Sequence[RuleHit]) -> Iterator[Confirmation]:
    found = {each.text: each for each in hits if each.may_stay}
    events = {each.event.sequence: each.event for each in whole.entries if each.event.sequence in letter.confirmed}
    people = whole.people(event.by for event in events.values())
    for number, event in events.items():
        hit = found.get(whole.words.get((number, CONFIRMED)) or "")
        if hit is not None:
            yield Confirmation(
                hit=hit,
                name=people[event.by].name if event.by in people else "Somebody",
                at=event.at,
                reason=whole.words.get((number, WordsKey("reason"))) or "a reason that was erased",
            )
