"""The cases before somebody, each with the policy it is pinned to: one that cannot be read takes no other along."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from duecourse.casework.office import Office
from engine.case import Case
from engine.compiled import CompiledPolicy
from engine.errors import Unavailable
from engine.ports import Reading
from engine.records import CaseRow, Viewer

log = logging.getLogger("duecourse")
UNREADABLE = "cannot_be_read"
"""How a case stands in a list that cannot be read: that it is there must not be hidden from those who see it."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A case as it is listed, the whole of it, and the policy that it is pinned to."""

    row: CaseRow
    policy: CompiledPolicy
    case: Case


def load(office: Office, reading: Reading, viewer: Viewer, row: CaseRow) -> Loaded | None:
    """Load one case of a list; None where its record or its version of the policy is damaged, which is logged.

    Raises Unavailable: then it is the database that cannot be read, and not the case.
    """
    try:
        case = reading.case_by_id(viewer, row.id)
        return Loaded(row, office.policy_of(reading, case), case)
    except Unavailable:
        raise
    except Exception as error:
        # whatever is damaged: the others have clocks that run
        log.error("%s cannot be read, and its clocks are not listed: %s.", row.reference, type(error).__name__)
        return None


def load_each(
    office: Office, reading: Reading, viewer: Viewer, only: Collection[str] | None = None
) -> Iterator[Loaded]:
    """Load every case that a viewer may see and that can be read; with `only`, of those of these identifiers."""
    rows = (row for row in reading.cases(viewer) if only is None or row.id in only)
    found = (load(office, reading, viewer, row) for row in rows)
    return (each for each in found if each is not None)


def broken(office: Office, reading: Reading, viewer: Viewer) -> tuple[str, ...]:
    """Name the cases that a viewer may see and that cannot be read."""
    return tuple(row.reference for row in reading.cases(viewer) if load(office, reading, viewer, row) is None)
