"""Serving at the command line: who may be served where, and one kind sentence for whatever stands in the way."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import Client

from store.connection.database import connect
from tests.cli import Answer, CommandLine, copy_of
from tests.databases import postgresql
from tests.serving import duecourse, ended, make_trust

METRICS = re.compile(r"Metrics are told at (http://\S+)")


@pytest.fixture
def taken() -> Iterator[int]:
    """Give a port that somebody else listens at."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_trust(tmp_path_factory.mktemp("trust") / "data")


def said(answer: Answer) -> str:
    """Give the one sentence that a command ended with; nothing else may have been told."""
    assert answer.out == ""
    assert "Traceback" not in answer.err
    assert "our side" not in answer.err
    assert len(answer.err.strip().splitlines()) == 1, answer.err
    return answer.err


def test_run_makes_a_demo_in_a_new_folder_says_which_marks_every_page_and_shuts_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "place"
    with duecourse(folder, "run", "--listen", "127.0.0.1:0") as process:
        with Client(base_url=f"http://127.0.0.1:{process.port}") as browser:
            pages = [browser.get(path) for path in ("/sign-in", "/privacy", "/nowhere")]
        modes = {path: path.stat().st_mode & 0o777 for path in (folder.parent, *folder.parent.rglob("*"))}
    code, words = ended(folder, "run", "--listen", "127.0.0.1:99999")

    assert all('aria-label="Demo"' in page.text for page in pages)
    assert str(folder) in process.said
    assert {oct(mode) for path, mode in modes.items() if path.is_dir()} == {"0o700"}
    assert {oct(mode) for path, mode in modes.items() if path.is_file()} == {"0o600"}
    assert (code, "Traceback" in words) == (2, False)


def test_run_goes_on_with_a_demo_that_is_there(template: Path, tmp_path: Path) -> None:
    line = copy_of(template, tmp_path / "data")
    with duecourse(line.data, "run", "--listen", "127.0.0.1:0") as process:
        assert "Making a demo" not in process.said


@pytest.mark.parametrize("name", ["notes.txt", "evidence/ab/abcd", "duecourse-schema-0001.db"])
def test_run_makes_no_demo_where_anything_else_is(tmp_path: Path, name: str) -> None:
    place = tmp_path / "data" / name
    place.parent.mkdir(parents=True)
    place.write_text("Somebody's own.")
    answer = CommandLine(tmp_path / "data").run("", "run", "--listen", "127.0.0.1:0")

    assert answer.code == 2
    assert str(tmp_path / "data") in said(answer)
    assert place.read_text() == "Somebody's own."


def test_run_leaves_a_real_trust_to_serve(trust: Path) -> None:
    answer = CommandLine(trust).run("", "run", "--listen", "127.0.0.1:0")

    assert answer.code == 2
    assert "duecourse serve" in said(answer)


def test_serve_never_makes_anything_up_and_names_init(tmp_path: Path) -> None:
    answer = CommandLine(tmp_path / "a typo").run("", "serve")
    empty = CommandLine(tmp_path / "empty")
    empty.run("", "list", "--as", "nobody")  # leaves a store without a trust
    second = empty.run("", "serve", "--listen", "127.0.0.1:0")

    assert (answer.code, second.code) == (2, 2)
    assert "duecourse init" in said(answer)
    assert "duecourse init" in said(second)
    assert not (tmp_path / "a typo").exists()


def test_a_demo_is_served_on_this_machine_alone(line: CommandLine) -> None:
    run = line.run("", "run", "--listen", "0.0.0.0:0")
    serve = line.run("", "serve", "--listen", "0.0.0.0:0", "--address", "https://duecourse.example")

    assert (run.code, serve.code) == (2, 2)
    assert "this machine alone" in said(run)
    assert "127.0.0.1 only" in serve.err


def test_a_port_that_is_taken_is_told_before_a_demo_is_made(tmp_path: Path, taken: int) -> None:
    answer = CommandLine(tmp_path / "data").run("", "run", "--listen", f"127.0.0.1:{taken}")

    assert answer.code == 1
    assert "something else is running there" in said(answer)
    assert not (tmp_path / "data").exists()


def test_metrics_are_told_at_a_place_of_their_own_and_never_on_the_site(template: Path, tmp_path: Path) -> None:
    data = copy_of(template, tmp_path / "data").data
    with duecourse(data, "run", "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0") as process:
        place = METRICS.search(process.said)
        assert place is not None
        with Client() as client:
            told = client.get(place[1]).text
            refused = client.get(f"http://127.0.0.1:{process.port}/metrics").status_code

    assert refused == 404
    assert 'duecourse_well{check="database"} 1.0' in told
    assert "process_resident_memory_bytes" in told


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_a_place_for_metrics_that_is_taken_is_told_in_one_sentence(line: CommandLine, taken: int, command: str) -> None:
    more = ("--listen", "127.0.0.1:0") if command == "serve" else ()
    code, told = ended(line.data, command, *more, "--metrics-listen", f"127.0.0.1:{taken}")

    assert code == 1
    assert f"The metrics cannot be served at 127.0.0.1:{taken}: something else is running there." in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("words", "tells"),
    [
        (("--listen", "127.0.0.1:99999"), "from 0 to 65535"),
        (("--listen", "127.0.0.1:http"), "HOST:PORT"),
        (("--listen", "8000"), "HOST:PORT"),
        (("--listen", "no-such-name.invalid:8000"), "leads nowhere"),
        (("--listen", "203.0.113.1:8000"), "no address of this machine"),
        (("--address", "http://duecourse.example"), "in the clear"),
        (("--address", "duecourse.example"), "no address of a site"),
        (("--proxy", "proxy.example"), "no address of a proxy"),
        (("--listen", "0.0.0.0:0"), "--address https://name"),
    ],
)
def test_a_place_that_cannot_be_served_at_is_told_in_one_sentence(
    trust: Path, words: tuple[str, ...], tells: str
) -> None:
    answer = CommandLine(trust).run("", "serve", *words)

    assert answer.code == 2
    assert tells in said(answer)


