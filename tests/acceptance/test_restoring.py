"""A backup is put back where nothing is, whole and verified, or not at all; a trust moves to another database."""

from __future__ import annotations

import gc
import json
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from pyrage import x25519

from engine.ports.accounts import WebSession
from tests.acceptance.test_backup import PICTURE, place_of, with_evidence
from tests.cli import CommandLine
from tests.databases import pg_dump, postgresql


@pytest.fixture
def backup(line: CommandLine, tmp_path: Path) -> Path:
    """Give the backup of a trust with one case and one piece of evidence."""
    with_evidence(line, tmp_path)
    archive = tmp_path / "monday.zip"
    line.done("", "backup", str(archive))
    return archive


@pytest.fixture
def databases() -> Iterator[tuple[str, str]]:
    """Give two empty databases of PostgreSQL."""
    with postgresql(migrated=False) as one, postgresql(migrated=False) as other:
        yield one, other
        # a command leaves its connection to the end of its process, which here goes on
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()


def again(line: CommandLine, tmp_path: Path, **settings: str) -> CommandLine:
    return CommandLine(tmp_path / "again", line.clock, settings)


def test_a_backup_is_put_back_with_everything_and_nothing_is_sent(
    line: CommandLine, backup: Path, tmp_path: Path
) -> None:
    place = again(line, tmp_path)
    restored = place.done("", "restore", str(backup))
    (reference,) = (each["reference"] for each in place.done("senior", "list"))

    assert (restored["cases"], restored["evidence"], restored["wrong"], restored["missing"]) == (1, 1, [], [])
    assert place.show(reference) == line.show(reference)
    place.said("senior", "evidence", "get", reference, "1", "-o", str(tmp_path / "found.png"))
    assert (tmp_path / "found.png").read_bytes() == PICTURE
    assert {each["setting"]: each["value"] for each in place.done("central", "setting", "list")}["sending"] == "paused"
    assert place.run("central", "audit", "verify").code == 0


def test_nobody_is_signed_in_once_a_backup_was_put_back(line: CommandLine, tmp_path: Path) -> None:
    line.report()
    token = "a" * 64
    with place_of(line).store.writing() as writing:
        trust, now = writing.organisation().id, line.clock.now()
        person = writing.people(trust)[0].id
        live = WebSession(token_hash=token, organisation=trust, person=person, started_at=now, seen_at=now)
        writing.save_session(live)
    line.done("", "backup", str(tmp_path / "monday.zip"))
    place = again(line, tmp_path)
    place.done("", "restore", str(tmp_path / "monday.zip"))

    with place_of(place).store.reading() as reading:
        assert reading.session(token) is None
    with place_of(line).store.reading() as reading:
        assert reading.session(token) == live


def test_it_says_what_comes_next(line: CommandLine, backup: Path, tmp_path: Path) -> None:
    line.wait(days=3)
    said = again(line, tmp_path).said("", "restore", str(backup))

    assert "It was made 3 days" in said
    for what in ("erasure apply", "audit anchor --check", "Nothing is sent now"):
        assert what in said


def test_what_is_there_already_stays_as_it_is(line: CommandLine, backup: Path) -> None:
    before = line.done("senior", "list")
    said = line.refused("", "restore", str(backup))

    assert "is in use and stays as it is" in said
    assert line.done("senior", "list") == before


def cut_short(archive: Path) -> None:
    archive.write_bytes(archive.read_bytes()[:-200])


def no_archive(archive: Path) -> None:
    archive.write_text("The backup of yesterday.", encoding="utf-8")


def changed(archive: Path, name: str, content: bytes) -> None:
    with ZipFile(archive) as packed:
        members = {each: packed.read(each) for each in packed.namelist()}
    found = next(each for each in members if each.startswith(name))
    with ZipFile(archive, "w") as packed:
        for each, bytes_ in members.items():
            packed.writestr(each, content if each == found else bytes_)


def other_database(archive: Path) -> None:
    changed(archive, "duecourse.db", b"SQLite format 3\x00 and nothing else")


def other_evidence(archive: Path) -> None:
    changed(archive, "evidence/", b"another picture")


def of_the_future(archive: Path) -> None:
    with ZipFile(archive) as packed:
        manifest = json.loads(packed.read("manifest.json"))
    changed(archive, "manifest.json", json.dumps({**manifest, "duecourse_backup": 99}).encode())


@pytest.mark.parametrize(
    ("harm", "tells"),
    [
        (cut_short, "only a part of one"),
        (no_archive, "is no backup"),
        (other_database, "not what was written into it"),
        (other_evidence, "not what was written into it"),
        (of_the_future, "a newer Duecourse"),
    ],
)
def test_what_is_no_whole_backup_is_refused_in_one_sentence_and_leaves_nothing(
    line: CommandLine, backup: Path, tmp_path: Path, harm: Callable[[Path], None], tells: str
) -> None:
    harm(backup)
    place = again(line, tmp_path)
    answer = place.run("", "restore", str(backup))

    assert (answer.code in (1, 2), answer.out) == (True, "")
    assert tells in answer.err
    left = [each for each in place.data.rglob("*") if each.is_file() and "compiled" not in each.parts]
    assert left == []


def test_a_file_that_is_not_there_is_said_plainly(line: CommandLine, tmp_path: Path) -> None:
    assert "There is no file" in again(line, tmp_path).refused("", "restore", str(tmp_path / "none.zip"))


