"""Wrong tries make the next one wait, ever longer: by name, by place, and on a known device by itself.

A try is counted before it is judged, so that a hundred at once are a hundred. Nothing is locked: the longest wait is
an hour, and it does not reach the owner who comes from a device on which they signed in before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import IPv4Address, ip_address, ip_network
from typing import TypeAlias

from duecourse.casework.accounts.ways_in.devices import Device, hashed
from duecourse.casework.context.services import Services
from engine.errors import Mistake
from engine.identity import OrganisationId, PersonId
from engine.ports.store import Reading, Writing
from engine.ports.ways_in.wrong_tries import WrongTries

FORGETS = timedelta(hours=24)
"""So long after the last wrong try nothing of it counts any more."""
LET_IN = timedelta(hours=1)
"""For how long somebody is let in whom an administrator knows, whatever others tried."""
NETWORK = 64
"""Bits of an address of IPv6 that one household or school has to itself."""
NAMED = 4
"""Signs of the hash of a name: people type their password there, and this is none of it. Who has it is not asked, so
that a name that somebody has waits by the same rule as any other."""
MOST_DOUBLINGS = 20


@dataclass(frozen=True, slots=True)
class Pace:
    """How many wrong tries are `free`, and how long the next one waits: `first`, then twice as long each time."""

    free: int
    first: timedelta
    longest: timedelta

    def wait_after(self, tries: int) -> timedelta:
        """Say how long the next try waits after so many wrong ones."""
        if tries < self.free:
            return timedelta()
        return min(self.first * (1 << min(tries - self.free, MOST_DOUBLINGS)), self.longest)


BY_NAME = Pace(5, timedelta(minutes=1), timedelta(hours=1))
BY_OWNER = Pace(5, timedelta(seconds=30), timedelta(minutes=15))
"""On a known device, in a session, or let in: it is most likely the owner who cannot remember."""
BY_PLACE = Pace(30, timedelta(seconds=10), timedelta(minutes=1))
"""Short, for a whole school stands behind one address; who knows their device there is not held up at all."""

BY_FORGOTTEN = Pace(3, timedelta(minutes=2), timedelta(hours=1))
"""Links for a forgotten password, by name: nobody's letter box is filled by others."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One count that a try goes to: what it is called, and its pace. `is_owners` is of a person, and not of a place."""

    subject: str
    pace: Pace
    is_owners: bool = True


class Slowed(Mistake):
    """Another try may be made only `until`; whether this one was right was not looked at."""

    def __init__(self, until: datetime) -> None:
        """Remember from when on another may be made."""
        super().__init__("There were too many wrong tries. Wait a little, then try again.")
        self.until = until


Tried: TypeAlias = Sequence[tuple[Counted, WrongTries]]
"""The counts of a try that was not judged yet, each as it stands with it."""


def counts_of(reading: Reading, person: PersonId | None, name: str, address: str, device: Device) -> Sequence[Counted]:
    """Say which counts a try to sign in goes to; `person` is whose name was typed, None where nobody has it."""
    organisation = reading.organisation().id
    if person is not None and device.is_of(reading, person):
        return (Counted(f"device {hashed(device.token)} {person}", BY_OWNER),)
    is_here = bool(device.token) and reading.is_device(organisation, hashed(device.token))
    where = f"machine {hashed(device.token)}" if is_here else f"place {_digest(_network(address))}"
    return (Counted(_named(organisation, name), BY_NAME), Counted(where, BY_PLACE, is_owners=False))


def begin_try(services: Services, counts: Sequence[Counted], let_in: PersonId | None = None) -> Tried:
    """Count a try before it is judged. Gives how it then stands; raises Slowed, and counts nothing, while one waits.

    Of a person whom an administrator lets in (`let_in`) there is one count for each place in place of those of their
    name and of that place: others fill none but their own. On a device of theirs all stays as it is.
    """
    now = services.clock.now()
    with services.store.writing() as writing:
        organisation = writing.organisation().id
        where = next((each.subject for each in counts if not each.is_owners), "")
        if let_in is not None and where:
            door = writing.hold_tries(organisation, _door(let_in), now)
            if door.free_at > now:
                counts = (Counted(f"{_door(let_in)} {door.tries} {where}", BY_OWNER),)
        held = [_held(writing, organisation, each, now) for each in sorted(counts, key=lambda each: each.subject)]
        until = max((each.free_at for _, each in held), default=now)
        if until > now:
            raise Slowed(until)
        return [(each, _counted(writing, each, before, now)) for each, before in held]


