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
    """Tell the owner of an account, at the address that they had, that another person gave them a new one or none.

    Where the relay refused what went to it, nobody reads there, and that is why it is changed.
    """
    if before.email in ("", after.email) or caller.viewer.person == after.id:
        return
    if writing.account_of(after.id) is None and writing.bound_identity(after.id) is None:
        return  # there is nothing to take over
    if any(each.recipient == after.id for each in writing.notices(after.organisation, "failed")):
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
