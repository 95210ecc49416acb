"""How Sphinx builds the pages of `docs/` into a site: `make docs`. Nothing of it asks another host for anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
DOCS = HERE.parent.parent / "docs"
ENTRY = re.compile(r"\[([^\]]+)\]\(([\w./-]+)\.md\)")

project = "Duecourse"
author = "The Duecourse authors"
project_copyright = ""
language = "en_GB"
extensions = ["myst_parser"]
root_doc = "index"
myst_heading_anchors = 4
myst_enable_extensions: list[str] = []
# pages stand in the list of `index.md` and in no tree of Sphinx; that every link leads somewhere is tested
suppress_warnings = ["toc.not_included", "myst.xref_missing"]
html_theme = "basic"
html_title = "Duecourse"
html_short_title = "Duecourse"
html_static_path = [str(HERE / "static")]
templates_path = [str(HERE / "templates")]
html_css_files = ["site.css"]
html_show_copyright = False
html_show_sphinx = False
html_show_sourcelink = False
html_copy_source = False
html_use_index = False
html_domain_indices = False
highlight_language = "none"
html_permalinks = False


def kinds() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Give the headings of the list with the pages below each: title, and the name of the file."""
    for part in (DOCS / "index.md").read_text(encoding="utf-8").split("\n## ")[1:]:
        title, _, rows = part.partition("\n")
        yield title, [(says, name) for says, name in ENTRY.findall(rows)]


html_context: dict[str, Any] = {"kinds": list(kinds())}
