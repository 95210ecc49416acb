"""The police and somebody who has not answered: a call that was made already, and a report without asking."""

from __future__ import annotations

import pytest

from duecourse.casework.commands.letter_checks.approval_state import asked_of
from engine.errors import BadAnswers
from engine.identity import ActionName, InstanceId
from engine.ports.records import LetterKind
from engine.record.values import Letter
from tests.builders import CALM, Story, police_case, report

CALLED = {"called_words": "The headteacher rang 101 on Monday, EX/1."}


def test_a_call_that_did_not_wait_for_the_person_needs_the_danger_for_which_it_was_made() -> None:
    story = police_case("threatening")

    with pytest.raises(BadAnswers, match="Only danger goes before that"):
        story.ask("senior", "police/1", "assess", **CALLED)
    story.act("senior", "police/1", "assess", **CALLED, called_because="Somebody stood at the gate with a knife.")


def test_who_is_known_and_was_not_asked_is_gone_past_only_with_the_reason_for_not_asking() -> None:
    story = police_case("unlawful_conduct")
    story.act("senior", "police/1", "assess")

    with pytest.raises(BadAnswers, match="was not asked"):
        story.ask("senior", "police/1", "decide_without_consent", reason="It is a crime.")
    story.act("senior", "police/1", "decide_without_consent", reason="It is a crime.", why_not_asked="In hospital.")


def found(policy: str, *, affected: tuple[str, ...]) -> Story:
    story = report(policy=policy, affected=affected, answers=CALM)
    story.act("head", "case/1", "triage", scope="in_scope", scope_reason="Ours", danger_confirmed="yes")
    story.act("head", "case/1", "open_tracks", routes="police", routes_because="It is needed.")
    return story


@pytest.mark.parametrize("policy", ["link", "tasmat"])
def test_a_policy_without_a_clause_for_it_goes_past_nobody_who_could_be_asked(policy: str) -> None:
    known, nobody = found(policy, affected=("teacher",)), found(policy, affected=())
    for story in (known, nobody):
        story.act("head", "police/1", "assess", finding="unlawful_conduct")

    asked = {"reason": "It is a crime.", "why_not_asked": "Away."}
    assert "no clause on going to the police without them" in known.refused(
        "head", "police/1", "decide_without_consent", **asked
    )
    nobody.act("head", "police/1", "decide_without_consent", reason="It is a crime.")
    assert nobody.state("police/1") == "ready_without_consent"


def test_a_second_person_reads_the_report_without_consent_and_not_the_one_that_the_person_agreed_to() -> None:
    kind = LetterKind(
        id="L08-x", number="L08", title="x", addressee="x", approval="always", approval_of=("police.refer_unlawful",)
    )
    sent = {
        step: asked_of(
            kind, Letter(number=1, template="L08-x", on=InstanceId("police/1"), status="draft", action=ActionName(step))
        )
        for step in ("refer", "refer_unlawful", "refer_confirmed")
    }

    assert sent == {"refer": "", "refer_unlawful": "always", "refer_confirmed": ""}
