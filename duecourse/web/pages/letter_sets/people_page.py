"""Who a letter goes to: the list of people of a draft, looked at before it is kept, put right and shortened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.commands.letter_sets.recipient_list import (
    add_people,
    look_at_rows,
    put_person_right,
    remove_people,
)
from duecourse.casework.commands.letter_sets.recipient_rows import MOST_ROWS, MOST_TOLD, ReadRows
from duecourse.casework.commands.letter_sets.set_dispatch import Stands, letter_set
from duecourse.casework.context.services import done_before
from duecourse.spreadsheets.text_tables import text_of
from duecourse.web.forms import fields
from duecourse.web.forms.typed import Typed, clean, whole
from duecourse.web.pages.case import look, shared
from duecourse.web.pages.letters import LETTER, SENT_AT, letter_named, way_asks
from duecourse.web.render import page
from duecourse.web.submission import UNPROCESSABLE, demand_agreed, go, submit
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import BadAnswers, BadInput, NotFound
from engine.identity import CaseReference
from engine.record.papers.listed_recipients import RecipientWords
from engine.steps.options import Ask

router = APIRouter()
PEOPLE = f"{LETTER}/people"
LIST, CHECK, ROW = "case/letter_people.html", "case/letter_people_check.html", "case/letter_person.html"
ROWS, ROWS_FILE, OFF = "people", "people_file", "off"
LARGEST = 2 * 1024 * 1024
"""Bytes of a file with a list: many times what the longest list takes."""
COLOURS: Mapping[Stands, str] = {
    Stands.SENT: "green",
    Stands.ANSWERED: "green",
    Stands.ON_ITS_WAY: "blue",
    Stands.UNKNOWN: "red",
    Stands.ERASED: "red",
    Stands.CAME_BACK: "orange",
}
PERSON = (
    Ask(name="name", type="line", ask="Name, as it stands on the envelope", optional=False, options={}),
    Ask(
        name="salutation",
        type="line",
        ask="What follows “Dear”",
        optional=True,
        options={},
        help="Leave this empty for the title and the family name, as in “Mrs Example”.",
    ),
    Ask(name="address", type="text", ask="Postal address, a line each", optional=True, options={}),
    Ask(name="email", type="line", ask="E-mail address", optional=True, options={}),
    Ask(
        name="about",
        type="line",
        ask="Whom it concerns, where that is somebody else, such as their child",
        optional=True,
        options={},
    ),
    Ask(
        name="kinds",
        type="line",
        ask="Which information about that person, parted by commas",
        optional=True,
        options={},
        help="Such as: name, notes on health. A letter about a breach tells each reader their own.",
    ),
)


def context_of(visitor: Visitor, reference: CaseReference, number: str, typed: Typed | None) -> dict[str, Any]:
    """Give what the page of a list shows. Raises NotFound, also to those who do not work on what the letter is of."""
    with look(visitor, reference, f"the list of letter {number}") as case:
        found, view = letter_set(case, case.letter_named(number)), case.view
    typed = typed or Typed()
    return {
        **shared(visitor, view),
        "letter": found.letter,
        "found": found,
        "typed": typed,
        "ways": [fields.field_of(ask, typed, {}) for ask in way_asks()],
        "sent": fields.field_of(SENT_AT, typed, {}),
        "most": MOST_ROWS,
        "colours": COLOURS,
        "bad_rows": (),
        "most_told": MOST_TOLD,
        "seen": view.seen,
        "once": visitor.services.ids.identifier(),
        "reasons": (),
        "stale": None,
        "kept": False,
    }


@router.get(PEOPLE)
@InOneLook
def read(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Show who a letter goes to, and how the letter of each stands."""
    kept = visitor.kept(visitor.place)
    return page(request, LIST, **{**context_of(visitor, reference, number, kept), "kept": kept is not None})


