"""A request for what is kept: from the cases that its collector sees, with others marked, written down, and no more."""

from __future__ import annotations

import sqlite3
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from docx import Document

from tests.cli import ASK_HOST, CommandLine


def text_of(file: Path) -> str:
    """Give what the index in a pack says."""
    with ZipFile(file) as archive:
        return "\n".join(each.text for each in Document(BytesIO(archive.read("index.docx"))).paragraphs)


def test_what_is_kept_is_collected_as_far_as_the_collector_sees_it(line: CommandLine, tmp_path: Path) -> None:
    said = "Riley Riverside laughed at me, and the police came."
    mine = line.report(what_happened=said)
    line.begin(mine)
    line.act("senior", mine, "removal/1", "decide", **ASK_HOST)
    line.done("senior", "case", "note", "add", mine, "The solicitor rang about Oakley Oakfield.")
    line.send(mine, "L02")
    senior, other, dpo = tmp_path / "senior.zip", tmp_path / "other.zip", tmp_path / "dpo.zip"
    told = line.done("senior", "sar", "Oakley Oakfield", "-o", str(senior), "--asked", "2026-10-23")
    line.done("riverside-senior", "sar", "oakfield-teacher", "-o", str(other))
    line.done("dpo", "sar", "oakfield-teacher", "-o", str(dpo))
    text = text_of(senior)
    own = next(each for each in text.splitlines() if "laughed at me" in each)
    note = next(each for each in text.splitlines() if "solicitor rang" in each)

    assert (told["cases"], told["due"]) == (1, "2026-11-23")
    assert "their own words" in own
    assert "Oakley Oakfield" in own
    assert "[other person: Oakley" not in text
    assert "To decide: the police, or an offence" in own
    assert "safeguarding" not in own
    assert "To decide: legal privilege" in note
    assert "[other person: Gray Oakfield]" in note
    with ZipFile(senior) as archive:
        assert [name for name in archive.namelist() if name.endswith(".pdf")]
    assert "E-mail: oakfield-teacher@" in text
    assert "E-mail" not in text_of(other)
    assert "E-mail: oakfield-teacher@" in text_of(dpo)
    for hidden in (other, dpo):
        assert "nothing is kept about them" in text_of(hidden)
        assert mine not in text_of(hidden)
    accesses = line.done("senior", "audit", "access", mine)
    assert any("subject access pack" in str(each) for each in accesses)
    line.done("it", "audit", "verify")


def test_it_is_for_those_who_handle_cases_about_somebody_who_is_there_and_asked(
    line: CommandLine, tmp_path: Path
) -> None:
    file = str(tmp_path / "pack.zip")
    outside = line.report(who="teacher")
    line.done(
        "senior", "case", "person", "add", outside, "--name", "Kim Outside", "--part", "witness", "--relation", "parent"
    )
    key = next(
        each["key"] for each in line.done("senior", "case", "person", "list", outside) if each["name"] == "Kim Outside"
    )

    assert "handle cases" in line.refused("it", "sar", "oakfield-teacher", "-o", file)
    assert "handle cases" in line.refused("teacher", "sar", "oakfield-teacher", "-o", file)
    nobody = line.refused("senior", "sar", "kim", "-o", file)
    unseen = line.refused("riverside-senior", "sar", key, "-o", file, "--case", outside)
    never = line.refused("riverside-senior", "sar", key, "-o", file, "--case", "LUM-2026-0999")
    assert "nobody of the name" in nobody
    assert unseen.replace(outside, "") == never.replace("LUM-2026-0999", "")
    assert "still to come" in line.refused("senior", "sar", "oakfield-teacher", "-o", file, "--asked", "2027-01-01")
    hidden = line.report(personal_data="yes")
    kim = ("--name", "Pat Outside", "--part", "witness", "--relation", "parent")
    line.done("senior", "case", "person", "add", hidden, *kim)
    assert "nobody of the name" in line.refused("dpo", "sar", "Pat Outside", "-o", file, "--case", hidden)
    assert line.done("senior", "sar", key, "-o", file, "--case", outside)["cases"] == 1


def test_own_words_are_known_by_who_wrote_them_and_a_damaged_case_is_said(line: CommandLine, tmp_path: Path) -> None:
    mine, other = line.report(what_happened="I said this."), line.report(what_happened="I said that.")
    line.done("it", "person", "change", "oakfield-senior", "--name", "Oakley Oakfield")
    line.done("senior", "case", "note", "add", mine, "The other one wrote this.")
    with sqlite3.connect(line.data / "duecourse.db") as store:
        store.execute("UPDATE cases SET snapshot = x'00' WHERE reference = ?", (other,))
    line.done("senior", "sar", "oakfield-teacher", "-o", str(tmp_path / "pack.zip"))
    text = text_of(tmp_path / "pack.zip")
    note = next(each for each in text.splitlines() if "The other one wrote this" in each)

    assert "their own words" not in note
    assert "by [other person: Oakley Oakfield]" in note
    assert "damaged" in text
