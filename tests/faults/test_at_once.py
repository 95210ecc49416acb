"""Several at once: schedulers beside each other, and a case that is closed while its deadline passes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from duecourse.casework.context.services import Services
from duecourse.casework.registers import filing
from engine.identity import CaseReference
from engine.record.effects import Alerted
from tests.databases import open_store, postgresql
from tests.faults.processes import fill, started, swept
from tests.faults.raised import raised
from tests.faults.test_kill import killed_at_last
from tests.rungs import examples
from tests.services import act, caller, scheduler, services_of, services_on

pytestmark = pytest.mark.thorough

CASES, ADDRESSES = 40, 5
CLOSED = examples(30)
MOST = 20 * CLOSED
"""So many are closed where one side of the race has always won so far."""
MINUTE = 60.0


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'duecourse.db'}"
        return
    with postgresql() as address:
        yield address


@pytest.mark.parametrize("schedulers", [2, 4])
def test_schedulers_beside_each_other_double_nothing_and_are_never_told_of_a_lock(
    url: str, tmp_path: Path, schedulers: int
) -> None:
    """Row 2 of the faults."""
    fill(url, tmp_path, CASES, ADDRESSES)
    with ExitStack() as stack:
        workers = [stack.enter_context(started(tmp_path, url, "worker")) for _ in range(schedulers)]
        for worker in workers:
            worker.wait_until(lambda: swept(url) is not None, 2 * MINUTE)
        said = " ".join(worker.said.read_text() for worker in workers)
    store = open_store(url)
    found = raised(services_of(store, tmp_path))
    store.close()
    print(f"{schedulers} schedulers, {found.overdue} deadlines, {sum(found.alerts.values())} alerts")  # noqa: T201

    assert found.is_exact, found
    assert found.overdue >= CASES * ADDRESSES
    assert "locked" not in said
    assert "Traceback" not in said


def test_a_case_that_is_closed_while_its_deadline_passes_is_alerted_before_or_never(url: str, tmp_path: Path) -> None:
    """Row 11 of the faults: a sweep, to which every clock has run out, goes on and on beside the person who answers."""
    place = services_on(open_store(url), tmp_path)
    before, never = 0, 0
    with killed_at_last("sweep", url, str(tmp_path)):
        while before + never < CLOSED or (min(before, never) == 0 and before + never < MOST):
            words = f"May I post picture {before + never} of the fair?"
            reference = filing.ask(place, caller(place, "oakfield-teacher"), words).case.reference
            act(place, "manager", reference, "query/1", "answer", answer_words="Yes.")
            alerted, after = _alerts_around_the_answer(place, reference)
            assert not after, f"{reference} was alerted about after it had been answered"
            before, never = before + bool(alerted), never + (not alerted)
    found = raised(place)
    place.store.close()
    print(f"{before + never} cases: {before} alerted before they were closed, {never} never, both 0")  # noqa: T201

    assert not found.wrong
    assert not found.aside
    assert set(found.alerts.values()) <= {1}
    assert min(before, never) > 0


def _alerts_around_the_answer(place: Services, reference: CaseReference) -> tuple[int, int]:
    """Count the alerts of a case in the events before it was answered, and after."""
    eyes = scheduler(place)
    with place.store.reading() as reading:
        entries = reading.entries(eyes, reading.find_case(eyes, reference).id)
    answered = next(number for number, each in enumerate(entries) if each.event.taken == "answer")
    alerts = [sum(isinstance(one, Alerted) for one in each.event.effects) for each in entries]
    return sum(alerts[:answered]), sum(alerts[answered:])
