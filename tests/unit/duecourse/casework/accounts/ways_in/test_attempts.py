"""How long a try waits after so many wrong ones."""

from __future__ import annotations

from datetime import timedelta

from duecourse.casework.accounts.ways_in.attempts import BY_NAME, BY_OWNER, BY_PLACE


def test_a_wait_grows_from_the_first_to_the_longest_and_stays_there_however_many_there_are() -> None:
    found = [BY_NAME.wait_after(tries) for tries in (0, 4, 5, 6, 11, 10_000)]

    assert found == [timedelta(minutes=each) for each in (0, 0, 1, 2, 60, 60)]


def test_nobody_behind_one_address_waits_for_more_than_a_minute_and_no_owner_for_more_than_a_quarter_of_an_hour() -> (
    None
):
    assert BY_PLACE.wait_after(10_000) == timedelta(minutes=1)
    assert BY_OWNER.wait_after(10_000) == timedelta(minutes=15)
