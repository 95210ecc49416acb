"""How lines of lists call the procedures and alerts of their cases, without loading one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from duecourse.casework.queries.policy_titles import Versions
from engine.identity import CaseReference
from engine.ports.records import Viewer
from engine.ports.sights import CasesWanted, SightKind
from engine.ports.store import Reading
from engine.record.codes import CaseNames, Codes

MANY = 500
"""So many cases are asked for at once."""


def list_names(
    reading: Reading, viewer: Viewer, versions: Versions, references: Iterable[CaseReference]
) -> Mapping[CaseReference, CaseNames]:
    """Say how lines of these cases call what they name; cases that are not before the viewer are left out."""
    wanted = tuple(dict.fromkeys(references))
    found: dict[CaseReference, CaseNames] = {}
    for kind in (SightKind.CASE, SightKind.REQUEST):
        for begin in range(0, len(wanted), MANY):
            for row in reading.cases_named(viewer, CasesWanted(kind=kind), wanted[begin : begin + MANY]):
                policy = versions.of(row.policy_hash)
                codes = Codes(row.case, policy.tracks if policy is not None else ())
                found[row.reference] = CaseNames(codes, everything=bool(row.revision))
    return found
