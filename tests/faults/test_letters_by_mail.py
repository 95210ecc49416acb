"""A letter that meets a death between the relay's hands and the mark: unknown, and a person says what became of it."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event

import pytest

from duecourse.casework.commands.letter_mail.requests import decide_unknown, send
from duecourse.casework.mail.departure import LEASE, send_mail
from engine.errors import Refused, StaleRevision
from engine.identity import InstanceId
from engine.record.kinds import EventKind
from tests.databases import open_store, postgresql
from tests.faults.test_mail import ROOT, at_relay
from tests.letters_given import HOST, SENIOR, case_of, entries_of, issued, later, rows_of
from tests.mail_relays import Taken, smtp_relay
from tests.services import caller, services_on


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'store.db'}"
        return
    with postgresql() as address:
        yield address


@pytest.mark.parametrize("decision", ["sent", "again"])
def test_killed_between_the_relays_hands_and_the_mark_a_letter_waits_for_a_word_and_then_counts_once(
    url: str, tmp_path: Path, decision: str
) -> None:
    place = services_on(open_store(url), tmp_path)
    taken = Taken()
    with smtp_relay(taken=taken) as (port, _):
        place = at_relay(place, port)
        reference, number = issued(place)
        while send_mail(place):
            pass
        taken.holds, taken.reached = Event(), Event()
        send(place, caller(place, SENIOR), reference, number, HOST, "pdf")
        at = place.clock.now().isoformat()
        command = [sys.executable, "-m", "tests.faults.sending", url, str(tmp_path), str(port), at]
        process = subprocess.Popen(command, cwd=ROOT)
        try:
            assert taken.reached.wait(60)
        finally:
            process.kill()
            process.wait()
        taken.holds.set()
        died = [each.state for each in rows_of(place)]
        handed = rows_of(place)[0].settled_at
        later(place, seconds=LEASE.total_seconds())
        send_mail(place)
        unknown = [each.state for each in rows_of(place)]
        before = Counter(taken.ids)[rows_of(place)[0].message_id]
        decide_unknown(place, caller(place, SENIOR), reference, number, "sent" if decision == "sent" else "again")
        send_mail(place)
    after, entry = case_of(place, reference), entries_of(place, reference)[-1]
    ids = {each.message_id for each in rows_of(place)}
    place.store.close()
    print(f"1 kill, 1 letter, handed over {Counter(taken.ids)[next(iter(ids))]} times, unknown 1, recorded once")  # noqa: T201  # counts

    assert (died, unknown, before) == (["sending"], ["unknown"], 1)
    assert len(ids) == 1
    assert Counter(taken.ids)[next(iter(ids))] == (1 if decision == "sent" else 2)
    assert after.letters[str(number)].status == "dispatched"
    assert after.tracks[InstanceId("removal/1")].state == "requested"
    assert entry.event.kind == EventKind.ACTED
    assert (entry.event.happened_at == handed) == (decision == "sent")


def test_two_people_who_send_the_same_letter_at_the_very_same_moment_send_it_once(url: str, tmp_path: Path) -> None:
    place = services_on(open_store(url), tmp_path)
    taken, together = Taken(), Barrier(2)
    with smtp_relay(taken=taken) as (port, _):
        place = at_relay(place, port)
        reference, number = issued(place)

        def press(who: str) -> bool:
            by = caller(place, who)
            together.wait(60)
            try:
                send(place, by, reference, number, HOST, "pdf")
            except (Refused, StaleRevision):
                return False
            return True

        with ThreadPoolExecutor(2) as both:
            pressed = list(both.map(press, (SENIOR, "oakfield-head")))
        with ThreadPoolExecutor(2) as passes:
            list(passes.map(send_mail, (place, place)))
        send_mail(place)
    rows, status = rows_of(place), case_of(place, reference).letters[str(number)].status
    place.store.close()

    assert sorted(pressed) == [False, True]
    assert [each.state for each in rows] == ["done"]
    assert taken.to.count(HOST) == 1
    assert status == "dispatched"
