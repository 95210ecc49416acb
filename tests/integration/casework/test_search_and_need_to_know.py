"""What anybody finds by words is what they may read: tried with everybody, in a case with every procedure open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duecourse.casework.commands import case_roles, steps
from duecourse.casework.queries import case_view
from duecourse.casework.search.findings import search
from engine.identity import CASE, CaseReference, InstanceId, RoleName
from engine.ports.sights import Page
from engine.search.folded_words import asked_words
from tests.need_to_know import EVERYBODY, INSIDE, SENIOR, SUBJECTS, Sight, Stage, marker, stage_in
from tests.services import caller

WORDS = ("zebra", "lynx", "case", "1z", "removal", "discipline", "police", "example", "LUM", "2026", "dear", "the")
NAMES = tuple(name for _, name in SUBJECTS.values())
PAGE = Page(limit=100)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    made = stage_in(tmp_path_factory.mktemp("search"))
    yield made
    made.services.store.close()


def said(sight: Sight, words: str) -> dict[CaseReference, str]:
    """Give what a search shows somebody, by case."""
    found = search(sight.stage.services, sight.caller, words, PAGE)
    return {
        line.reference: "\n".join((line.title, *(hit.what + hit.text for hit in line.hits))) for line in found.lines
    }


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(words=st.lists(st.sampled_from((*WORDS, *NAMES)), min_size=1, max_size=2), data=st.data())
@pytest.mark.hypothesis
def test_nobody_is_shown_what_they_may_not_read(stage: Stage, words: list[str], data: st.DataObject) -> None:
    who = data.draw(st.sampled_from(EVERYBODY))
    sights = {sight.reference: sight for sight in stage.sights(who)}
    shown = said(next(iter(sights.values())), " ".join(words))

    assert {reference for reference in shown if not sights[reference].visible} == set()
    for reference, text in shown.items():
        assert sights[reference].leaks(text) == set(), (who, words)


def test_the_index_gives_no_case_that_is_not_shown_then(stage: Stage) -> None:
    for who in EVERYBODY:
        sight = stage.sights(who)[0]
        for words in ("zebra", "lynx", "example", *NAMES):
            with stage.services.store.reading() as reading:
                found = reading.found_cases(sight.caller.viewer, asked_words(words), PAGE)
            assert {each.reference for each in found} == set(said(sight, words)), (who, words)


def test_those_who_work_on_a_procedure_find_it_by_its_words(stage: Stage) -> None:
    missed = [
        (who, on)
        for who in INSIDE
        for sight in stage.sights(who)
        for on in sight.worked
        if any(marker(on) in (word or "") for word in _words(sight)) and sight.reference not in said(sight, marker(on))
    ]

    assert missed == []


def _words(sight: Sight) -> list[str | None]:
    with sight.stage.services.store.reading() as reading:
        return list(reading.words(sight.caller.viewer, sight.record.id).values())


def test_why_something_was_done_is_found_by_nobody_from_whom_the_history_hides_it(stage: Stage) -> None:
    reference, reasons = stage.references[0], given_reasons(stage)
    hidden = dict.fromkeys(reasons, 0)
    for who in INSIDE:
        sight = stage.sights(who)[0]
        told = case_view.history(stage.services, sight.caller, reference) if sight.visible else []
        history = "\n".join(line for each in told for line in each.details)
        shown = said(sight, "quokka").get(reference, "")
        for word in reasons:
            hidden[word] += word not in history
            is_found = word in shown or reference in said(sight, word)
            assert word in history or not is_found, (who, word)

    assert min(hidden.values()) > 0


def given_reasons(stage: Stage) -> list[str]:
    """Give reasons, each one word, for a role taken away, a hold set and an alert taken up on several procedures."""
    services, reference = stage.services, stage.references[0]
    senior, words = caller(services, stage.holders[SENIOR]), list[str]()
    for role in (RoleName("HR"), RoleName("appeal panel")):
        words.append(f"quokka{role.replace(' ', '').lower()}")
        steps.assign(services, senior, reference, role, "oakfield-leader")
        case_roles.take_away(services, senior, reference, role, "oakfield-leader", words[-1])
    raised = (each for each in stage.record(reference).alerts.values() if each.status == "raised")
    alerts = {each.on: each.number for each in raised if each.on.track not in (CASE.track, "removal")}
    for on, number in list(alerts.items())[:2]:
        by = next(each for who in INSIDE if on in (each := stage.sights(who)[0]).worked)
        words.append(f"quokkaalert{number}")
        steps.acknowledge_alert(services, by.caller, reference, number, words[-1])
    words.append("quokkahold")
    head = caller(services, stage.holders[RoleName("headteacher")])
    steps.set_hold(services, head, reference, InstanceId("discipline/1"), "police", active=True, reason=words[-1])
    return words
