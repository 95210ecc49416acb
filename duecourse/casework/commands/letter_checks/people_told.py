"""Which facts about which people leave the house with a letter: whom its words name, how reached, what is told of them.

A machine finds what is written as it is known here. Somebody who is described and not named, it does not find.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from duecourse.casework.context.look.whole_case import WholeCase
from engine.identity import CASE, PersonId
from engine.language.vocabulary import LetterSource
from engine.plain import is_group
from engine.ports.fact_sources import Alternative
from engine.ports.records import Person
from engine.record.values import Instance, Letter, Part

NAME, FAMILY, FORMER = "their name", "their family name", "a name that they had before"
EMAIL, TELEPHONE, ADDRESS = "their e-mail address", "their telephone number", "their postal address"
OF_THE_TRUST = "of the trust"
ANSWERS = (LetterSource.ANSWER, LetterSource.PHRASE)
FEWEST_FIGURES, SHORTEST = 6, 3
"""So many figures of a telephone number, and letters of a family name, at least: fewer stand in many words."""
_NO_FIGURES = re.compile(r"[^\d+]")
_ON_THE_NET = re.compile(r"\S+@\S+|https?://\S+|\b[\w-]+(?:\.[\w-]+)+\b")
_RUN = re.compile(r"\+?\d[\d ()-]{4,}\d")


@dataclass(frozen=True, slots=True)
class PersonTold:
    """Somebody of whom a letter tells: what they are to the case, and which facts about them stand in it."""

    name: str
    parts: tuple[str, ...]
    told: tuple[str, ...]


def people_told(whole: WholeCase, letter: Letter, words: str, facts: str) -> Iterator[PersonTold]:
    """List the people of the case, and then those of the trust, of whom the words and facts of a letter tell."""
    answered = _answered(whole, letter, facts)
    of_case = whole.people(whole.record.people)
    places = (whole.organisation.name, *(place.name for place in whole.services.schools(whole.reading)))
    everybody = (person.name for person in (*of_case.values(), *whole.staff))
    text = _Text(words, (*places, *everybody))
    for id_, person in of_case.items():
        told = tuple(dict.fromkeys((*_found(person, text), *answered.get(id_, ()))))
        if told:
            yield PersonTold(person.name, tuple(part.value for part in whole.record.people[id_]), told)
    for person in whole.staff:
        told = tuple(_found(person, text)) if person.id not in of_case else ()
        if told and told != (FAMILY,):
            yield PersonTold(person.name, (OF_THE_TRUST,), told)


class _Text:
    """The words of a letter as they are looked through; `alone` is without whole names and addresses."""

    def __init__(self, words: str, names: Iterable[str]) -> None:
        self.folded = " ".join(words.split()).casefold()
        self.alone = _ON_THE_NET.sub("", self.folded)
        for name in sorted({each.casefold() for each in names if each}, key=len, reverse=True):
            self.alone = self.alone.replace(name, "")
        self.numbers = {_NO_FIGURES.sub("", each) for each in _RUN.findall(words)}

    def has(self, words: str) -> bool:
        """Say whether words stand there by themselves, and not within others."""
        return _has(self.folded, words)

    def has_alone(self, family: str) -> bool:
        """Say whether a family name stands there apart from whole names and from the names of places."""
        return _has(self.alone, family)


def _has(text: str, words: str) -> bool:
    folded = " ".join(words.split()).casefold()
    # nearly nobody of a trust stands in a letter: an expression is only made for those who do
    return bool(folded) and folded in text and re.search(rf"(?<!\w){re.escape(folded)}(?!\w)", text) is not None


def _found(person: Person, text: _Text) -> Iterator[str]:
    """Say which facts about somebody stand in words."""
    family = person.family or person.name.rpartition(" ")[2]
    whole = (person.name, f"{person.given} {person.family}".strip(), f"{person.family}, {person.given}")
    if any(text.has(each) for each in whole if each.strip(" ,")):
        yield NAME
    elif len(family) >= SHORTEST and text.has_alone(family):
        yield FAMILY
    if any(text.has(each) for each in person.former_names):
        yield FORMER
    if person.email and text.has(person.email):
        yield EMAIL
    number = _NO_FIGURES.sub("", person.telephone)
    if len(number) >= FEWEST_FIGURES and number in text.numbers:
        yield TELEPHONE
    if person.postal_address and text.has(person.postal_address.splitlines()[0].rstrip(",")):
        yield ADDRESS


def _answered(whole: WholeCase, letter: Letter, facts: str) -> Mapping[PersonId, tuple[str, ...]]:
    """Give, for each person, the questions about them whose answers the letter uses."""
    known: object = json.loads(facts or "{}")
    if not is_group(known):
        return {}
    found: dict[PersonId, dict[str, None]] = {}
    for path, gathering in whole.services.letters.gathers(letter.template).items():
        if not _stands(known, path):
            continue
        for alternative in gathering.alternatives:
            for person, says in _told_of(whole, letter, alternative):
                found.setdefault(person, {})[says] = None
    return {person: tuple(says) for person, says in found.items()}


def _stands(known: Mapping[str, object], path: str) -> bool:
    inner: object = known
    for name in path.partition("[]")[0].split("."):
        if not is_group(inner) or not inner.get(name):
            return False
        inner = inner[name]
    return True


def _told_of(whole: WholeCase, letter: Letter, alternative: Alternative) -> Iterator[tuple[PersonId, str]]:
    if alternative.source not in ANSWERS:
        return
    for instance in _asked(whole, letter, alternative):
        fact = whole.policy.track(instance.track).definition.facts.get(alternative.fact)
        answer = instance.answers.get(alternative.fact)
        if fact is None or answer is None or answer.kind in ("unknown", "cleared"):
            continue
        says = f"the answer to “{fact.ask}”"
        yield from ((person, says) for person in _about(whole, instance))


def _asked(whole: WholeCase, letter: Letter, alternative: Alternative) -> Iterable[Instance]:
    """Give the instances that a source asks: those of the letter, or the first of the track that it names."""
    if alternative.of:
        return whole.record.of_track(alternative.track)[:1]
    return tuple(whole.record.tracks[on] for on in letter.covers if on in whole.record.tracks)


def _about(whole: WholeCase, instance: Instance) -> Iterator[PersonId]:
    """Name whom an instance is about; what is asked of the case itself is about those who are affected by it."""
    if instance.person:
        yield instance.person
    elif instance.on == CASE:
        yield from (person for person, parts in whole.record.people.items() if Part.AFFECTED in parts)
