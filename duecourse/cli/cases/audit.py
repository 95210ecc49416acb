"""The record: walk its chain, fold it again, take it away."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from duecourse.casework.audit import bundle, verification
from duecourse.casework.audit.verification import Verification
from duecourse.cli.call import As, Call
from duecourse.cli.cases.cases import AnyReference, Reference
from duecourse.cli.tables import table
from duecourse.cli.typed import caller
from duecourse.private_files import write_file
from engine.identity import NO_REFERENCE


def audit_verify(call: Call, reference: AnyReference = NO_REFERENCE, as_: As = "") -> None:
    """Walk the hash chain of one case, or of every case that you may see, and of the access log."""
    place = call.services()
    by = caller(place, as_)
    accesses = 0 if reference else verification.verify_accesses(place, by.viewer.organisation)
    _give_verdicts(call, verification.verify_cases(place, by, reference), accesses)


def audit_replay(call: Call, reference: AnyReference = NO_REFERENCE, as_: As = "") -> None:
    """Fold the events again and compare with what is stored."""
    place = call.services()
    _give_verdicts(call, verification.replay_cases(place, caller(place, as_), reference), 0)


def audit_export(
    call: Call,
    reference: Reference,
    output: Annotated[Path, typer.Option("-o", help="The file to write, a .zip.")],
    as_: As = "",
) -> None:
    """Pack the record of a case with its issued letters and a verifier that needs nothing but Python."""
    place = call.services()
    write_file(output, bundle.export(place, caller(place, as_), reference))
    typer.echo(f"Written to {output}. Unpack it and run: python verify.py", err=True)


def _give_verdicts(call: Call, verdicts: list[Verification], accesses: int) -> None:
    ok = all(not verdict.wrong for verdict in verdicts)
    document = {
        "ok": ok,
        "accesses": accesses,
        "cases": [
            {"reference": each.reference, "events": each.events, "head": each.head, "wrong": each.wrong}
            for each in verdicts
        ],
    }
    rows = [(each.reference, str(each.events), each.head[:12], each.wrong or "holds") for each in verdicts]
    call.give(document, lambda: table(("Case", "Events", "Head", "Verdict"), rows, "No cases."))
    if not ok:
        raise typer.Exit(1)
