"""One person as those who keep them see them: how they are reached, posts of every time, cover, and signing in."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from duecourse.casework.administration.holdings import HeldPost, holding
from duecourse.casework.administration.permission import Remit, demand_keeper
from duecourse.casework.comings_and_goings.staff_list import OUTSIDE
from duecourse.casework.context.services import Caller, Services
from engine.errors import NotFound
from engine.people.tenures import running
from engine.ports.records import Person

LATELY = timedelta(days=92)
"""For so long after their last post at a school has ended, its keeper still finds somebody."""
NOBODY = "There is nobody here of this address, or nobody whom you keep."


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    """Somebody with their posts: held now, to come, and over; `cover` is what they cover or others cover for them.

    `name` is what they sign in with, "" where they cannot. `state` changes with everything that is shown of them.
    """

    person: Person
    held: tuple[HeldPost, ...]
    coming: tuple[HeldPost, ...]
    past: tuple[HeldPost, ...]
    cover: tuple[HeldPost, ...]
    name: str
    is_there: bool
    state: str


def staff_member(services: Services, caller: Caller, key: str) -> StaffMember:
    """Show somebody to those who keep them.

    Raises NotFound where there is nobody, or nobody whom they keep, NotPermitted for those who keep nobody.
    """
    now = services.clock.now()
    with services.store.reading() as reading:
        keeper = demand_keeper(reading, caller, now)
        trust = reading.organisation()
        person = reading.find_person(trust.id, key)
        if person is None or person.case or not _keeps(keeper, person, now):
            raise NotFound(NOBODY)
        schools, people = services.schools(reading), reading.people(trust.id)
        account, bound = reading.account_of(person.id), reading.bound_identity(person.id)
    posts = sorted(person.posts, key=lambda each: (each.since is not None, each.since or now, each.post))
    own = [holding(person, each, schools, people) for each in posts]
    still = set(running(person.posts, now))
    cover = (
        holding(each, held, schools, people)
        for each in people
        for held in running(each.posts, now)
        if held.kind == "cover" and person.id in (each.id, held.instead_of)
    )
    return StaffMember(
        person=person,
        held=tuple(each for each, held in zip(own, posts, strict=True) if held in still and held.is_held(now)),
        coming=tuple(each for each, held in zip(own, posts, strict=True) if held in still and not held.is_held(now)),
        past=tuple(each for each, held in zip(own, posts, strict=True) if held not in still),
        cover=tuple(cover),
        name=account.name if account else OUTSIDE if bound else "",
        is_there=person.is_there(now),
        state=sha256(repr(astuple(person)).encode()).hexdigest(),
    )


def _keeps(keeper: Remit, person: Person, now: datetime) -> bool:
    """Say whether somebody keeps a person: by a post at a school of theirs that runs, is to come, or ended lately."""
    lately = now - LATELY
    mine = (held for held in person.posts if held.school in keeper.places)
    return keeper.whole or any(held.until is None or held.until > lately for held in mine)
