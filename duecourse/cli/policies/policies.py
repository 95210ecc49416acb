"""Policies: list, coverage, clauses, diagrams. None of these needs a store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from duecourse.casework.policies.candidates import load_unproved, read_policies
from duecourse.casework.policies.coverage import coverage_of, diagram_of, whole
from duecourse.casework.policies.grounds import grounds_of
from duecourse.cli.call import Call
from duecourse.cli.policies.coverage import Covered, line_shape, show_lines
from duecourse.cli.tables import table
from duecourse.policies.library import Library
from engine.errors import BadFiles, BadInput
from engine.identity import TrackName
from engine.language.compiled import CompiledPolicy

PolicyKey = Annotated[str, typer.Argument(metavar="POLICY", help="The key of a policy in use, or a policy's file.")]


def _library(call: Call) -> Library:
    return call.build().library(call.settings)


def _named(call: Call, policy: str) -> CompiledPolicy:
    """Give a policy in use by its key, or one that is still being written by its file."""
    path = Path(policy)
    if not path.suffix and len(path.parts) == 1:
        return _library(call).current(policy)
    candidates = read_policies(path, call.settings.workflows)
    try:
        found = load_unproved(candidates.sources, call.build().letters().kinds()).policies
    except BadFiles as bad:
        raise BadFiles(tuple(map(candidates.where_it_lies, bad.findings))) from bad
    if len(found) > 1:
        raise BadInput(f"There are several policies at {policy}: {', '.join(found)}. Name the file of one.")
    return next(iter(found.values()))


def policies(call: Call) -> None:
    """List the policies that there are."""
    found = _library(call).policies
    document = [
        {
            "policy": key,
            "title": policy.definition.title,
            "organisation": policy.definition.organisation,
            "approved": policy.definition.approved,
            "dated": policy.definition.dated,
            "draft": policy.definition.draft,
            "review_due": policy.definition.review_due,
            "hash": policy.hash,
            "tracks": list(policy.tracks),
        }
        for key, policy in found.items()
    ]
    rows = [
        (
            key,
            policy.definition.title,
            policy.definition.organisation,
            policy.definition.review_due or "not printed",
            policy.hash[:12],
        )
        for key, policy in found.items()
    ]
    call.give(
        document,
        lambda: table(("Key", "Title", "Organisation", "Review due", "Hash"), rows, "No policies."),
    )


def coverage(call: Call, policy: PolicyKey) -> None:
    """Show what a policy comes to: each clause with its steps and letters, and each step with what it stands on."""
    covered = _covered(call, policy)
    call.give(covered.document(), covered.show)


def clause(call: Call, policy: PolicyKey, number: Annotated[str, typer.Argument(metavar="NUMBER")]) -> None:
    """List every step and clock that a clause stands behind."""
    found = [line for line in _covered(call, policy).lines if whole(line.number) == whole(number)]
    wanted = [line for line in found if line.number == number] or found
    if not wanted:
        raise BadInput(f"The policy {policy} has no clause {number}. `coverage {policy}` lists those that it has.")
    call.give([line_shape(line) for line in wanted], lambda: show_lines(wanted))


def _covered(call: Call, policy: str) -> Covered:
    builder = call.build()
    found, kinds = _named(call, policy), builder.letters().kinds()
    return Covered(found, coverage_of(found, kinds), grounds_of(found, kinds))


def diagram(call: Call, policy: PolicyKey, track: Annotated[TrackName, typer.Argument(metavar="TRACK")]) -> None:
    """Draw a track as a Mermaid state diagram."""
    compiled = _named(call, policy)
    if track not in compiled.tracks:
        raise BadInput(f"The policy {policy} has no track {track}. It has: {', '.join(compiled.tracks)}.")
    typer.echo(diagram_of(compiled, track))
