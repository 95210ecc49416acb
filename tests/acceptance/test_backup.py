"""A backup is made while people work, holds all that it names, and gives the same cases back."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest

from duecourse.bootstrap import copies
from duecourse.casework.commands import evidence
from duecourse.casework.context.services import Services
from duecourse.casework.queries import case_view
from duecourse.casework.upkeep.backup import back_up
from duecourse.config import read_settings
from duecourse.files import EvidenceFiles
from engine.errors import BrokenRecord
from engine.identity import CASE, CaseReference
from store.connection.database import connect
from store.copies.backup import StoreCopies
from store.migrations.copy import copy_store
from tests.cli import CommandLine, builder
from tests.databases import open_store, pg_dump, postgresql
from tests.services import act, caller, report, services_on
from tests.serving import ended

PICTURE = b"\x89PNG\r\n\x1a\n and what it shows"


@pytest.fixture
def kept(line: CommandLine, tmp_path: Path) -> str:
    """Give a case with one piece of evidence."""
    return with_evidence(line, tmp_path)


def with_evidence(line: CommandLine, folder: Path) -> str:
    reference = line.report()
    line.begin(reference)
    (folder / "post of Finley.png").write_bytes(PICTURE)
    line.done("senior", "evidence", "add", reference, str(folder / "post of Finley.png"))
    return reference


def place_of(line: CommandLine) -> Services:
    return builder().services(read_settings(line.settings, data=str(line.data)), line.clock)


def ways(line: CommandLine) -> StoreCopies:
    return copies(read_settings(line.settings, data=str(line.data)))


def test_a_backup_gives_the_same_cases_and_evidence_back(line: CommandLine, kept: str, tmp_path: Path) -> None:
    archive = tmp_path / "monday.zip"
    made = line.done("", "backup", str(archive))
    with ZipFile(archive) as packed:
        packed.extractall(tmp_path / "again")
    again = CommandLine(tmp_path / "again", line.clock)

    assert (made["holding"]["cases"], made["evidence"], made["wrong"]) == (1, 1, [])
    assert made["holding"]["events"] == line.done("senior", "audit", "verify", kept)["cases"][0]["events"]
    assert archive.stat().st_mode & 0o777 == 0o600
    assert again.done("senior", "list") == line.done("senior", "list")
    assert again.show(kept) == line.show(kept)
    again.said("senior", "evidence", "get", kept, "1", "-o", str(tmp_path / "found.png"))
    assert (tmp_path / "found.png").read_bytes() == PICTURE
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_backup_says_what_it_holds_and_the_access_log_says_that_it_was_made(
    line: CommandLine, tmp_path: Path
) -> None:
    with_evidence(line, tmp_path)
    before = line.done("senior", "audit", "verify")["accesses"]
    said = line.said("", "backup", str(tmp_path / "a.zip"))

    assert "verified" in said
    assert "cases: 1," in said
    assert "files of evidence: 1" in said
    assert line.done("senior", "audit", "verify")["accesses"] == before + 1


def test_a_file_that_is_there_stays_as_it_is(line: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_text("The backup of yesterday.")
    said = line.refused("", "backup", str(tmp_path / "a.zip"))
    nowhere = line.refused("", "backup", str(tmp_path / "none" / "a.zip"))

    assert "is there already" in said
    assert str(tmp_path / "none") in nowhere
    assert (tmp_path / "a.zip").read_text() == "The backup of yesterday."


def break_bytes(line: CommandLine) -> None:
    (file,) = (path for path in (line.data / "evidence").rglob("*") if path.is_file())
    file.write_bytes(b"something else")


def lose_bytes(line: CommandLine) -> None:
    (file,) = (path for path in (line.data / "evidence").rglob("*") if path.is_file())
    file.unlink()


def alter_the_record(line: CommandLine) -> None:
    run_on(line, "UPDATE words SET text = 'Something else.' WHERE key LIKE '%what_happened%'")


def run_on(line: CommandLine, statement: str) -> None:
    database = connect(f"sqlite:///{line.data / 'duecourse.db'}")
    with database.transaction(write=True) as cursor:
        assert cursor.run(statement)
    database.close()


@pytest.mark.parametrize(
    ("harm", "tells"),
    [
        (break_bytes, "evidence 1: The evidence file no longer has the digest"),
        (lose_bytes, "evidence 1: The file is not in the evidence folder"),
        (alter_the_record, "the words under"),
    ],
)
def test_what_is_wrong_in_the_store_is_told_by_reference_and_the_rest_is_kept(
    line: CommandLine, kept: str, tmp_path: Path, harm: Callable[[CommandLine], None], tells: str
) -> None:
    harm(line)
    answer = line.run("", "backup", str(tmp_path / "a.zip"))

    assert answer.code == 1
    assert f"{kept}" in answer.err
    assert tells in answer.err
    assert "Finley" not in answer.err
    assert "duecourse.db" in ZipFile(tmp_path / "a.zip").namelist()


def test_an_event_that_cannot_be_read_is_told_and_everything_is_kept(line: CommandLine, tmp_path: Path) -> None:
    good, bad = line.report(), line.report()
    with closing(sqlite3.connect(line.data / "duecourse.db")) as connection:
        connection.execute(
            "UPDATE events SET body = '{' WHERE case_id = (SELECT id FROM cases ORDER BY id DESC LIMIT 1)"
        )
        connection.commit()
    made = line.run("", "backup", str(tmp_path / "a.zip"), "--json")

    assert made.code == 1
    assert [says.split(":")[0] for says in made.document["wrong"]] == [bad]
    assert good not in made.err
    assert (tmp_path / "a.zip").exists()


def test_a_database_that_is_damaged_is_never_called_a_backup(line: CommandLine, tmp_path: Path) -> None:
    run_on(line, "PRAGMA writable_schema = ON")
    database = connect(f"sqlite:///{line.data / 'duecourse.db'}", ("writable_schema=ON",))
    with database.transaction(write=True) as cursor:
        cursor.run("UPDATE sqlite_master SET rootpage = 2 WHERE name = 'events'")
    database.close()
    answer = line.run("", "backup", str(tmp_path / "a.zip"))

    assert answer.code == 1
    assert not (tmp_path / "a.zip").exists()


def test_backups_made_while_others_write_are_whole_each_time(line: CommandLine, kept: str, tmp_path: Path) -> None:
    place, stop = place_of(line), threading.Event()
    events = []

    def work() -> None:
        while not stop.is_set():
            act(place, "senior", CaseReference(kept), "case/1", "call_999", emergency_words="Called.")

    worker = threading.Thread(target=work)
    worker.start()
    try:
        for number in range(4):
            made = back_up(place, ways(line), tmp_path / f"{number}.zip", "in a test")
            events.append(made.holding.events)
            assert made.wrong == ()
    finally:
        stop.set()
        worker.join()
        place.store.close()

    assert events == sorted(set(events))


class Slow(StoreCopies):
    """Copies after which somebody adds evidence, before the rest of the backup is made."""

    def __init__(self, found: StoreCopies, then: Callable[[], object]) -> None:
        super().__init__(found.database, found.pg_dump)
        object.__setattr__(self, "then", then)

    def copy(self, target: str) -> None:
        super().copy(target)
        self.__dict__["then"]()


def test_evidence_that_is_added_during_a_backup_comes_with_the_next_one(
    line: CommandLine, kept: str, tmp_path: Path
) -> None:
    place = place_of(line)

    def add() -> object:
        new = evidence.NewEvidence(name="later.png", content=PICTURE + b" later", on=CASE)
        return evidence.add(place, caller(place, "oakfield-senior"), CaseReference(kept), new)

    first = back_up(place, Slow(ways(line), add), tmp_path / "1.zip", "in a test")
    second = back_up(place, ways(line), tmp_path / "2.zip", "in a test")
    place.store.close()

    assert (first.evidence, first.wrong) == (1, ())
    assert (second.evidence, second.wrong) == (2, ())


class Forgetful(EvidenceFiles):
    """Evidence files whose bytes change on the way into the archive, as on a failing disk."""

    def fetch(self, digest: str) -> bytes:
        return f"not what was kept under {digest}".encode()


def test_what_is_read_back_otherwise_than_it_was_written_is_not_kept(line: CommandLine, tmp_path: Path) -> None:
    with_evidence(line, tmp_path)
    place = place_of(line)
    with pytest.raises(BrokenRecord, match="not kept"):
        back_up(replace(place, files=Forgetful(tmp_path)), ways(line), tmp_path / "a.zip", "in a test")
    place.store.close()

    assert not (tmp_path / "a.zip").exists()


def test_a_disk_that_fills_up_leaves_no_half_of_a_backup(line: CommandLine, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    code, said = ended(line.data, "backup", str(folder / "a.zip"), largest_file=200_000)

    assert code == 1
    assert "Traceback" not in said
    assert list(folder.iterdir()) == []


def test_a_backup_of_postgresql_is_read_back_by_its_own_program(tmp_path: Path) -> None:
    with postgresql(migrated=False) as url, postgresql(migrated=False) as other:
        ways_in = StoreCopies(connect(url), pg_dump())
        place = services_on(open_store(url), tmp_path / "data")
        reference = report(place)
        new = evidence.NewEvidence(name="post.png", content=PICTURE, on=CASE)
        evidence.add(place, caller(place, "oakfield-senior"), reference, new)
        made = back_up(place, ways_in, tmp_path / "a.zip", "in a test")
        before = case_view.look(place, caller(place, "oakfield-senior"), reference, "").case
        place.store.close()
        ways_in.database.close()
        with ZipFile(tmp_path / "a.zip") as packed:
            packed.extractall(tmp_path / "again")
        read_back(tmp_path / "again" / "duecourse.sql", other)
        again = replace(place, store=open_store(other), files=EvidenceFiles(tmp_path / "again" / "evidence"))
        after = case_view.look(again, caller(again, "oakfield-senior"), reference, "").case
        _, content = evidence.fetch(again, caller(again, "oakfield-senior"), reference, 1)
        again.store.close()

    assert (made.holding.cases, made.holding.events, made.evidence, made.wrong) == (1, before.revision, 1, ())
    assert after == before
    assert content == PICTURE


def read_back(dump: Path, url: str) -> None:
    words = [str(Path(pg_dump()).with_name("psql")), "--quiet", "--set=ON_ERROR_STOP=1", f"--file={dump}", url]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)


def test_a_dump_that_breaks_off_is_not_taken_for_a_backup(tmp_path: Path) -> None:
    (tmp_path / "dump.sql").write_text("-- PostgreSQL database dump\nCOPY public.cases (id) FROM stdin;\na\n\\.\n")

    with pytest.raises(BrokenRecord, match="breaks off"):
        StoreCopies(connect("postgresql://nobody@127.0.0.1:1/x")).check(str(tmp_path / "dump.sql"))


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:a%40word@127.0.0.1:1/x?sslmode=require",
        "postgresql://u@127.0.0.1:1/x?sslmode=require&password=a%40word",
    ],
)
def test_a_password_of_the_database_stands_in_no_list_of_processes(tmp_path: Path, url: str) -> None:
    program, seen = tmp_path / "pg_dump", tmp_path / "seen"
    program.write_text(f'#!/bin/sh\necho "$@" > {seen}\necho "password $PGPASSWORD" >> {seen}\n')
    program.chmod(0o755)
    copy_store(connect(url), tmp_path / "out", str(program))
    words, password = seen.read_text().splitlines()

    assert "postgresql://u@127.0.0.1:1/x?sslmode=require" in words
    assert "word" not in words
    assert password == "password a@word"
    assert os.stat(tmp_path / "out").st_mode & 0o777 == 0o600
