"""What keeps a way in from being used against its owner, in memory."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from engine.identity import OrganisationId, PersonId
from engine.ports.ways_in.bound_identities import BoundIdentity
from engine.ports.ways_in.known_devices import KnownDevice
from engine.ports.ways_in.one_time_links import OneTimeLink
from engine.ports.ways_in.passkeys import Passkey
from engine.ports.ways_in.second_factors import SecondFactor
from engine.ports.ways_in.wrong_tries import WrongTries


@dataclass
class FakeWaysIn:
    """What `engine.ports.ways_in` asks of a store."""

    state: Any

    def hold_tries(self, organisation: OrganisationId, subject: str, at: datetime) -> WrongTries:
        kept: dict[str, WrongTries] = self.state.tries
        new = WrongTries(organisation=organisation, subject=subject, tries=0, last_at=at, free_at=at)
        return kept.setdefault(subject, new)

    def keep_tries(self, tries: WrongTries) -> None:
        self.state.tries[tries.subject] = tries

    def forget_tries(self, organisation: OrganisationId, subjects: Collection[str]) -> int:
        return sum(self.state.tries.pop(subject, None) is not None for subject in subjects)

    def purge_tries(self, before: datetime) -> int:
        kept: dict[str, WrongTries] = self.state.tries
        old = [subject for subject, each in kept.items() if each.last_at < before and each.free_at < before]
        return self.forget_tries(OrganisationId(""), old)

    def devices_of(self, person: PersonId) -> Sequence[KnownDevice]:
        kept: dict[tuple[str, str], KnownDevice] = self.state.devices
        theirs = sorted((each for each in kept.values() if each.person == person), key=lambda each: each.token_hash)
        return sorted(theirs, key=lambda each: each.last_at, reverse=True)

    def is_device(self, organisation: OrganisationId, token_hash: str) -> bool:
        return any(known == token_hash for _, known in self.state.devices)

    def keep_device(self, device: KnownDevice) -> None:
        key = (device.person, device.token_hash)
        known: KnownDevice = self.state.devices.get(key, device)
        self.state.devices[key] = replace(known, last_at=device.last_at)

    def forget_devices(self, person: PersonId, but: str = "") -> int:
        return self._drop([key for key in self.state.devices if key[0] == person and key[1] != but])

    def purge_devices(self, before: datetime) -> int:
        return self._drop([key for key, each in self.state.devices.items() if each.last_at < before])

    def second_factor(self, person: PersonId) -> SecondFactor | None:
        found: SecondFactor | None = self.state.factors.get(person)
        return found

    def keep_factor(self, factor: SecondFactor) -> None:
        self.state.factors[factor.person] = factor

    def drop_factor(self, person: PersonId) -> bool:
        return self.state.factors.pop(person, None) is not None

    def use_recovery(self, person: PersonId, code: str) -> bool:
        known = self.second_factor(person)
        if known is None or code not in known.recovery:
            return False
        self.keep_factor(replace(known, recovery=tuple(each for each in known.recovery if each != code)))
        return True

    def one_time_link(self, person: PersonId) -> OneTimeLink | None:
        found: OneTimeLink | None = self.state.links.get(person)
        return found

    def link_of_code(self, token_hash: str) -> OneTimeLink | None:
        kept: dict[PersonId, OneTimeLink] = self.state.links
        return next((each for each in kept.values() if token_hash and each.token_hash == token_hash), None)

    def one_time_links(self, organisation: OrganisationId) -> Sequence[OneTimeLink]:
        kept: dict[PersonId, OneTimeLink] = self.state.links
        return [kept[person] for person in sorted(kept)]

    def keep_link(self, link: OneTimeLink) -> None:
        self.state.links[link.person] = link

    def use_link(self, link: OneTimeLink, at: datetime) -> bool:
        kept = self.one_time_link(link.person)
        if kept is None or kept.token_hash != link.token_hash or kept.used_at or kept.ended_at:
            return False
        self.keep_link(replace(kept, used_at=at))
        return True

    def end_link(self, person: PersonId, at: datetime) -> bool:
        kept = self.one_time_link(person)
        if kept is None or kept.used_at or kept.ended_at:
            return False
        self.keep_link(replace(kept, ended_at=at))
        return True

    def bound_identity(self, person: PersonId) -> BoundIdentity | None:
        found: BoundIdentity | None = self.state.identities.get(person)
        return found

    def identity_of(self, issuer: str, subject: str) -> BoundIdentity | None:
        kept: dict[PersonId, BoundIdentity] = self.state.identities
        return next((each for each in kept.values() if (each.issuer, each.subject) == (issuer, subject)), None)

    def bound_identities(self, organisation: OrganisationId) -> Sequence[BoundIdentity]:
        kept: dict[PersonId, BoundIdentity] = self.state.identities
        return [kept[person] for person in sorted(kept)]

    def bind_identity(self, identity: BoundIdentity) -> None:
        self.state.identities[identity.person] = identity

    def unbind_identity(self, person: PersonId) -> bool:
        return self.state.identities.pop(person, None) is not None

    def passkeys_of(self, person: PersonId) -> Sequence[Passkey]:
        kept: dict[tuple[PersonId, str], Passkey] = self.state.passkeys
        theirs = [each for each in kept.values() if each.person == person]
        return sorted(theirs, key=lambda each: (each.since, each.credential))

    def keep_passkey(self, passkey: Passkey) -> None:
        self.state.passkeys[passkey.person, passkey.credential] = passkey

    def drop_passkeys(self, person: PersonId, credential: str = "") -> int:
        gone = [each for each in self.passkeys_of(person) if credential in ("", each.credential)]
        for each in gone:
            del self.state.passkeys[person, each.credential]
        return len(gone)

    def _drop(self, keys: Sequence[tuple[str, str]]) -> int:
        for key in keys:
            del self.state.devices[key]
        return len(keys)
