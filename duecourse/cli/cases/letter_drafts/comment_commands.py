"""Comments between colleagues on the draft of a letter: listed, said, settled."""

from __future__ import annotations

from typing import Annotated

import typer

from duecourse.casework.commands.letter_drafts import colleague_comments
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.queries import named
from duecourse.cli import json_shapes
from duecourse.cli.call import As, Call
from duecourse.cli.cases.arguments import Code, Reference
from duecourse.cli.tables import table
from duecourse.cli.typed import caller
from duecourse.cli.written import wrote
from engine.time.moments import say_moment


def letter_comments(call: Call, reference: Reference, code: Code, as_: As = "") -> None:
    """List what colleagues said about the draft of a letter; nothing of it stands in the letter."""
    place = call.looking()
    with looking(place, caller(place, as_), reference, f"letter {code}", given=True) as case:
        found = colleague_comments.comments(case, case.letter_named(code))
    document = [
        {
            "code": each.code,
            "by": each.name,
            "at": json_shapes.iso(each.at),
            "says": each.says,
            "settled_by": each.settled_by,
            "settled_at": json_shapes.iso(each.settled_at),
        }
        for each in found
    ]
    zone = place.zone()
    rows = [
        (
            each.code,
            each.name,
            say_moment(each.at, zone),
            f"settled by {each.settled_by}" if each.settled_by else "open",
            each.says,
        )
        for each in found
    ]
    call.give(
        document, lambda: table(("Code", "By", "When", "State", "Comment"), rows, "Nobody commented on this letter.")
    )


def letter_comment(
    call: Call,
    reference: Reference,
    code: Code,
    says: Annotated[str, typer.Argument(metavar="COMMENT", help="What your colleagues should know about the draft.")],
    as_: As = "",
) -> None:
    """Comment on the draft of a letter, for those who work on it; it never stands in the letter."""
    place = call.services()
    by = caller(place, as_)
    wrote(call, place, colleague_comments.comment(place, by, reference, named.letter(place, by, reference, code), says))


def letter_settle(
    call: Call,
    reference: Reference,
    code: Code,
    comment: Annotated[str, typer.Argument(metavar="COMMENT", help="Its code, as `letter comments` gives it.")],
    as_: As = "",
) -> None:
    """Settle a comment on the draft of a letter."""
    place = call.services()
    by = caller(place, as_)
    number = named.letter(place, by, reference, code)
    wrote(call, place, colleague_comments.settle(place, by, reference, number, comment))
