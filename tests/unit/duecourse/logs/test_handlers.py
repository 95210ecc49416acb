"""The log: what somebody was told to look for is found in it, and nothing about people."""

from __future__ import annotations

import asyncio
import gc
import io
import json
import logging
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from duecourse.logs.handlers import write_log
from duecourse.logs.lines import Lines
from duecourse.logs.log import Log
from duecourse.logs.log_settings import JSON, LogSettings
from engine.errors import BadInput

log = Log("duecourse.web")
SECRET = "Waltraud Mooshammer"


@pytest.fixture(autouse=True)
def as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave the log of the test run as it was, before its handlers are put back."""
    del monkeypatch
    ours = logging.getLogger("duecourse")
    level, hook = ours.level, threading.excepthook
    yield
    for handler in logging.getLogger().handlers:
        if isinstance(handler.formatter, Lines):
            handler.close()
    ours.setLevel(level)
    threading.excepthook = hook


def bare_root(monkeypatch: pytest.MonkeyPatch) -> logging.Logger:
    """Give the root of all logs without the handlers of the test run, which come with the test itself."""
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    return root


def on_stderr(monkeypatch: pytest.MonkeyPatch, settings: LogSettings, *, serving: bool = False) -> io.StringIO:
    bare_root(monkeypatch)
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    write_log(settings, serving=serving)
    return written


def failed(says: str) -> Exception:
    """Give an error that went through code, and came from another."""
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as error:
            raise ValueError(says) from error
    except ValueError as error:
        return error


def test_the_reference_that_a_person_was_given_stands_in_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    written = on_stderr(monkeypatch, LogSettings())
    write_log(LogSettings())
    reference = log.fault("page-failed", "A page failed.", failed("no"))

    assert len(reference) == 22
    assert written.getvalue().count(f"A page failed. (reference {reference})") == 1
    assert len(logging.getLogger().handlers) == 1


def test_a_process_that_serves_says_when_how_bad_where_and_what(monkeypatch: pytest.MonkeyPatch) -> None:
    written = on_stderr(monkeypatch, LogSettings(form=JSON), serving=True)
    log.note("deadlines-fired", "Deadlines fired.", fired=3)
    line = json.loads(written.getvalue())

    assert line.pop("at").endswith("Z")
    assert line == {
        "level": "info",
        "log": "duecourse.web",
        "action": "deadlines-fired",
        "says": "Deadlines fired.",
        "fired": 3,
    }


@pytest.mark.parametrize("form", ["lines", JSON])
def test_the_words_of_an_error_stay_out_and_its_kind_and_places_stand_there(
    monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    written = on_stderr(monkeypatch, LogSettings(form=form), serving=True)
    log.fault("page-failed", "A page failed.", failed(f"{SECRET} fell over"), reference="R1", line=SECRET)
    said = written.getvalue()

    assert SECRET not in said
    assert "ValueError" in said
    assert "KeyError" in said
    assert f"{__name__}:" in said
    assert "page-failed" in said


def test_what_libraries_say_goes_the_same_way_without_what_they_would_put_in(monkeypatch: pytest.MonkeyPatch) -> None:
    written = on_stderr(monkeypatch, LogSettings(form=JSON), serving=True)
    for name in ("uvicorn.error", "apscheduler.executors.default", "sqlalchemy.pool"):
        logging.getLogger(name).error("Something about %s failed", SECRET, exc_info=failed(SECRET))
    lines = [json.loads(line) for line in written.getvalue().splitlines()]

    assert [line["log"] for line in lines] == ["uvicorn.error", "apscheduler.executors.default", "sqlalchemy.pool"]
    assert {line["says"] for line in lines} == {"Something about %s failed"}
    assert {line["action"] for line in lines} == {"library"}
    assert {line["fault"][0]["kind"] for line in lines} == {"ValueError"}
    assert SECRET not in written.getvalue()


def test_a_library_that_puts_its_words_together_itself_has_none_of_them_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written = on_stderr(monkeypatch, LogSettings(form=JSON), serving=True)
    asyncio.run(_task_that_nobody_awaits())
    lines = [json.loads(line) for line in written.getvalue().splitlines()]

    assert [line["log"] for line in lines] == ["asyncio"]
    assert "are not written" in lines[0]["says"]
    assert lines[0]["fault"][0]["kind"] == "ValueError"
    assert SECRET not in written.getvalue()


async def _task_that_nobody_awaits() -> None:
    """Let a task fail of which nobody takes the result: the loop says so with all that the task is."""

    async def fails() -> None:
        raise ValueError(SECRET)

    task = asyncio.get_running_loop().create_task(fails(), name=SECRET)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del task
    gc.collect()


def test_a_thread_that_dies_is_told_with_a_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    written = on_stderr(monkeypatch, LogSettings(form=JSON), serving=True)

    def die() -> None:
        raise failed(SECRET)

    thread = threading.Thread(target=die)
    thread.start()
    thread.join()
    line = json.loads(written.getvalue())

    assert (line["action"], bool(line["reference"])) == ("thread-died", True)
    assert SECRET not in written.getvalue()


def test_a_program_that_contains_duecourse_keeps_its_own_log(monkeypatch: pytest.MonkeyPatch) -> None:
    root, theirs = bare_root(monkeypatch), logging.NullHandler()
    root.addHandler(theirs)
    write_log(LogSettings())

    assert root.handlers == [theirs]
    assert theirs.formatter is None


def test_a_log_in_a_file_is_put_aside_when_full_and_nobody_else_reads_any_of_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bare_root(monkeypatch)
    path = tmp_path / "duecourse.log"
    write_log(LogSettings(file=str(path), size=2000, count=3), serving=True)
    for number in range(200):
        log.note("deadlines-fired", "Deadlines fired.", fired=number)
    files = sorted(tmp_path.iterdir())

    assert [each.name for each in files] == ["duecourse.log", *(f"duecourse.log.{number}" for number in (1, 2, 3))]
    assert all(each.stat().st_size <= 2000 for each in files)
    assert {stat.S_IMODE(each.stat().st_mode) for each in files} == {0o600}
    assert "(fired 199)" in path.read_text()
    assert len(logging.getLogger().handlers) == 1


def test_two_processes_at_one_file_lose_no_line_and_put_it_aside_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    root = bare_root(monkeypatch)
    path = tmp_path / "duecourse.log"
    settings = LogSettings(file=str(path), size=1500, count=40)
    others: list[logging.Handler] = []
    for _ in range(2):
        write_log(settings, serving=True)
        others += root.handlers
        root.handlers = []
    for number in range(100):
        root.handlers = [others[number % 2]]
        log.note("deadlines-fired", "Deadlines fired.", fired=number)
    for each in others:
        each.close()
    said = "".join(each.read_text() for each in tmp_path.iterdir())

    assert sorted(int(line.partition("(fired ")[2].rstrip(")")) for line in said.splitlines()) == list(range(100))
    assert all(each.stat().st_size > 1000 for each in tmp_path.iterdir() if each != path)


def test_a_file_that_cannot_be_written_is_said_in_one_sentence_before_anything_is_served(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bare_root(monkeypatch)
    with pytest.raises(BadInput, match="The file of DUECOURSE_LOG_FILE"):
        write_log(LogSettings(file=str(tmp_path / "nowhere" / "duecourse.log")), serving=True)


def test_a_command_whose_file_cannot_be_written_says_its_line_on_the_error_output(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    written = on_stderr(monkeypatch, LogSettings(file=str(tmp_path / "nowhere" / "duecourse.log")))
    log.fault("command-failed", "A command failed.", failed(SECRET))

    assert "A command failed." in written.getvalue()
    assert SECRET not in written.getvalue()
