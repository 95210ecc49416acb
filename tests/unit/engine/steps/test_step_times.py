"""When a step may have been taken: after what led to it, and not before the day that it waits for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from engine.changes.change import Change
from engine.changes.contents import add_address, correct
from engine.errors import BadAnswers
from engine.identity import ActionName, FactName, InstanceId, PersonId, TrackName
from engine.questions.bounds import Occasion, short_notice
from engine.record.values import Actor, Answer
from engine.steps.permissions import Request
from engine.steps.take import act
from engine.steps.transition import Refusal, Step
from tests.builders import MONDAY, Story, ready, report, requested, said, staffing, triaged

HOUR, WEEK = timedelta(hours=1), timedelta(days=7)
PROOF = "Web form, reference EX-1"


def ask(story: Story, happened_at: datetime, who: str, on: str, action: str, **facts: str) -> Step | Refusal:
    request = Request(
        on=InstanceId(on),
        action=ActionName(action),
        by=Actor(PersonId(who)),
        happened_at=happened_at,
        facts=facts,
        proof=PROOF,
    )
    return act(story.policy, story.case, request, story.world)


def refused(result: Step | Refusal) -> tuple[str, str, str]:
    """Give the only reason of a refusal: what it says, what would be allowed, and at which field."""
    assert isinstance(result, Refusal), "it was believed"
    (reason,) = result.reasons
    return reason.says, reason.unlocks, reason.field


@pytest.mark.quotes
def test_a_decision_a_week_before_the_report_is_refused_with_what_would_be_allowed() -> None:
    story = report().wait(hours=3)
    answers = {"approach": "ask_host", "approach_reason": "It is unkind."}
    says, allowed, field = refused(ask(story, MONDAY - WEEK, "senior", "removal/1", "decide", **answers))

    assert says == "9 November 2026 at 9:00am is before 16 November 2026 at 9:00am, when this was reported."
    assert allowed.startswith("It can have been between 16 November 2026 at 9:00am, when this was reported, and now.")
    assert field == "happened"


def test_a_letter_is_not_sent_before_it_was_issued() -> None:
    story = ready().wait(days=11)
    story.issue("removal/1", "send")
    story.wait(hours=1)
    says, allowed, _ = refused(ask(story, MONDAY + 4 * timedelta(days=1), "senior", "removal/1", "send"))

    assert says.endswith("is before 27 November 2026 at 9:00am, when the letter was issued.")
    assert "between 27 November 2026 at 9:00am, when the letter was issued, and now" in allowed
    assert isinstance(ask(story, story.at - HOUR / 2, "senior", "removal/1", "send"), Step)


def test_a_letter_that_is_no_step_is_not_sent_before_it_was_issued_either() -> None:
    story = triaged()
    story.act("senior", "support/1", "offer", how_offered="In person")
    letter = next(each for each in story.case.letters.values() if not each.action and each.status == "draft")
    story.wait(hours=2)
    issued = story.issue_letter(letter)
    early = story.dispatch_letter(issued, story.at - HOUR)

    assert "when the letter" in said(early) if isinstance(early, Refusal) else False
    assert isinstance(story.dispatch_letter(issued, story.at), Step)


def test_the_hosts_time_does_not_pass_before_the_host_was_asked() -> None:
    story = requested().wait(hours=30)
    says, _, _ = refused(ask(story, MONDAY - HOUR, "senior", "removal/1", "host_answer", host_said="refused"))

    assert "before 16 November 2026 at 9:00am" in says


def test_what_happened_yesterday_is_recorded_today() -> None:
    story = report().wait(days=1)
    story.earlier(MONDAY + HOUR, "senior", "case/1", "acknowledge")
    result = ask(
        story,
        MONDAY + 2 * HOUR,
        "senior",
        "case/1",
        "triage",
        scope="in_scope",
        scope_reason="About the school.",
        danger_confirmed="yes",
    )

    assert isinstance(result, Step)
    assert result.entries[0].event.happened_at == MONDAY + 2 * HOUR


def test_a_step_follows_the_one_that_led_to_its_state() -> None:
    story = report().wait(hours=5)
    story.earlier(
        MONDAY + 3 * HOUR, "senior", "removal/1", "decide", approach="ask_host", approach_reason="It is unkind."
    )
    result = ask(story, MONDAY + 2 * HOUR, "senior", "removal/1", "take_back")

    assert "12:00pm (midday), when this came to “Ready to ask the host”" in refused(result)[0]


def test_what_may_be_done_at_any_time_is_written_down_after_the_next_step() -> None:
    story = ready().wait(hours=5)
    story.send("senior", "removal/1", "send")
    result = ask(
        story, MONDAY + HOUR, "senior", "removal/1", "record_capture", seen_at=MONDAY.isoformat(), seen_how="A picture."
    )

    assert isinstance(result, Step)


def test_what_leaves_everything_where_it_stands_is_written_down_late_but_not_from_before_it_could_be_done() -> None:
    story = report(answers={"personal_data": "yes"}).wait(hours=6)
    on, now = "data_breach/1", MONDAY.isoformat()
    story.earlier(
        MONDAY,
        "senior",
        on,
        "tell_dpo",
        what="A list.",
        discovered_at=now,
        aware_at=now,
        special_category="no",
        children="no",
        still_live="no",
        data_categories="contact",
    )
    contained = {"measures": "The group deleted it.", "damage": "partly", "still_live": "no"}
    story.earlier(MONDAY + HOUR, "dpo", on, "contain", **contained)
    story.earlier(
        MONDAY + 3 * HOUR,
        "dpo",
        on,
        "assess",
        risk="risk",
        risk_reasons="It was public.",
        people_concerned="Parents",
        people_count="28",
        likely_consequences="Letters.",
        advice_to_people="Tell us.",
        more_to_follow="no",
    )

    assert isinstance(ask(story, MONDAY + 2 * HOUR, "dpo", on, "contain_further", **contained), Step)
    assert isinstance(ask(story, MONDAY + HOUR / 2, "dpo", on, "contain_further", **contained), Refusal)


def test_a_time_without_seconds_stands_for_its_whole_minute() -> None:
    story = report(at=MONDAY.replace(second=40)).wait(hours=1)

    assert isinstance(ask(story, MONDAY, "senior", "case/1", "acknowledge"), Step)
    assert isinstance(ask(story, MONDAY.replace(second=39), "senior", "case/1", "acknowledge"), Refusal)


def test_an_address_is_not_reported_before_its_case() -> None:
    story = report().wait(hours=1)
    early = Change(Actor(PersonId("senior")), MONDAY - WEEK)
    result = add_address(story.policy, story.case, "https://posts.example/2", early, story.world)

    assert "when the case was reported" in refused(result)[0]


# The hearing


def investigated() -> Story:
    """A case of discipline that is looked into; the person was told on Monday 16 November."""
    story = report(people=staffing(panel=("hearing panel",), looker=("investigator",)))
    story.act("senior", "case/1", "triage", scope="in_scope", scope_reason="About the school", danger_confirmed="yes")
    story.add_subject("colleague")
    story.act("head", "discipline/1", "answer_threshold", harm_threshold="not_met", concern="Mocking a colleague.")
    story.act(
        "head",
        "discipline/1",
        "decide_scope",
        scope="in_scope",
        outside_hours="no",
        scope_reasons="It names the school.",
    )
    story.act("hr", "discipline/1", "consult_registers", registers="none_found")
    story.act(
        "hr",
        "discipline/1",
        "prepare_notice",
        allegations="Mocking.",
        conduct_alleged="12.1#2",
        procedure="disciplinary",
        investigator_name="A colleague",
        support_contact="Another",
    )
    story.send("hr", "discipline/1", "notify")
    return story


def called(hearing: datetime = datetime(2026, 12, 4, 10, 10, tzinfo=UTC)) -> Story:
    """A case of discipline whose hearing is called for Friday 4 December."""
    story = investigated()
    story.act("deputy", "discipline/1", "finish_report", anonymous="no", attribution="high", report="It was so.")
    story.act("head", "discipline/1", "decide", decision="hearing_called", decision_reasons="A panel should weigh it.")
    story.act("hr", "discipline/1", "arrange_hearing", **arranged(hearing))
    story.send("hr", "discipline/1", "call_hearing")
    return story


def arranged(hearing: datetime, submit_by: str = "2026-12-01") -> dict[str, str]:
    return {
        "hearing_at": hearing.isoformat(),
        "hearing_place": "The office",
        "panel_names": "Two governors",
        "presenter": "The investigator",
        "note_taker": "A clerk",
        "could_be_gross": "yes",
        "evidence_list": "The post.",
        "submit_by": submit_by,
    }


HEARD = {
    "attended": "yes",
    "nature": "Unkind",
    "visible_for": "A day",
    "recirculation": "low",
    "impact": "Upset",
    "proved": "yes",
    "findings": "It was so.",
    "seriousness": "gross",
}


@pytest.mark.quotes
def test_a_hearing_is_not_recorded_before_its_hour() -> None:
    story = called().wait(days=11)
    option = story.options("panel")["discipline/1", "hold_hearing"]
    says, allowed, _ = refused(ask(story, story.at, "panel", "discipline/1", "hold_hearing", **HEARD))

    assert says == "This cannot be before 4 December 2026 at 10:10am, the answer to “When is the hearing?”."
    assert "another day" in allowed
    assert [reason.says for reason in option.reasons] == [says]

    story.wait(days=7, hours=2)
    assert isinstance(ask(story, story.at - 2 * HOUR, "panel", "discipline/1", "hold_hearing", **HEARD), Refusal)
    assert isinstance(ask(story, story.at, "panel", "discipline/1", "hold_hearing", **HEARD), Step)


def test_a_postponed_hearing_waits_for_its_new_day_and_one_that_is_arranged_again_for_that() -> None:
    story = called()
    new = {"new_hearing_at": "2026-12-10T10:10:00Z", "postpone_reason": "The companion cannot come."}
    story.act("hr", "discipline/1", "postpone", **new)
    story.wait(days=19)
    assert "10 December 2026" in said_of(ask(story, story.at, "panel", "discipline/1", "hold_hearing", **HEARD))

    story.act("hr", "discipline/1", "rearrange", rearrange_reason="Illness.")
    soon = arranged(datetime(2026, 12, 8, 9, tzinfo=UTC), "2026-12-07")
    with pytest.raises(BadAnswers) as short:
        story.act("hr", "discipline/1", "arrange_hearing", **soon)
    assert "leaves less than 5 working days to prepare" in short.value.faults["hearing_at"]
    story.act("hr", "discipline/1", "arrange_hearing", **arranged(datetime(2026, 12, 14, 9, tzinfo=UTC), "2026-12-11"))
    story.send("hr", "discipline/1", "call_hearing")
    story.wait(days=9)

    reasons = said_of(ask(story, story.at, "panel", "discipline/1", "hold_hearing", **HEARD))
    assert "10 December" not in reasons


def said_of(result: Step | Refusal) -> str:
    return said(result) if isinstance(result, Refusal) else ""


@pytest.mark.parametrize(
    ("answers", "field", "says"),
    [
        (arranged(MONDAY - WEEK), "hearing_at", "does not lie ahead"),
        (arranged(MONDAY + 2 * HOUR), "hearing_at", "is before 1 December 2026"),
        (arranged(MONDAY + 3 * WEEK, "2026-11-01"), "submit_by", "does not lie ahead"),
    ],
    ids=["a hearing in the past", "a hearing before the papers are in", "papers in the past"],
)
def test_a_hearing_is_arranged_for_a_day_to_come(answers: dict[str, str], field: str, says: str) -> None:
    story = called()
    story.act("hr", "discipline/1", "rearrange", rearrange_reason="Illness.")
    with pytest.raises(BadAnswers) as bad:
        story.act("hr", "discipline/1", "arrange_hearing", **answers)

    assert says in bad.value.faults[field]


def dismissed() -> Story:
    story = called().wait(days=21)
    story.act("panel", "discipline/1", "hold_hearing", **HEARD)
    story.act(
        "panel",
        "discipline/1",
        "sanction",
        sanction="summary_dismissal",
        sanction_reasons="Grave.",
        warning_counted="no",
    )
    return story


@pytest.mark.quotes
def test_nobody_is_dismissed_before_it_was_decided() -> None:
    story = dismissed()
    with pytest.raises(BadAnswers) as bad:
        story.act("hr", "discipline/1", "write_dismissal", **ending("2026-01-01"))

    assert bad.value.faults == {
        "effective_on": "1 January 2026 is before 7 December 2026 at 9:00am, when “Record what the panel decided” was "
        "done. Give that or a later one."
    }
    story.act("hr", "discipline/1", "write_dismissal", **ending("2026-12-07"))


@pytest.mark.quotes
def test_somebody_in_the_first_month_is_told_that_no_notice_is_due_and_yet_no_day_before() -> None:
    story = investigated()
    definition = story.policy.track(TrackName("discipline")).definition
    instance, told = story.case.tracks[InstanceId("discipline/1")], datetime(2026, 12, 7, 9, tzinfo=UTC)
    occasion = Occasion(
        definition=definition, case=story.case, instance=instance, at=told, now=told, calendar=story.world.calendar
    )
    known = {
        FactName("notice_way"): Answer("value", "worked"),
        FactName("service_since"): Answer("value", "2026-11-20"),
    }
    says = short_notice(occasion, definition.facts[FactName("effective_on")], date(2026, 12, 1), told, known)

    assert says == (
        "1 December 2026 is too soon: the law gives somebody employed since 20 November 2026 no notice yet, and still "
        "nobody is dismissed from a day before they are told. Give 7 December 2026 or a later day."
    )


def ending(day: str) -> dict[str, str]:
    told = {"lesser_sanction": "It was grave.", "contract_notice": "None.", "notice_way": "none", "pay_words": "None."}
    told |= {"service_since": "2015-09-01", "holiday_words": "None.", "with_children": "no", "teacher": "no"}
    return {**told, "duties_ahead": "none", "effective_on": day, "appeal_to": "HR", "appeal_by": "2026-12-30"}


# Corrections


@pytest.mark.parametrize(
    ("make", "on", "facts", "says"),
    [
        (dismissed, "discipline/1", {"hearing_at": "2026-12-30T10:00:00Z"}, "“Record the hearing” was done on"),
        (called, "discipline/1", {"hearing_at": "2026-11-01T10:00:00Z"}, "does not lie ahead"),
        (called, "discipline/1", {"submit_by": "2026-12-20"}, "“When is the hearing?” was answered with"),
    ],
    ids=["a hearing after it was held", "a hearing in the past", "papers after the hearing"],
)
def test_a_correction_is_held_to_the_same_bounds(
    make: Callable[[], Story], on: str, facts: dict[str, str], says: str
) -> None:
    story = make()
    with pytest.raises(BadAnswers) as bad:
        correct(story.policy, story.case, InstanceId(on), facts, story.change(), story.world)

    assert says in bad.value.faults[next(iter(facts))]


@pytest.mark.parametrize(
    ("when", "says"),
    [
        (datetime(2026, 11, 18, 10, tzinfo=UTC), "leaves less than 2 working days to prepare"),
        (datetime(2026, 11, 21, 10, tzinfo=UTC), "nobody works then"),
    ],
    ids=["too soon", "on a Saturday"],
)
def test_a_meeting_leaves_time_to_prepare_and_lies_on_a_day_on_which_people_work(when: datetime, says: str) -> None:
    story = investigated()
    told = {"meeting_place": "Room 4", "companion": "yes"}
    with pytest.raises(BadAnswers) as bad:
        story.act("deputy", "discipline/1", "invite", meeting_at=when.isoformat(), **told)
    story.act("deputy", "discipline/1", "invite", meeting_at="2026-11-19T10:00:00Z", **told)

    assert says in bad.value.faults["meeting_at"]


def test_the_time_from_which_the_law_counts_is_put_right_to_an_earlier_one_alone() -> None:
    story = report(answers={"personal_data": "yes"}).wait(hours=6)
    told = {"what": "A list.", "special_category": "no", "children": "no", "still_live": "no"}
    aware = MONDAY + 2 * HOUR
    story.act(
        "senior", "data_breach/1", "tell_dpo", **told, discovered_at=MONDAY.isoformat(), aware_at=aware.isoformat()
    )

    with pytest.raises(BadAnswers, match="as was said before"):
        story.correct("data_breach/1", aware_at=(aware + HOUR).isoformat())
    assert isinstance(story.correct("data_breach/1", aware_at=(aware - HOUR).isoformat()), Step)


def test_what_can_still_be_seen_is_told_with_what_is_done_about_it_now() -> None:
    story = report(answers={"personal_data": "yes"}).wait(hours=1)
    told = {"what": "A list.", "special_category": "no", "children": "no", "still_live": "yes"}
    told |= {"discovered_at": MONDAY.isoformat(), "aware_at": MONDAY.isoformat()}

    with pytest.raises(BadAnswers, match="nothing says what is done about it"):
        story.ask("senior", "data_breach/1", "tell_dpo", **told)
    story.act("senior", "data_breach/1", "tell_dpo", **told, first_measures="The page was closed at 10am.")
