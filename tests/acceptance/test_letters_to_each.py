"""A letter to each of a list of families by command: the list, a dry look, the issue, the post, the state of each."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli import CommandLine

POST = ("--way", "post", "--proof", "Certificate of posting 1234")
HEADS = "Title;Forename;Surname;Address line 1;Town;Postcode;Email;Child;Information"
FAMILIES = [
    HEADS,
    "Mrs;Zoë;Müller;1 High Street;Oakfield;OX1 1AA;zoe@families.example;Kim Müller;Name, Address",
    "Mr;Bo;Placeholder;2 High Street;Oakfield;OX1 1AA;;Sam Placeholder;Name",
    "Dr;Al;van Dam;3 High Street;Oakfield;OX1 1AA;;Pat van Dam;Name",
]


@pytest.fixture
def reference(line: CommandLine) -> str:
    """A case with a breach of which families are to be told."""
    found = line.report(personal_data="yes")
    now = line.now.isoformat()
    told = {"what": "A list could be seen.", "discovered_at": now, "aware_at": now, "special_category": "no"}
    line.act("senior", found, "data_breach", "tell_dpo", **told, children="yes", still_live="no")
    done = {"measures": "The page was taken down.", "damage": "stopped", "still_live": "no"}
    line.act("senior", found, "data_breach", "contain", **done)
    line.act(
        "dpo",
        found,
        "data_breach",
        "assess",
        risk="high_risk",
        risk_reasons="Addresses of children",
        people_concerned="Pupils of year 9",
        likely_consequences="Strangers may write to you.",
        people_addressed="Parents of year 9",
        advice_to_people="Be careful with letters that you did not expect.",
    )
    return found


def excel(tmp_path: Path, rows: list[str]) -> str:
    """Write a list as Excel of Windows does in Europe: semicolons, its own line ends, its own characters."""
    file = tmp_path / "families.csv"
    file.write_bytes("\r\n".join(rows).encode("cp1252"))
    return str(file)


def draft(line: CommandLine, reference: str) -> str:
    return str(line.letter(reference, "L23-")["code"])


def issued(line: CommandLine, reference: str, tmp_path: Path) -> str:
    code = draft(line, reference)
    line.done("dpo", "letter", "people-add", reference, code, excel(tmp_path, FAMILIES))
    line.said("dpo", "letter", "get", reference, code)
    line.approved("dpo", "head", reference, code)
    line.done("dpo", "letter", "issue", reference, code)
    return code


def test_a_dry_look_names_every_bad_row_by_its_line_and_keeps_nobody(
    line: CommandLine, reference: str, tmp_path: Path
) -> None:
    code = draft(line, reference)
    file = excel(tmp_path, [*FAMILIES, ";;;;;;x", "Mrs;No;Address;;;;", FAMILIES[1]])
    looked = line.run("dpo", "letter", "people-add", reference, code, file, "--dry-run")
    refused = line.refused("dpo", "letter", "people-add", reference, code, file)

    assert looked.code == 1
    assert "Line 2: Mrs Zoë Müller (Dear Mrs Müller) · 1 High Street, Oakfield, OX1 1AA" in looked.out
    assert "Line 4: Dr Al van Dam (Dear Dr van Dam)" in looked.out
    assert "Line 5: there is no name" in looked.out
    assert "Line 6: there is neither a postal address nor an e-mail address" in looked.out
    assert "Line 7 is the same as line 2: passed over" in looked.out
    assert "Line 5" in refused
    assert line.done("dpo", "letter", "people", reference, code) == []


def test_a_dry_look_at_a_file_of_bad_rows_tells_twenty_and_how_many_more(
    line: CommandLine, reference: str, tmp_path: Path
) -> None:
    looked = line.run(
        *("dpo", "letter", "people-add", reference, draft(line, reference)),
        *(excel(tmp_path, [*FAMILIES, *(["Mrs;No;Address;;;;"] * 30)]), "--dry-run"),
    )

    assert looked.out.count("there is neither a postal address nor") == 20
    assert "And 10 more to mend (--json says all)" in looked.out


def test_families_are_written_to_one_by_one_and_the_step_comes_with_the_last(
    line: CommandLine, reference: str, tmp_path: Path
) -> None:
    code = issued(line, reference, tmp_path)
    line.done("dpo", "letter", "dispatch-each", reference, code, *POST, "--row", "1", "--row", "2")
    (waits,) = [each for each in line.done("dpo", "letters", "--show", "send") if each["code"] == code]
    before = line.states(reference)["data_breach/1"]
    line.wait(hours=1)
    line.done("dpo", "letter", "dispatch-each", reference, code, *POST, "--rest")
    people = line.done("dpo", "letter", "people", reference, code)

    assert (waits["people"], waits["sent"]) == (3, 2)
    assert before == "both_due"
    assert line.states(reference)["data_breach/1"] == "ico_due"
    assert [each["stands"] for each in people] == ["sent", "sent", "sent"]
    assert line.done("dpo", "letter", "verify", reference)["ok"]
    assert line.done("dpo", "audit", "replay", reference)["ok"]


def test_each_reads_their_own_letter_and_all_are_printed_in_one(
    line: CommandLine, reference: str, tmp_path: Path
) -> None:
    code = issued(line, reference, tmp_path)
    people = line.done("dpo", "letter", "people", reference, code)
    says = line.said("dpo", "letter", "get", reference, people[2]["letter"])
    line.said("dpo", "letter", "print-each", reference, code, "-o", str(tmp_path / "all.pdf"))

    assert "Dear Dr van Dam" in says
    assert "Placeholder" not in says
    assert (tmp_path / "all.pdf").read_bytes().startswith(b"%PDF")


def test_a_row_is_put_right_and_another_taken_off_while_it_is_a_draft(
    line: CommandLine, reference: str, tmp_path: Path
) -> None:
    code = draft(line, reference)
    line.done("dpo", "letter", "people-add", reference, code, excel(tmp_path, FAMILIES))
    line.done("dpo", "letter", "person-change", reference, code, "2", "--address", "9 New Street|Oakfield")
    line.done("dpo", "letter", "people-off", reference, code, "3")
    people = line.done("dpo", "letter", "people", reference, code)

    assert [each["row"] for each in people] == [1, 2]
    assert people[1]["address"] == "9 New Street\nOakfield"
    assert people[1]["name"] == "Mr Bo Placeholder"


MARK = "Zyzzyvaquonk"


def test_somebody_on_the_list_is_erased_from_the_list_and_from_their_letter(
    line: CommandLine, reference: str, tmp_path: Path
) -> None:
    code = draft(line, reference)
    rows = [*FAMILIES, f"Mrs;Ann;{MARK};4 High Street;Oakfield;OX1 1AA;;Lee;Name"]
    line.done("dpo", "letter", "people-add", reference, code, excel(tmp_path, rows))
    (tmp_path / "families.csv").unlink()
    line.said("dpo", "letter", "get", reference, code)
    line.approved("dpo", "head", reference, code)
    line.done("dpo", "letter", "issue", reference, code)
    shown = line.done("senior", "erasure", "show", reference)
    named = next(f"{each['code']}:{each['key']}" for each in shown if MARK in each["text"])
    letter = str(line.done("dpo", "letter", "people", reference, code)[3]["letter"])
    ground = ("--ground", "right", "--reason", "Asked for on 2 November")
    line.done("senior", "erasure", "ask", reference, "--words", named, "--letter", letter, *ground)
    line.done("head", "erasure", "do", reference, "1")
    people = line.done("dpo", "letter", "people", reference, code)

    assert [each["name"] is None for each in people] == [False, False, False, True]
    assert not [each for each in line.data.rglob("*") if each.is_file() and MARK.encode() in each.read_bytes()]
    assert "somebody on the list of a letter" in line.said("senior", "erasure", "show", reference)
    assert line.done("dpo", "letter", "verify", reference)["ok"]
