"""Files that nobody takes or opens: the very bytes of what is shut away anywhere in the trust."""

from __future__ import annotations

from duecourse.casework.context.services import Services, pages_of
from engine.identity import OrganisationId
from engine.ports.store import Reading
from engine.steps.image_gate import is_shut_away


def is_shut_file(services: Services, reading: Reading, organisation: OrganisationId, digest: str) -> bool:
    """Say whether these very bytes are shut away anywhere in the trust, wherever they are handed in again."""
    for case in reading.cases_with_file(organisation, digest):
        pages = pages_of(reading, case, elsewhere=True)
        same = (item for item in case.evidence.values() if item.sha256 == digest)
        policy = services.policy_of(reading, case)
        if any(is_shut_away(policy, case, item, pages) for item in same):
            return True
    return False
