"""Who holds each role, who steps in, and who takes over when a report is about somebody at the top."""

from __future__ import annotations

from collections.abc import Iterator

from duecourse.casework.policies.description.sentences import called, listed, people, sentence
from engine.identity import RoleName
from engine.language.compiled import CompiledPolicy


def roles_said(policy: CompiledPolicy) -> Iterator[str]:
    """Say of each role who holds it; a sentence about each on one line."""
    for role in policy.definition.roles:
        yield " ".join(_role(policy, role))


def _role(policy: CompiledPolicy, role: RoleName) -> Iterator[str]:
    holders = policy.role(role)
    yield f"{sentence(called(policy, role)).removesuffix('.')}: this role is held by {people(policy, holders.held_by)}."
    if holders.then:
        in_turn = ", then ".join(called(policy, post) for post in holders.then)
        yield f"When none of them is free of a conflict, it goes to {in_turn}."
    else:
        yield "Nobody steps in."
    if holders.independent:
        yield "It stays where it is, no matter whom the report is about."
    if role in policy.paired:
        yield "Two people hold it, so that there is a second person."


def top_said(policy: CompiledPolicy) -> Iterator[str]:
    """Say who takes the other roles when a report is about somebody at the top."""
    for post, others in policy.definition.about.items():
        in_turn = ", then ".join(called(policy, other) for other in others)
        yield f"When a report is about {called(policy, post)}, every role that does not stay goes to {in_turn}."


def names_said(policy: CompiledPolicy) -> Iterator[str]:
    """Say what this policy calls a role, and which posts the trust has of its own."""
    for who, name in policy.definition.names.items():
        yield f"What is elsewhere called the {who} is here called the {name}."
    if policy.definition.posts:
        yield f"The trust has these posts of its own: {listed(policy.definition.posts)}."
