"""The house's own paper at the command line: changed, looked at, and printed as a specimen."""

from __future__ import annotations

import re
from pathlib import Path

from tests.cli import CommandLine
from tests.house_pictures import SVG, png


def test_paper_is_changed_looked_at_and_shown_on_a_specimen(line: CommandLine, tmp_path: Path) -> None:
    logo, sheet, pdf = tmp_path / "logo.png", tmp_path / "sheet.png", tmp_path / "letter.pdf"
    logo.write_bytes(png())
    trusts = line.done("it", "letterhead", "change", "--footer", r"Registered\nhere", "--company-number", "01234567")
    own = line.done("it", "letterhead", "change", "oakfield", "--telephone", "01632 960002", "--web", "www.a.example")
    dressed = line.done("it", "letterhead", "logo", "oakfield", "--file", str(logo), "--shows", "An oak")
    shown = line.said("it", "letterhead", "show", "oakfield")
    line.done("it", "letterhead", "specimen", "oakfield", "-o", str(sheet))
    line.done("it", "letterhead", "specimen", "-o", str(pdf), "--large-print")
    bare = line.done("it", "letterhead", "logo", "oakfield", "--off")

    assert (trusts["footer"], trusts["company_number"]) == ("Registered\nhere", "01234567")
    assert (own["telephone"], own["from_trust"]) == ("01632 960002", {"footer": "Registered\nhere"})
    assert (dressed["logo_shows"], bare["logo"]) == ("An oak", "")
    assert "An oak" in shown
    assert "the trust's" in shown
    assert "Changed 2 times" in shown
    assert sheet.read_bytes().startswith(b"\x89PNG")
    assert pdf.read_bytes().startswith(b"%PDF")


def test_what_cannot_be_taken_is_said_in_sentences(line: CommandLine, tmp_path: Path) -> None:
    svg = tmp_path / "logo.svg"
    svg.write_bytes(SVG)
    nothing = line.run("it", "letterhead", "change", "oakfield")
    wrong = line.run("it", "letterhead", "change", "oakfield", "--web", "javascript:x", "--telephone", "none")
    script = line.run("it", "letterhead", "logo", "oakfield", "--file", str(svg), "--shows", "An oak")
    lost = line.run("it", "letterhead", "logo", "--file", str(tmp_path / "none.png"), "--shows", "An oak")
    both = line.run("it", "letterhead", "logo", "oakfield")
    off = line.run("it", "letterhead", "logo", "oakfield", "--off")
    name = line.run("it", "letterhead", "change", "oakfield", "--name", "Another")
    elsewhere = line.run("it", "letterhead", "show", "nowhere")
    theirs = line.run("senior", "letterhead", "show")

    assert {each.code for each in (nothing, wrong, script, lost, both, off, name, elsewhere, theirs)} == {2}
    assert "Say what to change" in nothing.err
    assert "no web address" in wrong.err
    assert "no telephone number" in wrong.err
    assert "can hold programs" in script.err
    assert "cannot be read" in lost.err
    assert "one of the two" in both.err
    assert "no logo of its own" in off.err
    assert "takes no name" in name.err
    assert "There is no school" in elsewhere.err
    assert "kept by these posts" in theirs.err


def test_nobody_has_given_a_signature_until_they_do_so_signed_in(line: CommandLine) -> None:
    listed = line.said("it", "letterhead", "signatures")
    ended = line.run("senior", "letterhead", "end-signature")

    assert "signed in, under “My signature”" in listed
    assert "no image of a signature" in ended.err


def test_a_logo_of_a_hundred_megabytes_or_with_a_program_in_it_gets_a_sentence(
    line: CommandLine, tmp_path: Path
) -> None:
    big, drawn = tmp_path / "big.png", tmp_path / "drawn.svg"
    with big.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    drawn.write_text("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", encoding="utf-8")
    put = ["letterhead", "logo", "oakfield", "--shows", "An oak", "--file"]

    assert re.search(r"\bMB\b", line.refused("it", *put, str(big)))
    assert "can hold programs" in line.refused("it", *put, str(drawn))
    assert "An oak" not in line.said("it", "letterhead", "show", "oakfield")
