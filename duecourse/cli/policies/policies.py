"""Policies: check, list, coverage, clauses, diagrams. None of these needs a store."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from duecourse.bootstrap import lint_letters
from duecourse.casework.policies.candidates import load_unproved, read_policies
from duecourse.casework.policies.coverage import coverage_of, diagram_of, whole
from duecourse.casework.policies.grounds import grounds_of
from duecourse.cli import json_shapes
from duecourse.cli.call import Call
from duecourse.cli.policies.coverage import Covered, line_shape, show_lines
from duecourse.cli.tables import table
from duecourse.policies.compiler import LetterKinds
from duecourse.policies.library import Library, read_workflows
from engine.errors import BadFiles, BadInput, Finding
from engine.identity import TrackName
from engine.proof.run import Failure, TrackProof, prove

PolicyKey = Annotated[str, typer.Argument(metavar="POLICY")]


@dataclass
class CheckResult:
    """What checking came to: findings of files, and of each policy its proof and how long it took."""

    findings: list[Finding] = field(default_factory=list)
    proofs: list[tuple[str, tuple[TrackProof, ...], float]] = field(default_factory=list)
    later: int = 0

    @property
    def failures(self) -> list[tuple[str, Failure]]:
        """List what the proofs found, each with its policy."""
        return [(key, each) for key, proved, _ in self.proofs for track in proved for each in track.failures]

    @property
    def ok(self) -> bool:
        """Say whether nothing was found."""
        return not self.findings and not self.failures


def check(
    call: Call,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH…]", help="Policy files or workflow folders; those in use without."),
    ] = None,
) -> None:
    """Find every fault of workflows and letters, then prove each policy; exit code 2 on any."""
    verdict = CheckResult(list(lint_letters()))
    workflows, kinds = call.settings.workflows, call.build().letters().kinds()
    for sources in [read_policies(path, workflows) for path in paths or ()] or [read_workflows(workflows)]:
        _check_sources(verdict, sources, kinds)
    call.give(_document(verdict), lambda: _print_verdict(verdict))
    if not verdict.ok:
        sys.exit(2)


def _check_sources(verdict: CheckResult, sources: Mapping[str, str], kinds: LetterKinds) -> None:
    try:
        library = load_unproved(sources, kinds)
    except BadFiles as bad:
        verdict.findings += bad.findings
        return
    for key, policy in library.policies.items():
        began = perf_counter()
        verdict.proofs.append((key, prove(policy), perf_counter() - began))
    verdict.later += count_later(library)


def _document(verdict: CheckResult) -> json_shapes.Shape:
    return {
        "ok": verdict.ok,
        "findings": [json_shapes.finding(each) for each in verdict.findings],
        "proofs": [
            {
                "policy": key,
                "situations": sum(track.situations for track in proved),
                "seconds": round(seconds, 3),
                "counterexample": [
                    {"where": f"{each.track}.{each.where}", "says": each.says, "path": list(each.path)}
                    for track in proved
                    for each in track.failures
                ],
            }
            for key, proved, seconds in verdict.proofs
        ],
        "later": verdict.later,
    }


def _print_verdict(verdict: CheckResult) -> None:
    for finding in verdict.findings:
        typer.echo(str(finding))
    for key, proved, seconds in verdict.proofs:
        typer.echo(f"{key}: {sum(track.situations for track in proved)} situations proved in {seconds:.2f} s")
    for key, each in verdict.failures:
        typer.echo(f"{key}: {each.track}.{each.where}: {each.says}")
        if each.path:
            typer.echo(f"    shortest way: {' → '.join(each.path)}")
    if verdict.proofs:
        total = sum(seconds for _, _, seconds in verdict.proofs)
        typer.echo(f"{len(verdict.proofs)} policies proved in {total:.2f} s.")
    if verdict.later:
        typer.echo(f"{verdict.later} steps lead to procedures that are still to come (`later`).")


def count_later(library: Library) -> int:
    """Count the openings that name a procedure still to come."""
    found: set[tuple[str, str, str]] = set()
    for policy in library.policies.values():
        for track in policy.tracks.values():
            actions = track.definition.actions.values()
            openings = (*track.definition.opening, *(each for action in actions for each in action.opens))
            found |= {(track.name, opening.later, str(opening.when)) for opening in openings if opening.later}
    return len(found)


def _library(call: Call) -> Library:
    return call.build().library(call.settings)


def policies(call: Call) -> None:
    """List the policies that there are."""
    found = _library(call).policies
    document = [
        {
            "policy": key,
            "title": policy.definition.title,
            "organisation": policy.definition.organisation,
            "approved": policy.definition.approved,
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
            str(policy.definition.review_due or "not printed"),
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
    found, kinds = builder.library(call.settings).current(policy), builder.letters().kinds()
    return Covered(found, coverage_of(found, kinds), grounds_of(found, kinds))


def diagram(call: Call, policy: PolicyKey, track: Annotated[TrackName, typer.Argument(metavar="TRACK")]) -> None:
    """Draw a track as a Mermaid state diagram."""
    compiled = _library(call).current(policy)
    if track not in compiled.tracks:
        raise BadInput(f"The policy {policy} has no track {track}. It has: {', '.join(compiled.tracks)}.")
    typer.echo(diagram_of(compiled, track))
