"""Law, duty, target: the first moves for nobody, the second only where a clause lets it, the third with a reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from duecourse.casework.policies.grounds import clock_said
from engine.history.migration import migrate
from engine.identity import ClockId, TrackName
from engine.language.compiled import CompiledPolicy
from engine.language.machine import compile_track
from engine.steps.transition import Refusal, Step
from tests.builders import Story, changed, compiled, findings, lumen, report, said, small_sources, triaged

BREACH_FILE, LUMEN = "tracks/data_breach.yaml", "policies/lumen.yaml"
DUTY = "binding: duty"
OF_THE_LAW = "  data_breach:\n    deadlines: {{ico: {{{}}}}}\n"

BREACH = {
    "what": "A list of addresses.",
    "special_category": "no",
    "children": "no",
    "still_live": "no",
    "data_categories": "contact",
}


def breached(policy: CompiledPolicy | None = None) -> Story:
    """A case in which the 72 hours of the law run."""
    story = report(answers={"personal_data": "yes"}).wait(hours=1)
    story.policy = policy or story.policy
    story.case = replace(story.case, policy_hash=story.policy.hash)
    now = story.at.isoformat()
    story.act("senior", "data_breach/1", "tell_dpo", **BREACH, discovered_at=now, aware_at=now)
    return story


def test_the_clocks_that_the_law_gives_are_these() -> None:
    found = {
        f"{name} {key}"
        for name, track in lumen().tracks.items()
        for key in track.definition.deadlines
        if lumen().binding(name, key) == "law"
    }

    assert found == {
        "data_breach ico",
        "allegation refer",
        "allegation officer_told",
        "removal image_time",
        "discipline threshold",
        "legal limitation",
        "legal notice_answer",
    }


@pytest.mark.quotes
@pytest.mark.parametrize("what", ["pause", "extend"])
def test_what_the_law_gives_is_moved_by_nobody(what: str) -> None:
    story = breached()
    due = story.due("data_breach/1 ico")
    refused = story.clock("data_breach/1", "ico", what, "3 working days" if what == "extend" else "")

    assert isinstance(refused, Refusal)
    assert said(refused).startswith("The law gives this time (UK GDPR, Article 33")
    assert said(refused).endswith("nobody pauses it or adds to it.")
    assert story.case.deadlines[ClockId("data_breach/1 ico")].binding == "law"
    assert story.due("data_breach/1 ico") == due


def holding_the_law() -> CompiledPolicy:
    """Lumen's policy with a hold that names the 72 hours, as no file that passes the check can."""
    track = lumen().track(TrackName("data_breach")).definition
    hold = track.holds["police"].model_copy(update={"pauses": ("ico", "people")})
    wrong = compile_track(track.model_copy(update={"holds": {"police": hold}}))
    return replace(lumen(), tracks={**lumen().tracks, TrackName("data_breach"): wrong})


def test_no_hold_that_is_set_by_hand_stops_what_the_law_gives() -> None:
    story = breached(holding_the_law())
    due = story.due("data_breach/1 ico")
    story.keep(story.hold("data_breach/1", "police", active=True))
    assert story.due("data_breach/1 ico") == due

    story.wait(hours=5)
    story.keep(story.hold("data_breach/1", "police", active=False))

    assert story.due("data_breach/1 ico") == due
    assert story.case.deadlines[ClockId("data_breach/1 ico")].pauses == ()


def test_a_clock_that_becomes_the_law_with_a_new_version_forgets_what_had_stopped_it() -> None:
    before = compiled(
        {**lumen().sources, BREACH_FILE: changed(lumen().sources[BREACH_FILE], ("    binding: law\n", ""))}
    )
    story = breached(before)
    story.keep(story.clock("data_breach/1", "ico", "pause"))
    assert story.due("data_breach/1 ico") == "paused"

    story.wait(hours=3)
    story.keep(migrate(before, lumen(), story.case, story.change(), story.world))

    assert story.due("data_breach/1 ico") == "Thu 19 Nov 2026 10:00 GMT"
    assert story.case.deadlines[ClockId("data_breach/1 ico")].next_alert is not None


