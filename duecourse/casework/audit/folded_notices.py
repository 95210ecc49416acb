"""What was to leave after the events of a case, held against what stands in the outbox.

Events seal marks, which name nobody: so the rows that are there are asked whether a mark is theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.identity import NO_PERSON
from engine.ports.kept_cases import KeptCase
from engine.ports.records import Notice
from engine.record.outbox_marks import HALF, Outgoing, first_marks

OF_NO_EVENT = ("set aside", "given")
"""Kinds of notices that no event seals: that a sweep could not read a case, and that a case came with a post."""


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
        elif notice.kind in OF_NO_EVENT:
            yield replace(notice, reference=case.reference)
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


def _mark(notice: Notice) -> str:
    dedupe = notice.dedupe.removeprefix(f"{notice.case} ")
    return Outgoing(recipient=notice.recipient, kind=notice.kind, dedupe=dedupe, body=notice.body).mark
