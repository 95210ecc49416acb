"""What the paper of a place looks like: a specimen letter as sheets, made by the compiler of every letter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from duecourse.casework.administration.paper.letterheads import Paper, paper
from duecourse.casework.administration.permission import demand_active
from duecourse.casework.context.services import Caller, Services
from duecourse.correspondence.letterhead_facts import letterhead_facts, signature_said
from engine.ports.letters.letterheads import Pictures, pictured
from engine.ports.letters.rendered_letters import LetterSheet
from engine.ports.records import Person

TITLE = "Specimen letter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Specimen:
    """A specimen letter: its blocks, its sheet, its pictures, and what of the paper is missing, in sentences."""

    blocks: str
    sheet: LetterSheet
    pictures: Pictures
    missing: tuple[str, ...]
    at: datetime


def specimen(services: Services, caller: Caller, key: str, *, large: bool = False) -> Specimen:
    """Write a specimen letter on the paper of a place, signed by the person who asks. Raises NotFound, NotPermitted."""
    place = paper(services, caller, key)
    now, zone = services.clock.now(), ZoneInfo(place.organisation.zone)
    with services.store.reading() as reading:
        person = demand_active(reading, caller)
        given = reading.signature_of(person.organisation, person.id)
        signed = signature_said(reading, given, person.id) if given else None
        written = services.letters.specimen(_facts(place, person, signed, now.astimezone(zone)), zone)
        pictures = reading.pictures(place.organisation.id, pictured(written.blocks))
    return Specimen(
        blocks=written.blocks,
        sheet=LetterSheet(TITLE, "SPECIMEN", draft=True, large=large),
        pictures=pictures,
        missing=written.problems,
        at=now,
    )


def specimen_images(services: Services, found: Specimen) -> tuple[bytes, ...]:
    """Give the sheets of a specimen as PNG pictures."""
    return services.letters.page_images(found.blocks, found.sheet, found.at, found.pictures)


def specimen_pdf(services: Services, found: Specimen) -> bytes:
    """Give a specimen as PDF."""
    return services.letters.print_sheets(found.blocks, found.sheet, found.at, found.pictures)


def _facts(place: Paper, person: Person, signed: str | None, at: datetime) -> Mapping[str, object]:
    trust = place.organisation
    school = place.school
    return {
        "trust": {
            "legal_name": trust.name,
            "address": trust.settings.get("address") or None,
            "company_number": trust.settings.get("company_number") or None,
        },
        "school": {
            "name": school.name if school else trust.name,
            "address": school.address if school else trust.settings.get("address"),
        },
        "letterhead": letterhead_facts(place.own, place.trusts, trust),
        "case_ref": "SPECIMEN",
        "letter_ref": "SPECIMEN",
        "date": at.date(),
        "sender": {
            "name": person.name,
            "role": "Post of the person who signs",
            "email": person.email,
            "signature": signed,
        },
        "addressee": {
            "name": "The name of the reader",
            "salutation": "reader",
            "address": "The first line of their address\nThe second line\nTown\nPostcode",
        },
        "policy": {"title": "The policy of your trust"},
    }
