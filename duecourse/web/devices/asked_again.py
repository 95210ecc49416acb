"""Asked again who it is, before what cannot be undone or leaves the house: somebody may have left their desk."""

from __future__ import annotations

from duecourse.casework.accounts.ways_in.repeated_proofs import is_confirmed
from duecourse.web.visitor import Visitor

CONFIRM = "/confirm"


class ConfirmFirst(Exception):
    """Somebody has to say again who they are; `back` is where they go on afterwards."""

    def __init__(self, back: str) -> None:
        """Remember where they go on."""
        super().__init__(back)
        self.back = back


def demand_confirmed(visitor: Visitor, back: str = "") -> None:
    """Go on only with somebody who said a short while ago who they are; what they typed is kept before they are asked.

    `back` is the page that they come back to; without it, the one that they are at. Raises ConfirmFirst.
    """
    if is_confirmed(visitor.session, visitor.services.clock.now()):
        return
    place, typed = back or visitor.place, visitor.typed.kept()
    if typed:
        visitor.keep(place, typed)
    raise ConfirmFirst(place)
