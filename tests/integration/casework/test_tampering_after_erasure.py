"""After an erasure every single change is still found: rows that it touched, what was there put back, notices gone."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from duecourse.casework.commands import outsiders
from duecourse.casework.commands.outsiders import Outsider
from duecourse.casework.context.services import Services
from duecourse.casework.erasures import erasable_things, erasure
from duecourse.casework.erasures.erased_places import Wanted
from duecourse.outbox import run_outbox
from engine.identity import CaseReference
from engine.record.erasures import Ground
from engine.record.values import Part
from store.tables import SCHEMA
from tests.databases import open_store, postgresql
from tests.services import caller, services_on
from tests.tampered_trust import fill, is_found
from tests.tampering import Rows, audited, reverts, tampering, try_all, variants

CASE = CaseReference("LUM-2026-0001")
TOUCHED = (
    "cases",
    "chain_heads",
    "events",
    "evidence",
    "letters",
    "organisation_events",
    "organisation_rows",
    "outbox",
    "people",
    "pieces",
    "words",
)
"""The tables in which an erasure changes or adds rows."""
EMPTIED = ("letter_drafts", "letter_renditions")
"""Those from which it only takes some away."""
AIMED = 2
"""So many of the rows that an erasure touched are changed column by column, in each table."""


@dataclass(frozen=True)
class Erased:
    """A store in which something was erased, and something else is to be: its tables before and after."""

    place: Services
    url: str
    before: Mapping[str, Rows]
    after: Mapping[str, Rows]


def erase(place: Services) -> None:
    """Erase an answer, a file, a letter and somebody from outside; ask for one more thing."""
    senior, head = caller(place, "oakfield-senior"), caller(place, "oakfield-head")
    things = erasable_things.erasable(place, senior, CASE)
    named = {
        what: [each.named for each in things if each.what == what and each.text]
        for what in ("words", "file", "letter", "person")
    }
    first = Wanted(
        ground=Ground.RIGHT,
        reason="Letter of 2 November",
        words=[each for each in named["words"] if not each.endswith(":via")][:3],
        files=named["file"][:1],
        letters=named["letter"][:1],
        people=named["person"],
    )
    erasure.ask(place, senior, CASE, first)
    erasure.erase(place, head, CASE, 1)
    run_outbox(place)
    erasure.ask(place, senior, CASE, Wanted(ground=Ground.RIGHT, reason="The same", letters=named["letter"][1:2]))


def rows_of(url: str) -> Mapping[str, Rows]:
    with tampering(url) as tamperer:
        return {table.name: tamperer.rows(table) for table in audited()}


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.thorough)])
def erased(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Erased]:
    folder: Path = tmp_path_factory.mktemp("erased")

    def opened(url: str) -> Iterator[Erased]:
        store = open_store(url)
        place = services_on(store, folder)
        fill(place)
        who = Outsider(said={"name": "Pat Witness", "postal_address": "1 Long Road"}, relation="parent")
        outsiders.add_outsider(place, caller(place, "oakfield-senior"), CASE, Part.WITNESS, who, "")
        before = rows_of(url)
        erase(place)
        after = rows_of(url)
        is_found(place)  # brings in who looked, so that the tables stand still from here on
        yield Erased(place, url, before, after)
        store.close()

    if request.param == "sqlite":
        yield from opened(f"sqlite:///{folder / 'store.db'}")
        return
    with postgresql() as url:
        yield from opened(url)


def test_a_store_in_which_something_was_erased_is_as_its_events_give_it(erased: Erased) -> None:
    assert not is_found(erased.place)


def test_every_row_that_the_erasure_changed_is_missed_when_it_is_as_before(erased: Erased) -> None:
    missed, tried = list[str](), dict[str, int]()
    with tampering(erased.url) as tamperer:
        for table in audited():
            changes = reverts(table, erased.before[table.name], erased.after[table.name])
            tally = try_all(tamperer, table, lambda: is_found(erased.place), changes)
            missed += tally.missed
            tried[table.name] = tally.tried

    sys.stdout.write(f"{erased.url.split(':')[0]}: put back {tried}\n")
    assert {name for name, count in tried.items() if count} == {*TOUCHED, *EMPTIED}
    assert missed == []
    assert not is_found(erased.place)


@pytest.mark.parametrize("name", TOUCHED)
def test_every_single_change_of_a_row_that_the_erasure_touched_is_found(erased: Erased, name: str) -> None:
    before, after = erased.before[name], erased.after[name]
    touched = [number for number, row in enumerate(after) if row not in before]
    aimed = sorted({*touched[: AIMED - 1], *touched[-1:]})
    with tampering(erased.url) as tamperer:
        table = SCHEMA.tables[name]
        tally = try_all(tamperer, table, lambda: is_found(erased.place), variants(table, after, aimed))

    assert aimed
    assert tally.tried > 0
    assert tally.missed == []
    assert not is_found(erased.place)


def test_no_other_table_has_rows_that_the_erasure_touched(erased: Erased) -> None:
    touched = {name for name, rows in erased.after.items() if any(row not in erased.before[name] for row in rows)}

    assert touched == set(TOUCHED)
