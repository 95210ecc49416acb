"""People write before the scheduler, in the order they came."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from engine.errors import Unavailable
from store.connection.turns import Turns

LONG = 30.0


def started(do: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=do)
    thread.start()
    return thread


def wait_until(what: Callable[[], bool]) -> None:
    """Let other threads go on until something is so."""
    for _ in range(3000):
        if what():
            return
        threading.Event().wait(0.01)
    raise AssertionError("It never came about.")


def test_who_came_last_goes_before_one_who_gives_way() -> None:
    turns, order = Turns(LONG), list[str]()

    def write(name: str, *, gives_way: bool) -> None:
        with turns.turn(gives_way=gives_way):
            order.append(name)

    with turns.turn(gives_way=False):
        sweep = started(lambda: write("sweep", gives_way=True))
        first = started(lambda: write("first", gives_way=False))
        wait_until(lambda: turns.waiting == 1)
        second = started(lambda: write("second", gives_way=False))
        wait_until(lambda: turns.waiting == 2)
    for thread in (sweep, first, second):
        thread.join(LONG)

    assert order == ["first", "second", "sweep"]


def test_one_who_waits_in_vain_is_told_so_and_leaves_the_line() -> None:
    turns = Turns(0.01)
    with turns.turn(gives_way=False):
        with pytest.raises(Unavailable, match="Others are writing"), turns.turn(gives_way=False):
            raise AssertionError("Two had their turn at once.")
        assert turns.waiting == 0

    with turns.turn(gives_way=True):
        assert turns.waiting == 0


def test_a_turn_that_ends_badly_is_over_too() -> None:
    turns = Turns(LONG)
    with pytest.raises(ValueError, match="x"), turns.turn(gives_way=False):
        raise ValueError("x")

    with turns.turn(gives_way=False):
        assert turns.waiting == 0
