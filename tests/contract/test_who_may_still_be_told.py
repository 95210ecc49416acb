"""Between a notice and its leaving somebody may come to be what the case is about, or lose it: they are not told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from duecourse.casework.commands import steps
from duecourse.casework.commands.sweep import sweep
from duecourse.casework.context.services import Services
from duecourse.casework.mail.departure import RELAY_LONGEST, send_mail
from engine.identity import NO_CASE, NO_REFERENCE, CaseReference, PersonId
from engine.ports.mail.outgoing_mail import DANGER, GATHERED
from engine.ports.records import DIGEST, DROPPED, Notice
from tests.fake_relay import FakeRelay, with_mail
from tests.letters_given import SENIOR
from tests.services import START, caller, move_clock, report

QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)
LEAD = "oakfield-dsl"


def rows(place: Services, key: str, *kinds: str) -> Sequence[Notice]:
    with place.store.reading() as reading:
        found = reading.notices(reading.organisation().id)
    return [each for each in found if each.recipient == person(place, key) and each.kind in kinds]


def person(place: Services, key: str) -> PersonId:
    return caller(place, key).viewer.person


def about(place: Services, reference: CaseReference, key: str, part: str = "subject") -> None:
    steps.add_person(place, caller(place, SENIOR), reference, key, part)


def gone(place: Services, key: str) -> None:
    """Let somebody hold no post any more, though they are still there."""
    with place.store.writing() as writing:
        found = next(each for each in writing.people(writing.organisation().id) if each.key == key)
        writing.save_person(replace(found, posts=()))


def reached(relay: FakeRelay) -> set[str]:
    return {each.to.partition("@")[0] for each in relay.taken}


def digest(place: Services, *references: CaseReference) -> Notice:
    """Give a message to the senior manager that holds what waits in some cases."""
    viewer = caller(place, SENIOR).viewer
    return Notice(
        id="one",
        organisation=viewer.organisation,
        case=NO_CASE,
        reference=NO_REFERENCE,
        recipient=viewer.person,
        kind=DIGEST,
        dedupe="digest one",
        body={"references": " ".join(references), "count": "7"},
        created_at=START,
    )


def pass_at(place: Services, wait: timedelta) -> None:
    move_clock(place, START + wait)
    sweep(place, place.clock.now())
    send_mail(place)


def test_a_danger_does_not_reach_whom_the_case_has_come_to_be_about_and_climbs_to_others(place: Services) -> None:
    place, relay = with_mail(place)
    reference = report(place, child_at_risk="yes")
    about(place, reference, LEAD)
    send_mail(place)
    at_once = reached(relay)
    pass_at(place, QUARTER)

    assert LEAD not in at_once
    assert {each.state for each in rows(place, LEAD, *DANGER)} == {DROPPED}
    assert "trustee" in reached(relay) - at_once
    assert LEAD not in reached(relay)


def test_whom_a_danger_affects_is_not_told_that_it_needs_them_at_once(place: Services) -> None:
    place, relay = with_mail(place)
    reference = report(place, child_at_risk="yes")
    about(place, reference, LEAD, "affected person")
    send_mail(place)

    assert rows(place, LEAD, *DANGER)
    assert LEAD not in reached(relay)


def test_a_danger_does_not_reach_who_lost_the_case(place: Services) -> None:
    place, relay = with_mail(place)
    report(place, child_at_risk="yes")
    gone(place, LEAD)
    send_mail(place)

    assert {each.state for each in rows(place, LEAD, *DANGER)} == {DROPPED}
    assert LEAD not in reached(relay)
    assert reached(relay)


def test_a_rung_whose_message_was_dropped_is_told_to_others_at_once(place: Services) -> None:
    place, relay = with_mail(place)
    reference = report(place, child_at_risk="yes")
    send_mail(place)
    relay.away = True
    pass_at(place, QUARTER)
    about(place, reference, "trustee")
    relay.away = False
    before = reached(relay)
    pass_at(place, QUARTER + RELAY_LONGEST)
    pass_at(place, QUARTER + 2 * RELAY_LONGEST)

    assert rows(place, "trustee", *DANGER)
    assert "trustee" not in reached(relay)
    assert reached(relay) - before


def test_a_danger_that_was_dropped_and_is_told_again_waits_again_and_one_that_left_does_not(place: Services) -> None:
    report(place, child_at_risk="yes")
    (first, *_), other = rows(place, LEAD, *DANGER), rows(place, SENIOR, *DANGER)[0]
    with place.store.writing() as writing:
        writing.move_mail(replace(first, state=DROPPED, settled_at=START), ("queued",))
        writing.move_mail(replace(other, state="done", settled_at=START), ("queued",))
        stayed = writing.queue([replace(first, id="again"), replace(other, id="once more")])
    after = {each.id: each for each in (*rows(place, LEAD, *DANGER), *rows(place, SENIOR, *DANGER))}

    assert stayed == 1
    assert after[first.id] == first
    assert after[other.id].state == "done"


def test_what_is_no_danger_is_not_told_to_them_either(place: Services) -> None:
    place, relay = with_mail(place)
    references = [report(place), report(place)]
    gone(place, SENIOR)
    one, two = (replace(digest(place), kind="given", reference=each, id=each, dedupe=each) for each in references)
    with place.store.writing() as writing:
        writing.queue([one, replace(two, recipient=person(place, "oakfield-head"))])
    for _ in range(30):
        move_clock(place, place.clock.now() + HOUR)
        send_mail(place)

    assert {each.state for each in rows(place, SENIOR, *GATHERED)} == {DROPPED}
    assert SENIOR not in reached(relay)
    assert any(str(references[1]) in each.text for each in relay.taken)


def test_a_message_that_holds_several_leaves_without_those_that_are_theirs_no_more(place: Services) -> None:
    place, relay = with_mail(place)
    kept, lost = report(place), report(place)
    steps.add_person(place, caller(place, "oakfield-head"), lost, SENIOR, "subject")
    with place.store.writing() as writing:
        writing.queue([digest(place, kept, lost)])
    send_mail(place)
    message = next(each for each in relay.taken if each.id.startswith("<one@"))

    assert str(kept) in message.text
    assert str(lost) not in message.text
    assert "Some things wait for you, in one case." in message.text


def test_a_message_of_which_nothing_is_left_does_not_leave(place: Services) -> None:
    place, relay = with_mail(place)
    reference = report(place)
    gone(place, SENIOR)
    with place.store.writing() as writing:
        writing.queue([digest(place, reference)])
    send_mail(place)

    assert {each.state for each in rows(place, SENIOR, DIGEST)} == {DROPPED}
    assert SENIOR not in reached(relay)
