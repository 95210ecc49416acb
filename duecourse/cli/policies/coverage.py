"""How clauses and steps are shown on a terminal and given to programs, both ways."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import typer

from duecourse.casework.policies.coverage import KINDS, Line, totals_of
from duecourse.casework.policies.grounds import BASES, DEFAULT, OUR_TIME, Grounds, clauses_said, pickers_of
from duecourse.cli.json_shapes import Shape
from duecourse.cli.tables import heading
from engine.language.compiled import CompiledPolicy

SAID = {
    "clause": ("clause with steps", "clauses with steps"),
    "conduct": ("rule of conduct", "rules of conduct"),
    "by_hand": ("done by hand", "done by hand"),
    "outside": ("outside a procedure", "outside a procedure"),
    "prescribed": ("prescribed", "prescribed"),
    "discretion": ("left to discretion", "left to discretion"),
    OUR_TIME: ("asked for, in a time of ours", "asked for, in times of ours"),
    "default": ("on a default", "on defaults"),
}

# A step is no time.
STEP_BASES = tuple(basis for basis in BASES if basis != OUR_TIME)


@dataclass(frozen=True, slots=True)
class Covered:
    """A policy with its numbers, and with its steps and deadlines."""

    policy: CompiledPolicy
    lines: Sequence[Line]
    grounds: Sequence[Grounds]

    def document(self) -> Shape:
        """Give everything as one JSON document."""
        totals = totals_of(self.lines, self.grounds)
        return {
            "policy": self.policy.key,
            "totals": {
                "numbers": totals.numbers,
                "entries": {kind: totals.entries.get(kind, 0) for kind in KINDS},
                "steps": {basis: totals.steps.get(basis, 0) for basis in STEP_BASES},
                "deadlines": {basis: totals.deadlines.get(basis, 0) for basis in BASES},
            },
            "numbers": [line_shape(line) for line in self.lines],
            "conduct_picked_at": [f"{track}.{key}" for track, key in pickers_of(self.policy)],
            "steps": [_grounds_shape(each) for each in self.grounds],
        }

    def show(self) -> None:
        """Print totals, then numbers with their steps, then steps with their numbers."""
        self._show_totals()
        heading("Each number with its steps, deadlines and letters")
        picked = " and ".join(f"{track}.{key}" for track, key in pickers_of(self.policy))
        typer.echo(f"What was breached is picked from the rules of conduct at {picked}.\n" if picked else "")
        show_lines(self.lines)
        typer.echo()
        heading("Each step and deadline with its clauses, or where its default comes from")
        for track, grounds in groupby(self.grounds, lambda each: each.track):
            typer.echo(f"\n{track}: {self.policy.track(track).definition.title}")
            for each in grounds:
                _show_grounds(each)

    def _show_totals(self) -> None:
        totals, definition = totals_of(self.lines, self.grounds), self.policy.definition
        heading(f"{definition.title}, {definition.organisation}")
        typer.echo(f"{totals.numbers} printed numbers and unnumbered sections; one of them may say several things.")
        typer.echo(f"    {len(self.lines)} entries: {_counted(totals.entries, KINDS)}")
        typer.echo(f"    {sum(totals.steps.values())} steps: {_counted(totals.steps, STEP_BASES)}")
        typer.echo(f"    {sum(totals.deadlines.values())} deadlines: {_counted(totals.deadlines, BASES)}\n")


def _counted(counts: Mapping[str, int], keys: Iterable[str]) -> str:
    found = ((key, counts.get(key, 0)) for key in keys)
    return ", ".join(f"{count} {SAID[key][count != 1]}" for key, count in found)


def show_lines(lines: Iterable[Line]) -> None:
    """Print numbers, each with where it is at work."""
    for line in lines:
        kind = "clause, left to discretion" if line.basis == "discretion" else line.kind.replace("_", " ")
        typer.echo(f"{line.number}  [{kind}] {line.says}")
        if line.done:
            typer.echo(f"      by hand: {line.done}")
        for place in line.places:
            typer.echo(f"      {place.text}")
            for title in place.letters:
                typer.echo(f"          letter: {title}")


def _show_grounds(each: Grounds) -> None:
    what = f"deadline {each.key}, {each.within}" if each.clock else f"{each.key}: {each.title}"
    said = each.source if each.basis == DEFAULT else clauses_said(each.clauses)
    typer.echo(f"    {what}")
    typer.echo(f"        {SAID[each.basis][0]}: {said}")
    if each.guards:
        typer.echo(f"        refused until what is asked for is done: {clauses_said(each.guards)}")
    for title in each.letters:
        typer.echo(f"        letter: {title}")


def line_shape(line: Line) -> Shape:
    """Give a number and where it is at work, for programs."""
    return {
        "number": line.number,
        "kind": line.kind,
        "says": line.says,
        "basis": line.basis,
        "done": line.done,
        "steps": list(line.steps),
        "letters": list(line.letters),
    }


def _grounds_shape(each: Grounds) -> Shape:
    return {
        "track": each.track,
        "key": each.key,
        "kind": "deadline" if each.clock else "step",
        "title": each.title,
        "within": each.within,
        "basis": each.basis,
        "clauses": list(each.clauses),
        "guards": list(each.guards),
        "source": each.source,
        "letters": list(each.letters),
    }
