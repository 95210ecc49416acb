"""Passkeys beside a second factor: made, named and taken away by their owner, and proved in the place of a code.

What a passkey signs is asked of one session: it is made from the token in its cookie, the second and a number, so
nothing is kept until it comes back, and it counts once and for five minutes.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from duecourse.casework.accounts.security_log import note
from duecourse.casework.accounts.ways_in.devices import hashed
from duecourse.casework.accounts.ways_in.owner_notices import AccountNews, tell_owner
from duecourse.casework.administration.permission import demand_active
from duecourse.casework.administration.permission import note as note_change
from duecourse.casework.context.services import Caller, Services
from duecourse.credentials.passkey_checks import (
    PasskeyRefused,
    PasskeySite,
    asked_to_make,
    asked_to_prove,
    count_of,
    credential_of,
    made,
)
from engine.errors import AlreadyDone, BadAnswers, BadInput
from engine.identity import PersonId
from engine.ports.records import Person
from engine.ports.store import Writing
from engine.ports.watch.security_log import SecurityEvent
from engine.ports.ways_in.passkeys import Passkey

LIVES = timedelta(minutes=5)
MOST, LONGEST_NAME = 10, 60
FIGURES = 11
"""So many figures may the seconds have at which something was asked: more are no day that Python knows."""
UNNAMED = "Name it, in at most 60 characters, so that you know later which one it is: “my telephone”"
UNREAD = "The passkey could not be kept: it was asked too long ago, or your device did not ask who you are. Try again."


@dataclass(frozen=True, slots=True)
class PasskeyAnswer:
    """What a passkey answered in a session: for which site, what it was asked, and what it said."""

    site: PasskeySite
    session: str = field(repr=False)
    challenge: str
    answer: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PasskeyQuestion:
    """What a passkey is asked, as its browser takes it, and the words that it signs; "" where there is none to ask."""

    options: str
    challenge: str


def passkeys(services: Services, caller: Caller) -> Sequence[Passkey]:
    """List one's own passkeys. Raises NotPermitted for somebody who has left."""
    with services.store.reading() as reading:
        return reading.passkeys_of(demand_active(reading, caller).id)


def offer_passkey(services: Services, caller: Caller, site: PasskeySite, session: str) -> PasskeyQuestion | None:
    """Ask for a new passkey; None for who has no second factor yet, or as many passkeys as are kept."""
    with services.store.reading() as reading:
        person = demand_active(reading, caller)
        known = [each.credential for each in reading.passkeys_of(person.id)]
        if reading.second_factor(person.id) is None or len(known) >= MOST:
            return None
        account = reading.account_of(person.id)
    challenge = _challenge(session, services.clock.now(), services.ids.identifier())
    names = (hashed(f"passkey {person.id}")[:32], account.name if account else person.key, person.name)
    return PasskeyQuestion(asked_to_make(site, names, challenge, known), challenge)


def add_passkey(services: Services, caller: Caller, name: str, said: PasskeyAnswer) -> None:
    """Keep a new passkey under a name; its owner is told. Raises BadAnswers, NotPermitted."""
    now = services.clock.now()
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise BadAnswers.of({"passkey_name": UNNAMED})
    try:
        new = made(said.site, said.challenge, said.answer)
    except PasskeyRefused as refused:
        raise BadAnswers.of({"passkey_name": UNREAD}) from refused
    with services.store.writing() as writing:
        person = demand_active(writing, caller)
        if writing.second_factor(person.id) is None or len(writing.passkeys_of(person.id)) >= MOST:
            raise BadInput("Set up a second factor first; beside it, ten passkeys are kept.")
        if not _spent(writing, person.id, said, now):
            raise BadAnswers.of({"passkey_name": UNREAD})
        writing.keep_passkey(
            Passkey(
                organisation=person.organisation,
                person=person.id,
                credential=new.credential,
                key=new.key,
                count=new.count,
                name=name.strip(),
                since=now,
            )
        )
        tell_owner(services, writing, person.id, AccountNews.PASSKEY_MADE)
        note_change(writing, services, caller, "passkey made", person.id)
        note(services, writing, SecurityEvent.PASSKEY_MADE, person.id, by=person.id, address=caller.address)


def drop_own_passkey(services: Services, caller: Caller, credential: str) -> None:
    """Take one of one's own passkeys away; does nothing where it is gone. Raises NotPermitted."""
    with services.store.writing() as writing:
        person = demand_active(writing, caller)
        if not credential or not writing.drop_passkeys(person.id, credential):
            return
        tell_owner(services, writing, person.id, AccountNews.PASSKEY_REMOVED)
        note_change(writing, services, caller, "passkey removed", person.id)
        note(services, writing, SecurityEvent.PASSKEY_REMOVED, person.id, by=person.id, address=caller.address)


def ask_passkey(services: Services, person: PersonId, site: PasskeySite, session: str) -> PasskeyQuestion | None:
    """Ask somebody's passkeys for a proof; None where they have none."""
    with services.store.reading() as reading:
        known = [each.credential for each in reading.passkeys_of(person)]
    if not known:
        return None
    challenge = _challenge(session, services.clock.now(), services.ids.identifier())
    return PasskeyQuestion(asked_to_prove(site, challenge, known), challenge)


def is_proved(services: Services, writing: Writing, person: Person, said: PasskeyAnswer) -> bool:
    """Say whether a passkey of somebody proved that it is they; an answer counts once."""
    now = services.clock.now()
    try:
        credential = credential_of(said.answer)
        passkey = next((each for each in writing.passkeys_of(person.id) if each.credential == credential), None)
        if passkey is None or not _spent(writing, person.id, said, now):
            return False
        count = count_of(said.site, said.challenge, said.answer, passkey.key, passkey.count)
    except PasskeyRefused:
        return False
    writing.keep_passkey(replace(passkey, count=count, used_at=now))
    return True


def _challenge(session: str, at: datetime, once: str) -> str:
    since = str(int(at.timestamp()))
    return f"{since}.{once}.{hashed(f'passkey {since} {once} {session}')}"


def _spent(writing: Writing, person: PersonId, said: PasskeyAnswer, now: datetime) -> bool:
    """Use up what was asked. Says whether it was asked in this session, a moment ago, and not answered yet."""
    since, _, rest = said.challenge.partition(".")
    if not (since.isascii() and since.isdigit() and len(since) <= FIGURES):
        return False
    asked = datetime.fromtimestamp(int(since), now.tzinfo)
    if not timedelta() <= now - asked <= LIVES or not said.session:
        return False
    if not hmac.compare_digest(
        _challenge(said.session, asked, rest.rpartition(".")[0]).encode(), said.challenge.encode()
    ):
        return False
    try:
        with writing.savepoint():
            writing.spend(f"passkey {said.challenge}", person, "", now)
    except AlreadyDone:
        return False
    return True
