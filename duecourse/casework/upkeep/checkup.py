"""Whether a trust can work: who holds which role, what letters need, calendars, helplines, cases set aside.

A check is a function of its own in `CHECKS`. What it finds is a fault, which stops something, or worth knowing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from duecourse.casework.administration.value_checks import posts_known
from duecourse.casework.context.caseload import broken
from duecourse.casework.context.services import Services
from duecourse.casework.policies.proofs import faults_of_unkept
from duecourse.casework.upkeep.going_live import GOING_LIVE, Check
from duecourse.casework.upkeep.health import checks
from duecourse.casework.upkeep.ward import Trouble, Ward, ward_of
from engine.language.posts import nearest, spelling
from engine.ports.records import Viewer
from engine.ports.store import Reading
from engine.record.values import SCHEDULER

Facts = TypeVar("Facts")

FEW = 5
"""So many people are named one by one."""
WITHOUT_POST = (
    "Who works there: `duecourse post give PERSON POST@SCHOOL`. Who is from outside is added in each case that "
    "concerns them (`duecourse case person add REF --name NAME`), and is let go here: `duecourse person end PERSON`."
)


def check_up(services: Services, reading: Reading) -> tuple[Trouble, ...]:
    """Find everything that stands in a trust's way, check by check."""
    ward = ward_of(services, reading)
    return tuple(trouble for check in CHECKS for trouble in check(ward))


def policy_files(ward: Ward) -> Iterator[Trouble]:
    """Find policy files that are refused."""
    for says in ward.services.library.refused or faults_of_unkept(ward.reading, ward.trust.id, ward.services.library):
        yield Trouble(check="policy files", says=says, remedy="Mend the file; `duecourse check` looks at it again.")


def posts(ward: Ward) -> Iterator[Trouble]:
    """Find posts that no policy knows: a person who holds one is asked for nothing."""
    known = posts_known(ward.services.library, ward.trust)
    for person in ward.people:
        for post in dict.fromkeys(each.post for each in person.held(ward.now) if not spelling(each.post, known)):
            close = nearest(post, known)
            meant = f" Is '{close}' meant?" if close else ""
            remedy = f'`duecourse post end {person.key} "{post}"`, then `duecourse post give`.{meant}'
            says = f"{person.key} holds the post '{post}', which no policy knows."
            yield Trouble(check="posts", says=says, remedy=remedy)


def people(ward: Ward) -> Iterator[Trouble]:
    """Find people who never held a post: they belong to no school, so no case offers them."""
    found = [person.key for person in ward.people if not person.posts]
    if found:
        named = f"{', '.join(found[:FEW])}{f' and {len(found) - FEW} others' if len(found) > FEW else ''}"
        says = f"Known to the trust without a post, and offered in no case: {named}."
        yield Trouble(check="people", says=says, remedy=WITHOUT_POST, stops=False)


def machine(ward: Ward) -> Iterator[Trouble]:
    """Find that the database, the sweep, the outbox or the disk is not well; what `/ready` tells as well."""
    for check in checks(ward.services):
        # that no relay is set is told by a line of its own
        if not check.well and not (check.name == "mail" and ward.services.postroom is None):
            # before the first case there is no clock that anybody could miss
            begun = check.name != "sweep" or bool(ward.reading.cases(Viewer(ward.trust.id, SCHEDULER)))
            yield Trouble(check=check.name, says=f"The {check.name}: {check.says}.", stops=begun)


def scanner(ward: Ward) -> Iterator[Trouble]:
    """Find that what is set up to check files for malware does not answer: no file is shown or given out meanwhile."""
    found = ward.services.custody.scanner
    if found is not None and not found.is_there():
        says = "The scanner for malware does not answer: files are kept, and none is shown or given out."
        yield Trouble(check="scanner", says=says, remedy="Start clamd, or put DUECOURSE_CLAMD right.")


def aside(ward: Ward) -> Iterator[Trouble]:
    """Find cases whose clocks stand still because a sweep of them failed."""
    found = [each.reference for each in ward.reading.set_aside(ward.trust.id).values()]
    if found:
        says = f"No alert is raised for {', '.join(found)}: a pass over them failed again and again."
        yield Trouble(check="clocks", says=says, remedy="`duecourse aside list` shows why; see the log.")


def records(ward: Ward) -> Iterator[Trouble]:
    """Find cases whose record, or whose version of the policy, cannot be read any more."""
    found = broken(ward.services, ward.reading, Viewer(ward.trust.id, SCHEDULER))
    if found:
        says = f"{', '.join(found)} cannot be read: the record, or the version of the policy that it is pinned to,"
        yield Trouble(check="records", says=f"{says} is damaged.", remedy="Get it back from a backup.")


CHECKS: tuple[Check, ...] = (
    policy_files,
    *GOING_LIVE,
    posts,
    people,
    machine,
    scanner,
    aside,
    records,
)
"""Every check, in the order in which what it finds is told."""


def check_up_now(services: Services) -> tuple[Trouble, ...]:
    """Do the same in a transaction of its own."""
    return examined(services, lambda _: None)[1]


def examined(services: Services, facts: Callable[[Reading], Facts]) -> tuple[Facts, tuple[Trouble, ...]]:
    """Read what is asked and what is wrong in one transaction."""
    with services.store.reading() as reading:
        return facts(reading), check_up(services, reading)
