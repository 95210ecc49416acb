"""Before a letter leaves one sees what leaves; how it went out is recorded with what shows that way, never with “x”."""

from __future__ import annotations

import pytest

from engine.ports.letters.dispatch_ways import wrong_proof
from tests.cli import ASK_HOST, CommandLine


@pytest.fixture
def reference(line: CommandLine) -> str:
    """A case with the issued request to a host."""
    found = line.report()
    line.begin(found)
    line.act("senior", found, "removal", "decide", **ASK_HOST)
    line.issue(found, "L02")
    line.wait(minutes=1)
    return found


@pytest.mark.parametrize(
    ("way", "proof"),
    [
        ("post", "x"),
        ("post", "in the box"),
        ("portal", "sent"),
        ("hand", "Ann"),
        ("mailbox", "to the desk"),
        ("", "x"),
        ("", "ok"),
        ("", " "),
        ("", "—"),
    ],
)
def test_what_shows_nothing_is_refused_with_what_would(line: CommandLine, reference: str, way: str, proof: str) -> None:
    code = str(line.letter(reference, "L02-")["code"])
    ways = ("--way", way) if way else ()
    (reason,) = line.reasons("senior", "letter", "dispatch", reference, code, "--proof", proof, *ways)

    assert reason["field"] == "proof"
    assert len(reason["says"]) > len("Give it")
    assert line.letter(reference, "L02-")["status"] == "issued"


@pytest.mark.parametrize(
    ("way", "proof"),
    [
        ("post", "AB 1234 5678 9GB"),
        ("post", "first class, from the office"),
        ("portal", "reference 8841"),
        ("hand", "Ann Fell took it, Bo Marsh saw it"),
        ("mailbox", "to abuse@posts.example from the office"),
    ],
)
def test_each_way_is_shown_by_what_fits_it(way: str, proof: str) -> None:
    assert wrong_proof(way, proof) == ""


def test_a_screenshot_that_is_kept_shows_a_form_that_was_sent(line: CommandLine, reference: str) -> None:
    file = line.data / "screen.png"
    file.write_bytes(b"\x89PNG\r\n\x1a\nscreen")
    line.done("senior", "evidence", "add", reference, str(file))
    (kept,) = line.done("senior", "evidence", "list", reference)
    code = str(line.letter(reference, "L02-")["code"])
    sent = ("letter", "dispatch", reference, code, "--way", "portal", "--proof")
    line.reasons("senior", *sent, "Shot")
    line.done("senior", *sent, f"Screenshot {kept['code']}")

    assert line.letter(reference, "L02-")["status"] == "dispatched"
    assert f"By a portal or web form: Screenshot {kept['code']}" in line.said("senior", "history", reference)


def test_a_way_that_there_is_not_is_refused(line: CommandLine, reference: str) -> None:
    code = str(line.letter(reference, "L02-")["code"])
    said = line.refused("senior", "letter", "dispatch", reference, code, "--proof", "By pigeon 7", "--way", "pigeon")

    assert "post, portal, hand, mailbox" in said


def test_before_a_letter_leaves_one_sees_whom_it_names_and_what_is_left_to_check(
    line: CommandLine, reference: str
) -> None:
    code = str(line.letter(reference, "L02-")["code"])
    found = line.done("senior", "letter", "check", reference, code)
    said = line.said("senior", "letter", "check", reference, code)
    line.done("senior", "letter", "dispatch", reference, code, "--way", "portal", "--proof", "reference 8841")
    gone = line.refused("senior", "letter", "check", reference, code)

    assert found["to"]
    assert found["checked"]
    assert found["with_it"] == []
    assert "It goes to:" in said
    assert "still to leave" in gone
