"""Who is told of a deadline and when, what moves it by hand, and the reviews of holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from engine.changes.clock_limits import may_change, why_fixed
from engine.errors import Fault
from engine.identity import ActionName, ClockId, InstanceId, TrackName
from engine.language.compiled import CompiledPolicy
from engine.language.machine import compile_track
from engine.language.track_definition import Binding
from engine.people.staffing import BY_NAME
from engine.reasons import ReasonCode, ReasonSource, SourceKind
from engine.steps.clocks.lengths import clock_of, explained, extended, is_known, paused, resumed, worked_out
from engine.steps.deadlines import begin_review
from engine.time.duration import BY_HAND, Duration, Extension, Pause
from tests.builders import MONDAY, REMOVAL_TRACK, calendar, changed, compiled, lumen, report, requested
from tests.unit.engine.steps.clock_rows import BREACH, OURS, REMOVAL, at_hour, row, small

REVIEW = "review preservation"


# Who is told, and when


def planned(rest: str) -> list[tuple[str, datetime, tuple[str, ...]]]:
    found = worked_out(small(f"{OURS}, {rest}"), row(), calendar()).planned
    return [(each.alert, each.at, each.roles) for each in found]


def test_the_alerts_of_a_clock_stand_in_order_with_their_times_and_roles() -> None:
    assert planned(
        "grace: 2 hours, remind: [4 hours], at_due: [manager], after: [{wait: 3 hours, tell: [manager]}]"
    ) == [
        ("remind 4 hours", at_hour(20), ("manager",)),
        ("due", at_hour(24), ("manager",)),
        ("overdue", at_hour(26), ("manager",)),
        ("after 3 hours", at_hour(29), ("manager",)),
    ]


def test_nobody_is_reminded_at_or_before_the_beginning_but_of_a_time_that_was_given() -> None:
    assert [alert for alert, _, _ in planned("remind: [25 hours, 24 hours, 23 hours]")] == [
        "remind 23 hours",
        "overdue",
    ]
    assert [alert for alert, _, _ in planned("from: told, remind: [25 hours, 24 hours]")] == [
        "remind 25 hours",
        "remind 24 hours",
        "overdue",
    ]


def test_those_who_can_meet_a_clock_are_reminded_and_those_whom_it_names_hear_that_it_is_late() -> None:
    found = worked_out(lumen(), row(on=BREACH, name="ico", binding="law"), calendar()).planned
    roles = {each.alert.split(" ")[0]: set(each.roles) for each in found}
    by = set(lumen().track(TrackName("data_breach")).definition.actions[ActionName("report")].by)

    assert roles == {
        "remind": by,
        "overdue": {"DPO", "senior manager", "headteacher"},
        "after": {"senior manager", "headteacher"},
    }
    assert by != roles["overdue"]


def test_no_clock_of_the_policy_chases_those_who_are_waited_for() -> None:
    for name, track in lumen().tracks.items():
        for clock, rule in track.definition.deadlines.items():
            if rule.tell:
                continue
            found = worked_out(lumen(), row(on=InstanceId.of(name, 1), name=clock), calendar()).planned
            roles = [role for each in found for role in each.roles if not each.alert.startswith("after")]
            assert not {*BY_NAME, "anyone"} & set(roles), f"{name} {clock}"
            assert all(len(each.roles) == len(set(each.roles)) for each in found)


def test_a_clock_that_stands_still_plans_nothing() -> None:
    runs = worked_out(small(), row(), calendar())
    stands = replace(runs, pauses=(Pause(at_hour(1), None, "by hand", BY_HAND),))

    assert stands.planned
    assert worked_out(small(), stands, calendar()).planned == ()


@pytest.mark.parametrize(("binding", "hours"), [("law", 32), ("duty", 56), ("target", 56)])
def test_a_day_that_a_school_declares_closed_moves_no_time_of_the_law(binding: Binding, hours: float) -> None:
    closed = replace(calendar(), one_off={date(2026, 11, 17): "The boiler"})
    clock = row(on=InstanceId("discipline/1"), name="threshold", binding=binding)
    found = worked_out(lumen(), clock, closed)

    assert (found.due_at, found.calendar) == (at_hour(hours), closed.version)
    assert ("boiler" in str(explained(lumen(), found, closed))) is (binding != "law")


# By hand


def test_a_pause_keeps_its_time_cause_and_words_and_is_the_next_revision() -> None:
    clock = replace(requested().case.deadlines[ClockId("removal/1 check")], revision=4)
    stopped = paused(lumen(), clock, at_hour(2), (BY_HAND, "waiting"), calendar())

    assert stopped.pauses == (Pause(at_hour(2), None, "waiting", BY_HAND),)
    assert (stopped.revision, stopped.due_at, stopped.overdue_at, stopped.paused) == (5, None, None, True)


def test_a_clock_runs_on_from_the_end_of_its_last_pause() -> None:
    clock = requested().case.deadlines[ClockId("removal/1 check")]
    first = Pause(at_hour(1), at_hour(2), "waiting", BY_HAND)
    stopped = replace(clock, pauses=(first, Pause(at_hour(4), None, "again", BY_HAND)), revision=4)
    found = resumed(lumen(), stopped, at_hour(7), calendar())
    at_once = resumed(lumen(), stopped, at_hour(3), calendar())

    assert found.pauses == (first, Pause(at_hour(4), at_hour(7), "again", BY_HAND))
    assert (found.revision, found.due_at, found.paused) == (5, at_hour(28), False)
    assert (at_once.pauses[-1].end, at_once.due_at) == (at_hour(4), at_hour(25))


def test_more_time_is_added_to_what_was_given_before_and_is_the_next_revision() -> None:
    clock = replace(requested().case.deadlines[ClockId("removal/1 check")], revision=4)
    two, three = (Extension(Duration.parse(f"{hours} hours"), "by hand") for hours in (2, 3))
    found = extended(lumen(), replace(clock, extensions=(two,)), three, calendar())

    assert (found.extensions, found.revision, found.due_at) == ((two, three), 5, at_hour(29))


def test_why_a_clock_is_not_changed_by_hand_names_the_clock() -> None:
    key = ClockId("removal/1 request")
    source = ReasonSource(SourceKind.CLOCK, (key.on.track, key.name))
    ended = requested().case.deadlines[key]
    found = [may_change(lumen(), clock, key, "resume") for clock in (None, ended)]

    assert [(each.code, each.source) for each in found if each] == [
        (ReasonCode.NO_SUCH_CLOCK, source),
        (ReasonCode.CLOCK_ENDED, source),
    ]


def test_what_the_law_gives_may_run_on_by_hand_and_nothing_else() -> None:
    law = row(on=BREACH, name="ico", binding="law")
    refused = may_change(lumen(), law, law.key, "pause")
    assert refused

    assert may_change(lumen(), law, law.key, "resume") is None
    assert (refused.code, refused.source) == (
        ReasonCode.CLOCK_FIXED,
        ReasonSource(SourceKind.CLOCK, (law.on.track, law.name)),
    )
    assert refused.unlocks


@pytest.mark.parametrize(
    ("file", "old", "new", "clause"),
    [
        (
            "policies/lumen.yaml",
            "cites: [13.5]\n        binding: duty",
            "cites: [13.5, 13.6]\n        binding: duty",
            "13.5, 13.6",
        ),
        ("tracks/removal.yaml", "    while: isp_contacted\n", "    while: isp_contacted\n    binding: duty\n", ""),
    ],
    ids=["several clauses", "no clause"],
)
def test_a_duty_is_refused_under_every_clause_that_gives_it_or_by_its_source(
    file: str, old: str, new: str, clause: str
) -> None:
    policy = compiled({**lumen().sources, file: changed(lumen().sources[file], (old, new))})
    name = "request" if clause else "isp_answer"
    reason = why_fixed(policy, row(on=REMOVAL, name=name, binding="duty"))
    assert reason

    assert reason.clause == clause
    assert ("No clause gives a time" in reason.says) is (clause == "")


def test_a_clock_that_this_version_does_not_have_is_fixed_by_nothing() -> None:
    assert why_fixed(lumen(), row(on=REMOVAL, name="gone")) is None
    assert why_fixed(small(), row(on=REMOVAL, name="request")) is None


# Reviews of holds


def without_review() -> CompiledPolicy:
    track = lumen().track(REMOVAL_TRACK).definition
    hold = track.holds["preservation"].model_copy(update={"review": None})
    wrong = compile_track(track.model_copy(update={"holds": {"preservation": hold}}))
    return replace(lumen(), tracks={**lumen().tracks, REMOVAL_TRACK: wrong})


def test_a_clock_is_known_where_the_version_has_it_or_the_review_of_its_hold() -> None:
    names = ("request", "gone", REVIEW, "review gone", "preservation", "review request")
    known = [name for name in names if is_known(lumen(), row(on=REMOVAL, name=name))]

    assert known == ["request", REVIEW]
    assert not is_known(without_review(), row(on=REMOVAL, name=REVIEW))
    with pytest.raises(Fault):
        clock_of(without_review(), row(on=REMOVAL, name=REVIEW))


def test_the_review_of_a_hold_begins_its_next_round_and_tells_those_who_manage_the_hold() -> None:
    case = report().case
    first = begin_review(lumen(), case, REMOVAL, "preservation", at_hour(1), calendar())
    case = replace(case, deadlines={first.key: replace(first, state="met")})
    second = begin_review(lumen(), case, REMOVAL, "preservation", at_hour(2), calendar())

    assert (first.key, first.round, first.state) == ("removal/1 review preservation", 1, "open")
    assert (first.started_at, first.calendar, first.binding) == (at_hour(1), calendar().version, "target")
    assert first.due_at == datetime(2026, 11, 30, 17, tzinfo=MONDAY.tzinfo)
    assert [(each.alert, each.roles) for each in first.planned] == [("overdue", ("senior manager",))]
    assert first.started_by
    assert (second.round, second.started_at) == (2, at_hour(2))
