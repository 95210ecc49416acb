"""What changed of a person or a school is told to those who keep them: what, when and by whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli import CommandLine, make_template


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    return CommandLine(make_template(tmp_path))


def test_what_changed_of_somebody_is_told_with_who_did_it(line: CommandLine) -> None:
    line.wait(days=1)
    line.done("central", "person", "change", "oakfield-deputy", "--telephone", "01632 960000")
    line.done("central", "post", "give", "oakfield-deputy", "DSL@oakfield")
    first, *later = line.done("central", "person", "history", "oakfield-deputy")

    assert (first["act"], first["who"]) == ("set up", "")
    assert "name: Jules Oakfield" in first["says"]
    assert [(each["act"], each["who"]) for each in later] == [
        ("person changed", "Drew Instance"),
        ("post given", "Drew Instance"),
    ]
    assert later[0]["says"] == ["telephone: 01632 960000, before 01632 960005"]
    assert later[1]["says"][0].startswith("DSL at oakfield: held from 2026-11-03")
    assert "by Drew Instance." in line.said("central", "person", "history", "oakfield-deputy")


def test_what_changed_of_a_school_is_told_and_a_calendar_only_as_changed(line: CommandLine) -> None:
    line.done("central", "school", "change", "oakfield", "--address", "5 New Road")
    line.done("oakfield-head", "calendar", "close", "oakfield", "2026-12-18", "--reason", "Snow", "--yes")
    _, moved, closed = line.done("central", "school", "history", "oakfield")

    assert "address: 5 New Road, before 1 Example Road, Nowhere, ZZ1 1ZZ" in moved["says"]
    assert closed["says"] == ["calendar: changed"]


def test_those_who_do_not_keep_somebody_are_not_told(line: CommandLine) -> None:
    assert "kept by these posts" in line.refused("teacher", "person", "history", "oakfield-deputy")
    assert "kept by these posts" in line.refused("senior", "school", "history", "oakfield")
