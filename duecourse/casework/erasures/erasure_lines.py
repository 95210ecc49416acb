"""The list of what was erased, or is to be: what kind of thing, on what ground, and by which two people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from duecourse.casework.context.look.case_reader import CaseReader, looking
from duecourse.casework.context.look.whole_case import WholeCase, whole_of
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.erasures.erased_places import everything_of, mark_of
from engine.identity import CaseId, CaseReference, PersonId
from engine.record.chain import Entry
from engine.record.effects import ErasureChanged
from engine.record.erasures import Erasure


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureLine:
    """An erasure of a case, when and by whom it was asked for, and when and by whom brought to where it stands.

    `marks` are, place by place, what the record keeps of what stood there: a commitment or a digest. `why` is the
    reason for asking, `ended_why` for doing it or giving it up; "" where none was given, or it was erased itself.
    """

    reference: CaseReference
    case: CaseId
    marks: tuple[str, ...]
    erasure: Erasure
    asked_at: datetime
    asked_by: str
    why: str
    at: datetime
    by: str
    ended_why: str


def listed(services: Services, caller: Caller) -> Sequence[ErasureLine]:
    """List the erasures of every case of which the viewer sees the whole: where each stands, since when, by whom."""
    found: list[ErasureLine] = []
    with services.store.reading() as reading:
        references = sorted(reading.references(caller.viewer).values())
    for reference in references:
        with looking(services, caller, reference, "erasures") as case:
            whole = whole_of(case)
            if whole.record.erasures and whole.redaction.everything:
                found.extend(_lines(whole))
    return found


def lines_of(case: CaseReader) -> Sequence[ErasureLine]:
    """List those of one case, within a look. Raises NotPermitted."""
    return tuple(_lines(everything_of(case)))


def waiting_in(case: CaseReader) -> int:
    """Count what waits in a case for a second person; 0 for those who do not see the whole of it."""
    whole = whole_of(case)
    asked = [each for each in whole.record.erasures.values() if each.status == "asked"]
    return len(asked) if whole.redaction.everything else 0


def _lines(whole: WholeCase) -> Iterator[ErasureLine]:
    first, last = dict[int, Entry](), dict[int, Entry]()
    for entry in whole.entries:
        for effect in entry.event.effects:
            if isinstance(effect, ErasureChanged):
                first.setdefault(effect.erasure.number, entry)
                last[effect.erasure.number] = entry
    names = {person.id: person.name for person in whole.people(_named(first, last)).values()}
    for erasure in whole.record.erasures.values():
        asked, ended = first[erasure.number], last[erasure.number]
        yield ErasureLine(
            reference=whole.record.reference,
            case=whole.record.id,
            marks=tuple(mark_of(whole.record, whole.entries, place) for place in erasure.places),
            erasure=erasure,
            asked_at=asked.event.at,
            asked_by=names.get(asked.event.by, asked.event.by),
            why=_reason(asked),
            at=ended.event.at,
            by=names.get(ended.event.by, ended.event.by),
            ended_why=_reason(ended) if ended is not asked else "",
        )


def _named(*parts: dict[int, Entry]) -> set[PersonId]:
    return {entry.event.by for part in parts for entry in part.values()}


def _reason(entry: Entry) -> str:
    words = entry.words.get("reason")
    return (words.text or "") if words is not None else ""
