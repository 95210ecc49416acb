"""No byte of a flagged page by any route: the gate is the engine's own (ruling 9)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from engine.addresses.reported import as_meant, page_of, pages_in
from engine.changes.change import Change
from engine.changes.contents import add_address, add_evidence, correct, flag_address
from engine.identity import CASE, InstanceId, PersonId
from engine.language.compiled import CompiledPolicy
from engine.language.machine import compile_track
from engine.record.case import Actor, Evidence
from engine.steps.image_gate import image_gate, is_shut_away
from engine.steps.permissions import Request
from engine.steps.take import act
from engine.steps.transition import Refusal, Step, World
from tests.builders import Story, ready, report, said

FIRST, SECOND = "https://posts.example/1", "https://other.example/2"


@dataclass
class Told:
    """A case with what is known of the pages in it."""

    story: Story

    @property
    def world(self) -> World:
        words = {
            (entry.event.sequence, key): text.text for entry in self.story.entries for key, text in entry.words.items()
        }
        return replace(self.story.world, pages=pages_in(as_meant(words)))

    def add(self, on: str, url: str = "") -> Step | Refusal:
        story = self.story
        item = Evidence(number=len(story.case.evidence) + 1, kind="screenshot", on=InstanceId(on), sha256="0" * 64)
        return add_evidence(story.policy, story.case, item, {"url": url}, story.change(), self.world)

    def act(self, who: str, on: str, action: str, **facts: str) -> None:
        story = self.story
        request = Request(on=InstanceId(on), action=action, by=Actor(PersonId(who)), happened_at=story.at, facts=facts)
        story.keep(act(story.policy, story.case, request, self.world))

    def correct(self, who: str, **facts: str) -> Step | Refusal:
        story = self.story
        return correct(story.policy, story.case, CASE, facts, story.change(who), self.world)


def flagged(*addresses: str) -> Told:
    told = Told(report(addresses=addresses or (FIRST, SECOND)))
    told.act("senior", "removal/1", "flag")
    return told


@pytest.mark.parametrize("on", ["case/1", "removal/1", "removal/2", "support/1"])
@pytest.mark.parametrize(
    "url",
    [
        FIRST,
        "HTTP://www.Posts.example/1/?utm_source=x#c",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fposts.example%2F1",
    ],
)
def test_no_file_seen_at_a_flagged_page_is_taken_anywhere(on: str, url: str) -> None:
    refused = flagged().add(on, url)

    assert isinstance(refused, Refusal)
    assert "must not be copied" in said(refused)


def test_what_was_seen_elsewhere_is_taken_and_what_was_seen_nobody_knows_where_is_not() -> None:
    told = flagged()

    assert isinstance(told.add("removal/2", SECOND), Step)
    assert isinstance(told.add("case/1", "https://third.example/"), Step)
    assert isinstance(told.add("support/1"), Refusal)


@pytest.mark.parametrize("on", ["case/1", "support/1"])
def test_a_page_that_another_case_holds_closes_the_gate_to_what_was_seen_nobody_knows_where(on: str) -> None:
    told = Told(report(addresses=(FIRST,)))
    told.story.keep(told.add(on))
    pages = replace(told.world.pages, shut=frozenset({page_of(FIRST)}))

    assert image_gate(told.story.policy, told.story.case, InstanceId(on), "", pages)
    assert is_shut_away(told.story.policy, told.story.case, told.story.case.evidence["1"], pages)
    assert not image_gate(told.story.policy, told.story.case, InstanceId(on), SECOND, pages)


def test_all_evidence_of_a_page_is_shut_away_wherever_it_is_kept_and_other_evidence_is_not() -> None:
    told = Told(report(addresses=(FIRST, SECOND)))
    for on, url in (
        ("removal/1", ""),
        ("support/1", FIRST + "/"),
        ("removal/2", FIRST),
        ("support/1", ""),
        ("removal/2", ""),
        ("support/1", SECOND),
    ):
        told.story.keep(told.add(on, url))
    told.act("senior", "removal/1", "flag")

    assert [item.quarantined for item in told.story.case.evidence.values()] == [True, True, True, True, False, False]


def test_two_addresses_of_one_page_are_flagged_together_and_both_are_with_the_lead() -> None:
    told = Told(report(addresses=(FIRST,)))
    # an earlier version took the same page twice
    told.story.add_address(FIRST + "?utm_source=mail")
    told.act("senior", "removal/2", "flag")

    assert [address.flagged for address in told.story.case.addresses.values()] == [True, True]
    assert [told.story.state(f"removal/{number}") for number in (1, 2)] == ["image_reported"] * 2


def test_a_flag_of_another_procedure_stops_the_letter_to_the_host() -> None:
    told = Told(ready())
    told.act("senior", "case/1", "triage", scope="in_scope", scope_reason="Ours", danger_confirmed="yes")
    told.act("senior", "case/1", "open_tracks", routes="own_content")
    told.story.issue("removal/1", "send")
    told.act("senior", "own_content/1", "note_no_copy", content_words="A picture", image_words="It may be")

    assert told.story.state("removal/1") == "image_reported"
    assert told.story.letter("removal/1", "send").status == "stopped"


def test_a_report_that_is_corrected_to_yes_flags_every_address() -> None:
    told = Told(report(addresses=(FIRST, SECOND)))
    told.story.keep(told.correct("senior", illegal_image="yes"))

    assert all(address.flagged for address in told.story.case.addresses.values())
    assert isinstance(told.add("removal/1"), Refusal)


def test_a_warning_is_corrected_away_by_the_lead_alone() -> None:
    told = Told(report(answers={"illegal_image": "dont_know"}))
    refused = told.correct("senior", illegal_image="no")

    assert isinstance(refused, Refusal)
    assert "never simply taken back" in said(refused)
    assert isinstance(told.correct("dsl", illegal_image="no"), Step)


def test_a_danger_that_was_seen_at_triage_closes_the_gate_until_the_lead_has_cleared_it() -> None:
    told = Told(report())
    told.story.keep(told.add("removal/1"))
    told.act(
        "senior",
        "case/1",
        "triage",
        scope="in_scope",
        scope_reason="Ours",
        danger_confirmed="yes",
        new_dangers="illegal_image",
    )

    assert isinstance(told.add("removal/1"), Refusal)
    assert is_shut_away(told.story.policy, told.story.case, told.story.case.evidence["1"], told.world.pages)
    told.act("dsl", "safeguarding/1", "clear_host_contact", clearance_words="A drawing")
    assert not is_shut_away(told.story.policy, told.story.case, told.story.case.evidence["1"], told.world.pages)
    assert isinstance(told.add("removal/1"), Step)


def without_flags(story: Story) -> CompiledPolicy:
    """Give a policy as somebody might have written it: nothing in it says how an address is flagged."""
    removal = story.policy.track("removal").definition
    actions = {
        name: action.model_copy(update={"flags_address": ""})
        for name, action in removal.actions.items()
        if name != "flag"
    }
    bare = compile_track(removal.model_copy(update={"actions": actions, "starts_instead": ()}))
    return replace(story.policy, tracks={**story.policy.tracks, "removal": bare})


def test_a_policy_that_knows_no_flag_does_not_open_the_gate() -> None:
    told = Told(report(addresses=(FIRST, SECOND)))
    told.story.policy = without_flags(told.story)
    change = Change(Actor(PersonId("colleague")), told.story.at)
    told.story.keep(flag_address(told.story.policy, told.story.case, 1, change, told.world))

    assert isinstance(told.add("case/1", FIRST), Refusal)
    assert isinstance(told.add("removal/1"), Refusal)


def test_a_page_that_is_there_already_is_not_added_again() -> None:
    told = Told(report(addresses=(SECOND, FIRST)))
    again = "https://l.facebook.com/l.php?u=https%3A%2F%2Fposts.example%2F1%2F"
    refused = add_address(told.story.policy, told.story.case, again, told.story.change(), told.world)

    assert isinstance(refused, Refusal)
    assert "it is address 2" in said(refused)


def test_the_same_page_three_times_in_one_report_is_one() -> None:
    story = report(addresses=(FIRST, FIRST + "/", "https://posts.example/1?igsh=x"))

    assert list(story.case.addresses) == ["1"]
    assert len(story.case.of_track("removal")) == 1
