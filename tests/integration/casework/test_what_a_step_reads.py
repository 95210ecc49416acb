"""A step and a report read the same whether a trust has forty people or five thousand."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from duecourse.casework.commands import steps
from duecourse.casework.context.services import Services
from engine.identity import CASE, ActionName, PersonId, PersonKey, PostName
from engine.ports.records import Person, Tenure
from store.sql_store import SqlStore
from tests.sealing import open_sealed
from tests.services import CALM, act, caller, report, services_on

FEW, MANY = 0, 5000
MOST_OF_A_STEP, MOST_OF_A_REPORT = 16, 42
WORDS = "INSERT INTO pieces"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = open_sealed(f"sqlite:///{tmp_path / 'store.db'}")
    yield opened
    opened.close()


@contextmanager
def statements(store: SqlStore) -> Generator[list[str]]:
    """Note every statement that SQLite runs, whether somebody looks or writes."""
    ran: list[str] = []
    trace(store, ran.append)
    ran.clear()
    yield ran
    trace(store, None)


def trace(store: SqlStore, note: Callable[[str], None] | None) -> None:
    """Tell the connection that is kept of each kind where its statements are to be noted."""
    for write in (False, True):
        with store.database.transaction(write=write) as cursor:
            cursor.connection.set_trace_callback(note)


def add_staff(place: Services, number: int) -> None:
    """Add teachers, the schools taking turns."""
    with place.store.writing() as writing:
        trust = writing.organisation().id
        schools = writing.schools(trust)
        for each in range(number):
            writing.save_person(
                Person(
                    id=PersonId(f"teacher {each}"),
                    organisation=trust,
                    key=PersonKey(f"teacher-{each}"),
                    name=f"Teacher {each}",
                    email="",
                    posts=(Tenure(post=PostName("teacher"), school=schools[each % len(schools)].id),),
                )
            )


def ran_by(store: SqlStore, run: Callable[[], object]) -> list[str]:
    """Give the statements of the second of two runs, without those that the table of words runs inside of one."""
    run()
    with statements(store) as ran:
        run()
    given = [each for each in ran if not each.startswith("--")]
    return [each for before, each in pairwise(["", *given]) if not (each == before and each.startswith(WORDS))]


@pytest.mark.parametrize("people", [FEW, MANY])
def test_a_step_and_a_report_read_no_more_of_five_thousand_people_than_of_forty(
    store: SqlStore, tmp_path: Path, people: int
) -> None:
    place = services_on(store, tmp_path)
    add_staff(place, people)
    reference = report(place)
    act(place, "senior", reference, "case/1", "triage", scope="in_scope", scope_reason="x", danger_confirmed="yes")
    act(place, "senior", reference, "case/1", "open_tracks")
    senior, teacher = caller(place, "oakfield-senior"), caller(place, "oakfield-teacher")
    new = steps.NewReport(
        policy="lumen",
        school="oakfield",
        reported_by="oakfield-teacher",
        affected=("oakfield-teacher",),
        addresses=("https://a.example/2",),
        answers=CALM,
    )

    def review() -> None:
        steps.take_step(place, senior, reference, CASE, ActionName("review"), facts={"review_note": "As before."})

    stepped = ran_by(store, review)
    reported = ran_by(store, lambda: steps.report(place, teacher, new))

    reads = [each for each in (*stepped, *reported) if each.startswith("SELECT")]
    tables = [re.search(r" FROM (\w+)", each) for each in reads]
    read = [found[1] for found in tables if found]
    assert read.count("organisations") == 2  # once in each of the two transactions
    # the person that the report names; and again, by what names the case is found
    assert read.count("people") == 2
    assert read.count("schools") == 0
    assert [each.startswith(WORDS) for each in (*stepped, *reported)].count(True) == 2  # one in each transaction
    assert len(stepped) <= MOST_OF_A_STEP
    assert len(reported) <= MOST_OF_A_REPORT
