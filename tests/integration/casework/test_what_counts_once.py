"""A step that counts once its letter was sent counts once, also where that letter is written again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from duecourse.casework.commands import letters
from duecourse.casework.commands.letter_answers.put_right import write_in_its_place
from duecourse.casework.context.services import Services
from engine.identity import ActionName, InstanceId
from engine.steps.deadlines import counted
from engine.steps.decide import letters_unsent
from tests.cli import FINDINGS
from tests.databases import open_store
from tests.letters_given import begun, case_of
from tests.services import act, caller, services_on

ASKED = ActionName("ask_consent")
POLICE = InstanceId("police/1")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Services]:
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield services_on(store, tmp_path)
    store.close()


def test_what_was_sent_once_counts_also_while_it_is_written_again(place: Services) -> None:
    reference = begun(place)
    act(place, "senior", reference, "investigation/1", "start")
    act(place, "senior", reference, "investigation/1", "record_findings", **{**FINDINGS, "material": "threatening"})
    act(place, "senior", reference, "police/1", "assess")
    act(place, "senior", reference, "police/1", "ask_consent")
    asking = next(each for each in case_of(place, reference).letters.values() if each.template.startswith("L06"))
    letters.withdraw(place, caller(place, "oakfield-senior"), reference, asking.number, "Asked in person")
    write_in_its_place(place, caller(place, "oakfield-senior"), reference, asking.number, reason="In writing as well")
    case = case_of(place, reference)
    again = next(each for each in case.letters.values() if each.replaces == asking.number)
    with place.store.reading() as reading:
        policy = place.policy_of(reading, case)
    track, police = policy.track(POLICE.track), case.tracks[POLICE]
    by_itself = replace(again, replaces=0)

    assert letters_unsent(track, [again], police, ASKED) == ()
    assert letters_unsent(track, [by_itself], police, ASKED) == (by_itself,)
    assert list(counted(policy, case, replace(again, status="dispatched"), case.reported_at)) == []
    assert [
        each.action for each in counted(policy, case, replace(by_itself, status="dispatched"), case.reported_at)
    ] == [ASKED]
