"""The whole description of a policy, as a page that can be read beside the printed document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from duecourse.casework.policies.description.clauses import Clauses
from duecourse.casework.policies.description.procedures import Procedure
from duecourse.casework.policies.description.sentences import bullets, options, quoted
from duecourse.casework.policies.description.who import names_said, roles_said, top_said
from engine.identity import TrackName
from engine.language.compiled import CompiledPolicy
from engine.language.field_types import lengths_in
from engine.language.track_definition import Fact
from engine.ports.records import LetterKind
from engine.time.duration import Unit
from engine.time.moments import say_printed

HEAD = """\
Everything that Duecourse does under this policy, in sentences. They are made from the very files by which it works, so
they are what happens, whether or not it was meant so: please read them beside the printed policy, and say where they
differ. The first part goes through the policy number by number, the second through the procedures step by step."""
READING = (
    "A **step** is something that a person does and records. Nobody is made to take a step by Duecourse; what is "
    "said to be *prescribed* is asked for by the policy, what is *left to discretion* is allowed by it, and where the "
    "policy is silent the reason for the step is told.",
    "A **deadline** is a *duty* where the policy itself, or guidance, gives the time; the *law* may give one that "
    "nobody can move; every other one is a *target* of ours. Being late is recorded and never forbidden.",
    "A question that nobody has answered is neither yes nor no: a step that needs its answer has to wait for it.",
    "A **role** is held by posts of the school or the trust. Somebody who is concerned in the case does not act in it; "
    "then those step in who are named, in their order.",
    "Who holds a role, who steps in and who takes a step is ours wherever the policy names nobody. So is every second "
    "person, every wait, and every pair of answers that cannot stand together, unless a number is named with it.",
    "A letter is a draft until somebody has read it, issued it and sent it.",
    "A procedure stands in one place at a time; steps lead from one place to another. When a deadline is overdue, "
    "those who can meet it are told, where nobody else is named.",
    "A second person, a standstill, answers that cannot stand together, and what nobody may be twice in one case are "
    "limits of ours, unless a clause is named with them.",
)


def description(policy: CompiledPolicy, letters: Mapping[str, LetterKind]) -> str:
    """Write the whole policy in sentences, as Markdown; `letters` are those that its steps name."""
    return "\n".join(_lines(policy, letters)).rstrip() + "\n"


def _lines(policy: CompiledPolicy, letters: Mapping[str, LetterKind]) -> Iterator[str]:
    definition = policy.definition
    yield from (f"# {definition.title}, {definition.organisation}", "", HEAD, "")
    yield from _part("How to read this", (*READING, *_units(policy)))
    yield from _part("The policy", _policy(policy))
    yield from _part("Who", (*names_said(policy), *roles_said(policy), *top_said(policy)))
    clauses = Clauses(policy, letters)
    yield from ("## The policy, number by number", "", *clauses.picked(), "", *clauses.lines(), "")
    for title, says, names in _chapters(policy):
        yield from (f"## {title}", "", says, "")
        for name in names:
            yield from Procedure(policy, name, letters).lines()


def _chapters(policy: CompiledPolicy) -> Iterator[tuple[str, str, list[TrackName]]]:
    """Part the procedures into those of which the policy speaks, and those that follow good practice alone."""
    used = policy.definition.tracks
    asked = [name for name in used if used[name].cites or any(clock.cites for clock in used[name].deadlines.values())]
    silent = [name for name in used if name not in asked]
    if asked:
        yield "The procedures, step by step", "The policy speaks of each of these.", asked
    if silent:
        says = (
            "No step of these is asked for or allowed by a number of the policy. They follow the law, guidance and "
            "good practice, as each step tells."
        )
        yield "Procedures on which the policy is silent", says, silent


def _part(title: str, sentences: Iterable[str]) -> Iterator[str]:
    yield from (f"## {title}", "", *bullets(sentences), "")


def _policy(policy: CompiledPolicy) -> Iterator[str]:
    definition = policy.definition
    yield f"The document is {definition.dating}." if definition.approved is None else f"It was {definition.dating}."
    if definition.review_due is not None:
        yield f"It was to be looked at again by {say_printed(definition.review_due)}."
    yield f"Bank holidays are those of {definition.nation}."
    yield f"The reference of every case begins with {definition.prefix}."
    if definition.said_twice:
        yield "Where it gives a time of a procedure, it says of every deadline there whose time counts."
    for name, answers in definition.lists.items():
        asked = [fact for track in policy.definitions.values() for fact in track.facts.values()]
        question = next((fact.ask for fact in asked if _is(fact, answers)), name)
        # some of them say that they are not from the policy: what a track leaves open has to be answered under each
        yield f"Under this policy {quoted(question)} is answered with: {options(answers)}."


def _is(fact: Fact, answers: Mapping[str, str]) -> bool:
    return not isinstance(fact.of, str) and dict(fact.of) == dict(answers)


def _units(policy: CompiledPolicy) -> Iterator[str]:
    """Say how the units are counted that deadlines of this policy use."""
    clocks = [clock for track in policy.definitions.values() for clock in track.deadlines.values()]
    used = {length.unit for clock in clocks for length in lengths_in(clock.within)}
    for unit in Unit:
        if unit in used:
            yield f"{unit.value.capitalize()}: {unit.rule(roll=False)}."
