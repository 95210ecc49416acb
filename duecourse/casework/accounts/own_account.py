"""One's own account: posts with their dates, who covers for whom, who keeps people, and one's own password."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from duecourse.casework.accounts.password_rules import check_password, words_about
from duecourse.casework.accounts.security_log import note
from duecourse.casework.accounts.ways_in.attempts import Tried, begin_own_try, forget_counts, is_first_wait
from duecourse.casework.accounts.ways_in.devices import NO_DEVICE, Device, hashed
from duecourse.casework.accounts.ways_in.owner_notices import AccountNews, tell_owner
from duecourse.casework.administration.cover import Covering, end_cover, give_cover
from duecourse.casework.administration.holdings import HeldPost, holding, says
from duecourse.casework.administration.permission import Remit, demand_active, remit
from duecourse.casework.administration.permission import note as note_change
from duecourse.casework.context.services import Caller, Services, done_before, spend
from engine.errors import BadAnswers, BadInput
from engine.people.tenures import running
from engine.ports.accounts import Account, Passwords
from engine.ports.records import Person, School
from engine.ports.store import Reading
from engine.ports.watch.security_log import SecurityEvent

BETWEEN = " | "
"""Stands between a person and a post of theirs in a choice of both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAccount:
    """What somebody is here: `covering` others hold posts of theirs besides them, or they those of others.

    `keepers` are those who keep people and give cover; `keeps` says that they are one. `sign_in` is the name they sign
    in with, "" where they have no password here; who `is_bound` signs in by an account of the trust.
    """

    person: Person
    posts: tuple[HeldPost, ...]
    covering: tuple[HeldPost, ...]
    keepers: tuple[str, ...]
    keeps: bool
    sign_in: str
    is_bound: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverChoices:
    """What cover may be given of: posts of people, as they are written, and who could cover, by short name."""

    posts: Mapping[str, str]
    people: Mapping[str, str]


def own_account(services: Services, caller: Caller) -> OwnAccount:
    """Say what somebody is here. Raises NotPermitted for somebody who has left."""
    now = services.clock.now()
    with services.store.reading() as reading:
        person = demand_active(reading, caller)
        schools, people = services.schools(reading), reading.people(person.organisation)
        account, bound = reading.account_of(person.id), reading.bound_identity(person.id)
    cover = (
        holding(each, held, schools, people)
        for each in people
        for held in running(each.posts, now)
        if held.kind == "cover" and person.id in (each.id, held.instead_of)
    )
    return OwnAccount(
        person=person,
        posts=tuple(holding(person, each, schools, people) for each in running(person.posts, now)),
        covering=tuple(cover),
        keepers=tuple(sorted(each.name for each in people if not each.case and remit(each, now).whole)),
        keeps=bool(remit(person, now).places),
        sign_in=account.name if account else "",
        is_bound=bound is not None,
    )


def cover_choices(services: Services, caller: Caller) -> CoverChoices:
    """Say of which posts somebody may let others hold them besides, and whom; nothing for those who keep nobody."""
    now = services.clock.now()
    with services.store.reading() as reading:
        keeper = remit(demand_active(reading, caller), now)
        schools = services.schools(reading)
        people = [each for each in reading.people(keeper.person.organisation) if not each.case and each.is_there(now)]
    people.sort(key=lambda each: each.name)
    posts = dict(_posts(keeper, people, schools, now))
    return CoverChoices(posts=posts, people={each.key: each.name for each in people} if posts else {})


def arrange_cover(services: Services, caller: Caller, who: str, away: str, said: Covering) -> HeldPost:
    """Let somebody cover a post, once for each form that was sent in. Raises as `give_cover` does, and AlreadyDone."""
    done_before(services, caller)
    given = give_cover(services, caller, who, away, said)
    with services.store.writing() as writing:
        spend(writing, caller, "", services.clock.now())
    return given


def stop_cover(
    services: Services, caller: Caller, who: str, away: str, *, post: str, on: datetime | None = None
) -> None:
    """End cover at once or on a day, once for each form. Raises as `end_cover` does, and AlreadyDone."""
    done_before(services, caller)
    end_cover(services, caller, who, away, post=post, on=on)
    with services.store.writing() as writing:
        spend(writing, caller, "", services.clock.now())


def _posts(
    keeper: Remit, people: Sequence[Person], schools: Sequence[School], now: datetime
) -> Iterator[tuple[str, str]]:
    names = {school.id: school.name for school in schools}
    for person in people:
        for held in running(person.posts, now):
            if held.kind != "cover" and keeper.reaches(held.school):
                place = names.get(held.school, "the whole trust")
                yield f"{person.key}{BETWEEN}{says(held, schools)}", f"{person.name}: {held.post}, {place}"


def change_own_password(
    services: Services, passwords: Passwords, caller: Caller, old: str, new: str, *, device: Device = NO_DEVICE
) -> None:
    """Change one's own password, by the one before; every session ends, also this one.

    Of the devices on which they signed in before, the one at which they sit alone stays known (`device`).
    Raises BadAnswers by the name of the question, Slowed after many wrong ones, NotPermitted for somebody who has left.
    """
    person, account = _signing_in(services, caller)
    tried = begin_own_try(services, person.id)
    if not passwords.matches(account.password_hash, old):
        _note_wrong(services, caller, person, tried)
        raise BadAnswers.of({"old_password": "This is not your present password. Write the one you sign in with."})
    try:
        with services.store.reading() as reading:
            about = words_about(reading, person, account.name)
        check_password(new, about)
    except BadInput as bad:
        raise BadAnswers.of({"new_password": str(bad)}) from bad
    if old == new:
        raise BadAnswers.of({"new_password": "Choose another password than the present one."})
    made, now = passwords.hash(new), services.clock.now()
    with services.store.writing() as writing:
        if writing.account_of(person.id) != account:
            raise BadInput("Your account was changed a moment ago. Load this page again.")
        writing.save_account(replace(account, password_hash=made, changed_at=now))
        writing.end_sessions(person.id, now)
        forget_counts(writing, person.organisation, person.id, now)
        writing.forget_devices(person.id, hashed(device.token))
        writing.end_link(person.id, now)
        tell_owner(services, writing, person.id, AccountNews.PASSWORD_SET)
        note_change(writing, services, caller, "password set", person.id)
        note(services, writing, SecurityEvent.PASSWORD_SET, person.id, by=person.id, address=caller.address)


def _note_wrong(services: Services, caller: Caller, person: Person, tried: Tried) -> None:
    with services.store.writing() as writing:
        note(services, writing, SecurityEvent.CONFIRM_REFUSED, person.id, address=caller.address)
        if is_first_wait(tried):
            tell_owner(services, writing, person.id, AccountNews.WRONG_ANSWERS)


def _signing_in(services: Services, caller: Caller) -> tuple[Person, Account]:
    with services.store.reading() as reading:
        person = demand_active(reading, caller)
        return person, _account(reading, person)


def _account(reading: Reading, person: Person) -> Account:
    found = reading.account_of(person.id)
    if found is None:
        raise BadInput("You have no password here. Ask somebody who keeps people.")
    return found
