"""How long cases are kept: ours where the trust has nothing, theirs where they have, of one policy before all."""

from datetime import date

import pytest

from duecourse.casework.retention.retention_schedule import (
    KINDS,
    STORED,
    RetentionRow,
    read_period,
    said_period,
    schedule_of,
    stored_rows,
)
from engine.errors import BadInput, BrokenRecord
from engine.identity import OrganisationId
from engine.ports.records import Organisation


def trust(stored: str = "") -> Organisation:
    settings = {STORED: stored} if stored else {}
    return Organisation(
        id=OrganisationId("t"), key="t", name="Trust", zone="Europe/London", demo=False, settings=settings
    )


def test_every_kind_has_a_row_of_ours_with_its_source() -> None:
    rows = schedule_of(trust()).rows

    assert [row.kind for row in rows] == list(KINDS)
    assert all(row.source and not row.by for row in rows)


def test_a_row_of_one_policy_goes_before_that_of_all() -> None:
    all_ = RetentionRow(kind="takedown", months=24, source="Schedule of 2025", by="p1", on="2026-11-30", reason="Ours")
    one = RetentionRow(kind="takedown", policy="lumen", months=12, source="Clause 9.2")
    schedule = schedule_of(trust(stored_rows([all_, one])))

    assert schedule.row("takedown", "lumen") == one
    assert schedule.row("takedown", "flourish") == all_
    assert schedule.row("staff", "lumen").months == KINDS["staff"].months


def test_a_schedule_that_was_damaged_is_told() -> None:
    with pytest.raises(BrokenRecord):
        schedule_of(trust("[{]"))


@pytest.mark.parametrize(("text", "months"), [("6 years", 72), ("1 year", 12), (" 18  months ", 18), ("1 month", 1)])
def test_periods_are_read_in_years_and_months(text: str, months: int) -> None:
    assert read_period(text) == months


@pytest.mark.parametrize("text", ["", "6", "six years", "0 years", "101 years", "-1 years", "6 weeks", "9999999 years"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="Write it like"):
        read_period(text)


def test_a_period_is_said_as_people_say_it() -> None:
    assert [said_period(each) for each in (72, 12, 18, 1)] == ["6 years", "1 year", "18 months", "1 month"]


def test_a_period_ends_on_the_last_day_of_a_shorter_month() -> None:
    row = RetentionRow(kind="takedown", months=12, source="")

    assert row.ends(date(2028, 2, 29)) == date(2029, 2, 28)
