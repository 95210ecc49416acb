"""What a guard sees of one instance of a real case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from engine.identity import CASE, ClockId, InstanceId, TrackName
from engine.language.guards import Atom, Quantified, Reference
from engine.record.case import Case
from engine.record.values import Answer, Evidence
from engine.steps.guard_view import InstanceGuardView, atom
from tests.builders import MONDAY, REMOVAL_TRACK, by_fact, lumen, report, requested

FIRST, SECOND, COPY = InstanceId("removal/1"), InstanceId("removal/2"), InstanceId("own_content/1")


def view(case: Case, on: InstanceId = FIRST, at: datetime = MONDAY) -> InstanceGuardView:
    return InstanceGuardView(case, case.tracks[on], lumen().definitions, at)


def read(case: Case, name: str, on: InstanceId = FIRST, at: datetime = MONDAY) -> Atom:
    """Read a name as it stands in a file."""
    scope, _, own = name.rpartition(".")
    return view(case, on, at).read(Reference(scope, own))


def two_addresses() -> Case:
    """A case with two addresses, the first of which has another procedure as well."""
    case = report(addresses=("https://posts.example/1", "https://posts.example/2")).case
    return case.with_track(replace(case.tracks[FIRST], track=TrackName("own_content")))


def with_evidence(case: Case, *kept: tuple[str, InstanceId]) -> Case:
    items = (Evidence(number=n, kind=kind, on=on, sha256="0" * 64) for n, (kind, on) in enumerate(kept, 1))
    return replace(case, evidence={str(item.number): item for item in items})


def answered(case: Case, on: InstanceId, answers: Mapping[str, Answer]) -> Case:
    return case.with_track(replace(case.tracks[on], answers=by_fact(answers)))


def test_evidence_is_counted_by_its_kind_and_all_of_it_together() -> None:
    case = with_evidence(two_addresses(), ("screenshot", FIRST), ("screenshot", FIRST), ("message", FIRST))

    assert read(case, "evidence.screenshot") == 2
    assert read(case, "evidence.message") == 1
    assert read(case, "evidence.any") == 3
    assert read(case, "evidence.recording") == 0


def test_what_was_kept_of_an_address_counts_in_its_procedures_and_in_no_others() -> None:
    case = with_evidence(two_addresses(), ("screenshot", FIRST))

    assert [read(case, "evidence.screenshot", on) for on in (FIRST, COPY, SECOND, CASE)] == [1, 1, 0, 0]


def test_what_was_shut_away_unseen_is_no_copy_on_which_a_step_may_rest() -> None:
    case = with_evidence(two_addresses(), ("screenshot", FIRST), ("message", FIRST))
    case = replace(case, evidence={**case.evidence, "1": replace(case.evidence["1"], quarantined=True)})

    assert (read(case, "evidence.screenshot"), read(case, "evidence.any")) == (0, 1)


def test_evidence_of_one_procedure_without_an_address_counts_in_no_other_without_one() -> None:
    case = report().case
    other = InstanceId("safeguarding/1")
    case = with_evidence(case.with_track(replace(case.tracks[CASE], track=other.track)), ("message", CASE))

    assert case.tracks[other].about == case.tracks[CASE].about
    assert [read(case, "evidence.message", on) for on in (CASE, other, FIRST)] == [1, 0, 0]


@pytest.mark.parametrize(
    ("name", "hours", "seen"),
    [
        ("due.check", 24, True),
        ("due.check", 23.99, False),
        ("overdue.check", 26, True),
        ("overdue.check", 25.99, False),
    ],
)
def test_a_clock_is_due_at_its_time_and_overdue_when_its_grace_is_over(name: str, hours: float, seen: bool) -> None:
    assert read(requested().case, name, at=MONDAY + timedelta(hours=hours)) is seen


@pytest.mark.parametrize("name", ["due.request", "overdue.request", "due.nothing", "overdue.nothing"])
def test_a_clock_that_does_not_run_is_neither_due_nor_overdue(name: str) -> None:
    case = requested().case

    assert case.deadlines[ClockId("removal/1 request")].state == "met"
    assert read(case, name, at=MONDAY + timedelta(days=30)) is False


def test_the_clock_of_another_instance_is_not_its_own() -> None:
    case = report(addresses=("https://posts.example/1", "https://posts.example/2")).case
    late = replace(case.deadlines[ClockId("removal/2 request")], due_at=MONDAY, overdue_at=MONDAY)
    case = replace(case, deadlines={**case.deadlines, late.key: late})

    assert read(case, "overdue.request", SECOND) is True
    assert read(case, "overdue.request", FIRST) is False


def test_a_consent_that_nobody_asked_for_says_so() -> None:
    case = report().case
    given = case.with_track(replace(case.tracks[FIRST], consents={"police_report": "given"}))

    assert read(case, "consent.police_report") == "not_asked"
    assert read(given, "consent.police_report") == "given"
    assert read(given, "consent.something_else") == "not_asked"


def test_an_answer_is_recorded_until_it_is_taken_back() -> None:
    case = report().case
    answers = {
        "said": Answer("value", "x"),
        "words": Answer("words"),
        "open": Answer("unknown"),
        "gone": Answer("cleared"),
    }
    case = answered(case, FIRST, answers)
    seen = {name: read(case, f"recorded.{name}") for name in (*answers, "never")}

    assert seen == {"said": True, "words": True, "open": True, "gone": False, "never": False}


def test_the_case_is_read_from_the_shell_and_a_plain_name_from_the_instance_itself() -> None:
    case = answered(report().case, CASE, {"same": Answer("value", "of the case")})
    case = answered(case, FIRST, {"same": Answer("value", "of the address")})

    assert read(case, "case.same") == "of the case"
    assert read(case, "same") == "of the address"


def test_only_the_end_of_every_other_procedure_ends_the_others() -> None:
    case = report(addresses=("https://posts.example/1", "https://posts.example/2")).case
    others = [on for on in case.tracks if on not in (CASE, FIRST)]
    assert len(others) > 1
    assert read(case, "others.ended") is False

    for on in others:
        assert read(case, "others.ended") is False
        case = case.with_track(replace(case.tracks[on], ended=True))

    assert not case.tracks[CASE].ended
    assert not case.tracks[FIRST].ended
    assert read(case, "others.ended") is True
    assert [read(case, "ended", on) for on in (FIRST, SECOND)] == [False, True]


def test_a_quantifier_sees_each_instance_of_its_track_at_the_same_moment() -> None:
    case = report(addresses=("https://posts.example/1", "https://posts.example/2")).case
    late = MONDAY + timedelta(days=3)
    found = view(case, CASE, late).instances(Quantified(False, REMOVAL_TRACK, Reference("", "ended")))

    assert [each.instance.on for each in found] == [FIRST, SECOND]
    assert all(each.case is case and each.happened_at == late for each in found)
    assert [each.read(Reference("overdue", "request")) for each in found] == [True, True]
    assert [each.read(Reference("", "ended")) for each in found] == [False, False]


def test_a_question_that_nobody_answered_has_the_value_that_it_begins_with_or_none() -> None:
    facts = {name: fact for track in lumen().definitions.values() for name, fact in track.facts.items()}
    begins = next(fact for fact in facts.values() if fact.initial)
    plain = next(fact for fact in facts.values() if not fact.initial)

    assert atom(begins, None) == begins.initial
    assert atom(plain, None) is None
    assert atom(None, None) is None
    assert atom(begins, Answer("cleared", "old")) is None
    assert atom(begins, Answer("unknown")) is None
    assert atom(plain, Answer("value", "new")) == "new"
