"""The pages of the documentation that a site shows: each is made when it is first asked for, and kept with the site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from duecourse.web.documentation.doc_files import doc_files, picture_files
from duecourse.web.documentation.shown_doc import ShownDoc, shown_doc

SEARCHED = 150_000
"""Bytes; what is longer is a list that a machine wrote, such as a whole policy in sentences, and is made each time."""


class DocShelf:
    """The pages and pictures of one folder, as they stood when the site was first asked for one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made: dict[str, ShownDoc] = {}

    @cached_property
    def files(self) -> Mapping[str, Path]:
        """Give every page by its name."""
        return doc_files(self.folder)

    @cached_property
    def pictures(self) -> Mapping[str, Path]:
        """Give every picture by its name."""
        return picture_files(self.folder)

    def page(self, name: str) -> ShownDoc:
        """Give a page by a name that is among the files."""
        if name in self._made:
            return self._made[name]
        text = self.files[name].read_text(encoding="utf-8")
        made = shown_doc(name, text, self.files)
        if len(text) <= SEARCHED:
            self._made[name] = made
        return made

    def searched(self) -> Iterator[tuple[str, ShownDoc]]:
        """Give the pages in which words are looked for."""
        yield from ((name, self.page(name)) for name, path in self.files.items() if path.stat().st_size <= SEARCHED)
