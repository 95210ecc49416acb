"""What the pages of a policy say of its clauses: the places they lead to, and what a search finds."""

from __future__ import annotations

import re
from collections.abc import Collection

import pytest

from duecourse.casework.policies.coverage import Line, Place, coverage_of
from duecourse.casework.policies.grounds import Grounds, grounds_of
from duecourse.casework.policies.track_map import map_of
from duecourse.policies.proof_results import Proofs
from duecourse.web.pages.policies import anchor, matches, stands_for
from engine.proof.run import prove
from engine.reasons import printed
from tests.builders import REMOVAL_TRACK
from tests.services import letters, library

POLICIES = sorted(library().policies)
LUMEN = library().current("lumen")
LINES = coverage_of(LUMEN, letters().kinds())


def line(number: str, says: str = "Ask the host", *places: Place) -> Line:
    return Line(number=number, kind="clause", says=says, basis="prescribed", places=places)


@pytest.mark.parametrize("name", POLICIES)
def test_no_two_lines_of_a_policy_share_a_place(name: str) -> None:
    places = [anchor(each) for each in coverage_of(library().current(name), letters().kinds())]

    assert places
    assert len(set(places)) == len(places)
    assert all(re.fullmatch(r"[A-Za-z][\w.-]*", place) for place in places)


def test_a_second_part_is_told_from_a_number_of_three_parts() -> None:
    assert anchor(line("13.6#2")) == "clause-13.6-part-2"
    assert anchor(line("13.6.2")) == "clause-13.6.2"


def test_a_letter_in_brackets_is_part_of_the_place() -> None:
    assert anchor(line("6.3(a)")) == "clause-6.3-a-"
    assert anchor(line("6.3(b)")) == "clause-6.3-b-"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("13.5", "13.5"),
        ("13.6#2", "13.6"),
        ("10/6.3#2", "6.3 (in section 10)"),
        ("10/6.3", "6.3 (in section 10)"),
        ("appendix", "Appendix"),
    ],
)
def test_a_number_is_said_as_a_reader_finds_it(number: str, said: str) -> None:
    assert printed(number) == said


def test_what_has_no_number_stands_after_what_has_one() -> None:
    numbers = [each.number for each in LINES]

    assert (numbers[0], numbers[-2:]) == ("§1", ["appendix", "vision"])
    assert numbers.index("9.7") < numbers.index("10/6.3") < numbers.index("11.1")


def test_a_search_needs_all_words_in_number_sentence_or_steps() -> None:
    step = Place(
        track=REMOVAL_TRACK,
        key="send",
        clock=False,
        says="Ask the host to change or remove it",
        text="removal.send: Ask",
    )

    assert matches(line("13.5", "Within 24 hours", step), "REMOVE 13.5")
    assert matches(line("13.5"), "")
    assert not matches(line("13.5"), "host police")


def test_a_search_finds_the_letters_of_a_step_too() -> None:
    step = Place(
        track=REMOVAL_TRACK,
        key="send",
        clock=False,
        says="Ask the host",
        text="removal.send: Ask",
        letters=("Request to amend material",),
    )

    assert matches(line("13.5", "Within 24 hours", step), "request amend")


def test_a_search_among_steps_reads_procedure_title_clauses_source_and_letters() -> None:
    found: dict[tuple[str, str], Grounds] = {
        (each.track, each.key): each for each in grounds_of(LUMEN, letters().kinds()) if not each.clock
    }
    send = found["removal", "send"]

    assert stands_for(LUMEN, send, "removal 13.5 request")
    assert stands_for(LUMEN, found["removal", "remind"], "reminder good practice")
    assert not stands_for(LUMEN, send, "removal police")


@pytest.mark.parametrize("name", POLICIES)
def test_every_step_and_clock_that_a_clause_leads_to_is_on_the_page_of_its_procedure(name: str) -> None:
    policy = library().current(name)
    maps = {track: map_of(policy, track) for track in policy.tracks}
    steps = {(track, move.action) for track, each in maps.items() for move in each.moves}
    clocks = {(track, clock.key) for track, each in maps.items() for state in each.states for clock in state.clocks}
    known: dict[bool, Collection[tuple[str, str]]] = {True: clocks, False: steps}
    steps_of_policy = [(each.track, each.key, each.clock) for each in grounds_of(policy, letters().kinds())]
    lines = coverage_of(policy, letters().kinds())
    behind = [(place.track, place.key, place.clock) for line in lines for place in line.places]
    missing = [place for place in (*steps_of_policy, *behind) if place[:2] not in known[place[2]]]

    assert missing == []


def test_a_proof_is_walked_once_for_each_version_and_says_what_each_procedure_took() -> None:
    proofs = Proofs()
    first = proofs.of(LUMEN)

    assert proofs.of(LUMEN) is first
    assert first.by_track == {proof.track: proof.situations for proof in prove(LUMEN)}
    assert first.situations == sum(first.by_track.values())
    assert first.failures == ()
