"""What the owner of an account is told of it by e-mail: that something was done, never by whom or with what."""

from __future__ import annotations

from enum import StrEnum

from duecourse.casework.context.services import Services
from engine.identity import NO_CASE, NO_REFERENCE, PersonId
from engine.ports.records import ACCOUNT, Notice
from engine.ports.store import Writing


class AccountNews(StrEnum):
    """What there is to tell."""

    WRONG_PASSWORDS = "wrong passwords"
    NEW_DEVICE = "new device"
    PASSWORD_SET = "password set"
    FACTOR_SET = "second factor set"
    FACTOR_REMOVED = "second factor removed"
    RECOVERY_USED = "recovery code used"


ONCE_A_DAY = (AccountNews.WRONG_PASSWORDS,)
"""What is told once a day however often it happens: others must not be able to fill somebody's letter box."""


def tell_owner(services: Services, writing: Writing, person: PersonId, what: AccountNews) -> None:
    """Queue what the owner of an account is told of it, in the transaction that does it."""
    now, id_ = services.clock.now(), services.ids.identifier()
    which = now.date().isoformat() if what in ONCE_A_DAY else id_
    notice = Notice(
        id=id_,
        organisation=writing.organisation().id,
        case=NO_CASE,
        reference=NO_REFERENCE,
        recipient=person,
        kind=ACCOUNT,
        dedupe=f"account {what} {which}",
        body={"what": what.value},
        created_at=now,
    )
    writing.queue([notice])
