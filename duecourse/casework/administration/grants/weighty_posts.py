"""Posts by which cases are seen: nobody gives one to themselves, and who holds it already is told that it was given.

Who keeps people sees no case. Were they to give themselves the post of a headteacher, they would see every case of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from duecourse.casework.administration.permission import ADMINISTERING, administers, remit
from duecourse.casework.context.own_policy import own_policy
from duecourse.casework.context.services import Caller, Services
from engine.errors import NotFound, NotPermitted
from engine.identity import NO_CASE, NO_REFERENCE, NO_SCHOOL, PersonId, PostName, SchoolId
from engine.language.policy_definition import PolicyDefinition
from engine.language.posts import spelling
from engine.ports.records import ACCOUNT, Notice, Organisation, Person, Tenure
from engine.ports.store import Reading, Writing

LATELY = timedelta(days=14)
"""For so long it counts that somebody kept people."""

POST_GIVEN = "post given"
"""What those are told whom it concerns, as the mail knows it."""


def demand_somebody_else(
    services: Services, reading: Reading, trust: Organisation, caller: Caller, who: PersonId, given: Iterable[Tenure]
) -> None:
    """Let nobody give themselves a post by which they would see cases, where somebody else could give it.

    Raises NotPermitted, naming who could.
    """
    if caller.viewer.person != who:
        return
    weighty, now = _bringing_roles(services, trust), services.clock.now()
    for held in given:
        if (spelling(held.post) or held.post) in weighty:
            people = reading.people(trust.id)
            others = [each for each in people if each.id != who]
            able = [each.name for each in others if remit(each, now).reaches(held.school)]
            if able:
                raise NotPermitted(
                    f"Nobody gives themselves a post by which they would see cases. Ask one of them: {', '.join(able)}."
                )
            if any(_kept_lately(each, held.school, now) for each in others):
                raise NotPermitted(
                    "Nobody gives themselves a post by which they would see cases, and you are alone in keeping people "
                    f"since a short while: it can be done {LATELY.days} days after the others are gone, or by somebody "
                    "who keeps people beside you."
                )


def _kept_lately(person: Person, school: SchoolId, now: datetime) -> bool:
    """Say whether somebody kept a place a short while ago: who ended that must not gain by it."""
    return any(
        held.until is not None and now - LATELY < held.until <= now and held.school in (NO_SCHOOL, school)
        for held in person.posts
        if spelling(held.post) in ADMINISTERING
    )


def tell_of_giving(
    services: Services, writing: Writing, trust: Organisation, caller: Caller, who: PersonId, given: Iterable[Tenure]
) -> None:
    """Tell those who hold the same posts, and those who administer the whole trust, once a day that one was given.

    It is told of posts that a role of the policy rests on; neither to the one who gives it nor to the one who gets it.
    """
    weighty, now = _resting_on(services, trust), services.clock.now()
    mine = [held for held in given if (spelling(held.post) or held.post) in weighty]
    if mine:
        people = [each for each in writing.people(trust.id) if each.id not in (who, caller.viewer.person)]
        writing.queue(_notice(services, trust, person, now) for person in people if _concerns(person, mine, now))


def _concerns(person: Person, given: Iterable[Tenure], now: datetime) -> bool:
    if not person.is_there(now):
        return False
    same = {(held.post, school) for held in given for school in (held.school, NO_SCHOOL)}
    return administers(person, now) or any(held.same in same for held in person.held(now))


def _notice(services: Services, trust: Organisation, person: Person, now: datetime) -> Notice:
    return Notice(
        id=services.ids.identifier(),
        organisation=trust.id,
        case=NO_CASE,
        reference=NO_REFERENCE,
        recipient=person.id,
        kind=ACCOUNT,
        dedupe=f"account {POST_GIVEN} {now.date().isoformat()}",
        body={"what": POST_GIVEN},
        created_at=now,
    )


def _bringing_roles(services: Services, trust: Organisation) -> frozenset[PostName]:
    """Name every post by which somebody may come to a role, also in the place of others."""
    definition = _definition(services, trust)
    if definition is None:
        return frozenset()
    stepping_in = (post for holders in definition.roles.values() for post in holders.then)
    above = (post for posts in definition.about.values() for post in posts)
    return frozenset((*_resting_on(services, trust), *stepping_in, *above))


def _resting_on(services: Services, trust: Organisation) -> frozenset[PostName]:
    """Name the posts whose holders take a role together."""
    definition = _definition(services, trust)
    roles = definition.roles.values() if definition else ()
    return frozenset(post for holders in roles for post in holders.held_by)


def _definition(services: Services, trust: Organisation) -> PolicyDefinition | None:
    """Give the policy of the trust; None where nobody has said which it is, so that no case can be opened yet."""
    try:
        return own_policy(services.library, trust).definition
    except NotFound:
        return None
