"""Identifiers are text with a form of its own: printed and parsed in one place, and stored as they always were."""

import json
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from engine.errors import BadInput
from engine.identity import (
    CASE,
    NO_FACT,
    NOBODY,
    NOWHERE,
    About,
    ActionName,
    Asked,
    ClockId,
    GuardScope,
    InstanceId,
    PersonId,
    StepName,
    TrackName,
    WordsKey,
)
from engine.language.vocabulary import CASE_TRACK

NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)
NUMBERS = st.integers(1, 999)


@given(NAMES, NUMBERS)
def test_an_instance_is_read_back_as_it_was_named(track: str, number: int) -> None:
    on = InstanceId.of(TrackName(track), number)

    assert (on.track, on.number) == (track, number)
    assert InstanceId.parse(on) == on


def test_a_track_alone_means_its_first_instance() -> None:
    assert InstanceId.parse("removal") == "removal/1"


@pytest.mark.parametrize("typed", ["", "removal/", "removal/0", "removal/x", "removal/1/2", "Removal/1", "/1", "a b/1"])
def test_what_names_no_instance_is_refused(typed: str) -> None:
    with pytest.raises(BadInput, match="names no instance"):
        InstanceId.parse(typed)


def test_the_shell_is_the_first_instance_of_the_case() -> None:
    assert InstanceId.of(CASE_TRACK, 1) == CASE == "case/1"


def test_no_instance_is_of_no_track() -> None:
    assert NOWHERE == ""
    assert NOWHERE.track == ""


@pytest.mark.parametrize(
    ("about", "address", "person"),
    [
        pytest.param(About.address(3), "3", "", id="an address"),
        pytest.param(About.somebody(PersonId("0191")), "", "0191", id="a person"),
        pytest.param(About("person/a/b"), "", "a/b", id="a person with a stroke in the identifier"),
        pytest.param(NOBODY, "", "", id="nobody"),
    ],
)
def test_an_instance_is_about_an_address_or_a_person_or_nobody(about: About, address: str, person: str) -> None:
    assert (about.address_number, about.person, about.is_address) == (address, person, bool(address))


@given(NAMES, NUMBERS, st.lists(NAMES, min_size=1, max_size=2).map(" ".join))
def test_a_clock_is_named_by_its_instance_and_its_name(track: str, number: int, name: str) -> None:
    clock = ClockId.of(InstanceId.of(TrackName(track), number), name)

    assert (clock.on, clock.name) == (f"{track}/{number}", name)


@pytest.mark.parametrize(
    ("key", "place", "name", "address", "evidence"),
    [
        (WordsKey.of_fact(CASE, "scope_reason"), "case/1", "scope_reason", "", ""),
        (WordsKey.of_address(2), "address/2", "url", "2", ""),
        (WordsKey.of_evidence(5, "file_name"), "evidence/5", "file_name", "", "5"),
        (WordsKey("reason"), "", "reason", "", ""),
    ],
)
def test_words_are_named_by_what_they_belong_to(
    key: WordsKey, place: str, name: str, address: str, evidence: str
) -> None:
    assert (key.place, key.name, key.address_number, key.evidence_number) == (place, name, address, evidence)


def test_other_words_of_the_same_place_are_named_beside_them() -> None:
    assert WordsKey.of_address(2).beside("as_given") == WordsKey.of_address(2, "as_given") == "address/2.as_given"


@pytest.mark.parametrize(("step", "action", "outcome"), [("close/in_scope", "close", "in_scope"), ("ask", "ask", "")])
def test_a_step_is_an_action_with_or_without_its_outcome(step: str, action: str, outcome: str) -> None:
    assert (StepName(step).action, StepName(step).outcome) == (action, outcome)
    assert StepName.of(ActionName(action), outcome) == step


def test_a_question_is_a_fact_or_a_consent() -> None:
    assert Asked.of_consent("police_report").consent == "police_report"
    assert Asked.of_consent("police_report").fact == NO_FACT
    assert Asked("consent").consent == ""
    assert Asked("consent").fact == "consent"


def test_the_fact_that_is_asked_is_plain_text_when_the_program_runs() -> None:
    assert type(Asked("scope").fact) is str


@pytest.mark.parametrize(("scope", "track", "own"), [("removal/consent", "removal", "consent"), ("case", "case", "")])
def test_a_scope_within_a_quantifier_names_its_track_first(scope: str, track: str, own: str) -> None:
    assert (GuardScope(scope).track, GuardScope(scope).own) == (track, own)


@given(st.text(max_size=20))
def test_what_a_record_holds_is_taken_as_it_stands_and_written_as_text(text: str) -> None:
    adapter = TypeAdapter(dict[InstanceId, About])
    read = adapter.validate_json(json.dumps({text: text}))

    assert [(type(key), type(value)) for key, value in read.items()] == [(InstanceId, About)]
    assert json.loads(adapter.dump_json(read)) == {text: text}
    assert json.dumps({InstanceId(text): About(text)}) == json.dumps({text: text})


def test_an_identifier_is_a_string_to_an_editor_of_procedures() -> None:
    assert TypeAdapter(StepName).json_schema() == {"type": "string"}


def test_a_database_takes_an_identifier_as_text(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "a.db")
    kept = connection.execute("SELECT ?, typeof(?)", (CASE, CASE)).fetchone()
    connection.close()

    assert kept == ("case/1", "text")
    assert type(kept[0]) is str
