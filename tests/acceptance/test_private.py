"""Whatever is written can be read by the account that runs Duecourse alone, and nothing that is not ours is touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from duecourse import data_folder
from duecourse.files import EvidenceFiles
from duecourse.private_files import keep_private, write_file
from engine.identity import PersonId
from tests.cli import MONDAY, CommandLine, usual_mask
from tests.sealing import open_sealed

PICTURE = b"\x89PNG\r\n\x1a\n and what it shows"


def wide(folder: Path) -> dict[str, str]:
    """Give what others have a right to, in a folder and at it."""
    modes = {str(path.relative_to(folder)): path.stat().st_mode & 0o777 for path in (folder, *folder.rglob("*"))}
    return {name: oct(mode) for name, mode in modes.items() if mode & 0o077}


def widen(folder: Path) -> None:
    """Leave a folder as an earlier Duecourse did."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def test_every_command_that_writes_writes_for_its_own_account_alone(line: CommandLine, tmp_path: Path) -> None:
    widen(line.data)
    out = tmp_path / "out"
    out.mkdir(mode=0o700)
    (tmp_path / "post.png").write_bytes(PICTURE)
    for name in ("letter.txt", "letter.pdf", "case.zip", "post.png"):
        (out / name).write_text("Something that everybody could read, and longer than what comes.\n" * 9999)
    widen(out)
    reference = line.report()
    line.begin(reference)
    line.done("senior", "evidence", "add", reference, str(tmp_path / "post.png"))
    line.said("senior", "letter", "get", reference, "1", "-o", str(out / "letter.txt"))
    line.said("senior", "letter", "get", reference, "1", "--format", "pdf", "-o", str(out / "letter.pdf"))
    line.said("senior", "audit", "export", reference, "-o", str(out / "case.zip"))
    line.said("senior", "evidence", "get", reference, "1", "-o", str(out / "post.png"))
    line.said("", "new-policy", "mine", "-o", str(out / "mine.yaml"))
    line.said("", "backup", str(out / "backup.zip"))
    out.chmod(0o700)

    assert wide(line.data) == {}
    assert wide(out) == {}
    assert (out / "post.png").read_bytes() == PICTURE
    assert (out / "letter.pdf").read_bytes().startswith(b"%PDF")
    assert len(list(out.iterdir())) == 6


def test_an_older_store_is_shut_by_the_first_look_with_all_that_lies_beside_it(
    line: CommandLine, tmp_path: Path
) -> None:
    (tmp_path / "post.png").write_bytes(PICTURE)
    line.done("senior", "evidence", "add", line.report(), str(tmp_path / "post.png"))
    (line.data / "duecourse-schema-0001.db").write_text("A copy from before an upgrade.")
    held = open_sealed(f"sqlite:///{line.data / 'duecourse.db'}")
    with held.reading():  # somebody works, so what SQLite writes beside the database is there
        widen(line.data)
        line.done("senior", "list")

        assert {path.name for path in line.data.iterdir()} >= {"duecourse.db-wal", "duecourse.db-shm", "evidence"}
        assert wide(line.data) == {}
    held.close()


def test_a_database_outside_the_folder_is_shut_too_and_the_folder_around_it_is_not(tmp_path: Path) -> None:
    url, elsewhere = f"sqlite:///{tmp_path / 'disk' / 'store.db'}", tmp_path / "disk"
    open_sealed(url).close()
    (elsewhere / "of-others.txt").write_text("Everybody's.")
    widen(elsewhere)
    CommandLine(tmp_path / "data").run("", "--database", url, "list", "--as", "a")

    assert wide(elsewhere) == {".": "0o755", "of-others.txt": "0o644"}


def test_what_a_command_makes_by_any_other_way_is_private_too(tmp_path: Path) -> None:
    with usual_mask():
        keep_private()
        (tmp_path / "by another library").write_text("words")
        (tmp_path / "folder").mkdir()

        assert wide(tmp_path / "folder") == {}
        assert (tmp_path / "by another library").stat().st_mode & 0o777 == 0o600


def test_an_office_without_the_command_line_writes_as_narrowly(tmp_path: Path) -> None:
    with usual_mask():
        store = open_sealed(f"sqlite:///{tmp_path / 'new' / 'place' / 'duecourse.db'}")
        with store.writing() as writing:
            writing.end_sessions(PersonId("nobody"), MONDAY)
        EvidenceFiles(tmp_path / "new" / "evidence").keep(PICTURE)

        assert wide(tmp_path / "new") == {}
        store.close()


def test_what_is_not_ours_keeps_its_rights(tmp_path: Path) -> None:
    home = tmp_path / "home"
    for name in ("evidence/of somebody else", "backups/old"):
        (home / name).mkdir(parents=True)
    (home / "words.txt").write_text("Many words that are no database.\n" * 99)
    widen(home)
    before = wide(home)
    CommandLine(home).run("", "list", "--as", "a")
    CommandLine(tmp_path / "data").run("", "--database", f"sqlite:///{home / 'words.txt'}", "list", "--as", "a")
    CommandLine(tmp_path / "data").run("", "--database", f"sqlite:///{home}", "list", "--as", "a")

    assert wide(home) == before


def test_a_shared_place_stays_shared_though_nothing_is_in_it(tmp_path: Path) -> None:
    shared, own = tmp_path / "shared", tmp_path / "own"
    for place, mode in ((shared, 0o1777), (own, 0o755)):
        place.mkdir()
        place.chmod(mode)
        data_folder.prepare(place)

    assert shared.stat().st_mode & 0o7777 == 0o1777
    assert own.stat().st_mode & 0o7777 == 0o700


def test_words_go_to_a_pipe_as_they_do_to_a_file() -> None:
    write_file(Path("/dev/null"), b"words")

    assert Path("/dev/null").stat().st_mode & 0o777 == 0o666


@pytest.mark.parametrize("new", [True, False])
def test_a_file_is_written_over_only_where_that_is_asked_for(tmp_path: Path, new: bool) -> None:
    (tmp_path / "file").write_text("what was there, and longer")
    if new:
        with pytest.raises(FileExistsError):
            write_file(tmp_path / "file", b"words", new=True)
    else:
        write_file(tmp_path / "file", b"words")

    assert (tmp_path / "file").read_text() == ("what was there, and longer" if new else "words")
