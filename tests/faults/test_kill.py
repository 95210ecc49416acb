"""Killed at any moment, nothing is lost and nothing is doubled."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

from duecourse.casework import auditing
from duecourse.casework.office import Sender
from duecourse.casework.sweeping import sweep
from store import open_store
from tests.office import START, office_on, report, scheduler

ROUNDS = 4
ACTING = """
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from duecourse.identifiers import RandomIdentifiers
from tests.office import *
from store import open_store
place = Office(open_store(sys.argv[1]), library(), SetClock(START + timedelta(hours=1)), RandomIdentifiers(), letters(),
               EvidenceFiles(Path(sys.argv[2])), directory("bank_holidays.yaml"))
print("ready", flush=True)
while True:
    act(place, "senior", sys.argv[3], "case/1", "call_999", emergency_words="Called.")
"""


def test_a_process_killed_in_mid_act_leaves_a_record_that_verifies_and_replays(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    place = office_on(open_store(url), tmp_path)
    reference = report(place)
    chance = random.Random(13)
    revisions = []
    for _ in range(ROUNDS):
        process = subprocess.Popen(
            [sys.executable, "-c", ACTING, url, str(tmp_path), reference], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == "ready\n"
            process.wait(timeout=chance.uniform(0.05, 0.6))
        except subprocess.TimeoutExpired:
            pass  # it runs on for ever, and is killed wherever it happens to be
        finally:
            process.kill()
        process.wait()
        process.stdout.close()
        by = Sender(scheduler(place))
        verdicts = [*auditing.verify_cases(place, by), *auditing.replay_cases(place, by)]
        assert [verdict.wrong for verdict in verdicts] == ["", ""]
        revisions.append(verdicts[0].events)

    late = START.replace(day=28)
    first, second = sweep(place, late), sweep(place, late)
    assert revisions == sorted(revisions)
    assert revisions[-1] > 1
    assert first.fired > 0
    assert second.fired == 0
