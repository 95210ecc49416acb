"""A case whose time is over: listed, kept on, proposed, disposed of by a second person after some days, certified."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.cli import CALM, CommandLine, as_options

MARK = "Zyzzyvaquonk"
WHY = ("--reason", "The schedule says so")


def places_with(mark: str, folder: Path) -> list[str]:
    """Name the files of an installation in which a text stands."""
    return sorted(str(each) for each in folder.rglob("*") if each.is_file() and mark.encode() in each.read_bytes())


def closed(line: CommandLine) -> str:
    """A closed case with a marked word in its report, a note, a file, a sent letter and somebody from outside."""
    facts = as_options({**CALM, "what_happened": f"{MARK} wrote it."})
    reference: str = line.done("senior", "open", "--school", "oakfield", "--policy", "lumen", *facts)["reference"]
    file = line.data.parent / "handed-in.txt"
    file.write_text(f"{MARK} in a file", encoding="utf-8")
    line.done("senior", "evidence", "add", reference, str(file), "--on", "case/1")
    file.unlink()
    line.done("senior", "case", "person", "add", reference, "oakfield-teacher", "--part", "witness")
    kim = ("--name", f"Kim {MARK}", "--part", "witness", "--relation", "parent")
    line.done("senior", "case", "person", "add", reference, *kim)
    triage = {"scope": "out_of_scope", "scope_reason": "It is not ours.", "danger_confirmed": "yes"}
    line.act("senior", reference, "case/1", "triage", **triage)
    line.done("senior", "case", "note", "add", reference, f"{MARK} telephoned")
    line.withdraw_letters(reference)
    line.act("senior", reference, "case/1", "close", retention="takedown", policy_review="no")
    return reference


def years(line: CommandLine, number: int) -> None:
    line.wait(days=366 * number)


@pytest.fixture
def over(line: CommandLine) -> tuple[CommandLine, str]:
    reference = closed(line)
    years(line, 6)
    return line, reference


def test_everything_goes_after_two_people_and_some_days_and_the_record_still_verifies(
    over: tuple[CommandLine, str], tmp_path: Path
) -> None:
    line, reference = over
    (due,) = line.done("senior", "retention", "list")
    assert (due["reference"], due["row"], due["stands"]) == (reference, "takedown", "to be looked at")
    assert line.done("riverside-senior", "retention", "list") == []
    assert "a file" in line.said("senior", "retention", "show", reference)
    assert "reason" in line.refused("senior", "retention", "propose", reference)
    line.done("senior", "retention", "propose", reference, *WHY)

    assert "less than 7 days ago" in line.refused("head", "retention", "dispose", reference)
    line.wait(days=8)
    assert "nothing is erased by one person alone" in line.refused("senior", "retention", "dispose", reference)
    assert places_with(MARK, line.data)
    assert "Oakley" in line.said("head", "history", reference)
    assert reference in str(line.done("head", "search", "Oakley"))
    line.done("head", "retention", "dispose", reference)

    assert {each["allowed"] for each in line.done("senior", "options", reference)} == {False}
    assert "disposed of" in line.refused("senior", "act", reference, "case/1", "reopen", "--fact", "reason=Again")
    assert places_with(MARK, line.data) == []
    assert line.done("senior", "retention", "list") == []
    assert MARK not in line.said("senior", "history", reference) + line.said("senior", "show", reference)
    told = (line.said("head", "show", reference), line.said("head", "history", reference), line.said("head", "list"))
    assert "Oakley" not in " ".join(told)
    assert reference not in str(line.done("head", "search", "Oakley"))
    line.done("it", "audit", "verify")
    line.said("senior", "audit", "replay", reference)
    file = tmp_path / "certificate.pdf"
    line.done("head", "retention", "certificate", reference, str(file))
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(file.read_bytes())).pages)
    for said in (reference, "Gray Oakfield", "Finley Oakfield", "6 years", "The schedule says so", "a file", "hash"):
        assert said in " ".join(text.split()), text
    assert "already" in line.refused("senior", "retention", "propose", reference, *WHY)


def test_what_is_needed_is_kept_on_until_a_day_and_what_was_added_since_stops_it(over: tuple[CommandLine, str]) -> None:
    line, reference = over
    assert "for a reason" in line.refused("senior", "retention", "keep", reference, "--until", "2034-01-01")
    assert "over" in line.refused("senior", "retention", "keep", reference, "--until", "2030-01-01", *WHY)
    line.done("senior", "retention", "keep", reference, "--until", "2034-01-01", "--reason", "An inquiry asked")
    assert "kept on until 1 January 2034" in line.refused("senior", "retention", "propose", reference, *WHY)
    assert line.done("senior", "retention", "list")[0]["stands"] == "kept on"
    years(line, 2)
    line.done("senior", "retention", "propose", reference, *WHY)
    line.done("senior", "case", "note", "add", reference, "Something new")
    line.wait(days=8)
    assert "was added" in line.refused("head", "retention", "dispose", reference)
    line.done("head", "retention", "give-up", reference, "--reason", "Look again")
    line.done("senior", "retention", "propose", reference, *WHY)


def test_a_case_is_not_disposed_of_before_its_time_or_while_something_waits(line: CommandLine) -> None:
    reference = closed(line)
    assert line.done("senior", "retention", "list") == []
    assert "It is kept until" in line.refused("senior", "retention", "propose", reference, *WHY)
    running = line.report()
    assert "has not ended" in line.refused("senior", "retention", "propose", running, *WHY)
    line.done("senior", "case", "link", "add", reference, running, "--reason", "One account")
    years(line, 6)
    assert "belongs together with" in line.refused("senior", "retention", "propose", reference, *WHY)


def test_the_schedule_is_changed_by_named_posts_with_a_reason_and_a_source(line: CommandLine) -> None:
    change = ("retention", "set", "takedown@lumen", "1 year")
    assert "changed by these posts" in line.refused("senior", *change, "--source", "Ours", *WHY)
    assert "Say why" in line.refused("dpo", *change, "--source", "Ours")
    assert "where the period comes from" in line.refused("dpo", *change, *WHY)
    assert "no kind 'takdown'" in line.refused("dpo", "retention", "set", "takdown", "1 year", "--source", "S", *WHY)
    line.done("dpo", *change, "--source", "Clause 9.2", *WHY)
    rows = {each["row"]: each for each in line.done("teacher", "retention", "schedule")}
    reference = closed(line)
    years(line, 1)

    assert (rows["takedown@lumen"]["changed_by"], rows["takedown@lumen"]["reason"]) == ("Blake Sample", WHY[1])
    assert [each["reference"] for each in line.done("senior", "retention", "list")] == [reference]
    line.done("dpo", "retention", "set", "takedown@lumen", "ours", *WHY)
    assert line.done("senior", "retention", "list") == []
    line.done("it", "audit", "verify")
