"""Somebody whose post has ended neither sees nor acts from that moment on; with the post, both come back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from duecourse.casework.commands import steps
from duecourse.casework.context.services import Services
from engine.errors import Mistake
from engine.identity import CASE, ActionName, PersonKey
from store import open_store
from tests.cli import IN_SCOPE, MONDAY
from tests.services import act, caller, move_clock, report, services_on


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Services]:
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield services_on(store, tmp_path, MONDAY)
    store.close()


def end_posts(place: Services, key: str) -> None:
    """Let every post of somebody end now; a minute passes."""
    with place.store.writing() as writing:
        organisation = writing.organisation().id
        person = next(each for each in writing.people(organisation) if each.key == PersonKey(key))
        now = place.clock.now()
        writing.save_person(replace(person, posts=tuple(replace(post, until=now) for post in person.posts)))
    move_clock(place, now + timedelta(minutes=1))


def test_somebody_whose_post_has_ended_takes_no_step_of_it(place: Services) -> None:
    reference = report(place)
    end_posts(place, "oakfield-senior")
    senior = caller(place, "oakfield-senior")

    with pytest.raises(Mistake):
        steps.take_step(place, senior, reference, CASE, ActionName("triage"), facts=IN_SCOPE)
    act(place, "head", reference, "case/1", "triage", **IN_SCOPE)
