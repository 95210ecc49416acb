"""The list of cases on the command line: narrowed, sorted, and taken away as a table for a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Annotated

import typer

from duecourse.casework.context.services import Services
from duecourse.casework.queries import case_lists
from duecourse.casework.queries.case_filters import EVERY_CASE, MYSELF, AskedCases
from duecourse.casework.queries.case_lists import CaseListing
from duecourse.casework.search.case_table import case_table
from duecourse.cli import json_shapes
from duecourse.cli.call import As, Call, Limit, PageOf
from duecourse.cli.cases.arguments import DANGER, Late, Mine, Order, Procedure, School, Show, Stage
from duecourse.cli.tables import table
from duecourse.cli.typed import caller, part_of
from engine.errors import BadInput
from engine.ports.agenda.case_orders import CaseOrder
from engine.ports.records import CaseSummary
from engine.time.moments import say_left, say_moment

Kind = Annotated[str, typer.Option("--kind", help="Only cases that are about this, by its code: abuse.")]
Holder = Annotated[
    str,
    typer.Option("--holder", help=f"Only cases whose next step is for this person, by short name; {MYSELF} for you."),
]
Policy = Annotated[str, typer.Option("--policy", help="Only cases under this policy, by its key.")]
InDanger = Annotated[bool, typer.Option("--danger", help="Only cases with a danger.")]
From = Annotated[str, typer.Option("--from", help="Only cases reported on this day or later: 2026-09-01.")]
Until = Annotated[str, typer.Option("--until", help="Only cases reported on this day or earlier: 2026-12-18.")]
AsTable = Annotated[
    bool, typer.Option("--csv", help="Print all of them as a table for a spreadsheet, the same as the site gives.")
]
WHOLE_TABLE = "--csv prints every case of the list: leave out --limit, --page and --json."


def list_cases(
    call: Call,
    show: Show = "all",
    school: School = "",
    policy: Policy = "",
    kind: Kind = "",
    stage: Stage = "",
    procedure: Procedure = "",
    holder: Holder = "",
    reported_from: From = "",
    reported_until: Until = "",
    danger: InDanger = False,
    mine: Mine = False,
    late: Late = False,
    order: Order = CaseOrder.SOONEST.value,
    limit: Limit = 0,
    page: PageOf = 1,
    csv: AsTable = False,
    as_: As = "",
) -> None:
    """List the cases that you may see: dangers that you must act on first, then those with the earliest deadline."""
    place = call.looking()
    by = caller(place, as_)
    usual = AskedCases(show=show, school=school, stage=stage, procedure=procedure, mine=mine, late=late, order=order)
    asked = replace(usual, policy=policy, kind=kind, holder=holder, danger=danger)
    asked = replace(asked, reported_from=reported_from, reported_until=reported_until)
    if csv:
        if limit or page != 1 or call.as_json:
            raise BadInput(WHOLE_TABLE)
        typer.echo(case_table(place, by, asked).decode(), nl=False)
        return
    _give(call, place, case_lists.listing(place, by, asked, part_of(limit, page)), narrowed=asked != EVERY_CASE)


def _give(call: Call, place: Services, found: CaseListing, *, narrowed: bool) -> None:
    none = "There are no such cases that you may see." if narrowed else "You have no cases."
    call.give(
        [_listed(row, found) for row in found.cases],
        lambda: table(
            ("Case", "Status", "Reported", "Next clock"),
            [_line(row, found, place.clock.now(), place.zone()) for row in found.cases],
            none,
        ),
    )


def _listed(row: CaseSummary, among: CaseListing) -> Mapping[str, object]:
    return {
        "reference": row.reference,
        "policy": row.policy,
        "status": row.status,
        "reported_at": json_shapes.iso(row.reported_at),
        "next_due_at": json_shapes.iso(row.next_due_at),
        "revision": row.revision or None,
        "danger": row.reference in among.dangers,
        "given": row.reference in among.given,
        "shared_with": [each.key for each in among.shared(row)],
    }


def _line(row: CaseSummary, among: CaseListing, now: datetime, zone: tzinfo) -> tuple[str, ...]:
    return (
        row.reference,
        row.status.replace("_", " ")
        + (f", {DANGER}" if row.reference in among.dangers else "")
        + (", new to you with your post" if row.reference in among.given else "")
        + "".join(f", shared with {each.name}" for each in among.shared(row)),
        say_moment(row.reported_at, zone),
        say_left(now, row.next_due_at) if row.next_due_at else "-",
    )
