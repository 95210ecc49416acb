"""The cases with which a case is linked, in words for somebody who works on both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from duecourse.casework.commands.two_cases.linked_cases import links_of
from duecourse.casework.context.look.case_reader import CaseReader
from duecourse.casework.queries.story.case_title import case_title
from engine.identity import CASE, CaseReference, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedCase:
    """A case that another is linked with: what it is called, where it stands; who linked them, when, and why."""

    reference: CaseReference
    title: str
    stands: str
    by: str
    at: datetime
    reason: str


def linked_with(reader: CaseReader, person: PersonId) -> tuple[LinkedCase, ...]:
    """List the cases with which a case is linked, as far as this person works on both."""
    return tuple(
        LinkedCase(
            reference=each.other.case.reference,
            title=case_title(each.other, person),
            stands=each.other.policy.shell.states[each.other.case.tracks[CASE].state].title,
            by=each.by,
            at=each.at,
            reason=each.reason,
        )
        for each in links_of(reader)
    )
