"""The picture of a procedure: nothing overlaps, everything is there, and it is the same each time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecourse.casework.mapping import Move, StateLine, TrackMap, map_of
from duecourse.web.diagram import HIGH, WIDE, Box, draw
from tests.office import library

LUMEN = library().current("lumen")


def overlap(one: Box, other: Box) -> bool:
    return abs(one.x - other.x) < WIDE and abs(one.y - other.y) < HIGH


@st.composite
def tracks(chance: st.DrawFn) -> TrackMap:
    keys = [f"s{number}" for number in range(chance(st.integers(1, 12)))]
    pairs = chance(st.lists(st.tuples(st.sampled_from(keys), st.sampled_from(keys)), max_size=30))
    moves = tuple(
        Move(number, "act", "Act", "", (source,), to, source == to, False, (), (), "")
        for number, (source, to) in enumerate(pairs, 1)
    )
    states = tuple(StateLine(key, f"State {key}", False, key == "s0", (), ()) for key in keys)
    return TrackMap("t", "T", "", states, moves)


@given(tracks())
def test_no_two_boxes_overlap_and_every_arrow_joins_two_of_them(track: TrackMap) -> None:
    picture = draw(track)
    keys = {box.key for box in picture.boxes}
    pairs = [(a, b) for number, a in enumerate(picture.boxes) for b in picture.boxes[number + 1 :]]

    assert not any(overlap(a, b) for a, b in pairs)
    assert all({arrow.source, arrow.to} <= keys for arrow in picture.arrows)
    assert all(box.x >= 0 and box.x + WIDE <= picture.width and box.y + HIGH <= picture.height for box in picture.boxes)


@given(tracks())
def test_the_same_procedure_gives_the_same_picture(track: TrackMap) -> None:
    assert draw(track) == draw(track)


@pytest.mark.parametrize("name", list(LUMEN.tracks))
def test_every_state_and_every_step_stands_in_the_picture_or_the_list(name: str) -> None:
    mapped = map_of(LUMEN, name)
    picture = draw(mapped)
    drawn = {int(number) for arrow in picture.arrows for number in arrow.numbers.split(", ")}
    listed = {move.number for state in mapped.states for move in state.moves} | {
        move.number for move in mapped.anywhere
    }

    assert {box.key for box in picture.boxes} == set(LUMEN.track(name).definition.states)
    assert listed == {move.number for move in mapped.moves}
    assert {move.action for move in mapped.moves} == set(LUMEN.track(name).definition.actions)
    assert {move.number for move in mapped.moves if not (move.anywhere or move.stays)} <= drawn
