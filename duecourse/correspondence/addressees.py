"""Whom a letter goes to: a person spoken to by name, or the desk of an organisation; never straight to a pupil."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from duecourse.correspondence.capacities import capacity
from duecourse.correspondence.dossier import Dossier
from duecourse.correspondence.earlier_letters import reader
from engine.identity import NO_ROLE, FactName, PersonId, RoleName
from engine.people.names import named_on_an_envelope, salutation, spoken_to
from engine.people.staffing import ranked
from engine.ports.records import Person
from engine.record.values import Part

_CALLED = "name"
GOES_TO_NOBODY = (
    "This letter would go to a pupil, and nobody writes to one. Have an adult speak with them, record that, and "
    "discard this draft."
)
"""What stands in the way of a letter that has no words for a pupil."""
_THROUGH = "This letter is meant for a pupil, and goes through an adult, whom this case does not have."


@dataclass(frozen=True, slots=True)
class AddressedTo:
    """Whom a letter goes to, as it prints them; `person` where it is somebody whom the case knows.

    `pupil` is who it is meant for where an adult gets it in their place. `stopped` says why it may go to nobody.
    """

    facts: Mapping[str, object] = field(default_factory=dict)
    person: Person | None = None
    pupil: Person | None = None
    stopped: str = ""


def addressee_of(dossier: Dossier) -> AddressedTo:
    """Say whom a letter goes to: `subject`, `role DPO`, `fact provider_name`, `setting lado`, or those of a `site`.

    What is about an earlier letter goes to whom that went to. Who is not known is left out, so that the letter says
    that it lacks them. Nobody writes to a pupil: what is meant for one goes through an adult, if at all.
    """
    found = _declared(dossier)
    if dossier.earlier is not None:
        found = replace(found, facts=reader(dossier, found.facts))
    pupil = _pupil(dossier, found)
    return found if pupil is None else _through_an_adult(dossier, found, pupil)


def _pupil(dossier: Dossier, found: AddressedTo) -> Person | None:
    """Find the pupil to whom a letter would go, also where their name was typed."""
    person = found.person or dossier.called(str(found.facts.get(_CALLED) or ""))
    return person if person is not None and dossier.case.is_pupil(person.id) else None


def _through_an_adult(dossier: Dossier, found: AddressedTo, pupil: Person) -> AddressedTo:
    """Address a letter that is meant for a pupil to the adult who speaks with them, or stop it."""
    if not dossier.kind.pupils:
        return AddressedTo({_CALLED: found.facts.get(_CALLED)}, stopped=GOES_TO_NOBODY)
    role = RoleName(dossier.kind.pupils.removeprefix("role "))
    adult = holder(dossier, role)
    if adult is None or dossier.case.is_pupil(adult.id):
        return AddressedTo(stopped=f"{_THROUGH} Give somebody the role of {dossier.policy.title(role)} in this case.")
    return replace(_person(dossier, adult, role), pupil=pupil)


def _declared(dossier: Dossier) -> AddressedTo:
    what, _, name = dossier.kind.to.partition(" ")
    if what == "fact":
        return _typed(dossier, dossier.text(FactName(name)) or "")
    if what == "setting":
        return AddressedTo(_set(dossier, name))
    if what == "role":
        return _person(dossier, holder(dossier, RoleName(name)), RoleName(name))
    if what in ("site", "earlier"):
        return AddressedTo()
    own = dossier.people.get(dossier.instance.person)
    return _person(dossier, own or dossier.somebody(Part(dossier.kind.to)))


def _person(dossier: Dossier, person: Person | None, role: RoleName = NO_ROLE) -> AddressedTo:
    if person is None:
        return AddressedTo({"name": dossier.kind.nobody})
    found = {
        "name": named_on_an_envelope(person),
        "salutation": salutation(person),
        "role": capacity(dossier, person, role),
        **_reached(person),
    }
    return AddressedTo(found, person)


def _reached(person: Person) -> dict[str, object]:
    known = {"address": person.postal_address, "email": person.email, "phone": person.telephone}
    return {**known, "large_print": person.large_print or None}


def _typed(dossier: Dossier, typed: str) -> AddressedTo:
    """Give somebody as they were typed, with what is known of the one person of the case who is called that."""
    person = dossier.called(typed)
    person = person if person is not None and _is_of(dossier, person.id) else None
    if dossier.kind.is_to_organisation:
        known = {**_reached(person), "salutation": person.address_form} if person else {}
        return AddressedTo({"name": _desk(dossier, typed), **known}, person)
    if person is not None:
        return _person(dossier, person)
    return AddressedTo({"name": typed, "salutation": spoken_to(typed)})


def _is_of(dossier: Dossier, person: PersonId) -> bool:
    return person in dossier.case.people or dossier.people[person].case == dossier.case.id


def _set(dossier: Dossier, name: str) -> dict[str, object]:
    """Give an outside body as the settings of the trust have it, else as it is known to everybody."""
    desk = dossier.setting(name)
    parts = ("address", "email", "salutation")
    known = {part: dossier.setting(f"{name}_{part}") for part in parts}
    return {"name": desk or dossier.kind.desk, "phone": dossier.setting(f"{name}_telephone"), **known}


def _desk(dossier: Dossier, name: str) -> str:
    desk = dossier.kind.desk
    return desk.replace("{}", name) if desk and name else name


def holder(dossier: Dossier, role: RoleName) -> Person | None:
    """Find who holds a role of the case now, by the posts that it goes to."""
    if role not in dossier.policy.definition.roles:
        return None
    team = ranked(dossier.policy, dossier.present, role, dossier.staffing, dossier.present.team.get(role, ()))
    found = (dossier.people.get(person) for person, _ in team)
    return next((person for person in found if person is not None and person.is_there(dossier.now)), None)
