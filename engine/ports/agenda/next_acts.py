"""The one act that is next in a case before one person, and whose it is, in codes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import TypeAlias

from engine.identity import NO_ACTION, ActionName, InstanceId, PersonId, RoleName

Hands: TypeAlias = tuple[tuple[RoleName, tuple[PersonId, ...]], ...]
"""Roles, each with those who hold it, as far as the reader may know them."""


class Whose(IntEnum):
    """Whose turn it is in a case: nobody's, that of the person who looks, or somebody else's."""

    NOBODY = 0
    MINE = 1
    OTHERS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class NextAct:
    """The act that is next before somebody. `hands` are those whose it is, () where it is the reader's own.

    `letter` is the number of the letter whose sending it is, or 0; `due_at` and `overdue_at` are those of the running
    `clock` that it meets, None where none runs. `from_at` is the moment before which it cannot be taken. `since` is how
    long its procedure has stood at `state`.
    """

    on: InstanceId
    state: str
    since: datetime
    action: ActionName = NO_ACTION
    letter: int = 0
    clock: str = ""
    due_at: datetime | None = None
    overdue_at: datetime | None = None
    from_at: datetime | None = None
    hands: Hands = ()
    is_mine: bool = False

    @property
    def at(self) -> datetime | None:
        """Give the moment by which it is listed: when it is due, or from when it can be taken."""
        return self.due_at or self.from_at


def whose(act: NextAct | None) -> Whose:
    """Say whose turn it is, by the act that is next."""
    if act is None:
        return Whose.NOBODY
    return Whose.MINE if act.is_mine else Whose.OTHERS