@pytest.mark.quotes
def test_a_duty_is_moved_only_where_a_clause_of_the_policy_lets_it() -> None:
    story = triaged()
    refused = story.clock("removal/1", "request", "extend", "2 hours")
    assert isinstance(refused, Refusal)
    assert [(each.says, each.clause) for each in refused.reasons] == [
        ("The policy itself gives this time, and no clause lets it be paused or given more time by hand.", "13.5")
    ]

    story.policy = compiled(
        {**lumen().sources, LUMEN: changed(lumen().sources[LUMEN], (DUTY, f"{DUTY}\n        may_move: [13.5]"))}
    )
    assert isinstance(story.clock("removal/1", "request", "extend", "2 hours"), Step)


def test_a_target_is_moved_with_a_reason() -> None:
    assert isinstance(report().clock("case/1", "triage", "extend", "2 working days"), Step)


@pytest.mark.parametrize(
    ("track", "clock", "says"),
    [
        ("data_breach", "ico", "The law gives this time: UK GDPR, Article 33"),
        (
            "removal",
            "request",
            "A duty of your policy, clause 13.5. Our reading: the clause wants the material changed or gone",
        ),
        ("removal", "check", "A target: our default for what clause 13.6 of your policy asks."),
        ("data_breach", "contain", "A target: our default (Good practice"),
    ],
)
def test_a_deadline_is_called_what_it_is_by_its_source(track: str, clock: str, says: str) -> None:
    assert clock_said(lumen(), TrackName(track), clock).startswith(says)


@pytest.mark.parametrize(
    ("file", "change", "says"),
    [
        (BREACH_FILE, ("pauses: [people]", "pauses: [people, ico]"), "pauses 'ico', and the law gives that time"),
        (LUMEN, ("  data_breach: {}\n", OF_THE_LAW.format("binding: target")), "makes a target of what the law gives"),
        (LUMEN, ("  data_breach: {}\n", OF_THE_LAW.format("within: 96 hours")), "changes what the law gives"),
        (LUMEN, (DUTY, "may_move: [13.5]"), "lets a target be moved"),
        (LUMEN, (DUTY, "binding: target"), "says how a duty is read"),
    ],
    ids=["held", "lowered", "lengthened", "a target that may be moved", "a reading of what is no duty"],
)
def test_no_file_makes_less_of_the_law(file: str, change: tuple[str, str], says: str) -> None:
    found = findings({**lumen().sources, file: changed(lumen().sources[file], change)})

    assert [each.wrong for each in found if says in each.wrong], found


@pytest.mark.parametrize("length", ["72 hours", "48 hours"])
def test_a_policy_may_say_what_the_law_says_or_give_less_time(length: str) -> None:
    more = OF_THE_LAW.format(f"within: {length}")
    once = changed(lumen().sources[LUMEN], ("  data_breach: {}\n", more), ("said_twice: true\n", ""))
    policy = compiled({**lumen().sources, LUMEN: once})

    assert str(policy.track(TrackName("data_breach")).definition.deadlines["ico"].within) == length
    assert policy.binding(TrackName("data_breach"), "ico") == "law"


@pytest.mark.parametrize(
    ("fact", "says"),
    [
        ("{type: time, ask: When?}", "is a time that does not say when it may be"),
        ("{type: date, ask: When?}", "is a date that does not say when it may be"),
        ("{type: date, ask: When?, past: true, future: true}", "has happened and is still to come"),
        ("{type: text, ask: What?, past: true}", "is a text and says when it may be"),
        ("{type: time, ask: When?, after: nothing}", "'nothing' is no date, time or step here"),
    ],
)
def test_a_forgotten_or_contradictory_time_is_a_fault(fact: str, says: str) -> None:
    found = findings(small_sources(("facts:\n", f"facts:\n  told: {fact}\n")))

    assert [each.where.split(".")[1] for each in found if says in each.wrong] == ["told"]


def test_a_step_waits_only_for_a_date_or_time_that_there_is() -> None:
    found = findings(small_sources(("send: {title: Ask,", "send: {title: Ask, not_before: how,")))

    assert [each.wrong for each in found] == ["'how' is no date, time or step here"]


def test_one_clause_asks_and_several_ask() -> None:
    assert clock_said(lumen(), TrackName("investigation"), "findings").endswith("clause 13.3 of your policy asks.")
    assert clock_said(lumen(), TrackName("investigation"), "start").endswith("clauses 3.2 and 13.3 of your policy ask.")
