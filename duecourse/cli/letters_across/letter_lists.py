"""The list of letters across cases."""

from __future__ import annotations

from typing import Annotated

import typer

from duecourse.casework.queries.letters_across.waiting_list import (
    AGES,
    AskedLetters,
    LetterLine,
    LetterList,
    every_letter_waiting,
)
from duecourse.cli import json_shapes
from duecourse.cli.call import As, Call, Limit, PageOf
from duecourse.cli.cases.arguments import School
from duecourse.cli.tables import table
from duecourse.cli.typed import caller, part_of
from engine.time.moments import say_moment

Waiting = Annotated[str, typer.Option("--show", help=f"Only one list: {', '.join(LetterList)}.")]
OfProcedure = Annotated[str, typer.Option("--procedure", help="Only of this procedure, by its track: removal, police.")]
Age = Annotated[str, typer.Option("--age", help=f"Only what waits for at least so many days: {', '.join(AGES)}.")]


def letters(
    call: Call,
    show: Waiting = "",
    school: School = "",
    procedure: OfProcedure = "",
    age: Age = "",
    limit: Limit = 0,
    page: PageOf = 1,
    as_: As = "",
) -> None:
    """List the letters that wait in the cases that you work on: to write, to check, to send, and for an answer."""
    place = call.looking()
    asked = AskedLetters(show=show, school=school, procedure=procedure, age=age)
    found = every_letter_waiting(place, caller(place, as_), asked, part_of(limit, page))
    zone = place.zone()
    document = [_shape(name, line) for name, line in found.lines]
    rows = [
        (
            SAID[name] + (f" ({line.mail})" if line.mail else "") + _of_list(line),
            line.reference,
            line.code,
            line.title,
            line.school,
            say_moment(line.by, zone) if line.by else f"since {say_moment(line.since, zone)}",
        )
        for name, line in found.lines
    ]
    none = "No letter waits in what you work on." if asked == AskedLetters() else "No such letter waits for you."
    call.give(document, lambda: table(("Waits", "Case", "Code", "Letter", "School", "By or since"), rows, none))


def _shape(name: LetterList, line: LetterLine) -> dict[str, object]:
    return {
        "list": name,
        "reference": line.reference,
        "code": line.code,
        "title": line.title,
        "school": line.school,
        "procedure": line.procedure,
        "since": json_shapes.iso(line.since),
        "by": json_shapes.iso(line.by),
        "mail": line.mail or None,
        "people": line.people,
        "sent": line.sent,
    }


def _of_list(line: LetterLine) -> str:
    return f" ({line.sent} of {line.people} sent)" if line.people else ""


SAID = {
    LetterList.WRITE: "to write",
    LetterList.CHECK: "to check",
    LetterList.APPROVE: "to approve",
    LetterList.ISSUE: "to issue",
    LetterList.SEND: "to send",
    LetterList.UNSENT: "not sent",
    LetterList.ANSWER: "answer by",
    LetterList.ADDRESS: "came back",
}
