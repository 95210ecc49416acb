"""What the pages of a policy say of its clauses: the places they lead to, and what a search finds."""

from __future__ import annotations

import re

import pytest

from duecourse.casework.coverage import Line, Place, coverage_of, printed
from duecourse.casework.mapping import map_of
from duecourse.casework.proving import Proofs
from duecourse.web.pages.policies import anchor, counts_of, matches
from engine.proof import prove
from tests.office import library

LUMEN = library().current("lumen")
LINES = coverage_of(LUMEN)


def line(number: str, says: str = "Ask the host", *places: Place) -> Line:
    return Line(number, "clause", says, "prescribed", places)


def test_no_two_lines_of_a_policy_share_a_place() -> None:
    places = [anchor(each) for each in LINES]

    assert len(set(places)) == len(places) == 110
    assert all(re.fullmatch(r"[A-Za-z][\w.-]*", place) for place in places)


def test_a_second_part_is_told_from_a_number_of_three_parts() -> None:
    assert anchor(line("13.6#2")) == "clause-13.6-part-2"
    assert anchor(line("13.6.2")) == "clause-13.6.2"


@pytest.mark.parametrize(
    ("number", "said"),
    [("13.5", "13.5"), ("13.6#2", "13.6, part 2"), ("10/6.3", "6.3 (in section 10)"), ("appendix", "Appendix")],
)
def test_a_number_is_said_as_a_reader_finds_it(number: str, said: str) -> None:
    assert printed(number) == said


def test_what_has_no_number_stands_after_what_has_one() -> None:
    numbers = [each.number for each in LINES if each.kind != "silent"]

    assert (numbers[0], numbers[-1]) == ("§1", "appendix")
    assert numbers.index("9.7") < numbers.index("10/6.3") < numbers.index("11.1")


def test_a_search_needs_all_words_in_number_sentence_or_steps() -> None:
    step = Place("removal", "send", False, "Ask the host to change or remove it", "removal.send: Ask")

    assert matches(line("13.5", "Within 24 hours", step), "REMOVE 13.5")
    assert matches(line("13.5"), "")
    assert not matches(line("13.5"), "host police")


def test_every_step_and_clock_that_a_clause_leads_to_is_on_the_page_of_its_procedure() -> None:
    maps = {name: map_of(LUMEN, name) for name in LUMEN.tracks}
    steps = {(name, move.action) for name, each in maps.items() for move in each.moves}
    clocks = {(name, clock.key) for name, each in maps.items() for state in each.states for clock in state.clocks}
    known = {True: clocks, False: steps}
    places = [place for each in LINES for place in each.places]
    missing = [place for place in places if (place.track, place.key) not in known[place.clock]]

    assert missing == []


def test_every_printed_number_is_counted_once() -> None:
    assert counts_of(LINES) == {"clause": 27, "conduct": 27, "outside": 32, "silent": 24}


def test_a_proof_is_walked_once_for_each_version_and_says_what_each_procedure_took() -> None:
    proofs = Proofs()
    first = proofs.of(LUMEN)

    assert proofs.of(LUMEN) is first
    assert first.by_track == {proof.track: proof.situations for proof in prove(LUMEN)}
    assert first.situations == sum(first.by_track.values())
    assert first.failures == ()
