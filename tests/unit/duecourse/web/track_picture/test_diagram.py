"""The picture of a procedure: nothing overlaps, nothing is left out, and it is the same each time."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecourse.casework.policies.track_map import StateLine, StepLine, TrackMap, Way, map_of
from duecourse.web.track_picture.diagram import ANYWHERE, draw
from duecourse.web.track_picture.shapes import BADGE, Badge, Box, Diagram, Point
from engine.identity import ActionName, TrackName
from tests.services import library

LUMEN = library().current("lumen")
Area = tuple[int, int, int, int]


def area_of(one: Box | Badge) -> Area:
    if isinstance(one, Box):
        return one.x, one.y, one.x + one.width, one.y + one.height
    return one.x - one.width // 2, one.y - BADGE // 2, one.x + one.width // 2, one.y + BADGE // 2


def overlap(one: Area, other: Area) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def along(piece: tuple[Point, Point]) -> Area:
    """Give the area of a line as if it were a hair wide."""
    (a, b), (c, d) = min(piece), max(piece)
    return a, b, max(c, a + 1), max(d, b + 1)


def beside(piece: tuple[Point, Point], boxes: tuple[Box, ...]) -> list[Box]:
    """List the boxes into which a line reaches further than their edge."""
    inside = [(box, area_of(box)) for box in boxes]
    return [box for box, (a, b, c, d) in inside if overlap(along(piece), (a + 1, b + 1, c - 1, d - 1))]


def same_line(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    """Say whether two lines run over each other for some length."""
    (a, b), (c, d) = sorted(one), sorted(other)
    upright, level = a[0] == b[0] == c[0] == d[0], a[1] == b[1] == c[1] == d[1]
    return (upright and a[1] < d[1] and c[1] < b[1]) or (level and a[0] < d[0] and c[0] < b[0])


@st.composite
def tracks(chance: st.DrawFn) -> TrackMap:
    keys = [f"s{number}" for number in range(chance(st.integers(1, 14)))]
    some = st.lists(st.sampled_from(keys), min_size=1, max_size=4, unique=True)
    drawn = chance(st.lists(st.tuples(some, some, st.booleans(), st.booleans()), max_size=12))
    moves = tuple(
        StepLine(
            number=number,
            action=ActionName(f"a{number}"),
            title="Act",
            says="",
            sources=tuple(keys if anywhere else sources),
            anywhere=anywhere,
            again=again,
            exceptions=(),
            by=(),
            clauses=(),
            silent="",
            ways=tuple(Way("answer", to) for to in goals),
        )
        for number, (sources, goals, again, anywhere) in enumerate(drawn, 1)
    )
    title = st.text("abcdefgh ", min_size=1, max_size=60).map(lambda words: words.strip() or "a")
    states = tuple(
        StateLine(
            key=key,
            title=chance(title),
            starts=key == "s0",
            ends=False,
            waits_for="",
            clocks=(),
            moves=tuple(move for move in moves if key in move.sources and not move.anywhere),
        )
        for key in keys
    )
    return TrackMap(track=TrackName("t"), title="T", says="", start="s0", states=states, moves=moves)


def shown(picture: Diagram) -> set[int]:
    """Give the numbers of all steps that stand in a picture."""
    notes = " ".join(word for box in picture.boxes for word in box.note).removeprefix("Stays: ")
    staying = {int(word) for word in notes.replace("Stays:", " ").replace(",", " ").split()}
    return staying | {number for badge in picture.badges for number in badge.numbers}


@given(tracks())
def test_no_box_and_no_number_covers_another(track: TrackMap) -> None:
    picture = draw(track)
    areas = [*map(area_of, picture.boxes), *map(area_of, picture.badges)]

    assert not any(overlap(one, other) for one, other in combinations(areas, 2))
    assert all(min(area) >= 0 and area[2] <= picture.width and area[3] <= picture.height for area in areas)


@given(tracks())
def test_every_arrow_joins_two_boxes_that_exist(track: TrackMap) -> None:
    picture = draw(track)
    boxes = {box.key: box for box in picture.boxes}

    assert all({badge.source, badge.to} <= boxes.keys() for badge in picture.badges)
    assert {wire.to for wire in picture.wires} == {badge.to for badge in picture.badges}
    assert all(wire.tip[1] == boxes[wire.to].y for wire in picture.wires)
    assert all(boxes[wire.to].x < wire.tip[0] < boxes[wire.to].x + boxes[wire.to].width for wire in picture.wires)


@given(tracks())
def test_no_line_runs_under_a_box(track: TrackMap) -> None:
    picture = draw(track)
    pieces = [piece for wire in picture.wires for piece in wire.pieces]

    assert [piece for piece in pieces if beside(piece, picture.boxes)] == []


@given(tracks())
def test_lines_that_lead_to_different_boxes_never_run_over_each_other(track: TrackMap) -> None:
    pairs = combinations(draw(track).wires, 2)
    together = [(one.to, other.to) for one, other in pairs for a in one.pieces for b in other.pieces if same_line(a, b)]

    assert together == []


@given(tracks())
def test_the_line_under_every_number_reaches_the_tip_of_its_arrow(track: TrackMap) -> None:
    picture = draw(track)
    wires = {wire.to: wire for wire in picture.wires}
    lost: list[object] = []
    for badge in picture.badges:
        waiting = [piece for piece in wires[badge.to].pieces if piece[0][0] == piece[1][0] == badge.x]
        reached = set(waiting)
        while waiting:
            piece = waiting.pop()
            fresh = {other for other in wires[badge.to].pieces if other not in reached and touch(piece, other)}
            reached |= fresh
            waiting += fresh
        tip = wires[badge.to].tip
        lost += [badge] * all((tip[0], tip[1] - 6) not in piece for piece in reached)

    assert lost == []


def touch(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    (a, b), (c, d) = sorted(one), sorted(other)
    return a[0] <= d[0] and c[0] <= b[0] and a[1] <= d[1] and c[1] <= b[1]


@given(tracks())
def test_the_same_procedure_gives_the_same_picture(track: TrackMap) -> None:
    first = draw(track)
    draw.cache_clear()

    assert draw(track) == first


@given(tracks())
def test_no_word_of_a_title_is_lost(track: TrackMap) -> None:
    said = {box.key: " ".join(box.lines).replace(" ", "") for box in draw(track).boxes if box.key != ANYWHERE}

    assert said == {state.key: state.title.replace(" ", "") for state in track.states}


@pytest.mark.parametrize("name", list(LUMEN.tracks))
def test_every_state_and_every_step_stands_in_the_picture_and_in_the_list(name: str) -> None:
    mapped, definition = map_of(LUMEN, TrackName(name)), LUMEN.track(TrackName(name)).definition
    picture = draw(mapped)
    listed = {move.action for state in mapped.states for move in state.moves} | {
        each.action for each in mapped.anywhere
    }

    assert {box.key for box in picture.boxes} - {ANYWHERE} == set(definition.states)
    assert [state.key for state in mapped.states] == list(definition.states)
    assert listed == set(definition.actions)
    assert shown(picture) == {move.number for move in mapped.moves}


@pytest.mark.parametrize("name", list(LUMEN.tracks))
def test_a_shipped_procedure_fits_on_a_laptop_and_on_three_columns(name: str) -> None:
    picture = draw(map_of(LUMEN, TrackName(name)))

    assert picture.width <= 960
    assert len({box.x for box in picture.boxes}) <= 3
