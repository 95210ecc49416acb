"""Signing in: the password judged, tries counted, and the owner told; and the right person let in meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NoReturn

from duecourse.casework.accounts.authority import author_of
from duecourse.casework.accounts.security_log import note
from duecourse.casework.accounts.sessions import is_line, log_account
from duecourse.casework.accounts.ways_in.attempts import (
    Tried,
    begin_code_try,
    begin_try,
    counts_of,
    is_first_wait,
    open_door,
    was_right,
)
from duecourse.casework.accounts.ways_in.devices import NO_DEVICE, Device, hashed, know_device
from duecourse.casework.accounts.ways_in.own_factors import NOT_RIGHT, needs_factor, proved
from duecourse.casework.accounts.ways_in.own_passkeys import PasskeyAnswer
from duecourse.casework.accounts.ways_in.owner_notices import AccountNews, tell_owner
from duecourse.casework.context.services import Caller, Services, person_of
from engine.errors import BadInput, Mistake
from engine.identity import NO_PERSON
from engine.ports.accounts import CODE, SET_UP, Account, Passwords, WebSession
from engine.ports.records import Person
from engine.ports.store import Reading, Writing
from engine.ports.watch.security_log import SecurityEvent

HALF = timedelta(minutes=10)
"""For how long a right password waits for its code."""


class SignInRefused(Mistake):
    """Somebody could not sign in; the sentence is the same whatever was wrong, so that nobody learns who is here."""

    def __init__(self) -> None:
        """Say it kindly."""
        super().__init__(
            "The name or the password is not right. Have you forgotten it? Choose “I have forgotten my password” below."
        )


class CodeRefused(Mistake):
    """A code of a second factor was not right, or was used before."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(NOT_RIGHT)


