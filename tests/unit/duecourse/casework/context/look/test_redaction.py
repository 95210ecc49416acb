"""Reasons are redacted by where they come from, never by their words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from duecourse.casework.context.look.redaction import OTHER_PART, Redaction, redacted
from engine.identity import PersonId, RoleName
from engine.language.guards import OTHERS
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from tests.builders import police_case

WORDS = "The police have to be asked first."


@pytest.fixture
def checker() -> Redaction:
    """The case before somebody who checks its removals and may not know of the police."""
    story = police_case()
    return redacted(
        story.policy,
        replace(story.case, team={**story.case.team, RoleName("checker"): (PersonId("hr"),)}),
        PersonId("hr"),
    )


def reason(kind: SourceKind, reads: tuple[str, ...] = (), on: str = "") -> Reason:
    return Reason(code=ReasonCode.UNMET, source=ReasonSource(kind, reads=reads, on=on), says=WORDS)


@pytest.mark.parametrize(
    "hidden",
    [
        reason(SourceKind.GUARD, reads=("police",)),
        reason(SourceKind.HOLD, reads=("removal", "police")),
        reason(SourceKind.NEVER, reads=(OTHERS,)),
        reason(SourceKind.RECORD, on="police/1"),
    ],
    ids=["a rule that looks there", "a hold that looks there too", "what looks at every procedure", "what lies there"],
)
def test_a_reason_that_comes_from_what_is_hidden_is_told_without_its_words(checker: Redaction, hidden: Reason) -> None:
    assert checker.reasons([hidden], acts=True) == (OTHER_PART,)


@pytest.mark.parametrize(
    "seen",
    [
        reason(SourceKind.GUARD),
        reason(SourceKind.GUARD, reads=("removal",)),
        reason(SourceKind.RECORD, on="removal/1"),
    ],
    ids=["a rule of the step alone", "a rule that looks at what is seen", "what lies where it is seen"],
)
def test_a_reason_in_the_same_words_from_elsewhere_is_told(checker: Redaction, seen: Reason) -> None:
    assert checker.reasons([seen], acts=True) == (seen,)


def test_those_who_see_everything_are_told_everything() -> None:
    story = police_case()
    every = (reason(SourceKind.GUARD, reads=("police", OTHERS)), reason(SourceKind.RECORD, on="police/1"))

    assert redacted(story.policy, story.case, PersonId("senior")).reasons(every, acts=True) == every
