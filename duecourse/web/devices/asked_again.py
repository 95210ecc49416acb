"""Asked again who it is, before what cannot be undone or leaves the house: somebody may have left their desk."""

from __future__ import annotations

from duecourse.casework.accounts.ways_in.repeated_proofs import is_confirmed
from duecourse.web.visitor import Visitor
from engine.ports.letters.approval_rules import ALWAYS


class ConfirmFirst(Exception):
    """Somebody has to say again who they are; `back` is where they go on afterwards."""

    def __init__(self, back: str) -> None:
        """Remember where they go on."""
        super().__init__(back)
        self.back = back


def has_confirmed(visitor: Visitor) -> bool:
    """Say whether somebody signed in, or was asked again, a short while ago."""
    return is_confirmed(visitor.session, visitor.services.clock.now())


def demand_confirmed(visitor: Visitor, back: str = "") -> None:
    """Go on only with somebody who said a short while ago who they are; what they typed is kept before they are asked.

    `back` is another page that they come back to, where nothing was typed; without it, they come back to this one.
    Raises ConfirmFirst.
    """
    if has_confirmed(visitor):
        return
    typed = visitor.typed.kept()
    if typed and not back:
        visitor.keep(visitor.place, typed)
    raise ConfirmFirst(back or visitor.place)


def is_weighty(visitor: Visitor, template: str) -> bool:
    """Say whether a letter weighs so much that somebody is asked again before it leaves: a second person approves it
    whatever the danger, as how a hearing ended."""
    return visitor.services.kind_of(template).approval == ALWAYS