def test_a_folder_that_is_a_file_or_lies_in_one_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for data in (tmp_path / "file", tmp_path / "file" / "below"):
        for command in (("list", "--as", "a"), ("run", "--listen", "127.0.0.1:0"), ("doctor",)):
            answer = CommandLine(data).run("", *command)

            assert answer.code == 2
            assert str(data) in said(answer)


def test_a_folder_without_the_right_to_write_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir(mode=0o500)
    kept = os.geteuid()
    if kept == 0:
        os.seteuid(65534)  # somebody who is nobody here: the rights of root have no end
    try:
        answer = CommandLine(tmp_path / "shut" / "data").run("", "list", "--as", "a")
    finally:
        os.seteuid(kept)

    assert answer.code == 2
    assert "no right" in said(answer)


@pytest.mark.parametrize(
    ("url", "code", "tells"),
    [
        ("postgresql://nobody:secret@127.0.0.1:1/x", 1, "cannot be opened (connection"),
        ("postgresql://nobody:secret@no-such-name.invalid/x", 1, "host, name, account and password"),
        ("mysql://a/b", 2, "no database that Duecourse knows"),
        ("sqlite:///{}", 2, "it is a folder"),
    ],
)
def test_a_database_that_is_away_or_none_is_told_in_one_sentence(
    tmp_path: Path, url: str, code: int, tells: str
) -> None:
    answer = CommandLine(tmp_path / "data", settings={"DUECOURSE_DATABASE": url.format(tmp_path)}).run("", "doctor")

    assert answer.code == code
    assert tells in said(answer)
    assert "secret" not in said(answer)


@pytest.mark.parametrize(
    "command", [("list", "--as", "a"), ("doctor",), ("backup", "copy.tar"), ("worker",)], ids=" ".join
)
def test_a_slip_in_the_name_of_the_folder_leaves_nothing_behind(tmp_path: Path, command: tuple[str, ...]) -> None:
    answer = CommandLine(tmp_path / "a typo").run("", *command)

    assert answer.code == 2
    assert f"There is no organisation in {tmp_path / 'a typo'}" in said(answer)
    assert not [*tmp_path.iterdir()]


def test_a_database_without_the_right_to_make_tables_is_told_in_one_sentence(tmp_path: Path) -> None:
    with postgresql() as url:
        database = connect(url)
        with database.transaction(write=True) as cursor:
            cursor.run("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
            cursor.run("DO $$ BEGIN CREATE ROLE duecourse_guest LOGIN; EXCEPTION WHEN duplicate_object THEN END $$")
        guest = database.engine.url.set(drivername="postgresql", username="duecourse_guest")
        database.close()
        settings = {"DUECOURSE_DATABASE": guest.render_as_string(hide_password=False)}
        answer = CommandLine(tmp_path / "data", settings=settings).run("", "list", "--as", "a")

    assert answer.code == 1
    assert "permission denied" in said(answer)


def test_a_database_of_a_newer_duecourse_is_told_in_one_sentence_and_left_alone(line: CommandLine) -> None:
    database = connect(f"sqlite:///{line.data / 'duecourse.db'}")
    with database.transaction(write=True) as cursor:
        cursor.run("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    before = sorted(path.name for path in line.data.iterdir())
    answers = [line.run("", *command) for command in (("serve", "--listen", "127.0.0.1:0"), ("doctor",))]

    assert [answer.code for answer in answers] == [1, 1]
    assert all("newer Duecourse" in said(answer) for answer in answers)
    assert not [name for name in before if "schema" in name]


def test_a_disk_that_is_full_at_the_start_is_told_in_one_sentence(tmp_path: Path) -> None:
    code, words = ended(tmp_path / "data", "run", "--listen", "127.0.0.1:0", largest_file=40_000)

    assert code == 1
    assert "Traceback" not in words
    assert "could not do this" in words


def test_a_file_that_cannot_be_written_is_told_in_one_sentence(line: CommandLine) -> None:
    reference = line.report()
    line.begin(reference)
    for target in (line.data / "none" / "x.zip", line.data):
        answer = line.run("senior", "letter", "get", reference, "1", "-o", str(target))

        assert answer.code == 2
        assert str(target) in said(answer)
