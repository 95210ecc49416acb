"""What follows from a step: letters that are asked for and stopped, and what must never be."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.identity import NO_ACTION, NOWHERE, ActionName, ClockId, InstanceId
from engine.language.compiled import CompiledPolicy
from engine.language.guards import Compare, Reference, reads
from engine.language.machine import compile_track
from engine.language.never_rules import Never
from engine.reasons import ReasonCode, ReasonSource, SourceKind
from engine.record.effects import Effect, LetterChanged
from engine.record.values import Letter
from engine.steps.consequences import settle_all
from engine.steps.deadlines import Happening
from engine.steps.transition import Recording, Refusal
from tests.builders import MONDAY, REMOVAL_TRACK, lumen, police_case, ready, report
from tests.unit.engine.steps.in_the_making import LATER, recording

REMOVAL = InstanceId("removal/1")


def of(found: Recording, kind: type[Effect]) -> list[Effect]:
    return [each for each in found.effects if isinstance(each, kind)]


# Letters


PLAIN = Letter(number=9, template="L02-takedown-request", on=REMOVAL, status="draft", action=ActionName("send"))


@pytest.mark.parametrize(
    ("letter", "stopped"),
    [
        (PLAIN, True),
        (replace(PLAIN, status="issued"), True),
        (replace(PLAIN, status="dispatched"), False),
        (replace(PLAIN, status="withdrawn"), False),
        (replace(PLAIN, action=NO_ACTION), False),
        (replace(PLAIN, on=InstanceId("removal/2")), False),
        (replace(PLAIN, on=NOWHERE), False),
    ],
    ids=["a draft", "issued", "sent", "withdrawn", "no step", "of another instance", "of none"],
)
def test_a_letter_is_stopped_where_its_step_can_no_longer_be_taken(letter: Letter, stopped: bool) -> None:
    story = report()
    story.case = replace(story.case, letters={"9": letter})
    found = recording(story)
    settle_all(found, [Happening(on=REMOVAL, left="ready", action=ActionName("take_back"))])
    changed = LetterChanged(replace(letter, status="stopped", since=found.event.at))

    assert (changed in found.effects) is stopped
    assert (found.case.letters["9"].status == "stopped") is stopped


@pytest.mark.parametrize(
    ("left", "action", "asked"), [("to_decide", "decide", True), ("ready", "prepare", False), ("ready", "", True)]
)
def test_a_letter_is_drafted_on_coming_to_the_state_before_it_and_not_by_staying(
    left: str, action: str, asked: bool
) -> None:
    story = ready()
    story.case = replace(story.case, letters={})
    found = recording(story)
    settle_all(found, [Happening(on=REMOVAL, left=left, action=ActionName(action))])

    assert [(each.template, each.on, each.action) for each in found.case.letters.values()] == (
        [("L02-takedown-request", REMOVAL, "send")] if asked else []
    )
    assert found.drafts == ([1] if asked else [])


def test_a_letter_that_may_still_be_sent_is_kept() -> None:
    found = recording(ready())
    settle_all(found, [Happening(on=REMOVAL, left="ready", action=ActionName("prepare"))])

    assert of(found, LetterChanged) == []


# What must never be


def forbidding(*rules: Never) -> CompiledPolicy:
    track = compile_track(lumen().track(REMOVAL_TRACK).definition.model_copy(update={"never": rules}))
    return replace(lumen(), tracks={**lumen().tracks, REMOVAL_TRACK: track})


@pytest.mark.parametrize(
    ("entering", "always", "left", "broken"),
    [
        ("ready", False, "to_decide", True),
        ("ready", False, "ready", False),
        ("to_decide", False, "to_decide", False),
        ("any", False, "to_decide", True),
        ("", True, "ready", True),
    ],
)
def test_what_must_never_be_is_looked_at_on_entering_a_state_or_always(
    entering: str, always: bool, left: str, broken: bool
) -> None:
    when = Compare(Reference("", "approach"), "==", ("ask_host",))
    other = Compare(Reference("", "approach"), "==", ("no_approach",))
    rules = [Never.model_construct(entering=entering, always=always, when=each, says="x") for each in (other, when)]
    found = settle_all(
        recording(ready(), forbidding(*rules)), [Happening(on=REMOVAL, left=left, action=ActionName("decide"))]
    )

    source = ReasonSource(SourceKind.NEVER, (entering,), reads=reads(when))

    assert [(each.code, each.source) for each in found] == [(ReasonCode.NEVER, source)] * broken


def test_a_step_that_would_break_such_a_rule_is_refused_and_changes_nothing() -> None:
    story = report()
    when = Compare(Reference("", "approach"), "==", ("ask_host",))
    story.policy = forbidding(Never.model_construct(entering="ready", always=False, when=when, says="asking a host"))
    result = story.ask("senior", "removal/1", "decide", approach="ask_host", approach_reason="It is unkind.")

    assert isinstance(result, Refusal)
    assert [each.code for each in result.reasons] == [ReasonCode.NEVER]
    assert story.state("removal/1") == "to_decide"


# Times


def test_clocks_follow_the_time_of_each_happening_and_else_that_of_the_event() -> None:
    story = report()
    earlier = MONDAY + timedelta(hours=2)
    for happened_at, ended_at in ((earlier, earlier), (None, LATER)):
        found = recording(story)
        found.case = found.case.with_track(replace(found.case.tracks[REMOVAL], state="removed"))
        settle_all(found, [Happening(on=REMOVAL, left="to_decide", action=ActionName("send"), happened_at=happened_at)])
        assert found.case.deadlines[ClockId("removal/1 request")].ended_at == ended_at


def test_the_hold_of_the_police_reaches_every_address() -> None:
    story = police_case()
    story.add_address("https://posts.example/2")
    story.act("senior", "police/1", "emergency", emergency_words="Called 999 at ten.")
    story.act("senior", "police/1", "police_answer", police_said="hold")

    assert [each.held for each in story.case.of_track(REMOVAL_TRACK)] == [("preservation",)] * 2
