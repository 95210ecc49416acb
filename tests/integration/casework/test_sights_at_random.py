"""What lists show at random: whatever is done to cases and to posts, they show what a short model says and no more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random

import pytest

from duecourse.casework.audit import verification
from duecourse.casework.commands import steps, undo
from duecourse.casework.commands.sight_upkeep import catch_up
from duecourse.casework.commands.sweep import sweep
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.look.redaction import redacted, standing
from duecourse.casework.context.look.visible_case import VisibleCase
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.queries import case_lists
from duecourse.casework.queries.case_filters import AskedCases
from duecourse.casework.queries.story.case_title import case_title, worded
from duecourse.casework.queries.task_list import guide
from duecourse.policies.library import Library, load_library, read_workflows
from engine.errors import Mistake, NotFound
from engine.identity import CASE, ActionName, CaseReference, ClockId, PostName, RoleName
from engine.people.presence import in_force
from engine.ports.records import Person, Tenure
from engine.ports.sights import CasesWanted, Page, SightKind
from engine.record.values import Deadline
from tests.builders import changed
from tests.cli import IN_SCOPE, MONDAY
from tests.databases import open_store, postgresql
from tests.services import caller, letters, move_clock, report, scheduler, services_on

PEOPLE = ("senior", "head", "teacher", "dsl", "chair", "deputy-dsl")
POSTS = ("senior manager", "headteacher", "DSL", "teacher", "chair of governors")
TRACKS = ("removal", "safeguarding", "investigation")
ROLES = ("senior manager", "DSL", "investigator")
Stood = tuple[str, frozenset[tuple[str, str]]]
"""How a case stands before somebody: its state, and the clocks that run, each with its due time."""
Told = tuple[str, tuple[str, str] | None]
"""What a case is called before somebody, and the step of theirs that is next."""


@cache
def two_versions() -> tuple[Library, Library]:
    """The procedures as they are shipped, and with a longer clock."""
    files = read_workflows()
    lumen = changed(
        files["policies/lumen.yaml"], ("request:\n        within: 24 hours", "request:\n        within: 48 hours")
    )
    kinds = frozenset(letters().kinds())
    return load_library(files, kinds), load_library({**files, "policies/lumen.yaml": lumen}, kinds)


@dataclass
class World:
    """A trust in which things happen at random."""

    place: Services
    chance: Random
    references: list[CaseReference]

    @property
    def now(self) -> datetime:
        return self.place.clock.now()

    def by(self, who: str) -> Caller:
        return caller(self.place, f"oakfield-{who}")

    def person(self, who: str) -> Person:
        with self.place.store.reading() as reading:
            found = reading.people(reading.organisation().id)
        return next(each for each in found if each.key == f"oakfield-{who}")

    def set_posts(self, who: str, posts: tuple[Tenure, ...]) -> None:
        with self.place.store.writing() as writing:
            writing.save_person(replace(self.person(who), posts=posts))

    def happen(self) -> None:
        """Let one thing happen that may change who sees what; what is refused changes nothing."""
        who, other = self.chance.choice(PEOPLE), self.chance.choice(PEOPLE)
        reference = self.chance.choice(self.references)
        deeds: list[Callable[[], object]] = [
            lambda: self.references.append(report(self.place, child_at_risk=self.chance.choice(("yes", "no")))),
            lambda: self._assign(who, reference, other),
            lambda: self._name(who, reference, other),
            lambda: self._step(who, reference, "acknowledge", {}),
            lambda: self._step(who, reference, "triage", IN_SCOPE),
            lambda: undo.take_back_step(self.place, self.by(who), reference, "At random"),
            lambda: undo.move(self.place, self.by(who), reference, self._version(), "At random"),
            lambda: sweep(self.place, self.now),
        ]
        deeds += [lambda: self._posts(who)] * 5
        with suppress(Mistake):
            self.chance.choice(deeds)()
        move_clock(self.place, self.now + timedelta(minutes=self.chance.randint(1, 120)))

    def _step(self, who: str, reference: CaseReference, action: str, facts: Mapping[str, str]) -> None:
        steps.take_step(self.place, self.by(who), reference, CASE, ActionName(action), facts=facts)

    def _assign(self, who: str, reference: CaseReference, other: str) -> None:
        role = RoleName(self.chance.choice(ROLES))
        steps.assign(self.place, self.by(who), reference, role, f"oakfield-{other}")

    def _name(self, who: str, reference: CaseReference, other: str) -> None:
        part = self.chance.choice(("subject", "witness"))
        steps.add_person(self.place, self.by(who), reference, f"oakfield-{other}", part)

    def _version(self) -> str:
        return self.place.library.current("lumen").hash

    def _posts(self, who: str) -> None:
        """Let a post end, now or soon; let one begin, now or soon; or let all be as they were at the beginning."""
        held, soon = self.person(who).posts, self.now + timedelta(minutes=self.chance.randint(0, 60))
        with self.place.store.reading() as reading:
            school = next(each.id for each in reading.schools(reading.organisation().id) if each.key == "oakfield")
        match self.chance.randrange(4):
            case 0:
                self.set_posts(who, tuple(replace(each, until=soon) for each in held))
            case 1:
                self.set_posts(who, tuple(replace(each, until=None) for each in held))
            case 2:
                new = Tenure(post=PostName(self.chance.choice(POSTS)), school=school, since=soon)
                self.set_posts(who, (*(each for each in held if each.same != new.same), new))
            case _:
                self.set_posts(who, held[1:])

    def model(self, who: str) -> dict[CaseReference, Stood]:
        """Say what somebody sees: their part of each case, in the roles that are in force, however it came to that."""
        found: dict[CaseReference, Stood] = {}
        for reference in self.references:
            seen = self._seen(who, reference)
            if seen.tracks:
                found[reference] = (standing(seen), clocks(seen.deadlines.values()))
        return found

    def _seen(self, who: str, reference: CaseReference) -> VisibleCase:
        """Give their part of a case."""
        with self.place.store.reading() as reading:
            record = reading.find_case(scheduler(self.place), reference)
            policy = self.place.policy_of(reading, record)
            here = self.place.staffing(reading, record.school, self.now)
        return redacted(policy, in_force(policy, record, here), self.person(who).id).case

    def listed(self, who: str) -> dict[CaseReference, Stood]:
        """Say what their lists show them."""
        by = self.by(who)
        due: dict[CaseReference, set[tuple[str, str]]] = {}
        for line in case_lists.due(self.place, by):
            clock = line.clock.sight
            due.setdefault(line.clock.reference, set()).add((clock.key, str(clock.due_at)))
        rows = case_lists.cases(self.place, by)
        assert set(due) <= {row.reference for row in rows}
        return {row.reference: (row.status, frozenset(due.get(row.reference, ()))) for row in rows}

    def told(self, who: str) -> dict[CaseReference, Told]:
        """Say what the first page of each case calls it, and which step of somebody's own it names as the next."""
        by, found = self.by(who), dict[CaseReference, Told]()
        for reference in self.opened(who):
            with looking(self.place, by, reference, what="") as case:
                view, following = case.view, guide(case.view, case.steps()).next
                if view.tracks:
                    step = (following.option.on, following.option.action) if following is not None else None
                    found[reference] = (case_title(view, self.person(who).id), step)
        return found

    def kept(self, who: str) -> dict[CaseReference, Told]:
        """Say the same as the rows of their lists have it, where nothing has to be waited for first."""
        by, found = self.by(who), dict[CaseReference, Told]()
        with self.place.store.reading() as reading:
            names = {person.id: person.name for person in reading.people(reading.organisation().id)}
            for kind in (SightKind.CASE, SightKind.REQUEST):
                for row in reading.listed_cases(by.viewer, CasesWanted(kind=kind), Page(limit=1000)):
                    record = reading.find_case(scheduler(self.place), row.reference)
                    policy, act = self.place.policy_of(reading, record), row.act
                    is_now = act is not None and act.is_mine and (act.from_at is None or act.from_at <= self.now)
                    step = (act.on, act.action) if act is not None and is_now else None
                    if act is not None and act.clock:
                        running = clocks(self._seen(who, row.reference).deadlines.values())
                        assert (ClockId.of(act.on, act.clock), str(act.due_at)) in running, who
                    assert row.heading is not None
                    found[row.reference] = (worded(policy, row.heading, lambda person: names[person]), step)
        return found

    def narrowed(self, who: str, track: str) -> set[CaseReference]:
        """Say what their list of cases shows them that is narrowed to a procedure."""
        found = case_lists.listing(self.place, self.by(who), AskedCases(procedure=track))
        return {row.reference for row in found.cases}

    def opened(self, who: str) -> set[CaseReference]:
        """Say which cases they can open."""
        found = set()
        for reference in self.references:
            with self.place.store.reading() as reading:
                try:
                    found.add(reading.find_case(self.by(who).viewer, reference).reference)
                except NotFound:
                    continue
        return found


