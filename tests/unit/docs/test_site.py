"""The documentation as a site: one list names every page, every link leads somewhere, and nothing asks another host."""

import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from duecourse.web.documentation.doc_files import doc_files
from duecourse.web.documentation.shown_doc import ShownDoc, shown_doc
from scripts.documentation_site import conf

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs"
KINDS = ["Tutorial", "How to go live", "How to work with cases", "How to write letters", "How to keep your policy"]
OTHERS = ["Reference", "Why"]
HANDED_ON = {"index", "adr/template"}
"""The list itself, and the page that decisions are copied from."""
WITHOUT_A_ROW = re.compile("adr/")
"""Decisions are listed on a page of their own."""


@cache
def shown() -> dict[str, ShownDoc]:
    files = doc_files(DOCS)
    return {name: shown_doc(name, path.read_text(encoding="utf-8"), files) for name, path in files.items()}


def anchors(name: str) -> set[str]:
    return set(re.findall(r' id="([^"]+)"', shown()[name].html))


def test_the_list_names_every_page_once_under_its_kind() -> None:
    listed = [name for _, pages in conf.kinds() for _, name in pages]
    pages = {name for name in shown() if not WITHOUT_A_ROW.match(name) or name == "adr/README"}

    assert [title for title, _ in conf.kinds()] == KINDS + OTHERS
    assert sorted(listed) == sorted(pages - HANDED_ON)


def test_every_part_of_a_page_that_a_link_names_is_there() -> None:
    dead = []
    for name, doc in shown().items():
        for path, anchor in re.findall(r'href="(?:/help/([^"#]*))?#([^"]+)"', doc.html):
            where = {"": name, "documentation": "index"}.get(path, path)
            if anchor not in anchors(where):
                dead.append((name, path, anchor))

    assert dead == []


def test_no_page_needs_a_style_or_a_script_within_it() -> None:
    found = [
        name for name, doc in shown().items() if re.search(r"<(script|style|iframe)|<[^>]+ (style|on\w+)=", doc.html)
    ]

    assert found == []


def test_every_page_has_one_title_and_it_comes_first() -> None:
    found = [name for name, doc in shown().items() if len(re.findall("<h1", doc.html)) != 1]

    assert found == []
    assert [name for name, doc in shown().items() if not doc.html.startswith("<h1")] == []


@pytest.mark.thorough
def test_the_site_is_built_without_a_warning_and_asks_no_other_host(tmp_path: Path) -> None:
    pages = tmp_path / "docs"
    shutil.copytree(DOCS, pages, ignore=shutil.ignore_patterns("policies", "names.md", "code-mutants.md"))
    for name in ("flourish", "link", "lseat", "lumen", "tasmat"):
        # half a megabyte each, and all alike
        (pages / "policies").mkdir(exist_ok=True)
        (pages / "policies" / f"{name}.md").write_text(f"# {name}\n", encoding="utf-8")
    for name in ("names", "code-mutants"):
        (pages / "reference" / f"{name}.md").write_text(f"# {name}\n", encoding="utf-8")
    words = ["-W", "--keep-going", "-q", "-c", str(ROOT / "scripts/documentation_site"), "-b", "html", str(pages)]
    ended = subprocess.run(
        [sys.executable, "-m", "sphinx", *words, str(tmp_path / "site")], capture_output=True, text=True, check=False
    )

    assert (ended.returncode, ended.stderr) == (0, "")
    for page in (tmp_path / "site").rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r'<(?:script|link|img|iframe)[^>]+(?:src|href)="(?:https?:)?//', text), page
        assert 'aria-label="Pages"' in text, page
    assert "url(http" not in (tmp_path / "site/_static/site.css").read_text(encoding="utf-8")
