import pytest

from engine.errors import BadInput
from engine.identity import ActionName
from engine.reasons import ReasonCode, ReasonSource, SourceKind
from engine.record.values import Part
from engine.steps.options import Option
from tests.builders import (
    FINDINGS,
    REMOVAL_TRACK,
    Story,
    changed,
    compiled,
    consented,
    lumen,
    police_case,
    report,
    requested,
)

EVERYBODY = ("senior", "head", "deputy", "dsl", "teacher", "colleague", "chair")


def removal_in(state: str) -> Story:
    """A case whose first removal stands in a state."""
    if state == "to_decide":
        return report()
    if state == "image_reported":
        return report(answers={"illegal_image": "yes"})
    story = requested()
    steps = {
        "requested": [],
        "not_cooperating": [("senior", "host_answer", {"host_said": "refused"})],
        "personal_needed": [("senior", "host_answer", {"host_said": "wants_person"})],
        "removed": [("deputy", "look", {"seen_now": "gone"})],
    }
    for who, action, facts in steps[state]:
        story.act(who, "removal/1", action, **facts)
    return story


def police_in(state: str) -> Story:
    """A case whose police track stands in a state."""
    story = police_case() if state in ("considering", "to_ask", "consent_asked", "not_referred") else consented()
    if state in ("to_ask", "consent_asked", "not_referred"):
        story.act("senior", "police/1", "assess")
    if state in ("consent_asked", "not_referred"):
        story.act("senior", "police/1", "ask_consent")
    if state == "not_referred":
        answer = {"consent.police_report": "declined", "how_consented": "email"}
        story.act("teacher", "police/1", "consent_answer", **answer)
    if state == "referred":
        story.send("senior", "police/1", "refer")
    return story


@pytest.mark.parametrize(
    ("state", "who", "permitted"),
    [
        ("to_decide", "senior", {"decide", "prepare", "record_capture", "flag", "found_gone"}),
        ("to_decide", "deputy", {"found_gone", "flag"}),
        ("to_decide", "teacher", {"record_capture", "flag"}),
        ("to_decide", "dsl", {"flag"}),
        ("to_decide", "chair", {"flag"}),
        ("requested", "senior", {"host_answer", "record_capture", "flag"}),
        ("requested", "deputy", {"look", "flag"}),
        ("requested", "head", {"look", "host_answer", "record_capture", "flag"}),
        ("requested", "teacher", {"record_capture", "flag"}),
        ("not_cooperating", "deputy", {"found_gone", "flag"}),
        ("personal_needed", "teacher", {"personal_answer", "record_capture", "flag"}),
        ("removed", "deputy", {"recheck", "recheck_month", "came_back", "flag"}),
        ("image_reported", "senior", {"say_why"}),
        ("image_reported", "teacher", {"say_why"}),
        ("image_reported", "dsl", {"image_word", "say_why"}),
    ],
)
def test_who_may_do_what_about_an_address(state: str, who: str, permitted: set[str]) -> None:
    story = removal_in(state)

    assert story.state("removal/1") == state
    assert story.open_to(who, "removal/1") == permitted


@pytest.mark.parametrize(
    ("state", "who", "permitted"),
    [
        ("considering", "senior", {"assess", "emergency"}),
        ("considering", "teacher", set()),
        ("considering", "deputy", set()),
        ("to_ask", "senior", {"ask_consent", "emergency"}),
        ("to_ask", "teacher", set()),
        ("consent_asked", "senior", {"consent_answer", "emergency"}),
        ("consent_asked", "teacher", {"consent_answer"}),
        ("consent_asked", "colleague", set()),
        ("ready", "teacher", {"withdraw"}),
        ("ready", "senior", {"withdraw", "name_witness", "emergency"}),
        ("referred", "teacher", {"withdraw_late"}),
        ("referred", "senior", {"police_answer", "record_number", "tell_agencies", "withdraw_late"}),
        ("not_referred", "teacher", {"consent_answer"}),
    ],
)
def test_who_may_do_what_about_the_police(state: str, who: str, permitted: set[str]) -> None:
    story = police_in(state)

    assert story.state("police/1") == state
    assert story.open_to(who, "police/1") == permitted


@pytest.mark.parametrize("who", EVERYBODY)
def test_what_options_allow_is_what_act_takes_and_the_rest_is_refused_with_the_same_reasons(who: str) -> None:
    story = requested()
    for (on, action), option in story.options(who).items():
        if option.allowed:
            continue
        reasons = story.refused(who, on, action)

        assert reasons.splitlines() == [reason.says for reason in option.reasons]


@pytest.mark.quotes
def test_a_locked_step_says_where_things_stand_and_what_comes_first() -> None:
    option: Option = report().options("senior")[("removal/1", "send")]

    assert not option.allowed
    assert option.clauses == ("13.5",)
    assert option.reasons[0].says == "Not yet: this stands at “Deciding whether to ask the host”."
    assert option.reasons[0].unlocks.startswith("First: ")
    assert option.reasons[0].clause == "13.5"


