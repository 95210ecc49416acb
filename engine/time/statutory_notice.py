"""The notice that the law gives somebody who is dismissed (Employment Rights Act 1996, section 86)."""

from __future__ import annotations

from datetime import date, timedelta

MOST_WEEKS = 12
YEARS_BEFORE_MORE = 2


def weeks_of_notice(since: date, told: date) -> int:
    """Count the weeks that somebody gets at least who has been employed without a break since one day and is told on
    another: none in the first month, then one, and from the second year on one for each whole year, at most twelve."""
    months = (told.year - since.year) * 12 + told.month - since.month - (told.day < since.day)
    if months < 1:
        return 0
    years = months // 12
    return 1 if years < YEARS_BEFORE_MORE else min(years, MOST_WEEKS)


def earliest_end(since: date, told: date) -> date:
    """Give the first day on which an employment may end: notice begins on the day after it is given."""
    return told + timedelta(weeks=weeks_of_notice(since, told))


def said_in_weeks(weeks: int) -> str:
    """Say a number of weeks: `one week`, `11 weeks`."""
    return "one week" if weeks == 1 else f"{weeks} weeks" if weeks else "none yet, in the first month"
