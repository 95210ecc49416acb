"""Files of a case whose bytes other cases of the trust keep as well: an erasure here leaves those where they are.

Who may know of the other file is told the case and the file. Others are told only that there is one; where the police
or a court want it destroyed, also whom to tell: the role that decides about images, and at which school.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from duecourse.casework.context.attendance import present
from duecourse.casework.context.look.redaction import redacted
from duecourse.casework.context.look.whole_case import WholeCase
from engine.record.case import Case
from engine.record.erasures import ErasedPlace, Ground
from engine.steps.image_gate import clearing_roles

SEEN = "case {case} keeps the same file ({code}): it stays until it is erased there as well"
HIDDEN = "a case that you may not see keeps the same file: it stays there"
TO_TELL = (
    "a case that you may not see keeps the same file: it stays until it is destroyed there as well. Nobody opens it "
    "meanwhile. Tell the {role} at {school} of the order"
)


def copies_elsewhere(whole: WholeCase, places: Sequence[ErasedPlace], ground: Ground) -> Iterator[str]:
    """Say where the bytes of files that are to be erased are kept by other cases, as far as the viewer may know."""
    for place in places:
        if place.what != "file":
            continue
        digest = whole.record.evidence[str(place.number)].sha256
        for other in whole.reading.cases_with_file(whole.record.organisation, digest):
            standing = [number for number in _with(other, digest) if ErasedPlace("file", number) not in other.erased]
            if other.id != whole.record.id and standing:
                yield _told(whole, other, standing, ground)


def _with(case: Case, digest: str) -> Iterator[int]:
    return (evidence.number for evidence in case.evidence.values() if evidence.sha256 == digest)


def _told(whole: WholeCase, other: Case, standing: Sequence[int], ground: Ground) -> str:
    services, reading = whole.services, whole.reading
    policy = services.policy_of(reading, other)
    seen = redacted(policy, present(services, reading, policy, other), whole.person).case
    known = [seen.evidence[str(number)] for number in standing if str(number) in seen.evidence]
    if known:
        return SEEN.format(case=other.reference, code=", ".join(map(seen.code, known)))
    roles = clearing_roles(policy)
    if not ground.is_order or not roles:
        return HIDDEN
    return TO_TELL.format(role=policy.title(roles[0]), school=services.school(reading, other.school).name)
