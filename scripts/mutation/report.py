"""The page that tells how many mutants the check finds, how many the descriptions show, and why those are left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from engine.language.strict_yaml import read
from scripts.mutation.trial import EVERY, LARGE, Verdict

HEAD = f"""# Mutants

How good is `duecourse check`? `make mutants` breaks the shipped files in one small place at a time, has each broken
file read, checked and proved as `duecourse check` does, and counts what is **found**. What is not found is described as
`check --describe` does, and the description is compared with [that of the shipped files](../policies): where a sentence
is another one, a review sees it, and it is **shown**. Nothing is drawn by chance: of a kind with more than {LARGE}
mutants one in {EVERY} is tried, in the order of the files. A step or an outcome is dropped with whatever mentions it in
its track, as a careful author would. A mutant of a track is checked under every policy that says something of that
track, and proved again under those that shape it. *Before* is the measure of the day on which conditions and second
persons began to be said twice ([0061](../adr/0061-what-must-not-go-wrong-is-said-twice.md)); a dash: not tried then.
"""

BEFORE: Mapping[str, str] = {
    "action": "64/83",
    "origin": "60/136",
    "outcome": "41/61",
    "state": "58/103",
    "guard": "43/109",
    "letter": "26/53",
    "again": "42/50",
    "deadline": "40/52",
    "never rule": "0/23",
    "viewer": "70/70",
    "value": "38/146",
    "hold": "17/23",
    "second person": "2/19",
    "consent": "2/4",
    "stand-in": "56/80",
    "citation": "11/131",
    "": "570/1143",
}
"""What was found of each kind, and of all, before anything was said twice."""

WHY = {
    "action": "Only a reader can see it: the procedure still comes to its end; whether it should is a decision.",
    "again": "Equivalent: each round over this step goes over another one that is marked.",
    "citation": "A matter of taste: another step still stands behind the clause, and the step has a source of its own.",
    "consent": "A change that no guard reads afterwards. That a consent can be withdrawn at all is checked.",
    "deadline": "No place is left without a clock: another one runs there, or the track's own takes its place.",
    "guard": "Only a reader can see it: what a step demands is a decision, where nothing else says it once more.",
    "hold": "Only a reader can see it: what else a hold stops is a decision.",
    "length": "Only a reader can see it: how long is a decision, unless the clause itself names the time.",
    "letter": "Only a reader can see it: a draft that was left behind. The letter of a sending is always found.",
    "lock": "Only a reader can see it: another step on the way is locked, or nothing can do harm there.",
    "never rule": "A net below what the steps themselves ask for.",
    "origin": "Only a reader can see it: the step may be taken earlier or later, and every promise still holds.",
    "outcome": "Only a reader can see it: one answer fewer; the one who waits still takes a yes, a no and a silence.",
    "pause": "Only a reader can see it: which clocks stand still meanwhile is a decision.",
    "second person": "Only a reader can see it: which steps need a second person is a decision of the policy.",
    "stand-in": "Equivalent: the posts that hold the role are enough when two of them are in conflict.",
    "state": "Only a reader can see it: the step leads to another state from which everything still comes to an end.",
    "value": "Only a reader can see it: what is opened, refused or asked again after another answer that exists.",
    "viewer": "Equivalent: the role is named twice.",
}
EXAMPLES = 3
"""How many of each kind that only a reader sees stand on the page, each with the sentence that shows it."""
LONGEST = 200
"""How many characters of such a sentence are said again."""


def report(verdicts: Sequence[Verdict], texts: Mapping[str, str]) -> str:
    """Write the whole page; `texts` are the shipped files, for the lines."""
    parts = [
        HEAD,
        *_table(verdicts),
        "",
        *_tracks(verdicts),
        "",
        *_unseen(verdicts, texts),
        "",
        *_shown(verdicts, texts),
    ]
    return "\n".join(parts) + "\n"


def counted(verdicts: Sequence[Verdict]) -> str:
    """Give how many of some mutants were found, of how many."""
    return f"{sum(verdict.killed for verdict in verdicts)}/{len(verdicts)}" if verdicts else "–"


def summed(verdicts: Sequence[Verdict]) -> str:
    """Give how many of some mutants were found, were shown, and were neither, in the cells of a table."""
    found = sum(verdict.killed for verdict in verdicts)
    unseen = sum(verdict.unseen for verdict in verdicts)
    share = f"{100 * found / len(verdicts):.0f} %" if verdicts else "–"
    return f"{counted(verdicts)} | {share} | {len(verdicts) - found - unseen} | {unseen}"


def kinds(verdicts: Sequence[Verdict]) -> Mapping[str, Sequence[Verdict]]:
    """Sort verdicts by kind, in the order in which the kinds come."""
    names = dict.fromkeys(each.mutant.kind for each in verdicts)
    return {name: [each for each in verdicts if each.mutant.kind == name] for name in names}


def _table(verdicts: Sequence[Verdict]) -> Iterator[str]:
    yield from ("| what is changed | found before | found | of 100 | shown | neither |", "|---" * 6 + "|")
    for kind, mine in kinds(verdicts).items():
        yield f"| {kind} | {BEFORE.get(kind, '–')} | {summed(mine)} |"
    yield f"| **all** | {BEFORE['']} | {summed(verdicts)} |"


def _tracks(verdicts: Sequence[Verdict]) -> Iterator[str]:
    yield from ("| file | found | of 100 | shown | neither |", "|---" * 5 + "|")
    for file in sorted({each.mutant.file for each in verdicts}):
        name = file.removesuffix(".yaml")
        yield f"| {name} | {summed([each for each in verdicts if each.mutant.file == file])} |"


def _unseen(verdicts: Sequence[Verdict], texts: Mapping[str, str]) -> Iterator[str]:
    yield from ("## What is neither found nor shown", "")
    unseen = [each for each in verdicts if each.unseen]
    yield from (_line(each, texts) for each in unseen)
    if not unseen:
        yield "Nothing."


def _shown(verdicts: Sequence[Verdict], texts: Mapping[str, str]) -> Iterator[str]:
    yield "## What only a reader sees"
    for kind, mine in kinds(verdicts).items():
        shown = [each for each in mine if each.shown]
        if shown:
            yield from ("", f"### {kind[0].upper()}{kind[1:]}: {len(shown)}", "", WHY[kind], "")
        for each in shown[:: -(-len(shown) // EXAMPLES) or 1]:
            said = each.shown.strip().removeprefix("- ")
            yield f"{_line(each, texts)}. Described: {said[:LONGEST]}{'…' if len(said) > LONGEST else ''}"


def _line(verdict: Verdict, texts: Mapping[str, str]) -> str:
    mutant = verdict.mutant
    line = read(texts[mutant.file], mutant.file).line_of(mutant.place)
    return f"- {mutant.file}:{line}: `{mutant.where}`: {mutant.says}"
