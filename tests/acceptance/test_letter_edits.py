"""At the command line a draft is put in other words, goes back to the draft, and is issued as it was read."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from tests.cli import ASK_HOST, CommandLine

MARK = "Zyzzyvaquonk"


@pytest.fixture
def asked(line: CommandLine) -> str:
    """A case with the draft of a request to a host."""
    reference = line.report()
    line.begin(reference)
    line.act("senior", reference, "removal", "decide", **ASK_HOST)
    return reference


class Draft:
    """A draft at the command line, with the file in which its wording is edited."""

    def __init__(self, line: CommandLine, reference: str, folder: Path) -> None:
        self.line, self.reference, self.file = line, reference, folder / "letter.txt"
        self.code = line.letter(reference, "L02")["code"]

    @property
    def wording(self) -> Any:
        """Give its wording as a program reads it."""
        return self.line.done("senior", "letter", "wording", self.reference, self.code)

    def written(self, text: str) -> list[str]:
        """Write a text to the file, and give the words of the command that takes it."""
        self.file.write_text(text, encoding="utf-8")
        return ["letter", "edit", self.reference, self.code, "--file", str(self.file)]

    @property
    def text(self) -> str:
        """Give the letter as it is read; reading it is what is issued."""
        return self.line.said("senior", "letter", "get", self.reference, self.code)


@pytest.fixture
def draft(line: CommandLine, asked: str, tmp_path: Path) -> Draft:
    return Draft(line, asked, tmp_path)


def test_a_draft_is_put_in_other_words_and_issued_with_them(draft: Draft) -> None:
    line = draft.line
    text = draft.wording["text"]
    line.done("senior", *draft.written(text.replace("Dear team", "Dear colleagues at the host")))
    read = draft.text
    line.done("senior", "letter", "issue", draft.reference, draft.code)

    assert "Dear colleagues at the host" in read
    assert "Dear colleagues at the host" in draft.text
    assert "Dear team" not in draft.text
    told = line.said("senior", "history", draft.reference)
    assert "The wording of a letter was edited" in told
    assert "Taken out: Dear team" in told
    assert "Put in: Dear colleagues at the host" in told
    assert line.done("senior", "letter", "verify", draft.reference)["ok"]
    assert line.done("senior", "audit", "verify", draft.reference)["ok"]
    assert line.done("senior", "audit", "replay", draft.reference)["ok"]


def test_words_that_were_edited_after_the_letter_was_read_are_read_again_before_it_is_issued(draft: Draft) -> None:
    assert draft.text
    draft.line.done("senior", *draft.written(draft.wording["text"].replace("Dear team", "Dear host")))
    refused = draft.line.refused("senior", "letter", "issue", draft.reference, draft.code)
    assert draft.text

    assert "edited since this draft was last read" in refused
    draft.line.done("senior", "letter", "issue", draft.reference, draft.code)


def test_an_edit_is_dropped_again_and_stays_in_the_history(draft: Draft) -> None:
    before = draft.text
    draft.line.done("senior", *draft.written(draft.wording["text"].replace("Dear team", "Dear host")))
    edited = draft.wording
    draft.line.done("senior", "letter", "edit", draft.reference, draft.code, "--back")
    after = draft.wording

    assert (edited["edited"], after["edited"]) == (True, False)
    assert after["text"] == after["written"] == edited["written"]
    assert draft.text == before
    assert "Put in: Dear host" in draft.line.said("senior", "history", draft.reference)


def test_where_the_case_changes_the_words_stay_and_are_not_issued_before_somebody_looked(draft: Draft) -> None:
    line = draft.line
    draft.line.done("senior", *draft.written(draft.wording["text"].replace("Dear team", "Dear host")))
    line.done("senior", "correct", draft.reference, "removal", "requested_action=amend", "--reason", "Changed our mind")
    found = draft.wording
    read = draft.text
    refused = line.refused("senior", "letter", "issue", draft.reference, draft.code)
    line.done("senior", *draft.written(found["written"].replace("Dear team", "Dear host")))

    assert found["moved_on"]
    assert found["edited_from"] != found["written"]
    assert "Dear host" in read
    assert "[[1: a quotation]]" in refused
    assert "changed since this letter was edited" in refused
    assert not draft.wording["moved_on"]
    assert not any("changed since" in each for each in draft.wording["problems"])


def test_what_was_typed_on_top_of_another_text_is_refused(draft: Draft) -> None:
    first = draft.wording
    draft.line.done("senior", *draft.written(first["text"].replace("Dear team", "Dear host")))

    late = draft.line.refused("senior", *draft.written(first["text"]), "--seen", first["seen"])

    assert "a colleague edited it" in late
    assert "Dear host" in draft.text


def test_a_part_that_comes_from_the_case_a_blank_text_and_a_word_too_many_are_told_and_nothing_is_saved(
    draft: Draft,
) -> None:
    found = draft.wording
    part = found["parts"][0]["line"]

    assert part in draft.line.refused("senior", *draft.written(found["text"].replace(part, "")))
    assert "begins with its subject" in draft.line.refused("senior", *draft.written("Hello"))
    assert "--file, or --back" in draft.line.refused("senior", "letter", "edit", draft.reference, draft.code)
    draft.file.write_bytes(b"\xff\xfe")
    assert "UTF-8" in draft.line.refused(
        "senior", "letter", "edit", draft.reference, draft.code, "--file", str(draft.file)
    )
    assert draft.wording == found


def test_typed_words_that_a_letter_never_says_stop_its_issue(draft: Draft) -> None:
    draft.line.done("senior", *draft.written(draft.wording["text"].replace("Dear team", "Dear team, we demand")))

    assert any("we demand" in each for each in draft.wording["problems"])
    assert draft.text
    assert "we demand" in draft.line.refused("senior", "letter", "issue", draft.reference, draft.code)


def test_a_draft_is_edited_in_word_and_put_back(draft: Draft, tmp_path: Path) -> None:
    line, file = draft.line, tmp_path / "letter.docx"
    line.said("senior", "letter", "get", draft.reference, draft.code, "--format", "docx", "-o", str(file))
    word = Document(str(file))
    next(each for each in word.paragraphs if each.text == "Dear team").text = "Dear host"
    word.save(str(file))
    digest = sha256(file.read_bytes()).hexdigest()
    line.done("senior", "letter", "edit", draft.reference, draft.code, "--file", str(file))
    taken = sha256(draft.wording["text"].encode()).hexdigest()
    told = line.said("senior", "history", draft.reference)
    file.write_bytes(b"no Word file")
    refused = line.refused("senior", "letter", "edit", draft.reference, draft.code, "--file", str(file))
    missing = line.refused("senior", "letter", "edit", draft.reference, draft.code, "--file", str(tmp_path / "no.docx"))

    assert "Dear host" in draft.text
    assert draft.wording["edited"]
    assert f"Brought back from Word, by SHA-256: file {digest}, text taken from it {taken}" in " ".join(told.split())
    assert line.done("senior", "audit", "verify", draft.reference)["ok"]
    assert "This is no Word file" in refused
    assert "cannot be read" in missing


def test_an_issued_letter_and_one_of_somebody_else_are_not_edited(draft: Draft) -> None:
    typed = draft.written(draft.wording["text"].replace("Dear team", "Dear host"))
    elsewhere = draft.line.refused("teacher", *typed)
    assert draft.text
    draft.line.done("senior", "letter", "issue", draft.reference, draft.code)

    assert "no such letter" in elsewhere or "no case" in elsewhere
    assert "cannot be edited any more" in draft.line.refused("senior", *typed)
    assert "cannot be edited any more" in draft.line.refused("senior", "letter", "wording", draft.reference, draft.code)


def test_words_that_are_erased_are_erased_in_an_edited_wording_too(draft: Draft, tmp_path: Path) -> None:
    line = draft.line
    line.done("senior", "correct", draft.reference, "case", f"scope_reason={MARK} said so", "--reason", "More to say")
    file = tmp_path / "letter.docx"
    line.said("senior", "letter", "get", draft.reference, draft.code, "--format", "docx", "-o", str(file))
    word = Document(str(file))
    next(each for each in word.paragraphs if each.text == "Dear team").text = f"Dear team, {MARK} said so"
    word.save(str(file))
    digest = sha256(file.read_bytes()).hexdigest()
    line.done("senior", "letter", "edit", draft.reference, draft.code, "--file", str(file))
    file.unlink()
    shown = line.done("senior", "erasure", "show", draft.reference)
    named = next(f"{each['code']}:{each['key']}" for each in shown if each["text"] == f"{MARK} said so")
    line.done("senior", "erasure", "ask", draft.reference, "--words", named, "--ground", "right", "--reason", "Asked")
    line.done("head", "erasure", "do", draft.reference, "1")

    files = [each for each in line.data.rglob("*") if each.is_file() and MARK.encode() in each.read_bytes()]
    assert files == []
    assert MARK not in draft.text
    assert digest not in line.said("senior", "history", draft.reference)
    assert "the wording of a letter" in line.said("senior", "history", draft.reference)
    assert line.done("senior", "audit", "verify", draft.reference)["ok"]
