"""The page of the architecture and the tree say the same."""

import re
from pathlib import Path

import pytest

from scripts.write_names import folders

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")

OTHERS = ("workflows", "tests", "docs", "scripts", "deploy")
"""Folders at the top that hold folders worth a line, besides the packages."""

ALONE = {"stubs", "bench", "scripts", "deploy"}


def below(top: str) -> set[str]:
    """The folders directly below one at the top."""
    hidden = ("__", ".")
    return {
        f"{top}/{path.name}" for path in (ROOT / top).iterdir() if path.is_dir() and not path.name.startswith(hidden)
    }


def rows(text: str) -> set[str]:
    """The folders that have a row in a table."""
    return set(re.findall(r"^\| `([\w./-]+)/` \|", text, re.MULTILINE))


def test_every_folder_has_its_line_and_every_line_its_folder() -> None:
    packages = {str(folder.relative_to(ROOT)) for folder in folders()} | {"store/migrations/versions"}
    expected = packages | set().union(*(below(top) for top in OTHERS)) | ALONE | {"workflows"}

    assert rows(PAGE) == expected


def test_every_file_that_the_page_names_is_there() -> None:
    named = set(re.findall(r"`((?:[\w-]+/)+[\w.-]*)`", PAGE))

    assert len(named) > 80
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_every_class_that_the_page_names_is_in_the_code() -> None:
    classes = set(re.findall(r"`([A-Z][a-zA-Z]+)`", PAGE))
    names = (ROOT / "docs/reference/names.md").read_text(encoding="utf-8")

    assert {name for name in classes if f"`{name}`" not in names} == set()


def test_contributing_names_every_folder_of_tests() -> None:
    assert {row for row in rows(CONTRIBUTING) if row.startswith("tests/")} == below("tests")


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_those_who_begin_are_led_to_the_page(page: str) -> None:
    assert "docs/architecture.md" in (ROOT / page).read_text(encoding="utf-8")