def _held(writing: Writing, organisation: OrganisationId, count: Counted, now: datetime) -> tuple[Counted, WrongTries]:
    """Give a count as it stands, with what is too old forgotten."""
    held = writing.hold_tries(organisation, count.subject, now)
    return count, replace(held, tries=0) if now - held.last_at >= FORGETS else held


def _counted(writing: Writing, count: Counted, before: WrongTries, now: datetime) -> WrongTries:
    tries = before.tries + 1
    after = replace(before, tries=tries, last_at=now, free_at=now + count.pace.wait_after(tries))
    writing.keep_tries(after)
    return after


def was_right(writing: Writing, tried: Tried, at: datetime) -> None:
    """Take a try back that was right: of the person nothing is left, of the place that one is not counted."""
    for count, each in tried:
        if count.is_owners:
            writing.forget_tries(each.organisation, (each.subject,))
        else:
            now = writing.hold_tries(each.organisation, each.subject, at)
            writing.keep_tries(replace(now, tries=max(now.tries - 1, 0), free_at=at))


def is_first_wait(tried: Tried) -> bool:
    """Say whether somebody's name has to wait from this wrong try on, and did not before."""
    return any(count.is_owners and each.tries == count.pace.free for count, each in tried)


def begin_code_try(services: Services, person: PersonId, device: Device) -> Tried:
    """Count a code of a second factor, after a right password; on a known device by itself. Raises Slowed.

    Who is let in by an administrator is so to their password alone: nobody without it can fill this count.
    """
    with services.store.reading() as reading:
        is_own = device.is_of(reading, person)
    own = Counted(f"device {hashed(device.token)} {person} code", BY_OWNER)
    return begin_try(services, (own if is_own else Counted(f"code {person}", BY_NAME),))


def begin_own_try(services: Services, person: PersonId) -> Tried:
    """Count a try of somebody who is signed in, such as their present password once more. Raises Slowed."""
    return begin_try(services, (Counted(f"own {person}", BY_OWNER),))


def begin_set_up_try(services: Services, person: PersonId) -> Tried:
    """Count a code of an app that is being set up: right ones, of a secret of their own choice, take nothing back of
    what `begin_own_try` counted. Raises Slowed."""
    return begin_try(services, (Counted(f"set up {person}", BY_OWNER),))


def begin_link_try(services: Services, address: str) -> Tried:
    """Count a code of a one-time link by the place it is typed at: whose it is, is not known yet. Raises Slowed."""
    return begin_try(services, (Counted(f"link {_digest(_network(address))}", BY_PLACE, is_owners=False),))


def begin_forgotten_try(services: Services, name: str, address: str) -> Tried:
    """Count that a link is asked for, by name and by place; no such try is ever taken back. Raises Slowed."""
    asked = Counted(f"forgotten {_digest(name.lower())[:NAMED]}", BY_FORGOTTEN)
    where = Counted(f"forgotten at {_digest(_network(address))}", BY_PLACE, is_owners=False)
    return begin_try(services, (asked, where))


def open_door(writing: Writing, organisation: OrganisationId, person: PersonId, at: datetime) -> datetime:
    """Let somebody in for an hour whatever others tried, and forget what was counted of them. Gives until when."""
    door = writing.hold_tries(organisation, _door(person), at)
    writing.keep_tries(replace(door, tries=door.tries + 1, last_at=at, free_at=at + LET_IN))
    writing.forget_tries(organisation, _of_person(writing, organisation, person))
    return at + LET_IN


def forget_counts(writing: Writing, organisation: OrganisationId, person: PersonId, at: datetime) -> None:
    """Forget what was counted of somebody: they have another password now. Who is let in stays so."""
    door = writing.hold_tries(organisation, _door(person), at)
    if door.free_at > at:
        writing.keep_tries(replace(door, tries=door.tries + 1))
    devices = [f"device {each.token_hash} {person}" for each in writing.devices_of(person)]
    codes = [f"{each} code" for each in devices]
    own = _of_person(writing, organisation, person)
    writing.forget_tries(organisation, (*own, *devices, *codes))


def _of_person(reading: Reading, organisation: OrganisationId, person: PersonId) -> tuple[str, ...]:
    account = reading.account_of(person)
    named = (_named(organisation, account.name),) if account else ()
    return (*named, *(f"{count} {person}" for count in ("own", "set up", "code")))


def _named(organisation: OrganisationId, name: str) -> str:
    return f"name {_digest(f'{organisation} {name.lower()}')[:NAMED]}"


def _door(person: PersonId) -> str:
    """Call the time in which somebody is let in; its number goes up where the counts of each place begin again."""
    return f"door {person}"


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _network(address: str) -> str:
    """Give the place that an address stands for: itself, or the network of one that may have as many as it likes."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or ip_network(f"{found}/{NETWORK}", strict=False))
