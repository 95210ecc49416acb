"""What the owner of an account is told of it by e-mail: that something was done, never by whom or with what."""

from __future__ import annotations

from enum import StrEnum

from duecourse.casework.administration.grants.earlier_addresses import ADDRESS_CHANGED
from duecourse.casework.administration.grants.weighty_posts import POST_GIVEN
from duecourse.casework.context.services import Services
from engine.identity import NO_CASE, NO_REFERENCE, PersonId
from engine.ports.records import ACCOUNT, Notice
from engine.ports.store import Writing


class AccountNews(StrEnum):
    """What there is to tell."""

    WRONG_PASSWORDS = "wrong passwords"
    WRONG_CODES = "wrong codes"
    WRONG_ANSWERS = "wrong answers in a session"
    NEW_DEVICE = "new device"
    PASSWORD_SET = "password set"
    CODE_PRINTED = "code for a new password printed"
    PASSKEY_MADE = "passkey made"
    PASSKEY_REMOVED = "passkey removed"
    IDENTITY_BOUND = "account of the trust bound"
    IDENTITY_UNBOUND = "account of the trust unbound"
    FACTOR_SET = "second factor set"
    FACTOR_REMOVED = "second factor removed"
    RECOVERY_USED = "recovery code used"
    POST_GIVEN = POST_GIVEN
    ADDRESS_CHANGED = ADDRESS_CHANGED


ONCE_A_DAY = (
    AccountNews.WRONG_PASSWORDS,
    AccountNews.WRONG_CODES,
    AccountNews.WRONG_ANSWERS,
    AccountNews.NEW_DEVICE,
)
"""What is told once a day however often it happens, each of these by itself: neither others, nor a browser that forgets
its cookies, must be able to fill somebody's letter box."""


def tell_owner(services: Services, writing: Writing, person: PersonId, what: AccountNews, about: str = "") -> None:
    """Queue what the owner of an account is told of it, in the transaction that does it.

    `about` is what else it must be about to have been told today: a kind of device, in words.
    """
    now, id_ = services.clock.now(), services.ids.identifier()
    which = f"{now.date().isoformat()} {about}".rstrip() if what in ONCE_A_DAY else id_
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
