"""What holds of every clock, however long it is and wherever it starts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from engine.time.due_times import Due, Timing, after, before, work_out
from engine.time.duration import Duration, Extension, Pause, Unit
from tests.unit.engine.time.clocks import LONDON, SCHOOL, words

# up to July 2027: with twice eight months added, every day is still one whose bank holidays are known
minutes = st.integers(0, 545 * 24 * 60)
units = st.sampled_from([unit for unit in Unit if unit is not Unit.SCHOOL_DAYS])
lengths = st.builds(Duration, st.integers(1, 8), units)


def starting(after_minutes: int) -> datetime:
    return datetime(2026, 2, 1, tzinfo=UTC) + timedelta(minutes=after_minutes)


def certain(found: Due) -> datetime:
    """The due time of a clock that nothing stops."""
    assert found.due_at is not None
    return found.due_at


@given(start=minutes)
def test_a_day_of_hours_is_always_86400_seconds(start: int) -> None:
    found = certain(work_out(Timing(start=starting(start), within=words("24 hours")), SCHOOL))

    assert (found - starting(start)).total_seconds() == 86_400


@given(start=minutes, amount=st.integers(1, 20), roll=st.booleans())
def test_working_days_never_end_on_a_closed_day(start: int, amount: int, roll: bool) -> None:
    timing = Timing(start=starting(start), within=Duration(amount, Unit.WORKING_DAYS), roll=roll)

    end = certain(work_out(timing, SCHOOL)).astimezone(LONDON)

    assert SCHOOL.why_not_working(end.date()) is None
    assert end.time() == SCHOOL.close_of_business


@given(start=minutes, length=lengths, roll=st.booleans())
def test_a_clock_runs_out_after_it_started(start: int, length: Duration, roll: bool) -> None:
    assert certain(work_out(Timing(start=starting(start), within=length, roll=roll), SCHOOL)) > starting(start)


@given(
    start=minutes,
    length=lengths,
    roll=st.booleans(),
    cuts=st.lists(st.integers(-3_000, 20_000), min_size=2, max_size=5, unique=True).map(sorted),
)
def test_a_pause_counts_alike_however_it_is_cut(start: int, length: Duration, roll: bool, cuts: list[int]) -> None:
    began = starting(start)
    moments = [began + timedelta(minutes=cut) for cut in cuts]
    whole = (Pause(moments[0], moments[-1], "held"),)
    pieces = tuple(Pause(first, last, "held") for first, last in pairwise(moments))
    timing = Timing(start=began, within=length, roll=roll)

    assert work_out(replace(timing, pauses=pieces), SCHOOL) == work_out(replace(timing, pauses=whole), SCHOOL)


@given(start=minutes, hours=st.integers(3, 200), first=st.integers(0, 59), second=st.integers(60, 119))
def test_two_pauses_of_a_day_add_up_to_one_of_two_days(start: int, hours: int, first: int, second: int) -> None:
    began, day = starting(start), timedelta(days=1)
    at = began + timedelta(minutes=first)
    later = began + day + timedelta(minutes=second)
    timing = Timing(start=began, within=Duration(hours, Unit.HOURS))

    apart = work_out(replace(timing, pauses=(Pause(at, at + day, "a"), Pause(later, later + day, "b"))), SCHOOL)
    together = work_out(replace(timing, pauses=(Pause(at, at + 2 * day, "a"),)), SCHOOL)

    assert apart.due_at == together.due_at == began + timedelta(hours=hours) + 2 * day


@given(start=minutes, length=lengths, more=lengths, roll=st.booleans())
def test_more_time_never_ends_sooner(start: int, length: Duration, more: Duration, roll: bool) -> None:
    timing = Timing(start=starting(start), within=length, roll=roll)

    extended = work_out(replace(timing, extensions=(Extension(more, "agreed"),)), SCHOOL)

    assert certain(extended) >= certain(work_out(timing, SCHOOL))


@given(start=minutes, length=lengths, grace=lengths)
def test_nothing_is_overdue_before_it_is_due(start: int, length: Duration, grace: Duration) -> None:
    found = work_out(Timing(start=starting(start), within=length, grace=grace), SCHOOL)

    assert found.overdue_at is not None
    # the day itself is no grace
    assert found.overdue_at > certain(found) or (grace.unit is Unit.SAME_DAYS and found.overdue_at == certain(found))


@given(start=minutes, length=lengths.filter(lambda length: length.unit not in (Unit.SPECIAL_HOURS, Unit.SAME_DAYS)))
def test_a_reminder_comes_before_and_an_escalation_after(start: int, length: Duration) -> None:
    moment = starting(start) + timedelta(days=300)

    assert before(moment, length, SCHOOL) < moment < after(moment, length, SCHOOL)
