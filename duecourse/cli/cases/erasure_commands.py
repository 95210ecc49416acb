"""Erasing what a case holds: what can be named, asking, doing, giving up, and the list of all of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from duecourse.casework.erasures import erasable_things, erasure, erasure_lines, erasure_reach, kept_erasures
from duecourse.casework.erasures.erased_places import Wanted
from duecourse.casework.erasures.erasure_lines import ErasureLine
from duecourse.casework.erasures.erasure_reach import Reach
from duecourse.casework.erasures.unseen_second import Seconds, asked_of, seconds
from duecourse.cli import json_shapes
from duecourse.cli.call import As, Call
from duecourse.cli.cases.arguments import Reference
from duecourse.cli.cases.changes import Why
from duecourse.cli.tables import bullets, table
from duecourse.cli.typed import caller
from duecourse.cli.written import wrote
from duecourse.outbox import run_outbox
from duecourse.private_files import write_file
from engine.errors import BadInput
from engine.record.erasures import Ground
from engine.time.moments import say_moment

Number = Annotated[int, typer.Argument(metavar="NUMBER", help="Which erasure of the case: see `erasure list`.")]
Preview = Annotated[bool, typer.Option("--preview", help="Only tell what it would reach, and what it would not.")]
STATUS = {"asked": "waits for a second person", "done": "erased", "dropped": "given up"}
DID = {
    "there": "It is erased; nothing had to be done.",
    "asked": "It stood again. You have asked for it; a second person applies the same list.",
    "waits": "You have asked for it; a second person applies the same list.",
    "done": "It stood again, and is erased again.",
    "another": "What stands there is not what was erased: this is another record. Nothing was done.",
    "unseen": "You do not see the whole of this case, or it is not there. Nothing was done.",
}


def erasure_show(call: Call, reference: Reference, as_: As = "") -> None:
    """List what of a case can be erased, and how each is named; for those who see the whole of it."""
    place = call.services()
    found = erasable_things.erasable(place, caller(place, as_), reference)
    shapes = [
        {"what": e.what, "code": e.code, "key": e.key, "thing": e.thing, "text": e.text, "erased": e.is_erased}
        for e in found
    ]
    rows = [(each.what, each.named, each.thing, each.text or "[erased]") for each in found]
    call.give(shapes, lambda: table(("What", "Named", "Kind", "Says"), rows, "Nothing can be erased here."))


def erasure_ask(
    call: Call,
    reference: Reference,
    ground: Annotated[Ground, typer.Option("--ground", help="Why it may, or must, be erased.")],
    words: Annotated[
        list[str] | None, typer.Option("--words", metavar="EVENT[:KEY]", help="Words of an event; repeatable.")
    ] = None,
    file: Annotated[list[str] | None, typer.Option("--file", metavar="CODE", help="Evidence; repeatable.")] = None,
    letter: Annotated[
        list[str] | None, typer.Option("--letter", metavar="CODE", help="An issued letter; repeatable.")
    ] = None,
    person: Annotated[
        list[str] | None, typer.Option("--person", metavar="PERSON", help="Somebody from outside; repeatable.")
    ] = None,
    reason: Why = "",
    preview: Preview = False,
    as_: As = "",
) -> None:
    """Ask for an erasure; a second person does it. What a court or the police want destroyed is shut away at once."""
    place = call.services()
    by = caller(place, as_)
    wanted = Wanted(
        ground=ground,
        reason=reason,
        words=words or (),
        files=file or (),
        letters=letter or (),
        people=person or (),
    )
    if preview:
        _foretell(call, erasure_reach.foresee(place, by, reference, wanted))
        return
    step = erasure.ask(place, by, reference, wanted)
    wrote(call, place, step, lambda: _say_second(seconds(place, by, reference)))


def erasure_do(
    call: Call, reference: Reference, number: Number, reason: Why = "", preview: Preview = False, as_: As = ""
) -> None:
    """Erase what somebody else asked for. It cannot be taken back."""
    place = call.services()
    by = caller(place, as_)
    reach = erasure_reach.foresee_asked(place, by, reference, number)
    if preview:
        _foretell(call, reach)
        return
    step = erasure.erase(place, by, reference, number, reason)
    wrote(call, place, step, lambda: _say_done(reach))


def erasure_drop(call: Call, reference: Reference, number: Number, reason: Why = "", as_: As = "") -> None:
    """Give up an erasure that was asked for."""
    place = call.services()
    wrote(call, place, erasure.drop(place, caller(place, as_), reference, number, reason))


def erasure_asked(call: Call, as_: As = "") -> None:
    """List the erasures that you are asked about without seeing the case; `erasure do` or `erasure drop` decides."""
    place = call.services()
    found, zone = asked_of(place, caller(place, as_)), place.zone()
    shapes = [
        {
            "reference": each.reference,
            "number": each.number,
            "things": list(each.things),
            "ground": each.ground.value,
            "asked_by": each.asked_by,
            "at": each.asked_at,
        }
        for each in found
    ]
    rows = [
        (
            each.reference,
            str(each.number),
            ", ".join(each.things),
            each.ground.says,
            each.asked_by,
            say_moment(each.asked_at, zone),
        )
        for each in found
    ]
    columns = ("Case", "Number", "What", "Ground", "Asked by", "When")
    call.give(shapes, lambda: table(columns, rows, "Nothing waits for you."))


def erasure_list(
    call: Call,
    file: Annotated[
        Path | None, typer.Option("--file", help="Write what was erased to this file, to be kept elsewhere.")
    ] = None,
    as_: As = "",
) -> None:
    """List the erasures of every case that you see the whole of: what kind of thing, on what ground, by whom."""
    place = call.services()
    found, zone = erasure_lines.listed(place, caller(place, as_)), place.zone()
    if file is not None:
        write_file(file, kept_erasures.written_list(found).encode(), new=True)
    rows = [
        (
            each.reference,
            str(each.erasure.number),
            STATUS[each.erasure.status],
            ", ".join(where.thing for where in each.erasure.places),
            each.erasure.ground.says,
            say_moment(each.at, zone),
            each.by,
        )
        for each in found
    ]
    columns = ("Case", "Number", "Status", "What", "Ground", "When", "Who")
    call.give([_shape(each) for each in found], lambda: table(columns, rows, "Nothing was erased."))


def erasure_apply(
    call: Call,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `erasure list --file` wrote.")],
    as_: As = "",
) -> None:
    """Erase again what a list names, after an older backup was put back: the first person asks, the second does it."""
    place = call.services()
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file} cannot be read as text.") from error
    found = kept_erasures.apply_list(place, caller(place, as_), kept_erasures.read_list(text))
    run_outbox(place)
    shapes = [{"reference": each.reference, "did": each.did, "says": each.says or None} for each in found]
    rows = [(each.reference, each.says or DID[each.did]) for each in found]
    call.give(shapes, lambda: table(("Case", "What was done"), rows, "The list names nothing."))


def _shape(line: ErasureLine) -> json_shapes.Shape:
    places = [{"what": each.what, "number": each.number, "key": each.key} for each in line.erasure.places]
    return {
        "reference": line.reference,
        "number": line.erasure.number,
        "status": line.erasure.status,
        "ground": line.erasure.ground.value,
        "at": line.at,
        "by": line.by,
        "places": places,
    }


def _foretell(call: Call, reach: Reach) -> None:
    document = {
        "erases": list(reach.things),
        "keeps": list(reach.kept),
        "kept_elsewhere": list(reach.elsewhere),
        "left_the_house": list(reach.left),
    }
    call.give(document, lambda: _say_reach(reach))


def _say_reach(reach: Reach) -> None:
    typer.echo("This would be erased, with every draft and everything typed into forms of the case and not sent in:")
    bullets(reach.things)
    _say_left(reach)


def _say_done(reach: Reach) -> None:
    typer.echo("Erased, in every copy that the store holds:")
    bullets(reach.things)
    _say_left(reach)


def _say_second(found: Seconds) -> None:
    names = " or ".join(found.names)
    if names and not found.unseen:
        typer.echo(f"It waits for a second person: {names}.")
    elif names:
        typer.echo(f"You alone see the whole of this case. It waits for {names}, who decides without seeing the case.")
    else:
        typer.echo(
            "You alone see the whole of this case, and nobody is free to be the second person. See `role table`."
        )


def _say_left(reach: Reach) -> None:
    if reach.kept:
        typer.echo("Issued letters are kept word for word until they are named themselves:")
        bullets(reach.kept)
    if reach.elsewhere:
        typer.echo("The same bytes are kept elsewhere in the trust, and stay there:")
        bullets(reach.elsewhere)
    if reach.left:
        typer.echo("This has left the house, and no erasure reaches it:")
        bullets(reach.left)
    typer.echo("Backups keep what they hold until they are deleted.")
