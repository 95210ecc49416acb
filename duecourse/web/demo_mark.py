"""Whether every page has to say that what it shows is invented."""

from __future__ import annotations

from dataclasses import dataclass

from duecourse.casework.administration.trust_facts import trust
from duecourse.casework.context.services import Services
from engine.errors import NotFound, Unavailable


@dataclass
class Demo:
    """What is known of a store: a trust never turns into a demo, nor back, so one answer is kept once it was had."""

    services: Services
    known: bool | None = None

    @property
    def is_one(self) -> bool:
        """Say whether the people and cases of the store are invented; False while nobody can tell."""
        if self.known is None:
            try:
                self.known = trust(self.services).demo
            except (NotFound, Unavailable):
                return False
        return self.known
