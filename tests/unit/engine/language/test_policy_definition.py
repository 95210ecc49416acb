"""How a policy says which document it is: approved or only dated, with a day or with the month alone; and drafts."""

from __future__ import annotations

from datetime import date

import pytest

from tests.builders import compiled, findings, library, small_sources

APPROVED = "approved: 2026-01-01"


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("approved: 2026-01-31", "approved on 31 January 2026"),
        ("approved: 2026-01", "approved in January 2026"),
        ("dated: 2026-01-31", "dated 31 January 2026"),
        ("dated: 2026-01\ndraft: true", "dated January 2026, a draft"),
    ],
)
def test_a_policy_is_dated_as_its_document_prints_it(printed: str, said: str) -> None:
    assert compiled(small_sources(policy=((APPROVED, printed),))).definition.dating == said


def test_a_policy_that_gives_no_date_at_all_is_refused_in_words() -> None:
    [found] = findings(small_sources(policy=((f"{APPROVED}\n", ""),)))

    assert "neither `approved` nor `dated`" in found.wrong


@pytest.mark.parametrize("written", ["2026-13", "2026", "31/01/2026", "January 2026"])
def test_what_is_neither_a_day_nor_a_month_is_refused(written: str) -> None:
    [found] = findings(small_sources(policy=((APPROVED, f"dated: {written}"),)))

    assert found.wrong == f"'{written}' is not a day"


@pytest.mark.parametrize("key", ["link", "tasmat"])
def test_two_documents_print_no_approval_and_none_is_said_of_them(key: str) -> None:
    definition = library().current(key).definition

    assert definition.approved is None
    assert "approved" not in definition.dating


@pytest.mark.parametrize(
    ("printed", "today", "past"),
    [
        ("2024-09", date(2024, 9, 30), False),
        ("2024-09", date(2024, 10, 1), True),
        ("2024-09-15", date(2024, 9, 15), False),
        ("2024-09-15", date(2024, 9, 16), True),
        ("2024-12", date(2025, 1, 1), True),
    ],
)
def test_a_review_is_past_after_the_printed_day_or_the_last_day_of_the_printed_month(
    printed: str, today: date, past: bool
) -> None:
    policy = compiled(small_sources(policy=[("review_due: 2027-01-01", f"review_due: {printed}")])).definition

    assert policy.review_due == printed
    assert policy.is_review_past(today) is past


def test_a_policy_that_prints_no_day_of_a_review_is_never_past_it() -> None:
    policy = compiled(small_sources(policy=[("review_due: 2027-01-01\n", "")])).definition

    assert not policy.is_review_past(date(2999, 1, 1))
