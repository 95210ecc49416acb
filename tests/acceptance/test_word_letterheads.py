"""The Word letterhead at the command line: put up, looked at, taken down."""

from __future__ import annotations

from pathlib import Path

from tests.cli import CommandLine
from tests.word_letterheads import HEAD, letterhead, put_in


def test_a_word_letterhead_is_put_up_looked_at_and_taken_down(line: CommandLine, tmp_path: Path) -> None:
    file, sheet = tmp_path / "paper.docx", tmp_path / "specimen.docx"
    file.write_bytes(letterhead())
    told = line.said("it", "letterhead", "word", "oakfield", "--file", str(file))
    line.done("it", "letterhead", "specimen", "oakfield", "-o", str(sheet))
    shown = line.done("it", "letterhead", "word", "oakfield")
    off = line.done("it", "letterhead", "word", "oakfield", "--off")

    assert "Its places for text, such as a name or a date, were taken out" in told
    assert HEAD in told
    assert sheet.read_bytes().startswith(b"PK")
    assert (shown["own"], shown["changes"]) == (True, 1)
    assert (off["own"], off["brings"]) == (False, {})


def test_a_file_that_is_not_taken_is_said_in_a_sentence(line: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "paper.docm"
    file.write_bytes(put_in(letterhead(), "word/vbaProject.bin", b"x"))
    macros = line.run("it", "letterhead", "word", "--file", str(file))
    lost = line.run("it", "letterhead", "word", "--file", str(tmp_path / "none.docx"))
    both = line.run("it", "letterhead", "word", "--off", "--file", str(file))
    off = line.run("it", "letterhead", "word", "--off")
    theirs = line.run("senior", "letterhead", "word", "oakfield")

    assert {each.code for each in (macros, lost, both, off, theirs)} == {2}
    assert "holds macros" in macros.err
    assert "cannot be read" in lost.err
    assert "one of the two" in both.err
    assert "no Word letterhead of its own" in off.err