@router.post(PEOPLE)
def look_at(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Read the rows that somebody pasted or handed in, and keep nobody of them before they were looked at."""
    try:
        text = _rows_of(visitor.typed)
        visitor.keep(visitor.place, {ROWS: text})
        read = _read(visitor, reference, number, text)
    except BadInput as bad:
        context = context_of(visitor, reference, number, visitor.typed)
        return page(request, LIST, status=UNPROCESSABLE, **{**context, "errors": {ROWS: str(bad)}})
    if read.faults or not read.rows:
        wrong = "Nobody was put on the list. Mend these rows" if read.faults else _nobody(read)
        context = context_of(visitor, reference, number, Typed({ROWS: (text,)}))
        shown = {**context, "errors": {ROWS: wrong}, "bad_rows": read.faults}
        return page(request, LIST, status=UNPROCESSABLE, **shown)
    return go(f"{visitor.place}/check")


def _rows_of(typed: Typed) -> str:
    """Give the rows, of the file where there is one. Raises BadInput."""
    upload = typed.file(ROWS_FILE)
    if upload is None:
        return typed.texts.get(ROWS, ("",))[-1]
    content = upload.file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise BadInput("This file is larger than 2 MB, which no list of people takes.")
    return clean(text_of(content))


def _nobody(read: ReadRows) -> str:
    return "Everybody in these rows stands on the list already" if read.doubles else "Paste at least one row"


def _read(visitor: Visitor, reference: CaseReference, number: str, text: str) -> ReadRows:
    with look(visitor, reference, f"the list of letter {number}") as case:
        return look_at_rows(case, case.letter_named(number), text)


@router.get(f"{PEOPLE}/check")
@InOneLook
def show_rows(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Show the rows as they were read, before anybody of them stands on the list."""
    place = visitor.place.removesuffix("/check")
    # whether anything was typed is told to those alone who may read the list
    letter_named(visitor, reference, number)
    kept = visitor.kept(place)
    if kept is None:
        return go(place)
    read = _read(visitor, reference, number, _kept_rows(kept))
    if read.faults or not read.rows:
        return go(place)
    return page(request, CHECK, **{**context_of(visitor, reference, number, kept), **_shown(read, kept)})


def _kept_rows(kept: Typed) -> str:
    return kept.texts.get(ROWS, ("",))[-1]


def _shown(read: ReadRows, kept: Typed) -> dict[str, Any]:
    return {"read": read, "agreed": kept.digest()}


@router.post(f"{PEOPLE}/check")
def keep_rows(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Put the rows on the list, once."""
    place = visitor.place.removesuffix("/check")
    kept = visitor.kept(place)

    def do() -> str:
        if kept is None:
            done_before(visitor.services, visitor.caller)
            raise BadInput("These rows are no longer here: they are on the list already, or are older than a week.")
        demand_agreed(visitor, kept.digest())
        caller = replace(visitor.caller, form=place)
        found = letter_named(visitor, reference, number)
        add_people(visitor.services, caller, reference, found, _kept_rows(kept))
        return place

    def again() -> dict[str, Any]:
        return context_of(visitor, reference, number, kept)

    return submit(request, visitor, LIST, again, do, after=place, reference=reference)


@router.post(f"{PEOPLE}/off")
def take_off(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Take people off the list."""
    place = visitor.place.removesuffix("/off")

    def do() -> str:
        rows = [row for text in visitor.typed.all(OFF) if (row := whole(text)) is not None]
        if not rows:
            raise BadAnswers.of({OFF: "Tick those who are to be taken off the list"})
        remove_people(visitor.services, visitor.caller, reference, letter_named(visitor, reference, number), rows)
        return place

    def again() -> dict[str, Any]:
        return context_of(visitor, reference, number, visitor.typed)

    return submit(request, visitor, LIST, again, do, after=place, reference=reference)


def _person(visitor: Visitor, reference: CaseReference, number: str, row: str, typed: Typed | None) -> dict[str, Any]:
    """Give what the page of one row shows. Raises NotFound."""
    context = context_of(visitor, reference, number, typed)
    line = next((each for each in context["found"].lines if str(each.person.number) == row), None)
    if line is None or context["letter"].status != "draft":
        raise NotFound("There is no such row on the list of this letter that can be put right.")
    words = line.person.words
    if typed is None:
        known = {ask.name: getattr(words, ask.name) for ask in PERSON} if words else {}
        typed = Typed({name: (text,) for name, text in known.items()})
    return {**context, "line": line, "fields": [fields.field_of(ask, typed, {}) for ask in PERSON]}


@router.get(f"{PEOPLE}/row/{{row}}")
@InOneLook
def ask_person(request: Request, visitor: SignedIn, reference: CaseReference, number: str, row: str) -> Response:
    """Ask how somebody on the list is put right."""
    return page(request, ROW, **_person(visitor, reference, number, row, visitor.kept(visitor.place)))


@router.post(f"{PEOPLE}/row/{{row}}")
def mend_person(request: Request, visitor: SignedIn, reference: CaseReference, number: str, row: str) -> Response:
    """Put somebody on the list right."""
    place = visitor.place.rpartition("/row/")[0]

    def do() -> str:
        given = fields.demanded(PERSON, visitor.typed, visitor.zone)
        words = RecipientWords(
            name=given["name"],
            salutation=given.get("salutation", ""),
            address=given.get("address", ""),
            email=given.get("email", ""),
            about=given.get("about", ""),
            kinds=given.get("kinds", ""),
        )
        found, at = letter_named(visitor, reference, number), whole(row)
        if at is None:
            raise NotFound("There is no such row on the list of this letter.")
        put_person_right(visitor.services, visitor.caller, reference, found, at, words)
        return place

    def again() -> dict[str, Any]:
        return _person(visitor, reference, number, row, visitor.typed)

    return submit(request, visitor, ROW, again, do, after=place, reference=reference)
