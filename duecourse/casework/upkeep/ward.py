"""What a trust is looked over by: what is found, each with what mends it, and one look at everything that is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from duecourse.casework.context.own_policy import own_policy
from duecourse.casework.context.services import Services
from engine.errors import NotFound
from engine.language.compiled import CompiledPolicy
from engine.ports.records import Organisation, Person, School
from engine.ports.store import Reading


class MissingCode(StrEnum):
    """What a trust needs before it works without us, in the order in which it is best done."""

    POLICY = "policy"
    SITE = "site"
    ADDRESSES = "addresses"
    TERMS = "terms"
    ROLES = "roles"
    ADMINISTRATORS = "administrators"
    OFFICER = "officer"
    SIGNERS = "signers"
    HELPLINES = "helplines"
    SIGN_IN = "sign_in"
    MAIL = "mail"
    BACKUP = "backup"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something that stands in the way, and what mends it; `stops` is False for what is only worth knowing.

    `code` says which part of what a trust needs is missing by it, where it is one of those.
    """

    check: str
    says: str
    remedy: str = ""
    stops: bool = True
    code: MissingCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ward:
    """What the checks look at: the services, one look at the store, and the trust as it stands there."""

    services: Services
    reading: Reading
    trust: Organisation
    schools: Sequence[School]
    now: datetime

    @property
    def people(self) -> Sequence[Person]:
        """List the people who are there; read when it is asked for, as they may be many."""
        return [person for person in self.reading.people(self.trust.id) if person.active]

    @property
    def policy(self) -> CompiledPolicy | None:
        """Give the trust's own policy; None where it is not there."""
        try:
            return own_policy(self.services.library, self.trust)
        except NotFound:
            return None


def ward_of(services: Services, reading: Reading) -> Ward:
    """Look at a trust: its schools and people that are there."""
    trust = reading.organisation()
    schools = tuple(school for school in reading.schools(trust.id) if school.active)
    now = services.clock.now()
    return Ward(services=services, reading=reading, trust=trust, schools=schools, now=now)
