"""The person who records a consent in words names somebody else as its witness."""

from __future__ import annotations

from engine.errors import BadAnswers
from engine.identity import FactName, OrganisationId
from engine.language.compiled import CompiledPolicy
from engine.language.track_definition import TrackDefinition
from engine.language.vocabulary import FactKind
from engine.ports.store import Reading
from engine.questions.witnesses import named_themselves
from engine.steps.permissions import Request


def demand_other_witness(
    reading: Reading, organisation: OrganisationId, policy: CompiledPolicy, request: Request
) -> None:
    """See that nobody is the witness of what they record themselves. Raises BadAnswers."""
    track = policy.tracks.get(request.on.track)
    if track is None or not any(_is_witness(track.definition, name) for name in request.facts):
        return
    known = reading.people_named(organisation, (request.by.person,))
    names = [name for each in known for name in (each.name, *each.former_names)]
    reasons = list(named_themselves(track.definition, request.action, request.facts, names))
    if reasons:
        raise BadAnswers(reasons)


def _is_witness(definition: TrackDefinition, name: str) -> bool:
    fact = definition.facts.get(FactName(name))
    return fact is not None and fact.kind is FactKind.WITNESS
