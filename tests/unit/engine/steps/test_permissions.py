"""Every reason why a step may not be taken, by its code and its source, and the letter whose sending a step is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Literal

import pytest

from engine.identity import ActionName, InstanceId, PersonId, RoleName, TrackName
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.codes import letter_code
from engine.record.values import Actor, Answer, Done, Letter, Part
from engine.steps.permissions import Request, hindrances, refuse, roles_now, sendable, unsent
from tests.builders import (
    REMOVAL_TRACK,
    Story,
    by_fact,
    changed,
    compiled,
    consented,
    library,
    lumen,
    ready,
    report,
    requested,
    staffing,
    world,
)

Status = Literal["requested", "draft", "issued", "dispatched", "stopped", "withdrawn", "superseded"]
SENDING = {"on": "removal/1", "action": "send"}


def asked(story: Story, who: str, on: str, action: str, proof: str = "") -> Request:
    return Request(
        on=InstanceId(on),
        action=ActionName(action),
        by=Actor(PersonId(who)),
        happened_at=story.at,
        proof=proof,
        facts={},
    )


def reasons(story: Story, who: str, on: str, action: str, proof: str = "") -> Mapping[ReasonCode, Reason]:
    """Give why a step is refused, by code."""
    found = refuse(story.policy, story.case, story.track(on), asked(story, who, on, action, proof), story.world)
    assert len({reason.code for reason in found}) == len(found)
    return {reason.code: reason for reason in found}


def with_letters(*letters: Letter) -> Story:
    story = ready()
    story.case = replace(story.case, letters={str(letter.number): letter for letter in letters})
    return story


def letter(number: int, status: Status, on: str = "removal/1", action: str = "send") -> Letter:
    return Letter(
        number=number, template="L02-takedown-request", on=InstanceId(on), status=status, action=ActionName(action)
    )


@pytest.mark.parametrize("status", ["requested", "draft", "issued"])
def test_a_letter_is_unsent_until_it_has_left_the_house(status: Status) -> None:
    story = with_letters(letter(1, status))

    assert unsent(story.case, story.track("removal/1"), ActionName("send")) == letter(1, status)


@pytest.mark.parametrize("status", ["dispatched", "stopped", "withdrawn", "superseded"])
def test_a_letter_that_was_sent_or_given_up_is_neither_unsent_nor_to_be_sent(status: Status) -> None:
    story = with_letters(letter(1, status))

    assert unsent(story.case, story.track("removal/1"), ActionName("send")) is None
    assert sendable(story.case, story.track("removal/1"), ActionName("send")) is None


def test_of_several_letters_the_newest_counts_in_whatever_order_they_stand() -> None:
    drafts = with_letters(letter(10, "issued"), letter(12, "draft"), letter(11, "requested"), letter(13, "stopped"))
    issued = with_letters(letter(2, "issued"), letter(3, "issued"), letter(1, "issued"), letter(4, "draft"))

    assert unsent(drafts.case, drafts.track("removal/1"), ActionName("send")) == letter(12, "draft")
    assert sendable(issued.case, issued.track("removal/1"), ActionName("send")) == letter(3, "issued")


@pytest.mark.parametrize("elsewhere", [{"on": "removal/2"}, {"action": "remind"}])
def test_a_letter_of_another_instance_or_step_is_not_meant(elsewhere: Mapping[str, str]) -> None:
    story = with_letters(letter(1, "issued", **{**SENDING, **elsewhere}))

    assert unsent(story.case, story.track("removal/1"), ActionName("send")) is None
    assert sendable(story.case, story.track("removal/1"), ActionName("send")) is None


def test_what_is_only_drafted_cannot_be_sent_and_what_is_issued_can() -> None:
    assert sendable(with_letters(letter(1, "draft")).case, ready().track("removal/1"), ActionName("send")) is None
    assert not reasons(with_letters(letter(1, "issued")), "senior", "removal/1", "send", proof="Web form")


def test_a_sending_is_refused_for_the_letter_and_for_the_proof_at_once() -> None:
    found = reasons(ready(), "senior", "removal/1", "send")

    assert list(found) == [ReasonCode.NOT_ISSUED, ReasonCode.NO_PROOF]
    assert found[ReasonCode.NOT_ISSUED].source == ReasonSource(SourceKind.LETTER, ("L02-takedown-request",))
    assert found[ReasonCode.NO_PROOF].source == ReasonSource(SourceKind.INPUT)
    clauses = ", ".join(lumen().cites(REMOVAL_TRACK, ActionName("send")))
    assert clauses
    assert {reason.clause for reason in found.values()} == {clauses}


def test_a_sending_without_proof_is_refused_for_that_alone_once_the_letter_is_issued() -> None:
    assert list(reasons(with_letters(letter(1, "issued")), "senior", "removal/1", "send")) == [ReasonCode.NO_PROOF]


def test_the_letter_that_waits_to_be_issued_is_named_by_its_code() -> None:
    several = with_letters(
        letter(71, "draft"), letter(72, "draft"), letter(73, "stopped"), letter(74, "draft", "case/1")
    )
    none = with_letters(letter(73, "stopped"), letter(74, "draft", action="remind"))

    named, unnamed = (
        reasons(case, "senior", "removal/1", "send")[ReasonCode.NOT_ISSUED].unlocks for case in (several, none)
    )

    assert letter_code(several.case.id, 72) in named
    assert letter_code(several.case.id, 71) not in named
    assert not set("0123456789") & set(unnamed)


def test_a_letter_and_its_proof_are_asked_for_only_where_nothing_else_hinders() -> None:
    assert list(reasons(ready(), "teacher", "removal/1", "send")) == [ReasonCode.NOT_YOUR_STEP]


def test_a_step_that_sends_nothing_asks_for_no_letter_and_no_proof() -> None:
    assert reasons(report(), "senior", "removal/1", "decide") == {}


def test_a_step_for_other_roles_names_those_roles_and_the_clause() -> None:
    refused = reasons(ready(), "teacher", "removal/1", "send")[ReasonCode.NOT_YOUR_STEP]

    assert refused.source == ReasonSource(SourceKind.ROLE, ("senior manager",))
    assert refused.clause == ", ".join(lumen().cites(REMOVAL_TRACK, ActionName("send")))
    assert lumen().title(refused.source.names[0]) in refused.says


def test_somebody_without_the_role_is_told_where_the_step_starts_as_well() -> None:
    found = reasons(report(), "teacher", "removal/1", "send")

    assert {ReasonCode.NOT_YET, ReasonCode.NOT_YOUR_STEP} <= set(found)


def test_a_consent_is_asked_of_nobody_while_nobody_is_named() -> None:
    unnamed = report(affected=(), answers={"life_in_danger": "yes"})
    unnamed.act("senior", "police/1", "assess", finding="threatening")
    named = report(answers={"life_in_danger": "yes"})
    named.act("senior", "police/1", "assess", finding="threatening")

    refused = reasons(unnamed, "senior", "police/1", "ask_consent")
    assert refused[ReasonCode.NOBODY_NAMED].source == ReasonSource(SourceKind.PART, ("affected person",))
    assert refused[ReasonCode.NOBODY_NAMED].clause == ", ".join(
        lumen().cites(TrackName("police"), ActionName("ask_consent"))
    )
    assert reasons(named, "senior", "police/1", "ask_consent") == {}
    # whose answer it would be is not known either; a step that asks no consent goes on
    assert ReasonCode.NOBODY_NAMED in reasons(unnamed, "senior", "police/1", "consent_answer")
    assert reasons(unnamed, "senior", "police/1", "leave_it") == {}


def test_the_person_who_sent_the_request_does_not_check_it_and_somebody_else_may() -> None:
    story = requested()
    checkers = {RoleName("checker"): (PersonId("senior"), PersonId("head"))}
    story.case = replace(story.case, team={**story.case.team, **checkers})

    refused = reasons(story, "senior", "removal/1", "look")
    assert refused[ReasonCode.SECOND_PERSON].source == ReasonSource(SourceKind.SECOND_PERSON, ("send",))
    assert refused[ReasonCode.SECOND_PERSON].clause == ""
    assert ReasonCode.SECOND_PERSON not in reasons(story, "head", "removal/1", "look")


def test_nobody_approves_what_they_asked_for_themselves_even_where_somebody_else_filed_it() -> None:
    story = report(reported_by="head")
    # Lumen leaves the second approval out, and shows the register to fewer; this one does not
    file, without = (
        "policies/lumen.yaml",
        ("    without: [approve_second, file/account_told, say_what_for/hosted, talk_over]\n", ""),
    )
    seen = ("    seen_by: [reporter, senior manager, headteacher, DSL]\n", "")
    story.policy = compiled({**lumen().sources, file: changed(lumen().sources[file], without, seen)})
    filed = {ActionName("file"): Done(PersonId("senior"), story.at, story.at)}
    entry = replace(story.track("case/1"), track=TrackName("register"), number=1, state="requested", done=filed)
    story.case = replace(story.case, tracks={**story.case.tracks, entry.on: entry})

    def sources(who: str) -> list[ReasonSource]:
        request = asked(story, who, "register/1", "approve_second")
        found = refuse(story.policy, story.case, story.track("register/1"), request, story.world)
        return [reason.source for reason in found if reason.code is ReasonCode.SECOND_PERSON]

    assert sources("head") == [ReasonSource(SourceKind.SECOND_PERSON, ("reporter",))]
    assert sources("senior") == [ReasonSource(SourceKind.SECOND_PERSON, ("file",))]
    assert sources("ceo") == []


def test_a_rule_of_a_step_is_judged_by_what_the_instance_itself_says() -> None:
    def codes(register: str) -> set[ReasonCode]:
        story = report()
        answers = by_fact({"register": Answer("value", register)})
        entry = replace(
            story.track("case/1"), track=TrackName("register"), number=1, state="requested", answers=answers
        )
        story.case = replace(story.case, tracks={**story.case.tracks, entry.on: entry})
        return set(reasons(story, "head", "register/1", "approve"))

    assert codes("permission") == set()
    assert codes("declaration") == {ReasonCode.UNMET}


HOLDERS = {
    "headteacher": "head",
    "line manager": "deputy",
    "senior manager": "senior",
    "CEO": "ceo",
    "communications": "marketing",
}


def who_may_approve(policy: str, register: str, action: str = "approve", purpose: str = "") -> set[str]:
    """Give the roles to whom the approval of an entry is open under a policy."""
    story = report()
    story.policy = library().current(policy)
    given = {"register": register, "permission_for": purpose}
    answers = by_fact({name: Answer("value", value) for name, value in given.items() if value})
    state = "requested" if action == "approve" else "in_force"
    entry = replace(story.track("case/1"), track=TrackName("register"), number=1, state=state, answers=answers)
    people = staffing(**{person: [post] for post, person in HOLDERS.items()})
    team = {RoleName(role): (PersonId(person),) for role, person in HOLDERS.items()}
    story.case = replace(story.case, tracks={**story.case.tracks, entry.on: entry}, team=team)
    found = {
        role: refuse(
            story.policy,
            story.case,
            entry,
            asked(story, person, "register/1", action),
            world(story.at, people),
        )
        for role, person in HOLDERS.items()
    }
    return {
        role for role, reasons_ in found.items() if ReasonCode.NOT_YOUR_STEP not in {each.code for each in reasons_}
    }


@pytest.mark.parametrize("action", ["approve", "renew"])
@pytest.mark.parametrize(
    ("policy", "register", "wanted"),
    [
        pytest.param("lumen", "permission", {"headteacher", "senior manager"}, id="Lumen 6.1: a leader of the school"),
        pytest.param("flourish", "account", {"headteacher", "CEO"}, id="Flourish 5.1 and 5.2: no line manager"),
        pytest.param("flourish", "permission", {"headteacher", "CEO"}, id="Flourish: no line manager of somebody else"),
        pytest.param(
            "link", "permission", {"headteacher", "senior manager", "line manager"}, id="Link 4.4: a manager, too"
        ),
        pytest.param("tasmat", "account", {"headteacher", "senior manager", "CEO"}, id="TaSMAT 7.3: authorised first"),
        pytest.param("flourish", "", {"headteacher", "CEO"}, id="an answer that is missing opens it to nobody more"),
    ],
)
def test_what_a_policy_gives_to_a_leader_no_line_manager_approves(
    policy: str, register: str, wanted: set[str], action: str
) -> None:
    assert who_may_approve(policy, register, action) == wanted


@pytest.mark.parametrize("action", ["approve", "renew"])
@pytest.mark.parametrize(
    ("policy", "purpose", "wanted"),
    [
        pytest.param("flourish", "business", {"headteacher"}, id="Flourish 4.1: or their own line manager"),
        pytest.param("flourish", "official", {"headteacher"}, id="Flourish 4.3: or their own line manager"),
        pytest.param("flourish", "service_school", {"headteacher"}, id="Flourish 5.1: the head of the school"),
        pytest.param("flourish", "service_central", {"CEO"}, id="Flourish 5.2: no headteacher for the central team"),
        pytest.param("flourish", "event", {"headteacher", "CEO"}, id="Flourish 6.6: no line manager"),
        pytest.param("flourish", "made_by_school", {"headteacher"}, id="Flourish 7.1: what a school made"),
        pytest.param("flourish", "made_by_trust", {"CEO"}, id="Flourish 7.1: what the trust made"),
        pytest.param("lseat", "branding", {"communications"}, id="LSEAT 4.8: marketing, and no headteacher"),
        pytest.param("lseat", "with_pupils", {"headteacher"}, id="LSEAT 8.1: the headteacher alone"),
    ],
)
def test_who_may_give_a_permission_depends_on_what_it_is_for(
    policy: str, purpose: str, wanted: set[str], action: str
) -> None:
    assert who_may_approve(policy, "permission", action, purpose) == wanted


@pytest.mark.parametrize(
    ("purpose", "wanted"),
    [("service_school", {"headteacher"}), ("service_central", {"CEO"}), ("business", {"headteacher"})],
)
def test_an_account_has_to_meet_what_is_said_of_accounts_as_well(purpose: str, wanted: set[str]) -> None:
    assert who_may_approve("flourish", "account", "approve", purpose) == wanted


@pytest.mark.parametrize(
    ("register", "wanted"),
    [
        ("account", ("headteacher", "CEO")),
        ("permission", ("headteacher", "CEO", "recipient")),
        ("", ("headteacher", "CEO")),
    ],
)
def test_those_are_told_of_a_step_to_whom_the_policy_leaves_it(register: str, wanted: tuple[str, ...]) -> None:
    story = report()
    story.policy = library().current("flourish")
    answers = by_fact({"register": Answer("value", register)} if register else {})
    entry = replace(story.track("case/1"), track=TrackName("register"), number=1, state="requested", answers=answers)
    story.case = story.case.with_track(entry)

    assert roles_now(story.policy, story.case, entry, ActionName("approve"), story.at) == wanted


def test_a_step_that_is_for_fewer_people_says_for_whom_and_by_which_clause() -> None:
    story = report()
    story.policy = library().current("flourish")
    given = {"register": "permission", "permission_for": "service_central"}
    answers = by_fact({name: Answer("value", value) for name, value in given.items()})
    entry = replace(story.track("case/1"), track=TrackName("register"), number=1, state="requested", answers=answers)
    team = {RoleName("headteacher"): (PersonId("deputy"),)}
    story.case = replace(story.case, tracks={**story.case.tracks, entry.on: entry}, team=team)
    request = asked(story, "deputy", "register/1", "approve")
    found = refuse(story.policy, story.case, entry, request, world(story.at, staffing(deputy=["headteacher"])))

    told = [reason for reason in found if reason.code is ReasonCode.NOT_YOUR_STEP]
    assert [(reason.source.names, reason.clause) for reason in told] == [(("CEO",), "5.2#2")]


def test_what_the_person_themselves_may_do_is_open_to_nobody_else_who_is_affected() -> None:
    story = consented()
    story.case = replace(story.case, people={**story.case.people, PersonId("colleague"): (Part.AFFECTED,)})

    assert ReasonCode.NOT_YOUR_STEP not in reasons(story, "teacher", "police/1", "withdraw")
    assert ReasonCode.NOT_YOUR_STEP in reasons(story, "colleague", "police/1", "withdraw")


def test_a_hold_is_named_on_the_steps_that_it_locks_and_on_no_other() -> None:
    story = ready(child_at_risk="yes")
    locked = reasons(story, "senior", "removal/1", "send")

    assert locked[ReasonCode.HELD].source.kind is SourceKind.HOLD
    assert locked[ReasonCode.HELD].source.names == ("safety",)
    assert locked[ReasonCode.HELD].clause == ""
    assert reasons(story, "senior", "removal/1", "take_back") == {}


def test_a_step_is_not_taken_before_what_led_to_it_nor_in_the_future() -> None:
    story = ready().wait(hours=2)
    before = replace(asked(story, "senior", "removal/1", "take_back"), happened_at=story.at - timedelta(days=2))
    to_come = replace(asked(story, "senior", "removal/1", "take_back"), happened_at=story.at + timedelta(days=1))

    def codes(request: Request) -> list[ReasonCode]:
        found = hindrances(story.policy, story.case, story.track("removal/1"), request, story.world)
        return [reason.code for reason in found]

    assert codes(before) == [ReasonCode.TOO_EARLY]
    assert codes(to_come) == [ReasonCode.TO_COME]


def test_a_sending_is_not_recorded_for_a_time_before_its_letter_was_issued() -> None:
    story = ready().wait(hours=5)
    story.issue("removal/1", "send")
    early = replace(asked(story, "senior", "removal/1", "send", "Web form"), happened_at=story.at - timedelta(hours=1))

    assert [each.code for each in refuse(story.policy, story.case, story.track("removal/1"), early, story.world)] == [
        ReasonCode.TOO_EARLY
    ]


def test_of_a_step_that_does_not_start_here_no_time_is_said() -> None:
    story = report()
    to_come = replace(asked(story, "senior", "removal/1", "send"), happened_at=story.at + timedelta(days=1))
    found = hindrances(story.policy, story.case, story.track("removal/1"), to_come, story.world)

    assert ReasonCode.NOT_YET in {each.code for each in found}
    assert ReasonCode.TO_COME not in {each.code for each in found}
