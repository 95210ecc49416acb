"""A list of what was erased, kept elsewhere: after an older backup was put back, what it names is erased again.

The list tells places and what the record keeps of them, never what stood there. It takes two people again: of what is
missing the first of them asks for it, and the second, with the same list, does it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import TypeAdapter

from duecourse.casework.context.services import Caller, Services
from duecourse.casework.erasures import erasure as erasing
from duecourse.casework.erasures.erased_places import Wanted, demand_whole, mark_of
from duecourse.casework.erasures.erasure_lines import ErasureLine
from engine.errors import BadInput, NotPermitted, Refused
from engine.identity import CaseId, CaseReference
from engine.record.erasures import ErasedPlace, Ground

AGAIN = "Erased before, as a list that was kept elsewhere says."


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedErasure:
    """An erasure as the list has it; `marks` are, place by place, what the record kept of what stood there."""

    case: CaseId
    reference: CaseReference
    ground: Ground
    places: tuple[ErasedPlace, ...]
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """What was done about an erasure of the list."""

    reference: CaseReference
    did: Literal["there", "asked", "waits", "done", "refused", "another", "unseen"]
    says: str = ""


def written_list(lines: Sequence[ErasureLine]) -> str:
    """Write the erasures that were done as a list to be kept elsewhere."""
    found = [
        ListedErasure(
            case=line.case,
            reference=line.reference,
            ground=line.erasure.ground,
            places=line.erasure.places,
            marks=line.marks,
        )
        for line in lines
        if line.erasure.status == "done"
    ]
    return json.dumps({"erasures": _reader().dump_python(found, mode="json")}, ensure_ascii=False, indent=1)


def read_list(text: str) -> Sequence[ListedErasure]:
    """Read such a list. Raises BadInput."""
    try:
        document: object = json.loads(text)
        return _reader().validate_python(document["erasures"] if isinstance(document, Mapping) else None)
    except (ValueError, KeyError):
        raise BadInput("This is no list of erasures that `duecourse erasure list --file FILE` wrote.") from None


def _reader() -> TypeAdapter[list[ListedErasure]]:
    return TypeAdapter(list[ListedErasure])


def apply_list(services: Services, caller: Caller, wanted: Sequence[ListedErasure]) -> Sequence[Again]:
    """Erase again what a list names and what stands again; done any number of times, it does what is still missing."""
    with services.store.reading() as reading:
        seen = reading.references(caller.viewer)
    return list(_applied(services, caller, wanted, seen))


def _applied(
    services: Services, caller: Caller, wanted: Sequence[ListedErasure], seen: Mapping[CaseId, CaseReference]
) -> Iterator[Again]:
    for each in wanted:
        reference = seen.get(each.case)
        if reference is None:
            yield Again(reference=each.reference, did="unseen")
            continue
        try:
            yield _again(services, caller, reference, each)
        except NotPermitted:
            yield Again(reference=reference, did="unseen")
        except Refused as refused:
            yield Again(reference=reference, did="refused", says=" ".join(each.says for each in refused.reasons))


def _again(services: Services, caller: Caller, reference: CaseReference, listed: ListedErasure) -> Again:
    demand_whole(services, caller, reference)
    with services.store.reading() as reading:
        case = reading.find_case(caller.viewer, reference)
        entries = reading.entries(caller.viewer, case.id)
    if any(mark_of(case, entries, place) != mark for place, mark in zip(listed.places, listed.marks, strict=True)):
        return Again(reference=reference, did="another")
    missing = tuple(place for place in listed.places if place not in case.erased)
    if not missing:
        return Again(reference=reference, did="there")
    asked = next((e for e in case.erasures.values() if e.status == "asked" and set(e.places) == set(missing)), None)
    if asked is None:
        erasing.ask(services, caller, reference, Wanted(ground=listed.ground, reason=AGAIN, places=missing))
        return Again(reference=reference, did="asked")
    if asked.asked_by == caller.viewer.person:
        return Again(reference=reference, did="waits")
    erasing.erase(services, caller, reference, asked.number, AGAIN)
    return Again(reference=reference, did="done")
