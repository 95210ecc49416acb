"""What somebody has to do, on every store: one line for each case, by whose turn it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from duecourse.casework.context.access_log import take_reads
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.services import Services
from duecourse.casework.queries.agenda.agenda import Agenda, WorkTab, agenda
from duecourse.casework.queries.case_filters import EVERYTHING, AskedClocks
from duecourse.casework.queries.case_lists import due
from engine.identity import CaseReference
from engine.ports.sights import Page
from tests.cli import ASK_HOST, IN_SCOPE
from tests.letters_given import case_of, sent
from tests.services import START, act, caller, move_clock, report

WHOLE = Page(limit=25)


def work(
    place: Services, who: str, tab: WorkTab | None = None, page: Page = WHOLE, asked: AskedClocks = EVERYTHING
) -> Agenda:
    return agenda(place, caller(place, f"oakfield-{who}"), tab, page, asked)


def going(place: Services, **answers: str) -> CaseReference:
    reference = report(place, **answers)
    act(place, "senior", reference, "case/1", "acknowledge")
    act(place, "senior", reference, "case/1", "triage", **IN_SCOPE)
    act(place, "senior", reference, "case/1", "open_tracks")
    return reference


def test_each_case_has_one_line_with_its_title_and_the_one_act_that_is_next(place: Services) -> None:
    reference = going(place)
    (line,) = work(place, "senior").lines

    assert (line.reference, line.title) == (reference, "One web page about Oakley Oakfield")
    assert line.act == "Decide whether to ask the host"
    assert line.place.startswith("removal/")
    assert line.place.endswith("/decide")
    assert (line.is_mine, line.is_late) == (True, False)
    assert line.due_at is not None


def test_what_others_have_to_do_is_never_mine_and_who_has_it_is_named_where_that_may_be_known(place: Services) -> None:
    going(place)
    found = work(place, "teacher")
    (line,) = found.lines

    assert (found.tab, found.counts[WorkTab.MINE]) == (WorkTab.OTHERS, 0)
    assert line.title == "One web page about you"
    assert (line.is_mine, line.place, line.action) == (False, "", "")
    assert line.hands == ("the senior manager",)


def test_colleagues_are_named_to_those_who_work_on_the_case(place: Services) -> None:
    reference = report(place, child_at_risk="yes")
    act(place, "senior", reference, "case/1", "acknowledge")
    mine, theirs = work(place, "senior").lines, work(place, "dsl").lines

    assert [line.is_mine for line in mine] == [True]
    assert all(line.is_mine or any("(" in hand for hand in line.hands) for line in theirs)


def test_a_line_has_no_time_of_a_clock_that_its_reader_may_not_know_of(place: Services) -> None:
    held, asked = going(place, child_at_risk="yes"), going(place, child_at_risk="yes")
    act(place, "senior", asked, "case/1", "ask_for_evidence", evidence_wanted="The address", evidence_by="2026-10-24")
    sent(place, asked, max(letter.number for letter in case_of(place, asked).letters.values()))
    move_clock(place, START + timedelta(days=2))
    running = {each.key: each.due_at for each in case_of(place, asked).deadlines.values() if each.state == "open"}
    answer = next(at for key, at in running.items() if key.startswith("case/1 answer"))
    shown = {line.clock.sight.key: line.clock.sight.due_at for line in due(place, caller(place, "oakfield-teacher"))}
    soonest = min(at for at in shown.values() if at is not None)
    lines = {line.reference: line for line in work(place, "teacher").lines}

    assert answer is not None
    assert answer < place.clock.now() < soonest
    assert "removal/1 review safety" in set(running) - set(shown)
    assert {(line.due_at, line.is_late) for line in lines.values()} == {(soonest, False)}
    assert not any(line.act.startswith("Removal") for line in lines.values())
    assert set(lines) == {held, asked}


def test_what_is_soonest_stands_first_and_pages_turn_both_ways(place: Services) -> None:
    first = going(place)
    move_clock(place, START + timedelta(hours=2))
    rest = [report(place, f"https://{number}.example/1") for number in range(4)]
    one = work(place, "senior", page=Page(limit=2))
    two = work(place, "senior", page=Page(limit=2, after=one.later))
    back = work(place, "senior", page=Page(limit=2, after=two.earlier, back=True))
    every = [line.reference for line in work(place, "senior").lines]

    assert sorted(every) == sorted([first, *rest])
    assert [line.reference for line in (*one.lines, *two.lines)] == every[:4]
    assert back.lines == one.lines
    times = [line.due_at for line in work(place, "senior").lines if line.due_at is not None]
    assert times == sorted(times)


def test_what_is_late_is_listed_for_those_who_look_after_a_school_alone(place: Services) -> None:
    reference = going(place)
    move_clock(place, START + timedelta(days=9))
    found = work(place, "senior", WorkTab.LATE)

    assert [(line.reference, line.is_late) for line in found.lines] == [(reference, True)]
    assert found.counts[WorkTab.LATE] == 1
    assert WorkTab.LATE not in work(place, "teacher").counts
    assert work(place, "teacher", WorkTab.LATE).tab is WorkTab.OTHERS


def test_letters_that_wait_to_go_out_stand_with_the_title_of_their_case(place: Services) -> None:
    reference = going(place)
    act(place, "senior", reference, "removal/1", "decide", **ASK_HOST)
    found = work(place, "senior", WorkTab.LETTERS)

    assert found.counts[WorkTab.LETTERS] == len(found.lines) > 0
    assert {line.title for line in found.lines} == {"One web page about Oakley Oakfield"}
    assert all(line.place == f"letters/{line.letter}" for line in found.lines)
    assert work(place, "teacher", WorkTab.LETTERS).lines == ()


def test_what_is_new_leaves_its_list_when_it_is_opened(place: Services) -> None:
    old = report(place)
    work(place, "senior")
    take_reads(place)
    move_clock(place, START + timedelta(days=1))
    new = report(place, "https://new.example/1")
    found = work(place, "senior", WorkTab.NEW)
    with looking(place, caller(place, "oakfield-senior"), new):
        pass
    take_reads(place)
    move_clock(place, START + timedelta(days=1, minutes=5))

    assert found.last_here == START
    assert [line.reference for line in found.lines] == [new]
    assert old not in {line.reference for line in found.lines}
    assert work(place, "senior", WorkTab.NEW).lines == ()


def test_somebody_who_sees_nothing_has_nothing_to_do(place: Services) -> None:
    going(place)
    found = agenda(place, caller(place, "hilltop-senior"), None, WHOLE)

    assert (found.tab, found.lines, found.next_of_others) == (WorkTab.MINE, (), None)
    assert set(found.counts.values()) == {0}


def test_work_is_narrowed_to_a_school_and_a_procedure(place: Services) -> None:
    reference = going(place)
    here = work(place, "senior", asked=AskedClocks(school="oakfield"))
    police = work(place, "senior", asked=AskedClocks(procedure="police"))

    assert [line.reference for line in here.lines] == [reference]
    assert police.lines == ()


def test_a_title_follows_when_somebody_is_called_otherwise(place: Services) -> None:
    going(place)
    with place.store.writing() as writing:
        teacher = writing.find_person(writing.organisation().id, "oakfield-teacher")
        assert teacher is not None
        writing.save_person(replace(teacher, name="Ashley Oakfield"))

    assert work(place, "senior").lines[0].title == "One web page about Ashley Oakfield"
