"""The page on changes behind the back of Duecourse: of the tables as they are; its figures are compared elsewhere."""

from __future__ import annotations

from sqlalchemy import Column, Integer, MetaData, String, Table

from scripts.write_tampering import (
    AFTER,
    DATABASES,
    FILE,
    HEAD,
    Line,
    columns_of,
    figures_of,
    kinds_of,
    outside,
    page,
    start_of,
)
from store.tables.outside import OUTSIDE
from tests.tampering import audited

TEXT = FILE.read_text(encoding="utf-8")
AGAIN = "Run: make tampering"


def test_every_audited_table_has_a_line_with_as_many_columns_and_kinds_as_it_gives() -> None:
    starts = [start_of(table.name, columns_of(table), kinds_of(table)) for table in audited()]

    assert set(figures_of(TEXT)) == {table.name for table in audited()}, AGAIN
    assert [start for start in starts if start not in TEXT] == [], AGAIN


def test_what_was_tried_was_found_on_both_databases() -> None:
    assert all(set(each) == set(DATABASES) for each in figures_of(TEXT).values())
    assert all(0 < tried == found for each in figures_of(TEXT).values() for tried, found in each.values())


def test_the_words_of_the_page_and_what_is_outside_are_those_of_today() -> None:
    assert TEXT.startswith(HEAD), AGAIN
    assert TEXT.endswith(f"{AFTER}\n{outside()}\n"), AGAIN
    assert all(name in TEXT and why in TEXT for name, why in OUTSIDE.items())


def test_figures_that_are_written_are_read_again() -> None:
    lines = [Line("cases", 3, 9, ((7, 7), (8, 6)))]

    assert figures_of(page(lines)) == {"cases": {"SQLite": (7, 7), "PostgreSQL": (8, 6)}}


def test_a_new_column_gives_new_kinds_of_change() -> None:
    before, after = (
        Table("t", MetaData(), Column("id", Integer, primary_key=True), *more) for more in ((), (Column("n", String),))
    )

    assert kinds_of(after) > kinds_of(before) > 0
