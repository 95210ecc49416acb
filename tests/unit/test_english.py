"""What people read is plain English of today: a short list of words that no reader expects stands nowhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLACES = ("bench", "deploy", "docs", "duecourse", "engine", "letters", "scripts", "store", "tests", "workflows")
AT_THE_TOP = ("README.md", "CONTRIBUTING.md", "Makefile", "pyproject.toml")
KINDS = {".css", ".html", ".j2", ".js", ".md", ".py", ".sh", ".svg", ".toml", ".txt", ".typ", ".yaml"}

INSTEAD = {
    "afresh": "again",
    "amiss": "wrong",
    "anew": "again",
    "at hand": "say what is meant: loaded, present, here",
    "hence": "so",
    "henceforth": "from now on",
    "heretofore": "until now",
    "hither": "here",
    "lest": "so that ... not",
    "nought": "zero",
    "putting back": "restoring",
    "reckon": "work out",
    "reckoned": "worked out",
    "reckoning": "working out",
    "reckons": "works out",
    "thence": "from there",
    "thereby": "so",
    "therein": "in it",
    "thereof": "of it",
    "till": "until",
    "unto": "to",
    "whence": "from where",
    "wherein": "in which",
    "whither": "where to",
    "whoever": "the person who, those who, anybody who",
    "whomever": "the person whom",
}
"""Words that a reader of today does not expect, and what to write."""

FORBIDDEN = re.compile(
    rf"(?<![a-z])({'|'.join(re.escape(word).replace(chr(92) + ' ', '[ _]') for word in INSTEAD)})(?![a-z])", re.I
)

KEPT = {"decide_anew"}
"""Keys that cases of earlier versions hold in their records; the words beside them are plain."""

OF_OTHERS = ("vendor/", "letterhead/fonts/", "tests/data/", "docs/adr/0040-rooms.md")
"""Texts that others wrote, licences among them, stores of earlier versions, and the list of old names."""


def written() -> Iterator[Path]:
    """Every text of ours that somebody may read, this module left out."""
    below = (path for place in PLACES for path in sorted((ROOT / place).rglob("*")))
    for path in (*below, *(ROOT / name for name in AT_THE_TOP)):
        name = path.relative_to(ROOT).as_posix()
        ours = not any(part in name for part in OF_OTHERS) and "__pycache__" not in name
        if ours and path != Path(__file__) and (path.suffix in KINDS or path.name in AT_THE_TOP):
            yield path


def unexpected(text: str) -> list[tuple[int, str]]:
    """The line and the word of each word that no reader expects."""
    for key in KEPT:
        text = text.replace(key, "")
    return [(text.count("\n", 0, found.start()) + 1, found[0]) for found in FORBIDDEN.finditer(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("it is\nwritten anew", [(2, "anew")], id="a word"),
        pytest.param("Whoever asks", [(1, "Whoever")], id="a capital"),
        pytest.param("def putting_back() -> None:", [(1, "putting_back")], id="a name in code"),
        pytest.param("the newest still stands", [], id="a part of another word"),
        pytest.param("of: {decide_anew: It is decided again}", [], id="a key that records hold"),
    ],
)
def test_the_search_finds_whole_words(text: str, expected: list[tuple[int, str]]) -> None:
    assert unexpected(text) == expected


def test_everything_that_is_read_is_among_the_texts() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in written()}

    assert {"README.md", "docs/glossary.md", "engine/errors.py", "workflows/tracks/case.yaml"} <= names
    assert any(name.startswith("letters/templates/") for name in names)
    assert any(name.startswith("duecourse/web/templates/") for name in names)


def test_no_word_stands_anywhere_that_no_reader_expects() -> None:
    found = {
        str(path.relative_to(ROOT)): [(line, word, INSTEAD.get(word.lower(), "")) for line, word in words]
        for path in written()
        if (words := unexpected(path.read_text(encoding="utf-8")))
    }

    assert found == {}
