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
    """One column: its name in the code, its heading, other words that head it, parted by commas, and what stands in
    the example row.

    `reads` gives the one form in which a cell is kept, or raises BadInput. A cell of `lines` may have several.
    `choices` are what a workbook offers to choose from.
    """

    name: str
    heading: str
    words: str = ""
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
        words = (
            (word, each) for each in self.columns for word in (each.heading, each.name, *each.words.split(",")) if word
        )
        return {plain_heading(word): each for word, each in words}

    def column(self, name: str) -> Column:
        """Give a column by its name in the code."""
        return next(each for each in self.columns if each.name == name)


def plain_heading(text: str) -> str:
    """Give a heading without capital letters and signs: “E-mail*” and “e mail” are the same."""
    return " ".join(_NO_WORD.sub(" ", text.casefold()).split())


_EMAIL = "email, mail, email address, e mail address, mail address"
_TELEPHONE = "phone, tel, telephone number, phone number, tel no, telephone no"
_WEB = "web, website, web site, web page, url"

SETTINGS_LIST = ListKind(
    name="settings",
    of="setting",
    words=("trust settings", "options"),
    columns=(
        Column(name="setting", heading="Setting", words="name, key", example="police_force", needed=True),
        Column(name="value", heading="Value", words="set to", example="Nowhere Constabulary", lines=True),
    ),
)
SCHOOLS_LIST = ListKind(
    name="schools",
    of="school",
    words=("academies", "places"),
    columns=(
        Column(name="key", heading="Short name", words="school, code, school code", example="upper", needed=True),
        Column(name="name", heading="Name", words="school name, full name", example="Upper School"),
        Column(
            name="address",
            heading="Address",
            words="postal address, school address",
            example="1 Upper Road, Nowhere, ZZ1 1ZZ",
            lines=True,
        ),
        Column(name="nation", heading="Nation", words="country", example="England", choices=tuple(NATIONS)),
        Column(name="email", heading="E-mail", words=_EMAIL, example="office@upper.example", reads=email_in),
        Column(name="telephone", heading="Telephone", words=_TELEPHONE, example="01632 960001", reads=telephone_in),
        Column(name="web", heading="Web address", words=_WEB, example="www.upper.example"),
    ),
)
TERMS_LIST = ListKind(
    name="terms",
    of="days of a school",
    words=("calendars", "term dates", "days", "holidays"),
    columns=(
        Column(name="school", heading="School", words="school code, school short name", example="upper"),
        Column(name="kind", heading="Kind", words="type, what", example="term", choices=KINDS),
        Column(
            name="name",
            heading="Name",
            words="title, event, description, term",
            example="Autumn term 2026",
            needed=True,
        ),
        Column(
            name="first",
            heading="First day",
            words="first, from, start, starts, begins, start date",
            example="1 September 2026",
            needed=True,
            reads=day_in,
        ),
        Column(
            name="last",
            heading="Last day",
            words="last, to, end, ends, until, end date",
            example="18 December 2026",
            reads=day_in,
        ),
    ),
)
PEOPLE_LIST = ListKind(
    name="people",
    of="person",
    words=("staff", "staff list", "employees"),
    columns=(
        Column(
            name="key",
            heading="Short name",
            words="person, username, user name, staff code, code, login",
            example="ann",
        ),
        Column(name="name", heading="Name", words="full name, staff name", example="Ann Example"),
        Column(name="title", heading="Title", example="Ms"),
        Column(name="given", heading="Given name", words="first name, forename, forenames", example="Ann"),
        Column(name="family", heading="Family name", words="last name, surname", example="Example"),
        Column(name="address_form", heading="Form of address", words="addressed as"),
        Column(
            name="email", heading="E-mail", words=f"{_EMAIL}, work email", example="ann@brook.example", reads=email_in
        ),
        Column(name="telephone", heading="Telephone", words=_TELEPHONE, example="01632 960002", reads=telephone_in),
        Column(name="postal_address", heading="Postal address", words="address, home address", lines=True),
    ),
)
POSTS_LIST = ListKind(
    name="posts",
    of="post",
    words=("jobs", "roles"),
    columns=(
        Column(
            name="person",
            heading="Person",
            words="short name, username, user name, staff code, e mail, email",
            example="ann",
            needed=True,
        ),
        Column(name="post", heading="Post", words="job title, job, role", example="headteacher", needed=True),
        Column(name="school", heading="School", words="at, school code, place", example="upper"),
        Column(
            name="since",
            heading="From",
            words="first day, start, start date, starts",
            example="1 September 2026",
            reads=day_in,
        ),
        Column(name="until", heading="Until", words="last day, to, end, end date, ends", reads=day_in),
    ),
)
HELPLINES_LIST = ListKind(
    name="helplines",
    of="helpline",
    words=("support", "help lines"),
    columns=(
        Column(name="key", heading="Short name", words="helpline, code", example="ours", needed=True),
        Column(name="name", heading="Name", example="Our own counselling line"),
        Column(name="provider", heading="Provider", words="run by", example="Brook Learning Trust"),
        Column(name="helps_with", heading="Helps with", words="for", example="stress at work"),
        Column(name="telephone", heading="Telephone", words=_TELEPHONE, example="01632 960003", reads=telephone_in),
        Column(name="email", heading="E-mail", words=_EMAIL, reads=email_in),
        Column(name="web", heading="Web address", words=_WEB),
        Column(name="hours", heading="Hours", words="open, opening hours", example="weekdays"),
        Column(name="limits", heading="Limits"),
        Column(
            name="confirmed",
            heading="Confirmed",
            words="checked, tried",
            example="yes",
            reads=answer_in,
            choices=("yes", "no"),
        ),
    ),
)
PLATFORMS_LIST = ListKind(
    name="platforms",
    of="platform",
    words=("sites", "sites and apps", "apps"),
    columns=(
        Column(name="key", heading="Short name", words="platform, code, site", example="picboard", needed=True),
        Column(name="name", heading="Name", example="Picboard"),
        Column(name="provider", heading="Provider", words="run by", example="Picboard Ltd"),
        Column(name="hosts", heading="Domains", words="domain, web addresses", example="picboard.example"),
        Column(
            name="route", heading="How to complain", words="complaint, form", example="https://picboard.example/report"
        ),
        Column(name="asks_for", heading="What the form asks for", words="asks for"),
        Column(name="personal_complaint_note", heading="If the person must complain themselves", words="note"),
        Column(
            name="confirmed",
            heading="Confirmed",
            words="checked, tried",
            example="yes",
            reads=answer_in,
            choices=("yes", "no"),
        ),
    ),
)
KINDS_OF_LISTS = (
    SETTINGS_LIST,
    SCHOOLS_LIST,
    TERMS_LIST,
    PEOPLE_LIST,
    POSTS_LIST,
    HELPLINES_LIST,
    PLATFORMS_LIST,
)
"""Every list, in the order in which they are applied: what a later one names, an earlier one has made."""


def kind_called(name: str) -> ListKind | None:
    """Find the list that a file or a sheet is, by its name; None where it is none."""
    plain = plain_heading(name)
    return next((each for each in KINDS_OF_LISTS if plain in (each.name, *each.words)), None)
