"""What a letter costs: drafted, and set as PDF, beside WeasyPrint and docxtpl in the same run.

Typst and the parser remember what they have seen, so every round writes a letter with other facts; setting the same one
twice would be four times as fast and tell nothing. A draft is what a page shows: facts, never-rules, blocks, HTML and
text. WeasyPrint sets the HTML of the same letter as PDF/UA-1, docxtpl fills a Word file with the same words; neither
asks whether a letter may go out, and a Word file is neither tagged nor archival. Peers run in processes of their own,
as those of `bench.peers` do.
"""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

from bench.goals import marked
from bench.peers import by_turns, here, paired, peer_process
from duecourse.casework.commands.letter_texts import facts_of
from engine.ports.letters.rendered_letters import LetterSheet, Rendered
from store import open_store
from tests.services import START, act, caller, letters, report, services_on

ROUNDS, CHUNK = 30, 5
DRAFTED, SET = "draft: facts, never-rules, blocks, HTML, text", "PDF, tagged and archival (Typst)"
PEERS: Mapping[str, str] = {
    "WeasyPrint, PDF/UA-1 of the same HTML": "weasyprint_pdf",
    "docxtpl, a Word file of the same words": "docxtpl_docx",
}
GOALS: Mapping[str, float] = {DRAFTED: 800, SET: 90}
"""So many letters a second of one core."""
BESIDE: Mapping[str, float] = {"WeasyPrint, PDF/UA-1 of the same HTML": 6}
"""So many times the CPU of our PDF each should take."""
FIRST, LAST, GROWS = 1_000, 5_000, 10
ZONE, TITLE = ZoneInfo("Europe/London"), "Thank you for your report"
SHEET = LetterSheet(TITLE, "LUM-2026-0001/K7F", draft=False)
SAYS = (
    "The acknowledgement of a report, a letter of a page and a half, with other facts each time, by turns, once it is "
    "warm; the median of the chunks. Peers do less: see `bench/letters.py`."
)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line: CPU milliseconds of a letter, times those of our PDF, and the goal for one of both."""

    what: str
    milliseconds: float
    times: float
    goal: float = 0
    beside: float = 0

    @property
    def each_second(self) -> float:
        """Give how many letters one core makes in a second."""
        return 1000 / self.milliseconds

    @property
    def goal_said(self) -> str:
        """Say the goal; "" where there is none."""
        return f"≥ {self.goal:g}/s" if self.goal else f"≥ {self.beside:g} times" if self.beside else ""

    @property
    def verdict(self) -> str:
        """Say whether the goal is met, where there is one."""
        return marked(met=self.each_second >= self.goal and self.times >= self.beside) if self.goal_said else ""


@dataclass(frozen=True, slots=True)
class Memory:
    """What this process held, in megabytes, after so many letters and after more."""

    before: float
    after: float
    first: int = FIRST
    last: int = LAST

    @property
    def verdict(self) -> str:
        """Say whether it stays flat."""
        return marked(met=self.after <= self.before * (1 + GROWS / 100))


@dataclass(frozen=True, slots=True)
class Subject:
    """The letter that is measured: its template, and the facts that it was drafted from."""

    template: str
    facts: Mapping[str, object]

    def draft(self, number: int) -> Rendered:
        """Draft it with other facts."""
        return letters().draft(self.template, {**self.facts, "category": f"abuse, number {number}"}, ZONE)

    def drafted(self, number: int) -> None:
        """Draft it, and write what a page shows of it."""
        blocks = self.draft(number).blocks
        letters().show(blocks, "html", TITLE)
        letters().show(blocks, "text", TITLE)


def measure(peers: Iterable[str] = PEERS, rounds: int = ROUNDS, chunk: int = CHUNK) -> list[Row]:
    """Measure ours and these peers, by turns."""
    subject = _subject()
    with tempfile.TemporaryDirectory() as name, ExitStack() as running:
        place = Path(name)
        blocks = subject.draft(0).blocks
        (place / "letter.html").write_text(letters().show(blocks, "html", TITLE), encoding="utf-8")
        (place / "letter.txt").write_text(letters().show(blocks, "text", TITLE), encoding="utf-8")
        chunks = {DRAFTED: here(subject.drafted), SET: here(_setter(subject, rounds * chunk + 2 * chunk))}
        for peer in peers:
            chunks[peer] = running.enter_context(peer_process(place, (PEERS[peer],)))
        spent = by_turns(chunks, rounds, chunk)
    return [
        Row(
            what=what,
            milliseconds=1000 * median(each) / chunk,
            times=paired(each, spent[SET]),
            goal=GOALS.get(what, 0),
            beside=BESIDE.get(what, 0),
        )
        for what, each in spent.items()
    ]


def _setter(subject: Subject, many: int) -> Callable[[int], object]:
    """Give what sets a letter that was drafted before: only the setting is measured."""
    drafts = [subject.draft(number).blocks for number in range(many)]
    return lambda number: letters().print_sheets(drafts[number % many], SHEET, START)


def memory(first: int = FIRST, last: int = LAST) -> Memory:
    """Draft and set letters one after another, and look at what this process holds on the way."""
    subject, found = _subject(), dict[int, float]()
    for number in range(1, last + 1):
        subject.drafted(number)
        letters().print_sheets(subject.draft(number).blocks, SHEET, START)
        if number in (first, last):
            found[number] = _held()
    return Memory(found[first], found[last], first, last)


def _held() -> float:
    """Give the megabytes that this process holds; Linux tells it in pages."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _subject() -> Subject:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'bench.db'}")
        services = services_on(store, Path(folder))
        reference = report(services)
        act(services, "senior", reference, "case/1", "acknowledge")
        viewer = caller(services, "oakfield-senior").viewer
        with store.reading() as reading:
            case = reading.find_case(viewer, reference)
            letter = case.letters["1"]
            facts = facts_of(services, reading, viewer, services.policy_of(reading, case), case, letter)
        store.close()
    return Subject(letter.template, facts)


if __name__ == "__main__":
    for row in measure():
        print(f"{row.what}: {row.milliseconds:.2f} ms, {row.each_second:.0f} a second, {row.times:.1f} times our PDF")
    kept = memory()
    print(f"memory: {kept.before:.0f} MB after {kept.first:,} letters, {kept.after:.0f} MB after {kept.last:,}")
