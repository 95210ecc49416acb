"""A second factor: set up and taken away by its owner, proved at sign-in, and what stands in for it once it is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from duecourse.casework.accounts.authority import author_of
from duecourse.casework.accounts.security_log import note
from duecourse.casework.accounts.ways_in.attempts import begin_set_up_try, was_right
from duecourse.casework.accounts.ways_in.devices import hashed
from duecourse.casework.accounts.ways_in.own_passkeys import PasskeyAnswer, is_proved
from duecourse.casework.accounts.ways_in.owner_notices import AccountNews, tell_owner
from duecourse.casework.administration.permission import demand_active
from duecourse.casework.administration.permission import note as note_change
from duecourse.casework.context.services import Caller, Services, person_of
from duecourse.credentials.one_time_codes import (
    FIGURES,
    address_of_secret,
    cleaned,
    is_secret,
    recovery_from,
    secret_from,
    step_of,
)
from duecourse.credentials.square_codes import drawn
from engine.errors import AlreadyDone, BadAnswers, BadInput
from engine.identity import NO_REFERENCE
from engine.language.posts import spelling
from engine.ports.accounts import SET_UP, WebSession
from engine.ports.records import Organisation, Person
from engine.ports.settings import EVERYBODY, SECOND_FACTOR_POSTS
from engine.ports.store import Writing
from engine.ports.watch.security_log import SecurityEvent
from engine.ports.ways_in.second_factors import SecondFactor
from engine.record.access import Access

CODES = 10
"""Recovery codes that somebody gets at once."""
NOT_RIGHT = (
    "This code is not right, or it was used before. Wait for the next one in your app, and write its six figures. "
    "Does it never fit? The clock of your telephone may be wrong: let it set itself."
)


class Proof(StrEnum):
    """What somebody proved themselves with."""

    NONE = ""
    CODE = "code"
    RECOVERY = "recovery"
    PASSKEY = "passkey"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFactor:
    """How the second factor of somebody stands: since when they have one, None for none; `is_needed` by their posts."""

    since: datetime | None
    codes_left: int
    is_needed: bool


@dataclass(frozen=True, slots=True)
class OfferedFactor:
    """A secret that is offered to an app: as a text in groups of four, and as a picture of its address (SVG)."""

    secret: str
    picture: str

    @property
    def spelt(self) -> str:
        """Give the secret as people read it."""
        return " ".join(self.secret[place : place + 4] for place in range(0, len(self.secret), 4))


def needs_factor(trust: Organisation, person: Person, at: datetime) -> bool:
    """Say whether somebody must have a second factor: one of their posts is among those that the trust names."""
    said = trust.settings.get(SECOND_FACTOR_POSTS, "")
    if said.strip().casefold() == EVERYBODY:
        return True
    wanted = {spelling(line) for line in said.splitlines() if line.strip()}
    return any(spelling(each.post) in wanted for each in person.held(at))


def own_factor(services: Services, caller: Caller) -> OwnFactor:
    """Say how one's own second factor stands. Raises NotPermitted for somebody who has left."""
    with services.store.reading() as reading:
        person = demand_active(reading, caller)
        kept = reading.second_factor(person.id)
        is_needed = needs_factor(reading.organisation(), person, services.clock.now())
    return OwnFactor(
        since=kept.since if kept else None, codes_left=len(kept.recovery) if kept else 0, is_needed=is_needed
    )


def offer_factor(services: Services, caller: Caller, secret: str = "") -> OfferedFactor:
    """Offer a new secret, or the one that was offered a moment ago; nothing is kept until a code proves it."""
    offered = secret if is_secret(secret) else secret_from(services.ids.token())
    with services.store.reading() as reading:
        person = demand_active(reading, caller)
        account, trust = reading.account_of(person.id), reading.organisation()
    name = account.name if account else person.key
    return OfferedFactor(offered, drawn(address_of_secret(offered, name, trust.name)))


