"""Kinds of events: one list, which whatever records or tells an event uses, and which stored events keep to."""

from __future__ import annotations

import pytest

from engine.record.effects import LetterChanged
from engine.record.kinds import CLOCK_BY_HAND, MEANINGS, EventKind

STORED = {
    "opened",
    "acted",
    "person added",
    "assigned",
    "role taken",
    "handed over",
    "handed back",
    "noted",
    "kept on",
    "linked",
    "unlinked",
    "shared",
    "share ended",
    "address added",
    "address flagged",
    "corrected",
    "hold set",
    "hold lifted",
    "clock paused",
    "clock resumed",
    "clock extended",
    "alert acknowledged",
    "evidence added",
    "evidence sealed",
    "letter edited",
    "letter encloses",
    "letter words confirmed",
    "letter commented",
    "letter comment settled",
    "approval asked",
    "letter approved",
    "letter sent back",
    "letter issued",
    "letter dispatched",
    "letter withdrawn",
    "letter again",
    "letter answered",
    "letter returned",
    "letter sent again",
    "letters put together",
    "letter recipients changed",
    "answer awaited",
    "letter to send",
    "letter put right",
    "letter noted",
    "letter chased",
    "letter unsent",
    "link asked",
    "swept",
    "calendar changed",
    "roles passed on",
    "danger climbed",
    "migrated",
    "undone",
    "erasure asked",
    "erased",
    "erasure given up",
}
"""What stands in stores: a kind may be added here, and none is ever taken out or spelled otherwise."""


def test_every_kind_says_what_it_means() -> None:
    assert set(MEANINGS) == set(EventKind)


def test_what_stands_in_stores_is_among_the_kinds_and_spelled_as_it_was() -> None:
    assert {kind.value for kind in EventKind if kind.means.recorded} == STORED


@pytest.mark.parametrize("kind", [kind for kind in EventKind if kind.means.on_paper], ids=str)
def test_those_who_may_know_of_no_letter_are_not_told_that_one_was_issued_or_went_out(kind: EventKind) -> None:
    assert kind.means.about is LetterChanged


def test_only_steps_and_moves_are_taken_back_and_time_builds_on_nothing() -> None:
    assert {kind for kind in EventKind if kind.means.undoable} == {EventKind.ACTED, EventKind.MIGRATED, *CLOCK_BY_HAND}
    assert {kind for kind in EventKind if kind.means.by_itself} == {
        EventKind.EVIDENCE_SEALED,
        EventKind.SWEPT,
        EventKind.HANDED_BACK,
        EventKind.CALENDAR_CHANGED,
        EventKind.ROLES_PASSED_ON,
        EventKind.DANGER_CLIMBED,
    }
