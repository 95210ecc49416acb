"""The fixed words of a template: no sign of Markdown or HTML that letters do not have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.errors import Finding
from letters.catalogue import Source
from letters.markdown_parser import FENCES

_JINJA = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
_FOREIGN = (
    (re.compile("[\ue000-\uf8ff]"), "holds a private-use character, which stands for slots"),
    (re.compile(r"!\[|\]\("), "holds a link or an image; write the address out as a fact"),
    (re.compile(r"<[A-Za-z/!]"), "holds HTML, which would be printed as it stands"),
    (re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|[A-Za-z]+);"), "holds an HTML entity; write the character itself"),
)
_FENCE = re.compile(r"^\s*```(.*)$")


def check_prose(source: Source) -> Iterator[Finding]:
    """Find, line by line, what would not come out as it was meant."""
    # Jinja is blanked out, newlines kept, so that lines are still those of the file.
    prose = _JINJA.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), source.body)
    for number, line in enumerate(prose.split("\n"), source.first_line):
        for pattern, wrong in _FOREIGN:
            if pattern.search(line):
                yield Finding(file=source.name, line=number, where="words", wrong=wrong)
        fence = _FENCE.match(line)
        if fence and fence.group(1).strip() not in ("", *FENCES):
            wrong = f"opens a fence called {fence.group(1).strip()!r}"
            yield Finding(
                file=source.name, line=number, where="words", wrong=wrong, allowed=f"allowed: {', '.join(FENCES)}"
            )
