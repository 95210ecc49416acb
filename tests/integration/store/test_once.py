"""Two clicks at the same moment: one is done, the other is told what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bench import sample
from duecourse.casework.commands import steps
from engine.errors import AlreadyDone
from engine.identity import PersonId, PersonKey
from engine.ports.accounts import Account, WebSession
from engine.ports.records import Person
from store.sql_store import SqlStore
from tests.databases import postgresql
from tests.sealing import open_sealed
from tests.services import CALM, caller, services_on

CLICKS = 8
NEW = steps.NewReport(
    policy="lumen",
    school="oakfield",
    reported_by="oakfield-teacher",
    affected=("oakfield-teacher",),
    addresses=("https://a.example/1",),
    answers=CALM,
)


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    if request.param == "sqlite":
        found = open_sealed(f"sqlite:///{tmp_path / 'store.db'}")
        yield found
        found.close()
        return
    with postgresql() as url:
        found = open_sealed(url)
        yield found
        found.close()


def test_of_many_clicks_at_once_on_report_one_opens_a_case_and_the_others_are_shown_it(
    store: SqlStore, tmp_path: Path
) -> None:
    place = services_on(store, tmp_path)
    teacher = replace(caller(place, "oakfield-teacher"), once="a token")

    def click(_: int) -> tuple[str, str]:
        try:
            return "opened", steps.report(place, teacher, NEW).case.reference
        except AlreadyDone as already:
            return "shown", already.outcome

    with ThreadPoolExecutor(CLICKS) as clicks:
        found = sorted(clicks.map(click, range(CLICKS)))
    with store.reading() as reading:
        cases = reading.cases(teacher.viewer)
    assert found == [("opened", "LUM-2026-0001"), *[("shown", "LUM-2026-0001")] * (CLICKS - 1)]
    assert len(cases) == 1


def test_of_many_who_spend_one_token_at_once_exactly_one_may_go_on(store: SqlStore) -> None:
    sample.fill(store, 0)
    with store.writing() as writing:
        writing.save_person(
            Person(id=PersonId("p"), organisation=sample.TRUST, key=PersonKey("p"), name="P", email="p@trust.example")
        )

    def spend(number: int) -> str:
        try:
            with store.writing() as writing:
                writing.spend("a token", PersonId("p"), f"click {number}", sample.START)
        except AlreadyDone as already:
            return already.outcome
        return f"click {number}"

    with ThreadPoolExecutor(CLICKS) as clicks:
        outcomes = set(clicks.map(spend, range(CLICKS)))

    assert len(outcomes) == 1


def test_somebody_who_is_signed_out_while_a_page_loads_stays_signed_out(store: SqlStore) -> None:
    sample.fill(store, 0)
    later = sample.START + timedelta(minutes=2)
    with store.writing() as writing:
        writing.save_person(
            Person(id=PersonId("p"), organisation=sample.TRUST, key=PersonKey("p"), name="P", email="p@trust.example")
        )
        writing.save_session(
            WebSession(
                token_hash="abc",
                organisation=sample.TRUST,
                person=PersonId("p"),
                started_at=sample.START,
                seen_at=sample.START,
            )
        )
    with store.reading() as reading:
        seen = reading.session("abc")
    with store.writing() as writing:
        writing.end_sessions(PersonId("p"), later)

    assert seen is not None
    with store.writing() as writing:
        writing.save_session(replace(seen, seen_at=later))
    with store.reading() as reading:
        assert reading.session("abc") == replace(seen, seen_at=later, ended_at=later)


def test_while_somebody_comes_in_on_postgresql_nobody_changes_their_password() -> None:
    who = PersonId("p")
    with postgresql() as url:
        store = open_sealed(url)
        sample.fill(store, 0)
        with store.writing() as writing:
            writing.save_person(
                Person(id=who, organisation=sample.TRUST, key=PersonKey("p"), name="P", email="p@t.test")
            )
            writing.save_account(
                Account(organisation=sample.TRUST, person=who, name="p", password_hash="h", changed_at=sample.START)
            )
        with store.writing() as writing:
            held = writing.hold_account(who)
            with store.database.transaction(write=True) as other:
                free = other.fetch("SELECT name FROM accounts FOR NO KEY UPDATE SKIP LOCKED")
        store.close()

    assert held is not None
    assert free == []
