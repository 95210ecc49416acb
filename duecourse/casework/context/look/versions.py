"""Versions of a policy over the life of a case: each event is told in the words of the version it was done under."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from duecourse.casework.context.services import Services
from engine.language.compiled import CompiledPolicy
from engine.ports.store import Reading
from engine.record.case import Case
from engine.record.chain import Entry
from engine.record.effects import PolicyChanged


def versions_along(
    services: Services, reading: Reading, case: Case, entries: Sequence[Entry]
) -> Mapping[int, CompiledPolicy]:
    """Give the version that each event was done under, by its number; a move is told in the words of the new one."""
    hashes: dict[int, str] = {}
    pinned = case.policy_hash
    for entry in reversed(entries):
        hashes[entry.event.sequence] = pinned
        pinned = next((each.before for each in entry.event.effects if isinstance(each, PolicyChanged)), pinned)
    policies = {hash_: services.policy_of(reading, replace(case, policy_hash=hash_)) for hash_ in set(hashes.values())}
    return {number: policies[hash_] for number, hash_ in hashes.items()}
