"""How somebody is told of what is no danger: what they chose themself, else what the trust has set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from duecourse.casework.accounts.own_choices import ChoiceKind, OwnChoice, choose
from duecourse.casework.administration.permission import demand_active
from duecourse.casework.context.services import Caller, Services
from engine.ports.settings import SETTINGS
from engine.time.quiet_hours import DAILY, Telling, telling_of

CHOICES = ("notices_come", "digest_hour", "quiet_hours", "quiet_days")
"""What somebody may choose for themself; the trust sets the same by settings of these names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HowTold:
    """How somebody is told: what they chose, what comes of it, and whether they can be reached by e-mail at all."""

    own: Mapping[str, str]
    telling: Telling
    has_mail: bool

    @property
    def says(self) -> str:
        """Say it in two sentences."""
        telling = self.telling
        daily = telling.how == DAILY
        days = "weekends and bank holidays" if telling.rests else ""
        hours = f"from {telling.quiet_from:%H:%M} until {telling.quiet_until:%H:%M}"
        # a day's message comes at its own hour: only days on which nobody works hold it back
        quiet = " and ".join(filter(None, (hours if telling.has_quiet and not daily else "", days and f"on {days}")))
        how = f"once a day, at {telling.hour:%H:%M}" if daily else "at once"
        apart = f", but not {quiet}" if quiet else ""
        return f"What is no danger reaches you {how}{apart}. Danger reaches you at once, at any hour."


def how_told(services: Services, caller: Caller) -> HowTold:
    """Say how somebody is told. Raises NotPermitted for somebody who has left."""
    with services.store.reading() as reading:
        person, trust = demand_active(reading, caller), reading.organisation()
        return HowTold(
            own=person.telling, telling=telling_of(person.telling, trust.settings), has_mail=bool(person.email)
        )


def choose_telling(services: Services, caller: Caller, chosen: Mapping[str, str]) -> OwnChoice:
    """Keep what somebody chooses for themself; an empty choice leaves it to the trust.

    Raises BadAnswers by the name of what is wrong, NotPermitted for somebody who has left.
    """
    faults = {
        name: f"This is not taken: {wrong}."
        for name, value in chosen.items()
        if value and (wrong := SETTINGS[name].wrong(value))
    }
    return choose(services, caller, ChoiceKind.TELLING, chosen, faults)
