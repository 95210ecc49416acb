"""What a letter lists from the record: pieces of evidence, each address as it was reported, and what was done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from duecourse.correspondence.dossier import Dossier
from engine.identity import ActionName, FactName, TrackName
from engine.ports.fact_sources import Alternative
from engine.ports.records import EvidenceFile, Person
from engine.record.values import Instance, Part

SITE = "{site}"
A_SITE = "a website"


def schedule(dossier: Dossier, track: TrackName, seen: FactName) -> list[Mapping[str, object]]:
    """List every piece of evidence and every address of a track; `seen` is the question that notes when it was seen."""
    pieces = [_piece(dossier, row) for row in dossier.evidence]
    return [*pieces, *(_address(dossier, each, seen) for each in dossier.case.of_track(track))]


def _piece(dossier: Dossier, row: EvidenceFile) -> Mapping[str, object]:
    return {
        "number": str(row.number),
        "description": f"{row.kind}: {row.name}{' (shut away)' if row.quarantined else ''}",
        "captured_at": row.captured_at or row.added_at,
        "captured_by": _post(dossier, dossier.people.get(row.added_by)),
        "sha256": row.sha256,
        "held_at": _held_at(dossier),
    }


def _address(dossier: Dossier, instance: Instance, seen: FactName) -> Mapping[str, object]:
    """List an address as it was reported: the record itself is evidence, also where no file may be kept."""
    return {
        "number": f"A{instance.about.address_number}",
        "description": "Web address, as it was reported, in words",
        "captured_at": (dossier.moment(seen, instance.on) if seen else None) or instance.reported_at,
        "captured_by": _post(dossier, dossier.somebody(Part.REPORTER)),
        "held_at": _held_at(dossier),
    }


def _held_at(dossier: Dossier) -> str:
    return f"{dossier.organisation.name}, case {dossier.case.reference}"


def _post(dossier: Dossier, person: Person | None) -> str:
    """Name somebody by post, never by name: the person who kept the evidence may be the person affected."""
    post = dossier.post_of(person) if person else None
    return f"a {post} of the school" if post else "a reporter"


def told(dossier: Dossier, alternative: Alternative, _: str) -> list[str]:
    """Tell, without any name, which of these steps were taken, in each instance of a track; [] where none was."""
    asked = (dossier.of(instance) for instance in dossier.case.of_track(alternative.track))
    return [line for each in asked for line in _steps_told(each, alternative, each.day)]


def told_at(dossier: Dossier, alternative: Alternative, _: str) -> list[str]:
    """Tell the same with the hour, for those to whom the hour matters."""
    asked = (dossier.of(instance) for instance in dossier.case.of_track(alternative.track))
    return [line for each in asked for line in _steps_told(each, alternative, each.day_and_hour)]


def _steps_told(dossier: Dossier, alternative: Alternative, said: Callable[[datetime], str]) -> Iterator[str]:
    site, actions = dossier.site(dossier.instance) or A_SITE, dossier.definition().actions
    for name in map(ActionName, alternative.names):
        moment = dossier.done_at(name)
        if name in actions and moment is not None:
            yield f"{actions[name].told_as.replace(SITE, site)} on {said(moment)}"
