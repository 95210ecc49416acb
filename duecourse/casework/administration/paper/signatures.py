"""The image of somebody's signature: given by its owner alone, shown to its owner alone, and taken back at any time."""

from __future__ import annotations

from collections.abc import Sequence

from duecourse.casework.administration.permission import (
    demand_active,
    demand_keeper,
    demand_person,
    note,
)
from duecourse.casework.context.services import Caller, Services, person_of, spend
from engine.errors import BadInput
from engine.ports.letters.letterheads import EVERY, OWN, SignatureImage
from engine.ports.records import Person

USES = (OWN, EVERY)


def own_signature(services: Services, caller: Caller) -> SignatureImage | None:
    """Give the signature of the person who asks; None where they gave none."""
    with services.store.reading() as reading:
        person = demand_active(reading, caller)
        return reading.signature_of(person.organisation, person.id)


def give_signature(services: Services, caller: Caller, content: bytes, used: str) -> SignatureImage:
    """Keep the image of one's own signature, written again, in the place of the one before; `used` is OWN or EVERY.

    Raises BadInput, in a sentence, for a file that is no such picture; NotPermitted, AlreadyDone.
    """
    if used not in USES:
        raise BadInput(f"Say on which letters it may stand: {' or '.join(USES)}.")
    picture = services.letters.clean_picture(content)
    with services.store.writing() as writing:
        now = services.clock.now()
        spend(writing, caller, "", now)
        person = demand_active(writing, caller)
        given = SignatureImage(
            organisation=person.organisation, person=person.id, picture=picture, used=used, given_at=now
        )
        writing.save_signature(given)
        note(writing, services, caller, "signature given", person.id)
    return given


def take_back_signature(services: Services, caller: Caller, person_key: str = "") -> Person:
    """Let go of one's own signature, or of that of somebody whom one keeps; letters that were issued keep theirs.

    Raises BadInput where there is none, NotFound, NotPermitted, AlreadyDone.
    """
    with services.store.writing() as writing:
        now = services.clock.now()
        spend(writing, caller, "", now)
        person = demand_active(writing, caller)
        if person_key and person_key not in (person.key, person.id):
            keeper = demand_keeper(writing, caller, now)
            person = person_of(writing, person.organisation, person_key)
            demand_person(writing, keeper, person, now)
        if not writing.drop_signature(person.organisation, person.id):
            raise BadInput("There is no image of a signature to take back.")
        note(writing, services, caller, "signature taken back", person.id)
    return person


def signatures(services: Services, caller: Caller) -> Sequence[tuple[Person, SignatureImage]]:
    """List who has given a signature, by name, of those whom the person keeps. Raises NotPermitted."""
    with services.store.reading() as reading:
        now = services.clock.now()
        keeper = demand_keeper(reading, caller, now)
        people = reading.people(keeper.person.organisation)
        kept = [person for person in people if keeper.has(person, now)]
        found = ((person, reading.signature_of(person.organisation, person.id)) for person in kept)
        return [(person, given) for person, given in found if given is not None]
