"""The end of an erasure: the bytes of files go once the record says so, and the store is written again.

It hangs on a notice in the outbox, which is written in the transaction of the erasure: whatever is killed in between,
the next pass goes on. It can be done any number of times.
"""

from __future__ import annotations

from duecourse.casework.context.services import Services
from engine.identity import CaseId, OrganisationId
from engine.ports.records import Viewer
from engine.ports.store import Reading
from engine.record.erasures import ErasedPlace
from engine.record.values import SCHEDULER


def end_erasure(services: Services, organisation: OrganisationId, case_id: CaseId, number: int) -> None:
    """Remove the bytes of the files of an erasure that is done, unseen, and scrub the store. Raises Unavailable."""
    with services.store.writing(gives_way=True) as writing:
        # within a transaction that may write: nobody takes the same bytes in meanwhile
        case = writing.case_by_id(Viewer(organisation, SCHEDULER), case_id)
        erasure = case.erasures[str(number)]
        for place in erasure.places if erasure.status == "done" else ():
            if place.what == "file":
                digest = case.evidence[str(place.number)].sha256
                if not is_kept(writing, organisation, digest):
                    services.files.discard(digest)
    services.store.scrub()


def is_kept(reading: Reading, organisation: OrganisationId, digest: str) -> bool:
    """Say whether the bytes of a digest are evidence anywhere in the trust that was not erased there."""
    return any(
        evidence.sha256 == digest and ErasedPlace("file", evidence.number) not in case.erased
        for case in reading.cases_with_file(organisation, digest)
        for evidence in case.evidence.values()
    )
