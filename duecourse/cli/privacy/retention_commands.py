"""How long cases are kept, which are over their time, and what becomes of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from duecourse.casework.disposals import disposal
from duecourse.casework.disposals.certificate import certificate
from duecourse.casework.disposals.due_cases import DueCase, due_case, due_cases
from duecourse.casework.retention import schedule_changes
from duecourse.casework.retention.schedule_changes import PeriodChange
from duecourse.cli.call import As, Call
from duecourse.cli.cases.arguments import Reference
from duecourse.cli.tables import bullets, table
from duecourse.cli.typed import caller
from duecourse.cli.written import wrote
from duecourse.private_files import write_file
from engine.time.moments import parse_beginning, say_date, say_moment

Because = Annotated[str, typer.Option("--reason", help="Why; do not repeat what the case is about.")]


def retention_schedule(call: Call, as_: As = "") -> None:
    """Say how long each kind of case is kept, where that comes from, and who changed it why."""
    place = call.services()
    found = schedule_changes.schedule(place, caller(place, as_))
    document = [
        {
            "row": each.row.code,
            "cases": each.row.says,
            "period": each.row.period,
            "source": each.row.source,
            "changed_by": each.by,
            "changed_on": each.row.on,
            "reason": each.row.reason,
        }
        for each in found
    ]
    rows = [
        (each.row.code, each.row.says, each.row.period, each.row.source, f"{each.by} {each.row.on}".strip() or "ours")
        for each in found
    ]
    call.give(
        document, lambda: table(("Row", "Kind of case", "Kept for", "Where that comes from", "Changed"), rows, "")
    )


def retention_set(
    call: Call,
    row: Annotated[str, typer.Argument(metavar="ROW", help="Which: takedown, staff …, or takedown@POLICY for one.")],
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="Such as '6 years'; 'ours' takes your own away.")],
    source: Annotated[str, typer.Option("--source", help="Where it comes from: a schedule, a clause.")] = "",
    reason: Because = "",
    as_: As = "",
) -> None:
    """Change how long a kind of case is kept, with a reason."""
    place = call.services()
    kind, _, policy = row.partition("@")
    change = PeriodChange(kind=kind, policy=policy, period=period, source=source, reason=reason)
    now = schedule_changes.change_row(place, caller(place, as_), change)
    said = f"{now.says}: {now.period}." if now else "The row is ours again."
    call.give({"row": row, "period": now.period if now else None}, lambda: typer.echo(said))


def retention_list(call: Call, as_: As = "") -> None:
    """List the cases that you see the whole of and whose time for keeping is over."""
    place = call.services()
    found = due_cases(place, caller(place, as_))
    rows = [(e.reference, e.school, e.row.says, say_date(e.ended_on), say_date(e.due), e.stands) for e in found]
    columns = ("Case", "School", "Kind of case", "Ended", "Time over", "How it stands")
    call.give([_shape(each) for each in found], lambda: table(columns, rows, "No case is over its time."))


def retention_show(call: Call, reference: Reference, as_: As = "") -> None:
    """Say how one case stands under the schedule, what its disposal would take away, and what stands in the way."""
    place = call.services()
    found, zone = due_case(place, caller(place, as_), reference), place.zone()

    def say() -> None:
        days = f", from {say_date(found.ended_on)} to {say_date(found.due)}" if found.is_ended else ""
        typer.echo(f"{found.row.says}: kept for {found.row.period}{days}.")
        typer.echo(f"It is {found.stands}.")
        if found.proposed is not None and found.ready_at is not None:
            typer.echo(f"Proposed by {found.proposed_by}; it can be done from {say_moment(found.ready_at, zone)}.")
        if found.disposed is None:
            typer.echo("Its disposal takes away:")
            bullets(f"{thing}: {number}" for thing, number in found.things)
        bullets(f"{each.says} {each.unlocks}" for each in found.why_not)

    call.give(_shape(found), say)


def retention_keep(
    call: Call,
    reference: Reference,
    until: Annotated[str, typer.Option("--until", metavar="DAY", help="The last day on which it has to be kept.")],
    reason: Because = "",
    as_: As = "",
) -> None:
    """Keep a case on after its time, for a legal hold or an inquiry; until today ends that."""
    place = call.services()
    zone = place.zone()
    day = parse_beginning(until, zone).astimezone(zone).date()
    wrote(call, place, disposal.keep(place, caller(place, as_), reference, day, reason))


def retention_propose(call: Call, reference: Reference, reason: Because = "", as_: As = "") -> None:
    """Propose that a case is disposed of with all that it holds; a second person does it after some days."""
    place = call.services()
    wrote(call, place, disposal.propose(place, caller(place, as_), reference, reason))


def retention_dispose(call: Call, reference: Reference, as_: As = "") -> None:
    """Dispose of a case that somebody else proposed. It cannot be taken back."""
    place = call.services()
    said = "Everything that it held is gone. `duecourse retention certificate` says so on paper."
    wrote(call, place, disposal.dispose(place, caller(place, as_), reference), lambda: typer.echo(said))


def retention_give_up(call: Call, reference: Reference, reason: Because = "", as_: As = "") -> None:
    """Give a proposal up, with a reason."""
    place = call.services()
    wrote(call, place, disposal.give_up(place, caller(place, as_), reference, reason))


def retention_certificate(
    call: Call,
    reference: Reference,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it, such as certificate.pdf.")],
    as_: As = "",
) -> None:
    """Write the certificate of a disposal as PDF: what went, in kinds and digests, when and by whom."""
    place = call.services()
    write_file(file, certificate(place, caller(place, as_), reference), new=True)
    call.give({"file": str(file)}, lambda: typer.echo(f"{file} is written."))


def _shape(each: DueCase) -> dict[str, object]:
    return {
        "reference": each.reference,
        "school": each.school,
        "row": each.row.code,
        "ended_on": each.ended_on,
        "due": each.due,
        "stands": each.stands,
        "kept_until": each.kept_until,
        "things": dict(each.things),
        "why_not": [reason.says for reason in each.why_not],
    }
