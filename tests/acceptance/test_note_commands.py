"""Notes at the command line."""

from __future__ import annotations

from tests.cli import CommandLine


def test_a_note_is_written_read_and_put_right(line: CommandLine) -> None:
    reference = line.report()
    line.done("senior", "case", "note", "add", reference, "She rang at nine.")
    first = line.done("head", "case", "note", "list", reference)[0]
    line.done("head", "case", "note", "add", reference, "At ten.", "--corrects", first["code"])
    second, kept = line.done("senior", "case", "note", "list", reference)

    assert (second["text"], second["corrects"], kept["corrected_by"]) == ("At ten.", first["code"], [second["code"]])
    assert f"puts right {first['code']}" in line.said("senior", "case", "note", "list", reference)
    assert "There is no note that you may read." in line.said("teacher", "case", "note", "list", reference)


def test_a_note_is_erased_as_other_words_are_and_the_record_verifies(line: CommandLine) -> None:
    reference = line.report()
    line.done("senior", "case", "note", "add", reference, "A walrus.")
    code = line.done("senior", "case", "note", "list", reference)[0]["code"]
    wanted = ("--words", f"{code}:note", "--ground", "right", "--reason", "Asked")
    line.done("senior", "erasure", "ask", reference, *wanted)
    line.done("head", "erasure", "do", reference, "1")

    assert line.done("senior", "case", "note", "list", reference)[0]["text"] == "[erased: a note]"
    assert line.done("senior", "search", "walrus")["cases"] == []
    line.done("it", "audit", "verify")
    line.done("it", "audit", "replay")
