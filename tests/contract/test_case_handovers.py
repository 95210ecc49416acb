"""Cases handed over in one press: the same over the memory fake, SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from duecourse.casework.administration.departures import end_person
from duecourse.casework.case_handovers.bulk_handovers import HandedOver, Handing, hand_over
from duecourse.casework.case_handovers.handover_choices import handover_choices
from duecourse.casework.case_handovers.role_returns import return_roles
from duecourse.casework.commands import steps
from duecourse.casework.context.services import Services, person_of
from engine.errors import AlreadyDone, BadInput, NotFound
from engine.identity import CaseReference, RoleName
from engine.ports.records import HANDED_ON, Viewer
from engine.record.kinds import EventKind
from engine.record.values import SCHEDULER
from tests.contract.test_departures import sees
from tests.services import START, caller, move_clock, report

DAY = timedelta(days=1)
HEAD, SENIOR, DEPUTY, LEADER = "oakfield-head", "oakfield-senior", "oakfield-deputy", "oakfield-leader"
MANAGES = RoleName("senior manager")


def team(place: Services, case: CaseReference, role: RoleName = MANAGES) -> set[str]:
    """Give who holds a role in a case."""
    with place.store.reading() as reading:
        trust = reading.organisation().id
        found = reading.find_case(Viewer(trust, SCHEDULER), case)
        return {str(each.key) for each in reading.people_named(trust, found.team.get(role, ()))}


def pass_on(
    place: Services, by: str, who: str, to: str, *cases: CaseReference, until: datetime | None = None
) -> HandedOver:
    handing = Handing(who=who, to=to, reason="They are on a course.", until=until)
    return hand_over(place, caller(place, by), cases, handing)


def told(place: Services, key: str, kind: str) -> int:
    with place.store.reading() as reading:
        trust = reading.organisation().id
        who = person_of(reading, trust, key).id
        return sum(1 for each in reading.notices(trust) if (each.recipient, each.kind) == (who, kind))


def test_everything_of_somebody_goes_to_a_colleague_in_one_press_and_both_are_told(place: Services) -> None:
    cases = [report(place, f"https://a.example/{number}") for number in range(3)]
    found = handover_choices(place, caller(place, HEAD), SENIOR)
    assert {each.reference for each in found.cases} == set(cases)
    assert DEPUTY in [each.key for each in found.heirs]
    assert SENIOR not in [each.key for each in found.heirs]

    done = pass_on(place, HEAD, SENIOR, DEPUTY, *cases)

    assert (set(done.done), done.refused) == (set(cases), ())
    assert all(team(place, case) == {HEAD, DEPUTY} for case in cases)
    assert not any(sees(place, SENIOR, case) for case in cases)
    assert (told(place, DEPUTY, "given"), told(place, SENIOR, HANDED_ON)) == (3, 1)


def test_each_case_keeps_an_event_of_its_own_with_the_reason(place: Services) -> None:
    case = report(place)
    pass_on(place, HEAD, SENIOR, DEPUTY, case)

    with place.store.reading() as reading:
        viewer = Viewer(reading.organisation().id, SCHEDULER)
        last = reading.entries(viewer, reading.find_case(viewer, case).id)[-1]
    assert last.event.kind is EventKind.HANDED_OVER
    assert last.words["reason"].text == "They are on a course."


def test_one_case_that_refuses_is_named_with_why_and_the_rest_is_done(place: Services) -> None:
    good, bad = report(place), report(place, "https://a.example/2")
    steps.add_person(place, caller(place, HEAD), bad, DEPUTY, "child")

    done = pass_on(place, HEAD, SENIOR, DEPUTY, good, bad)

    assert done.done == (good,)
    assert [reference for reference, _ in done.refused] == [bad]
    assert "This person is the child in this case" in done.refused[0][1]
    assert team(place, bad) == {HEAD, SENIOR}


def test_what_is_lent_comes_back_by_itself_after_the_last_day(place: Services) -> None:
    case = report(place)
    pass_on(place, HEAD, SENIOR, DEPUTY, case, until=START + DAY)
    assert team(place, case) == {HEAD, DEPUTY}
    assert return_roles(place, place.clock.now()) == 0

    move_clock(place, START + DAY)
    assert return_roles(place, place.clock.now()) == 1
    assert team(place, case) == {HEAD, SENIOR}
    assert sees(place, SENIOR, case)
    assert return_roles(place, place.clock.now()) == 0


def test_who_held_it_besides_keeps_it_when_it_goes_back_and_who_stepped_in_steps_back(place: Services) -> None:
    case = report(place)
    pass_on(place, HEAD, SENIOR, HEAD, case, until=START + DAY)
    assert team(place, case) == {HEAD, DEPUTY}
    move_clock(place, START + DAY)
    return_roles(place, place.clock.now())

    assert team(place, case) == {HEAD, SENIOR}


def test_what_was_lent_goes_back_also_when_it_was_handed_on_meanwhile(place: Services) -> None:
    case = report(place)
    pass_on(place, HEAD, SENIOR, DEPUTY, case, until=START + 2 * DAY)
    pass_on(place, HEAD, DEPUTY, LEADER, case)
    assert team(place, case) == {HEAD, LEADER}
    move_clock(place, START + 2 * DAY)
    return_roles(place, place.clock.now())

    assert team(place, case) == {HEAD, SENIOR}


def test_it_stays_where_it_is_when_its_owner_has_left_meanwhile(place: Services) -> None:
    case = report(place)
    pass_on(place, HEAD, SENIOR, DEPUTY, case, until=START + DAY)
    end_person(place, caller(place, "central"), SENIOR)
    move_clock(place, START + DAY)
    return_roles(place, place.clock.now())

    assert team(place, case) == {HEAD, DEPUTY}
    assert return_roles(place, place.clock.now()) == 0


def test_only_those_who_manage_a_case_hand_it_over_and_others_learn_nothing(place: Services) -> None:
    case = report(place)
    done = pass_on(place, "hilltop-senior", SENIOR, DEPUTY, case)
    assert done.done == ()
    assert done.refused[0][1] == f"There is no case {case}, or none that you may see."
    with pytest.raises(NotFound):
        handover_choices(place, caller(place, "hilltop-senior"), SENIOR)

    mine = pass_on(place, "oakfield-dsl", SENIOR, DEPUTY, case)
    assert mine.done == ()
    assert team(place, case) == {HEAD, SENIOR}


def test_what_can_be_done_in_no_case_is_refused_at_once(place: Services) -> None:
    case, by = report(place), caller(place, HEAD)
    good = Handing(who=SENIOR, to=DEPUTY, reason="Away.")
    for wrong, says in (
        (replace(good, to=SENIOR), "to themselves"),
        (replace(good, reason=" "), "Say why"),
        (replace(good, until=START - DAY), "over already"),
    ):
        with pytest.raises(BadInput, match=says):
            hand_over(place, by, [case], wrong)
    with pytest.raises(BadInput, match="at least one"):
        hand_over(place, by, [], good)
    with pytest.raises(NotFound):
        hand_over(place, by, [case], replace(good, to="nobody"))


def test_a_second_press_does_nothing(place: Services) -> None:
    case = report(place)
    by = replace(caller(place, HEAD), once="a form")
    hand_over(place, by, [case], Handing(who=SENIOR, to=DEPUTY, reason="Away."))

    with pytest.raises(AlreadyDone):
        hand_over(place, by, [case], Handing(who=DEPUTY, to=SENIOR, reason="Away."))
    assert team(place, case) == {HEAD, DEPUTY}


def test_everything_of_a_colleague_who_has_left_is_shown_first(place: Services) -> None:
    report(place)
    end_person(place, caller(place, "central"), SENIOR)
    holders = handover_choices(place, caller(place, HEAD)).holders

    assert (holders[0].key, holders[0].is_here, holders[0].posts) == (SENIOR, False, "")
    cases = handover_choices(place, caller(place, HEAD), SENIOR).cases
    pass_on(place, HEAD, SENIOR, DEPUTY, *(each.reference for each in cases))
    assert SENIOR not in [each.key for each in handover_choices(place, caller(place, HEAD)).holders]