def set_up_factor(services: Services, caller: Caller, session: WebSession, secret: str, code: str) -> Sequence[str]:
    """Keep a secret, proved by a code of it. Gives the recovery codes, which are shown once and kept nowhere.

    A secret of somebody's own choice proves nothing of who they are: the session counts as confirmed as it did before.
    Raises BadAnswers where the code is not right, BadInput where somebody has a second factor already, Slowed.
    """
    now = services.clock.now()
    with services.store.reading() as reading:
        person = demand_active(reading, caller)
    tried = begin_set_up_try(services, person.id)
    if not is_secret(secret) or step_of(secret, cleaned(code), now) is None:
        raise BadAnswers.of({"code": NOT_RIGHT})
    codes = [recovery_from(services.ids.token()) for _ in range(CODES)]
    with services.store.writing() as writing:
        if writing.second_factor(person.id) is not None:
            raise BadInput("You have a second factor already. Take it away first, then set up another.")
        was_right(writing, tried, now)
        _spend(writing, person, secret, code, now)
        writing.keep_factor(
            SecondFactor(
                organisation=person.organisation,
                person=person.id,
                secret=secret,
                since=now,
                recovery=tuple(_kept(each) for each in codes),
            )
        )
        writing.stage_session(session.token_hash, "")
        tell_owner(services, writing, person.id, AccountNews.FACTOR_SET)
        note_change(writing, services, caller, "second factor set", person.id)
        note(services, writing, SecurityEvent.FACTOR_SET, person.id, by=person.id, address=caller.address)
    return codes


def new_recovery_codes(services: Services, caller: Caller) -> Sequence[str]:
    """Give new recovery codes in place of all that were there. Raises BadInput where there is no second factor."""
    codes = [recovery_from(services.ids.token()) for _ in range(CODES)]
    with services.store.writing() as writing:
        person = demand_active(writing, caller)
        kept = writing.second_factor(person.id)
        if kept is None:
            raise BadInput("You have no second factor any more.")
        writing.keep_factor(replace(kept, recovery=tuple(_kept(each) for each in codes)))
        note_change(writing, services, caller, "recovery codes made", person.id)
        note(services, writing, SecurityEvent.RECOVERY_MADE, person.id, by=person.id, address=caller.address)
    return codes


def drop_own_factor(services: Services, caller: Caller, session: WebSession) -> None:
    """Take one's own second factor and passkeys away; whose posts need one sets up another before anything else.

    Does nothing where there is none any more. Raises NotPermitted for somebody who has left.
    """
    with services.store.writing() as writing:
        person = demand_active(writing, caller)
        if not writing.drop_factor(person.id):
            return
        writing.drop_passkeys(person.id)
        is_needed = needs_factor(writing.organisation(), person, services.clock.now())
        writing.stage_session(session.token_hash, SET_UP if is_needed else "")
        tell_owner(services, writing, person.id, AccountNews.FACTOR_REMOVED)
        note_change(writing, services, caller, "second factor removed", person.id)
        note(services, writing, SecurityEvent.FACTOR_REMOVED, person.id, by=person.id, address=caller.address)


def take_factor_away(services: Services, person_key: str, by: Caller) -> None:
    """Take the second factor of somebody away who lost it; every session of theirs ends, and they are told.

    Raises NotFound, NotPermitted; BadInput where they have none.
    """
    now = services.clock.now()
    with services.store.writing() as writing:
        person = person_of(writing, writing.organisation().id, person_key)
        author = author_of(writing, by, person, now)
        if not writing.drop_factor(person.id):
            raise BadInput(f"{person.name} has no second factor.")
        writing.drop_passkeys(person.id)
        writing.end_sessions(person.id, now)
        tell_owner(services, writing, person.id, AccountNews.FACTOR_REMOVED)
        what = Access(at=now, person=author, case=NO_REFERENCE, what="second factor removed", detail=person.id)
        writing.log_access(person.organisation, [what])
        note(services, writing, SecurityEvent.FACTOR_REMOVED, person.id, by=author, address=by.address)


def proved(services: Services, writing: Writing, person: Person, code: str | PasskeyAnswer) -> Proof:
    """Say what somebody proved by a code of their app, a recovery code or a passkey. Each answer works once."""
    if isinstance(code, PasskeyAnswer):
        return Proof.PASSKEY if is_proved(services, writing, person, code) else Proof.NONE
    kept, typed, now = writing.second_factor(person.id), cleaned(code), services.clock.now()
    if kept is None:
        return Proof.NONE
    if len(typed) == FIGURES:
        return Proof.CODE if _spend(writing, person, kept.secret, typed, now) else Proof.NONE
    if not writing.use_recovery(person.id, _kept(typed)):
        return Proof.NONE
    tell_owner(services, writing, person.id, AccountNews.RECOVERY_USED)
    note(services, writing, SecurityEvent.RECOVERY_USED, person.id)
    return Proof.RECOVERY


def _spend(writing: Writing, person: Person, secret: str, code: str, at: datetime) -> bool:
    """Use up a code of an app. Says whether it was right, and used for the first time."""
    step = step_of(secret, cleaned(code), at)
    if step is None:
        return False
    try:
        with writing.savepoint():
            writing.spend(f"code {step}", person.id, "", at)
    except AlreadyDone:
        return False
    return True


def _kept(code: str) -> str:
    return hashed(f"recovery {cleaned(code)}")
