"""What a referral lists as evidence: the pieces that are kept, and each address as it was reported."""

from __future__ import annotations

from collections.abc import Mapping

from duecourse.correspondence.dossier import Dossier
from engine.identity import FactName, TrackName
from engine.ports.records import EvidenceFile, Person
from engine.record.values import Instance, Part


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
