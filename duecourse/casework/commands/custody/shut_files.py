"""Files that nobody takes or opens: the bytes of what is shut away anywhere in the trust, also within an e-mail."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from duecourse.casework.commands.custody.file_kinds import MAIL, OUTLOOK
from duecourse.casework.context.services import Services, pages_of
from engine.identity import OrganisationId
from engine.ports.custody.previews import NoPreview, WhyNot
from engine.ports.store import Reading
from engine.steps.image_gate import is_shut_away

UNOPENED = (
    "It could not be looked into this e-mail in time, so it is neither shown nor given out: something that came with "
    "it may be shut away. Try again in a minute."
)


def is_shut_file(services: Services, reading: Reading, organisation: OrganisationId, digest: str) -> bool:
    """Say whether these very bytes are shut away anywhere in the trust, wherever they are handed in again."""
    for case in reading.cases_with_file(organisation, digest):
        pages = pages_of(reading, case, elsewhere=True)
        same = (item for item in case.evidence.values() if item.sha256 == digest)
        policy = services.policy_of(reading, case)
        if any(is_shut_away(policy, case, item, pages) for item in same):
            return True
    return False


def any_is_shut(services: Services, reading: Reading, organisation: OrganisationId, digests: Iterable[str]) -> bool:
    """Say whether one of several is shut away."""
    return any(is_shut_file(services, reading, organisation, each) for each in digests)


def digests_of(services: Services, content: bytes, media_type: str) -> tuple[str, ...]:
    """Give the digest of a file, and those of everything that came with it where it is an e-mail.

    An e-mail is opened in a process of its own, once: who asks does so before they hold the transaction.
    """
    return (sha256(content).hexdigest(), *(came_with(services, content, media_type) or ()))


def holds_shut(
    services: Services, reading: Reading, organisation: OrganisationId, content: bytes, media_type: str
) -> bool:
    """Say whether something that came with a file is shut away, or there was no time to look into it."""
    inside = came_with(services, content, media_type)
    return inside is None or any_is_shut(services, reading, organisation, inside)


def came_with(services: Services, content: bytes, media_type: str) -> tuple[str, ...] | None:
    """Give the digests of what came with a file; None where there was no time to look into it.

    An e-mail that cannot be opened here has nothing in it that anybody is shown.
    """
    tools = services.custody.previews
    if tools is None or media_type not in (MAIL, OUTLOOK):
        return ()
    found = tools.digests(content, media_type)
    if isinstance(found, NoPreview):
        return None if found.why is WhyNot.SLOW else ()
    return tuple(found)
