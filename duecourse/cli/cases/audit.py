"""The record: walk its chain, fold it again, take it away."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import tzinfo
from pathlib import Path
from typing import Annotated

import typer

from duecourse.casework.audit import anchors, bundle, verification
from duecourse.casework.audit.access_lines import access_lines
from duecourse.casework.audit.anchors import Changed
from duecourse.casework.audit.verification import Progress, Verification
from duecourse.casework.audit.verification_summary import Looked, Summary
from duecourse.cli.call import As, Call, PageOf
from duecourse.cli.cases.arguments import AnyReference, Reference
from duecourse.cli.tables import table
from duecourse.cli.typed import beginning_of, caller, ending_of
from duecourse.private_files import write_file
from engine.errors import BadInput, BrokenRecord
from engine.identity import NO_REFERENCE
from engine.record.access import AccessesWanted
from engine.record.anchor import Anchor, read_anchor, written
from engine.time.moments import say_moment

A_CASE = "(a case)"
WHAT_TO_DO = (
    "Keep the store and its backups as they are, work on nothing in it, and ask somebody from outside to look. What "
    "each verdict means stands in docs/how-to/find-a-changed-record.md."
)


def audit_verify(call: Call, reference: AnyReference = NO_REFERENCE, as_: As = "") -> None:
    """Hold everything that is kept of one case, or of every case, against the hash chain of its events.

    Every case: those that you may see, and the access log; for those who administer, all others of the trust too.
    """
    place = call.services()
    by = caller(place, as_)
    looked, wrong = Summary(), ""
    if not reference:
        try:
            looked.accesses = verification.verify_accesses(place, by.viewer.organisation)
        except BrokenRecord as error:
            wrong = str(error)
    found = verification.verify_cases(place, by, reference, _progress(), looked)
    if wrong:
        found.append(Verification(NO_REFERENCE, 0, "", wrong))
    _give_verdicts(call, found, looked)


def audit_replay(call: Call, reference: AnyReference = NO_REFERENCE, as_: As = "") -> None:
    """Fold the events again and compare with everything that is stored, without walking the chain."""
    place = call.services()
    _give_verdicts(call, verification.replay_cases(place, caller(place, as_), reference, _progress()))


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


def audit_anchor(
    call: Call,
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="The file to write; it must not be there.")
    ] = None,
    check: Annotated[Path | None, typer.Option("--check", help="An anchor to hold against the store.")] = None,
    as_: As = "",
) -> None:
    """Write where every chain ends to a file, to be kept elsewhere; or hold such a file against the store.

    What was changed before an anchor is found by it, also where a whole chain was worked out again. What was changed
    after the last one cannot be found by any.
    """
    if (file is None) is (check is None):
        raise BadInput("Name the file to write, or with --check the anchor to hold against the store; one of them.")
    place = call.services()
    by = caller(place, as_)
    if file is not None:
        if file.exists():
            raise BadInput(f"{file} is there already, and an anchor takes the place of nothing. Name a new file.")
        taken = anchors.take_anchor(place, by)
        write_file(file, written(taken).encode(), new=True)
        document = {"file": str(file), "at": taken.at, "cases": len(taken.cases), "events": taken.events}
        document["changes"] = taken.changes.length if taken.changes else 0
        call.give(document | {"accesses": taken.accesses.length}, lambda: _say_taken(file, taken))
        return
    assert check is not None
    anchor = _read(check)
    changed = anchors.check_anchor(place, by, anchor)
    document = {"ok": not changed, "at": anchor.at, "changed": [{"name": c.name, "wrong": c.wrong} for c in changed]}
    call.give(document, lambda: _say_checked(anchor, changed, place.zone()))
    if changed:
        raise typer.Exit(1)


def audit_access(
    call: Call,
    reference: AnyReference = NO_REFERENCE,
    person: Annotated[str, typer.Option("--person", help="Only what one person did, by short name.")] = "",
    since: Annotated[str, typer.Option("--from", help="From this day or moment on.")] = "",
    until: Annotated[str, typer.Option("--to", help="Up to this day, or before this moment.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="So many lines at most.")] = 50,
    page: PageOf = 1,
    as_: As = "",
) -> None:
    """Read who looked at what, the newest first; that you do is written down as well.

    Of a case: for those who see the whole of it. Without a case: for those who administer the trust, and then no line
    tells which case it is of.
    """
    place = call.services()
    wanted = AccessesWanted(
        case=reference,
        since=beginning_of(place, since),
        until=ending_of(place, until),
        limit=limit,
        passed=(page - 1) * limit,
    )
    lines, zone = access_lines(place, caller(place, as_), wanted, person), place.zone()
    rows = [
        (say_moment(line.at, zone), line.person, line.case or (A_CASE if line.of_case else ""), line.what, line.detail)
        for line in lines
    ]
    empty = "No line of the access log fits." if page == 1 else "There are no more lines."
    call.give([asdict(line) for line in lines], lambda: table(("When", "Who", "Case", "What", "Which"), rows, empty))


def _read(file: Path) -> Anchor:
    try:
        return read_anchor(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        why = "cannot be read as text" if file.is_file() else "is no file"
        raise BadInput(f"{file} {why}. Choose a file that `duecourse audit anchor FILE` wrote.") from error


def _say_taken(file: Path, taken: Anchor) -> None:
    changes = taken.changes.length if taken.changes else 0
    typer.echo(f"Written to {file}: the ends of {len(taken.cases)} cases with {taken.events} events, of the access log")
    typer.echo(f"with {taken.accesses.length} lines, and of the organisation's chain with {changes} changes.")
    typer.echo("Keep it where those who run this machine cannot change it.")


def _say_checked(anchor: Anchor, changed: Sequence[Changed], zone: tzinfo) -> None:
    at = say_moment(anchor.at, zone)
    rows = [(each.name, each.wrong) for each in changed]
    held = "access log, organisation" if anchor.changes else "access log"
    table(("Chain", "Wrong"), rows, f"Nothing from before {at} was changed: {len(anchor.cases)} cases, {held}.")
    if anchor.changes is None:
        typer.echo("This anchor is of an earlier version and knows nothing of people, posts, schools and settings.")
    typer.echo(f"What was changed after {at} cannot be found by this anchor.")


def _progress() -> Progress | None:
    """Give what tells on a terminal how far it is; elsewhere nothing does."""
    if not sys.stderr.isatty():
        return None

    def told(done: int, of: int) -> None:
        typer.echo(f"\r{done:,} of {of:,} cases", nl=done == of, err=True)

    return told


def _give_verdicts(call: Call, verdicts: list[Verification], looked: Summary | None = None) -> None:
    ok = all(not verdict.wrong for verdict in verdicts)
    document: dict[str, object] = {
        "ok": ok,
        "accesses": looked.accesses if looked is not None else 0,
        "cases": [
            {"reference": each.reference, "events": each.events, "head": each.head, "wrong": each.wrong}
            for each in verdicts
        ],
    }
    rows = [(each.reference, str(each.events), each.head[:12], each.wrong or "holds") for each in verdicts]
    if looked is not None:
        document["summary"] = {"cases": _shape(looked.cases), "organisation": _shape(looked.organisation)}

    def say() -> None:
        table(("Case", "Events", "Head", "Verdict"), rows, "No cases.")
        if looked is not None:
            _say_looked(looked)

    call.give(document, say)
    if not ok:
        typer.echo(WHAT_TO_DO, err=True)
        raise typer.Exit(1)


def _shape(looked: Looked) -> dict[str, int]:
    """Give what was looked at as programs read it; of the organisation there is one chain, and it has no files."""
    return {
        "chains": looked.chains,
        "events": looked.events,
        "rows": looked.rows,
        "files": looked.files,
        "erased": looked.erased,
    }


def _say_looked(looked: Summary) -> None:
    cases, trust = looked.cases, looked.organisation
    typer.echo(
        f"Looked at: {cases.chains:,} cases with {cases.events:,} events, {cases.rows:,} rows held against them, "
        f"{cases.files:,} files hashed, {cases.erased:,} places erased."
    )
    if trust.chains and not trust.events:
        typer.echo("The chain of the organisation was looked at as well.")
    elif trust.chains:
        typer.echo(
            f"The organisation: {trust.events:,} events, {trust.rows:,} rows held against them, {trust.erased:,} rows "
            f"of before erased. The access log: {looked.accesses:,} lines."
        )
