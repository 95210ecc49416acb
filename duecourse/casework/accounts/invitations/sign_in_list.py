"""How people sign in, for those who keep them: who can, who is invited, whose invitation ran out, what one needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from duecourse.casework.accounts.invitations.new_links import why_not
from duecourse.casework.accounts.sessions import IDLE, has_ended
from duecourse.casework.administration.permission import demand_keeper, demand_person
from duecourse.casework.context.services import Caller, Services, person_of
from engine.ports.accounts import Account
from engine.ports.records import Person
from engine.ports.store import Reading
from engine.ports.ways_in.bound_identities import BoundIdentity
from engine.ports.ways_in.one_time_links import OneTimeLink


class SignInState(StrEnum):
    """How it stands with the way in of somebody."""

    CAN = "can sign in"
    ASKED = "invited"
    RUN_OUT = "run out"
    NOT = "not invited"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInLine:
    """How one person signs in, or why they cannot yet."""

    person: Person
    account: Account | None
    link: OneTimeLink | None
    bound: BoundIdentity | None
    state: SignInState


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInShown:
    """The same of one person, with what those who keep them may want to do about it.

    `by_mail` says why no link can be sent to them, "" where one can; `sessions` is where they are signed in now.
    """

    line: SignInLine
    has_factor_since: datetime | None
    sessions: int
    by_mail: str

    @property
    def is_waiting(self) -> bool:
        """Say whether a link of theirs still counts, or waits to leave."""
        link = self.line.link
        return link is not None and link.used_at is None and link.ended_at is None


def sign_in_lines(services: Services, caller: Caller) -> Sequence[SignInLine]:
    """List those whom somebody keeps, by name. Raises NotPermitted."""
    now = services.clock.now()
    with services.store.reading() as reading:
        keeper = demand_keeper(reading, caller, now)
        trust = keeper.person.organisation
        accounts = {each.person: each for each in reading.all_accounts(trust)}
        bound = {each.person: each for each in reading.bound_identities(trust)}
        links = {each.person: each for each in reading.one_time_links(trust)}
        people = [each for each in reading.people(trust) if not each.case and each.is_there(now)]
    return [
        _line(each, accounts.get(each.id), links.get(each.id), bound.get(each.id), now)
        for each in people
        if keeper.has(each, now)
    ]


def sign_in_shown(services: Services, caller: Caller, key: str) -> SignInShown:
    """Say how one person signs in. Raises NotFound, NotPermitted."""
    now = services.clock.now()
    with services.store.reading() as reading:
        person = _kept(reading, caller, key, now)
        account, link = reading.account_of(person.id), reading.one_time_link(person.id)
        factor = reading.second_factor(person.id)
        return SignInShown(
            line=_line(person, account, link, reading.bound_identity(person.id), now),
            has_factor_since=factor.since if factor else None,
            sessions=sum(not has_ended(each, now) for each in reading.sessions_of(person.id, now - IDLE)),
            by_mail=why_not(reading, person, "reset" if account else "invitation", "mail", now),
        )


def _kept(reading: Reading, caller: Caller, key: str, now: datetime) -> Person:
    keeper = demand_keeper(reading, caller, now)
    person = person_of(reading, keeper.person.organisation, key)
    demand_person(reading, keeper, person, now)
    return person


def _line(
    person: Person, account: Account | None, link: OneTimeLink | None, bound: BoundIdentity | None, now: datetime
) -> SignInLine:
    state = SignInState.CAN if account or bound else _state(link, now)
    return SignInLine(person=person, account=account, link=link, bound=bound, state=state)


def _state(link: OneTimeLink | None, now: datetime) -> SignInState:
    if link is None or link.ended_at is not None:
        return SignInState.NOT
    return SignInState.ASKED if link.is_living(now) else SignInState.RUN_OUT
