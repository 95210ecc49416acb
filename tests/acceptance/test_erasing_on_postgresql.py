"""Erasing where the store is PostgreSQL: what was erased stands in no row of any table, and the record still holds."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from duecourse.bootstrap import directory
from duecourse.clock import SetClock
from duecourse.config import read_settings
from duecourse.demo import make_organisation
from engine.errors import BrokenRecord
from store.connection.compression import unpacked
from store.tables import SCHEMA
from tests.cli import IN_SCOPE, MONDAY, CommandLine, builder
from tests.databases import postgresql

MARK = "Zyzzyvaquonk"


def tables_with(mark: str, url: str) -> set[str]:
    """Name the tables in a row of which a text stands, packed or not."""
    with psycopg.connect(url) as connection:
        return {
            name
            for name in SCHEMA.tables
            for row in connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(name))).fetchall()
            for value in row
            if mark in _text(value)
        }


def _text(value: object) -> str:
    if isinstance(value, bytes):
        with suppress(BrokenRecord):
            return unpacked(value)
        return value.decode(errors="ignore")
    return str(value)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[CommandLine, str]]:
    with postgresql() as url:
        place = builder().services(read_settings({}, data=str(tmp_path / "data"), database=url), SetClock(MONDAY))
        make_organisation(place, directory("terms.yaml"))
        place.store.close()
        yield CommandLine(tmp_path / "data", settings={"DUECOURSE_DATABASE": url}), url
        # a command leaves its connection to the end of its process, which here goes on
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()


@pytest.mark.thorough
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_words_a_file_and_somebody_from_outside_stand_in_no_table_any_more(
    served: tuple[CommandLine, str], tmp_path: Path
) -> None:
    line, url = served
    reference = line.report()
    line.act("senior", reference, "case", "triage", **{**IN_SCOPE, "scope_reason": f"{MARK} said so."})
    note = tmp_path / f"{MARK}.txt"
    note.write_text(f"{MARK} wrote this", encoding="utf-8")
    line.done("senior", "evidence", "add", reference, str(note))
    who = ("--name", f"Pat {MARK}", "--relation", "parent", "--as-what", "witness")
    line.done("senior", "case", "person", "add", reference, *who)
    key = next(each["key"] for each in line.done("senior", "case", "person", "list", reference) if MARK in each["name"])
    shown = line.done("senior", "erasure", "show", reference)
    words = next(f"{each['code']}:{each['key']}" for each in shown if f"{MARK} said" in each["text"])
    assert {"words", "people", "evidence", "organisation_rows"} <= tables_with(MARK, url)

    named = ("--words", words, "--file", "1", "--person", key, "--ground", "right", "--reason", "Asked for")
    line.done("senior", "erasure", "ask", reference, *named)
    line.done("head", "erasure", "do", reference, "1")

    assert tables_with(MARK, url) == set()
    kept = [each for each in line.data.rglob("*") if each.is_file() and MARK.encode() in each.read_bytes()]
    assert kept == []
    assert line.done("senior", "audit", "verify")["ok"]
    assert line.done("senior", "audit", "replay", reference)["ok"]
