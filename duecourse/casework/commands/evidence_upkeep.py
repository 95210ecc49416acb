"""Evidence that came in before all of it was sealed: sealed once, by an event of its own, and checked from then on.

What was changed before that cannot be found by it. Bytes that are not those that came in are left alone: of these
`audit verify` tells.
"""

from __future__ import annotations

from collections.abc import Iterator

from duecourse.casework.context.services import Services, write
from duecourse.logs.log import Log
from engine.changes.contents import seal_evidence
from engine.errors import Unavailable
from engine.identity import CaseId, OrganisationId
from engine.ports.records import Viewer
from engine.ports.store import Reading
from engine.record.case import Case
from engine.record.replacement import replace
from engine.record.values import SCHEDULER, Evidence

log = Log("duecourse")


def seal_earlier(services: Services) -> int:
    """Seal what is known of earlier evidence, a case at a time. Gives in how many cases there was something to seal."""
    with services.store.reading() as reading:
        organisation = reading.organisation().id
        waiting = reading.with_unsealed_evidence(organisation)
    return sum(_seal(services, organisation, case) for case in waiting)


def _seal(services: Services, organisation: OrganisationId, case: CaseId) -> bool:
    """Seal what one case has; one that cannot be read holds up no other."""
    try:
        with services.store.writing(gives_way=True) as writing:
            record = writing.case_by_id(Viewer(organisation, SCHEDULER), case)
            known = list(_known(services, writing, record))
            if known:
                policy = services.policy_of(writing, record)
                world = services.world_of(writing, writing.organisation(), record, services.clock.now())
                write(writing, services, policy, record, seal_evidence(policy, record, known, world))
            return bool(known)
    except Unavailable:
        raise
    except Exception:
        log.fault("evidence-unsealed", "What evidence a case has could not be sealed.", case=case)
        return False


def _known(services: Services, reading: Reading, record: Case) -> Iterator[Evidence]:
    """Give what is known of evidence of which no event tells all, where the bytes are those that came in."""
    rows = {row.number: row for row in reading.evidence(Viewer(record.organisation, SCHEDULER), record.id)}
    for each in record.evidence.values():
        row = rows.get(each.number)
        size = services.files.weigh(each.sha256)
        if not each.is_sealed and row is not None and size:
            yield replace(each, size=size, media_type=row.media_type, captured_at=row.captured_at)
