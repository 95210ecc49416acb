"""Two cases linked, the link taken off, and the cases with which one is linked."""

from __future__ import annotations

from typing import Annotated

import typer

from duecourse.casework.commands.two_cases.linked_cases import change_link
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.queries.upkeep.told_links import linked_with
from duecourse.cli.call import As, Call
from duecourse.cli.cases.arguments import Reference
from duecourse.cli.cases.changes import Why
from duecourse.cli.json_shapes import Shape, iso
from duecourse.cli.tables import table
from duecourse.cli.typed import caller
from engine.identity import CaseReference
from engine.time.moments import say_moment

Other = Annotated[str, typer.Argument(metavar="OTHER", help="The other case.")]


def link_add(call: Call, reference: Reference, other: Other, reason: Why = "", as_: As = "") -> None:
    """Link a case with another about the same thing; each shows the other to those alone who may see both."""
    _change(call, reference, other, reason, as_, active=True)


def link_remove(call: Call, reference: Reference, other: Other, reason: Why = "", as_: As = "") -> None:
    """Take the link between two cases off; the record of both keeps that they were linked."""
    _change(call, reference, other, reason, as_, active=False)


def _change(call: Call, reference: CaseReference, other: str, reason: str, as_: str, *, active: bool) -> None:
    place = call.services()
    change_link(place, caller(place, as_), reference, CaseReference(other), reason, active=active)
    document: Shape = {"reference": reference, "other": other, "linked": active}
    call.give(document, lambda: typer.echo(f"{reference} and {other} are {'' if active else 'no longer '}linked."))


def link_list(call: Call, reference: Reference, as_: As = "") -> None:
    """List the cases with which a case is linked, as far as you work on both."""
    place = call.looking()
    by = caller(place, as_)
    with looking(place, by, reference, "the linked cases") as case:
        found, zone = linked_with(case, by.viewer.person), case.zone
    document = [
        {
            "reference": each.reference,
            "title": each.title,
            "stands": each.stands,
            "by": each.by,
            "at": iso(each.at),
            "reason": each.reason,
        }
        for each in found
    ]
    rows = [(each.reference, each.title, each.stands, say_moment(each.at, zone), each.reason) for each in found]
    call.give(document, lambda: table(("Case", "What", "Stands", "Linked", "Why"), rows, "It is linked with no case."))
