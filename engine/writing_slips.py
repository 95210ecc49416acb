"""What somebody most likely did who wrote YAML that cannot be read: on its line, with the way to mend it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

QUOTE = "put the whole sentence in straight double quotes"
SIGNS = "%@`*&!|>"
"""What no sentence begins with unless it stands in quotation marks."""
PAIRS = {"{": "}", "[": "]"}
ODD_BLANKS = "\u00a0\u2000-\u200b\u202f\u3000"
ODD = re.compile(rf"^ *[{ODD_BLANKS}]|:[{ODD_BLANKS}]")
VALUE = re.compile(r"^\s*(?:- )?[^:#{\[\"']+:\s+(?P<value>\S.*)$")
PLAIN = "quote sentences that hold ? , : or #, and look whether the line begins at the right place"

Slip = tuple[int, str, str]
"""A line, counted from 0, what is wrong there, and what would be right."""


def slip_of_writing(text: str, problem: str, at: tuple[int, int], began: int) -> Slip:
    """Tell the likeliest slip behind a problem of the parser, from the place where it stopped.

    `at` is that line and column, `began` the line on which that began which was not ended; all count from 0.
    """
    found = _Written(lines=text.splitlines(), at=at[0], column=at[1], problem=problem, began=began)
    told: tuple[Callable[[], Slip | None], ...] = (
        found.tab,
        found.odd_blank,
        found.open_pair,
        found.no_value,
        found.closed_twice,
        found.semicolon,
        found.first_sign,
        found.moved,
        found.no_colon,
        found.colon,
    )
    slips = (tell() for tell in told)
    return next((slip for slip in slips if slip), (found.at, f"is not YAML: {found.problem}", PLAIN))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """Lines, where in them reading stopped and why, and where that began which was not ended."""

    lines: list[str]
    at: int
    column: int
    problem: str
    began: int

    @property
    def here(self) -> str:
        return self._line(self.at)

    def _line(self, number: int) -> str:
        return self.lines[number] if 0 <= number < len(self.lines) else ""

    def tab(self) -> Slip | None:
        if "\t" in self.here[: _indent(self.here)]:
            return self.at, "a tab stands at the beginning of the line", "begin it with blanks"
        return None

    def odd_blank(self) -> Slip | None:
        for number in (self.at, self.at - 1):
            if ODD.search(self._line(number)):
                wrong = "a blank of another kind stands in the line, which looks like a plain one"
                return number, wrong, "delete it and type a plain blank: it came with what was copied"
        return None

    def open_pair(self) -> Slip | None:
        """Tell what is opened in braces or brackets and does not end as it should."""
        closing = next((each for each in PAIRS.values() if f"or '{each}'" in self.problem), "")
        line = self._line(self.began)
        if "unexpected end of stream" in self.problem:
            return self.began, "a quotation mark is opened and not closed", "close it at the end of the sentence"
        if not closing:
            return None
        if line.count('"') % 2:
            return self.began, "a quotation mark is opened and not closed", "close it at the end of the sentence"
        another = line[self.column : self.column + 1] in PAIRS.values()
        if self.at == self.began and not another:
            return self._inside(line)
        if " #" in line:
            return self.began, "what stands behind # is a remark, and is not read", QUOTE
        opened = next(each for each, other in PAIRS.items() if other == closing)
        return self.began, f"'{opened}' is opened and not closed", f"write {closing} at the end of the line"

    def _inside(self, line: str) -> Slip | None:
        before = line[: self.column].rstrip()
        if before.endswith("'") and "'" in line[self.column :]:
            return self.at, "an apostrophe ends what stands in single quotation marks", QUOTE
        if '"' in before and before.count('"') % 2 == 0 and '"' in line[self.column :]:
            wrong = "a quotation mark inside a sentence ends it"
            return self.at, wrong, "write those inside as single ones: \"Look at 'this' page\""
        return None

    def no_value(self) -> Slip | None:
        if ":}" in self.here or ":," in self.here:
            allowed = "write a blank and the value behind it, or leave the key out"
            return self.at, "nothing stands behind a colon", allowed
        return None

    def closed_twice(self) -> Slip | None:
        for opened, closing in PAIRS.items():
            more = self.here.count(closing) > self.here.count(opened)
            if more and self.here[self.column : self.column + 1] == closing:
                return self.at, f"'{closing}' stands once too often", "leave one out"
        return None

    def first_sign(self) -> Slip | None:
        """Tell a sentence that begins with a sign, or with what stands in brackets or quotation marks alone."""
        found = VALUE.match(self.here)
        value = str(found["value"]) if found else ""
        if found is None or self.column < found.start("value"):
            return None
        if value[0] in SIGNS or value.startswith("- "):
            return self.at, f"a sentence that begins with {value[0]} has no quotation marks", QUOTE
        if value[0] in PAIRS and self.column > found.start("value") and "expected key" in self.problem:
            return self.at, f"a sentence that begins with {value[0]} has no quotation marks", QUOTE
        if value[0] in "\"'" and self.column > found.start("value"):
            wrong = "a quotation mark closes before the sentence ends"
            return self.at, wrong, f"{QUOTE}, and write those inside as single ones"
        return None

    def moved(self) -> Slip | None:
        """Find the line, here or just before, that begins elsewhere than those that it belongs to."""
        if not any(said in self.problem for said in ("expected key", "mapping values", "block sequence")):
            return None
        written = [(number, _indent(line)) for number, line in enumerate(self.lines) if line.strip(" \r")]
        place = next((index for index, (number, _) in enumerate(written) if number >= self.at), len(written) - 1)
        for index in (place, place - 1):
            if 0 < index < len(written) - 1 and not self._leads(written[index - 1][0], written[index][1]):
                before, (number, own), after = written[index - 1][1], written[index], written[index + 1][1]
                if before == after != own:
                    return _moved(number, own, f"the lines beside it after {_blanks(before)}", before)
        number, own = written[place]
        above = _open_indents(written[:place])
        if place and own not in above and not self._leads(written[place - 1][0], own):
            fits = min(above, key=lambda each: abs(each - own))
            return _moved(number, own, f"those above it after {' or '.join(map(str, sorted(above)))}", fits)
        return None

    def _leads(self, above: int, own: int) -> bool:
        """Say whether the line above opens what stands deeper."""
        return self._line(above).rstrip().endswith(":") and own > _indent(self._line(above))

    def no_colon(self) -> Slip | None:
        if "could not find expected ':'" in self.problem:
            wrong = "no colon stands in the line: it is neither a key nor part of the sentence above"
            return self.began, wrong, "begin it further right than the key above, or write `key: value`"
        return None

    def semicolon(self) -> Slip | None:
        if re.search(r"; [\w ]+: ", self.here):
            return self.at, "a semicolon stands before a key", "a comma divides what stands in braces"
        return None

    def colon(self) -> Slip | None:
        found = re.match(r"\s*(?P<key>[^\s:]+): (?P<inner>\w+): (?P<rest>[^{}]+)$", self.here)
        if found:
            wrong = "a second key stands behind a key, or a colon stands in a sentence without quotation marks"
            return self.at, wrong, f"write `{found['key']}: {{{found['inner']}: {found['rest']}}}`, or {QUOTE}"
        if ": " in self.here.partition(": ")[2]:
            return self.at, "a colon stands in a sentence without quotation marks", QUOTE
        return None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _open_indents(written: list[tuple[int, int]]) -> set[int]:
    """Give where the lines begin that a next line may stand beside: the last one, and those that it stands under."""
    found: list[int] = []
    for _, indent in reversed(written):
        if not found or indent < found[-1]:
            found.append(indent)
    return set(found) or {0}


def _moved(number: int, own: int, beside: str, right: int) -> Slip:
    wrong = f"the line begins after {_blanks(own)}, and {beside}"
    return number, wrong, f"let it begin after {_blanks(right)}: what belongs together begins at the same place"


def _blanks(number: int) -> str:
    return "1 blank" if number == 1 else f"{number} blanks"