class HalfOver(Mistake):
    """The password was given too long ago, or not at all: somebody begins again."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("Sign in again: it is too long ago that you wrote your password.")


def sign_in(
    services: Services,
    passwords: Passwords,
    name: str,
    password: str,
    address: str = "",
    *,
    device: Device = NO_DEVICE,
) -> tuple[str, WebSession]:
    """Begin a session, or the first half of one. Gives the token for the cookie, which is kept nowhere else.

    `address` is where it is asked from. With a second factor the session waits for a code (`give_code`).

    Raises:
        SignInRefused: the same for an unknown name, a wrong password and somebody who has left.
        Slowed: there were so many wrong tries that this one waits; whether it was right was not looked at.
    """
    now = services.clock.now()
    with services.store.reading() as reading:
        organisation = reading.organisation().id
        account = reading.account(name.strip()) if is_line(name) else None
        if account is not None and _has_other_way(services, reading, account):
            account = None
        known = reading.find_person(organisation, account.person) if account else None
        whose = account.person if account else None
        counts = counts_of(reading, whose, name.strip(), address, device)
    tried = begin_try(services, counts, whose)
    fits = _fits(passwords, account, password)
    if account is None or not fits or known is None or not known.is_there(now):
        _refuse(services, account, address, tried)
    entry = _Entry(passwords=passwords, account=account, password=password, address=address, device=device, tried=tried)
    return _begin(services, entry)


def _has_other_way(services: Services, reading: Reading, account: Account) -> bool:
    """Say whether the password of an account counts for nothing, as its owner comes by the provider alone."""
    is_off = services.provider is not None and not services.provider.rules.passwords
    return is_off and reading.bound_identity(account.person) is not None


def _fits(passwords: Passwords, account: Account | None, password: str) -> bool:
    if account is None:
        passwords.hash(password)  # takes as long as a look at a real hash: the time tells nobody who is here
        return False
    return passwords.matches(account.password_hash, password)


def _refuse(services: Services, account: Account | None, address: str, tried: Tried) -> NoReturn:
    # the name as typed is not logged: people type their password there by mistake
    person = account.person if account else NO_PERSON
    with services.store.writing() as writing:
        note(services, writing, SecurityEvent.SIGN_IN_REFUSED, person, address=address)
        if account is not None and is_first_wait(tried):
            tell_owner(services, writing, person, AccountNews.WRONG_PASSWORDS)
    raise SignInRefused


def locked_out(services: Services, name: str, address: str) -> None:
    """Write down that nobody may try any more for a while with a name, or from an address."""
    with services.store.writing() as writing:
        account = writing.account(name.strip()) if is_line(name) else None
        person = account.person if account else NO_PERSON
        note(services, writing, SecurityEvent.SIGN_IN_LOCKED, person, address=address)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """Somebody whose password was right."""

    passwords: Passwords
    account: Account
    password: str
    address: str
    device: Device
    tried: Tried


def _begin(services: Services, entry: _Entry) -> tuple[str, WebSession]:
    kept = account = entry.account
    if entry.passwords.is_outdated(account.password_hash):
        kept = replace(account, password_hash=entry.passwords.hash(entry.password))
    token, now = services.ids.token(), services.clock.now()
    with services.store.writing() as writing:
        if writing.hold_account(account.person) != account:
            raise SignInRefused  # the password was changed while this one was looked at
        if kept != account:
            writing.save_account(kept)
        was_right(writing, entry.tried, now)
        person = person_of(writing, account.organisation, account.person)
        if writing.second_factor(person.id) is not None:
            session = begin_half(services, writing, token, person, entry.address, entry.device)
        else:
            session = arrive(services, writing, token, person, entry.address, entry.device)
    return token, session


def give_code(
    services: Services, token: str, code: str | PasskeyAnswer, address: str = "", device: Device = NO_DEVICE
) -> tuple[str, WebSession]:
    """Go the second half of the way in, by a code, a recovery code or a passkey. Gives the token of the session.

    Raises:
        CodeRefused: the code is not right, or was used before. Slowed: too many were wrong.
        HalfOver: there is no first half, or it was too long ago.
    """
    now = services.clock.now()
    half = demand_half(services, token)
    tried = begin_code_try(services, half.person, device)
    fresh = services.ids.token()
    with services.store.writing() as writing:
        person = person_of(writing, half.organisation, half.person)
        writing.hold_account(half.person)  # a new password ends this session, or comes before it
        if proved(services, writing, person, code):
            if not writing.end_session(half.token_hash, now):
                raise HalfOver
            was_right(writing, tried, now)
            return fresh, arrive(services, writing, fresh, person, address, device)
        note(services, writing, SecurityEvent.CODE_REFUSED, person.id, address=address)
        if is_first_wait(tried):
            tell_owner(services, writing, person.id, AccountNews.WRONG_CODES)
    raise CodeRefused


def demand_half(services: Services, token: str) -> WebSession:
    """Find the first half of a way in, by its token. Raises HalfOver where there is none, or it was too long ago."""
    now = services.clock.now()
    with services.store.reading() as reading:
        half = reading.session(hashed(token))
        if half is None or half.stage != CODE or half.ended_at is not None or now - half.started_at >= HALF:
            raise HalfOver
        if not person_of(reading, half.organisation, half.person).is_there(now):
            raise HalfOver
    return half


def _new(token: str, person: Person, address: str, device: Device, now: datetime) -> WebSession:
    return WebSession(
        token_hash=hashed(token),
        organisation=person.organisation,
        person=person.id,
        started_at=now,
        seen_at=now,
        address=address,
        device=device.words,
    )


def begin_half(
    services: Services, writing: Writing, token: str, person: Person, address: str, device: Device
) -> WebSession:
    """Begin the first half of the way in of somebody who has a second factor: it waits for their code."""
    session = replace(_new(token, person, address, device, services.clock.now()), stage=CODE)
    writing.save_session(session)
    note(services, writing, SecurityEvent.PASSWORD_RIGHT, person.id, address=address)
    return session


def arrive(
    services: Services,
    writing: Writing,
    token: str,
    person: Person,
    address: str,
    device: Device,
    *,
    trusted: bool = False,
) -> WebSession:
    """Begin a session of somebody who proved all that is asked of them; on a new device they are told.

    Of who was `trusted` to the second factor of another house none of ours is asked.
    """
    now = services.clock.now()
    has_none = writing.second_factor(person.id) is None and not trusted
    must = has_none and needs_factor(writing.organisation(), person, now)
    session = replace(_new(token, person, address, device, now), stage=SET_UP if must else "")
    writing.save_session(session)
    note(services, writing, SecurityEvent.SIGNED_IN, person.id, address=address)
    if know_device(writing, person.organisation, person.id, device, now):
        note(services, writing, SecurityEvent.NEW_DEVICE, person.id, address=address)
        tell_owner(services, writing, person.id, AccountNews.NEW_DEVICE, device.words)
    return session


def let_in(services: Services, person_key: str, by: Caller) -> datetime:
    """Let somebody sign in for an hour whatever others tried with their name. Gives until when.

    Raises NotFound, NotPermitted; BadInput where they have left or have no account.
    """
    now = services.clock.now()
    with services.store.writing() as writing:
        person = person_of(writing, writing.organisation().id, person_key)
        author = author_of(writing, by, person, now)
        if writing.account_of(person.id) is None or not person.is_there(now):
            raise BadInput(f"{person.name} has no account here: `duecourse account invite {person.key}` invites them.")
        until = open_door(writing, person.organisation, person.id, now)
        log_account(writing, now, person.organisation, author, "let in", person.id)
        note(services, writing, SecurityEvent.LET_IN, person.id, by=author, address=by.address)
    return until
