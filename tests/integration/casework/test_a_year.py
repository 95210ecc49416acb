"""A year of people coming and going: on each day everybody sees what a table of posts says, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from duecourse.casework.administration import cover, people, posts, schools
from duecourse.casework.administration.cover import Covering
from duecourse.casework.administration.posts import Giving
from duecourse.casework.administration.schools import NewPlace
from duecourse.casework.audit import verification
from duecourse.casework.commands import case_roles, steps
from duecourse.casework.commands.sight_upkeep import catch_up
from duecourse.casework.commands.sweep import sweep
from duecourse.casework.context.access_log import take_reads
from duecourse.casework.context.look.view import CaseView
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.queries import case_lists, case_view
from engine.errors import NotFound
from engine.identity import NO_REFERENCE, CaseReference, RoleName
from tests.cli import CALM, MONDAY
from tests.databases import open_store, postgresql
from tests.services import caller, move_clock, scheduler, services_on

MANAGING = {"senior manager", "headteacher"}
CHECKING = {*MANAGING, "deputy head"}
SAFEGUARDING = {"DSL", "deputy DSL"}
LATE = 2
"""After so many days in which nobody acts, the central team is told of a page that is still up, and looks into it. It
is not where the request waits for those who look after children, nor where it is about the top."""


@dataclass(frozen=True)
class Held:
    """A line of the table: who held which POST@SCHOOL, from which day on, and on which no longer."""

    who: str
    written: str
    first: int
    end: int = 1000


@dataclass(kw_only=True)
class Told:
    """A case as the table knows it: where, who reported it, whom it is about, and from whom a role was taken when."""

    school: str
    reporter: str
    first: int = 0
    child: bool = False
    subject: str = ""
    taken: dict[str, int] = field(default_factory=dict)
    reference: CaseReference = NO_REFERENCE


SCHOOL_POSTS = {
    "head": "headteacher",
    "senior": "senior manager",
    "deputy": "deputy head",
    "dsl": "DSL",
    "deputy-dsl": "deputy DSL",
    "chair": "chair of governors",
    "vice-chair": "vice-chair",
}
ENDS = {"oakfield-dsl": 40, "oakfield-head": 60, "oakfield-senior": 160}
TABLE = [
    *(
        Held(f"{school}-{who}", f"{post}@{school}", 0, ENDS.get(f"{school}-{who}", 1000))
        for school in ("oakfield", "riverside")
        for who, post in SCHOOL_POSTS.items()
    ),
    Held("new-dsl", "DSL@oakfield", 30),
    Held("oakfield-leader", "headteacher@oakfield", 60, 90),
    Held("oakfield-head", "headteacher@oakfield", 90, 230),
    Held("oakfield-manager", "senior manager@oakfield", 100, 110),
    Held("oakfield-leader", "senior manager@oakfield", 150),
    Held("oakfield-senior", "senior manager@riverside", 160),
    Held("newfield-head", "headteacher@newfield", 200),
    Held("newfield-senior", "senior manager@newfield", 200),
    Held("successor", "headteacher@oakfield", 230),
]


def model(case: Told, day: int) -> set[str]:
    """Say who may see a case on a day: by the table, and by a few rules that are said here once more."""
    if day < case.first:
        return set()
    held = [each for each in TABLE if each.first <= day < each.end]
    there = [(each.who, each.written.partition("@")[0]) for each in held if each.written.endswith(f"@{case.school}")]
    if case.subject:
        seeing = {"chair of governors", "vice-chair"}
    else:
        seeing = CHECKING | (SAFEGUARDING if case.child else set())
    found = {who for who, post in there if post in seeing}
    found -= {who for who, since in case.taken.items() if since <= day}
    late = day >= case.first + LATE and not case.child and not case.subject
    return (found | {case.reporter} | ({"central"} if late else set())) - {case.subject}


def managing(case: Told, day: int) -> set[str]:
    """Say who manages a case on a day, of those who see it."""
    posts = {"chair of governors", "vice-chair"} if case.subject else MANAGING
    held = [each for each in TABLE if each.first <= day < each.end]
    wanted = {f"{post}@{case.school}" for post in posts}
    return {each.who for each in held if each.written in wanted} & model(case, day) if day >= case.first else set()


class Year:
    """What happens in the trust, day by day."""

    def __init__(self, place: Services) -> None:
        self.place, self.day = place, 0
        self.cases = {
            "calm": Told(school="oakfield", reporter="oakfield-teacher"),
            "about the head": Told(school="oakfield", reporter="oakfield-teacher-two", subject="oakfield-head"),
            "a child": Told(school="oakfield", reporter="oakfield-teacher", child=True),
            "elsewhere": Told(school="riverside", reporter="riverside-teacher"),
            "a new school": Told(school="newfield", reporter="newfield-teacher", first=201),
        }

    def by(self, who: str = "central") -> Caller:
        return caller(self.place, who)

    def give(self, who: str, post: str, since: datetime | None = None) -> None:
        posts.give_post(self.place, self.by(), who, Giving(post=post, since=since))

    def until(self, day: int) -> datetime:
        return MONDAY + timedelta(days=day)

    def join(self, who: str) -> None:
        people.add_person(self.place, self.by(), who, {"name": who.title()})

    def end(self, who: str, post: str) -> None:
        posts.end_post(self.place, self.by(), who, post)

    def report(self, *names: str) -> None:
        for name in names:
            self.report_one(self.cases[name])

    def report_one(self, case: Told) -> None:
        new = steps.NewReport(
            policy="lumen",
            school=case.school,
            reported_by=case.reporter,
            affected=(case.reporter,),
            addresses=("https://a.example/1",),
            answers={**CALM, "child_at_risk": "yes" if case.child else "no"},
            about={case.subject: "employee"} if case.subject else {},
        )
        case.reference = steps.report(self.place, self.by(case.reporter), new).reference

    def happens(self, day: int) -> None:
        """Do what is done on a day, at nine in the morning."""
        deeds: dict[int, Callable[[], None]] = {
            0: self.it_begins,
            20: self.a_lead_is_found,
            40: lambda: self.end("oakfield-dsl", "DSL@oakfield"),
            60: self.somebody_acts_for_the_head,
            100: self.somebody_covers,
            130: self.a_role_is_taken,
            150: lambda: self.give("oakfield-leader", "senior manager@oakfield"),
            160: self.somebody_moves,
            200: self.a_school_joins,
            201: lambda: self.report("a new school"),
            230: self.a_head_follows_another,
        }
        deeds.get(day, lambda: None)()

    def it_begins(self) -> None:
        self.report("calm", "about the head", "a child", "elsewhere")
        # the lead opens it at once, so that the danger goes on to nobody else
        self.looked("oakfield-dsl", self.cases["a child"].reference)
        take_reads(self.place)

    def a_lead_is_found(self) -> None:
        self.join("new-dsl")
        self.give("new-dsl", "DSL@oakfield", since=self.until(30))

    def somebody_acts_for_the_head(self) -> None:
        acting = Giving(post="headteacher@oakfield", acting=True, instead_of="oakfield-head", until=self.until(90))
        posts.give_post(self.place, self.by(), "oakfield-leader", acting)

    def somebody_covers(self) -> None:
        covering = Covering(post="senior manager@oakfield", until=self.until(110))
        cover.give_cover(self.place, self.by(), "oakfield-manager", "oakfield-senior", covering)

    def a_role_is_taken(self) -> None:
        calm, senior = self.cases["calm"], self.by("oakfield-senior")
        role, why = RoleName("checker"), "Works on the timetable"
        case_roles.take_away(self.place, senior, calm.reference, role, "oakfield-deputy", why)
        calm.taken["oakfield-deputy"] = 130

    def somebody_moves(self) -> None:
        self.end("oakfield-senior", "senior manager@oakfield")
        self.give("oakfield-senior", "senior manager@riverside")

    def a_school_joins(self) -> None:
        place = NewPlace(key="newfield", name="Newfield School (invented)", address="4 Example Road")
        schools.add_school(self.place, self.by(), place)
        for who, post in (("head", "headteacher"), ("senior", "senior manager"), ("teacher", "teacher")):
            self.join(f"newfield-{who}")
            self.give(f"newfield-{who}", f"{post}@newfield")

    def a_head_follows_another(self) -> None:
        self.join("successor")
        self.end("oakfield-head", "headteacher@oakfield")
        self.give("successor", "headteacher@oakfield")

    def seen(self) -> dict[str, set[str]]:
        """Say who can open which case, and look whether lists say the same."""
        found: dict[str, set[str]] = {name: set() for name in self.cases}
        with self.place.store.reading() as reading:
            everybody = [each.key for each in reading.people(reading.organisation().id)]
        for who in everybody:
            listed = {row.reference for row in case_lists.cases(self.place, self.by(who))}
            for name, case in self.cases.items():
                if case.reference and self.opens(who, case.reference):
                    found[name].add(who)
            assert listed == {self.cases[name].reference for name in found if who in found[name]}, who
        return found

    def still_open_to_those_who_left(self) -> set[tuple[str, str]]:
        """Name what those open whose post ended, or from whom a role was taken, though the table gives it to them no
        longer."""
        day = self._today
        gone = {each.who for each in TABLE if each.end == day}
        gone |= {who for case in self.cases.values() for who, since in case.taken.items() if since == day}
        there = [(name, case) for name, case in self.cases.items() if case.reference]
        return {
            (who, name)
            for who in gone - STANDING_IN
            for name, case in there
            if who not in model(case, day) and self.opens(who, case.reference)
        }

    @property
    def _today(self) -> int:
        return (self.place.clock.now() - MONDAY).days

    def show_the_whole_to_managers_alone(self, day: int) -> None:
        """Look at each case as everybody who sees it: who manages it sees all of it, and nobody who only reported it,
        looks after children or looks in from the trust does."""
        for name, case in self.cases.items():
            everybody = model(case, day)
            whole = {who for who in everybody if self.looked(who, case.reference).everything}
            assert managing(case, day) <= whole, f"{name} on day {day}"
            assert not whole & {case.reporter, "central", "oakfield-dsl", "new-dsl"}, f"{name} on day {day}"

    def looked(self, who: str, reference: CaseReference) -> CaseView:
        return case_view.look(self.place, self.by(who), reference)

    def opens(self, who: str, reference: CaseReference) -> bool:
        with self.place.store.reading() as reading:
            try:
                return bool(reading.find_case(self.by(who).viewer, reference).reference)
            except NotFound:
                return False


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.thorough)])
def year(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Year]:
    with ExitStack() as stack:
        is_sqlite = request.param == "sqlite"
        url = f"sqlite:///{tmp_path / 'store.db'}" if is_sqlite else stack.enter_context(postgresql())
        store = open_store(url)
        stack.callback(store.close)
        yield Year(services_on(store, tmp_path, MONDAY))


STANDING_IN = {"oakfield-leader"}
"""Who also holds a post to which a role of theirs goes where somebody is missing: whether they keep it is decided by
what follows, with the next pass, and not at the moment at which the first post ends."""
TURNS = (1, 60, 100, 160, 230)
"""Days after which somebody else manages cases: then it is asked how much everybody sees."""
DAYS = (0, 1, 20, 30, 39, 40, 60, 75, 90, 100, 110, 130, 150, 160, 200, 201, 229, 230, 260, 364)


def test_on_each_day_of_a_year_everybody_sees_what_the_table_says_and_nothing_else(year: Year) -> None:
    for day in DAYS:
        move_clock(year.place, MONDAY + timedelta(days=day))
        year.happens(day)
        assert not year.still_open_to_those_who_left(), f"day {day}: sight ends at once, before anything follows"
        sweep(year.place, year.place.clock.now())
        catch_up(year.place, year.place.clock.now())

        assert year.seen() == {name: model(case, day) for name, case in year.cases.items()}, f"day {day}"
        if day in TURNS:
            year.show_the_whole_to_managers_alone(day)
    verdicts = verification.replay_cases(year.place, Caller(viewer=scheduler(year.place)))
    assert all(each.wrong == "" for each in verdicts)
