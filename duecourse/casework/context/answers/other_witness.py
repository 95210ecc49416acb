"""The person who records a consent in words names somebody else as its witness."""

from __future__ import annotations

from collections.abc import Mapping

from engine.errors import BadAnswers
from engine.identity import InstanceId, PersonId
from engine.language.compiled import CompiledPolicy
from engine.ports.store import Reading
from engine.questions.witnesses import asks_witness, named_themselves
from engine.record.case import Case
from engine.steps.consents import recorded_by


def demand_other_witness(
    reading: Reading, policy: CompiledPolicy, case: Case, on: InstanceId, facts: Mapping[str, str], by: PersonId
) -> None:
    """See that a witness is neither the person who records, nor who recorded the answer, nor the one who gave it.

    Raises BadAnswers.
    """
    track, instance = policy.tracks.get(on.track), case.tracks.get(on)
    if track is None or instance is None or not asks_witness(track.definition, facts):
        return
    others = (by, *recorded_by(instance, track.definition), instance.person)
    known = reading.people_named(case.organisation, tuple(dict.fromkeys(others)))
    names = [name for each in known for name in (each.name, *each.former_names)]
    reasons = list(named_themselves(track.definition, facts, names))
    if reasons:
        raise BadAnswers(reasons)
