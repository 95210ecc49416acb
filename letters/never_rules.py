"""What a letter must never say, as data, and the reading of one letter against it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from engine.plain import is_group, is_list
from engine.ports.rules.rule_hits import RuleHit
from letters.blocks import Block, passages
from letters.contract import Condition, ForEach, look_up


@dataclass(frozen=True, slots=True, kw_only=True)
class NeverRule:
    """One thing a letter must never do, said to a person.

    `words` are forbidden outside quotations, and with `quoted` within them too; with `facts` only in what was entered
    there. `name` is the path of a name that may stand nowhere in the letter. Neither counts where `unless` holds. A
    rule with neither is for the eyes of the person who approves. Words that are hit may be confirmed with a reason
    where they may stay (`stays`); a name may never.
    """

    says: str
    words: tuple[str, ...] = ()
    name: str = ""
    unless: Condition | None = None
    quoted: bool = False
    facts: tuple[str, ...] = ()
    stays: bool = True


# What people leave behind in half-finished letters; a web address may hold any of it. None of it can stand in a letter
# that has none of the hints, which is seen much sooner.
_HINTS = ("{", "}", "[", "<", "ls here", "lorem", "xxx", "tbc")
_LEFT_OVER = re.compile(
    r"\{\{|\}\}|\{%|%\}|\[(?:insert|enter|name|date|missing)\b[^\]]*\]|<insert[^>]*>|\bgive details here\b"
    r"|\blorem ipsum\b|\bx{3,}\b|\btbc\b",
    re.IGNORECASE,
)


SHORTEST = 3
"""A first name of fewer letters is too often something else."""


def plain(text: str) -> str:
    """Fold case, widths and blanks, so that two ways of writing the same words compare equal."""
    one = text if text.isascii() else unicodedata.normalize("NFKC", text).replace("’", "'")
    return " ".join(one.casefold().split())


def holds(text: str, phrase: str) -> bool:
    """Say whether a plain text holds a phrase, as whole words."""
    return _stands(text, plain(phrase))


def _stands(text: str, folded: str) -> bool:
    """Say whether a plain text holds plain words; most are not even a part of it, which is seen at once."""
    return bool(folded) and folded in text and re.search(rf"(?<!\w){re.escape(folded)}(?!\w)", text) is not None


@lru_cache(maxsize=4096)
def _folded(words: str) -> str:
    """Give the plain form of words of a rule; names are not kept."""
    return plain(words)


class PlainTexts:
    """Texts with their plain forms, each worked out once, and all plain forms as one text."""

    __slots__ = ("pairs", "whole")

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Keep the pairs of a text and its plain form."""
        self.pairs = tuple(pairs)
        self.whole = "\n".join(folded for _, folded in self.pairs)


class LetterWords:
    """The words of a letter as rules read them: `everywhere`, and its `own`, which are those outside quotations."""

    __slots__ = ("everywhere", "own")

    def __init__(self, blocks: tuple[Block, ...]) -> None:
        """Read the blocks of a letter."""
        read = [(passage.quoted, (passage.text, plain(passage.text))) for passage in passages(blocks)]
        self.everywhere = PlainTexts(pair for _, pair in read)
        self.own = PlainTexts(pair for quoted, pair in read if not quoted)


def breaches(rules: Sequence[NeverRule], letter: LetterWords, facts: Mapping[str, object]) -> Iterator[RuleHit]:
    """Say of every never-rule that the letter breaks where it does so."""
    for rule in rules:
        if rule.words and rule.unless is not None and rule.unless.holds(facts):
            continue
        read = letter.everywhere if rule.quoted else letter.own
        if rule.facts:
            read = PlainTexts((text, plain(text)) for text in _entered(rule, facts, letter.everywhere))
        for words in rule.words:
            found = _hit(f"{rule.says} The letter says “{words}”.", read, (_folded(words),))
            yield from (replace(each, may_stay=rule.stays) for each in found)
        yield from _name_breaches(rule, letter.everywhere, facts)


def _entered(rule: NeverRule, facts: Mapping[str, object], printed: PlainTexts) -> Iterator[str]:
    """Give what was entered for the facts of a rule, as far as it still stands in the letter."""
    for path in rule.facts:
        found = look_up(facts, path)
        texts = (each for each in (found if is_list(found) else (found,)) if isinstance(each, str))
        yield from (each for each in texts if plain(each).rstrip(".") in printed.whole)


def unpaired(rules: Sequence[ForEach], facts: Mapping[str, object]) -> Iterator[str]:
    """Say which lists do not keep to the other list beside which they stand."""
    for rule in rules:
        found, other = look_up(facts, rule.found), look_up(facts, rule.of)
        if rule.among and other is None:
            continue
        if is_list(found) and rule.broken(found, other if is_list(other) else ()):
            yield f"{rule.says}{_not_among(rule, found, other)} Correct the answer."


def _not_among(rule: ForEach, entries: Sequence[object], other: object) -> str:
    """Name what is not among the others, and what is."""
    known = other if is_list(other) else ()
    wrong = next(iter(rule.strange(entries, known)), None) if rule.among else None
    if wrong is None:
        return ""
    allowed = "; ".join(f"“{_as_text(each)}”" for each in known)
    return f" Not so: “{_as_text(wrong)}”. It may be: {allowed or 'nothing yet'}."


