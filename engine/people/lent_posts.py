"""What posts somebody holds at a moment, as far as cases go.

Who keeps the systems of a trust exercises no other post in somebody's place: acting and cover bring them nothing
(ruling 23).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from engine.identity import PostName
from engine.language.posts import spelling
from engine.people.keepers import KEEPERS
from engine.ports.records import Tenure


def spelled(post: PostName) -> PostName:
    """Spell a post as the list of posts does; one that it does not know stays as it is."""
    return spelling(post) or post


def keeps_systems(everything: Iterable[Tenure], at: datetime) -> bool:
    """Say whether somebody with these posts, at whatever school, keeps the systems of the trust at a moment."""
    return any(spelled(each.post) in KEEPERS for each in everything if each.is_held(at))


def standing(everything: Sequence[Tenure], at: datetime) -> tuple[Tenure, ...]:
    """Give those of somebody's posts by which they may come to roles at a moment."""
    lent = not keeps_systems(everything, at)
    return tuple(each for each in everything if each.is_held(at) and (lent or each.kind == "held"))
