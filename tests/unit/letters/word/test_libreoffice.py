"""Word files before LibreOffice, a program of others: it opens every one, shows its words, and saves it with no loss.

It runs without a window and with a profile of its own (`scripts/office.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from pypdf import PdfReader

from letters.blocks import Block, passages
from letters.edits import edited
from letters.word.read_file import read
from letters.word.word_paper import cleaned
from letters.word.written_file import write
from scripts.attempts import Attempt
from scripts.office import ADVICE, OfficeMachine, converted, find_office, main
from tests.unit.letters.facts import drafted
from tests.unit.letters.nasty import ALL
from tests.unit.letters.test_edits import told
from tests.unit.letters.word.test_read_file import AT, joined
from tests.word_letterheads import FOOT, HEAD, letterhead

REFERENCE = "LUM-2026-0001/K7F"
WORDS = [str(each.values[0]) for each in ALL]
UNDRAWN = ("😡", "☐", "你", "\u0308")
"""Lines with these are drawn in several fonts, or in none of this machine; what is saved again holds them too."""
KINDS = (
    *("L01-acknowledgement", "L02a-section-5-notice", "L05-isp-escalation", "L06-consent-request"),
    *("L14-hearing", "L18-dismissal", "L22-ico-report", "L24-dsl-referral", "L32-closure"),
)
"""Letters to people and to organisations: with enclosures, a form to fill in, tables, lists that are counted."""
DRESSED = "on-a-letterhead"
"""One of them stands on a letterhead of its school, with a picture."""
SAVED_AGAIN = "docx:MS Word 2007 XML"

pytestmark = pytest.mark.thorough


def _letters() -> Mapping[str, tuple[Block, ...]]:
    """Draft letters of every kind, and three with all nasty words: in quotations, in labelled rows, in a table."""
    nasty = {
        "quoted": drafted("L08-police-referral", incidents=[{"words_quoted": each} for each in WORDS]),
        "in-rows": drafted(
            "L02-takedown-request", items=[{"url": "https://a.example/", "description": each} for each in WORDS]
        ),
        "in-a-table": drafted("L32-closure", results=[{"url": "https://a.example/", "result": each} for each in WORDS]),
    }
    nasty[DRESSED] = drafted("L14-hearing")
    return {**{name: drafted(name).blocks for name in KINDS}, **{name: each.blocks for name, each in nasty.items()}}


@dataclass(frozen=True, kw_only=True)
class Opened:
    """Letters as LibreOffice opened them: its PDF and its own Word file of each, and what it complained of."""

    letters: Mapping[str, tuple[Block, ...]]
    folder: Path
    complaints: tuple[str, ...]


@pytest.fixture(scope="module")
def office() -> str:
    return find_office() or pytest.fail(ADVICE)


@pytest.fixture(scope="module")
def opened(office: str, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """Let LibreOffice open all letters at once; a start for each would take longer than all."""
    folder, letters = tmp_path_factory.mktemp("word"), _letters()
    for name, blocks in letters.items():
        paper = cleaned(letterhead(), AT).content if name == DRESSED else b""
        (folder / f"{name}.docx").write_bytes(write(blocks, name, REFERENCE, AT, paper))
    files, again = tuple(sorted(folder.glob("*.docx"))), folder / "again"
    again.mkdir()
    complaints = (converted(office, "pdf", files, folder), converted(office, SAVED_AGAIN, files, again))
    return Opened(letters=letters, folder=folder, complaints=complaints)


def test_libreoffice_opens_every_letter_without_complaint(opened: Opened) -> None:
    assert opened.complaints == ("", "")


def test_libreoffice_shows_the_words_of_every_letter(opened: Opened) -> None:
    unread = {
        name: lacking
        for name, blocks in opened.letters.items()
        if (lacking := [*_unread(blocks, opened.folder / f"{name}.pdf")])
    }

    assert unread == {}


def test_libreoffice_shows_the_letterhead_of_a_school_on_every_sheet(opened: Opened) -> None:
    sheets = [_flat(sheet.extract_text()) for sheet in PdfReader(opened.folder / f"{DRESSED}.pdf").pages]

    assert len(sheets) > 1
    assert all(_flat(HEAD) in sheet and _flat(FOOT) in sheet for sheet in sheets)


def _unread(blocks: tuple[Block, ...], printed: Path) -> Iterator[str]:
    """Give the lines of a letter that its PDF lacks; a label and its value stand in cells of their own."""
    shown = _flat("".join(_own(sheet.extract_text()) for sheet in PdfReader(printed).pages))
    for line in (line for passage in passages(blocks) for line in passage.text.split("\n")):
        whole = _flat(line) in shown or all(_flat(side) in shown for side in line.split(": ", 1))
        if not whole and not any(sign in line for sign in UNDRAWN):
            yield line


def _own(text: str) -> str:
    """Give the words of a sheet without those that stand on each."""
    for each in (REFERENCE, HEAD, FOOT):
        text = text.replace(each, "")
    return text


def _flat(text: str) -> str:
    return "".join(text.split())


def test_what_libreoffice_saved_again_comes_back_as_an_edit_with_no_loss(opened: Opened) -> None:
    lost = {}
    for name, blocks in opened.letters.items():
        found = read((opened.folder / "again" / f"{name}.docx").read_bytes(), blocks)
        put = edited(blocks, found.text)
        if found.notes or put.faults or joined(told(put.blocks)) != joined(told(blocks)):
            lost[name] = (*found.notes, *put.faults, "other words")

    assert lost == {}


def test_a_file_that_libreoffice_cannot_open_is_told(office: str, tmp_path: Path) -> None:
    broken = tmp_path / "broken.docx"
    broken.write_bytes(write(drafted("L33-redirect").blocks, "A letter", REFERENCE, AT)[:3000])

    assert "could not be loaded" in converted(office, "pdf", (broken,), tmp_path)


def test_where_no_libreoffice_is_and_none_can_be_got_the_command_is_said(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    fails = Attempt(("sh", "-c", "exit 7"), 30)

    code = main(OfficeMachine(named="", search=str(tmp_path), places=(), attempts=(fails,)))

    assert code == 1
    assert "it failed with exit code 7" in (said := capfd.readouterr().err)
    assert said.endswith(ADVICE)


def test_what_getting_libreoffice_may_take_is_bounded() -> None:
    assert sum(attempt.seconds for attempt in OfficeMachine().attempts) <= 10 * 60
