"""What is kept of how a case stands gives what working it out again would give, and only for the very same people."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable

from duecourse.casework.context.kept_sights import KeptSights
from duecourse.casework.context.sights import sights_of
from engine.identity import CaseId, PersonId
from engine.ports.sights import Sights
from engine.record.case import Case
from engine.record.replacement import replace
from engine.record.values import Part
from tests.builders import Story, report, staffing
from tests.fakes import MemoryStore


def changed(kept: KeptSights, story: Story, before: Case) -> tuple[Sights, Sights]:
    with MemoryStore().reading() as reading:
        return kept.changes(reading, story.policy, before, story.case, story.people)


def test_a_second_step_begins_where_the_first_one_ended() -> None:
    kept, story = KeptSights(), report(affected=["teacher"])
    before = story.case
    story.act("senior", "case/1", "acknowledge")
    changed(kept, story, before)
    deeds: tuple[Callable[[], object], ...] = (
        lambda: story.add_person("head", Part.SUBJECT),
        lambda: story.add_address("https://a.example/9"),
    )
    for deed in deeds:
        before, stood = story.case, sights_of(story.policy, story.case, story.people)
        deed()

        assert changed(kept, story, before) == (stood, sights_of(story.policy, story.case, story.people))


def test_with_other_people_there_what_is_kept_is_not_used() -> None:
    kept, story = KeptSights(), report(affected=["teacher"])
    before = story.case
    story.act("senior", "case/1", "acknowledge")
    changed(kept, story, before)
    story.people = staffing(senior=())
    before = story.case
    story.add_address("https://a.example/9")
    was, now = changed(kept, story, before)

    assert was == sights_of(story.policy, before, story.people)
    assert now == sights_of(story.policy, story.case, story.people)
    assert not was[PersonId("senior")].clocks


def test_a_step_that_was_never_committed_is_not_met_again() -> None:
    kept, story = KeptSights(), report(affected=["teacher"])
    before, stood = story.case, sights_of(story.policy, story.case, story.people)
    story.act("senior", "case/1", "acknowledge")
    changed(kept, story, before)
    story.case = before
    story.add_address("https://a.example/9")

    assert changed(kept, story, before) == (stood, sights_of(story.policy, story.case, story.people))


def test_one_who_goes_through_all_cases_keeps_those_alone_that_were_kept() -> None:
    kept, known, unknown = KeptSights(), report(affected=["teacher"]), report(affected=["teacher"])
    before = known.case
    known.act("senior", "case/1", "acknowledge")
    changed(kept, known, before)
    size = len(kept)
    unknown.case = replace(unknown.case, id=CaseId("unknown"))
    for story in (known, unknown):
        before, stood = story.case, sights_of(story.policy, story.case, story.people)
        story.add_address("https://a.example/9")

        assert changed(kept.in_passing(), story, before) == (stood, sights_of(story.policy, story.case, story.people))
    assert len(kept) == size


def test_what_is_worked_out_of_a_case_keeps_nothing_of_it_in_a_circle() -> None:
    story = report(affected=["teacher"])
    case = replace(story.case, revision=story.case.revision)
    gone = weakref.ref(case)
    gc.disable()  # only what refers to itself waits for the search for rubbish
    try:
        sights_of(story.policy, case, story.people)
        del case

        assert gone() is None
    finally:
        gc.enable()
