"""Several at once: processes that count, processes that are killed, sweeps that share the work."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from bench import sample
from engine.identity import NO_CASE, CaseReference, PersonId
from engine.ports.records import Notice, Viewer
from engine.record.access import Access
from engine.record.case import Case
from engine.record.chain import GENESIS, verify
from engine.record.replay import apply
from engine.record.values import SCHEDULER
from tests.databases import postgresql
from tests.sealing import open_sealed

ROOT = Path(__file__).parents[3]
ALL = Viewer(sample.TRUST, PersonId(SCHEDULER))
TIMES = 40

COUNT = """
import sys
from tests.sealing import open_sealed
store = open_sealed(sys.argv[1])
for _ in range(int(sys.argv[2])):
    with store.writing() as writing:
        print(writing.next_reference("trust", "LUM", 2027))
"""
WRITE_AND_WAIT = """
import sys
from bench import sample
from engine.ports.records import Viewer
from tests.sealing import open_sealed
store = open_sealed(sys.argv[1])
with store.writing() as writing:
    before = writing.find_case(Viewer(sample.TRUST, "senior"), sample.reference(1))
    after, entry = sample.step(before, sample.START)
    writing.save_case(before, after, [entry], (sample.sights_of(before), sample.sights_of(after)))
    print("written", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'store.db'}"
        return
    with postgresql() as found:
        yield found


def start(program: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def test_two_processes_that_count_at_once_lose_nothing(url: str) -> None:
    store = open_sealed(url)
    sample.fill(store, 0)
    store.close()

    running = [start(COUNT, url, str(TIMES)) for _ in range(2)]
    taken = [line for process in running for line in process.communicate()[0].split()]

    assert sorted(taken) == [f"LUM-2027-{number:04d}" for number in range(1, 2 * TIMES + 1)]


def test_two_processes_that_start_on_an_empty_database_make_one_schema(url: str) -> None:
    running = [
        start("import sys\nfrom tests.sealing import open_sealed\nopen_sealed(sys.argv[1]).close()", url) for _ in "ab"
    ]
    for process in running:
        process.communicate()
    store = open_sealed(url)
    sample.fill(store, 1)
    store.close()

    assert [process.returncode for process in running] == [0, 0]


def test_a_process_killed_in_the_middle_of_a_step_leaves_the_case_as_it_was(url: str) -> None:
    store = open_sealed(url)
    filled = sample.fill(store, 1)
    with start(WRITE_AND_WAIT, url) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "written\n"
        process.send_signal(signal.SIGKILL)

    sample.transition(filled)
    with store.reading() as reading:
        case = reading.find_case(ALL, sample.reference(1))
        entries = reading.entries(ALL, case.id)
    store.close()
    assert case.revision == 2
    assert verify(entries) == case.head
    assert apply(blank(case), entries) == case


def blank(case: Case) -> Case:
    return Case(
        id=case.id,
        organisation=case.organisation,
        reference=case.reference,
        policy=case.policy,
        policy_hash=case.policy_hash,
        school=case.school,
        reported_at=case.reported_at,
        head=GENESIS,
    )


def test_sixteen_callers_at_once_each_commit_and_none_is_told_that_the_database_is_locked(url: str) -> None:
    store = open_sealed(url)
    filled = sample.fill(store, 4)

    with ThreadPoolExecutor(16) as callers:
        for done in [callers.submit(sample.transition, filled) for _ in range(64)]:
            done.result()
    with store.reading() as reading:
        rows = reading.cases(ALL)
        chains = [verify(reading.entries(ALL, row.id)) for row in rows]
        heads = [reading.case_by_id(ALL, row.id).head for row in rows]
        stayed = len(reading.notices(sample.TRUST))
    store.close()
    assert sum(row.revision for row in rows) == 4 + 64
    assert chains == heads
    assert stayed == 64


def test_two_callers_at_once_make_one_access_chain_and_one_notice_of_a_kind(url: str) -> None:
    store = open_sealed(url)
    sample.fill(store, 1)

    def look(number: int) -> int:
        line = Access(
            at=sample.START, person=PersonId(f"person {number}"), case=sample.reference(1), what="read", detail=""
        )
        notice = Notice(
            id=f"n{number}",
            organisation=sample.TRUST,
            case=NO_CASE,
            reference=CaseReference("LUM"),
            recipient=PersonId("senior"),
            kind="told",
            dedupe="once",
            body={},
            created_at=sample.START,
        )
        with store.writing() as writing:
            stayed = writing.queue([notice])
            writing.log_access(sample.TRUST, [line])
        return stayed

    with ThreadPoolExecutor(8) as callers:
        stayed = sum(callers.map(look, range(32)))
    with store.reading() as reading:
        lines = reading.accesses(sample.TRUST)
    store.close()
    assert stayed == 1
    assert [line.sequence for line in lines] == list(range(1, 33))
    assert [line.previous for line in lines[1:]] == [line.hash for line in lines[:-1]]


def test_two_sweeps_at_once_on_postgresql_share_the_cases_that_are_due() -> None:
    late = sample.START + timedelta(days=2)
    with postgresql() as found:
        store = open_sealed(found)
        sample.fill(store, 4)
        with store.writing() as first, store.writing() as second:
            due = first.due_cases(sample.TRUST, late, 4)
            shares = [first.claim(sample.TRUST, due[:2], late), second.claim(sample.TRUST, due, late)]
        store.close()

    assert shares == [due[:2], due[2:]]
    assert len(due) == 4
