"""What each letter has to say and must not say: written lists beside the templates, and one letter read against them.

A list stands in `letters/expectations/`, a file for each letter, and `every.yaml` for all of them. Of an entry, `says`
is why; `words` all stand in the letter, `one_of` at least one, `facts` are printed in it, `patterns` are regular
expressions. `given` and `lacking` are facts, `if` is one fact with its value, `under` are policies, `except` and `only`
are numbers of letters (`every.yaml`): an entry counts where these hold.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from engine.language.compiled import CompiledPolicy
from engine.language.strict_yaml import read_mapping
from engine.plain import is_group, is_list
from engine.reasons import printed
from letters import wording
from letters.contract import Condition, absent, look_up
from letters.never_rules import plain
from letters.writers import text
from tests.letters_played import Played
from tests.unit.letters.facts import LONDON, shipped

FOLDER = files("letters") / "expectations"
NAMED_KEYS = {"words", "one_of", "facts", "patterns", "given", "lacking", "under", "only"}
ENTRY_KEYS = NAMED_KEYS | {"says", "if", "except", "quoted"}
FILE_KEYS = {"must_say", "must_not_say"}
CLAIM = re.compile(r"\bour polic(?:y|ies)\b(?! says, in )[^.]*", re.IGNORECASE)
OF_A_POLICY = "A letter says of a policy only what a clause of it says"
QUOTED_CLAUSE = re.compile(r"Our policy says, in (clause|section) ([\w.#/]+): ")


@dataclass(frozen=True, kw_only=True)
class Expected:
    """One entry of a list."""

    says: str
    words: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    condition: Condition | None = None
    under: tuple[str, ...] = ()
    apart_from: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    quoted: bool = True

    def counts_for(self, letter: Played) -> bool:
        """Say whether this is asked of a letter."""
        number = shipped()[letter.template].number
        return (
            (not self.under or letter.policy in self.under)
            and (not self.only or number in self.only)
            and number not in self.apart_from
            and all(not absent(look_up(letter.facts, path)) for path in self.given)
            and all(absent(look_up(letter.facts, path)) for path in self.lacking)
            and (self.condition is None or self.condition.holds(letter.facts))
        )


@dataclass(frozen=True, kw_only=True)
class Expectations:
    """What one letter has to say, and what it must not."""

    must_say: tuple[Expected, ...] = ()
    must_not_say: tuple[Expected, ...] = field(default=())


def _texts(entry: Mapping[str, object], key: str) -> tuple[str, ...]:
    found = entry.get(key, [])
    return tuple(str(each) for each in found) if is_list(found) else (str(found),)


def _entry(entry: object, file: str) -> Expected:
    assert is_group(entry), f"{file}: an entry is a mapping, and this is {entry!r}"
    assert set(entry) <= ENTRY_KEYS, f"{file}: {set(entry) - ENTRY_KEYS} is not allowed; allowed: {ENTRY_KEYS}"
    assert entry.get("says"), f"{file}: an entry says why: {entry!r}"
    path, _, value = str(entry.get("if", "")).partition(" = ")
    named = {key: _texts(entry, key) for key in NAMED_KEYS}
    return Expected(
        says=str(entry["says"]),
        condition=Condition(path, value) if path else None,
        apart_from=_texts(entry, "except"),
        quoted=entry.get("quoted") != "no",
        **named,
    )


def _entries(file: Mapping[str, object], key: str, name: str) -> tuple[Expected, ...]:
    found = file.get(key, [])
    assert is_list(found), f"{name}: {key} is a list"
    return tuple(_entry(each, name) for each in found)


@cache
def expectations(name: str) -> Expectations:
    """Read one list: that of a letter by its id, or `every`."""
    file = f"{name}.yaml"
    read = read_mapping((FOLDER / file).read_text(encoding="utf-8"), file)
    assert set(read) <= FILE_KEYS, f"{file}: {set(read) - FILE_KEYS} is not allowed"
    return Expectations(must_say=_entries(read, "must_say", file), must_not_say=_entries(read, "must_not_say", file))


def listed() -> set[str]:
    """Name every letter that has a list."""
    return {each.name.removesuffix(".yaml") for each in FOLDER.iterdir() if each.name.endswith(".yaml")} - {"every"}


# One letter against its lists


def faults(letter: Played, policy: CompiledPolicy) -> Iterator[str]:
    """Say what a letter does not say that it has to, and what it says that it must not."""
    own, every = expectations(letter.template), expectations("every")
    said, unquoted = reading(letter), reading(letter, quoted=False)
    for entry in (*every.must_say, *own.must_say):
        if entry.counts_for(letter):
            yield from (f"{entry.says}: it does not say {lack}" for lack in _lacks(entry, letter, said))
    for entry in (*every.must_not_say, *own.must_not_say):
        if entry.counts_for(letter):
            where = said if entry.quoted else unquoted
            yield from (f"{entry.says}: it says “{found}”" for found in _says(entry, where))
    yield from claims(letter, policy)


def reading(letter: Played, *, quoted: bool = True) -> str:
    """Give the words of a letter on one line, as a reader takes them; `quoted` with what it quotes of others."""
    lines = text.write(letter.blocks, 100_000).splitlines()
    kept = (line if not line.lstrip().startswith("> ") else (line.lstrip()[2:] if quoted else "") for line in lines)
    return " ".join(" ".join(kept).replace("’", "'").split())


def _lacks(entry: Expected, letter: Played, said: str) -> Iterator[str]:
    folded = plain(said)
    yield from (f"“{each}”" for each in entry.words if plain(each) not in folded)
    yield from (f"anything like “{each}”" for each in entry.patterns if not re.search(each, said))
    if entry.one_of and not any(plain(each) in folded for each in entry.one_of):
        yield f"any of {', '.join(f'“{each}”' for each in entry.one_of)}"
    for path in entry.facts:
        values = list(_values(letter.facts, path))
        if not values:
            yield f"{path}, which nobody has entered"
        yield from (f"{path}: {value!r}" for value in values if not _printed(value, folded))


def _says(entry: Expected, said: str) -> Iterator[str]:
    folded = plain(said)
    for each in (*entry.words, *entry.one_of):
        if re.search(rf"(?<!\w){re.escape(plain(each))}(?!\w)", folded):
            yield each
    for each in entry.patterns:
        yield from (found.group() for found in re.finditer(each, said))


def _values(facts: Mapping[str, object], path: str) -> Iterator[object]:
    """Give what stands at a path; `[]` stands for every entry of a list."""
    before, is_listed, after = path.partition("[]")
    found = look_up(facts, before) if before else facts
    if is_listed and is_list(found):
        for each in found:
            yield from _values(each, after.removeprefix(".")) if after and is_group(each) else (each,)
    elif not absent(found):
        yield found


def _printed(value: object, folded: str) -> bool:
    if is_group(value) and "seconds" in value:
        return wording.duration(timedelta(seconds=float(str(value["seconds"])))) in folded
    if not isinstance(value, str):
        return str(value) in folded
    return any(plain(form) in folded for form in _forms(value))


def _forms(value: str) -> Iterator[str]:
    """Give the ways in which a letter may print a fact: as it stands, or as a moment, a day, a length of time."""
    yield value.rstrip(".")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        yield wording.day(date.fromisoformat(value), LONDON)
    elif re.fullmatch(r"\d{4}-\d\d-\d\dT.*", value):
        moment = datetime.fromisoformat(value)
        yield from (wording.moment(moment, LONDON), wording.day(moment, LONDON))


# What it says of the policy


def claims(letter: Played, policy: CompiledPolicy) -> Iterator[str]:
    """Find what a letter says of the policy that no clause of it stands behind."""
    said, clauses = reading(letter), policy.definition.clauses
    for found in QUOTED_CLAUSE.finditer(said):
        number = found.group(2).rstrip(":")
        own = [each for each in clauses if printed(each).removeprefix("§") == number]
        if not own or clauses[own[0]].basis not in ("prescribed", "discretion"):
            yield f"{OF_A_POLICY}: there is no {found.group(1)} {number} that does"
    for found in CLAIM.finditer(said):
        if not letter.facts.get("provider_is_next"):
            yield f"{OF_A_POLICY}: “{found.group()}” names none"


def told(faults_: Sequence[tuple[Played, str]]) -> Mapping[str, list[str]]:
    """Put faults together by letter, each once with the policies under which it was found."""
    found: dict[str, dict[str, list[str]]] = {}
    for letter, fault in faults_:
        found.setdefault(letter.template, {}).setdefault(fault, []).append(letter.policy)
    return {
        template: [f"{fault} (under {', '.join(dict.fromkeys(under))})" for fault, under in each.items()]
        for template, each in sorted(found.items())
    }


def as_facts(stored: str) -> Mapping[str, Any]:
    """Read the facts of a draft as they are kept."""
    read: Mapping[str, Any] = json.loads(stored)
    return read
