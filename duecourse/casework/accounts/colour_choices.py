"""In which colours somebody sees the pages: what they chose themself, else as their device is set."""

from __future__ import annotations

from collections.abc import Mapping

from duecourse.casework.accounts.own_choices import ChoiceKind, OwnChoice, choose
from duecourse.casework.context.services import Caller, Services
from engine.ports.records import Person

DEVICE = "device"
"""Stands for leaving it to the device."""
CHOICES: Mapping[str, tuple[str, ...]] = {"scheme": ("light", "dark"), "contrast": ("more",)}
"""What may be chosen, by what is asked; nothing chosen leaves it to the device."""


def classes_of(person: Person) -> str:
    """Name the classes of a page in somebody's colours, with a space before each; "" where the device decides."""
    return "".join(f" dc-{name}-{value}" for name, value in person.colours.items() if value in CHOICES.get(name, ()))


def choose_colours(services: Services, caller: Caller, chosen: Mapping[str, str]) -> OwnChoice:
    """Keep what somebody chooses for themself; an empty choice leaves it to their device.

    Raises BadAnswers by the name of what is wrong, NotPermitted for somebody who has left.
    """
    faults = {name: "Choose one of these" for name, value in chosen.items() if value and value not in CHOICES[name]}
    return choose(services, caller, ChoiceKind.COLOURS, chosen, faults)
