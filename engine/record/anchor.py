"""An anchor: where every chain ended at a moment, kept where nobody can change it together with the store.

A chain that was computed again from some event on holds in itself. Held against an anchor that was taken after that
event it does not; what was changed after the last anchor cannot be found by one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter, ValidationError

from engine.errors import BadInput
from engine.identity import CaseId, CaseReference, OrganisationId

FORM = "duecourse anchor 2"
"""Which form an anchor's file has; one of another form is refused and not guessed at."""
WITHOUT_THE_ORGANISATION = "duecourse anchor 1"
"""The form of before: it knows nothing of the chain of the organisation, and is held against all others."""


@dataclass(frozen=True, slots=True)
class Link:
    """The end of a chain: how many links it had, and the hash of the last one."""

    length: int
    hash: str


@dataclass(frozen=True, slots=True)
class ChainEnd:
    """Where the chain of a case ends: how people call the case, and the end itself."""

    reference: CaseReference
    link: Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """Where the chains of a trust ended: of every case by identifier, of the access log, and of the organisation.

    `at` is in UTC; `changes` is None in an anchor of the form of before.
    """

    organisation: OrganisationId
    at: datetime
    cases: Mapping[CaseId, Link]
    accesses: Link
    changes: Link | None = None
    form: str = FORM

    @property
    def events(self) -> int:
        """Count the events of all cases."""
        return sum(link.length for link in self.cases.values())


_ANCHORS = TypeAdapter(Anchor)


def written(anchor: Anchor) -> str:
    """Write an anchor as the text of its file: hashes and counts, and nothing about anybody."""
    return _ANCHORS.dump_json(anchor, indent=1).decode() + "\n"


def read_anchor(text: str) -> Anchor:
    """Read the text of an anchor's file back. Raises BadInput."""
    try:
        found = _ANCHORS.validate_json(text)
    except ValidationError:
        says = "This is no anchor: it is not a file that `duecourse audit anchor` wrote, or not all of it."
        raise BadInput(says) from None
    if found.form not in (FORM, WITHOUT_THE_ORGANISATION) or (found.changes is None) is (found.form == FORM):
        raise BadInput(f"This anchor is of another form ({found.form}); this Duecourse reads '{FORM}'.")
    return found
