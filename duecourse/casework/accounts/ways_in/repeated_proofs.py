"""Said again who one is, in the middle of a session, by password or code: good for a quarter of an hour there."""

from __future__ import annotations

from datetime import datetime, timedelta

from duecourse.casework.accounts.security_log import note
from duecourse.casework.accounts.ways_in.attempts import begin_own_try, is_first_wait, was_right
from duecourse.casework.accounts.ways_in.own_factors import proved
from duecourse.casework.accounts.ways_in.own_passkeys import PasskeyAnswer
from duecourse.casework.accounts.ways_in.owner_notices import AccountNews, tell_owner
from duecourse.casework.administration.permission import demand_active
from duecourse.casework.context.services import Caller, Services
from engine.errors import BadAnswers
from engine.ports.accounts import Passwords, WebSession
from engine.ports.watch.security_log import SecurityEvent

GOOD_FOR = timedelta(minutes=15)
"""So long after somebody signed in, or was asked again, nobody asks them once more."""
NOT_RIGHT = "This is neither your password nor a code of yours that was not used yet. Try again."


def is_confirmed(session: WebSession, at: datetime) -> bool:
    """Say whether somebody said a short while ago who they are: they signed in, or were asked again."""
    said = session.confirmed_at or session.started_at
    return at - max(said, session.started_at) < GOOD_FOR


def confirm(
    services: Services, passwords: Passwords, caller: Caller, session: WebSession, said: str | PasskeyAnswer
) -> None:
    """Take somebody's word who they are: their password, a code of their second factor, or a passkey.

    Raises BadAnswers where it is neither, Slowed after many that were wrong, NotPermitted for somebody who has left.
    """
    now = services.clock.now()
    with services.store.reading() as reading:
        person = demand_active(reading, caller)
        account = reading.account_of(person.id)
    tried = begin_own_try(services, person.id)
    fits = isinstance(said, str) and account is not None and passwords.matches(account.password_hash, said)
    with services.store.writing() as writing:
        if fits or proved(services, writing, person, said):
            was_right(writing, tried, now)
            writing.confirm_session(session.token_hash, now)
            note(services, writing, SecurityEvent.CONFIRMED, person.id, address=caller.address)
            return
        note(services, writing, SecurityEvent.CONFIRM_REFUSED, person.id, address=caller.address)
        if is_first_wait(tried):
            tell_owner(services, writing, person.id, AccountNews.WRONG_ANSWERS)
    raise BadAnswers.of({"password": NOT_RIGHT})
