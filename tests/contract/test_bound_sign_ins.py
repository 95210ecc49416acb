"""People bound to who they are at a provider. One suite, every store."""

from __future__ import annotations

from datetime import timedelta

import pytest

from duecourse.casework.accounts.invitations.new_links import without_account
from duecourse.casework.accounts.provided.bound_sign_ins import NotKnownHere, confirm_by, sign_in_by, unbind
from duecourse.casework.accounts.ways_in.repeated_proofs import is_confirmed
from duecourse.casework.context.services import Services
from engine.errors import BadAnswers, BadInput, NotPermitted
from engine.ports.ways_in.identity_providers import ProvenIdentity, ProviderRules
from tests.services import caller, move_clock

HEAD, RULES = "oakfield-head", ProviderRules(issuer="https://login.example", called="it")


def proven(place: Services, subject: str, email: str = "", age: int = 0) -> ProvenIdentity:
    at = place.clock.now() - timedelta(seconds=age)
    return ProvenIdentity(issuer=RULES.issuer, subject=subject, email=email, proved_at=at)


def test_one_is_bound_once_and_unbound_by_those_who_keep_them(place: Services) -> None:
    it = caller(place, "it")
    mail = f"{HEAD}@trust.example"
    sign_in_by(place, RULES, proven(place, "one", mail))
    with place.store.reading() as reading:
        [bound] = reading.bound_identities(reading.organisation().id)
        assert reading.identity_of(RULES.issuer, "one") == reading.bound_identity(bound.person) == bound
        assert HEAD not in {each.key for each in without_account(place, reading, it)}
    _, session = sign_in_by(place, RULES, proven(place, "one"))
    with pytest.raises(NotKnownHere):
        sign_in_by(place, RULES, proven(place, "two", mail))
    move_clock(place, place.clock.now() + timedelta(minutes=20))
    me = caller(place, HEAD)
    for identity in (proven(place, "two"), proven(place, "one", age=600)):
        with pytest.raises(BadAnswers):
            confirm_by(place, me, session, identity)
    confirm_by(place, me, session, proven(place, "one"))
    with place.store.reading() as reading:
        kept = reading.session(session.token_hash)
    assert kept
    assert is_confirmed(kept, place.clock.now())
    with pytest.raises(NotPermitted):
        unbind(place, HEAD, caller(place, "oakfield-senior"))
    unbind(place, HEAD, it)
    with pytest.raises(BadInput):
        unbind(place, HEAD, it)

    with pytest.raises(NotKnownHere):
        sign_in_by(place, RULES, proven(place, "one"))
    assert sign_in_by(place, RULES, proven(place, "two", mail))
