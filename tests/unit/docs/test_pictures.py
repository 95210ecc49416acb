"""Pictures of the tutorial: every part has one, each is named and taken, has words in its place, and is small."""

import re
from pathlib import Path

from PIL import Image

from scripts.tutorial_pictures import FOLDER, PICTURE, TUTORIAL, VIEWS, played
from tests.documents import ROOT

TEXT = (ROOT / TUTORIAL).read_text(encoding="utf-8")
LARGEST = 60_000
SHORTEST = 40
"""Characters that say what a picture shows to somebody who does not see it."""


def mode_of(path: Path) -> str:
    with Image.open(path) as picture:
        return picture.mode


def test_every_part_of_the_tutorial_has_a_picture() -> None:
    parts = TEXT.split("\n## ")[1:]

    assert [part.partition("\n")[0] for part in parts if not PICTURE.search(part)] == []


def test_every_picture_is_named_on_a_page_and_every_name_has_its_picture() -> None:
    pages = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md"))
    named = re.findall(r"!\[[^\]]*\]\((?:\.\./)*pictures/([\w-]+)\.png\)", pages)
    there = sorted(path.stem for path in FOLDER.iterdir())

    assert sorted(named) == there == sorted(VIEWS)
    assert [each for each in played() if isinstance(each, str)] == list(VIEWS)


def test_every_picture_has_words_in_its_place_and_is_small() -> None:
    words = re.findall(r"!\[([^\]]*)\]", TEXT)
    found = {path.name: (path.stat().st_size, mode_of(path)) for path in FOLDER.iterdir()}

    assert [each for each in words if len(each) < SHORTEST] == []
    assert {name: each for name, each in found.items() if each[0] > LARGEST or each[1] != "P"} == {}
