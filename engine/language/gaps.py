"""What somebody has still to write in a file that was begun from a skeleton.

A gap is a value, or a key, that begins with `TO WRITE`; the words after it say what belongs there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.errors import Finding
from engine.language.strict_yaml import Place, YamlNode, read

GAP = "TO WRITE"
_SORTING = ("clauses",)
_SORT = "say it in your own words, or move the line to `conduct`, `by_hand` or `outside`"
_FILL = "put your own words in its place"
_LISTS = ("lists",)
_ANSWERS = (
    "write the answers of your policy in its place, a line each, such as `work: It happened at work`; "
    "if it has none, leave the procedure that asks out of `tracks`"
)
_EXAMPLE = "put your own lines in its place, or leave the whole part out"


def unfinished(text: str, file: str) -> tuple[Finding, ...]:
    """List every gap of a file with its line. Raises BadFiles where the file cannot be read at all."""
    return tuple(_gaps(read(text, file), file, ()))


def _gaps(node: YamlNode, file: str, place: Place) -> Iterator[Finding]:
    if isinstance(node.value, str):
        if node.value.startswith(GAP):
            how = _SORT if place[:1] == _SORTING else _FILL
            yield _finding(file, node.line, place, node.value.removeprefix(GAP), how)
    elif isinstance(node.value, Mapping):
        for key, below in node.value.items():
            if key.startswith(GAP):
                how = _ANSWERS if place[:1] == _LISTS else _EXAMPLE
                yield _finding(file, node.key_lines[key], place, _said(below), how)
            else:
                yield from _gaps(below, file, (*place, key))
    else:
        for number, below in enumerate(node.value):
            yield from _gaps(below, file, (*place, number))


def _said(node: YamlNode) -> str:
    """Give the words of an example, which stand by themselves or under `says`."""
    if isinstance(node.value, Mapping):
        return _said(node.value["says"]) if "says" in node.value else ""
    return node.value if isinstance(node.value, str) else ""


def _finding(file: str, line: int, place: Place, said: str, how: str) -> Finding:
    where = ".".join(str(step) for step in place) or "document"
    words = said.strip(" :")
    return Finding(
        file=file, line=line, where=where, wrong=f"is still to be written{': ' if words else ''}{words}", allowed=how
    )
