"""The law does not wait for a case to be moved to files that say it is the law."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from duecourse.casework.commands import steps
from duecourse.policies.library import load_library, read_workflows
from engine.errors import Refused
from engine.identity import ClockId
from tests.builders import changed
from tests.databases import open_store
from tests.services import act, caller, letters, library, report, services_on

FILE = "tracks/data_breach.yaml"


def test_the_72_hours_of_a_case_that_is_pinned_to_an_older_version_are_moved_by_nobody(tmp_path: Path) -> None:
    sources = dict(read_workflows())
    sources[FILE] = changed(sources[FILE], ("    binding: law\n", ""))
    place = services_on(open_store(f"sqlite:///{tmp_path / 'store.db'}"), tmp_path)
    before = replace(place, library=load_library(sources, letters().kinds()))
    reference = report(before, personal_data="yes")
    now = place.clock.now().isoformat()
    act(
        before,
        "senior",
        reference,
        "data_breach/1",
        "tell_dpo",
        what="A list.",
        special_category="no",
        children="no",
        still_live="no",
        data_categories="contact",
        discovered_at=now,
        aware_at=now,
    )

    assert place.library is library()
    with pytest.raises(Refused, match="The law gives this time"):
        steps.change_clock(
            place,
            caller(place, "dpo"),
            reference,
            ClockId("data_breach/1 ico"),
            what="pause",
            reason="Half term",
        )
    place.store.close()
