"""What somebody chooses for themself and for nobody else: kept with the person, and logged without what it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from duecourse.casework.administration.permission import demand_active, note
from duecourse.casework.context.services import Caller, Services, spend
from engine.errors import BadAnswers
from engine.ports.records import Person


class ChoiceKind(StrEnum):
    """What may be chosen, as the access log says that it was."""

    COLOURS = "colours chosen"
    TELLING = "how told chosen"


@dataclass(frozen=True, slots=True)
class OwnChoice:
    """What was chosen stands now; `changed` says whether it stood otherwise before."""

    changed: bool


def choose(
    services: Services, caller: Caller, kind: ChoiceKind, chosen: Mapping[str, str], faults: Mapping[str, str]
) -> OwnChoice:
    """Keep what somebody chooses for themself; an empty choice leaves it to others again.

    Where it stands so already, nothing is written, and that is no mistake. `faults` is what is wrong with it, by name.
    Raises BadAnswers for these, NotPermitted for somebody who has left, AlreadyDone.
    """
    if faults:
        raise BadAnswers.of(faults)
    with services.store.writing() as writing:
        spend(writing, caller, "", services.clock.now())
        person = demand_active(writing, caller)
        before = _kept(person, kind)
        own = {name: value for name, value in {**before, **chosen}.items() if value}
        if own == before:
            return OwnChoice(changed=False)
        writing.save_person(_with(person, kind, own))
        note(writing, services, caller, kind, person.id)
        return OwnChoice(changed=True)


def _kept(person: Person, kind: ChoiceKind) -> Mapping[str, str]:
    return dict(person.colours if kind is ChoiceKind.COLOURS else person.telling)


def _with(person: Person, kind: ChoiceKind, own: Mapping[str, str]) -> Person:
    return replace(person, colours=own) if kind is ChoiceKind.COLOURS else replace(person, telling=own)
