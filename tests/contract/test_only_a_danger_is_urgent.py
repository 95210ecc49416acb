"""A message that calls itself urgent is about a danger; what else is told says plainly that it waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from duecourse.casework.commands import letters, steps
from duecourse.casework.context.services import Services
from duecourse.casework.mail.departure import send_mail
from engine.identity import CASE, ActionName, CaseReference
from engine.ports.mail.relay import Outbound
from engine.ports.records import Notice
from engine.record.outbox_marks import DUTY, NEWS, TOLD
from tests.fake_relay import FakeRelay, with_mail
from tests.services import CALM, caller, move_clock, report


def rows(place: Services, *kinds: str) -> Sequence[Notice]:
    with place.store.reading() as reading:
        return [each for each in reading.notices(reading.organisation().id) if each.kind in kinds]


def closed_to_be_reviewed(place: Services) -> CaseReference:
    """A case that the policy does not cover, closed with the word that the policy should be looked at again."""
    new = steps.NewReport(policy="lumen", school="oakfield", reported_by="oakfield-teacher", answers=CALM)
    senior = caller(place, "oakfield-senior")
    reference = steps.report(place, senior, new).case.reference
    triage = {"scope": "out_of_scope", "scope_reason": "It is not ours.", "danger_confirmed": "yes"}
    steps.take_step(place, senior, reference, CASE, ActionName("triage"), facts=triage)
    letters.withdraw(place, senior, reference, 1, "It was said in person.")
    steps.take_step(
        place, senior, reference, CASE, ActionName("close"), facts={"retention": "takedown", "policy_review": "yes"}
    )
    return reference


def left(place: Services, relay: FakeRelay) -> Sequence[Outbound]:
    for _ in range(60):
        send_mail(place)
        move_clock(place, place.clock.now() + timedelta(hours=1))
    return relay.taken


@pytest.mark.parametrize("danger", ["life_in_danger", "child_at_risk", "personal_data"])
def test_a_danger_is_urgent(place: Services, danger: str) -> None:
    place, relay = with_mail(place)
    reference = report(place, **{danger: "yes"})
    send_mail(place)

    assert rows(place, TOLD)
    assert {each.subject for each in relay.taken} == {f"Urgent: case {reference}"}


def test_a_procedure_that_no_danger_began_is_told_at_once_and_calls_itself_no_danger(place: Services) -> None:
    place, relay = with_mail(place)
    reference = report(place, category="enquiry")
    send_mail(place)

    assert rows(place, NEWS)
    assert not rows(place, TOLD)
    assert {each.subject for each in relay.taken} == {f"Duecourse: case {reference}"}
    assert all("Something in case" in each.text for each in relay.taken)


def test_what_is_to_be_done_by_hand_is_no_danger_and_waits_for_hours_of_work(place: Services) -> None:
    place, relay = with_mail(place)
    reference = closed_to_be_reviewed(place)
    waiting = rows(place, DUTY)
    taken = [each for each in left(place, relay) if "by hand" in each.text]

    assert waiting
    assert not rows(place, TOLD)
    assert {each.subject for each in taken} == {f"Duecourse: case {reference}"}


def test_what_was_done_by_hand_before_it_was_told_is_told_to_nobody(place: Services) -> None:
    place, relay = with_mail(place)
    reference = closed_to_be_reviewed(place)
    facts = {"by_hand_15_2_words": "Read again."}
    steps.take_step(place, caller(place, "central"), reference, CASE, ActionName("by_hand_15_2"), facts=facts)

    assert not [each for each in left(place, relay) if "by hand" in each.text]
    assert {each.state for each in rows(place, DUTY)} == {"dropped"}
