"""Somebody leaves or moves: it is shown first, in numbers, and done in one step."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.acceptance.trust.brook import at_a_terminal, done, refused, report, run, take
from tests.cli import CALM, MONDAY, CommandLine, as_options

DAY = timedelta(days=1)


def sees(brook: CommandLine, who: str, case: str) -> bool:
    return run(brook, who, "show", case).code == 0


def team(brook: CommandLine, case: str, who: str = "head") -> dict[str, list[str]]:
    team: dict[str, list[str]] = done(brook, who, "show", case)["team"]
    return team


@pytest.fixture
def busy(brook: CommandLine) -> CommandLine:
    """Give the trust with a second senior manager, who keeps nothing, and a second school."""
    done(brook, "head", "school", "add", "lower", "--name", "Lower School")
    done(brook, "head", "person", "add", "senior", "--name", "Sam Example", "--post", "senior manager@upper")
    done(brook, "head", "person", "add", "other", "--name", "Oli Example", "--post", "teacher@lower")
    return brook


class TestLeaving:
    def test_it_is_shown_first_in_numbers_and_changes_nothing(self, busy: CommandLine) -> None:
        case = report(busy)
        take(busy, "senior", case, "case", "acknowledge")
        shown: Any = done(busy, "head", "person", "leave", "senior", "--hand-over-to", "head")

        assert (shown["done"], shown["cases"], shown["hand_over_to"]) == (False, 1, "head")
        assert shown["clocks"] > 0
        assert [(each["post"], each["also_held_by"]) for each in shown["ends"]] == [("senior manager", [])]
        said = run(busy, "head", "person", "leave", "senior").out
        assert "nobody else holds it then" in said
        assert "a role in 1 open case," in said
        assert "The same with --yes does it" in said
        assert case not in said
        assert sees(busy, "senior", case)

    def test_posts_cover_and_sessions_end_and_cases_go_on_in_one_step(self, busy: CommandLine) -> None:
        case = report(busy)
        done(busy, "head", "cover", "give", "deputy", "senior", "--to", "2026-12-01")
        left = done(busy, "head", "person", "leave", "senior", "--yes")

        assert left["done"]
        assert "has left" in refused(busy, "senior", "list")
        assert done(busy, "head", "cover", "list") == []
        assert "senior" not in {each["person"] for each in done(busy, "head", "post", "list")}
        assert all("Sam Example" not in people for people in team(busy, case).values())
        assert "left already" in refused(busy, "head", "person", "leave", "senior", "--yes")

    def test_open_cases_go_to_the_heir_as_far_as_a_post_brings_them_there(self, busy: CommandLine) -> None:
        done(busy, "head", "post", "end", "head", "headteacher@upper")
        case = report(busy)
        done(busy, "head", "person", "add", "new", "--name", "Nell Example", "--post", "senior manager@upper")
        done(busy, "head", "person", "leave", "senior", "--hand-over-to", "new", "--yes")

        assert sees(busy, "new", case)
        assert "Nell Example" in team(busy, case, "new")["senior manager"]
        second = report(busy)
        done(busy, "head", "post", "give", "deputy", "senior manager@upper")
        done(busy, "head", "person", "leave", "new", "--hand-over-to", "other", "--yes")
        assert not sees(busy, "other", second)
        assert sees(busy, "deputy", second)

    def test_a_last_day_is_worked_to_its_end(self, busy: CommandLine) -> None:
        case = report(busy)
        done(busy, "head", "person", "leave", "senior", "--on", "2026-11-03", "--yes")

        busy.put(MONDAY + DAY)
        assert sees(busy, "senior", case)
        busy.put(MONDAY + 2 * DAY)
        assert "has left" in refused(busy, "senior", "list")
        done(busy, "head", "sweep")
        assert "senior" not in {each["person"] for each in done(busy, "head", "person", "list")}
        assert all("Sam Example" not in people for people in team(busy, case).values())
        done(busy, "head", "person", "change", "senior", "--back")
        assert run(busy, "senior", "list").code == 0

    def test_the_last_who_administers_cannot_leave_now_or_later(self, busy: CommandLine) -> None:
        assert "nobody could keep" in refused(busy, "head", "person", "leave", "head", "--yes")
        assert "nobody could keep" in refused(busy, "head", "person", "leave", "head", "--on", "2026-12-01", "--yes")
        assert sees(busy, "head", report(busy))

    def test_nobody_hands_over_to_themselves_or_to_who_has_left(self, busy: CommandLine) -> None:
        leave = ("person", "leave", "senior", "--hand-over-to")
        assert "to themselves" in refused(busy, "head", *leave, "senior")
        done(busy, "head", "person", "end", "teacher")
        assert "has left" in refused(busy, "head", *leave, "teacher")

    def test_at_a_terminal_it_is_asked(self, busy: CommandLine) -> None:
        with at_a_terminal("n"):
            assert "Nothing was changed" in run(busy, "head", "person", "leave", "senior").out
        with at_a_terminal("y"):
            assert "It is done." in run(busy, "head", "person", "leave", "senior").out


class TestMoving:
    def test_posts_move_and_the_old_school_is_lost_at_once(self, busy: CommandLine) -> None:
        case = report(busy, who="deputy")
        done(busy, "head", "assign", case, "investigator", "teacher")
        assert sees(busy, "senior", case)
        for key in ("senior", "teacher"):
            done(busy, "head", "person", "move", key, "upper", "lower", "--yes")

        held = {(each["person"], each["post"], each["school"]) for each in done(busy, "head", "post", "list")}
        assert {("senior", "senior manager", "lower"), ("teacher", "teacher", "lower")} <= held
        assert not sees(busy, "senior", case)
        assert done(busy, "senior", "list") == []
        people = {person for each in team(busy, case).values() for person in each}
        assert people.isdisjoint({"Sam Example", "Cal Example"})
        words = ("--school", "lower", "--for", "other", "--address", "https://posts.example/9", *as_options(CALM))
        assert sees(busy, "senior", done(busy, "other", "open", *words)["reference"])

    def test_a_move_to_come_begins_on_its_first_day_in_another_post(self, busy: CommandLine) -> None:
        case = report(busy)
        move = ("person", "move", "senior", "upper", "lower", "--on", "2026-11-04", "--post", "headteacher")
        shown = done(busy, "head", *move)
        assert [(each["post"], each["school"]) for each in shown["begins"]] == [("headteacher", "lower")]
        done(busy, "head", *move, "--yes")

        assert sees(busy, "senior", case)
        busy.put(MONDAY + 2 * DAY)
        assert not sees(busy, "senior", case)
        assert "headteacher" in {each["post"] for each in done(busy, "senior", "post", "list", "--school", "lower")}

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            (("senior", "upper", "upper"), "Name two schools"),
            (("senior", "lower", "upper"), "holds no post at Lower School"),
            (("senior", "upper", "nowhere"), "no school 'nowhere'"),
            (("senior", "upper", "lower", "--post", "hed"), "no post that"),
            (("senior", "upper", "lower", "--post", "teacher@upper"), "without @SCHOOL"),
        ],
    )
    def test_what_cannot_be_is_refused(self, busy: CommandLine, words: tuple[str, ...], says: str) -> None:
        assert says in refused(busy, "head", "person", "move", *words, "--yes")

    def test_nobody_moves_to_a_school_that_left_or_to_a_post_that_they_hold(self, busy: CommandLine) -> None:
        done(busy, "head", "post", "give", "senior", "senior manager@lower")
        assert "already" in refused(busy, "head", "person", "move", "senior", "upper", "lower", "--yes")
        done(busy, "head", "school", "end", "lower")
        assert "nobody moves there" in refused(busy, "head", "person", "move", "senior", "upper", "lower", "--yes")

    def test_who_keeps_one_school_moves_nobody_to_another(self, busy: CommandLine) -> None:
        done(busy, "head", "person", "add", "keeper", "--name", "K Example", "--post", "administrator@upper")
        assert "not Lower School" in refused(busy, "keeper", "person", "move", "senior", "upper", "lower", "--yes")
