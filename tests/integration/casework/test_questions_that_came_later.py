"""What a letter has come to need since a case began can be answered in that case, by a correction."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from duecourse.casework.commands import letter_texts, steps
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.services import Services
from duecourse.outbox import run_outbox
from duecourse.policies.compiler import compile_accepted
from duecourse.policies.library import Library, read_workflows
from engine.errors import Refused
from engine.identity import CaseReference, InstanceId
from tests.builders import changed
from tests.databases import open_store
from tests.services import act, caller, letters, report, services_on

FILE = "tracks/data_breach.yaml"
NOT_ASKED = (
    '  what:\n    type: text\n    ask: "What happened, in short?"\n'
    '    help: "Name nobody and repeat none of the information."\n'
)
ON = InstanceId("data_breach/1")
TOLD = {"special_category": "no", "children": "no", "still_live": "no", "data_categories": "contact"}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Services]:
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield services_on(store, tmp_path)
    store.close()


def told_before_the_question_came(place: Services) -> CaseReference:
    """Have the officer told under files that do not yet ask what happened."""
    sources = {name: text for name, text in read_workflows().items() if name.startswith("tracks/")}
    sources["policies/lumen.yaml"] = read_workflows()["policies/lumen.yaml"]
    sources[FILE] = changed(changed(sources[FILE], (NOT_ASKED, "")), ("      - what\n", ""))
    accepted = compile_accepted(sources)
    before = replace(place, library=Library(policies={"lumen": accepted}, letters=letters().kinds()))
    reference = report(before, personal_data="yes")
    now = place.clock.now().isoformat()
    act(before, "senior", reference, ON, "tell_dpo", **TOLD, discovered_at=now, aware_at=now)
    return reference


def problems(place: Services, reference: CaseReference) -> str:
    run_outbox(place)
    by = caller(place, "oakfield-senior")
    with looking(place, by, reference, "letter") as case:
        number = next(each.number for each in case.view.letters if each.template == "L21-dpo-notice")
        return " ".join(letter_texts.letter_text(case, number, "text").problems)


def test_a_case_that_is_pinned_to_an_earlier_version_answers_what_its_letter_needs_now(place: Services) -> None:
    reference = told_before_the_question_came(place)
    by = caller(place, "oakfield-senior")
    assert "Missing: what happened" in problems(place, reference)

    steps.correct(place, by, reference, ON, {"what": "A list lay open."}, "The letter asks for it by now.")

    assert "Missing: what happened" not in problems(place, reference)
    with place.store.reading() as reading:
        case = reading.find_case(by.viewer, reference)
        assert case.policy_hash != place.library.current("lumen").hash
        assert case.policy_hash == place.policy_of(reading, case).hash


def test_what_a_step_will_ask_is_answered_by_that_step(place: Services) -> None:
    reference = told_before_the_question_came(place)
    with pytest.raises(Refused) as refused:
        steps.correct(
            place,
            caller(place, "oakfield-senior"),
            reference,
            ON,
            {"people_addressed": "Parents"},
            "It is known by now.",
        )

    (reason,) = refused.value.reasons
    assert "has not been answered yet, so there is nothing to correct." in reason.says
    assert "It is asked when you take the step" in reason.unlocks
