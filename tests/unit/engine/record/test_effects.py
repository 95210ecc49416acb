"""What each event and each effect does to a case when it is replayed, and what it leaves alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.identity import CASE, About, ActionName, FactName, InstanceId, PersonId, RoleName, SchoolId
from engine.record.case import Case
from engine.record.chain import Event
from engine.record.effects import (
    AddressAdded,
    AddressFlagged,
    Answered,
    Attached,
    Consented,
    Effect,
    Held,
    Moved,
    Opened,
    PersonAdded,
    PolicyChanged,
    Removed,
    Restored,
    RoleChanged,
    Shared,
)
from engine.record.kinds import EventKind
from engine.record.replay import apply, apply_event, begin_event, fold
from engine.record.values import Address, Answer, Done, Instance, Part, Share
from tests.builders import MONDAY, REMOVAL_TRACK, blank, lumen, police_case, requested

HERE = InstanceId("removal/1")
LATER = MONDAY + timedelta(hours=3)
HAPPENED = MONDAY + timedelta(hours=2)
EVENT = Event(
    sequence=5,
    kind=EventKind.ACTED,
    at=LATER,
    happened_at=HAPPENED,
    by=PersonId("senior"),
    on=HERE,
    action="decide",
    outcome="ask_host",
)
BEGUN = Instance(track=REMOVAL_TRACK, number=1, state="to_decide", since=MONDAY, reported_at=MONDAY)
START = blank(lumen()).with_track(BEGUN)
ASH, KIM = PersonId("ash"), PersonId("kim")
MANAGER = RoleName("manager")


def after(*effects: Effect, case: Case = START) -> Case:
    for effect in effects:
        case = fold(effect, case, EVENT)
    return case


def here(case: Case) -> Instance:
    return case.tracks[HERE]


def test_a_case_is_what_its_events_make_of_a_blank_one() -> None:
    for story in (requested(), police_case()):
        assert apply(blank(lumen()), story.entries) == story.case


def test_a_case_of_no_events_is_as_it_was() -> None:
    assert apply(START, []) == START


def test_a_replayed_case_ends_in_the_hash_and_the_number_of_its_last_event() -> None:
    entries = requested().entries
    case = apply(blank(lumen()), entries[:2])

    assert (case.head, case.revision) == (entries[1].hash, 2)


def test_a_step_is_noted_on_its_instance_beside_the_steps_before_it() -> None:
    earlier = Done(ASH, MONDAY, MONDAY)
    case = begin_event(START.with_track(replace(BEGUN, done={ActionName("flag"): earlier})), EVENT)

    assert case.revision == 5
    assert here(case).done == {
        "flag": earlier,
        "decide": Done(PersonId("senior"), LATER, HAPPENED, "ask_host"),
    }
    assert here(case).state == "to_decide"


@pytest.mark.parametrize("kind", [kind for kind in EventKind if kind is not EventKind.ACTED], ids=str)
def test_what_is_no_step_is_only_counted(kind: EventKind) -> None:
    assert begin_event(START, replace(EVENT, kind=kind)) == replace(START, revision=5)


def test_the_effects_of_an_event_are_folded_in_order_after_its_note() -> None:
    effects = (Moved(HERE, "ready", ended=False), Moved(HERE, "requested", ended=True))
    case = apply_event(START, replace(EVENT, effects=effects))

    assert here(case) == replace(here(begin_event(START, EVENT)), state="requested", ended=True, since=HAPPENED)


def test_what_is_no_effect_is_not_folded() -> None:
    with pytest.raises(TypeError):
        fold(object(), START, EVENT)


def test_an_instance_begins_when_it_happened_and_counts_from_its_report() -> None:
    reported_at = MONDAY - timedelta(days=1)
    on = InstanceId("support/2")
    case = after(Opened(on=on, state="open", about=About.somebody(ASH), reported_at=reported_at))
    opened = case.tracks[on]

    assert (opened.track, opened.number, opened.state, opened.about) == ("support", 2, "open", "person/ash")
    assert (opened.since, opened.reported_at, opened.ended) == (HAPPENED, reported_at, False)
    assert case.reported_at == MONDAY
    assert here(case) == BEGUN


def test_the_case_itself_was_reported_when_its_shell_was() -> None:
    reported_at = MONDAY - timedelta(days=1)

    assert after(Opened(on=CASE, state="reported", about=About(""), reported_at=reported_at)).reported_at == reported_at


def test_what_another_track_handed_over_is_marked_until_it_is_answered_here() -> None:
    given = Answered(on=HERE, name=FactName("finding"), answer=Answer("value", "yes"), given=True)
    other = Answered(on=HERE, name=FactName("mark"), answer=Answer("value", "no"), given=True)
    own = Answered(on=HERE, name=FactName("finding"), answer=Answer("value", "no"))

    assert here(after(given, other, given)).given == ("mark", "finding")
    case = after(given, other, own)
    assert here(case).given == ("mark",)
    assert here(case).answers == {"finding": Answer("value", "no"), "mark": Answer("value", "no")}


def test_a_consent_and_an_attachment_change_nothing_else() -> None:
    assert here(after(Consented(HERE, "naming", "given"), Consented(HERE, "police", "declined"))) == replace(
        BEGUN, consents={"naming": "given", "police": "declined"}
    )
    assert here(after(Attached(HERE, About.somebody(ASH)))) == replace(BEGUN, about=About.somebody(ASH))


def test_holds_by_hand_and_by_a_guard_are_kept_apart_and_each_once() -> None:
    by_hand = Held(on=HERE, name="wait", active=True, by_hand=True)
    by_guard = Held(on=HERE, name="wait", active=True)
    case = after(by_hand, by_guard, by_guard, Held(on=HERE, name="other", active=True))

    assert here(case).held_by_hand == ("wait",)
    assert here(case).held == ("wait", "other")
    assert here(after(replace(by_hand, active=False), case=case)) == replace(here(case), held_by_hand=())
    assert here(after(replace(by_guard, active=False), case=case)) == replace(here(case), held=("other",))


def role(person: PersonId, *, active: bool) -> RoleChanged:
    return RoleChanged(role=MANAGER, person=person, active=active)


def test_somebody_is_each_part_once_and_keeps_the_category_that_was_said() -> None:
    case = after(
        PersonAdded(ASH, Part.SUBJECT, "employee"), PersonAdded(ASH, Part.WITNESS), PersonAdded(ASH, Part.SUBJECT)
    )

    assert case.people == {ASH: (Part.SUBJECT, Part.WITNESS)}
    assert case.categories == {ASH: "employee"}
    assert after(PersonAdded(ASH, Part.SUBJECT, "pupil"), case=case).categories == {ASH: "pupil"}


def test_who_gives_up_a_role_held_it_before_and_the_others_hold_it_still() -> None:
    held = after(role(ASH, active=True), role(KIM, active=True), role(ASH, active=True))
    assert (held.team, held.former) == ({MANAGER: (KIM, ASH)}, {})

    case = after(role(KIM, active=False), case=held)
    assert (case.team, case.former) == ({MANAGER: (ASH,)}, {MANAGER: (KIM,)})

    case = after(role(ASH, active=False), role(KIM, active=False), case=case)
    assert (case.team, case.former) == ({MANAGER: ()}, {MANAGER: (ASH, KIM)})


def test_an_address_stands_with_the_event_that_brought_it_and_is_flagged_alone() -> None:
    case = after(AddressAdded(1, MONDAY), AddressAdded(2, LATER, True))
    assert case.addresses == {"1": Address(1, MONDAY, 5, False), "2": Address(2, LATER, 5, True)}

    flagged = after(AddressFlagged(1, True), AddressFlagged(2, False), case=case)
    assert flagged.addresses == {"1": Address(1, MONDAY, 5, True), "2": Address(2, LATER, 5, False)}


def test_a_step_that_is_taken_back_leaves_what_was_there_before_it() -> None:
    other = InstanceId("support/1")
    case = after(
        Moved(HERE, "ready", ended=True), Opened(on=other, state="open", about=About.somebody(ASH), reported_at=MONDAY)
    )

    assert after(Removed(other), Restored(BEGUN), case=case) == START


def test_a_case_that_moves_to_another_version_is_pinned_to_it_alone() -> None:
    assert after(PolicyChanged("ab", START.policy_hash)) == replace(START, policy_hash="ab")


def test_a_case_knows_with_whom_it_is_shared_since_when_and_by_whom_until_that_ends() -> None:
    hill, valley = SchoolId("hill"), SchoolId("valley")
    case = after(Shared(school=hill, active=True), Shared(school=valley, active=True))

    assert case.shared == dict.fromkeys((hill, valley), Share(HAPPENED, EVENT.by))
    assert set(after(Shared(school=hill, active=False), case=case).shared) == {valley}