def test_a_newer_schema_is_refused(line: CommandLine, backup: Path, tmp_path: Path) -> None:
    import sqlite3
    from hashlib import sha256

    with ZipFile(backup) as packed:
        (tmp_path / "copy.db").write_bytes(packed.read("duecourse.db"))
        manifest = json.loads(packed.read("manifest.json"))
    there = sqlite3.connect(tmp_path / "copy.db")
    there.execute("UPDATE alembic_version SET version_num = '9999'")
    there.commit()
    there.close()
    content = (tmp_path / "copy.db").read_bytes()
    changed(backup, "duecourse.db", content)
    changed(backup, "manifest.json", json.dumps({**manifest, "sha256": sha256(content).hexdigest()}).encode())

    assert "newer Duecourse (schema 9999)" in again(line, tmp_path).refused("", "restore", str(backup))


@pytest.mark.thorough
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_backup_of_postgresql_is_put_back_into_an_empty_database(
    line: CommandLine, tmp_path: Path, databases: tuple[str, str]
) -> None:
    archive, (here, there) = tmp_path / "monday.zip", databases
    moved = CommandLine(line.data, line.clock, {"DUECOURSE_DATABASE": here, "DUECOURSE_PG_DUMP": pg_dump()})
    reference = with_evidence(line, tmp_path)
    line.done("", "move-store", f"sqlite:///{line.data / 'duecourse.db'}", here)
    moved.done("", "backup", str(archive))
    place = again(line, tmp_path, DUECOURSE_DATABASE=there, DUECOURSE_PG_DUMP=pg_dump())
    restored = place.done("", "restore", str(archive))
    wrong_kind = CommandLine(tmp_path / "third", line.clock).refused("", "restore", str(archive))
    twice = CommandLine(tmp_path / "fourth", line.clock, place.settings).refused("", "restore", str(archive))

    assert (restored["cases"], restored["wrong"]) == (1, [])
    assert place.show(reference) == line.show(reference)
    assert "move-store" in wrong_kind
    assert "There is a trust already" in twice


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_trust_moves_to_postgresql_and_back_with_every_row(
    line: CommandLine, tmp_path: Path, databases: tuple[str, str]
) -> None:
    reference, there = with_evidence(line, tmp_path), databases[0]
    sqlite, back = f"sqlite:///{line.data / 'duecourse.db'}", f"sqlite:///{tmp_path / 'back.db'}"
    first = line.done("", "move-store", sqlite, there)
    second = line.done("", "move-store", there, back)
    on_postgresql = CommandLine(line.data, line.clock, {"DUECOURSE_DATABASE": there})
    returned = CommandLine(line.data, line.clock, {"DUECOURSE_DATABASE": back})

    assert (first["wrong"], second["wrong"], first["cases"]) == ([], [], 1)
    assert {**second["rows"], "access_log": 0} == {**first["rows"], "access_log": 0}
    assert "holds a trust already" in line.refused("", "move-store", sqlite, there)
    for place in (on_postgresql, returned):
        assert place.show(reference) == line.show(reference)
        assert place.run("central", "audit", "verify").code == 0


def test_a_store_in_use_is_not_moved(line: CommandLine, tmp_path: Path) -> None:
    line.done("", "sweep")
    sqlite = f"sqlite:///{line.data / 'duecourse.db'}"

    assert "Something still works in this store" in line.refused("", "move-store", sqlite, f"sqlite:///{tmp_path}/b.db")
    assert "the same database twice" in line.refused("", "move-store", sqlite, sqlite)


def keys(folder: Path) -> tuple[str, Path]:
    """Give a public key, and the file of its secret one as `age-keygen` writes it."""
    secret = x25519.Identity.generate()
    (folder / "key.txt").write_text(f"# created today\n{secret}\n", encoding="utf-8")
    return str(secret.to_public()), folder / "key.txt"


def test_an_encrypted_backup_is_opened_only_with_its_key(line: CommandLine, tmp_path: Path) -> None:
    public, secret = keys(tmp_path)
    (tmp_path / "other").mkdir()
    _, other = keys(tmp_path / "other")
    reference, archive = with_evidence(line, tmp_path), tmp_path / "monday.zip.age"
    line.done("", "backup", str(archive), "--encrypt-for", public)
    place = again(line, tmp_path)

    assert b"duecourse.db" not in archive.read_bytes()
    assert "--identity" in place.refused("", "restore", str(archive))
    assert "none of the keys fits" in place.refused("", "restore", str(archive), "--identity", str(other))
    assert place.done("", "restore", str(archive), "--identity", str(secret))["cases"] == 1
    assert place.show(reference) == line.show(reference)


@pytest.mark.parametrize(
    ("key", "tells"), [("age1nothing", "is no public key of age"), ("AGE-SECRET-KEY-1XYZ", "a secret key of age")]
)
def test_a_key_that_is_none_is_told_before_anything_is_copied(
    line: CommandLine, tmp_path: Path, key: str, tells: str
) -> None:
    assert tells in line.refused("", "backup", str(tmp_path / "a.zip"), "--encrypt-for", key)
    assert "XYZ" not in line.refused("", "backup", str(tmp_path / "a.zip"), "--encrypt-for", key)
    assert not (tmp_path / "a.zip").exists()


def test_of_a_folder_of_backups_the_oldest_go_and_nothing_else(line: CommandLine, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "holiday.zip").write_text("Not ours.")
    line.settings["DUECOURSE_BACKUP_KEEP"] = "2"
    removed: list[str] = []
    for _ in range(4):
        removed += line.done("", "backup", str(folder))["removed"]
        line.wait(days=1)
    left = sorted(each.name for each in folder.iterdir())

    assert removed == ["duecourse-20261102T090000Z.zip", "duecourse-20261103T090000Z.zip"]
    assert left == ["duecourse-20261104T090000Z.zip", "duecourse-20261105T090000Z.zip", "holiday.zip"]
    assert "a folder of backups" in line.refused("", "backup", str(folder / "x.zip"), "--keep", "3")
