"""A link by which somebody chooses a password, once: an invitation, or a reset for a forgotten one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol, TypeAlias

from engine.identity import NO_PERSON, OrganisationId, PersonId

LinkKind: TypeAlias = Literal["invitation", "reset"]
LinkWay: TypeAlias = Literal["mail", "letter"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTimeLink:
    """The newest link of a person; `token_hash` is of its code, "" until its message leaves.

    Nobody but its reader knows the code. It counts until `until`, and no longer once it was used or `ended_at`.
    `sent_to` is the hash of the e-mail address that it went to: what left for another address opens nothing. It was
    `made_by` somebody who keeps people, or NO_PERSON where its owner asked, or nobody could sign in yet.
    """

    organisation: OrganisationId
    person: PersonId
    kind: LinkKind
    way: LinkWay
    token_hash: str = field(default="", repr=False)
    sent_to: str = field(default="", repr=False)
    made_at: datetime
    made_by: PersonId = NO_PERSON
    until: datetime
    sent_at: datetime | None = None
    used_at: datetime | None = None
    ended_at: datetime | None = None

    def is_living(self, at: datetime) -> bool:
        """Say whether it still opens something, or will once its message has left."""
        return self.used_at is None and self.ended_at is None and at < self.until


class LinksReading(Protocol):
    """Reads of one-time links."""

    def one_time_link(self, person: PersonId) -> OneTimeLink | None:
        """Give the newest link of a person; None where they never had one."""
        ...

    def link_of_code(self, token_hash: str) -> OneTimeLink | None:
        """Find a link by the hash of its code, also one that opens nothing any more."""
        ...

    def one_time_links(self, organisation: OrganisationId) -> Sequence[OneTimeLink]:
        """List the newest link of each person who ever had one."""
        ...


class LinksWriting(Protocol):
    """Writes of one-time links."""

    def keep_link(self, link: OneTimeLink) -> None:
        """Add a link in the place of the one that the same person had."""
        ...

    def use_link(self, link: OneTimeLink, at: datetime) -> bool:
        """Use a link up. Says whether it opened something until now: of several at once to one alone."""
        ...

    def end_link(self, person: PersonId, at: datetime) -> bool:
        """End the link of a person. Says whether there was one that was neither used nor ended."""
        ...
