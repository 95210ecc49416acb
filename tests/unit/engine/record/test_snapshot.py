"""The stored projection of a case: written in parts, it is the text that writing it at once gives."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from engine.identity import PersonId
from engine.record.case import Case
from engine.record.replacement import replace
from engine.record.replay import apply
from engine.record.snapshot import NOT_WRITTEN, encode_case, snapshot_of
from tests.builders import blank, police_case
from tests.rungs import examples
from tests.unit.engine.record.test_chain import CASES

WRITER = TypeAdapter(Case)


def at_once(case: Case) -> str:
    return WRITER.dump_json(case, exclude_defaults=True).decode()


@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(CASES, min_size=1, max_size=3))
def test_whatever_was_written_before_the_text_is_that_of_the_whole_case(cases: list[Case]) -> None:
    before = NOT_WRITTEN
    for case in cases:
        before = snapshot_of(case, before)
        assert before.text == at_once(case)
        assert encode_case(case) == at_once(case)


def test_step_by_step_a_real_case_is_written_as_the_whole_of_it_would_be() -> None:
    story = police_case()
    case, before = blank(story.policy), NOT_WRITTEN
    for entry in story.entries:
        case = apply(case, [entry])
        before = snapshot_of(case, before)
        assert before.text == at_once(case)


def test_a_key_with_marks_of_its_own_is_written_as_json_wants_it() -> None:
    case = replace(police_case().case, categories={PersonId('a "quoted"\n\x7f name'): "staff"})

    assert snapshot_of(case).text == at_once(case)


def test_a_value_that_is_the_very_same_is_not_written_again() -> None:
    story = police_case()
    before = snapshot_of(story.case)
    after = snapshot_of(replace(story.case, revision=story.case.revision + 1), before)
    again = {name for name, part in after.parts.items() if part is not before.parts.get(name)}
    instance = story.case.tracks[next(iter(story.case.tracks))]
    moved = snapshot_of(story.case.with_track(replace(instance, state="elsewhere")), before)

    assert again == {"revision"}
    assert changed(before.values["tracks"], moved.values["tracks"]) == {instance.on}


def changed(before: Mapping[str, object], after: Mapping[str, object]) -> set[str]:
    return {key for key, written in after.items() if written is not before[key]}
