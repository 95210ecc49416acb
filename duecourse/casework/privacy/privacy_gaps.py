"""What the papers about privacy still lack at a trust, for those who answer for them, and for the checklist."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from duecourse.casework.context.services import Caller, Services
from duecourse.casework.privacy.assessment import demand_papers
from duecourse.casework.privacy.notice import Officer, officers
from duecourse.casework.retention.retention_schedule import RetentionRow, schedule_of
from engine.ports.records import Organisation
from engine.ports.settings import PRIVACY_WORDS
from engine.ports.store import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """How the papers stand: what is missing, in sentences, who answers, the trust's own words, and the schedule."""

    missing: tuple[str, ...]
    officers: tuple[Officer, ...]
    words: str
    rows: tuple[RetentionRow, ...]


def papers(services: Services, caller: Caller) -> Papers:
    """Give how the papers stand. Raises NotPermitted."""
    with services.store.reading() as reading:
        demand_papers(services, reading, caller)
        trust = reading.organisation()
        return Papers(
            missing=privacy_gaps(services, reading, trust),
            officers=officers(services, reading, trust),
            words=trust.settings.get(PRIVACY_WORDS, ""),
            rows=schedule_of(trust).rows,
        )


def privacy_gaps(services: Services, reading: Reading, trust: Organisation) -> tuple[str, ...]:
    """Say what is missing, each with the command that enters it."""
    return tuple(_gaps(officers(services, reading, trust), trust))


def _gaps(found: tuple[Officer, ...], trust: Organisation) -> Iterator[str]:
    if not found:
        yield "Nobody is data protection officer, and the privacy page names nobody: `duecourse post give PERSON DPO`."
    elif found[0].in_place:
        yield "Nobody is data protection officer; the privacy page names a deputy: `duecourse post give PERSON DPO`."
    if any(not each.can_be_reached for each in found):
        yield (
            "The privacy page cannot say how the data protection officer is reached: "
            "`duecourse person change PERSON --email ADDRESS`."
        )
    if not trust.settings.get("address"):
        yield "The privacy page has no address of the trust: `duecourse setting set address 'STREET\\nTOWN'`."
    if not trust.settings.get(PRIVACY_WORDS):
        yield "The trust says nothing in its own words on the privacy page: it may, and does not have to."