@pytest.mark.parametrize(
    ("on", "action", "code", "source", "clause"),
    [
        ("removal/1", "check", ReasonCode.NOT_YET, ReasonSource(SourceKind.STATE, ("to_decide",)), "13.6"),
        ("case/1", "open_tracks", ReasonCode.NO_LONGER, ReasonSource(SourceKind.STATE, ("active",)), "5.1#2"),
        (
            "case/1",
            "record_outcome",
            ReasonCode.UNMET,
            ReasonSource(SourceKind.GUARD, ("record_outcome",), reads=("others",)),
            "",
        ),
    ],
)
def test_a_locked_step_tells_programs_why_and_what_that_comes_from(
    on: str, action: str, code: ReasonCode, source: ReasonSource, clause: str
) -> None:
    (reason,) = police_case().options("senior")[(on, action)].reasons

    assert (reason.code, reason.source, reason.clause) == (code, source, clause)
    assert reason.says
    assert bool(reason.unlocks) is (code is not ReasonCode.NO_LONGER)


def test_every_reason_is_given_and_never_only_the_first() -> None:
    reasons = report().refused("colleague", "removal/1", "send")

    assert "Not yet" in reasons
    assert "This step is for: senior manager." in reasons


def test_a_step_in_the_future_is_refused() -> None:
    story = report()
    later = story.at.replace(hour=23)

    with pytest.raises(AssertionError, match="lies in the future"):
        story.earlier(later, "senior", "case/1", "acknowledge")


def test_a_step_or_an_instance_that_does_not_exist_is_named_with_those_that_do() -> None:
    story = report()

    with pytest.raises(BadInput, match=r"has no step 'fly'\. Its steps: acknowledge"):
        story.ask("senior", "case/1", "fly")
    with pytest.raises(BadInput, match=r"has no 'removal/9'\. It has: case/1, removal/1"):
        story.ask("senior", "removal/9", "send")


def test_an_answer_handed_over_by_another_track_is_not_asked_again() -> None:
    story = police_case("both")
    asked = {ask.name: ask for ask in story.options("senior")[("police/1", "assess")].asks}

    assert asked["finding"].given == "both"
    story.act("senior", "police/1", "assess")
    assert story.state("police/1") == "to_ask"


def test_a_policy_may_narrow_who_acts_and_leave_a_step_out() -> None:
    sources = dict(lumen().sources)
    name = "policies/lumen.yaml"
    sources[name] = changed(
        sources[name],
        ("  removal:\n    cites:\n", "  removal:\n    by: {decide: headteacher}\n    cites:\n"),
        ("    without: [leave, reporter_files]\n", "    without: [leave, reporter_files, try_again]\n"),
    )
    tracks = compiled(sources).definitions

    assert tracks[REMOVAL_TRACK].actions[ActionName("decide")].by == ("headteacher",)
    assert "try_again" not in tracks[REMOVAL_TRACK].actions
    assert compiled(sources).hash != lumen().hash


@pytest.mark.quotes
def test_a_case_closes_only_when_every_procedure_has_ended_and_support_was_offered() -> None:
    story = requested()
    story.act("senior", "case/1", "triage", scope="out_of_scope", scope_reason="Not ours", danger_confirmed="yes")
    story.withdraw_letters()
    option = story.options("senior")[("case/1", "close")]

    assert {(reason.says, reason.clause) for reason in option.reasons} == {
        ("A procedure of this case is still running.", ""),
        ("Support was never offered to everybody who is affected.", "13.8"),
    }
    assert "still running" in story.refused("senior", "case/1", "close", retention="takedown", policy_review="no")


def test_a_case_goes_from_the_report_to_the_closure_and_may_be_opened_again() -> None:
    story = requested()
    story.act("senior", "case/1", "triage", scope="in_scope", scope_reason="Ours", danger_confirmed="yes")
    story.act("senior", "case/1", "open_tracks")
    story.act("senior", "investigation/1", "start")
    story.act("senior", "investigation/1", "record_findings", **FINDINGS)
    story.act("deputy", "removal/1", "look", seen_now="gone")
    story.act("senior", "support/1", "offer")
    story.act("teacher", "support/1", "answer", support_answer="declined")
    story.act("senior", "case/1", "record_outcome", outcome="removed", outcome_words="The host took it down.")
    assert "neither sent nor withdrawn" in story.refused("senior", "case/1", "close")
    story.withdraw_letters()
    story.act("senior", "case/1", "close", retention="takedown", policy_review="no")

    assert (story.case.status, story.track("case/1").ended) == ("closed", True)
    assert "The case is closed." in story.refused("senior", "removal/1", "came_back")
    assert all(clock.state != "open" for clock in story.case.deadlines.values() if clock.on == "case/1")
    story.act("senior", "case/1", "reopen", reopen_reason="It is back")
    story.act("deputy", "removal/1", "came_back")
    assert (story.state("case/1"), story.state("removal/1")) == ("active", "to_decide")


def test_an_affected_person_found_later_has_support_and_holds_up_the_closure() -> None:
    story = report(affected=[])
    story.act("senior", "case/1", "triage", scope="out_of_scope", scope_reason="Not ours", danger_confirmed="yes")
    story.act("senior", "removal/1", "decide", approach="no_approach", approach_reason="Nothing there")
    story.withdraw_letters()
    assert ("case/1", "close") in {key for key, option in story.options("senior").items() if option.allowed}

    story.add_person("colleague", Part.AFFECTED)

    assert "Support was never offered" in story.refused("senior", "case/1", "close")
