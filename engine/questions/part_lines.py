"""Answers with a line for each part of another answer: which rules each allegation comes under."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from engine.identity import FactName
from engine.language.track_definition import TrackDefinition
from engine.reasons import printed
from engine.record.values import Answer

_BETWEEN = re.compile(r"\n\s*\n")
_OWN_NUMBER = re.compile(r"^(?:\(?\d{1,2}[.)]\s+)")
_SEPARATORS = re.compile(r"[,;]| and ")


def paragraphs(words: str) -> list[str]:
    """Part what somebody wrote where they left a line empty; numbers of their own in front are taken off."""
    parts = (part.strip() for part in _BETWEEN.split(words))
    return [_OWN_NUMBER.sub("", part) for part in parts if part]


def named_on(line: str, chosen: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give which of the chosen numbers a line names, as they are kept, and what on it is none of them."""
    said = [part.strip().removeprefix("clause ").strip() for part in _SEPARATORS.split(_OWN_NUMBER.sub("", line))]
    found: list[str] = []
    unknown: list[str] = []
    for each in filter(None, said):
        meant = [number for number in chosen if each in (number, printed(number))]
        found += meant
        unknown += [] if meant else [each]
    return tuple(dict.fromkeys(found)), tuple(unknown)


def lines_of(words: str) -> list[str]:
    """Give the lines of an answer that are not empty."""
    return [line.strip() for line in words.splitlines() if line.strip()]


def by_paragraph(parts: Sequence[str], words: str, chosen: Sequence[str]) -> list[tuple[str, ...]]:
    """Give for each paragraph what its line names; all that was chosen where there is no line for each."""
    lines = lines_of(words)
    if len(lines) != len(parts):
        return [tuple(chosen) for _ in parts]
    return [named_on(line, chosen)[0] for line in lines]


def wrong_lines(
    definition: TrackDefinition,
    asked: Iterable[FactName],
    answers: Mapping[FactName, Answer],
    words: Mapping[str, str],
) -> Iterator[tuple[FactName, str]]:
    """Say of each question with lines that is asked what is wrong beside the answers given with it, and what fits."""
    for name in asked:
        line = definition.facts[name].line
        if line is None or line.of not in words or line.among not in answers:
            continue
        value = answers[line.among].value
        of = definition.facts[line.of].ask or line.of
        says = _wrong(paragraphs(words[line.of]), words.get(name, ""), value if isinstance(value, tuple) else (), of)
        if says:
            yield name, says


def _wrong(parts: Sequence[str], words: str, chosen: Sequence[str], of: str) -> str:
    lines, allowed = lines_of(words), ", ".join(map(printed, chosen))
    if not lines and len(parts) <= 1:
        return ""
    if len(lines) != len(parts):
        return (
            f"“{of}” has {_counted(len(parts), 'paragraph')}, and here {_are(len(lines), 'line')}. "
            f"Write a line for each, in their order, with its numbers: {allowed}."
        )
    left = list(dict.fromkeys(chosen))
    for place, line in enumerate(lines, 1):
        found, unknown = named_on(line, chosen)
        if unknown:
            return f"Line {place} says “{unknown[0]}”, which is none of those chosen: {allowed}."
        if not found:
            return f"Line {place} names none. Open to it: {allowed}."
        left = [each for each in left if each not in found]
    if left:
        return f"No line names {printed(left[0])}. Take it out of those chosen, or say to which paragraph it belongs."
    return ""


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _are(number: int, what: str) -> str:
    return f"{'is' if number == 1 else 'are'} {_counted(number, what)}"
