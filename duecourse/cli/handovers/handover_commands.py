"""Cases handed over to a colleague: what there is of whom, and doing it."""

from __future__ import annotations

from typing import Annotated

import typer

from duecourse.casework.case_handovers.bulk_handovers import HandedOver, Handing, hand_over
from duecourse.casework.case_handovers.handover_choices import HandoverChoices, handover_choices
from duecourse.cli.call import As, Call
from duecourse.cli.json_shapes import iso
from duecourse.cli.tables import table
from duecourse.cli.typed import caller, ending_of
from engine.errors import BadInput
from engine.identity import CaseReference

Who = Annotated[str, typer.Argument(metavar="[PERSON]", help="Whose roles; a short name.")]
To = Annotated[str, typer.Option("--to", metavar="PERSON", help="Who gets them; a short name.")]
Cases = Annotated[list[str] | None, typer.Option("--case", metavar="REF", help="This case; repeatable.")]
All = Annotated[bool, typer.Option("--all", help="Every open case that you manage.")]
Until = Annotated[str, typer.Option("--until", help="The last day, or ISO time with its offset; without it, for good.")]
Why = Annotated[str, typer.Option("--reason", help="Why; it is kept with each case.")]


def hand_over_cases(
    call: Call,
    person: Who = "",
    to: To = "",
    case: Cases = None,
    all_: All = False,
    until: Until = "",
    reason: Why = "",
    as_: As = "",
) -> None:
    """Hand over what somebody holds in cases that you manage; without --to, list who holds what and who could take it.

    Each case gets an event of its own. One that refuses stays as it was and is named with why; the rest is done.
    """
    place = call.services()
    by = caller(place, as_)
    chosen = tuple(CaseReference(each) for each in case or ())
    if not to:
        found = handover_choices(place, by, person, chosen)
        call.give(_shape(found), lambda: _print(found))
        return
    if not person or bool(chosen) == all_:
        raise BadInput("Say whose cases, PERSON, and which: --case REF, as often as needed, or --all.")
    if all_:
        chosen = tuple(each.reference for each in handover_choices(place, by, person).cases)
    handing = Handing(who=person, to=to, until=ending_of(place, until), reason=reason)
    done = hand_over(place, by, chosen, handing)
    document = {
        "from": done.who.key,
        "to": done.to.key,
        "until": iso(handing.until),
        "done": list(done.done),
        "refused": [{"reference": reference, "why": why} for reference, why in done.refused],
    }
    call.give(document, lambda: _say(done))


def _say(done: HandedOver) -> None:
    typer.echo(f"Handed over to {done.to.name}: {', '.join(done.done) or 'nothing'}.")
    for reference, why in done.refused:
        typer.echo(f"{reference} stays as it was: {why}")


def _shape(found: HandoverChoices) -> dict[str, object]:
    return {
        "holders": [
            {"key": each.key, "name": each.name, "posts": each.posts, "cases": each.load, "is_here": each.is_here}
            for each in found.holders
        ],
        "cases": [
            {"reference": each.reference, "title": each.title, "roles": list(each.roles), "until": iso(each.until)}
            for each in found.cases
        ],
        "could_take": [
            {"key": each.key, "name": each.name, "posts": each.posts, "cases": each.load, "takes": each.takes}
            for each in found.heirs
        ],
    }


def _print(found: HandoverChoices) -> None:
    if found.of is None:
        rows = [(each.key, each.name, each.posts or "no post any more", str(each.load)) for each in found.holders]
        table(("Person", "Name", "Posts", "Your cases"), rows, "There is no open case that you manage.")
        return
    table(
        ("Case", "Title", "Roles"),
        [(each.reference, each.title, ", ".join(each.roles)) for each in found.cases],
        "They hold nothing.",
    )
    typer.echo("")
    table(
        ("Could take", "Name", "Posts", "Their cases", "Takes"),
        [
            (each.key, each.name, each.posts, str(each.load), f"{each.takes} of {len(found.cases)}")
            for each in found.heirs
        ],
        "Nobody could take any of it.",
    )
