"""Erasing on the command line: asked for by one person, done by another, and gone from every file of the store."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli import CALM, IN_SCOPE, CommandLine, as_options

MARK = "Zyzzyvaquonk"
GROUND = ("--ground", "right", "--reason", "Asked for on 2 November")


def places_with(mark: str, folder: Path) -> list[str]:
    """Name the files of an installation in which a text stands."""
    return sorted(str(each) for each in folder.rglob("*") if each.is_file() and mark.encode() in each.read_bytes())


@pytest.fixture
def marked(line: CommandLine) -> str:
    """A case in which a marked word was recorded as the reason for a step."""
    reference = line.report()
    line.act("senior", reference, "case", "triage", **{**IN_SCOPE, "scope_reason": f"{MARK} said so."})
    return reference


def words_of(line: CommandLine, reference: str) -> str:
    """Name the marked words as a command takes them."""
    shown = line.done("senior", "erasure", "show", reference)
    return next(f"{each['code']}:{each['key']}" for each in shown if MARK in each["text"])


def test_words_are_erased_by_two_people_and_stand_in_no_file_any_more(line: CommandLine, marked: str) -> None:
    assert places_with(MARK, line.data)
    named = words_of(line, marked)
    line.done("senior", "erasure", "ask", marked, "--words", named, *GROUND)
    assert MARK in line.said("senior", "history", marked)

    line.done("head", "erasure", "do", marked, "1")

    assert places_with(MARK, line.data) == []
    told = line.said("senior", "history", marked)
    assert "[erased: an answer in words]" in told
    assert "Ground: a person's right to erasure" in told
    assert line.done("senior", "audit", "verify", marked)["ok"]
    assert line.done("senior", "audit", "replay", marked)["ok"]


def test_nobody_erases_alone_and_what_was_given_up_stays(line: CommandLine, marked: str) -> None:
    named = words_of(line, marked)
    assert "needs a reason" in line.refused("senior", "erasure", "ask", marked, "--words", named, "--ground", "right")
    line.done("senior", "erasure", "ask", marked, "--words", named, *GROUND)
    assert "by one person alone" in line.refused("senior", "erasure", "do", marked, "1")
    assert "see the whole of the case" in line.refused("teacher", "erasure", "do", marked, "1")

    line.done("head", "erasure", "drop", marked, "1", "--reason", "A mistake")

    assert "given up" in line.refused("head", "erasure", "do", marked, "1")
    assert MARK in line.said("senior", "history", marked)
    assert line.done("senior", "erasure", "list")[0]["status"] == "dropped"


def test_somebody_from_outside_is_erased_from_the_case_and_from_the_chain(line: CommandLine, marked: str) -> None:
    who = (
        "--name",
        f"Pat {MARK}",
        "--relation",
        "parent",
        "--as-what",
        "witness",
        "--postal-address",
        f"1 {MARK} Road",
    )
    line.done("senior", "case", "person", "add", marked, *who)
    key = next(each["key"] for each in line.done("senior", "case", "person", "list", marked) if MARK in each["name"])
    asked = ("--person", key, "--words", words_of(line, marked))
    line.done("senior", "erasure", "ask", marked, *asked, *GROUND)
    line.done("head", "erasure", "do", marked, "1")

    assert places_with(MARK, line.data) == []
    people = line.said("senior", "case", "person", "list", marked)
    assert "[erased: a name]" in people
    verified = line.done("senior", "audit", "verify")
    assert verified["ok"]
    assert verified["summary"]["cases"]["erased"] == 2
    assert verified["summary"]["cases"]["rows"] > verified["summary"]["cases"]["events"] > 2
    assert verified["summary"]["organisation"]["erased"] == 0, "a count is for those who look after all of the record"
    assert line.done("central", "audit", "verify")["summary"]["organisation"]["erased"] > 0
    assert "2 places erased" in line.said("senior", "audit", "verify", marked)
    assert "name and address of somebody from outside" in line.said("senior", "history", marked)

    with closing(sqlite3.connect(line.data / "duecourse.db")) as store:
        store.execute("UPDATE organisation_rows SET body = ? WHERE body IS NULL", (MARK,))
        store.commit()
    assert "erased and stands there again" in line.run("senior", "audit", "verify").out


def test_only_somebody_from_outside_is_erased_by_name(line: CommandLine, marked: str) -> None:
    said = line.refused("senior", "erasure", "ask", marked, "--person", "oakfield-teacher", *GROUND)

    assert "people of the trust are kept with" in said


def test_a_file_goes_with_its_name_and_its_bytes(line: CommandLine, tmp_path: Path, marked: str) -> None:
    note = tmp_path / f"{MARK}.txt"
    note.write_text(f"{MARK} wrote this", encoding="utf-8")
    line.done("senior", "evidence", "add", marked, str(note))
    line.done("senior", "erasure", "ask", marked, "--file", "1", "--words", words_of(line, marked), *GROUND)
    line.done("head", "erasure", "do", marked, "1")

    assert places_with(MARK, line.data) == []
    assert "was erased" in line.refused("senior", "evidence", "get", marked, "1", "-o", str(tmp_path / "out"))
    assert line.done("senior", "audit", "verify", marked)["ok"]
    bundle = tmp_path / "bundle.zip"
    line.run("senior", "audit", "export", marked, "-o", str(bundle))
    unpacked = tmp_path / "bundle"
    shutil.unpack_archive(bundle, unpacked)
    assert places_with(MARK, unpacked) == []
    checked = subprocess.run([sys.executable, "verify.py"], cwd=unpacked, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "Erased, as its events say: 3 places" in checked.stdout


def test_what_was_erased_and_stands_again_is_found(line: CommandLine, marked: str) -> None:
    named = words_of(line, marked)
    code = named.partition(":")[0]
    line.done("senior", "erasure", "ask", marked, "--words", code, *GROUND)
    line.done("head", "erasure", "do", marked, "1")
    with sqlite3.connect(line.data / "duecourse.db") as database:
        database.execute("UPDATE words SET text = ?, salt = 'x' WHERE text IS NULL", (f"{MARK} said so.",))

    answer = line.run("senior", "audit", "verify", marked)

    assert answer.code == 1
    assert "were erased, and stand again" in " ".join(answer.out.split())


def test_after_an_older_backup_was_put_back_two_people_erase_it_again(
    line: CommandLine, tmp_path: Path, marked: str
) -> None:
    before = tmp_path / "before.db"
    with closing(sqlite3.connect(line.data / "duecourse.db")) as database, closing(sqlite3.connect(before)) as copy:
        database.backup(copy)
    line.done("senior", "erasure", "ask", marked, "--words", words_of(line, marked), *GROUND)
    line.done("head", "erasure", "do", marked, "1")
    kept = str(tmp_path / "erasures.json")
    line.done("senior", "erasure", "list", "--file", kept)
    assert [each["did"] for each in line.done("senior", "erasure", "apply", kept)] == ["there"]

    with closing(sqlite3.connect(line.data / "duecourse.db")) as database, closing(sqlite3.connect(before)) as copy:
        copy.backup(database)
    assert MARK in line.said("senior", "history", marked)

    did = [
        line.done(who, "erasure", "apply", kept)[0]["did"] for who in ("senior", "senior", "head", "head", "teacher")
    ]

    assert did == ["asked", "waits", "done", "there", "unseen"]
    assert places_with(MARK, line.data) == []
    assert line.done("senior", "audit", "verify", marked)["ok"]


def test_an_image_is_shut_away_when_the_police_want_it_destroyed(
    line: CommandLine, tmp_path: Path, marked: str
) -> None:
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + MARK.encode())
    line.done("senior", "evidence", "add", marked, str(picture))
    word = ("--ground", "police", "--reason", "Reference 12/34, 2 November")
    line.done("senior", "erasure", "ask", marked, "--file", "1", *word)

    assert "shut away" in line.refused("senior", "evidence", "get", marked, "1", "-o", str(tmp_path / "out"))
    again = line.refused("senior", "erasure", "ask", marked, "--file", "1", "--ground", "right", "--reason", "Asked")
    assert "on the word of the police" in again
    line.done("head", "erasure", "do", marked, "1")

    assert not [each for each in places_with(MARK, line.data) if "evidence" in each]
    assert "Ground: the word of the police" in line.said("senior", "history", marked)
    assert line.done("senior", "audit", "verify", marked)["ok"]


def test_the_same_image_in_other_cases_stays_there_shut_away_and_who_destroys_it_is_told(
    line: CommandLine, tmp_path: Path, marked: str
) -> None:
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + MARK.encode())
    told = ("open", "--policy", "lumen", "--school", "hilltop", "--for", "hilltop-teacher")
    reported = (*told, "--reported-by", "hilltop-teacher", *as_options(CALM))
    hidden = str(line.done("hilltop-teacher", *reported)["reference"])
    seen = line.report("https://posts.example/2")
    for who, case in (("senior", marked), ("senior", seen), ("hilltop-senior", hidden)):
        line.done(who, "evidence", "add", case, str(picture))
    preview = ("erasure", "ask", marked, "--file", "1", "--preview", "--ground")

    right: str = " ".join(line.done("senior", *preview, "right")["kept_elsewhere"])
    police: str = " ".join(line.done("senior", *preview, "police")["kept_elsewhere"])
    assert seen in right
    assert seen in police
    assert hidden not in right + police
    assert "Hilltop" in police
    assert "Hilltop" not in right

    line.done("senior", "erasure", "ask", marked, "--file", "1", "--ground", "police", "--reason", "Reference 12/34")
    out = str(tmp_path / "out")
    assert "shut away" in line.refused("hilltop-senior", "evidence", "get", hidden, "1", "-o", out)
    assert "kept elsewhere in the trust" in line.said("head", "erasure", "do", marked, "1")
    assert "shut away" in line.refused("hilltop-senior", "evidence", "get", hidden, "1", "-o", out)
    assert [each for each in places_with(MARK, line.data) if "evidence" in each]
    assert line.done("senior", "audit", "verify", marked)["ok"]


def test_a_removal_that_was_cut_off_is_ended_by_the_next_pass(
    line: CommandLine, tmp_path: Path, marked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = tmp_path / "note.txt"
    note.write_text(f"{MARK} wrote this", encoding="utf-8")
    line.done("senior", "evidence", "add", marked, str(note))
    line.done("senior", "erasure", "ask", marked, "--file", "1", *GROUND)
    with monkeypatch.context() as killed:
        killed.setattr("duecourse.cli.written.run_outbox", _ended)
        line.done("head", "erasure", "do", marked, "1")
    assert "was erased, and is there" in " ".join(line.run("senior", "audit", "verify", marked).out.split())

    line.done("senior", "sweep")

    assert not [each for each in places_with(f"{MARK} wrote", line.data) if "evidence" in each]
    assert line.done("senior", "audit", "verify", marked)["ok"]


def _ended(*_: object) -> None:
    """Stand for a process that ended before it looked into the outbox."""
