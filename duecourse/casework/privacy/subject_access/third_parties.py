"""Names of others in a text, marked for a person to decide on, and what in a text may have to be left out.

Nothing is taken out and nothing is decided here: a mark says where somebody has to look.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from duecourse.casework.privacy.assessment import escaped
from engine.ports.records import Person

SHORTEST = 3
"""A name of fewer letters is no name by itself: it would be found everywhere."""
MAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
TELEPHONE = r"(?<![\w/-])(?:\+44|0)[0-9](?:[ -]?[0-9]){7,9}(?![\w-])"
LEFT_OUT: Mapping[str, re.Pattern[str]] = {
    "safeguarding of a child": re.compile(
        r"\b(?:safeguard\w*|child protection|social care|at risk|DSL|LADO|designated officer)\b", re.IGNORECASE
    ),
    "legal privilege": re.compile(
        r"\b(?:solicitors?|barristers?|counsel|legal advice|privileged?|claim may be)\b", re.IGNORECASE
    ),
    "the police, or an offence": re.compile(
        r"\b(?:police|crime|criminal|offences?|prosecut\w*|investigating officer)\b", re.IGNORECASE
    ),
}
"""What may be exempt, and by which words a text is marked for a person to look at."""


def names_of(person: Person, *, alone: bool) -> Iterator[str]:
    """Give how somebody may be called in a text; with `alone` also by a given or family name by itself."""
    yield person.name
    yield from person.former_names
    if person.title and person.family:
        yield f"{person.title} {person.family}"
    if alone:
        parts = (person.given, person.family) if person.family else (person.name.split()[-1:] or [""])
        yield from (each for each in parts if len(each) >= SHORTEST)


def to_decide(*texts: str) -> tuple[str, ...]:
    """Say what of these texts a person has to decide about before it is given: reasons, and no decision."""
    return tuple(says for says, words in LEFT_OUT.items() if any(words.search(each) for each in texts))


@dataclass(frozen=True)
class Marker:
    """Finds one person's names, and marks those of others and how they are reached; the longest name counts."""

    own: tuple[str, ...]
    others: tuple[str, ...]

    @cached_property
    def _names(self) -> re.Pattern[str]:
        return re.compile(f"{_alternatives((*self.own, *self.others))}|{MAIL}|{TELEPHONE}", re.IGNORECASE)

    @cached_property
    def _mine(self) -> frozenset[str]:
        return frozenset(" ".join(each.split()).casefold() for each in self.own)

    def mentions(self, *texts: str) -> bool:
        """Say whether one of these texts names the person."""
        found = (name for each in texts for name in self._names.findall(" ".join(each.split())))
        return any(name.casefold() in self._mine for name in found)

    def marked(self, text: str) -> tuple[str, int]:
        """Give a text as Markdown with every other name in a mark, and how many there are."""
        parts, count, at, said = list[str](), 0, 0, " ".join(text.split())
        for found in self._names.finditer(said):
            parts.append(escaped(said[at : found.start()]))
            if found[0].casefold() in self._mine:
                parts.append(escaped(found[0]))
            else:
                count += 1
                parts.append(f"**[other person: {escaped(found[0])}]**")
            at = found.end()
        return "".join((*parts, escaped(said[at:]))), count


def marker_for(person: Person, others: Iterable[Person], beside: Iterable[Person]) -> Marker:
    """Make the marker of a person: `others` are of the case and may be called by one name, `beside` by full names."""
    own = tuple(dict.fromkeys(names_of(person, alone=False)))
    near = {name for each in others for name in names_of(each, alone=True)}
    far = {name for each in beside for name in names_of(each, alone=False)}
    mine = {each.casefold() for each in names_of(person, alone=True)}
    return Marker(own, tuple(sorted(name for name in near | far if name.casefold() not in mine)))


def _alternatives(names: Iterable[str]) -> str:
    """Give a pattern that finds any of these names as whole words, longer ones first."""
    ordered = sorted({" ".join(each.split()) for each in names if each.strip()}, key=lambda each: (-len(each), each))
    return rf"(?<!\w)(?:{'|'.join(map(re.escape, ordered))})(?!\w)" if ordered else r"(?!)"
