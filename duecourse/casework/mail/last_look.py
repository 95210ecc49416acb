"""Whether a person may still be told of a case when a notice leaves: hours may lie between it and what it is about."""

from __future__ import annotations

from dataclasses import replace

from duecourse.casework.context.attendance import present
from duecourse.casework.context.services import Services
from duecourse.logs.log import Log
from engine.errors import NotFound, Unavailable
from engine.identity import CaseReference, OrganisationId, PersonId
from engine.people.staffing import CONFLICTED
from engine.people.visibility import sees_track
from engine.ports.mail.outgoing_mail import OF_CASES
from engine.ports.records import DIGEST, Notice, Viewer
from engine.ports.store import Reading
from engine.record.values import SCHEDULER

log = Log("duecourse.mail")


def still_told(services: Services, reading: Reading, notice: Notice) -> Notice | None:
    """Give a notice as its recipient may have it now; None where nothing is left of it.

    One that holds several loses those of which they may not know; how many things it held is not said then.
    """

    def may(reference: CaseReference) -> bool:
        return may_be_told(services, reading, notice.organisation, reference, notice.recipient)

    if notice.kind in OF_CASES:
        return notice if may(notice.reference) else None
    if notice.kind != DIGEST:
        return notice
    references = notice.body["references"].split()
    left = [each for each in references if may(CaseReference(each))]
    if left == references:
        return notice
    return replace(notice, body={"references": " ".join(left), "count": ""}) if left else None


def may_be_told(
    services: Services, reading: Reading, organisation: OrganisationId, reference: CaseReference, person: PersonId
) -> bool:
    """Say whether somebody has a role in a case or sees a part of it now, and is none of those whom it is about.

    A case that cannot be read silences nobody: those who were to be told are told.
    """
    try:
        case = reading.find_case(Viewer(organisation, SCHEDULER), reference)
        policy = services.policy_of(reading, case)
        now = present(services, reading, policy, case)
        if now.is_part(person, *CONFLICTED):
            return False
        has_role = any(person in holders for holders in now.team.values())
        return has_role or any(sees_track(policy, now, each, person) for each in now.tracks.values())
    except NotFound:
        return False
    except Unavailable:
        raise
    except Exception:
        log.fault("case-unreadable", "A case cannot be read: who may still be told was not looked at again.")
        return True
