"""What the pages name in code type is there: modules, files and classes."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGES = [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
ADRS = sorted((ROOT / "docs/adr").glob("0*.md"))
TOPS = ("bench", "docs", "duecourse", "engine", "letters", "scripts", "store", "tests", "workflows")
NAMES = (ROOT / "docs/reference/names.md").read_text(encoding="utf-8")

OF_OTHERS = {"Any", "Host", "None", "Origin", "Scotland"}
"""Words in code type that look like classes and are words of Python, of HTTP or of data."""

MADE_BY_RUNNING = {"duecourse.db"}


def named(text: str) -> list[str]:
    """Everything that stands in code type in the running text of a page."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def is_missing(name: str) -> bool:
    """Say whether a name looks like one of our modules, files or classes, and is none."""
    if re.fullmatch(rf"(?:{'|'.join(TOPS)})(?:\.\w+)+", name):
        return name not in MADE_BY_RUNNING and not _is_in_a_module(name.split("."))
    if re.fullmatch(rf"(?:{'|'.join(TOPS)})/[\w./-]*", name):
        return not (ROOT / name).exists() and not (ROOT / f"{name}.py").exists()
    if re.fullmatch(r"(?:[A-Z][a-z]+){1,4}", name):
        return f"`{name}`" not in NAMES and name not in OF_OTHERS
    return False


def _is_in_a_module(parts: list[str]) -> bool:
    for length in range(len(parts), 0, -1):
        path = ROOT / Path(*parts[:length])
        file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        if file.exists():
            text = file.read_text(encoding="utf-8")
            return all(re.search(rf"\b{name}\b", text) for name in parts[length:])
    return False


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        pytest.param("engine.steps.take", False, id="a module"),
        pytest.param("engine.steps.take.act", False, id="a function"),
        pytest.param("engine.policy.act", True, id="a module that is gone"),
        pytest.param("engine/steps/take.py", False, id="a file"),
        pytest.param("store/tables/", False, id="a folder"),
        pytest.param("engine/steps/take", False, id="a file without its ending"),
        pytest.param("engine/sweeping.py", True, id="a file that is gone"),
        pytest.param("TrackDefinition", False, id="a class"),
        pytest.param("Office", True, id="a class that is gone"),
        pytest.param("duecourse audit replay", False, id="a command"),
    ],
)
def test_the_search_tells_what_is_missing(name: str, missing: bool) -> None:
    assert is_missing(name) == missing


def test_no_page_names_a_module_file_or_class_that_is_not_there() -> None:
    found = {
        str(page.relative_to(ROOT)): [name for name in named(page.read_text(encoding="utf-8")) if is_missing(name)]
        for page in PAGES
    }

    assert {page: names for page, names in found.items() if names} == {}


def test_every_decision_has_its_row_and_every_row_its_decision() -> None:
    index = (ROOT / "docs/adr/README.md").read_text(encoding="utf-8")

    assert re.findall(r"^\| \[\d{4}\]\((\d{4}-[\w-]+\.md)\)", index, re.MULTILINE) == [page.name for page in ADRS]


def test_links_between_pages_lead_somewhere() -> None:
    dead = [
        (str(page.relative_to(ROOT)), link)
        for page in PAGES
        for link in re.findall(r"\]\(([\w./-]+)(?:#[\w-]+)?\)", page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]

    assert dead == []
