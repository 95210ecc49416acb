"""A case shared with another school: a manager of each sees and does all of it, and nobody else there sees anything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from duecourse.casework.audit import verification
from duecourse.casework.commands import case_roles, steps
from duecourse.casework.commands.sight_upkeep import catch_up
from duecourse.casework.commands.sweep import sweep
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.queries import case_lists, case_view
from duecourse.casework.queries.agenda.agenda import agenda
from duecourse.casework.queries.work_list import overview
from engine.errors import BadInput, NotFound, NotPermitted, Refused
from engine.identity import CaseReference, PersonId, PersonKey, PostName, RoleName, SchoolId
from engine.ports.records import Person, Tenure, Viewer
from engine.ports.sights import CasesWanted, ClocksWanted, Page
from engine.reasons import ReasonCode
from tests.cli import MONDAY
from tests.databases import open_store, postgresql
from tests.services import act, caller, move_clock, report, scheduler, services_on

SENIOR = RoleName("senior manager")
OURS = {"oakfield-head", "oakfield-senior"}
THEIRS = {"hilltop-head", "hilltop-senior"}
HILLTOP = ("head", "senior", "deputy", "dsl", "teacher", "leader", "chair")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.thorough)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Services]:
    with ExitStack() as stack:
        is_sqlite = request.param == "sqlite"
        url = f"sqlite:///{tmp_path / 'store.db'}" if is_sqlite else stack.enter_context(postgresql())
        store = open_store(url)
        stack.callback(store.close)
        yield services_on(store, tmp_path, MONDAY)


def share(place: Services, reference: CaseReference, by: str = "oakfield-head") -> None:
    case_roles.share(place, caller(place, by), reference, "hilltop", "The pupil who posted it is at Hilltop")


def end(place: Services, reference: CaseReference, by: str = "oakfield-head") -> None:
    case_roles.end_share(place, caller(place, by), reference, "hilltop", "Hilltop has done its part")


def school(place: Services, key: str) -> SchoolId:
    with place.store.reading() as reading:
        return place.school(reading, key).id


def hold(place: Services, key: str, *posts: tuple[str, str]) -> None:
    """Let somebody hold just these posts at these schools from now on; who was not known joins."""
    now = place.clock.now()
    held = tuple(Tenure(post=PostName(post), school=school(place, at), since=now) for post, at in posts)
    with place.store.writing() as writing:
        trust = writing.organisation().id
        known = writing.find_person(trust, key) or Person(
            id=PersonId(place.ids.identifier()), organisation=trust, key=PersonKey(key), name=key.title(), email=""
        )
        writing.save_person(replace(known, posts=held))


def seers(place: Services, reference: CaseReference, *people: str) -> set[str]:
    """Name those of some people who see the case: on its page, and in their list just alike."""
    found = set()
    for key in people:
        listed = any(row.reference == reference for row in case_lists.cases(place, caller(place, key)))
        try:
            case_view.look(place, caller(place, key), reference)
        except NotFound:
            assert not listed, key
        else:
            assert listed, key
            found.add(key)
    return found


def holders(place: Services, reference: CaseReference, role: RoleName = SENIOR) -> set[str]:
    with place.store.reading() as reading:
        record = reading.find_case(scheduler(place), reference)
        people = {each.id: each.key for each in reading.people(record.organisation)}
    return {people[each] for each in record.team.get(role, ())}


def is_whole(place: Services) -> bool:
    """Say whether every record and every row of sight is as its events give it."""
    with place.store.reading() as reading:
        organisation = reading.organisation().id
        assert not reading.catching_up(organisation, place.clock.now())
    verdicts = verification.replay_cases(place, Caller(viewer=scheduler(place)))
    return all(each.wrong == "" for each in verdicts)


def everybody_of(*schools: str) -> tuple[str, ...]:
    return tuple(f"{school}-{each}" for school in schools for each in HILLTOP)


def test_the_managers_of_both_schools_see_and_do_all_of_a_shared_case_and_nobody_else_there(place: Services) -> None:
    reference = report(place)
    assert seers(place, reference, *everybody_of("hilltop")) == set()

    share(place, reference)
    assert seers(place, reference, *everybody_of("hilltop", "riverside")) == THEIRS
    assert holders(place, reference) == OURS | THEIRS
    view = case_view.look(place, caller(place, "hilltop-head"), reference)
    assert view.everything
    assert [(each.key, view.name(kept.by)) for each, kept in view.beside] == [("hilltop", "Finley Oakfield")]
    act_as(place, "hilltop-senior", reference)
    assert is_whole(place)


def act_as(place: Services, who: str, reference: CaseReference) -> None:
    steps.add_person(place, caller(place, who), reference, "pupil-one", "witness")


def test_those_who_get_a_case_by_sharing_are_told_of_it_once(place: Services) -> None:
    reference = report(place)
    share(place, reference)

    for key in ("hilltop-head", "hilltop-senior"):
        assert list(overview(place, caller(place, key), 1).given) == [reference]
    assert list(overview(place, caller(place, "oakfield-head"), 1).given) == []


def test_sharing_ends_and_the_other_school_sees_nothing_from_that_moment(place: Services) -> None:
    reference = report(place)
    share(place, reference)
    act_as(place, "hilltop-head", reference)

    end(place, reference)
    assert seers(place, reference, *everybody_of("hilltop", "oakfield")) >= OURS
    assert seers(place, reference, *everybody_of("hilltop")) == set()
    assert holders(place, reference) == OURS
    assert is_whole(place)
    share(place, reference)
    assert seers(place, reference, *everybody_of("hilltop")) == THEIRS


def test_a_manager_of_the_other_school_who_moves_away_sees_it_no_longer_and_their_successor_does(
    place: Services,
) -> None:
    reference = report(place)
    share(place, reference)

    hold(place, "hilltop-head", ("headteacher", "riverside"))
    hold(place, "successor", ("headteacher", "hilltop"))
    assert seers(place, reference, "hilltop-head", "hilltop-senior", "successor") == {"hilltop-senior"}
    catch_up(place, place.clock.now())
    assert seers(place, reference, "hilltop-head", "hilltop-senior", "successor") == {"hilltop-senior", "successor"}
    assert list(overview(place, caller(place, "successor"), 1).given) == [reference]
    assert is_whole(place)


def test_somebody_with_posts_at_both_schools_keeps_what_the_first_school_gives_them(place: Services) -> None:
    reference = report(place)
    hold(place, "executive", ("headteacher", "oakfield"), ("headteacher", "hilltop"))
    hold(place, "teaching-head", ("headteacher", "hilltop"), ("DSL", "oakfield"))
    catch_up(place, place.clock.now())
    share(place, reference)
    assert seers(place, reference, "executive", "teaching-head") == {"executive", "teaching-head"}

    hold(place, "executive", ("headteacher", "hilltop"))
    assert case_view.look(place, caller(place, "executive"), reference).everything
    catch_up(place, place.clock.now())
    assert seers(place, reference, "executive") == {"executive"}
    end(place, reference)
    assert seers(place, reference, "executive", "hilltop-head") == set()
    assert is_whole(place)


def test_only_managing_roles_are_given_to_people_of_the_other_school(place: Services) -> None:
    reference = report(place)
    with pytest.raises(Refused):
        steps.assign(place, caller(place, "oakfield-head"), reference, SENIOR, "hilltop-leader")
    share(place, reference)
    with pytest.raises(Refused) as refused:
        steps.assign(place, caller(place, "oakfield-head"), reference, RoleName("DSL"), "hilltop-dsl")
    assert [each.code for each in refused.value.reasons] == [ReasonCode.NO_POST]

    steps.assign(place, caller(place, "hilltop-head"), reference, SENIOR, "hilltop-leader")
    assert seers(place, reference, "hilltop-leader") == {"hilltop-leader"}
    assert is_whole(place)
    case_roles.take_away(place, caller(place, "oakfield-head"), reference, SENIOR, "hilltop-leader", "Enough of us")
    assert seers(place, reference, "hilltop-leader") == set()
    steps.assign(place, caller(place, "hilltop-head"), reference, SENIOR, "hilltop-leader")
    end(place, reference)
    assert seers(place, reference, "hilltop-leader", "hilltop-head") == set()


def test_a_head_of_the_other_school_who_becomes_the_subject_loses_it_and_those_above_them_there_get_it(
    place: Services,
) -> None:
    reference = report(place)
    share(place, reference)
    steps.add_person(place, caller(place, "oakfield-head"), reference, "hilltop-head", "subject")

    assert seers(place, reference, *everybody_of("hilltop")) == {"hilltop-chair"}
    assert holders(place, reference) >= OURS
    assert is_whole(place)


def test_somebody_of_the_other_school_whom_the_case_is_about_never_manages_it(place: Services) -> None:
    reference = report(place)
    steps.add_person(place, caller(place, "oakfield-head"), reference, "hilltop-senior", "affected person")
    share(place, reference)

    assert "hilltop-senior" not in holders(place, reference)
    assert "hilltop-head" in holders(place, reference)


def test_both_schools_find_it_in_their_lists_and_the_clocks_stay_with_the_first(place: Services) -> None:
    reference = report(place)
    other = report(place)
    share(place, reference)
    with place.store.reading() as reading:
        board = caller(place, "oakfield-head").viewer
        theirs = caller(place, "hilltop-head").viewer

        def counted(viewer: Viewer, key: str) -> tuple[int, bool]:
            at = school(place, key)
            cases = reading.count_cases(viewer, CasesWanted(school=at), 99)
            return cases, reading.count_clocks(viewer, ClocksWanted(school=at), 99) > 0

        assert counted(board, "oakfield") == (2, True)
        assert counted(board, "hilltop") == (1, True)
        assert counted(theirs, "hilltop") == (1, True)
        assert counted(theirs, "oakfield") == (1, True)
        assert counted(theirs, "riverside") == (0, False)
    view = case_view.look(place, caller(place, "hilltop-head"), reference)
    assert view.school.key == "oakfield"
    assert seers(place, other, "hilltop-head") == set()


def test_alerts_go_to_the_managers_of_both_schools(place: Services) -> None:
    reference = report(place)
    share(place, reference)
    move_clock(place, place.clock.now() + timedelta(days=3))
    sweep(place, place.clock.now())
    with place.store.reading() as reading:
        people = {each.id: each.key for each in reading.people(reading.organisation().id)}
        told = {people[each.recipient] for each in reading.notices(reading.organisation().id) if each.kind == "alert"}

    assert told >= OURS | THEIRS
    assert is_whole(place)


def test_what_stands_in_the_way_of_sharing_is_said(place: Services) -> None:
    reference = report(place)
    head = caller(place, "oakfield-head")

    def refused(*, key: str = "hilltop", reason: str = "Theirs too") -> list[ReasonCode]:
        with pytest.raises(Refused) as found:
            case_roles.share(place, head, reference, key, reason)
        return [each.code for each in found.value.reasons]

    assert refused(reason=" ") == [ReasonCode.NO_REASON]
    assert refused(key="oakfield") == [ReasonCode.DONE_ALREADY]
    with pytest.raises(Refused) as found:
        end(place, reference)
    assert [each.code for each in found.value.reasons] == [ReasonCode.NOT_DONE]
    share(place, reference)
    assert refused() == [ReasonCode.DONE_ALREADY]
    for key in ("oakfield-dsl", "oakfield-teacher"):
        with pytest.raises((NotPermitted, NotFound, BadInput)):
            end(place, reference, key)
    end(place, reference, "hilltop-head")
    assert seers(place, reference, "hilltop-head") == set()


def test_a_case_is_not_shared_with_a_school_where_nobody_could_manage_it(place: Services) -> None:
    reference = report(place)
    for key in ("hilltop-head", "hilltop-senior", "hilltop-deputy", "hilltop-chair", "board"):
        hold(place, key)
    with pytest.raises(Refused) as found:
        share(place, reference)

    assert [each.code for each in found.value.reasons] == [ReasonCode.NO_POST]
    assert seers(place, reference, *everybody_of("hilltop")) == set()


def test_sharing_does_not_end_where_nobody_of_the_first_school_manages_the_case(place: Services) -> None:
    reference = report(place)
    share(place, reference)
    for key in ("oakfield-head", "oakfield-senior", "oakfield-deputy", "oakfield-chair", "board"):
        hold(place, key)
    with pytest.raises(Refused) as found:
        end(place, reference, "hilltop-head")

    assert [each.code for each in found.value.reasons] == [ReasonCode.LAST_OF_ITS_ROLE]
    assert seers(place, reference, "hilltop-head") == {"hilltop-head"}


def test_two_schools_through_a_year(place: Services) -> None:
    """What each of them sees on each day, while managers of both schools come and go."""
    watched = (*everybody_of("oakfield", "hilltop"), "new-head", "cover")
    begun = place.clock.now()

    def day(number: int) -> None:
        move_clock(place, begun + timedelta(days=number))
        catch_up(place, place.clock.now())

    reference = report(place)
    ours = seers(place, reference, *everybody_of("oakfield"))

    def beside() -> set[str]:
        found = seers(place, reference, *watched, "successor")
        assert found & set(everybody_of("oakfield")) == ours
        assert is_whole(place)
        return found - ours

    hold(place, "new-head")
    hold(place, "cover")
    hold(place, "successor")
    assert beside() == set()
    day(3)
    share(place, reference)
    assert beside() == THEIRS
    day(20)
    hold(place, "hilltop-head")  # leaves; the senior manager is there still
    catch_up(place, place.clock.now())
    assert beside() == {"hilltop-senior"}
    day(40)
    hold(place, "hilltop-senior")  # both are gone: the deputy steps in
    catch_up(place, place.clock.now())
    assert beside() == {"hilltop-deputy"}
    day(60)
    hold(place, "new-head", ("headteacher", "hilltop"))
    catch_up(place, place.clock.now())
    assert beside() == {"new-head"}
    day(90)
    act(place, "head", reference, "case/1", "acknowledge")
    hold(place, "hilltop-senior", ("senior manager", "hilltop"))
    catch_up(place, place.clock.now())
    assert beside() == {"new-head", "hilltop-senior"}
    day(150)
    end(place, reference, "oakfield-senior")
    assert beside() == set()
    day(200)
    hold(place, "successor", ("headteacher", "hilltop"))
    catch_up(place, place.clock.now())
    assert beside() == set()
    day(300)
    share(place, reference)
    assert beside() == {"new-head", "hilltop-senior", "successor"}


def test_lists_say_with_which_school_a_case_is_shared_to_those_who_work_on_it(place: Services) -> None:
    reference, alone = report(place), report(place)
    share(place, reference)
    for who in ("oakfield-senior", "hilltop-senior"):
        by = caller(place, who)
        work = agenda(place, by, None, Page(limit=20))
        beside = {row.reference: row.shared for row in work.lines}
        clocks = {line.clock.reference: [each.key for each in line.shared] for line in case_lists.due(place, by)}
        listing = case_lists.listing(place, by)
        told = {row.reference: [each.key for each in listing.shared(row)] for row in listing.cases}

        assert beside[reference] == ("Hilltop School (invented)",)
        assert clocks[reference] == told[reference] == ["hilltop"]
        assert not any(found.get(alone) for found in (beside, clocks, told))
    reporter = case_lists.listing(place, caller(place, "oakfield-teacher"))
    assert {row.reference: reporter.shared(row) for row in reporter.cases} == {reference: (), alone: ()}

    end(place, reference)

    after = case_lists.listing(place, caller(place, "oakfield-senior"))
    assert [after.shared(row) for row in after.cases] == [(), ()]
