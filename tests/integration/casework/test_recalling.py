"""A version of a policy that a case is pinned to was accepted once: it loads without later rules, for ever."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from duecourse.casework.commands import addresses, letter_texts
from duecourse.casework.commands.evidence import NewEvidence
from duecourse.casework.commands.evidence import add as add_evidence
from duecourse.casework.commands.sweep import sweep
from duecourse.casework.context.services import Services
from duecourse.casework.queries import case_view
from duecourse.outbox import run_outbox
from duecourse.policies.compiler import compile_accepted
from duecourse.policies.library import Library, load_library, read_workflows
from engine.errors import BadFiles, NotFound, Refused
from engine.identity import CaseReference, InstanceId
from engine.record.case import Case
from tests.builders import changed
from tests.databases import open_store
from tests.services import START, act, caller, library, move_clock, report, scheduler, services_on
from tests.services import letters as written

SHIPPED = read_workflows()
REMOVAL, CASE_TRACK = "tracks/removal.yaml", "tracks/case.yaml"
TODAY_REFUSED = {
    "a letter that is no longer written": (CASE_TRACK, ("L01-acknowledgement", "L77-receipt")),
    "a step that takes up what has ended": (REMOVAL, ("    even_closed: Such an image does not wait\n", "")),
    "a fact that nothing sets": (
        REMOVAL,
        ("  reminder_open: {", "  never_set: {type: yesno, set: true, initial: no}\n  reminder_open: {"),
    ),
    "a role that nobody holds": (REMOVAL, ("    by: [senior manager]\n", "    by: [senior manager, town crier]\n")),
}


def sources_with(*changes: tuple[str, tuple[str, str]]) -> Mapping[str, str]:
    """Give the shipped files of Lumen, some of them changed."""
    sources = {name: text for name, text in SHIPPED.items() if name.startswith("tracks/")}
    sources["policies/lumen.yaml"] = SHIPPED["policies/lumen.yaml"]
    for name, (before, after) in changes:
        sources[name] = changed(sources[name], (before, after))
    return sources


@pytest.mark.parametrize("change", TODAY_REFUSED.values(), ids=list(TODAY_REFUSED))
def test_what_todays_checks_refuse_is_still_read_where_a_case_is_pinned_to_it(
    change: tuple[str, tuple[str, str]],
) -> None:
    sources = sources_with(change)
    with pytest.raises(BadFiles):
        load_library(sources, written().kinds())

    recalled = Library(policies={}, letters=written().kinds()).recall(sources)
    assert recalled.key == "lumen"
    assert change[0].split("/")[1].removesuffix(".yaml") in recalled.definitions


def test_an_accepted_version_compiles_to_what_it_was() -> None:
    current = library().current("lumen")

    assert compile_accepted(current.sources) == current


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Services]:
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield services_on(store, tmp_path)
    store.close()


def pinned(place: Services, *changes: tuple[str, tuple[str, str]]) -> Services:
    """Give the services as they were when those files were accepted, with today's checks nowhere to be seen."""
    accepted = compile_accepted(sources_with(*changes))
    return replace(place, library=Library(policies={"lumen": accepted}, letters=written().kinds()))


def load(place: Services, reference: CaseReference) -> Case:
    with place.store.reading() as reading:
        return reading.find_case(scheduler(place), reference)


def test_a_case_whose_letter_is_no_longer_written_is_read_swept_and_worked_on(place: Services) -> None:
    before = pinned(place, (CASE_TRACK, ("L01-acknowledgement", "L77-receipt")))
    reference = report(before)
    act(before, "senior", reference, "case/1", "acknowledge")
    by = caller(place, "oakfield-senior")
    view = case_view.look(place, by, reference)
    number = view.letters[0].number
    run_outbox(place)
    move_clock(place, START.replace(day=28))

    assert view.letters[0].template == "L77-receipt"
    assert any("L77" in detail for line in case_view.history(place, by, reference) for detail in line.details)
    assert sweep(place, place.clock.now()).fired > 0
    with pytest.raises(NotFound, match="no longer written"):
        letter_texts.read_letter(place, by, reference, number, "text")
    act(place, "senior", reference, "case/1", "triage", scope="in_scope", scope_reason="Ours.", danger_confirmed="yes")


NO_FLAG = (REMOVAL, ("    flags_address: yes\n", ""))
NOT_BY_REPORT = (REMOVAL, ("starts_instead: [{state: image_reported, when: case.illegal_image == yes}]\n", ""))


def keep(place: Services, reference: CaseReference) -> None:
    new = NewEvidence(name="note.txt", content=b"What I saw.", on=InstanceId("removal/1"))
    add_evidence(place, caller(place, "oakfield-senior"), reference, new)


def test_the_image_gate_needs_no_step_that_flags(place: Services) -> None:
    reference = report(pinned(place, NO_FLAG))
    keep(place, reference)
    addresses.flag_address(place, caller(place, "oakfield-senior"), reference, 1)

    case = load(place, reference)
    assert case.addresses["1"].flagged
    assert case.evidence["1"].quarantined
    with pytest.raises(Refused, match="must not be copied"):
        keep(place, reference)


def test_the_image_gate_needs_no_procedure_that_begins_by_the_answer(place: Services) -> None:
    reference = report(pinned(place, NOT_BY_REPORT), illegal_image="yes")

    assert load(place, reference).addresses["1"].flagged
    with pytest.raises(Refused, match="must not be copied"):
        keep(place, reference)
