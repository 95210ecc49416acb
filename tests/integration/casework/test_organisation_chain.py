"""Whatever changes the organisation is sealed with who did it and when, and nothing can be forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from duecourse.casework.administration.helplines import add_helpline
from duecourse.casework.audit.anchors import ORGANISATION, check_anchor, take_anchor
from duecourse.casework.audit.organisation_verdict import verdict_of
from duecourse.casework.context.access_log import commit_read
from duecourse.casework.context.services import Services
from duecourse.demo import make_accounts
from engine.errors import BrokenRecord
from engine.identity import CaseId, CaseReference, OrganisationId, PersonId
from engine.ports.records import SET_ASIDE, Notice
from engine.record.anchor import Link
from engine.record.chain import GENESIS
from engine.record.organisation_events import (
    OrganisationEvent,
    OrganisationRecord,
    read_change,
    seal_change,
    standing,
    walk,
)
from engine.record.values import SCHEDULER
from store import SqlStore
from store.organisation_chain.sealer import ACCESS, UnsealedError, heads
from tests.databases import open_store, postgresql
from tests.services import START, caller, report, services_on
from tests.site import cheap_passwords


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Services]:
    if request.param == "sqlite":
        store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
        yield services_on(store, tmp_path)
        store.close()
        return
    with postgresql() as url:
        store = open_store(url)
        yield services_on(store, tmp_path)
        store.close()


def record(place: Services) -> OrganisationRecord:
    with place.store.reading() as reading:
        return reading.organisation_record(reading.organisation().id)


def wrong(place: Services) -> tuple[str, ...]:
    with place.store.reading() as reading:
        return verdict_of(reading, reading.organisation().id, naming=True).wrong


def run(place: Services, *statements: str) -> None:
    """Write behind the back of the record, as somebody with the password of the database could."""
    assert isinstance(place.store, SqlStore)
    with place.store.database.transaction(write=True) as cursor:
        for statement in statements:
            cursor.run(statement)


def test_a_change_is_sealed_with_who_did_it_and_how_the_row_stood_then(place: Services) -> None:
    by = caller(place, "central")
    add_helpline(place, by, "near", {"name": "A line nearby", "telephone": "01632 960000"})

    last = walk(record(place))[-1]
    assert (last.by, last.what, set(last.rows)) == (by.viewer.person, "helpline added", {"helplines/near"})
    assert wrong(place) == ()


def test_the_beginning_of_a_case_is_sealed_in_one_event_without_rows_beside_it(place: Services) -> None:
    before = record(place)
    report(place)
    after = record(place)
    report(place, "https://b.example/2")

    assert len(after.changes) == len(before.changes) + 1
    (name,) = read_change(record(place).changes[-1]).plain
    assert name.startswith("cases/")
    assert len(record(place).kept) == len(after.kept)


def test_a_case_that_is_gone_with_all_that_belonged_to_it_is_missed(place: Services) -> None:
    report(place)
    tables = ("pieces", "clock_sights", "case_sights", "words", "events", "deadlines", "alerts")
    run(place, *(f"DELETE FROM {table}" for table in tables), "DELETE FROM cases")

    (says,) = wrong(place)
    assert "The beginning of a case" in says
    assert "taken out" in says


def test_an_access_log_that_was_cut_off_is_missed_also_after_new_lines(place: Services) -> None:
    reference, by = report(place), caller(place, "oakfield-senior")
    for number in range(3):
        commit_read(place, by, reference, f"letter {number}")
    run(place, "DELETE FROM access_log WHERE sequence >= 2")
    assert wrong(place) != ()

    commit_read(place, by, reference, "letter 4")
    assert wrong(place) != ()


def test_the_end_of_the_access_log_is_sealed_now_and_then(place: Services) -> None:
    reference, by = report(place), caller(place, "oakfield-senior")
    before = len(record(place).changes)
    for number in range(101):
        commit_read(place, by, reference, f"letter {number}")

    assert len(record(place).changes) == before + 1
    assert walk(record(place))[-1].accesses.length >= 99


def test_a_notice_that_a_case_was_set_aside_is_sealed_and_one_that_was_put_in_is_found(place: Services) -> None:
    with place.store.writing() as writing:
        trust = writing.organisation().id
        writing.queue([aside_of(trust, "1"), aside_of(trust, "2")])
    last = walk(record(place))[-1]
    assert (last.by, last.what, len(last.rows), wrong(place)) == (SCHEDULER, SET_ASIDE, 2, ())

    columns = "organisation_id, case_id, reference, recipient, kind, body, created_at, state, attempts, error"
    copied = f"SELECT 'x', dedupe || ' again', {columns} FROM outbox WHERE id = '1'"
    run(place, f"INSERT INTO outbox (id, dedupe, {columns}) {copied}")
    (added,) = wrong(place)
    assert "set aside" in added
    assert "put into" in added
    run(place, "DELETE FROM outbox WHERE id = 'x'", "UPDATE outbox SET recipient = 'somebody else' WHERE id = '2'")
    assert len(wrong(place)) == 2


def aside_of(trust: OrganisationId, name: str) -> Notice:
    return Notice(
        id=name,
        organisation=trust,
        case=CaseId("case"),
        reference=CaseReference("LUM-2026-0042"),
        recipient=PersonId("somebody"),
        kind=SET_ASIDE,
        dedupe=f"case set aside {name}",
        body={"log": name},
        created_at=START,
    )


def test_every_event_says_by_what_act_it_was_written_also_where_nobody_is_signed_in(place: Services) -> None:
    report(place)
    make_accounts(place, cheap_passwords())

    acts = {change.what: change.by for change in walk(record(place))}
    assert acts["set up"] == ""
    assert "" not in acts


def test_a_change_that_nobody_noted_is_refused_and_undone(place: Services) -> None:
    assert isinstance(place.store, SqlStore)
    with pytest.raises(UnsealedError, match="people"), place.store.writing() as writing:
        writing.cursor.run("UPDATE people SET name = 'Somebody else'")

    assert wrong(place) == ()


def test_a_store_that_was_opened_without_seals_changes_nothing_of_an_organisation(place: Services) -> None:
    assert isinstance(place.store, SqlStore)
    bare = SqlStore(place.store.database)
    with pytest.raises(UnsealedError), bare.writing() as writing:
        writing.save_organisation(writing.organisation())
    assert wrong(place) == ()


def test_who_the_people_were_at_a_moment_can_be_told(place: Services) -> None:
    with place.store.writing() as writing:
        writing.save_helpline(writing.organisation().id, {"key": "near", "name": "A line nearby"})
    found = record(place)
    changes = walk(found)

    assert "helplines/near" in standing(changes, found.kept)
    assert standing(changes, found.kept, START - timedelta(days=1)) == {}


def test_a_whole_chain_that_was_computed_again_holds_in_itself_and_is_found_by_an_anchor(place: Services) -> None:
    """What only an anchor finds: events, rows and the kept end all made again from the beginning."""
    anchor = take_anchor(place, caller(place, "central"))
    assert check_anchor(place, caller(place, "central"), anchor) == ()
    found = record(place)
    previous, again = GENESIS, list[tuple[OrganisationEvent, str, str, str]]()
    for change in walk(found):
        sealed = seal_change(previous, replace(change, what="something else"))
        again.append((change, sealed.body, sealed.previous, sealed.hash))
        previous = sealed.hash
    assert isinstance(place.store, SqlStore)
    with place.store.database.transaction(write=True) as cursor:
        for change, body, before, hash_ in again:
            cursor.run(
                "UPDATE organisation_events SET body = ?, previous = ?, hash = ? WHERE sequence = ?",
                (body, before, hash_, change.sequence),
            )
        cursor.run("UPDATE chain_heads SET hash = ? WHERE chain = 'organisation'", (previous,))

    assert wrong(place) == ()
    assert [each.name for each in check_anchor(place, caller(place, "central"), anchor)] == [ORGANISATION]


def test_an_event_that_cannot_be_read_is_a_broken_record(place: Services) -> None:
    run(place, "UPDATE organisation_events SET body = 'x' WHERE sequence = 1")

    with pytest.raises(BrokenRecord, match="cannot be read"):
        walk(record(place))
    assert wrong(place) != ()


def test_where_the_access_log_ends_is_known_beside_it(place: Services) -> None:
    reference = report(place)
    commit_read(place, caller(place, "oakfield-senior"), reference, "letter 1")
    assert isinstance(place.store, SqlStore)
    with place.store.reading() as reading:
        organisation = reading.organisation().id
        assert heads(reading.cursor, organisation)[ACCESS] == reading.access_end(organisation) != Link(0, GENESIS)
