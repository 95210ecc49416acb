"""A password chosen by the code of a one-time link, in the place of none or of one that was forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from duecourse.casework.accounts.invitations.link_codes import address_hash, link_of_typed
from duecourse.casework.accounts.invitations.new_links import CALLED
from duecourse.casework.accounts.password_rules import check_password, words_about
from duecourse.casework.accounts.security_log import note
from duecourse.casework.accounts.sessions import log_account, name_for
from duecourse.casework.accounts.ways_in.attempts import Tried, begin_link_try, forget_counts, was_right
from duecourse.casework.accounts.ways_in.owner_notices import AccountNews, tell_owner
from duecourse.casework.context.services import Services, person_of
from engine.errors import BadAnswers, BadInput
from engine.ports.accounts import Account, Passwords
from engine.ports.records import Person
from engine.ports.store import Reading, Writing
from engine.ports.watch.security_log import SecurityEvent
from engine.ports.ways_in.one_time_links import OneTimeLink

NO_CODE = (
    "This code does not open anything. It may be mistyped or run out, it works once, and a newer one ends it. Ask for "
    "another under “I have forgotten my password”, or ask the person who gave it to you."
)


@dataclass(frozen=True, slots=True)
class _Opened:
    """A link that can be used now, its person, and the name under which they sign in."""

    link: OneTimeLink
    person: Person
    name: str


def choose_password(services: Services, passwords: Passwords, code: str, password: str, address: str = "") -> Account:
    """Let the owner of a code choose the password they sign in with; every session ends, and their devices are new.

    A second factor stays as it is: a new password alone signs nobody in who has one.

    Raises:
        BadAnswers: the code opens nothing, the same whatever is wrong with it; or the password is easy to guess.
        Slowed: from this place there were too many codes that open nothing.
    """
    tried = begin_link_try(services, address)
    now = services.clock.now()
    with services.store.reading() as reading:
        found = _opened(reading, code, now)
        about = words_about(reading, found.person, found.name) if found else ()
    if found is None:
        _refuse(services, address)
    try:
        check_password(password, about)
    except BadInput as bad:
        with services.store.writing() as writing:
            was_right(writing, tried, now)
        raise BadAnswers.of({"new_password": str(bad)}) from bad
    made = passwords.hash(password)
    with services.store.writing() as writing:
        again = _opened(writing, code, now)
        if again is None or not writing.use_link(again.link, now):
            raise BadAnswers.of({"code": NO_CODE})  # somebody used it, or ended it, at the same moment
        return _keep(services, writing, again, made, tried, address)


def _refuse(services: Services, address: str) -> NoReturn:
    with services.store.writing() as writing:
        note(services, writing, SecurityEvent.TOKEN_REFUSED, address=address, detail="code of a link")
    raise BadAnswers.of({"code": NO_CODE})


def _opened(reading: Reading, code: str, now: datetime) -> _Opened | None:
    link = link_of_typed(reading, code)
    if link is None or not link.is_living(now):
        return None
    person = person_of(reading, link.organisation, link.person)
    if not person.is_there(now) or (link.sent_to and link.sent_to != address_hash(person)):
        return None
    return _Opened(link, person, name_for(reading, person))


def _keep(services: Services, writing: Writing, opened: _Opened, made: str, tried: Tried, address: str) -> Account:
    now, person = services.clock.now(), opened.person
    had = writing.account_of(person.id)
    account = Account(
        organisation=person.organisation, person=person.id, name=opened.name, password_hash=made, changed_at=now
    )
    writing.save_account(account)
    writing.end_sessions(person.id, now)
    was_right(writing, tried, now)
    forget_counts(writing, person.organisation, person.id, now)
    writing.forget_devices(person.id)
    if had is not None:
        tell_owner(services, writing, person.id, AccountNews.PASSWORD_SET)
    log_account(writing, now, person.organisation, person.id, "password chosen", person.id)
    what = CALLED[opened.link.kind]
    note(services, writing, SecurityEvent.TOKEN_USED, person.id, address=address, detail=what)
    note(services, writing, SecurityEvent.PASSWORD_SET, person.id, by=person.id, address=address)
    return account
