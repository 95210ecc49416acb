"""A post that says that a child was mistreated goes to the safeguarding lead before anybody writes to its author."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from engine.changes.contents import correct
from engine.errors import BadAnswers
from engine.identity import ActionName, FactName, InstanceId, TrackName
from tests.builders import Story, library
from tests.unit.engine.steps.clocks.test_elsewhere import POST
from tests.unit.engine.steps.clocks.test_elsewhere import told as begun

ON = InstanceId("parent/1")
SAYS_SO: Mapping[str, str] = {**POST, "kind": "malicious", "mistreats_child": "yes"}
PREPARED = {
    "parent_name": "Parent Invented",
    "why": "worrying",
    "ask_for": "meet",
    "expectations_sent": "no",
}
NOT_HEARD = "the safeguarding lead has not been heard"


def seen(policy: str = "lumen") -> Story:
    return begun(library().current(policy), parents=1)


def lead_clears(story: Story, number: int = 1) -> None:
    story.act("dsl", f"safeguarding/{number}", "decide", dsl_answer="no_further_action", reasons="Looked into.")


@pytest.mark.parametrize("policy", ["lumen", "link", "tasmat"])
def test_the_lead_is_told_at_once_and_their_procedure_is_open(policy: str) -> None:
    story = seen(policy)
    assert not story.case.of_track(TrackName("safeguarding"))
    before = len(story.tells)
    story.act("senior", ON, "classify", **SAYS_SO)

    assert story.state("safeguarding/1") == "concern_raised"
    assert "dsl" in {person for told in story.tells[before:] for person in told.people}
    assert story.clock_state("safeguarding/1 tell") == "open"


def test_the_answer_put_right_later_tells_the_lead_then() -> None:
    story = seen()
    story.act("senior", ON, "classify", **{**SAYS_SO, "mistreats_child": "no"})
    change = story.change(reason="It was read again.")
    story.keep(correct(story.policy, story.case, ON, {"mistreats_child": "yes"}, change, story.world))

    assert story.state("safeguarding/1") == "concern_raised"


@pytest.mark.quotes
def test_such_a_post_is_never_left_alone_as_an_opinion() -> None:
    with pytest.raises(BadAnswers, match="more than an opinion"):
        seen().act("senior", ON, "classify", **{**SAYS_SO, "kind": "protected_opinion"})


@pytest.mark.quotes
@pytest.mark.parametrize(("kind", "step"), [("malicious", "send"), ("complaint_in_disguise", "redirect")])
def test_nobody_writes_to_the_parent_before_the_lead_was_heard_and_has_cleared_it(kind: str, step: str) -> None:
    story = seen()
    story.act("senior", ON, "classify", **{**SAYS_SO, "kind": kind})
    if step == "send":
        story.act("senior", ON, "prepare", **PREPARED)
    assert NOT_HEARD in story.refused("senior", ON, step)
    assert "has not said yet that the person may be told" in story.refused("senior", ON, step)

    story.act("dsl", ON, "record_lead", lead_words="It is looked into.")
    assert NOT_HEARD not in story.refused("senior", ON, step)
    lead_clears(story)
    said = {"parent_name": "Parent Invented", "complaint_words": "The dining hall."}
    if step == "send":
        story.send("senior", ON, step)
    else:
        story.act("senior", ON, step, **said)


@pytest.mark.quotes
def test_what_the_lead_said_of_one_post_does_not_stand_for_the_next() -> None:
    story = seen()
    story.act("senior", ON, "classify", **SAYS_SO)
    story.act("senior", ON, "record_lead", lead_words="It is looked into.")
    lead_clears(story)
    story.act("senior", ON, "prepare", **PREPARED)
    story.send("senior", ON, "send")
    story.act("senior", ON, "response", parent_said="removed")
    story.act("senior", ON, "look_again", new_facts="Another post.")
    story.act("senior", ON, "classify", **SAYS_SO)
    story.act("senior", ON, "prepare", **PREPARED)

    assert NOT_HEARD in story.refused("senior", ON, "send")


def test_the_lead_looks_into_the_procedure_and_takes_this_step_alone() -> None:
    track = library().current("lumen").track(TrackName("parent")).definition

    assert "DSL" in track.seen_by
    assert [name for name, action in track.actions.items() if "DSL" in action.by] == [ActionName("record_lead")]
    assert track.facts[FactName("lead")].set
