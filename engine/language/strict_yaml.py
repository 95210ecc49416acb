"""Strict YAML with line numbers: text in, a tree of text out.

Every scalar stays text; meaning is given later by the models of `engine.language.track_definition`. Anchors, tags,
empty values and doubled keys are faults. This module knows nothing of tracks or policies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

from engine.errors import BadFiles, Finding
from engine.nearest_name import nearest
from engine.writing_slips import QUOTE, slip_of_writing

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"
Place: TypeAlias = tuple[str | int, ...]
DEEPEST = 50
NOTHING = "give a value or leave the key out; where keys belong and none is needed, write {}"
AFTER_KEY = " :=\uff1a\u00a0\u202f"
"""What may stand behind a key by a slip, in place of a colon and a blank."""
CURLY = "\u201c\u201d\u201e\u2018\u2019"


@dataclass(frozen=True, slots=True)
class YamlNode:
    """A scalar, a sequence or a mapping, and the line (from 1) on which it begins."""

    line: int
    value: str | tuple[YamlNode, ...] | Mapping[str, YamlNode]
    key_lines: Mapping[str, int] = field(default_factory=dict)

    def plain(self) -> Plain:
        """Give the tree as plain dictionaries, lists and text."""
        if isinstance(self.value, str):
            return self.value
        if isinstance(self.value, tuple):
            return [node.plain() for node in self.value]
        return {key: node.plain() for key, node in self.value.items()}

    def line_of(self, place: Place) -> int:
        """Find the line of a place, or of the nearest thing above it that exists."""
        if not place:
            return self.line
        step, rest = place[0], place[1:]
        below = self.below(step)
        if below is None:
            return self.line_of(rest)
        if isinstance(step, str) and not rest:
            return self.key_lines.get(step, below.line)
        return below.line_of(rest)

    def below(self, step: str | int) -> YamlNode | None:
        """Give what one key, or one place in a list, leads to; None where there is nothing."""
        if isinstance(step, str):
            return self.value.get(step) if isinstance(self.value, Mapping) else None
        return self.value[step] if isinstance(self.value, tuple) and step < len(self.value) else None


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that was read: its name and the tree that knows its lines."""

    name: str
    node: YamlNode

    def finding(
        self, place: Place, wrong: str, allowed: Iterable[str] | str = "", near: str = "", item: int | None = None
    ) -> Finding:
        """Make a finding at a place of this file; of several allowed names, the one nearest to `near` comes first.

        `item` counts the values at the place where it holds several on lines of their own.
        """
        line = self.node.line_of(place if item is None else (*place, item))
        return Finding(
            file=self.name,
            line=line,
            where=".".join(str(step) for step in place),
            wrong=wrong,
            allowed=_told(allowed, near),
        )


def _told(allowed: Iterable[str] | str, near: str) -> str:
    if isinstance(allowed, str):
        return allowed
    names = [name for name in dict.fromkeys(allowed) if name]
    meant = nearest(near, names) if near else ""
    return (f"perhaps '{meant}' is meant; " if meant else "") + f"allowed: {', '.join(names) or 'none'}"


def read(text: str, file: str) -> YamlNode:
    """Read one document.

    Raises:
        BadFiles: with every fault of the file.
    """
    reader = _Reader(file, text)
    try:
        root = reader.document(iter(yaml.parse(text, Loader=yaml.CSafeLoader)))
    except yaml.YAMLError as error:
        raise BadFiles((*reader.findings, _syntax(file, text, error))) from error
    if root is None:
        reader.fault(1, (), "the file is empty", "it must hold one mapping")
    if reader.findings or root is None:
        raise BadFiles(tuple(reader.findings))
    return root


def read_mapping(text: str, file: str) -> Mapping[str, Plain]:
    """Read a document that must be a mapping, as plain text values."""
    plain = read(text, file).plain()
    if not isinstance(plain, dict):
        raise BadFiles(
            (
                Finding(
                    file=file, line=1, where="document", wrong="is not a mapping", allowed="write `key: value` lines"
                ),
            )
        )
    return plain


def cut_short(text: str, file: str) -> Iterator[Finding]:
    """List the sentences that a # cuts short: what stands behind it is a remark, and is not read.

    Two blanks before it, and nobody takes it for a part of the sentence. Files that were accepted are not asked.
    """
    if not re.search(r"\S #", text):
        return
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if not isinstance(event, yaml.ScalarEvent) or event.style or " " not in event.value:
            continue
        if event.end_mark and text[event.end_mark.index :].startswith(" #"):
            wrong = f"what stands behind “{event.value.strip()}” is a remark, and is not read"
            allowed = f"{QUOTE}; or let two blanks stand before the # of a remark"
            yield Finding(file=file, line=_line(event), where="document", wrong=wrong, allowed=allowed)


def _syntax(file: str, text: str, error: yaml.YAMLError) -> Finding:
    """Say what somebody most likely did who wrote what cannot be read, and on which line."""
    marked = error if isinstance(error, yaml.MarkedYAMLError) else None
    mark, began = (marked.problem_mark, marked.context_mark) if marked else (None, None)
    at = (mark.line, mark.column) if mark else (0, 0)
    problem = (marked.problem if marked else None) or str(error)
    line, wrong, allowed = slip_of_writing(text, problem, at, began.line if began else at[0])
    return Finding(file=file, line=line + 1, where="document", wrong=wrong, allowed=allowed)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _quoted(sentence: str) -> str:
    return f'{QUOTE}: "{sentence.strip(CURLY)}"'


