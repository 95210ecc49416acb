"""What a letter costs: its words (HTML and text) and its PDF, cold and warm.

Typst remembers what it has set before, so every warm round sets a letter with other words; setting the same letter
twice would be four times as fast and tell nothing. WeasyPrint is not a part of the project and is not compared.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import process_time

from bench.goals import marked
from duecourse.casework.commands.letter_texts import read_letter
from letters.blocks import Block, from_json, to_json
from letters.writers import html, text
from letters.writers.pdf import Head, Printer
from store import open_store
from tests.services import START, act, caller, report, services_on

ROUNDS = 40
HEAD = Head("Acknowledgement of a report", "LUM-2026-0001/1", draft=False)
WORDS, PRINTED = 800, 90
GOALS = f"words ≥ {WORDS} letters/s, PDF ≥ {PRINTED} letters/s of one core, once it is warm"


@dataclass(frozen=True)
class Row:
    """One line: CPU milliseconds, and how many letters that is in a second of one core."""

    what: str
    milliseconds: float
    goal: int = 0

    @property
    def verdict(self) -> str:
        """Say whether the goal is met, where there is one."""
        return marked(met=self.each_second >= self.goal) if self.goal else ""

    @property
    def each_second(self) -> float:
        """Give how many letters one core makes in a second."""
        return 1000 / self.milliseconds


def measure() -> list[Row]:
    """Measure with the acknowledgement of a report, a letter of a page and a half."""
    blocks = _letter()
    letters = [_other(blocks, number) for number in range(ROUNDS)]
    # The first of the process comes once only: a second printer would find what the first one has left warm.
    printer = Printer()
    cold = _timed(lambda letter: printer.write(letter, HEAD, START), [blocks])
    return [
        Row(
            "words as HTML and text",
            _timed(lambda letter: (html.write(letter, title="T"), text.write(letter)), letters),
            WORDS,
        ),
        Row("PDF, first of a process", cold),
        Row(
            "PDF, warm, another letter each time",
            _timed(lambda letter: printer.write(letter, HEAD, START), letters),
            PRINTED,
        ),
    ]


def _other(blocks: tuple[Block, ...], number: int) -> tuple[Block, ...]:
    """Give the letter with another word in every sentence."""
    return from_json(to_json(blocks).replace(" the ", f" the {number} "))


def _letter() -> tuple[Block, ...]:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'bench.db'}")
        services = services_on(store, Path(folder))
        reference = report(services)
        act(services, "senior", reference, "case/1", "acknowledge")
        by = caller(services, "oakfield-senior")
        read_letter(services, by, reference, 1, "text")
        with store.reading() as reading:
            case = reading.find_case(by.viewer, reference)
            draft = reading.draft(by.viewer, case.id, 1)
        store.close()
    if draft is None:
        raise RuntimeError("The letter was not drafted.")
    return from_json(draft.blocks)


def _timed(do: Callable[[tuple[Block, ...]], object], letters: list[tuple[Block, ...]]) -> float:
    found = []
    for letter in letters:
        began = process_time()
        do(letter)
        found.append(process_time() - began)
    return 1000 * median(found)


if __name__ == "__main__":
    for row in measure():
        print(f"{row.what}: {row.milliseconds:.1f} ms, {row.each_second:.0f} letters in a second of one core")
    print(f"Goals: {GOALS}. Not compared with another program.")