def clocks(deadlines: Iterable[Deadline]) -> frozenset[tuple[str, str]]:
    return frozenset((each.key, str(each.due_at)) for each in deadlines if each.state == "open")


def tracks_of(due: Iterable[tuple[str, str]]) -> set[str]:
    """Name the procedures of which a clock runs."""
    return {key.partition("/")[0] for key, _ in due}


@pytest.fixture(params=["sqlite 1", "sqlite 2", "postgresql 3"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    kind, seed = str(request.param).split()
    before, after = two_versions()
    if kind == "postgresql":
        with postgresql() as url:
            store = open_store(url)
            yield begun(replace(services_on(store, tmp_path, MONDAY), library=after), before, int(seed))
            store.close()
        return
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield begun(replace(services_on(store, tmp_path, MONDAY), library=after), before, int(seed))
    store.close()


def begun(place: Services, before: Library, seed: int) -> World:
    """Begin with two cases under the version before, and go on under the one after it."""
    earlier = replace(place, library=before)
    return World(place, Random(seed), [report(earlier), report(earlier, child_at_risk="yes")])


STEPS = 40


@pytest.mark.hypothesis
def test_lists_show_what_the_model_says_and_never_more(world: World) -> None:
    for _ in range(STEPS):
        world.happen()
        for who in PEOPLE:
            expected = world.model(who)
            assert world.opened(who) == set(expected), who
            shown = world.listed(who)
            assert {reference: expected.get(reference) for reference in shown} == shown, who
        if world.chance.random() < 0.5:
            catch_up(world.place, world.now)
            for who in PEOPLE:
                expected = world.model(who)
                assert world.listed(who) == expected, who
                assert world.kept(who) == world.told(who), who
                for track in TRACKS:
                    running = {each for each, (_, due) in expected.items() if track in tracks_of(due)}
                    assert world.narrowed(who, track) == running, (who, track)
    catch_up(world.place, world.now)
    verdicts = verification.replay_cases(world.place, Caller(viewer=scheduler(world.place)))
    assert {each.wrong for each in verdicts} == {""}