class _Reader:
    """Builds the tree from the parser's events and collects faults instead of stopping at the first."""

    def __init__(self, file: str, text: str) -> None:
        self.file, self.text = file, text
        self.findings: list[Finding] = []

    def fault(self, line: int, place: Place, wrong: str, allowed: str) -> None:
        where = ".".join(str(step) for step in place) or "document"
        self.findings.append(Finding(file=self.file, line=line, where=where, wrong=wrong, allowed=allowed))

    def document(self, events: Iterator[yaml.Event]) -> YamlNode | None:
        root: YamlNode | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                self.fault(_line(event), (), "a second document begins", "one file holds one document")
            elif isinstance(event, yaml.NodeEvent):
                node = self.node(event, events, ())
                root = root or node
        return root

    def node(self, event: yaml.Event, events: Iterator[yaml.Event], place: Place) -> YamlNode:
        line = _line(event)
        if len(place) > DEEPEST:
            self.fault(line, place[:1], "is nested too deeply", f"at most {DEEPEST} levels")
            raise BadFiles(tuple(self.findings))
        self._refuse_marks(event, line, place)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(line, events, place, flow=bool(event.flow_style))
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(line, events, place)
        if not isinstance(event, yaml.ScalarEvent):
            return YamlNode(line, "")
        if not event.value.strip():
            self.fault(line, place, "has no value", NOTHING)
        return YamlNode(line, event.value)

    def _refuse_marks(self, event: yaml.Event, line: int, place: Place) -> None:
        if isinstance(event, yaml.NodeEvent) and event.anchor:
            self.fault(line, place, "uses an anchor or alias", "write the value out where it is needed")
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag and event.tag != "!":
            self.fault(line, place, f"carries the tag {event.tag}", "leave tags out: every value is text")

    def _empty(self, line: int, place: Place, before: str = "") -> None:
        """Say of a key without a value what was most likely meant; `before` is the sentence that ends before it."""
        key = str(place[-1]) if place else ""
        name, colon, rest = key.partition(":")
        if colon and name and rest:
            self.fault(line, place[:-1], f"no blank stands behind the colon of '{key}'", f"write `{name}: {rest}`")
        elif before:
            wrong = f"the comma before “{key}” ends a sentence that has no quotation marks"
            if before[0] in CURLY:
                wrong = f"curly quotation marks do not hold “{before[1:]}, {key.rstrip(CURLY)}” together"
            if self.findings and self.findings[-1].allowed == _quoted(before):
                self.findings.pop()
            self.fault(line, place[:-1], wrong, _quoted(f"{before}, {key}"))
        else:
            self.fault(line, place, "has no value", NOTHING)

    def _mapping(self, line: int, events: Iterator[yaml.Event], place: Place, *, flow: bool) -> YamlNode:
        found: dict[str, YamlNode] = {}
        lines: dict[str, int] = {}
        sentence: YamlNode | None = None
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key_line = _line(event)
            if not isinstance(event, yaml.ScalarEvent):
                self.fault(key_line, place, "has a key that is not text", "keys are plain words")
            key = self.node(event, events, place).value
            key = key if isinstance(key, str) else f"line {key_line}"
            if key in found:
                self.fault(
                    key_line,
                    (*place, key),
                    f"is given twice (first on line {lines[key]})",
                    "keep one of the two",
                )
            lines.setdefault(key, key_line)
            value = next(events)
            bare = flow and ":" not in self._between(event, value)
            last = sentence if bare else None
            found[key] = self._value(value, events, (*place, key), last)
            sentence = YamlNode(last.line, f"{last.value}, {key}") if last is not None else found[key]
        return YamlNode(line, found, lines)

    def _between(self, first: yaml.Event, second: yaml.Event) -> str:
        """Give what is written between two events."""
        ends, begins = first.end_mark, second.start_mark
        return self.text[ends.index : begins.index] if ends and begins else ""

    def _value(self, event: yaml.Event, events: Iterator[yaml.Event], place: Place, last: YamlNode | None) -> YamlNode:
        """Read what a key leads to; `last` is the value before it in the same pair of braces."""
        before = last.value if last is not None and isinstance(last.value, str) else ""
        if isinstance(event, yaml.ScalarEvent) and not event.value and (before or ":" in str(place[-1])):
            self._empty(_line(event), place, before)
            return YamlNode(_line(event), "")
        node = self.node(event, events, place)
        if isinstance(node.value, str):
            self._glued(node.line, place)
        return node

    def _glued(self, line: int, place: Place) -> None:
        """Tell a key that holds the beginning of its value: a colon or a blank is missing."""
        name, brace, rest = str(place[-1]).partition("{")
        if not brace:
            name, brace, rest = str(place[-1]).partition(':"')
            brace = brace[1:]
        bare = name.rstrip(AFTER_KEY)
        if brace and bare:
            glued = f"no blank stands behind the colon of '{bare}:'"
            missing = glued if ":" in name else f"no colon stands behind '{bare}'"
            self.fault(line, place[:-1], missing, f"write `{bare}: {brace}{rest}: …`")

    def _sequence(self, line: int, events: Iterator[yaml.Event], place: Place) -> YamlNode:
        found: list[YamlNode] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            found.append(self.node(event, events, (*place, len(found))))
        return YamlNode(line, tuple(found))
