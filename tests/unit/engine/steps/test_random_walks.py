"""Whatever people are allowed to do, in whatever order: the record holds and replay gives the same case."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.changes.contents import change_letter
from engine.errors import BadAnswers, BadInput
from engine.history.undo import blank_of, find_mistake, take_back
from engine.identity import FactName, PersonId, TrackName
from engine.questions.answers import options_of
from engine.record.chain import verify
from engine.record.replay import apply
from engine.record.snapshot import decode_case, encode_case
from engine.record.values import Actor, Part
from engine.steps.options import Option
from engine.steps.transition import Refusal, Step
from tests.builders import CALM, POSTS, REMOVAL_TRACK, Story, blank, report
from tests.rungs import examples

ADDRESSES = ["https://posts.example/1", "https://posts.example/2"]
FREE = {"count": "3", "date": "2026-11-16", "time": "2026-11-16T08:30Z", "text": "Words", "person": "Somebody"}
AHEAD = {**FREE, "date": "2027-11-16", "time": "2027-11-16T08:30Z"}


def answered(data: st.DataObject, story: Story, option: Option) -> dict[str, str]:
    """Some answer to every question of a step."""
    facts = story.policy.track(TrackName(option.on.split("/")[0])).definition.facts
    answers = {}
    for ask in option.asks:
        allowed = tuple(ask.options)
        if ask.type != "consent" and not allowed:
            allowed = tuple(options_of(facts[FactName(ask.name)], story.policy.definition))
        free = AHEAD if FactName(ask.name) in facts and facts[FactName(ask.name)].future else FREE
        answers[ask.name] = data.draw(st.sampled_from(allowed)) if allowed else free.get(ask.type, ADDRESSES[0])
    return answers


def issue_drafts(story: Story) -> None:
    """Issue every letter that waits to be sent, so that sendings are among the steps to choose from."""
    for letter in list(story.case.letters.values()):
        if letter.action and letter.status == "draft":
            issued = replace(letter, status="issued")
            story.keep(change_letter(story.policy, story.case, issued, story.change(), story.world))


def one_more(data: st.DataObject, story: Story) -> None:
    """Let something happen: time, a new person, an address, a hold, or a step that somebody may take."""
    story.wait(hours=data.draw(st.integers(0, 40)))
    issue_drafts(story)
    what = data.draw(st.sampled_from(["act", "act", "act", "act", "undo", "sweep", "person", "address", "hold"]))
    if what == "sweep":
        story.sweep()
    elif what == "person" and len(story.case.people) < 4:
        parts = st.sampled_from([Part.AFFECTED, Part.CHILD, Part.SUBJECT])
        story.add_person(f"somebody-{len(story.case.people)}", data.draw(parts))
    elif what == "address" and not story.track("case/1").ended and len(story.case.addresses) < 3:
        story.add_address(ADDRESSES[1])
    elif what == "undo":
        take_a_step_back(data, story)
    elif what == "hold":
        held = "preservation" in story.track("removal/1").held_by_hand
        story.keep(story.hold("removal/1", "preservation", active=not held))
    else:
        take_a_step(data, story)


def take_a_step_back(data: st.DataObject, story: Story) -> None:
    """Take the last step back where that can be done; otherwise nothing changes."""
    who = data.draw(st.sampled_from(["senior", "head", "deputy", "dsl", "teacher"]))
    try:
        mistake = find_mistake(blank_of(story.case), story.entries)
    except BadInput:
        return
    result = take_back(story.policy, story.case, mistake, replace(story.change(), by=Actor(PersonId(who))), story.world)
    if isinstance(result, Step):
        story.keep(result)


def take_a_step(data: st.DataObject, story: Story) -> None:
    who = data.draw(st.sampled_from(["senior", "senior", "head", "deputy", "dsl", "teacher"]))
    allowed = [option for option in story.options(who).values() if option.allowed]
    option = data.draw(st.sampled_from(allowed)) if allowed else None
    if option is None:
        return
    before = story.case
    try:
        result = story.ask(who, option.on, option.action, **answered(data, story, option))
    except BadAnswers:
        # answers that contradict each other, or that nothing called for, are asked again, and nothing is recorded
        definition = story.policy.track(TrackName(option.on.split("/")[0])).definition
        assert definition.contradictions or definition.actions[option.action].only_if
        assert story.case == before
        return
    if isinstance(result, Step):
        story.keep(result)
    assert not isinstance(result, Refusal), f"{option.on} {option.action} was offered and then refused: {result}"
    assert story.case.revision == before.revision + 1


@settings(max_examples=examples(30), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data(), st.sampled_from(["no", "dont_know", "yes"]), st.sampled_from(["child_at_risk", "illegal_image"]))
def test_a_random_walk_keeps_the_chain_valid_and_replay_gives_the_same_case(
    data: st.DataObject, danger: str, question: str
) -> None:
    story = report(answers={**CALM, question: danger})
    for _ in range(data.draw(st.integers(5, 25))):
        one_more(data, story)

        assert apply(blank(story.policy), story.entries) == story.case
        assert verify(story.entries) == story.case.head
        assert decode_case(encode_case(story.case)) == story.case
        invariants(story)


def invariants(story: Story) -> None:
    """What must hold of a case at any moment."""
    case = story.case
    assert [entry.event.sequence for entry in story.entries] == list(range(1, case.revision + 1))
    affected = {person for person, parts in case.people.items() if Part.AFFECTED in parts}
    offered = (*case.of_track(TrackName("support")), *case.of_track(TrackName("help")))
    assert affected <= {instance.person for instance in offered}
    for people in case.team.values():
        assert not any(case.is_part(person, Part.SUBJECT, Part.AFFECTED, Part.CHILD) for person in people)
        assert all(person in POSTS for person in people)
    for number, address in case.addresses.items():
        removal = next(instance for instance in case.of_track(REMOVAL_TRACK) if instance.about == f"address/{number}")
        assert not (address.flagged and removal.state in ("ready", "requested", "reminded"))
    seen = [(alert.on, alert.deadline, alert.alert, alert.round) for alert in case.alerts.values()]
    assert len(seen) == len(set(seen))
    for clock in case.deadlines.values():
        assert clock.state != "open" or clock.due_at is not None or clock.paused
        assert clock.started_at <= story.at
    for instance in case.tracks.values():
        assert instance.ended == story.policy.track(instance.track).definition.states[instance.state].end