def _as_text(entry: object) -> str:
    """Say an entry as a reader knows it: a rule by its number, where it may be cited, and by what it says."""
    if not is_group(entry):
        return str(entry)
    return ": ".join(str(entry[part]) for part in ("number", "says") if entry.get(part) is not None)


def _hit(says: str, read: PlainTexts, phrases: Iterable[str]) -> Iterator[RuleHit]:
    """Give the hit of some plain phrases in the texts of a letter, with the texts that hold one of them."""
    wanted = [phrase for phrase in phrases if phrase and phrase in read.whole]
    if wanted:
        found = tuple(_in_line(text) for text, folded in read.pairs if any(_stands(folded, each) for each in wanted))
        if found:
            yield RuleHit(says=says, passages=tuple(dict.fromkeys(found)))


def _in_line(text: str) -> str:
    return " ".join(text.split())


def _name_breaches(rule: NeverRule, read: PlainTexts, facts: Mapping[str, object]) -> Iterator[RuleHit]:
    name = look_up(facts, rule.name) if rule.name else None
    if not isinstance(name, str) or (rule.unless is not None and rule.unless.holds(facts)):
        return
    for hit in _hit(f"{rule.says} The letter says “{name}”.", read, (plain(name),)):
        yield replace(hit, may_stay=False)


def guarded(names: Sequence[str], letter: LetterWords) -> Iterator[RuleHit]:
    """Say which guarded names stand in the letter, in any of their forms, quotations and addresses included."""
    for name in names:
        says = f"This letter must not name “{name}”. Take the name out of what it quotes and describes."
        yield from _hit(says, letter.everywhere, map(plain, forms(name)))


def forms(name: str) -> tuple[str, ...]:
    """Give the ways in which somebody is named: `Robin Sandpiper`, `Sandpiper, Robin`, `R. Sandpiper`, `Robin S`."""
    first, *others = name.split() or [name]
    if not others:
        return (name,)
    last = others[-1]
    return (
        name,
        f"{last}, {first}",
        f"{last} {first}",
        f"{first[0]}. {last}",
        f"{first[0]} {last}",
        f"{first} {last[0]}",
    )


_SMALL = re.compile(r"(?<![\w])[a-z]{3,}(?![\w])")


def small_words(bodies: Iterable[str]) -> frozenset[str]:
    """Give the words that texts write small: a name that is also one of them may be a word."""
    return frozenset(word for body in bodies for word in _SMALL.findall(body))


def called_by_first_name(names: Sequence[str], typed: Sequence[str], usual: Collection[str]) -> Iterator[RuleHit]:
    """Say which guarded people somebody who typed a part of the letter calls by their first name.

    Left out is a first name that is also a word (`May`, `Will`), as far as `usual` words tell.
    """
    for name in names:
        first = (name.split() or [""])[0]
        if first.casefold() in usual or len(first) < SHORTEST:
            continue
        found = tuple(_in_line(text) for text in typed if re.search(rf"\b{re.escape(first)}\b", text))
        if found:
            says = f"This letter must not name “{name}”, and what was entered says “{first}”. Take the name out."
            yield RuleHit(says=says, passages=tuple(dict.fromkeys(found)))


def left_over(letter: LetterWords, known: Collection[str]) -> Iterator[str]:
    """Say which placeholders were left in the letter, outside quotations and web addresses.

    `known` are the markers of missing facts, which are told for themselves.
    """
    if not any(hint in letter.own.whole for hint in _HINTS):
        return
    for text, _ in letter.own.pairs:
        for found in _LEFT_OVER.finditer(" ".join(word for word in text.split() if "://" not in word)):
            if found.group() not in known:
                yield f"A placeholder was left in: “{found.group()}”. Write what belongs there."


_SAYS = re.compile(
    r"\benclosed\b|\b(?:comes?|goes|go) with this letter\b|\b(?:please find|see the) attached\b|\b(?:is|are) attached\b"
)
_TELLING = ("enclosed", "with this letter", "attached")
_DENIES = re.compile(r"\b(?:no|nothing|not)\b[^.]*\b(?:attached|enclosed)\b")


def lacking_enclosures(demanded: Sequence[str], letter: LetterWords, facts: Mapping[str, object]) -> Iterator[str]:
    """Say what has to go with a letter and does not, and that a letter speaks of enclosures and has none."""
    there = facts.get("attachments")
    names = [plain(str(name)) for name in there] if is_list(there) else []
    lacking = [each for each in demanded if not any(_is_called(name, plain(each)) for name in names)]
    for each in lacking:
        yield f"This letter has to have with it: “{each}”. Put it with the letter under “What goes with it”."
    if not names and not lacking and any(_promises(text) for _, text in letter.own.pairs):
        yield (
            "The letter says that something goes with it, and nothing does. Put it with the letter under “What "
            "goes with it”, or change the words."
        )


def _promises(text: str) -> bool:
    """Say whether a plain text says that something goes with the letter; most hold none of the words for it."""
    told = any(word in text for word in _TELLING)
    return told and _SAYS.search(text) is not None and _DENIES.search(text) is None


def _is_called(name: str, demanded: str) -> bool:
    return name == demanded or name.startswith((f"{demanded} (", f"{demanded}: "))
