"""What was to leave after the events of a case, held against what stands in the outbox.

Events seal marks, which name nobody: so the rows that are there are asked whether a mark is theirs. To whom a case came
with a post follows from its events.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from duecourse.casework.context.handovers import given_notice
from duecourse.casework.context.look.danger import blank
from engine.changes.succession import newcomers
from engine.identity import NO_PERSON
from engine.ports.kept_cases import KeptCase
from engine.ports.records import SET_ASIDE, Notice
from engine.record.kinds import EventKind
from engine.record.outbox_marks import HALF, Outgoing, first_marks
from engine.record.replay import apply


def notices_given(kept: KeptCase) -> Iterator[Notice]:
    """Give the notices that the events of a case give: those with a mark, and in the place of those gone a mark alone.

    What was queued with an event of an earlier version, which sealed none, is taken as it stands.
    """
    case, events = kept.case, [entry.event for entry in kept.entries]
    left = dict(first_marks([event.notices for event in events]))
    unsealed = {event.at for event in events if event.notices is None}
    for notice in kept.notices:
        mark = _mark(notice)
        if notice.created_at in unsealed:
            # what a later event would have queued under the same name was dropped
            left = {other: place for other, place in left.items() if other[:HALF] != mark[:HALF]}
            yield replace(notice, reference=case.reference)
        elif mark in left:
            yield replace(notice, reference=case.reference, created_at=events[left.pop(mark)].at)
        elif notice.kind == SET_ASIDE:
            # a case that could not be read has no event of it: the chain of the organisation speaks for these
            yield replace(notice, reference=case.reference)
    yield from _handed_over(kept)
    for mark, place in left.items():
        yield Notice(
            id="",
            organisation=case.organisation,
            case=case.id,
            reference=case.reference,
            recipient=NO_PERSON,
            kind="",
            dedupe=mark,
            body={},
            created_at=events[place].at,
        )


def _handed_over(kept: KeptCase) -> Iterator[Notice]:
    """Give what tells people that a case came to them with a post: the event that passed roles on says to whom."""
    case = blank(kept.case)
    passed_on = [place for place, entry in enumerate(kept.entries) if entry.event.kind == EventKind.ROLES_PASSED_ON]
    begun = 0
    for place in passed_on:
        before = apply(case, kept.entries[begun:place])
        case, begun = apply(before, kept.entries[place : place + 1]), place + 1
        for person in newcomers(before, case):
            yield given_notice("", case, person, kept.entries[place].event.at)


def _mark(notice: Notice) -> str:
    dedupe = notice.dedupe.removeprefix(f"{notice.case} ")
    return Outgoing(recipient=notice.recipient, kind=notice.kind, dedupe=dedupe, body=notice.body).mark
