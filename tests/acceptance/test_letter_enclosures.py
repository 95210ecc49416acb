"""What goes with a letter is a record: listed in it, sealed with it, sent with it, and never a flagged file."""

from __future__ import annotations

import json
import zlib
from hashlib import sha256

import pytest

from duecourse.page_count import page_count
from tests.cli import ASK_HOST, CommandLine

PDF = b"%PDF-1.7\n1 0 obj<</Type /Pages /Kids [] /Count 3>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def reference(line: CommandLine) -> str:
    """A case with the draft of a request to a host, and two files of evidence."""
    found = line.report()
    line.begin(found)
    line.act("senior", found, "removal", "decide", **ASK_HOST)
    return found


def keep(line: CommandLine, reference: str, name: str, content: bytes) -> str:
    """Keep a file. Gives the key by which it is put with a letter."""
    file = line.data / name
    file.write_bytes(content)
    line.done("senior", "evidence", "add", reference, str(file))
    code = str(line.letter(reference, "L02-")["code"])
    choices = line.done("senior", "letter", "goes-with", reference, code)["choices"]
    return next(str(each["key"]) for each in choices if name in each["says"])


def test_what_goes_with_a_letter_is_listed_in_it_with_its_pages_and_sealed_with_it(
    line: CommandLine, reference: str
) -> None:
    code = str(line.letter(reference, "L02-")["code"])
    key = keep(line, reference, "report.pdf", PDF)
    line.done("senior", "letter", "enclose", reference, code, key, "--name", "What was seen")
    text = line.said("senior", "letter", "get", reference, code)
    line.done("senior", "letter", "issue", reference, code)
    found = line.done("senior", "letter", "goes-with", reference, code)
    late = line.reasons("senior", "letter", "take-out", reference, code, key)
    verified = line.done("senior", "letter", "verify", reference)
    (kept,) = (line.data / "evidence").rglob(sha256(PDF).hexdigest())
    kept.write_bytes(b"%PDF-1.7 other")
    broken = line.run("senior", "letter", "verify", reference, "--json")

    assert "What was seen (3 pages)" in text
    assert [each["name"] for each in found["things"]] == ["What was seen"]
    assert found["things"][0]["is_read"] is False
    assert late[0]["code"] == "letter_stands_otherwise"
    assert verified["ok"]
    assert broken.code == 1
    assert "is not kept as it was sealed" in broken.out
    assert line.done("senior", "audit", "replay", reference)["ok"]


def test_a_text_says_whom_of_the_case_it_names(line: CommandLine, reference: str) -> None:
    code = str(line.letter(reference, "L02-")["code"])
    name = "Oakley Oakfield"
    key = keep(line, reference, "note.txt", f"{name} saw it first.".encode())
    line.done("senior", "letter", "enclose", reference, code, key, "--name", "A note")
    (thing,) = line.done("senior", "letter", "goes-with", reference, code)["things"]

    assert thing["is_read"] is True
    assert thing["names"] == [name]


def test_a_letter_that_says_enclosed_and_encloses_nothing_is_not_issued(line: CommandLine, reference: str) -> None:
    code = str(line.letter(reference, "L02-")["code"])
    text = line.done("senior", "letter", "wording", reference, code)["text"]
    edited = line.data / "edited.txt"
    edited.write_text(text.replace("##", "A picture is enclosed.\n\n##", 1))
    line.done("senior", "letter", "edit", reference, code, "--file", str(edited))
    line.said("senior", "letter", "get", reference, code)
    (reason,) = line.reasons("senior", "letter", "issue", reference, code)
    key = keep(line, reference, "post.txt", b"What it said")
    line.done("senior", "letter", "enclose", reference, code, key, "--name", "The post")
    line.said("senior", "letter", "get", reference, code)
    line.done("senior", "letter", "issue", reference, code)

    assert "something goes with it, and nothing does" in reason["says"]


def test_what_was_put_with_a_letter_is_taken_out_again(line: CommandLine, reference: str) -> None:
    code = str(line.letter(reference, "L02-")["code"])
    key = keep(line, reference, "post.txt", b"What it said")
    line.done("senior", "letter", "enclose", reference, code, key, "--name", "The post")
    twice = line.refused("senior", "letter", "enclose", reference, code, key, "--name", "The post")
    line.done("senior", "letter", "take-out", reference, code, key)
    unnamed = line.refused("senior", "letter", "enclose", reference, code, key, "--name", " ")
    gone = line.refused("senior", "letter", "take-out", reference, code, "file-99")

    assert "may go with this letter" in twice
    assert "in one line" in unnamed
    assert "does not go with the letter" in gone
    assert "The post" not in line.said("senior", "letter", "get", reference, code)


def test_a_file_that_may_show_a_child_goes_with_no_letter(line: CommandLine, reference: str) -> None:
    code = str(line.letter(reference, "L02-")["code"])
    key = keep(line, reference, "post.txt", b"What it said")
    line.done("senior", "letter", "enclose", reference, code, key, "--name", "The post")
    line.done("senior", "address", "flag", reference, "1", "--illegal-image")
    code = str(line.letter(reference, "L01-")["code"])
    offered = line.done("senior", "letter", "goes-with", reference, code)["choices"]
    refused = line.refused("senior", "letter", "enclose", reference, code, key, "--name", "The post")

    assert key not in json.dumps(offered)
    assert "may go with this letter" in refused


def test_pages_are_counted_where_the_file_says_so_and_nowhere_else() -> None:
    packed = zlib.compress(b"<</Type/Pages/Kids[]/Count 12>>")
    stream = b"%PDF-1.7\n1 0 obj<</Type /ObjStm /Length 9>>stream\n" + packed + b"\nendstream endobj"

    assert page_count(PDF, "application/pdf") == 3
    assert page_count(stream, "application/pdf") == 12
    assert page_count(b"%PDF-1.7 nothing", "application/pdf") == 0
    assert page_count(PDF + b"/Encrypt", "application/pdf") == 0
    assert page_count(b"\x89PNG", "image/png") == 1
    assert page_count(b"words", "text/plain") == 0
