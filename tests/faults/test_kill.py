"""Killed at any moment, nothing is lost and nothing is doubled: steps, looks, and sweeps by two processes at once."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from duecourse.casework.audit import verification
from duecourse.casework.commands.sweep import sweep
from duecourse.casework.context.access_log import take_reads
from duecourse.casework.context.services import Caller
from engine.record.chain import verify_accesses
from tests.databases import open_store, postgresql
from tests.faults.raised import raised
from tests.rungs import examples
from tests.services import START, report, scheduler, services_on

pytestmark = pytest.mark.soak

ROUNDS = examples(2)
MOST = 10 * ROUNDS
"""So many kills are tried where none found anything done."""
CASES, ADDRESSES = examples(20), 40
"""Each address has its removal with clocks of its own: for endurance 1,000 cases with 40,000 of them, and 100 kills."""
LATE = START + timedelta(days=5)
ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'store.db'}"
        return
    with postgresql() as address:
        yield address


@contextmanager
def killed_at_last(*arguments: str) -> Generator[subprocess.Popen[str]]:
    """Start a process that runs on for ever; wherever it happens to be when the block ends, it is killed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.loops", *arguments], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def run_for(seconds: float, process: subprocess.Popen[str]) -> None:
    """Let a process that never ends by itself run for a while."""
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=seconds)


def test_a_process_killed_in_mid_act_leaves_a_record_that_verifies_and_replays(url: str, tmp_path: Path) -> None:
    place = services_on(open_store(url), tmp_path)
    reference = report(place)
    chance = random.Random(13)
    revisions = [0]
    # a machine that is busy with something else may not have come to act before the first kills
    while len(revisions) <= ROUNDS or (revisions[-1] <= 1 and len(revisions) < MOST):
        with killed_at_last("act", url, str(tmp_path), reference) as acting:
            run_for(chance.uniform(0.05, 0.6) * (1 if revisions[-1] > 1 else len(revisions)), acting)
        by = Caller(viewer=scheduler(place))
        verdicts = [*verification.verify_cases(place, by), *verification.replay_cases(place, by)]
        assert [verdict.wrong for verdict in verdicts] == ["", ""]
        revisions.append(verdicts[0].events)

    first, second = sweep(place, LATE), sweep(place, LATE)
    place.store.close()
    assert revisions == sorted(revisions)
    assert revisions[-1] > 1
    assert first.fired > 0
    assert second.fired == 0


def test_two_processes_killed_while_they_look_leave_every_look_in_the_chain_once(url: str, tmp_path: Path) -> None:
    place = services_on(open_store(url), tmp_path)
    reference = report(place)
    answers = tmp_path / "answers.txt"
    chance = random.Random(5)
    for _ in range(ROUNDS):
        arguments = ("look", url, str(tmp_path), reference, str(answers))
        with killed_at_last(*arguments) as first, killed_at_last(*arguments):
            run_for(chance.uniform(0.05, 0.5), first)
    take_reads(place)
    with place.store.reading() as reading:
        lines = reading.accesses(reading.organisation().id)
        left = reading.spools(reading.organisation().id)
    place.store.close()
    looks = Counter(line.access.detail for line in lines)
    answered = set(answers.read_text().split())
    print(f"{len(answered)} looks were answered, {2 * ROUNDS} kills")  # noqa: T201

    assert verify_accesses(lines) == len(lines)
    assert set(looks.values()) == {1}
    assert answered <= set(looks)
    assert len(set(looks) - answered) <= 2 * ROUNDS
    # a kill between a count that went and its file leaves the file, which nobody reads any more
    assert set(left) <= {each.with_suffix(".jsonl").name for each in (tmp_path / "spool").glob("*.taken")}


def test_sweepers_killed_again_and_again_raise_every_alert_exactly_once(url: str, tmp_path: Path) -> None:
    """Row 1 of the faults: two processes on SQLite, four on PostgreSQL."""
    sweepers = 2 if url.startswith("sqlite") else 4
    place = services_on(open_store(url), tmp_path)
    for case in range(CASES):
        report(place, *(f"https://posts.example/{case}/{number}" for number in range(ADDRESSES)))
    chance = random.Random(7)
    for _ in range(ROUNDS):
        with ExitStack() as stack:
            swept = [stack.enter_context(killed_at_last("sweep", url, str(tmp_path))) for _ in range(sweepers)]
            run_for(chance.uniform(0.05, 0.4), swept[0])
    sweep(place, LATE)
    found, again = raised(place), sweep(place, LATE)
    place.store.close()
    print(  # noqa: T201  # the counts that are to be seen
        f"{CASES} cases, {found.overdue} deadlines passed, {sum(found.alerts.values())} alerts, "
        f"{sum(found.notices.values())} notices of them, {ROUNDS} kills of {sweepers}"
    )

    assert found.is_exact, found
    assert found.overdue >= CASES * ADDRESSES
    assert again.fired == 0
