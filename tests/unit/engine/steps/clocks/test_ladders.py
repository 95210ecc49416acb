"""A time of the law or of the policy itself has three rungs; what its procedure declares itself is left alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest

from duecourse.casework.policies.description.deadlines import Deadlines
from engine.identity import ClockId, InstanceId, RoleName
from engine.language.compiled import CompiledPolicy
from engine.language.field_types import lengths_in
from engine.language.track_definition import Binding
from engine.people.staffing import BY_NAME
from engine.people.visibility import viewers
from engine.record.values import Part
from engine.steps.clocks.ladders import BOUND, Ladder, Rung, ladder_of
from engine.steps.clocks.lengths import worked_out
from engine.time.duration import Duration
from tests.builders import Story, calendar, changed, compiled, library, lumen, report, small_sources
from tests.unit.engine.steps.clock_rows import row
from tests.unit.engine.steps.clocks.test_two_lengths import sources

ICO = ClockId("data_breach/1 ico")
BREACH = {
    "what": "A list of addresses.",
    "special_category": "no",
    "children": "no",
    "still_live": "no",
    "data_categories": "contact",
}
OURS_SAID = " (our ladder: the procedure says nothing here)"
OURS = {Rung.BEFORE, Rung.END, Rung.AFTER}


RUNNER = "  runner: {held_by: headteacher, then: chair of governors}"
CHAIR = "  chair: {held_by: chair of governors, then: trust board}"


@cache
def watched(rest: str = "within: 24 hours, met_by: answer") -> CompiledPolicy:
    """The small policy: one takes the step, two manage the case, and one of these looks after it."""
    return compiled(
        small_sources(
            ("{manager: manager}", "{manager: [manager, chair], overseer: chair}\nseen_by: [manager, runner, chair]"),
            ("    from: asked\n    by: manager", "    from: asked\n    by: runner"),
            ("within: 24 hours, met_by: answer", rest),
            policy=(("then: chair of governors}", f"then: chair of governors}}\n{RUNNER}\n{CHAIR}"),),
        )
    )


def ladder(rest: str, binding: Binding = "duty") -> Ladder:
    policy = watched(rest)
    track = policy.shell.track
    clock = policy.track(track).definition.deadlines["wait"]
    (length,) = lengths_in(clock.length)
    return ladder_of(policy, policy.track(track), clock, binding, length)


def said(found: Ladder) -> Mapping[str, object]:
    return {
        "before": [str(each) for each in found.remind],
        "end": found.tell,
        "after": [(str(each.wait), each.tell) for each in found.after],
    }


@pytest.mark.parametrize(
    ("length", "before", "after"),
    [
        ("1 hour", [], "4 hours"),
        ("2 hours", ["1 hour"], "4 hours"),
        ("7 hours", ["1 hour"], "4 hours"),
        ("8 hours", ["4 hours"], "4 hours"),
        ("72 hours", ["4 hours"], "4 hours"),
        ("48 special hours", ["4 hours"], "4 hours"),
        ("same day", [], "4 hours"),
        ("1 working day", ["4 hours"], "1 day"),
        ("2 working days", ["1 working day"], "1 day"),
        ("5 school days", ["1 school day"], "1 day"),
        ("1 day", ["4 hours"], "1 day"),
        ("10 days", ["1 day"], "1 day"),
        ("1 week", ["3 days"], "1 day"),
        ("1 month", ["2 weeks"], "1 day"),
        ("12 months", ["2 weeks"], "1 day"),
    ],
)
def test_the_holder_is_told_before_who_manages_at_the_end_and_who_looks_after_it_while_it_is_open(
    length: str, before: list[str], after: str
) -> None:
    found = ladder(f"within: {length}, met_by: answer")

    assert said(found) == {"before": before, "end": ("runner", "manager", "chair"), "after": [(after, ("chair",))]}
    assert found.ours == OURS - ({Rung.BEFORE} if not before else set())


@pytest.mark.parametrize(
    ("own", "rung", "stands"),
    [
        ("remind: [2 hours]", Rung.BEFORE, {"before": ["2 hours"]}),
        ("tell: [manager]", Rung.END, {"end": ("manager",)}),
        ("after: [{wait: 1 hour, tell: [manager]}]", Rung.AFTER, {"after": [("1 hour", ("manager",))]}),
    ],
)
def test_a_rung_that_the_procedure_declares_stands_and_the_others_are_ours(
    own: str, rung: Rung, stands: Mapping[str, object]
) -> None:
    found = ladder(f"within: 24 hours, met_by: answer, {own}")

    assert stands.items() <= said(found).items()
    assert found.ours == OURS - {rung}


def test_of_two_lengths_each_has_rungs_of_its_own_and_the_policy_described_says_which() -> None:
    two = "{when: known == yes, then: 24 hours, else: 5 working days}"
    own = f"deadlines: {{wait: {{within: {two}, cites: 1.1, binding: duty}}}}"
    files = dict(sources())
    files["policies/small.yaml"] = changed(files["policies/small.yaml"], (", wait: Ours}", f"}}\n    {own}"))
    policy = compiled(files)
    said = " ".join(Deadlines(policy, policy.shell.track).sentences("wait"))

    assert f"Where it has 24 hours: Those who can meet it are reminded 4 hours before{OURS_SAID}." in said
    assert f"Where it has 5 working days: Those who can meet it are reminded 1 working day before{OURS_SAID}." in said


def test_what_is_only_a_target_keeps_the_rungs_that_it_has() -> None:
    assert said(ladder("within: 24 hours, met_by: answer", "target")) == {"before": [], "end": ("runner",), "after": []}


@pytest.mark.parametrize("binding", ["law", "duty", "target"])
def test_a_running_clock_has_its_rungs_at_their_times(binding: Binding) -> None:
    clock = worked_out(watched(), row(binding=binding), calendar())
    start = clock.started_at
    found = [(each.alert, (each.at - start) / timedelta(hours=1), each.roles) for each in clock.planned]
    ours = [
        ("remind 4 hours", 20, ("runner",)),
        ("overdue", 24, ("runner", "manager", "chair")),
        ("after 4 hours", 28, ("chair",)),
    ]

    assert found == (ours if binding in BOUND else [("overdue", 24, ("runner",))])


@pytest.mark.parametrize("key", ["flourish", "link", "lseat", "lumen", "tasmat"])
def test_every_time_that_binds_in_what_is_shipped_has_three_rungs_for_people_who_may_look(key: str) -> None:
    policy = library().current(key)
    rungs = {}
    for name, track in policy.tracks.items():
        for clock_name, clock in track.definition.deadlines.items():
            binding = policy.binding(name, clock_name)
            if binding in BOUND and clock.waits is None:
                for length in lengths_in(clock.length):
                    rungs[name, clock_name] = ladder_of(policy, track, clock, binding, length)
    told = {
        (name, role)
        for (name, _), found in rungs.items()
        for role in (*found.beside, *(each for later in found.after if Rung.AFTER in found.ours for each in later.tell))
    }

    assert len(rungs) >= 5
    assert all(found.remind and found.tell and found.after for found in rungs.values())
    assert all(role in viewers(policy, name) and role not in BY_NAME for name, role in told)


def breached() -> Story:
    """A case in which nobody reports within the 72 hours of the law."""
    story = report(answers={"personal_data": "yes"}).wait(hours=1)
    now = story.at.isoformat()
    story.act("senior", "data_breach/1", "tell_dpo", **BREACH, discovered_at=now, aware_at=now)
    story.case = replace(story.case, deadlines={ICO: story.case.deadlines[ICO]})
    return story


def test_the_seventy_two_hours_of_the_law_climb_to_who_looks_after_the_case_and_to_nobody_it_is_about() -> None:
    story = breached().wait(hours=72)
    story.sweep()
    before = len(story.tells)
    story.wait(hours=4).sweep()
    told = {person for each in story.tells[before:] for person in each.people}
    team = story.case.team
    about = {person for person, parts in story.case.people.items() if {Part.SUBJECT, Part.AFFECTED} & set(parts)}

    assert told == {*team[RoleName("headteacher")], *team[RoleName("senior manager")]}
    assert about
    assert not told & about
    assert [each.alert for each in story.case.alerts.values()] == [
        "remind 24 hours",
        "remind 4 hours",
        "overdue",
        "after 4 hours",
    ]


def test_it_climbs_no_further_once_somebody_has_said_what_is_being_done() -> None:
    story = breached().wait(hours=72)
    story.sweep()
    number = next(each.number for each in story.case.alerts.values() if each.alert == "overdue")
    story.keep(story.acknowledge_alert(number))
    before = len(story.tells)
    story.wait(hours=4).sweep()

    assert len(story.tells) == before
    assert [each.status for each in story.case.alerts.values()][-1] == "superseded"


def test_a_clock_of_twelve_months_needs_no_bank_holiday_beyond_its_end() -> None:
    policy = lumen()
    clock = replace(row(on=InstanceId("legal/1"), name="limitation", binding="law"))

    assert worked_out(policy, clock, calendar()).planned[-1].alert == "after 1 day"
    assert (
        Duration.parse("1 day")
        == ladder_of(
            policy,
            policy.track(clock.on.track),
            policy.track(clock.on.track).definition.deadlines["limitation"],
            "law",
            Duration.parse("12 months"),
        )
        .after[0]
        .wait
    )
