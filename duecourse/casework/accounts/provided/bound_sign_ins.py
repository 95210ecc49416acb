"""Signing in by a provider of OpenID Connect: once by a verified address, afterwards by who somebody is there."""

from __future__ import annotations

from datetime import datetime, timedelta

from duecourse.casework.accounts.authority import author_of
from duecourse.casework.accounts.security_log import note
from duecourse.casework.accounts.sign_ins import arrive, begin_half
from duecourse.casework.accounts.ways_in.devices import NO_DEVICE, Device
from duecourse.casework.accounts.ways_in.owner_notices import AccountNews, tell_owner
from duecourse.casework.administration.permission import demand_active
from duecourse.casework.context.services import Caller, Services, person_of
from engine.errors import BadAnswers, BadInput, Mistake
from engine.identity import NO_PERSON, NO_REFERENCE, PersonId
from engine.ports.accounts import WebSession
from engine.ports.records import Person
from engine.ports.store import Reading, Writing
from engine.ports.watch.security_log import SecurityEvent
from engine.ports.ways_in.bound_identities import BoundIdentity
from engine.ports.ways_in.identity_providers import ProvenIdentity, ProviderRefused, ProviderRules
from engine.record.access import Access

FRESH = timedelta(minutes=3)
"""So long ago, at most, somebody proved themselves who is asked again: the clocks of two machines differ."""
NOT_AGAIN = (
    "The provider did not say that you proved yourself just now, so it does not count. Use a code of your second "
    "factor here, or your password if you have one."
)
SOMEBODY_ELSE = "You came back as somebody else than you are signed in as here, so it does not count."


class NotKnownHere(Mistake):
    """The provider knows somebody, and nobody here is known by that: they are told whom to ask."""

    def __init__(self) -> None:
        """Say it kindly, and the same whatever it was."""
        super().__init__(
            "You are signed in at your trust, but nobody is known here by your address, or it cannot be told who of "
            "several you are. Ask the person at your school or trust who keeps people in Duecourse: they enter your "
            "address, or see why it does not fit."
        )


def sign_in_by(
    services: Services, rules: ProviderRules, identity: ProvenIdentity, address: str = "", *, device: Device = NO_DEVICE
) -> tuple[str, WebSession]:
    """Begin a session of who is bound to an identity, or is bound to it now by an address that is theirs alone.

    Gives the token for the cookie. Where Duecourse asks for its own second factor, the session waits for a code.

    Raises NotKnownHere, the same for an unknown address, one of two people, and somebody who has left.
    """
    now, token = services.clock.now(), services.ids.token()
    with services.store.writing() as writing:
        person, why = _whose(services, writing, rules, identity, now)
        if person is not None:
            if rules.own_factor and writing.second_factor(person.id) is not None:
                return token, begin_half(services, writing, token, person, address, device)
            trusted = not rules.own_factor
            return token, arrive(services, writing, token, person, address, device, trusted=trusted)
        note(services, writing, SecurityEvent.IDENTITY_REFUSED, address=address, detail=why)
    raise NotKnownHere


def confirm_by(services: Services, caller: Caller, session: WebSession, identity: ProvenIdentity) -> None:
    """Take the provider's word that who is signed in proved themselves again just now.

    Raises BadAnswers where it is somebody else, or the provider does not say that it was now.
    """
    now = services.clock.now()
    with services.store.writing() as writing:
        person = demand_active(writing, caller)
        bound = writing.bound_identity(person.id)
        is_theirs = bound is not None and (bound.issuer, bound.subject) == (identity.issuer, identity.subject)
        is_now = identity.proved_at is not None and abs(now - identity.proved_at) <= FRESH
        if is_theirs and is_now:
            writing.confirm_session(session.token_hash, now)
            note(services, writing, SecurityEvent.CONFIRMED, person.id, address=caller.address)
            return
        note(services, writing, SecurityEvent.CONFIRM_REFUSED, person.id, address=caller.address)
    raise BadAnswers.of({"password": SOMEBODY_ELSE if not is_theirs else NOT_AGAIN})


def note_refused_identity(services: Services, refused: ProviderRefused, address: str) -> None:
    """Write down that an answer of the provider let nobody in, and why."""
    with services.store.writing() as writing:
        detail = f"{refused.why} {refused.detail}".strip()
        note(services, writing, SecurityEvent.IDENTITY_REFUSED, address=address, detail=detail)


def is_bound(services: Services, caller: Caller) -> bool:
    """Say whether who asks signs in by the provider."""
    with services.store.reading() as reading:
        return reading.bound_identity(demand_active(reading, caller).id) is not None


def unbind(services: Services, key: str, by: Caller) -> Person:
    """Take the identity of somebody away, so that another can be bound; every session ends, and they are told.

    Raises NotFound, NotPermitted; BadInput where they are bound to none.
    """
    now = services.clock.now()
    with services.store.writing() as writing:
        person = person_of(writing, writing.organisation().id, key)
        author = author_of(writing, by, person, now)
        if not writing.unbind_identity(person.id):
            raise BadInput(f"{person.name} does not sign in by an account of the trust.")
        writing.end_sessions(person.id, now)
        tell_owner(services, writing, person.id, AccountNews.IDENTITY_UNBOUND)
        _log(writing, person, author, "identity unbound", now)
        note(services, writing, SecurityEvent.IDENTITY_UNBOUND, person.id, by=author, address=by.address)
    return person


def _whose(
    services: Services, writing: Writing, rules: ProviderRules, identity: ProvenIdentity, now: datetime
) -> tuple[Person | None, str]:
    """Find whose identity it is, or bind it; gives why nobody is let in, in a word for the log."""
    bound = writing.identity_of(identity.issuer, identity.subject)
    if bound is not None:
        person = person_of(writing, bound.organisation, bound.person)
        return (person, "") if person.is_there(now) else (None, "has left")
    if not identity.email:
        return None, "no verified address"
    if rules.domains and identity.email.rpartition("@")[2].casefold() not in rules.domains:
        return None, "domain"
    found = _of_address(writing, identity.email, now)
    if len(found) != 1:
        return None, "unknown address" if not found else "address of several"
    if writing.bound_identity(found[0].id) is not None:
        return None, "bound to another"
    _bind(services, writing, found[0], identity, now)
    return found[0], ""


def _of_address(reading: Reading, email: str, now: datetime) -> list[Person]:
    people = reading.people(reading.organisation().id)
    wanted = email.casefold()
    return [each for each in people if each.email.casefold() == wanted and not each.case and each.is_there(now)]


def _bind(services: Services, writing: Writing, person: Person, identity: ProvenIdentity, now: datetime) -> None:
    writing.bind_identity(
        BoundIdentity(
            organisation=person.organisation,
            person=person.id,
            issuer=identity.issuer,
            subject=identity.subject,
            bound_at=now,
        )
    )
    tell_owner(services, writing, person.id, AccountNews.IDENTITY_BOUND)
    _log(writing, person, person.id, "identity bound", now)
    note(services, writing, SecurityEvent.IDENTITY_BOUND, person.id)


def _log(writing: Writing, person: Person, author: PersonId, what: str, now: datetime) -> None:
    line = Access(at=now, person=author or NO_PERSON, case=NO_REFERENCE, what=what, detail=person.id)
    writing.log_access(person.organisation, [line])
