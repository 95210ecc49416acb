"""The page that tells how many mutants the check finds, and why each group of the others is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.language.strict_yaml import read
from scripts.mutation.trial import EVERY, LARGE, Verdict

HEAD = f"""# Mutants

How good is `duecourse check`? `make mutants` breaks the shipped files in one small place at a time, has each broken
file read, checked and proved as `duecourse check` does, and counts what is found. Nothing is drawn by chance: of a kind
with more than {LARGE} mutants one in {EVERY} is tried, in the order of the files. A step or an outcome is dropped with
whatever mentions it in its track, as a careful author would. A mutant of a track is checked under every policy that
says something of that track, and proved again under those that shape it.
"""

WHY = {
    "action": "Only a reader can see it: the procedure still comes to its end; whether it should is a decision.",
    "again": "Equivalent: each round over this step goes over another one that is marked.",
    "citation": "A matter of taste: another step still stands behind the clause, and the step has a source of its own.",
    "consent": "A gap: a change that no guard reads afterwards. That a consent can be withdrawn at all is checked.",
    "deadline": "A gap: under a policy the track's own length takes its place. A test of its own pins Lumen's duty.",
    "guard": "Only a reader can see it: what a step demands is a decision, unless a `never` rule says it once more.",
    "hold": "Only a reader can see it: no letter depends on this hold alone; what else it stops is a decision.",
    "letter": "Only a reader can see it: a draft that was left behind. The letter of a sending is always found.",
    "never rule": "Equivalent while the guards are right: a net below them. It counts when one of them goes.",
    "origin": "Only a reader can see it: the step may be taken earlier or later, and every promise still holds.",
    "outcome": "Only a reader can see it: one answer fewer; the one who waits still takes a yes, a no and a silence.",
    "second person": "Only a reader can see it: which steps need a second person is a decision of the policy.",
    "stand-in": "Equivalent: the posts that hold the role are enough when two of them are in conflict.",
    "state": "Only a reader can see it: the step leads to another state from which everything still comes to an end.",
    "value": "Only a reader can see it: what is opened, refused or asked again after another answer that exists.",
    "viewer": "Equivalent: the role is named twice.",
}


def report(verdicts: Sequence[Verdict], texts: dict[str, str]) -> str:
    """Write the whole page; `texts` are the shipped files, for the lines."""
    return "\n".join([HEAD, *_table(verdicts), "", *_tracks(verdicts), "", *_survivors(verdicts, texts)]) + "\n"


def counted(verdicts: Sequence[Verdict]) -> str:
    """Give how many of some mutants were found, of how many."""
    return f"{sum(verdict.killed for verdict in verdicts)}/{len(verdicts)}" if verdicts else "–"


def _table(verdicts: Sequence[Verdict]) -> Iterator[str]:
    policies = sorted({each.mutant.file for each in verdicts if each.mutant.file.startswith("policies/")})
    names = [name.removeprefix("policies/").removesuffix(".yaml") for name in policies]
    yield f"| what is changed | all | tracks | {' | '.join(names)} |"
    yield "|---" * (len(names) + 3) + "|"
    for kind in (*dict.fromkeys(each.mutant.kind for each in verdicts), ""):
        mine = [each for each in verdicts if kind in ("", each.mutant.kind)]
        tracks = [each for each in mine if each.mutant.file.startswith("tracks/")]
        cells = [counted([each for each in mine if each.mutant.file == policy]) for policy in policies]
        yield f"| {kind or '**all**'} | {counted(mine)} | {counted(tracks)} | {' | '.join(cells)} |"


def _tracks(verdicts: Sequence[Verdict]) -> Iterator[str]:
    yield from ("| track | found |", "|---|---|")
    for file in sorted({each.mutant.file for each in verdicts if each.mutant.file.startswith("tracks/")}):
        name = file.removeprefix("tracks/").removesuffix(".yaml")
        yield f"| {name} | {counted([each for each in verdicts if each.mutant.file == file])} |"


def _survivors(verdicts: Sequence[Verdict], texts: dict[str, str]) -> Iterator[str]:
    yield "## What is not found"
    for kind in dict.fromkeys(each.mutant.kind for each in verdicts):
        left = [each.mutant for each in verdicts if each.mutant.kind == kind and not each.killed]
        if left:
            yield from ("", f"### {kind[0].upper()}{kind[1:]}: {len(left)}", "", WHY[kind], "")
        for mutant in left:
            line = read(texts[mutant.file], mutant.file).line_of(mutant.place)
            yield f"- {mutant.file}:{line}: `{mutant.where}`: {mutant.says}"
