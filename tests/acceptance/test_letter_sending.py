"""At the command line: one letter for a site, a letter beside a form, documents of the trust, and large print."""

from __future__ import annotations

from hashlib import sha256

import pytest

from tests.cli import ASK_HOST, CommandLine

PDF = b"%PDF-1.7\n1 0 obj<</Type /Pages /Kids [] /Count 3>>endobj\ntrailer<<>>\n%%EOF\n"
PAGES = ("https://posts.example/1", "https://posts.example/2")


@pytest.fixture
def reference(line: CommandLine) -> str:
    """A case with two addresses at one site, each with the draft of a request."""
    found = line.report(*PAGES)
    line.begin(found)
    for number in (1, 2):
        line.act("senior", found, f"removal/{number}", "decide", **ASK_HOST)
    return found


def test_one_letter_is_sent_for_two_addresses_and_each_stands_as_asked(line: CommandLine, reference: str) -> None:
    code = str(line.letter(reference, "L02", "removal/1")["code"])
    joined = line.letter(reference, "L02", "removal/1")
    spoken = line.done("senior", "letter", "addresses", reference, code)["speaks_of"]
    line.done("senior", "letter", "apart", reference, code, spoken[1]["code"])
    offered = line.done("senior", "letter", "addresses", reference, code)
    said = line.said("senior", "letter", "addresses", reference, code)
    line.done("senior", "letter", "together", reference, code)
    line.issue(reference, "L02", "removal/1")
    line.wait(minutes=1)
    form = line.done("senior", "letter", "form", reference, code, "--limit", "500")
    line.done("senior", "letter", "dispatch", reference, code, "--way", "portal", "--proof", "Case 8841-22")
    states = [each["state"] for each in line.show(reference)["tracks"] if each["track"] == "removal"]

    assert [each["url"] for each in offered["others"]] == [PAGES[1]]
    assert "Could speak of address" in said
    assert joined["also"] == ["removal/2"]
    assert [each["text"] for each in form["fields"] if each["label"] == "Web address"] == list(PAGES)
    assert len(form["parts"]) > 1
    assert all(len(part) <= 500 for part in form["parts"])
    assert states == ["requested", "requested"]
    assert line.done("senior", "audit", "verify", reference)["ok"]
    assert line.done("senior", "audit", "replay", reference)["ok"]


def test_a_draft_is_put_into_no_form(line: CommandLine, reference: str) -> None:
    code = str(line.letter(reference, "L02", "removal/1")["code"])
    (reason,) = line.reasons("senior", "letter", "form", reference, code)

    assert reason["code"] == "letter_stands_otherwise"


def test_a_document_of_the_trust_is_kept_goes_with_a_letter_and_is_ended(line: CommandLine, reference: str) -> None:
    file, out = line.data / "policy.pdf", line.data / "out.pdf"
    file.write_bytes(PDF)
    kept = line.done("central", "document", "keep", str(file), "--title", "Behaviour policy")
    code = str(line.letter(reference, "L02", "removal/1")["code"])
    line.done("senior", "letter", "enclose", reference, code, f"document-{kept['number']}")
    text = line.said("senior", "letter", "get", reference, code)
    line.said("senior", "document", "get", str(kept["number"]), "-o", str(out))
    listed = line.done("senior", "document", "list")
    line.done("central", "document", "end", "behaviour-policy")

    assert kept["sha256"] == sha256(PDF).hexdigest()
    assert kept["pages"] == 3
    assert "Behaviour policy (3 pages)" in text
    assert out.read_bytes() == PDF
    assert [each["key"] for each in listed] == ["behaviour-policy"]
    assert line.done("senior", "document", "list") == []
    assert "Ask one of them" in line.refused("senior", "document", "keep", str(file), "--title", "Mine")


def test_large_print_is_kept_with_whom_a_letter_goes_to(line: CommandLine, reference: str) -> None:
    request = str(line.letter(reference, "L02", "removal/1")["code"])
    line.act("senior", reference, "support", "offer", how_offered="In person")
    code = str(line.letter(reference, "L09")["code"])
    kept = line.done("senior", "letter", "large-print", reference, code)
    ended = line.done("senior", "letter", "large-print", reference, code, "--off")

    assert kept["large_print"] is True
    assert ended == {"name": kept["name"], "large_print": False}
    assert "nobody whom Duecourse knows" in line.refused("senior", "letter", "large-print", reference, request)
