"""A provider of OpenID Connect that the trust signs in with: what it is asked, and what it answers about somebody."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from engine.errors import Mistake, Unavailable


class WhyRefused(StrEnum):
    """Why an answer of the provider lets nobody in."""

    DENIED = "denied"
    """Somebody pressed “cancel”, or the provider did not let them."""
    UNREADABLE = "unreadable"
    """The answer is none of this sign-in, or is not signed by the provider."""
    TENANT = "tenant"
    UNVERIFIED = "unverified"
    DOMAIN = "domain"


class ProviderRefused(Mistake):
    """What the provider answered lets nobody in, for a reason of its own."""

    def __init__(self, why: WhyRefused, detail: str = "") -> None:
        """Keep why; `detail` is a word of ours for the log, such as the name of a claim."""
        super().__init__(f"The sign-in did not work: {why}.")
        self.why, self.detail = why, detail


class ProviderAway(Unavailable):
    """The provider does not answer, or not as one does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderRules:
    """What the installation says of its provider.

    It is `called` so on pages. Addresses of people end with one of the `domains`, any where there is none. Its e-mail
    addresses count as verified by the `tenant` where they are `of_tenant`. With `own_factor` Duecourse asks for its own
    second factor beside. Without `passwords` who is bound has no other way in.
    """

    issuer: str
    called: str
    tenant: str = ""
    domains: tuple[str, ...] = ()
    of_tenant: bool = False
    own_factor: bool = False
    passwords: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class BegunSignIn:
    """What the browser keeps while its person is at the provider, and holds against the answer."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenIdentity:
    """Who somebody is at the provider: `subject` never changes there, their e-mail address may.

    `proved_at` is when they last proved it, None where the provider does not say.
    """

    issuer: str
    subject: str
    email: str
    proved_at: datetime | None


class IdentityProvider(Protocol):
    """The way to the provider."""

    @property
    def rules(self) -> ProviderRules:
        """Give what the installation says of it."""
        ...

    def address_for(self, begun: BegunSignIn, redirect: str, *, again: bool) -> str:
        """Give where the browser goes; with `again` its person has to prove themselves now. Raises ProviderAway."""
        ...

    def proven(self, begun: BegunSignIn, redirect: str, code: str, at: datetime, *, again: bool) -> ProvenIdentity:
        """Ask who it is that the browser came back with a code for. Raises ProviderRefused, ProviderAway."""
        ...
