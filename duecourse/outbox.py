"""What follows after commit: drafts are rendered, erasures ended. Mail leaves by `duecourse.casework.mail`."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from duecourse.casework.commands.letter_checks.gathered_addresses import gather_addresses
from duecourse.casework.commands.letter_texts import render_draft
from duecourse.casework.context.services import Services
from duecourse.casework.erasures.erasure_upkeep import end_erasure
from duecourse.logs.log import Log
from engine.errors import NotFound, StaleRevision
from engine.identity import OrganisationId
from engine.ports.records import Notice, Viewer
from engine.record.values import SCHEDULER

log = Log("duecourse.outbox")
KINDS = ("draft", "erasure")
"""What this does of what is in the outbox."""
TRIES = 5
AT_ONCE = 200
"""How many are read in one pass; the next pass goes on."""


def run_outbox(services: Services) -> int:
    """Render every draft that was asked for, and end every erasure. Gives how many notices were settled."""
    with services.store.reading() as reading:
        organisation = reading.organisation()
        waiting = [each for kind in KINDS for each in reading.queued(organisation.id, kind, AT_ONCE)]
    for notice in waiting:
        settled = _settle(services, organisation.id, notice)
        with services.store.writing(gives_way=True) as writing:
            writing.settle_notice(settled)
    return len(waiting)


def _gather(services: Services, organisation: OrganisationId, notice: Notice, number: int) -> None:
    """Put the addresses of one site in one letter; where somebody was faster, the next draft does it."""
    with suppress(StaleRevision):
        gather_addresses(services, Viewer(organisation, SCHEDULER), notice.case, number)


def _settle(services: Services, organisation: OrganisationId, notice: Notice) -> Notice:
    """Render one draft or end one erasure; a failure is logged with a reference, tried again, and never lost."""
    number = int(notice.body["number"])
    try:
        if notice.kind == "erasure":
            end_erasure(services, organisation, notice.case, number)
        else:
            _gather(services, organisation, notice, number)
            render_draft(services, Viewer(organisation, SCHEDULER), notice.case, number)
    except NotFound:
        return replace(notice, state="done")
    except Exception:
        reference = log.fault(
            "notice-unsettled", "A draft could not be rendered, or an erasure ended.", kind=notice.kind
        )
        attempts = notice.attempts + 1
        return replace(notice, state="failed" if attempts >= TRIES else "queued", attempts=attempts, error=reference)
    return replace(notice, state="done")
