"""Which policies somebody reads in the list: the trust's own; all of them, where their post is for the whole trust."""

from __future__ import annotations

from collections.abc import Sequence

from duecourse.casework.context.own_policy import own_policy
from duecourse.casework.context.services import Caller, Services
from engine.errors import NotFound
from engine.identity import NO_SCHOOL
from engine.language.compiled import CompiledPolicy


def listed_policies(services: Services, caller: Caller) -> Sequence[CompiledPolicy]:
    """List the policies that are in use, as far as they are shown to somebody, the trust's own first.

    What a case goes by is read from the case, also where that is another trust's policy.
    """
    everything = list(services.library.policies.values())
    with services.store.reading() as reading:
        organisation = reading.organisation()
        person = reading.find_person(organisation.id, caller.viewer.person)
    try:
        own = own_policy(services.library, organisation)
    except NotFound:
        return everything
    now = services.clock.now()
    is_wide = person is not None and any(each.school == NO_SCHOOL for each in person.held(now))
    return [own, *(each for each in everything if each is not own)] if is_wide else [own]
