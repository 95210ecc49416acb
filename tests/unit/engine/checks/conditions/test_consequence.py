"""Whether a condition follows from others is told by every way in which what they read may stand."""

from __future__ import annotations

import pytest

from duecourse.policies.library import read_workflows
from engine.checks.conditions.consequence import Consequences
from engine.language.guard_parser import parse
from engine.language.model_loader import load
from engine.language.track_definition import TrackDefinition


def definition(name: str) -> TrackDefinition:
    file = f"tracks/{name}.yaml"
    return load(TrackDefinition, read_workflows()[file], file)[0]


@pytest.fixture(scope="module")
def register() -> Consequences:
    return Consequences(definition("register"), definition("case"))


@pytest.mark.parametrize(
    ("given", "wanted", "so"),
    [
        (["register == permission"], "register in (permission, account)", True),
        (["register in (permission, account)"], "register == permission", False),
        ([], "register == permission", False),
        # Not answered is no answer: a comparison does not hold, and a condition that asks for one is not kept
        (["permission_for != with_pupils"], "recorded.permission_for", True),
        (["not recorded.permission_for or permission_for != with_pupils"], "recorded.permission_for", False),
        (["register != account or second_approval == yes", "register == account"], "second_approval == yes", True),
        (["recorded.second_words"], "recorded.second_words", True),
        (["done.talk_over"], "done.talk_over or due.expiry", True),
        (["due.expiry"], "done.talk_over", False),
        (["evidence.any >= 2"], "evidence.any >= 1", True),
        (["evidence.any >= 1"], "evidence.any >= 2", False),
        (["case.child_at_risk == yes"], "case.child_at_risk in (yes, dont_know)", True),
        (["any(police.hold_asked == yes)"], "any(police.hold_asked == yes)", True),
        (["any(police.hold_asked == yes)"], "all(police.hold_asked == yes)", False),
    ],
)
def test_a_condition_follows_where_no_way_in_which_things_may_stand_is_against_it(
    register: Consequences, given: list[str], wanted: str, so: bool
) -> None:
    assert register.follows(parse(wanted), [parse(each) for each in given]) is so


def test_a_consent_and_ticked_answers_are_followed_as_well() -> None:
    police = Consequences(definition("police"), definition("case"))

    assert police.follows(parse("consent.police_report != asked"), [parse("consent.police_report == given")])
    assert not police.follows(parse("consent.police_report == given"), [parse("consent.police_report != asked")])

    shell = Consequences(definition("case"), definition("case"))
    assert shell.follows(parse("police in routes"), [parse("police in routes and support in routes")])
    assert not shell.follows(parse("support in routes"), [parse("police in routes")])


def test_conditions_exclude_each_other_where_they_never_hold_together(register: Consequences) -> None:
    assert register.exclude([parse("register == permission"), parse("register == account")])
    assert not register.exclude([parse("register == permission"), parse("recorded.permission_for")])
    assert not register.exclude([])
