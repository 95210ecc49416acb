"""What code, procedures and letters stand on is explained in the repository: rulings, sources and laws."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.language.strict_yaml import read
from engine.plain import is_group, is_list

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/reference/rulings.md"
PLACES = ("bench", "docs", "duecourse", "engine", "letters", "scripts", "store", "tests", "workflows")
KINDS = {".html", ".j2", ".md", ".py", ".yaml"}
OF_OTHERS = ("vendor/", "letterhead/fonts/", "tests/data/", "docs/reference/mutants.md")

RULING = re.compile(r"\brulings? ([0-9]+|[A-Z])\b(?:,? (?:and )?([0-9]+))?")
ELSEWHERE = re.compile(r"\b(?:domain (?:part|ruling)|[Pp]art [A-H]\b|[Dd]omain [A-H][0-9]*\b)")
LAW = re.compile(r"\b((?:[A-Z][a-z]+ )(?:[A-Z(][A-Za-z)]+ |of |and )*(?:Act|Regulations) [12][0-9]{3})")
KEPT_APART = " Act 2006 and "
"""Two acts in one breath are two acts."""


def texts() -> Iterator[tuple[str, str]]:
    """Name and text of everything of ours that may cite something, the page itself left out."""
    for place in PLACES:
        for path in sorted((ROOT / place).rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            skipped = any(part in name for part in OF_OTHERS) or path in (PAGE, Path(__file__))
            if path.suffix in KINDS and not skipped:
                yield name, path.read_text(encoding="utf-8")


def explained() -> tuple[set[str], set[str]]:
    """The rulings and the sources that the page explains."""
    text = PAGE.read_text(encoding="utf-8")
    sources = set(re.findall(r"^\| ([^|]+) \| [^|]+ \|$", text, re.MULTILINE)) - {"named as", "---"}
    return set(re.findall(r"^### Ruling (\w+):", text, re.MULTILINE)), sources


def rulings_in(text: str) -> set[str]:
    """The numbers of the rulings that a text cites."""
    return {number for found in RULING.finditer(text) for number in found.groups() if number}


def laws_in(text: str) -> set[str]:
    """The acts and regulations that a text names, each with its year."""
    apart = re.sub(r"\s+", " ", text).replace(KEPT_APART, " Act 2006; ")
    return {found.removeprefix("The ") for found in LAW.findall(apart)}


def sources() -> set[str]:
    """The words before the colon of whatever a step, a clock or a fact of a procedure rests on."""
    found: set[str] = set()
    for path in sorted((ROOT / "workflows").rglob("*.yaml")):
        if path.parent.name in ("tracks", "policies"):
            found |= set(_sources(read(path.read_text(encoding="utf-8"), path.name).plain()))
    return found


def _sources(node: object) -> Iterator[str]:
    if is_list(node):
        for each in node:
            yield from _sources(each)
    elif is_group(node):
        for key, value in node.items():
            silent = value.values() if key == "silent" and is_group(value) else ()
            rests = (value,) if key == "source" else silent
            yield from (words.partition(": ")[0] for words in rests if isinstance(words, str) and ": " in words)
            yield from _sources(value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("never seen (ruling 9).", {"9"}, id="one"),
        pytest.param("see rulings 12 and 14", {"12", "14"}, id="two"),
        pytest.param("who steps in (ruling F)", {"F"}, id="a letter"),
        pytest.param("a ruling of 2019", set(), id="none"),
    ],
)
def test_the_search_finds_rulings(text: str, expected: set[str]) -> None:
    assert rulings_in(text) == expected


def test_the_search_finds_laws() -> None:
    text = "Safeguarding Vulnerable Groups Act 2006 and Education Act 2002: duties; the Online Safety Act 2023 too"

    assert laws_in(text) == {"Safeguarding Vulnerable Groups Act 2006", "Education Act 2002", "Online Safety Act 2023"}


def test_every_ruling_that_is_cited_stands_on_the_page_and_no_other() -> None:
    rulings, _ = explained()
    cited = {name: rulings_in(text) for name, text in texts()}

    assert {name: found - rulings for name, found in cited.items() if found - rulings} == {}
    assert rulings == set().union(*cited.values())


def test_nothing_is_cited_from_a_document_that_is_not_here() -> None:
    assert {name: found for name, text in texts() if (found := ELSEWHERE.findall(text))} == {}


def test_every_source_of_a_procedure_stands_on_the_page() -> None:
    _, known = explained()
    named = {source: re.sub(r"(, (section|Articles?) .*| and Education Act 2002)$", "", source) for source in sources()}

    assert {source for source, name in named.items() if name not in known} == set()


def test_every_law_that_is_named_stands_on_the_page() -> None:
    _, known = explained()
    named = {name: laws_in(text) for name, text in texts()}

    assert {name: laws - known for name, laws in named.items() if laws - known} == {}


def test_the_page_explains_nothing_that_is_never_named() -> None:
    _, known = explained()
    everything = "\n".join(text for _, text in texts())

    assert {source for source in known if source not in everything} == set()


def test_articles_and_sections_that_are_cited_are_explained() -> None:
    text = PAGE.read_text(encoding="utf-8")
    cited = {
        number
        for source in sources()
        for _, numbers in re.findall(r"(section|Articles?) (\d+\w*(?: and \d+)?)", source)
        for number in numbers.split(" and ")
    }

    assert {number for number in cited if not re.search(rf"\b{number}\b", text)} == set()


def test_the_files_that_the_page_names_are_there() -> None:
    named = re.findall(r"`([\w/]+(?:\.\w+|/))`", PAGE.read_text(encoding="utf-8"))

    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []
