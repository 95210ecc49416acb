"""A trust is set up from its own lists, again and again: shown first, applied in one go, nothing doubled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.acceptance.trust.brook import done, refused, run
from tests.cli import CommandLine

SCHOOLS = (
    "Short name;Name;Nation;E-mail;Telephone\nUPPER;;;office@upper.example;1632960009\nlower;Lower School;wales;;\n"
)
PEOPLE = (
    "E-mail,Name,Username,Telephone\n,Ann Example,head,01632 960001\n,Beatrice Example,deputy,\n,,teacher,\n"
    "dee.one@brook.example,Dee Oné,,1632960004\n"
)
POSTS = (
    "Person,Job title,School,From,Until\nhead,HEADTEACHER,upper,,\ndee.one@brook.example,DSL,Lower School,3/9/2026,\n"
    "deputy,DPO,,,31 December 2026\n"
)
TERMS = (
    "School,Kind,Name,First day,Last day\n,term,Autumn term,1/9/2026,18/12/2026\n"
    ",closure,Half-term,26/10/2026,30/10/2026\nlower,closed,Burst pipe,3 December 2026,\n"
)
HELPLINES = "Short name,Name,Telephone,Confirmed\nours,Our line,1632960003,yes\nsamaritans,,,yes\n"
SETTINGS = "Setting,Value\nPolice_force,Nowhere Constabulary\nlado,\n"
LISTS = {
    "Schools.csv": SCHOOLS,
    "people.csv": PEOPLE,
    "posts.csv": POSTS,
    "terms.csv": TERMS,
    "helplines.csv": HELPLINES,
    "settings.csv": SETTINGS,
}


def written(folder: Path, lists: Mapping[str, str]) -> str:
    """Write lists as Excel of an older age does. Gives their folder."""
    folder.mkdir(exist_ok=True)
    for name, text in lists.items():
        (folder / name).write_bytes(text.replace("\n", "\r\n").encode("cp1252"))
    return str(folder)


def sheet_of(book: Workbook, name: str) -> Worksheet:
    sheet = book[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def counts(document: Mapping[str, Any]) -> Mapping[str, Mapping[str, int]]:
    found: Mapping[str, Mapping[str, int]] = document["counts"]
    return found


def value_of(line: CommandLine, setting: str) -> str:
    return next(str(each["value"]) for each in done(line, "head", "setting", "list") if each["setting"] == setting)


def events_of(line: CommandLine) -> int:
    return int(done(line, "head", "audit", "verify")["summary"]["organisation"]["events"])


def people_of(line: CommandLine) -> dict[str, dict[str, Any]]:
    return {each["person"]: each for each in done(line, "head", "person", "list", "--all")}


class TestListsOfATrust:
    def test_what_would_change_is_shown_and_nothing_is_changed(self, brook: CommandLine, tmp_path: Path) -> None:
        before = done(brook, "head", "person", "list"), done(brook, "head", "school", "list")
        shown = done(brook, "head", "setup", written(tmp_path / "lists", LISTS))

        assert not shown["done"]
        assert counts(shown) == {
            "settings": {"added": 1},
            "schools": {"changed": 1, "added": 1},
            "terms": {"added": 2},
            "people": {"changed": 2, "same": 1, "added": 1},
            "posts": {"same": 1, "added": 2},
            "helplines": {"added": 1, "changed": 1},
        }
        assert (done(brook, "head", "person", "list"), done(brook, "head", "school", "list")) == before
        assert "nothing has been changed" in run(brook, "head", "setup", str(tmp_path / "lists")).out

    def test_the_same_lists_applied_again_change_nothing(self, brook: CommandLine, tmp_path: Path) -> None:
        lists = written(tmp_path / "lists", LISTS)
        first = done(brook, "head", "setup", lists, "--apply")
        people = people_of(brook)
        second = done(brook, "head", "setup", lists, "--apply")

        assert first["done"]
        assert {change for each in counts(second).values() for change in each} == {"same"}
        assert people_of(brook) == people
        assert people["dee.one"]["telephone"] == "01632960004"
        assert people["dee.one"]["name"] == "Dee Oné"
        assert people["dee.one"]["posts"] == [{"post": "DSL", "school": "lower"}]
        assert people["deputy"]["former_names"] == ["Bea Example"]
        schools = {each["school"]: each for each in done(brook, "head", "school", "list")}
        assert schools["lower"]["nation"] == "Wales"
        assert done(brook, "head", "letterhead", "show", "upper")["email"] == "office@upper.example"
        assert "Burst pipe" in run(brook, "head", "calendar", "show", "lower", "--from", "2026-12-03").out
        assert run(brook, "head", "audit", "verify").code == 0

    def test_all_of_it_is_one_event_of_the_organisation(self, brook: CommandLine, tmp_path: Path) -> None:
        lists = written(tmp_path / "lists", LISTS)
        before = events_of(brook)
        done(brook, "head", "setup", lists)
        assert events_of(brook) == before
        done(brook, "head", "setup", lists, "--apply")

        assert events_of(brook) == before + 1

    def test_every_wrong_row_of_every_list_is_told_at_once_and_nothing_is_kept(
        self, brook: CommandLine, tmp_path: Path
    ) -> None:
        wrong = {
            "settings.csv": "Setting,Value\npolice_forse,x\nnation,Engerland\npolice_force,Right\n",
            "schools.csv": "Short name,Name,Nation\nlower,Lower,Scotlnad\nnew,,\n",
            "terms.csv": "School,Kind,Name,First day,Last day\nuper,term,A,1/9/2026,1/12/2026\n"
            "upper,trm,A,1/9/2026,2/9/2026\n",
            "people.csv": "Short name,Name,E-mail\nbob,Bob,bob@\nbob,Bob,\nhead,Ann Wright,\n",
            "posts.csv": "Person,Post,School,From,Until\nhaed,headteecher,uper,31/2/2026,\nbob,teacher,lower,,\n"
            "head,DPO,,2027-01-02,2027-01-01\nteacher,DPO,,,\nteacher,dpo,,,\n",
            "helplines.csv": "Short name,Name\nours,Our line\n",
        }
        said = refused(brook, "head", "setup", written(tmp_path / "lists", wrong), "--apply")

        assert [line.split(": ")[:2] for line in said.splitlines()] == [
            ["settings.csv:2", "Setting"],
            ["settings.csv:3", "Value"],
            ["schools.csv:2", "Nation"],
            ["schools.csv:3", "Name"],
            ["terms.csv:2", "School"],
            ["terms.csv:3", "row"],
            ["people.csv:2", "E-mail"],
            ["people.csv:3", "Short name"],
            ["posts.csv:2", "From"],
            ["posts.csv:2", "Person"],
            ["posts.csv:2", "Post"],
            ["posts.csv:2", "School"],
            ["posts.csv:4", "Until"],
            ["posts.csv:6", "row"],
            ["helplines.csv:2", "Confirmed"],
        ]
        meant = ("police_force", "Scotland", "upper", "head", "headteacher")
        assert [word for word in meant if f"Did you mean '{word}'?" not in said] == []
        assert value_of(brook, "police_force") == ""
        assert people_of(brook)["head"]["name"] == "Ann Example"

    def test_people_whom_no_row_names_stay_unless_that_is_asked_for(self, brook: CommandLine, tmp_path: Path) -> None:
        lists = written(tmp_path / "lists", {"people.csv": "Short name,Name\nhead,\ndeputy,\n"})
        kept = done(brook, "head", "setup", lists, "--apply")
        assert (kept["in_no_list"], people_of(brook)["teacher"]["active"]) == (["teacher"], True)

        shown = done(brook, "head", "setup", lists, "--missing-leave")
        assert counts(shown)["people"] == {"same": 2, "ended": 1}
        assert people_of(brook)["teacher"]["active"]

        done(brook, "head", "setup", lists, "--missing-leave", "--apply")
        assert not people_of(brook)["teacher"]["active"]
        again = done(brook, "head", "setup", written(tmp_path / "lists", LISTS), "--apply")
        told = {each["which"]: each["says"] for each in again["differences"] if each["list"] == "people"}
        assert "person change teacher --back" in told["teacher"][0]
        assert not people_of(brook)["teacher"]["active"]

    def test_nobody_lets_themselves_leave_by_a_list(self, brook: CommandLine, tmp_path: Path) -> None:
        alone = written(tmp_path / "lists", {"people.csv": "Short name\ndeputy\n"})
        none = written(tmp_path / "none", {"settings.csv": SETTINGS})

        assert "would leave" in refused(brook, "head", "setup", alone, "--missing-leave", "--apply")
        assert "add people.csv" in refused(brook, "head", "setup", none, "--missing-leave", "--apply")
        assert people_of(brook)["head"]["active"]

    def test_a_post_ends_on_its_last_day_and_an_empty_cell_leaves_what_is_known(
        self, brook: CommandLine, tmp_path: Path
    ) -> None:
        posts = "Person,Post,School,From,Until\nteacher,teacher,upper,1/1/2027,\nteacher,teacher,upper,,31/12/2026\n"
        lists = written(
            tmp_path / "lists", {"posts.csv": posts, "people.csv": "Short name,Telephone\nhead,01632 960001\n"}
        )
        first = done(brook, "head", "setup", lists, "--apply")
        assert counts(first)["posts"] == {"ended": 1, "added": 1}
        assert counts(done(brook, "head", "setup", lists))["posts"] == {"same": 2}

        written(tmp_path / "lists", {"people.csv": "Short name,Telephone,E-mail\nhead,-,\n"})
        done(brook, "head", "setup", lists, "--apply")
        assert (people_of(brook)["head"]["telephone"], people_of(brook)["head"]["name"]) == ("", "Ann Example")

    def test_only_those_who_keep_the_whole_trust_apply_lists(self, brook: CommandLine, tmp_path: Path) -> None:
        lists = written(tmp_path / "lists", LISTS)

        assert "kept by these posts" in refused(brook, "teacher", "setup", lists)
        assert "kept by these posts" in refused(brook, "teacher", "setup", lists, "--apply")

    def test_the_empty_lists_are_written_once_and_change_nothing(self, brook: CommandLine, tmp_path: Path) -> None:
        folder = str(tmp_path / "lists")
        assert len(done(brook, "", "setup", "--template", folder)["written"]) == 7

        assert "nothing is written over" in refused(brook, "", "setup", "--template", folder)
        assert "nothing to do" in run(brook, "head", "setup", folder, "--apply").out
        assert counts(done(brook, "head", "setup", str(Path(folder) / "people.csv"))) == {}

    def test_the_trust_is_taken_away_as_a_workbook_changed_and_applied_again(
        self, brook: CommandLine, tmp_path: Path
    ) -> None:
        done(brook, "head", "setup", written(tmp_path / "lists", LISTS), "--apply")
        book, folder = tmp_path / "brook.xlsx", tmp_path / "as they are"
        done(brook, "head", "setup", "--present", str(book))
        done(brook, "head", "setup", "--present", str(folder))
        assert {change for each in counts(done(brook, "head", "setup", str(folder))).values() for change in each} == {
            "same"
        }
        assert done(brook, "head", "setup", str(book))["not_read"] == []
        assert "nothing to do" in run(brook, "head", "setup", str(book), "--apply").out

        changed = load_workbook(book)
        staff, posts = sheet_of(changed, "people"), sheet_of(changed, "posts")
        (row,) = (line for line, cells in enumerate(staff.values, 1) if cells[0] == "teacher")
        staff.cell(row, 8, 1632960099)
        posts.append(["teacher", "Headteecher", "uper", datetime(2027, 1, 4)])  # noqa: DTZ001  # cells have no zone
        changed.save(book)
        where = f"brook.xlsx, sheet “posts”:{posts.max_row}"
        said = refused(brook, "head", "setup", str(book), "--apply")
        assert [line.split(": ")[:2] for line in said.splitlines()] == [[where, "Post"], [where, "School"]]
        assert "Did you mean 'headteacher'?" in said

        posts.cell(posts.max_row, 2, "DPO")
        posts.cell(posts.max_row, 3, "Upper School")
        changed.save(book)
        found = counts(done(brook, "head", "setup", str(book), "--apply"))
        assert (found["people"]["changed"], found["posts"]["added"]) == (1, 1)
        assert people_of(brook)["teacher"]["telephone"] == "01632960099"

    def test_only_those_who_keep_the_trust_take_its_lists_away(self, brook: CommandLine, tmp_path: Path) -> None:
        assert "kept by these posts" in refused(brook, "teacher", "setup", "--present", str(tmp_path / "all.xlsx"))

    @pytest.mark.quotes
    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            ((), "Say where your lists are"),
            (("nowhere",), "no folder and no file"),
            (("{}",), "There is none of the lists"),
            (("{}/book.ods",), "save it as “Excel workbook"),
            (("{}/book.xlsx",), "no workbook of Excel"),
            (("{}/staf.txt",), "none of the lists"),
        ],
    )
    def test_what_holds_no_list_is_refused_in_a_sentence(
        self, brook: CommandLine, tmp_path: Path, words: Sequence[str], expected: str
    ) -> None:
        folder = tmp_path / "other"
        folder.mkdir()
        for name in ("book.xlsx", "book.ods", "staf.txt"):
            (folder / name).write_bytes(b"PK\x03\x04" if name.startswith("book") else b"x")
        if words == ("{}",):
            (folder / "book.xlsx").unlink()
            (folder / "book.ods").unlink()

        assert expected in refused(brook, "head", "setup", *(word.format(folder) for word in words))


PLACES = ("upper", "lower", "north", "south", "east", "west", "hill", "dale", "brook")
FIRST_POSTS = ("headteacher", "deputy head", "senior manager", "DSL", "chair of governors")


def a_whole_trust() -> Mapping[str, str]:
    """Make up a trust of nine schools and 420 people."""
    people, posts = ["Short name,Name,E-mail,Telephone"], ["Person,Post,School,From"]
    people += ["head,,,", "deputy,,,", "teacher,,,"]
    for number in range(417):
        turn, place = divmod(number, len(PLACES))
        people.append(f"p{number},Person {number} Example,p{number}@brook.example,1632960{number:03}")
        post = FIRST_POSTS[turn] if turn < len(FIRST_POSTS) else "teacher"
        posts.append(f"p{number},{post},{PLACES[place]},1/9/2026")
    schools = ["Short name,Name,Address", *(f'{key},{key.title()} School,"1 {key} Road"' for key in PLACES)]
    lists = {"schools.csv": schools, "people.csv": people, "posts.csv": posts}
    return {**{name: "\n".join(rows) for name, rows in lists.items()}, "terms.csv": TERMS}


@pytest.mark.thorough
def test_nine_schools_and_420_people_are_set_up_and_stay_as_they_are(brook: CommandLine, tmp_path: Path) -> None:
    lists = written(tmp_path / "lists", a_whole_trust())
    first = done(brook, "head", "setup", lists, "--apply")
    second = done(brook, "head", "setup", lists)

    assert counts(first)["people"] == {"same": 3, "added": 417}
    assert counts(first)["posts"] == {"added": 417}
    assert {change for each in counts(second).values() for change in each} == {"same"}
    assert len(people_of(brook)) == 420
    # half a list is read as easily as a whole one
    half = "\n".join(a_whole_trust()["people.csv"].splitlines()[:150])
    written(tmp_path / "lists", {"people.csv": half})
    (tmp_path / "lists" / "posts.csv").unlink()
    assert "hardly meant" in refused(brook, "head", "setup", lists, "--missing-leave", "--apply")
    assert len([each for each in people_of(brook).values() if each["active"]]) == 420
