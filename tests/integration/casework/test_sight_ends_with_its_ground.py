"""When somebody's post ends, what they see at once is what they still see when all lists and roles have followed.

A sight that stands until the next pass would show a case to somebody who has no ground left: because another post of
theirs steps in for the one that ended, because the report was given to them by it, or because a school shares the case.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from duecourse.casework.audit import verification
from duecourse.casework.commands import case_roles, steps
from duecourse.casework.commands.sight_upkeep import catch_up
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.queries import case_lists, case_view
from duecourse.policies.library import load_library, read_workflows
from engine.errors import Mistake, NotFound
from engine.identity import CaseReference, PersonKey, PostName, RoleName, SchoolId
from engine.ports.records import Person, Tenure
from tests.cli import MONDAY
from tests.databases import open_store, postgresql
from tests.rungs import examples
from tests.services import CALM, act, caller, letters, move_clock, scheduler, services_on

PEOPLE = ("head", "senior", "deputy", "leader", "chair", "dsl", "manager", "teacher-two")
WHERE = ("oakfield", "hilltop", "")
ROUNDS = 12
Seen = frozenset[tuple[CaseReference, str]]
"""Each case that somebody sees, with each procedure of it; as a list shows it, with an empty one."""


def person(place: Services, key: str) -> Person:
    with place.store.reading() as reading:
        found = reading.find_person(reading.organisation().id, f"oakfield-{key}")
    assert found is not None
    return found


def school(place: Services, key: str) -> SchoolId:
    with place.store.reading() as reading:
        return place.school(reading, key).id if key else SchoolId("")


def hold(place: Services, key: str, *posts: Tenure) -> None:
    with place.store.writing() as writing:
        writing.save_person(replace(person(place, key), posts=posts))


def tenure(place: Services, post: str, where: str = "oakfield") -> Tenure:
    return Tenure(post=PostName(post), school=school(place, where))


KEEPS_SYSTEMS = "IT"
"""The post that keeps its holder out of cases."""


def seen(place: Services, key: str, references: list[CaseReference]) -> Seen:
    """Say what somebody sees on the pages of these cases, and in their list."""
    by, found = caller(place, f"oakfield-{key}"), set[tuple[CaseReference, str]]()
    for reference in references:
        with suppress(NotFound):
            found |= {(reference, on) for on in case_view.look(place, by, reference).case.tracks}
    return frozenset(found | {(line.reference, "") for line in case_lists.cases(place, by)})


def posts_of(place: Services, policy: str) -> list[str]:
    """Name every post by which somebody may come to a role under a policy: its own, those that step in, those that
    take over where a report is about somebody at the top."""
    definition = place.library.current(policy).definition
    held = {post for role in definition.roles.values() for post in (*role.held_by, *role.then)}
    return sorted(held | {post for chain in definition.about.values() for post in chain})


def told(place: Services, chance: Random, policy: str) -> CaseReference:
    """Report something at random: about nobody, or about somebody at the top; given to a colleague where one may."""
    about = chance.choice(("", "", "oakfield-head", "oakfield-senior"))
    receives = place.library.current(policy).definition.receives
    given = [key for key in PEOPLE if receives and {each.post for each in person(place, key).posts} & {*receives.posts}]
    new = steps.NewReport(
        policy=policy,
        school="oakfield",
        reported_by="oakfield-teacher",
        affected=("oakfield-teacher",),
        addresses=("https://a.example/1",),
        answers={**CALM, "child_at_risk": chance.choice(("yes", "no"))},
        about={about: "employee"} if about else {},
        given_to=tuple(f"oakfield-{key}" for key in given[:1] if f"oakfield-{key}" != about),
    )
    return steps.report(place, caller(place, "oakfield-teacher"), new).case.reference


def staffed(place: Services, chance: Random, posts: list[str]) -> None:
    """Let everybody hold one to three posts at random, at the school, at another or in the trust."""
    for key in PEOPLE:
        named = {(chance.choice(posts), chance.choices(WHERE, (8, 1, 2))[0]) for _ in range(chance.randint(1, 3))}
        hold(place, key, *(tenure(place, *each) for each in sorted(named)))


def work(place: Services, chance: Random, reference: CaseReference) -> None:
    """Let somebody share a case, give a role in it or take a step, where they may."""
    by = caller(place, f"oakfield-{chance.choice(PEOPLE)}")
    with suppress(Mistake):
        match chance.randrange(3):
            case 0:
                case_roles.share(place, by, reference, "hilltop", "Both schools")
            case 1:
                role = RoleName(chance.choice(("senior manager", "investigator", "DSL")))
                steps.assign(place, by, reference, role, PersonKey(f"oakfield-{chance.choice(PEOPLE)}"))
            case _:
                act(place, chance.choice(PEOPLE), reference, "case/1", "acknowledge")


@pytest.fixture(params=["lumen sqlite", "lseat sqlite", "lumen postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Services]:
    policy, kind = str(request.param).split()
    with ExitStack() as stack:
        url = f"sqlite:///{tmp_path / 'store.db'}" if kind == "sqlite" else stack.enter_context(postgresql())
        store = open_store(url)
        stack.callback(store.close)
        sources = {name: text for name, text in read_workflows().items() if "tracks" in name or policy in name}
        yield replace(services_on(store, tmp_path, MONDAY), library=load_library(sources, letters().kinds()))


@pytest.mark.hypothesis
def test_nobody_sees_more_when_a_post_ends_than_when_all_has_followed(place: Services) -> None:
    (policy,) = place.library.policies
    posts = posts_of(place, policy)
    for seed in range(examples(3)):
        chance = Random(f"{policy} {seed}")
        references: list[CaseReference] = []
        for _ in range(ROUNDS):
            staffed(place, chance, posts)
            with suppress(Mistake):
                references.append(told(place, chance, policy))
            for reference in references[-3:]:
                work(place, chance, reference)
            catch_up(place, place.clock.now())
            who = chance.choice(PEOPLE)
            before, held = seen(place, who, references), person(place, who).posts
            end = place.clock.now() + timedelta(minutes=chance.choice((0, 30)))
            ending = chance.choice(held)
            hold(place, who, *(replace(each, until=end) if each == ending else each for each in held))
            move_clock(place, end + timedelta(minutes=1))
            at_once = seen(place, who, references)
            catch_up(place, place.clock.now())

            # who keeps the systems sees no case by any post: when that ends, the others count again
            assert at_once <= before or ending.post == KEEPS_SYSTEMS, (seed, who, ending)
            assert at_once <= seen(place, who, references), (seed, who, ending)
    verdicts = verification.replay_cases(place, Caller(viewer=scheduler(place)))
    assert {each.wrong for each in verdicts} == {""}
