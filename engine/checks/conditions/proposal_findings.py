"""Checks of what a step proposes: a question of its own that may be left out, and answers that begin a procedure."""

from __future__ import annotations

from collections.abc import Iterator

from engine.checks.guards import GuardChecks
from engine.errors import Finding
from engine.language.proposals.proposal import Proposal
from engine.language.strict_yaml import Place
from engine.language.track_definition import Action

NONE = "none"
"""How somebody answers that nothing of it is wanted: no answer of a file is called so."""


def proposal_findings(checks: GuardChecks, place: Place, action: Action) -> Iterator[Finding]:
    """List every fault of what an action proposes."""
    proposal, there = action.proposes, (*place, "proposes")
    if proposal is None:
        return
    yield from _questions(checks, there, action, proposal)
    fact = checks.track.facts.get(proposal.question)
    domain = fact.domain if fact is not None else {}
    if NONE in domain:
        wrong, allowed = f"has an answer '{NONE}'", "another name: it is how one answers that nothing is wanted"
        yield checks.file.finding((*there, "question"), wrong, allowed)
    seen: set[str] = set()
    for number, each in enumerate(proposal.answers):
        at = (*there, "answers", number)
        if each.answer not in domain:
            yield checks.file.finding((*at, "answer"), f"'{each.answer}' is no answer here", domain, each.answer)
        elif not any(proposal.asks_for(opening.when, each.answer) for opening in action.opens):
            allowed = f"an entry of `opens` with `when: {each.answer} in {proposal.question}`"
            yield checks.file.finding((*at, "answer"), f"'{each.answer}' begins nothing here", allowed)
        if each.answer in seen:
            yield checks.file.finding(
                (*at, "answer"), f"'{each.answer}' is proposed twice", "one entry: join with `or`"
            )
        seen.add(each.answer)
        yield from checks.requirement((*at, "when"), action, each.when)


def _questions(checks: GuardChecks, place: Place, action: Action, proposal: Proposal) -> Iterator[Finding]:
    wanted = (("question", proposal.question, "choices"), ("otherwise", proposal.otherwise, "text"))
    for key, name, kind in wanted:
        fact = checks.track.facts.get(name) if name in action.asks else None
        if fact is None:
            yield checks.file.finding((*place, key), f"'{name}' is not asked at this step", action.asks, name)
        elif fact.type != kind or not fact.optional:
            allowed = f"a question of the type `{kind}` that is `optional: true`"
            yield checks.file.finding((*place, key), f"'{name}' cannot be this", allowed)
