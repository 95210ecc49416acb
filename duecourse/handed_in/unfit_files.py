"""How the maker of previews says that it can make none."""

from __future__ import annotations


class Unfit(Exception):
    """There can be no preview of a file; `why` is a word of `engine.ports.custody.previews.WhyNot`."""

    def __init__(self, why: str) -> None:
        """Remember why."""
        super().__init__(why)
        self.why = why
