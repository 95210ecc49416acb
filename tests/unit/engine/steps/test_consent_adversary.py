"""Somebody who wants the police told although the person did not agree tries everything, and never gets it.

Steps, corrections, steps taken back, roles, people, time and another version of the policy are theirs to use. The model
beside them knows only who said what about the consent, in which order, and what of it was taken back by whom.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duecourse.policies.compiler import compile_sources
from engine.errors import BadAnswers, BadInput
from engine.history.migration import migrate
from engine.history.undo import blank_of, find_mistake, take_back
from engine.identity import PersonId
from engine.language.compiled import CompiledPolicy
from engine.record.values import Actor, Part
from engine.steps.transition import Refusal, Step
from tests.builders import Story, letter_ids, lumen, police_case
from tests.rungs import examples
from tests.unit.engine.steps.test_random_walks import answered, issue_drafts

THEY = "teacher"
"""The person whose consent it is; the others want to go past them."""
OTHERS = ("senior", "senior", "head", "deputy", "dsl")
SAYS = ("consent_answer", "pupil_answer", "withdraw", "pupil_withdraws", "withdraw_late", "pupil_withdraws_late")
CORRECTED: Mapping[str, tuple[str, ...]] = {
    "finding": ("threatening", "both", "neither", "unlawful_conduct"),
    "how_consented": ("signed", "oral", "email", "none"),
    "consent_witness": ("Somebody",),
    "consent_parts": ("name",),
}
WAYS = ("step", "step", "step", "step", "they", "correct", "undo", "role", "person", "migrate", "wait")


@cache
def next_version() -> CompiledPolicy:
    """Lumen once more, as another version of it: what it says is the same."""
    name = "policies/lumen.yaml"
    sources = {**lumen().sources, name: f"{lumen().sources[name]}\n# Looked at again.\n"}
    return compile_sources(sources, letter_ids())


@dataclass
class Said:
    """What was said about the consent, by the number of its event: by whom, whether it was a yes, and how."""

    words: dict[int, tuple[str, bool, str]] = field(default_factory=dict)
    witnessed: bool = False

    @property
    def in_force(self) -> bool:
        """Say whether there is a yes that nothing came after, and that came after no word of theirs but from them."""
        last = list(self.words.values())[-1:]
        if not last or not last[0][1]:
            return False
        who, _, how = last[0]
        refused = any(not yes for _, yes, _ in self.words.values())
        return (who == THEY or not refused) and (how != "oral" or self.witnessed)


def one_more(data: st.DataObject, story: Story, said: Said) -> None:
    """Let somebody try something; what is refused changes nothing."""
    what = data.draw(st.sampled_from(WAYS))
    if what in ("step", "they"):
        take(data, story, said, THEY if what == "they" else data.draw(st.sampled_from(OTHERS)))
    elif what == "undo":
        undo(story, said, data.draw(st.sampled_from((*OTHERS, THEY))))
    elif what == "correct":
        name = data.draw(st.sampled_from(sorted(CORRECTED)))
        value = data.draw(st.sampled_from(CORRECTED[name]))
        tried(story, lambda: story.correct("police/1", **{name: value}))
    elif what == "role":
        who = data.draw(st.sampled_from(("head", "deputy", THEY)))
        tried(story, lambda: story.assign("senior manager", who))
    elif what == "person" and len(story.case.people) < 4:
        story.add_person(f"somebody-{len(story.case.people)}", data.draw(st.sampled_from((Part.SUBJECT, Part.WITNESS))))
    elif what == "migrate":
        new = lumen() if story.case.policy_hash != lumen().hash else next_version()
        if tried(story, lambda: migrate(story.policy, new, story.case, story.change(), story.world)):
            story.policy = new
    else:
        story.wait(hours=data.draw(st.integers(1, 90)))
        story.sweep()


def tried(story: Story, ask: Callable[[], Step | Refusal]) -> bool:
    """Say whether something was done; what is refused, in whichever way, changes nothing."""
    try:
        result = ask()
    except (BadAnswers, BadInput):
        return False
    if isinstance(result, Step):
        story.keep(result)
    return isinstance(result, Step)


def take(data: st.DataObject, story: Story, said: Said, who: str) -> None:
    issue_drafts(story)
    allowed = [each for each in story.options(who).values() if each.allowed and each.on.startswith("police/")]
    # what the law lets go without consent is another way, and not the one that is tried here
    asked = [each for each in allowed if each.action not in ("emergency", "decide_without_consent")]
    if not asked:
        return
    option = data.draw(st.sampled_from(sorted(asked, key=lambda each: each.action)))
    facts, before = answered(data, story, option), story.state("police/1")
    if not tried(story, lambda: story.ask(who, option.on, option.action, **facts)):
        return
    note(story, said, who, str(option.action), facts)
    if before != "referred" and story.state("police/1") == "referred":
        assert said.in_force, said


def note(story: Story, said: Said, who: str, action: str, facts: Mapping[str, str]) -> None:
    number = story.case.revision
    if action in SAYS:
        yes = facts.get("consent.police_report") == "given"
        said.words[number] = who, yes, facts.get("how_consented", "")
        said.witnessed = bool(facts.get("consent_witness")) if yes else said.witnessed
    if action == "name_witness":
        said.witnessed = True


def undo(story: Story, said: Said, who: str) -> None:
    try:
        mistake = find_mistake(blank_of(story.case), story.entries)
    except BadInput:
        return
    by = replace(story.change(), by=Actor(PersonId(who)))
    if tried(story, lambda: take_back(story.policy, story.case, mistake, by, story.world)):
        gone = said.words.pop(mistake.event.sequence, None)
        # a no is taken back by nobody but them
        assert gone is None or gone[1] or who == THEY


@settings(
    max_examples=examples(30), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None
)
@given(st.data())
def test_nothing_that_others_do_gets_a_referral_out_without_a_consent_in_force(data: st.DataObject) -> None:
    story, said = police_case(), Said()
    story.act("senior", "police/1", "assess")
    story.act("senior", "police/1", "ask_consent")
    for _ in range(data.draw(st.integers(5, 20))):
        one_more(data, story, said)


def test_the_adversary_gets_it_out_where_the_person_agrees() -> None:
    story, said = police_case(), Said()
    story.act("senior", "police/1", "assess")
    story.act("senior", "police/1", "ask_consent")
    facts = {"consent.police_report": "given", "how_consented": "email"}
    story.act(THEY, "police/1", "consent_answer", **facts)
    note(story, said, THEY, "consent_answer", facts)
    story.send("senior", "police/1", "refer")

    assert said.in_force
    assert story.state("police/1") == "referred"
