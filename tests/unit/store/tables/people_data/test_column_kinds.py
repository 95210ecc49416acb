"""Every column of the store is classified, and the data map says what stands beside the tables."""

from collections import Counter

from engine.ports.people_data.data_kinds import KINDS
from scripts.write_data_map import FILE, written
from store.tables import SCHEMA
from store.tables.people_data.column_kinds import EVERYWHERE, classified


def test_every_column_of_the_store_is_classified_once() -> None:
    columns = {(name, column.name) for name, table in SCHEMA.tables.items() for column in table.columns} - {
        (name, EVERYWHERE) for name in SCHEMA.tables
    }
    counted = Counter((each.table, each.column) for each in classified())

    assert columns - counted.keys() == set()
    assert counted.keys() - columns == set()
    assert {place for place, times in counted.items() if times > 1} == set()


def test_every_kind_of_data_is_held_somewhere() -> None:
    assert {kind.name for kind in KINDS} == {each.kind.name for each in classified()}


def test_the_data_map_says_what_stands_beside_the_tables() -> None:
    assert FILE.read_text(encoding="utf-8") == written()
