"""The e-mail address that somebody had: what is told there when others gave them another one.

Whatever their account tells them goes to the new address from then on. Were the old one told nothing, those who keep
people could take over an account: by an address of their own, and a link to choose a password.
"""

from __future__ import annotations

from duecourse.casework.context.services import Caller, Services
from engine.identity import NO_CASE, NO_REFERENCE
from engine.ports.records import ACCOUNT, Notice, Person
from engine.ports.store import Writing

ADDRESS_CHANGED = "address changed"
"""What is told, as the mail knows it."""

TO = "to"
"""Where a notice names an address of its own, in place of the one that its person has now."""


def tell_earlier_address(services: Services, writing: Writing, caller: Caller, before: Person, after: Person) -> None:
    """Tell somebody at the address that they had that another person gave them a new one, or took it away."""
    if before.email in ("", after.email) or caller.viewer.person == after.id:
        return
    id_ = services.ids.identifier()
    notice = Notice(
        id=id_,
        organisation=after.organisation,
        case=NO_CASE,
        reference=NO_REFERENCE,
        recipient=after.id,
        kind=ACCOUNT,
        dedupe=f"account {ADDRESS_CHANGED} {id_}",
        body={"what": ADDRESS_CHANGED, TO: before.email},
        created_at=services.clock.now(),
    )
    writing.queue([notice])
