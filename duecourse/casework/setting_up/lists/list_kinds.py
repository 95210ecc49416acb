"""The lists by which a trust is set up: their columns, the words that may head each, and an example row."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from duecourse.casework.calendars.term_files import KINDS
from duecourse.casework.setting_up.lists.cells import answer_in, day_in, email_in, telephone_in
from engine.time.calendar import NATIONS

_NO_WORD = re.compile(r"[\W_]+")
IGNORED = "#"
"""A row whose first cell begins so is no row: an example, or a remark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its name in the code, its heading, other words that head it, what stands in the example row.

    `reads` gives the one form in which a cell is kept, or raises BadInput. A cell of `lines` may have several.
    `choices` are what a workbook offers to choose from.
    """

    name: str
    heading: str
    words: tuple[str, ...] = ()
    example: str = ""
    needed: bool = False
    lines: bool = False
    reads: Callable[[str], str] = str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListKind:
    """One list: the name of its file or its sheet, other words for that, what a row of it is, and its columns."""

    name: str
    of: str
    columns: tuple[Column, ...]
    words: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """Give the name of its file."""
        return f"{self.name}.csv"

    @property
    def headings(self) -> Mapping[str, Column]:
        """Give each column by every word that may head it, plainly written."""
        words = ((word, each) for each in self.columns for word in (each.heading, each.name, *each.words))
        return {plain_heading(word): each for word, each in words}

    def column(self, name: str) -> Column:
        """Give a column by its name in the code."""
        return next(each for each in self.columns if each.name == name)


def plain_heading(text: str) -> str:
    """Give a heading without capital letters and signs: “E-mail*” and “e mail” are the same."""
    return " ".join(_NO_WORD.sub(" ", text.casefold()).split())


def _column(
    name: str,
    heading: str,
    words: str = "",
    example: str = "",
    *,
    needed: bool = False,
    lines: bool = False,
    reads: Callable[[str], str] = str,
    choices: tuple[str, ...] = (),
) -> Column:
    """Make a column; the other words that head it stand in one text, parted by commas."""
    said = tuple(word.strip() for word in words.split(",") if word.strip())
    return Column(
        name=name,
        heading=heading,
        words=said,
        example=example,
        needed=needed,
        lines=lines,
        reads=reads,
        choices=choices,
    )


def _email(example: str = "", words: str = "") -> Column:
    usual = "email, mail, email address, e mail address, mail address"
    return _column("email", "E-mail", f"{usual}, {words}", example, reads=email_in)


def _telephone(example: str) -> Column:
    words = "phone, tel, telephone number, phone number, tel no, telephone no"
    return _column("telephone", "Telephone", words, example, reads=telephone_in)


def _web(example: str = "") -> Column:
    return _column("web", "Web address", "web, website, web site, web page, url", example)


def _day(name: str, heading: str, words: str, example: str = "", *, needed: bool = False) -> Column:
    return _column(name, heading, words, example, needed=needed, reads=day_in)


SETTINGS_LIST = ListKind(
    name="settings",
    of="setting",
    words=("trust settings", "options"),
    columns=(
        _column("setting", "Setting", "name, key", "police_force", needed=True),
        _column("value", "Value", "set to", "Nowhere Constabulary", lines=True),
    ),
)
SCHOOLS_LIST = ListKind(
    name="schools",
    of="school",
    words=("academies", "places"),
    columns=(
        _column("key", "Short name", "school, code, school code", "upper", needed=True),
        _column("name", "Name", "school name, full name", "Upper School"),
        _column("address", "Address", "postal address, school address", "1 Upper Road, Nowhere, ZZ1 1ZZ", lines=True),
        _column("nation", "Nation", "country", "England", choices=tuple(NATIONS)),
        _email("office@upper.example"),
        _telephone("01632 960001"),
        _web("www.upper.example"),
    ),
)
TERMS_LIST = ListKind(
    name="terms",
    of="days of a school",
    words=("calendars", "term dates", "days", "holidays"),
    columns=(
        _column("school", "School", "school code, school short name", "upper"),
        _column("kind", "Kind", "type, what", "term", choices=KINDS),
        _column("name", "Name", "title, event, description, term", "Autumn term 2026", needed=True),
        _day("first", "First day", "first, from, start, starts, begins, start date", "1 September 2026", needed=True),
        _day("last", "Last day", "last, to, end, ends, until, end date", "18 December 2026"),
    ),
)
PEOPLE_LIST = ListKind(
    name="people",
    of="person",
    words=("staff", "staff list", "employees"),
    columns=(
        _column("key", "Short name", "person, username, user name, staff code, code, login", "ann"),
        _column("name", "Name", "full name, staff name", "Ann Example"),
        _column("title", "Title", "", "Ms"),
        _column("given", "Given name", "first name, forename, forenames", "Ann"),
        _column("family", "Family name", "last name, surname", "Example"),
        _column("address_form", "Form of address", "addressed as"),
        _email("ann@brook.example", "work email"),
        _telephone("01632 960002"),
        _column("postal_address", "Postal address", "address, home address", lines=True),
    ),
)
POSTS_LIST = ListKind(
    name="posts",
    of="post",
    words=("jobs", "roles"),
    columns=(
        _column("person", "Person", "short name, username, user name, staff code, e mail, email", "ann", needed=True),
        _column("post", "Post", "job title, job, role", "headteacher", needed=True),
        _column("school", "School", "at, school code, place", "upper"),
        _day("since", "From", "first day, start, start date, starts", "1 September 2026"),
        _day("until", "Until", "last day, to, end, end date, ends"),
    ),
)
HELPLINES_LIST = ListKind(
    name="helplines",
    of="helpline",
    words=("support", "help lines"),
    columns=(
        _column("key", "Short name", "helpline, code", "ours", needed=True),
        _column("name", "Name", "", "Our own counselling line"),
        _column("provider", "Provider", "run by", "Brook Learning Trust"),
        _column("helps_with", "Helps with", "for", "stress at work"),
        _telephone("01632 960003"),
        _email(),
        _web(),
        _column("hours", "Hours", "open, opening hours", "weekdays"),
        _column("limits", "Limits"),
        _column("confirmed", "Confirmed", "checked, tried", "yes", reads=answer_in, choices=("yes", "no")),
    ),
)
KINDS_OF_LISTS = (SETTINGS_LIST, SCHOOLS_LIST, TERMS_LIST, PEOPLE_LIST, POSTS_LIST, HELPLINES_LIST)
"""Every list, in the order in which they are applied: what a later one names, an earlier one has made."""


def kind_called(name: str) -> ListKind | None:
    """Find the list that a file or a sheet is, by its name; None where it is none."""
    plain = plain_heading(name)
    return next((each for each in KINDS_OF_LISTS if plain in (each.name, *each.words)), None)
