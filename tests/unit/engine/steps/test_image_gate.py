"""No byte of a flagged page by any route: the gate is the engine's own (ruling 9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from engine.addresses.reported import NO_PAGES, Pages, as_meant, page_of, pages_in
from engine.changes.change import Change
from engine.changes.contents import add_address, add_evidence, correct, flag_address
from engine.identity import CASE, About, ActionName, FactName, InstanceId, PersonId, RoleName, TrackName
from engine.language.compiled import CompiledPolicy
from engine.language.machine import compile_track
from engine.language.vocabulary import CASE_TRACK
from engine.reasons import ReasonCode, ReasonSource, SourceKind
from engine.record.case import Case
from engine.record.chain import Event
from engine.record.effects import AddressFlagged, EvidenceChanged, Moved
from engine.record.kinds import EventKind
from engine.record.values import Actor, Answer, Evidence
from engine.steps.deadlines import Happening
from engine.steps.image_gate import (
    SHUT,
    clearing_roles,
    flag,
    flag_all,
    image_gate,
    is_shut_away,
    suspicion,
    why_not_calm,
)
from engine.steps.permissions import Request
from engine.steps.take import act
from engine.steps.transition import Recording, Refusal, Step, World
from tests.builders import MONDAY, REMOVAL_TRACK, Story, by_fact, lumen, ready, report, said, world

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
        request = Request(
            on=InstanceId(on), action=ActionName(action), by=Actor(PersonId(who)), happened_at=story.at, facts=facts
        )
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
    told.act("senior", "case/1", "open_tracks", routes="own_content", routes_because="It is needed.")
    told.story.issue("removal/1", "send")
    told.act("senior", "own_content/1", "note_no_copy", image_words="It may be")

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
    removal = story.policy.track(REMOVAL_TRACK).definition
    actions = {
        name: action.model_copy(update={"flags_address": ""})
        for name, action in removal.actions.items()
        if name != "flag"
    }
    bare = compile_track(removal.model_copy(update={"actions": actions, "starts_instead": ()}))
    return replace(story.policy, tracks={**story.policy.tracks, REMOVAL_TRACK: bare})


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
    assert len(story.case.of_track(REMOVAL_TRACK)) == 1


THIRD = "https://third.example/3"
BOTH = {"1": page_of(FIRST), "2": page_of(SECOND)}


def two_addresses(**answers: str) -> Case:
    return report(addresses=(FIRST, SECOND), answers=answers).case


def kept(on: str, *, quarantined: bool = False) -> Evidence:
    return Evidence(number=1, kind="note", on=InstanceId(on), sha256="0" * 64, quarantined=quarantined)


def address_flagged(case: Case, number: str = "1") -> Case:
    """Flag an address alone, with nothing that would follow."""
    changed = replace(case.addresses[number], flagged=True)
    return replace(case, addresses={**case.addresses, number: changed})


def shut_away(case: Case, on: str, seen: str = "", *shut: str) -> bool:
    pages = Pages(BOTH, {"1": page_of(seen)} if seen else {}, frozenset(map(page_of, shut)))
    return is_shut_away(lumen(), case, kept(on), pages)


def gate(case: Case, on: str, seen_at: str = "", *shut: str) -> bool:
    found = image_gate(lumen(), case, InstanceId(on), seen_at, Pages(BOTH, {}, frozenset(map(page_of, shut))))
    assert found in ((), (SHUT,))
    return bool(found)


def test_the_gate_is_shut_for_the_address_whose_page_another_case_holds_and_for_no_other() -> None:
    case = two_addresses()

    assert gate(case, "removal/1", "", FIRST)
    assert not gate(case, "removal/2", "", FIRST)
    assert gate(case, "removal/2", FIRST, FIRST)


def test_the_gate_is_shut_for_a_page_that_another_case_holds_and_this_one_never_reported() -> None:
    assert gate(two_addresses(), "removal/1", THIRD, THIRD)
    assert gate(two_addresses(), "case/1", THIRD, THIRD)
    assert not gate(two_addresses(), "case/1", "", THIRD)


def test_the_gate_is_shut_to_what_nobody_says_where_it_was_seen_while_an_address_is_flagged() -> None:
    case = address_flagged(two_addresses())

    assert image_gate(lumen(), case, CASE) == (SHUT,)
    assert image_gate(lumen(), two_addresses(), CASE) == ()
    assert image_gate(lumen(), case, CASE, THIRD) == ()


@pytest.mark.parametrize("said_of_it", ["yes", "dont_know"])
def test_the_gate_is_shut_to_what_was_seen_at_no_address_of_a_case_with_such_an_image(said_of_it: str) -> None:
    assert gate(two_addresses(illegal_image=said_of_it), "case/1", THIRD)
    assert not gate(two_addresses(), "case/1", THIRD)


def test_an_address_waits_for_the_lead_only_while_nobody_knows_and_it_is_held() -> None:
    case = two_addresses(illegal_image="dont_know")
    first = case.tracks[InstanceId("removal/1")]
    assert first.held
    freed = replace(case, tracks={**case.tracks, first.on: replace(first, held=())})

    assert gate(case, "removal/1")
    assert not gate(freed, "removal/1")
    assert gate(freed, "removal/2")
    # held because of a child, with nothing said of an image
    assert not gate(two_addresses(child_at_risk="yes"), "removal/1")


def test_evidence_that_was_shut_away_stays_so_whatever_is_known_of_its_page() -> None:
    assert is_shut_away(lumen(), two_addresses(), kept("removal/2", quarantined=True), NO_PAGES)
    assert not is_shut_away(lumen(), two_addresses(), kept("removal/2"), NO_PAGES)


def test_evidence_is_shut_away_for_the_flag_of_its_own_address_and_of_the_page_where_it_was_seen() -> None:
    case = address_flagged(two_addresses())

    assert shut_away(case, "removal/1")
    assert shut_away(case, "case/1", FIRST)
    assert shut_away(case, "removal/2", FIRST)
    assert not shut_away(case, "removal/2")
    assert not shut_away(case, "case/1", SECOND)


def test_evidence_is_shut_away_for_a_page_that_another_case_holds() -> None:
    case = two_addresses()

    assert shut_away(case, "case/1", THIRD, THIRD)
    assert shut_away(case, "removal/1", "", FIRST)
    assert shut_away(case, "case/1", "", FIRST)
    assert not shut_away(case, "removal/2", "", FIRST)
    assert not shut_away(case, "case/1", SECOND, FIRST)
    assert not shut_away(case, "case/1", "", THIRD)


def test_evidence_waits_for_the_lead_with_its_address_and_what_was_seen_nowhere_with_any() -> None:
    case = two_addresses(illegal_image="dont_know")
    second = case.tracks[InstanceId("removal/2")]
    freed = replace(case, tracks={**case.tracks, second.on: replace(second, held=())})

    assert shut_away(freed, "case/1")
    assert shut_away(freed, "removal/1")
    assert shut_away(freed, "case/1", FIRST)
    assert not shut_away(freed, "removal/2")
    assert not shut_away(freed, "case/1", SECOND)


def test_evidence_of_an_instance_that_was_taken_back_is_judged_by_where_it_was_seen() -> None:
    case = address_flagged(two_addresses())

    assert shut_away(case, "removal/9", FIRST)
    assert not shut_away(case, "removal/9", SECOND)


@pytest.mark.parametrize(
    ("answers", "gravest"),
    [
        ({}, "no"),
        ({"illegal_image": "no"}, "no"),
        ({"illegal_image": "dont_know"}, "dont_know"),
        ({"illegal_image": "yes"}, "yes"),
        ({"illegal_image": "no", "new_dangers": ("illegal_image",)}, "dont_know"),
        ({"illegal_image": "yes", "new_dangers": ("illegal_image",)}, "yes"),
        ({"illegal_image": "no", "new_dangers": ("child", "illegal_image")}, "dont_know"),
        ({"illegal_image": "no", "new_dangers": ("child",)}, "no"),
        ({"child_at_risk": "yes"}, "no"),
        ({"illegal_image": None}, "no"),
    ],
)
def test_of_what_is_said_of_such_an_image_the_gravest_counts(
    answers: Mapping[str, str | tuple[str, ...] | None], gravest: str
) -> None:
    assert suspicion(lumen(), {FactName(name): Answer("value", value) for name, value in answers.items()}) == gravest


def test_those_may_clear_a_page_who_may_say_that_it_shows_no_such_image() -> None:
    assert clearing_roles(lumen()) == ("DSL",)


def test_where_no_step_clears_a_page_those_may_who_are_told_of_such_an_image() -> None:
    policy = lumen()
    bare = {}
    for name, track in policy.tracks.items():
        actions = {
            key: action.model_copy(update={"flags_address": "", "outcomes": {}})
            for key, action in track.definition.actions.items()
        }
        bare[name] = replace(track, definition=track.definition.model_copy(update={"actions": actions}))
    shell = bare[CASE_TRACK].definition
    always = shell.opening[0].model_copy(update={"when": None, "tells": (RoleName("HR"),)})
    bare[CASE_TRACK] = replace(
        bare[CASE_TRACK], definition=shell.model_copy(update={"opening": (always, *shell.opening)})
    )

    assert clearing_roles(replace(policy, tracks=bare)) == ("DSL",)


def calm(case: Case, who: str, value: str) -> list[tuple[ReasonCode, ReasonSource]]:
    answers = by_fact({"illegal_image": Answer("value", value)})
    return [(each.code, each.source) for each in why_not_calm(lumen(), case, Actor(PersonId(who)), answers)]


def test_only_a_correction_that_makes_less_of_it_is_refused() -> None:
    case = two_addresses(illegal_image="dont_know")

    assert calm(case, "senior", "no") == [(ReasonCode.WARNING_STANDS, ReasonSource(SourceKind.IMAGE))]
    assert calm(case, "senior", "dont_know") == []
    assert calm(case, "senior", "yes") == []
    assert calm(case, "dsl", "no") == []


def test_nobody_takes_a_warning_back_while_nobody_holds_the_role() -> None:
    assert calm(replace(two_addresses(illegal_image="yes"), team={}), "dsl", "no")


def recording(case: Case, pages: Pages) -> Recording:
    later = MONDAY + timedelta(hours=3)
    event = Event(sequence=0, kind=EventKind.CORRECTED, at=later, happened_at=MONDAY, by=PersonId("senior"))
    return Recording.begin(lumen(), replace(world(later), pages=pages), case, event)


def test_a_flag_takes_a_procedure_about_the_page_where_its_own_flag_leads_with_all_that_follows() -> None:
    event = recording(two_addresses(), Pages(BOTH))
    happened = flag(event, "1")

    assert happened[0] == Happening(
        on=InstanceId("removal/1"), left="to_decide", action=ActionName("flag"), outcome="", happened_at=MONDAY
    )
    assert [each.on for each in happened] == ["removal/1", "safeguarding/1"]
    assert event.effects[:2] == [
        AddressFlagged(1, flagged=True),
        Moved(InstanceId("removal/1"), "image_reported", ended=False),
    ]
    assert [(each.template, each.on) for each in event.case.letters.values()] == [("L24-dsl-referral", "removal/1")]
    told = event.messages[-1]
    assert (told.kind, told.roles, told.on) == ("told", ("DSL",), "removal/1")
    assert told.dedupe == f"removal/1 flagged {event.event.sequence}"
    assert event.case.tracks[InstanceId("removal/2")].state == "to_decide"


def test_the_procedure_whose_own_step_flags_the_page_is_not_moved_by_it() -> None:
    event = recording(two_addresses(), Pages(BOTH))

    assert flag(event, "1", acting="removal/1") == []
    assert event.effects == [AddressFlagged(1, flagged=True)]


def test_a_page_is_flagged_once_under_each_address_that_names_it_and_those_in_order() -> None:
    case = two_addresses()
    more = {number: replace(case.addresses["1"], number=int(number)) for number in ("10", "9", "3")}
    case = address_flagged(replace(case, addresses={**case.addresses, **more}), "3")
    event = recording(case, Pages({**BOTH, **dict.fromkeys(("10", "9", "3"), page_of(SECOND))}))
    flag(event, "9", acting="removal/2")

    flags = [effect for effect in event.effects if isinstance(effect, AddressFlagged)]
    assert flags == [AddressFlagged(number, flagged=True) for number in (2, 9, 10)]


def test_a_procedure_that_the_flag_does_not_lead_from_stays_where_it_is() -> None:
    case = two_addresses()
    first = case.tracks[InstanceId("removal/1")]
    over = replace(case, tracks={**case.tracks, first.on: replace(first, state="image_reported")})
    own = replace(first, track=TrackName("own_channel"), number=1, state="noticed", about=About.address("1"))
    asking = replace(case, tracks={own.on: own, CASE: case.tracks[CASE]})

    assert flag(recording(over, Pages(BOTH)), "1") == []
    # its flag asks for words, which nobody has said
    assert flag(recording(asking, Pages(BOTH)), "1") == []


@pytest.mark.parametrize(
    ("on", "seen", "shut"),
    [
        ("removal/1", "", True),
        ("removal/2", "", False),
        ("removal/2", FIRST, True),
        ("support/1", FIRST, True),
        ("support/1", SECOND, False),
        ("support/1", "", True),
        ("case/1", SECOND, True),
        ("removal/9", "", True),
        ("removal/9", SECOND, False),
    ],
)
def test_what_may_be_of_a_flagged_page_is_shut_away(on: str, seen: str, shut: bool) -> None:
    item = kept(on)
    case = replace(two_addresses(), evidence={"1": item})
    event = recording(case, Pages(BOTH, {"1": page_of(seen)} if seen else {}))
    flag(event, "1", acting="removal/1")

    changes = [effect for effect in event.effects if isinstance(effect, EvidenceChanged)]
    assert changes == [EvidenceChanged(replace(item, quarantined=True))] * shut


def test_what_was_shut_away_before_is_not_shut_away_again() -> None:
    event = recording(replace(two_addresses(), evidence={"1": kept("removal/1", quarantined=True)}), Pages(BOTH))
    flag(event, "1", acting="removal/1")

    assert event.effects == [AddressFlagged(1, flagged=True)]


def test_all_addresses_that_are_not_flagged_yet_are_flagged_and_their_procedures_told() -> None:
    event = recording(two_addresses(), Pages(BOTH))
    clear = recording(address_flagged(two_addresses()), Pages(BOTH))

    assert [each.on for each in flag_all(event)] == ["removal/1", "safeguarding/1", "removal/2"]
    assert [address.flagged for address in event.case.addresses.values()] == [True, True]
    assert [each.on for each in flag_all(clear)] == ["removal/2", "safeguarding/1"]
