"""Posts that begin and end: what overlaps, what is left, and how somebody acts in place of a holder.

Somebody acting takes the post over: the holder's own time is cut in two around it, so what hangs on the post passes
over and comes back by the dates alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from engine.identity import PersonId, PostName, SchoolId
from engine.ports.records import Person, Tenure

Tenures = tuple[Tenure, ...]


def overlaps(held: Tenure, other: Tenure) -> bool:
    """Say whether there is a moment at which both run."""
    return _beginning(held) < _end(other) and _beginning(other) < _end(held)


def spans(held: Tenure, other: Tenure) -> bool:
    """Say whether one runs for all of the time of the other."""
    return _beginning(held) <= _beginning(other) and _end(other) <= _end(held)


def without(held: Tenure, span: Tenure) -> Tenures:
    """Give what is left of a time outside of a span: nothing, one part or two."""
    if not overlaps(held, span):
        return (held,)
    parts = (replace(held, until=span.since), replace(held, since=span.until))
    kept = (parts[0] if _beginning(held) < _beginning(span) else None, parts[1] if _end(span) < _end(held) else None)
    return tuple(part for part in kept if part is not None)


def step_aside(holder: Person, acting: Tenure) -> tuple[Person, Tenure]:
    """Let a holder step aside while somebody acts, which ends at the latest when the holder's own time does."""
    mine = [held for held in holder.posts if held.same == acting.same and overlaps(held, acting)]
    ends = [each.until for each in (acting, max(mine, key=_end, default=acting)) if each.until is not None]
    acting = replace(acting, until=min(ends, default=None))
    posts = tuple(part for held in holder.posts for part in (without(held, acting) if held in mine else (held,)))
    return replace(holder, posts=posts), acting


def come_back(holder: Person, acting: Tenure, at: datetime) -> Person:
    """Let a holder have the post back at a moment, earlier than the one at which somebody was to stop acting."""
    after = [held for held in holder.posts if held.same == acting.same and held.since == acting.until]
    rest = tuple(held for held in holder.posts if held not in after or acting.until is None)
    until = after[0].until if after and acting.until is not None else acting.until
    own = Tenure(post=acting.post, school=acting.school, since=at, until=until)
    return replace(holder, posts=(*rest, own))


def ended(posts: Iterable[Tenure], same: tuple[PostName, SchoolId], at: datetime) -> Tenures:
    """End a post at a moment: what runs then ends, what was to begin later is no longer to come."""
    return tuple(part for held in posts for part in ((held,) if held.same != same else _cut(held, at)))


def all_ended(posts: Iterable[Tenure], at: datetime) -> Tenures:
    """End every post at a moment."""
    return tuple(part for held in posts for part in _cut(held, at))


def running(posts: Iterable[Tenure], at: datetime) -> Iterator[Tenure]:
    """List what is held at a moment or is still to come."""
    return (held for held in posts if at < _end(held))


def for_somebody(posts: Iterable[Tenure], person: PersonId, at: datetime) -> Iterator[Tenure]:
    """List what is exercised for somebody at a moment, or will be."""
    return (held for held in running(posts, at) if held.instead_of == person)


def _cut(held: Tenure, at: datetime) -> Tenures:
    if _end(held) <= at:
        return (held,)
    return (replace(held, until=at),) if _beginning(held) < at else ()


def _beginning(held: Tenure) -> datetime:
    return held.since or datetime.min.replace(tzinfo=UTC)


def _end(held: Tenure) -> datetime:
    return held.until or datetime.max.replace(tzinfo=UTC)
