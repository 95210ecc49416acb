"""Where the facts of a letter come from: read key by key, and every fault told with its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.errors import BadFiles
from engine.language.vocabulary import LetterSource
from engine.ports.fact_sources import Alternative
from tests.unit.letters.small import letter

FACTS = 'facts:\n  name: {type: text, says: "x"}\n  kind: {type: choice, of: [good, bad], says: "y"}\n'


def alternatives(spec: str, path: str = "name") -> tuple[Alternative, ...]:
    return letter(f"{FACTS}gathers:\n  {path}: {spec}", "words").gathers[path].alternatives


def fault(spec: str) -> str:
    with pytest.raises(BadFiles) as refusal:
        letter(f"{FACTS}gathers:\n  {spec}", "words")
    (finding,) = refusal.value.findings
    return str(finding)


def test_a_source_is_read_with_its_names_and_what_it_asks_about() -> None:
    (found,) = alternatives("told send remind of removal")

    assert (found.source, found.names, found.of) == (LetterSource.TOLD, ("send", "remind"), "removal")


def test_several_sources_are_alternatives_in_their_order() -> None:
    first, second, last = alternatives("[answer nickname, {from: site, written: 'Those of {}'}, {words: Nobody}]")

    assert (first.source, second.written, last.words) == (LetterSource.ANSWER, "Those of {}", ("Nobody",))


def test_a_source_counts_only_where_its_conditions_hold() -> None:
    (found,) = alternatives("{from: reference, if: a == yes, in: police, with: kind, without: other}")

    assert found.when is not None
    assert (found.within, found.beside, found.without) == ("police", "kind", "other")


def test_an_answer_may_stand_for_words_and_what_is_none_of_the_options_for_one_of_them() -> None:
    made = letter(f"{FACTS}gathers:\n  kind: {{from: answer a, as: {{x: good}}, otherwise: bad}}", "words")

    found = made.gathers["kind"]
    assert (found.type, found.options) == ("choice", ("good", "bad"))
    assert (found.meanings, found.otherwise) == ({"x": "good"}, "bad")


def test_a_letter_that_says_nothing_gathers_nothing() -> None:
    assert letter(FACTS, "words").gathers == {}


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        (
            "name: [weather today]",
            "L99-small.md.j2:13: gathers.name: 'weather' is no source of a fact; allowed: answer,",
        ),
        ("nickname: reported", "L99-small.md.j2:13: gathers.nickname: is no fact of this letter"),
        ("name: {from: reported, words: x}", "gathers.name: has neither a source nor words, or both"),
        ("name: {with: kind}", "gathers.name: has neither a source nor words, or both"),
        ("name: {from: reported, colour: red}", "gathers.name.colour: is not a known key; allowed: from, words,"),
        ("name: {from: reported, if: a ==}", "gathers.name.if: cannot be read: 'a ==' is not an expression"),
        ("name: {from: reported, as: x}", "gathers.name.as: must be a mapping from an answer to its words"),
    ],
)
def test_what_is_wrong_with_a_source_is_told_with_its_line(spec: str, says: str) -> None:
    assert says in fault(spec)


def test_every_source_is_explained() -> None:
    page = Path(__file__).parents[4] / "docs/reference/letters.md"
    quoted = re.finditer(r"`([^`\n]+)`", page.read_text(encoding="utf-8"))
    words = {word for found in quoted for word in found[1].split()}

    assert [source for source in LetterSource if source not in words] == []
