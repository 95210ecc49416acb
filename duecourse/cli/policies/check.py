"""Check procedure files and prove them: every fault first, and one line that says how it ended."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from duecourse.bootstrap import lint_letters
from duecourse.casework.policies.candidates import Candidates, load_unproved, read_policies
from duecourse.casework.policies.description.document import description
from duecourse.casework.policies.proof_faults import ProofFault, proof_faults
from duecourse.cli import json_shapes
from duecourse.cli.call import Call
from duecourse.policies.compiler import LetterKinds
from duecourse.policies.library import Library
from engine.errors import BadFiles, Finding
from engine.language.compiled import CompiledPolicy
from engine.proof.cache import Memory
from engine.proof.run import TrackProof, prove


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """A policy with what its proof gave: its situations, the seconds that they took, and every fault."""

    policy: str
    situations: int
    seconds: float
    faults: tuple[ProofFault, ...]


@dataclass(kw_only=True)
class CheckResult:
    """What checking came to: findings of files, and of each policy that has none its proof.

    `house` counts the files in which a trust words blocks of letters itself.
    """

    findings: list[Finding] = field(default_factory=list)
    proofs: list[Proved] = field(default_factory=list)
    policies: dict[str, CompiledPolicy] = field(default_factory=dict)
    later: int = 0
    house: int = 0

    @property
    def faults(self) -> Mapping[ProofFault, Sequence[str]]:
        """Give what the proofs found, each once, with the policies under which it was found."""
        found: dict[ProofFault, list[str]] = {}
        for proved in self.proofs:
            for each in proved.faults:
                found.setdefault(each, []).append(proved.policy)
        return found

    @property
    def ok(self) -> bool:
        """Say whether nothing was found."""
        return not self.findings and not self.faults

    @property
    def verdict(self) -> str:
        """Say in one line how it ended."""
        if self.ok:
            return "OK"
        found = [*self.findings, *(each.finding for each in self.faults)]
        return f"REFUSED: {_counted(len(found), 'fault')} in {_counted(len({each.file for each in found}), 'file')}"


def check(
    call: Call,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATH…]", help="Policy files, workflow folders, or keys of policies; those in use without."
        ),
    ] = None,
    describe: Annotated[
        bool, typer.Option("--describe", help="Write the whole of each policy in sentences, if it passes.")
    ] = False,
) -> None:
    """Find every fault of workflows and letters, then prove each policy; the last line says OK, or REFUSED (code 2)."""
    result = CheckResult(findings=list(lint_letters()))
    letters, workflows, memory = call.build().letters(), call.settings.workflows, Memory()
    kinds = letters.kinds()
    for candidates in [_named(path, workflows) for path in paths or ()] or [Candidates.in_use(workflows)]:
        house = (*candidates.house.findings, *letters.judge_house(candidates.house.texts))
        result.findings += map(candidates.where_it_lies, house)
        result.house += len(candidates.house.texts)
        if candidates.sources:
            _check(result, candidates, kinds, memory)
    texts = {key: description(policy, kinds) for key, policy in result.policies.items()} if describe else {}
    call.give({**_document(result), "descriptions": texts}, lambda: _print(result, texts))
    if not result.ok:
        sys.exit(2)


def _named(path: Path, workflows: str) -> Candidates:
    """Read what an argument names: a file or folder, or else a policy in use."""
    if path.exists() or path.suffix or len(path.parts) > 1:
        return read_policies(path, workflows)
    return Candidates.of_policy(str(path), workflows)


def _check(result: CheckResult, candidates: Candidates, kinds: LetterKinds, memory: Memory) -> None:
    try:
        library = load_unproved(candidates.sources, kinds)
    except BadFiles as bad:
        result.findings += map(candidates.where_it_lies, bad.findings)
        return
    for key, policy in library.policies.items():
        began = perf_counter()
        proofs = prove(policy, memory)
        seconds = perf_counter() - began
        failures = [failure for track in proofs for failure in track.failures]
        faults = (
            replace(each, finding=candidates.where_it_lies(each.finding)) for each in proof_faults(policy, failures)
        )
        result.proofs.append(
            Proved(policy=key, situations=_situations(proofs), seconds=seconds, faults=tuple(dict.fromkeys(faults)))
        )
        result.policies[key] = policy
    result.later += count_later(library)


def _situations(proofs: Sequence[TrackProof]) -> int:
    return sum(track.situations for track in proofs)


def _document(result: CheckResult) -> json_shapes.Shape:
    return {
        "ok": result.ok,
        "verdict": result.verdict,
        "findings": [json_shapes.finding(each) for each in result.findings],
        "proofs": [
            {
                "policy": proved.policy,
                "situations": proved.situations,
                "seconds": round(proved.seconds, 3),
                "counterexample": [
                    {**json_shapes.finding(each.finding), "path": list(each.way)} for each in proved.faults
                ],
            }
            for proved in result.proofs
        ],
        "later": result.later,
        "house_words": result.house,
    }


def _print(result: CheckResult, texts: Mapping[str, str]) -> None:
    """Print every fault, or, where there is none, what was proved; the last line is the verdict either way.

    Descriptions stand alone on the output, so that they can be written to a file; then the rest goes beside it.
    """
    if result.ok:
        for text in texts.values():
            typer.echo(text, nl=False)
    for line in (*_faults(result), *(_successes(result) if result.ok else ()), result.verdict):
        typer.echo(line, err=bool(texts))


def _faults(result: CheckResult) -> Iterator[str]:
    yield from map(str, result.findings)
    for fault, policies in result.faults.items():
        yield str(fault.finding)
        if fault.way:
            yield f"    the shortest way there: {'; then '.join(fault.way)}"
        yield f"    found in the proof of {', '.join(policies)}"


def _successes(result: CheckResult) -> Iterator[str]:
    for proved in result.proofs:
        yield f"{proved.policy}: {proved.situations} situations proved in {proved.seconds:.2f} s"
    total = sum(proved.seconds for proved in result.proofs)
    if result.proofs:
        yield f"{_counted(len(result.proofs), 'policy', 'policies')} proved in {total:.2f} s."
    if result.house:
        yield f"{_counted(result.house, 'block')} of letters in the trust's own words."
    if result.later:
        lead = "leads" if result.later == 1 else "lead"
        yield f"{_counted(result.later, 'step')} {lead} to procedures that are still to come (`later`)."


def _counted(number: int, one: str, more: str = "") -> str:
    return f"{number} {one if number == 1 else more or f'{one}s'}"


def count_later(library: Library) -> int:
    """Count the openings that name a procedure still to come."""
    found: set[tuple[str, str, str]] = set()
    for policy in library.policies.values():
        for track in policy.tracks.values():
            actions = track.definition.actions.values()
            openings = (*track.definition.opening, *(each for action in actions for each in action.opens))
            found |= {(track.name, opening.later, str(opening.when)) for opening in openings if opening.later}
    return len(found)
