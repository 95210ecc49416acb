"""A condition of a policy past which another step leads is refused, with its line and the step that is open."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from duecourse.bootstrap import build_letters
from duecourse.policies.compiler import compile_sources
from duecourse.policies.library import read_workflows
from engine.errors import BadFiles, Finding


def changed(policy: str, pattern: str, instead: str = "") -> Mapping[str, str]:
    """Change a shipped policy; a pattern that is not there is a fault of the test."""
    name = f"policies/{policy}.yaml"
    sources = {each: text for each, text in read_workflows().items() if each.startswith("tracks/") or each == name}
    sources[name], found = re.subn(pattern, instead, sources[name], count=1, flags=re.DOTALL)
    assert found, f"{pattern} is not in {name} any more"
    return sources


def found(policy: str, pattern: str, instead: str = "") -> list[Finding]:
    try:
        compile_sources(changed(policy, pattern, instead), build_letters().kinds())
    except BadFiles as bad:
        return list(bad.findings)
    return []


def condition(step: str, that: str) -> str:
    """The lines of a condition of a step, with what stands between the step and it kept."""
    return rf"(      {step}:\n(?:        [^\n]*\n)*?)        - that: {re.escape(that)}\n(?:          [^\n]*\n)*"


OUTSIDE = "hosted in (own_site, no_site)"
SURE = "anonymous == no or attribution == high"


@pytest.mark.parametrize(("without", "left"), [("renew", "approve"), ("approve", "renew")])
def test_what_is_asked_before_an_entry_is_in_force_is_asked_when_it_is_renewed_and_the_other_way_round(
    without: str, left: str
) -> None:
    [said] = found("tasmat", condition(without, OUTSIDE), r"\1")

    assert said.line
    assert said.where.startswith(f"tracks.register.requires.{left}.")
    assert said.wrong == f"'{without}' leads to 'in_force' as well, and does not ask for this"
    assert said.allowed == (
        f"say it under `requires` of '{without}' too, or say under `alone` of this condition why it is asked here only"
    )


def test_a_condition_that_is_asked_at_one_step_only_says_why() -> None:
    [said] = found("lseat", r"          alone: Only a new entry asks both posts\n")

    assert (said.where, said.wrong) == (
        "tracks.register.requires.renew.0.that",
        "'approve' leads to 'in_force' as well, and does not ask for this",
    )


def test_a_reason_that_is_not_needed_is_refused() -> None:
    reason = r"\g<0>          alone: We like it so\n"

    [said] = found("tasmat", condition("renew", OUTSIDE), reason)

    assert said.where == "tracks.register.requires.renew.2.alone"
    assert "stands at every step where it matters" in said.wrong


def test_steps_that_part_the_cases_between_them_need_not_ask_the_same() -> None:
    asked = found("link", condition("answer", "friends == no"), r"      answer: []\n")

    assert [(each.where, each.wrong) for each in asked] == [
        (
            "tracks.query.requires.talk_over.0.that",
            "'answer' leads to 'answered' as well, and does not ask for this",
        )
    ]


def test_what_is_asked_before_a_letter_is_prepared_is_asked_again_before_it_is_sent() -> None:
    said = found("lseat", condition("call_hearing", SURE), "")

    assert [(each.where, each.wrong) for each in said] == [
        (
            "tracks.discipline.requires.arrange_hearing.0.that",
            "'call_hearing' sends what comes of this step, and does not ask for this once more",
        )
    ]


def test_what_may_not_be_sent_is_not_prepared_where_only_a_correction_could_help() -> None:
    said = found("lseat", condition("arrange_hearing", SURE), "")

    assert [each.where for each in said] == ["tracks.discipline.requires.call_hearing.0.that"]
    assert "'arrange_hearing' leads here, does not ask for this, and no step here changes the answer" in said[0].wrong


def test_a_step_that_comes_only_afterwards_need_not_ask_again() -> None:
    once = r"\1    requires:\n      decide:\n        - {that: attribution == high, else: Not yet., cites: [4.7]}\n"

    # The headteacher's word on exclusion leads to the same place, and comes only after the decision
    assert found("lseat", r"(  pupil:\n    cites:\n[^\n]*\n)    requires:\n.*?(?=  parent:)", once) == []


def test_a_reason_in_a_track_means_nothing_and_is_refused() -> None:
    sources = dict(changed("lumen", "policy: lumen", "policy: lumen"))
    sources["tracks/media.yaml"] = sources["tracks/media.yaml"].replace(
        "that: not case.ended", "that: not case.ended, alone: So it is"
    )

    with pytest.raises(BadFiles) as caught:
        compile_sources(sources, build_letters().kinds())

    [said] = caught.value.findings
    assert (said.where, said.wrong) == ("actions.refer_again.requires.0.alone", "means nothing in a track")
