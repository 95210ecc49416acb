"""Registers over a real store: filed in one go, seen by whom they concern, in force for as long as was said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from duecourse.casework.commands import steps
from duecourse.casework.commands.sweep import sweep
from duecourse.casework.context.access_log import take_reads
from duecourse.casework.context.look.entries import EntryStatus
from duecourse.casework.context.services import Services
from duecourse.casework.queries import case_lists, case_view
from duecourse.casework.registers import filing
from duecourse.casework.registers.filing import NewEntry
from duecourse.casework.registers.known_to_all import known_to_all
from duecourse.casework.registers.unread import unread
from engine.errors import AlreadyDone, BadAnswers, BadInput, NotFound, NotPermitted, Refused
from engine.identity import CASE, NO_REFERENCE, CaseReference, InstanceId
from tests.databases import open_store
from tests.services import START, act, caller, move_clock, services_on

UNTIL = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)
CLUB = "To run the chess club's page."
SCOPE = {
    "scope_words": "The page of the chess club, for parents.",
    "valid_from": START.isoformat(),
    "valid_until": UNTIL.isoformat(),
}
ALLOWED = {**SCOPE, "forbidden": "nothing"}
"""What Lumen asks as well: two things that its clauses let nobody do."""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Services]:
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield services_on(store, tmp_path)
    store.close()


def entered(place: Services, kind: str = "permission", who: str = "teacher", words: str = CLUB) -> CaseReference:
    step = filing.enter(place, caller(place, f"oakfield-{who}"), NewEntry(kind=kind, words=words))
    return step.case.reference


def approved(place: Services, **facts: str) -> CaseReference:
    reference = entered(place)
    act(place, "head", reference, "register/1", "approve", **{**ALLOWED, **facts})
    return reference


def standing(place: Services, at: datetime | None = None) -> list[str]:
    found = filing.entries(place, caller(place, "oakfield-teacher"), at=at)
    return [str(each.standing) for each in found]


def discipline(place: Services, about: str = "oakfield-teacher") -> CaseReference:
    """Report conduct of somebody and come to the step that looks at the registers."""
    new = steps.NewReport(
        policy="lumen",
        school="oakfield",
        reported_by="oakfield-teacher-two",
        affected=(),
        addresses=("https://a.example/1",),
        answers={
            "life_in_danger": "no",
            "child_at_risk": "no",
            "personal_data": "no",
            "illegal_image": "no",
            "category": "other",
            "what_happened": "A colleague's post.",
        },
        about={about: "employee"},
    )
    reference = steps.report(place, caller(place, "oakfield-teacher-two"), new).case.reference
    act(place, "senior", reference, "case/1", "triage", scope="in_scope", scope_reason="Ours.", danger_confirmed="yes")
    act(place, "senior", reference, "case/1", "open_tracks", routes="discipline", routes_because="It is needed.")
    act(place, "head", reference, "discipline/1", "answer_threshold", harm_threshold="not_met", concern="A post.")
    act(
        place,
        "head",
        reference,
        "discipline/1",
        "decide_scope",
        scope="in_scope",
        outside_hours="no",
        scope_reasons="At work.",
    )
    return reference


def accesses(place: Services, reference: CaseReference) -> list[str]:
    take_reads(place)
    with place.store.reading() as reading:
        lines = reading.accesses(reading.organisation().id)
    return [each.access.detail for each in lines if each.access.case == reference]


def test_an_entry_is_opened_and_filed_at_once_and_waits_for_approval(place: Services) -> None:
    reference = entered(place)
    case = case_view.look(place, caller(place, "oakfield-teacher"), reference).case

    assert (case.status, case.tracks[InstanceId("register/1")].state) == ("request", "requested")
    assert standing(place) == [EntryStatus.WAITING]


@pytest.mark.parametrize(
    ("policy", "meant_for", "who", "told"),
    [
        ("flourish", "service_central", "head", "CEO"),
        ("flourish", "", "head", "what the permission is for"),
        ("lseat", "branding", "head", "director of marketing"),
    ],
)
def test_a_permission_is_given_by_those_whom_the_policy_names_for_what_it_is_for(
    place: Services, policy: str, meant_for: str, who: str, told: str
) -> None:
    new = NewEntry(kind="permission", words=CLUB, meant_for=meant_for, policy=policy)
    reference = filing.enter(place, caller(place, "oakfield-teacher"), new).case.reference

    with pytest.raises(Refused, match=told):
        act(place, who, reference, "register/1", "approve", **ALLOWED)


def test_a_permission_of_which_nobody_said_what_it_is_for_is_given_once_that_is_said(place: Services) -> None:
    new = NewEntry(kind="permission", words=CLUB, policy="flourish")
    reference = filing.enter(place, caller(place, "oakfield-teacher"), new).case.reference
    act(place, "teacher", reference, "register/1", "say_what_for", permission_for="event")

    act(place, "head", reference, "register/1", "approve", **SCOPE)
    assert standing(place) == [EntryStatus.IN_FORCE]


def test_an_entry_without_words_leaves_nothing_behind(place: Services) -> None:
    with pytest.raises(BadAnswers):
        entered(place, words=" ")
    first = entered(place)

    assert first.endswith("-0001")
    assert len(filing.entries(place, caller(place, "oakfield-senior"))) == 1


def test_a_colleague_makes_no_entry_for_somebody_but_a_senior_manager_does(place: Services) -> None:
    new = NewEntry(kind="declaration", words="A cousin is a parent here.", person="oakfield-teacher")
    with pytest.raises(Refused):
        filing.enter(place, caller(place, "oakfield-teacher-two"), new)
    filing.enter(place, caller(place, "oakfield-senior"), new)

    mine = filing.entries(place, caller(place, "oakfield-teacher"))
    assert [each.name for each in mine] == ["Oakley Oakfield"]


def test_nobody_makes_an_entry_at_a_school_where_they_hold_no_post(place: Services) -> None:
    with pytest.raises(NotFound, match="no school 'hilltop'"):
        filing.enter(
            place, caller(place, "oakfield-teacher"), NewEntry(kind="permission", words=CLUB, school="hilltop")
        )
    with pytest.raises(BadInput, match="Say which school"):
        filing.enter(place, caller(place, "ceo"), NewEntry(kind="permission", words=CLUB))


def test_a_teacher_sees_their_own_entries_and_nobody_elses(place: Services) -> None:
    mine, other = entered(place), entered(place, who="teacher-two")
    teacher = caller(place, "oakfield-teacher")

    assert [each.reference for each in filing.entries(place, teacher)] == [mine]
    assert filing.entries(place, teacher, person="oakfield-teacher-two") == []
    with pytest.raises(NotFound):
        filing.entry(place, teacher, other)


def test_those_who_look_after_a_school_see_the_entries_of_that_school_alone(place: Services) -> None:
    reference = entered(place, "declaration")
    for who in ("oakfield-senior", "oakfield-head"):
        assert [each.reference for each in filing.entries(place, caller(place, who))] == [reference], who

    for who in ("hilltop-senior", "hilltop-head", "riverside-teacher"):
        assert filing.entries(place, caller(place, who)) == [], who


def test_entries_are_narrowed_by_person_kind_and_standing(place: Services) -> None:
    permission, declared = approved(place), entered(place, "declaration", "teacher-two")
    senior = caller(place, "oakfield-senior")

    def found(person: str | None = None, kind: str | None = None, stands: str | None = None) -> list[str]:
        listed = filing.entries(place, senior, person=person, kind=kind, standing=stands)
        return [each.reference for each in listed]

    assert found() == [declared, permission]
    assert found(person="oakfield-teacher") == [permission]
    assert found(kind="declaration") == [declared]
    assert found(stands="in_force") == [permission]
    with pytest.raises(BadInput, match="no register 'favours'"):
        found(kind="favours")
    with pytest.raises(BadInput, match="no standing"):
        found(stands="odd")


def test_looking_at_the_registers_is_logged(place: Services) -> None:
    entered(place)
    filing.entries(place, caller(place, "oakfield-senior"))

    assert accesses(place, CaseReference("")) == ["the registers: 1 shown"]


def test_nobody_approves_what_they_asked_for_themselves(place: Services) -> None:
    reference = entered(place, who="senior")
    with pytest.raises(Refused):
        act(place, "senior", reference, "register/1", "approve", **ALLOWED)
    act(place, "head", reference, "register/1", "approve", **ALLOWED)

    entry = filing.entry(place, caller(place, "oakfield-senior"), reference)
    assert (entry.standing, entry.decided_by) == (EntryStatus.IN_FORCE, "Finley Oakfield")


def test_the_scheduler_reminds_before_a_permission_runs_out_and_then_it_can_be_recorded(place: Services) -> None:
    reference = approved(place)
    assert sweep(place, START + timedelta(days=30)).alerts == 0

    move_clock(place, UNTIL - timedelta(days=5))
    sweep(place, UNTIL - timedelta(days=5))
    raised = [
        line.alert for line in case_lists.alerts(place, caller(place, "oakfield-senior")) if line.reference == reference
    ]
    assert [(alert.deadline, alert.alert) for alert in raised] == [("expiry", "remind 10 working days")]
    with pytest.raises(Refused, match="not run out yet"):
        act(place, "senior", reference, "register/1", "record_expiry")

    move_clock(place, UNTIL + timedelta(hours=2))
    sweep(place, UNTIL + timedelta(hours=2))
    assert standing(place) == [EntryStatus.ENDED]
    act(place, "senior", reference, "register/1", "record_expiry")

    entry = filing.entry(place, caller(place, "oakfield-teacher"), reference)
    assert (entry.state, entry.standing) == ("Run out", EntryStatus.ENDED)


def test_an_entry_is_told_as_it_stood_at_a_moment(place: Services) -> None:
    reference = approved(place, valid_from=(START + timedelta(days=2)).isoformat())
    move_clock(place, UNTIL + timedelta(days=30))
    later = UNTIL + timedelta(days=60)
    act(
        place,
        "head",
        reference,
        "register/1",
        "renew",
        scope_words="The same page.",
        valid_until=later.isoformat(),
        forbidden="nothing",
    )

    assert standing(place, START + timedelta(days=1)) == [EntryStatus.NOT_YET]
    assert standing(place, START + timedelta(days=3)) == [EntryStatus.IN_FORCE]
    assert standing(place, UNTIL + timedelta(days=1)) == [EntryStatus.NOT_YET]
    assert standing(place) == [EntryStatus.IN_FORCE]
    assert standing(place, later) == [EntryStatus.ENDED]


def test_a_revoked_permission_stays_in_force_for_what_was_done_before(place: Services) -> None:
    reference = approved(place)
    move_clock(place, START + timedelta(days=10))
    act(place, "head", reference, "register/1", "revoke", revoke_reason="The club has ended.")

    assert standing(place) == [EntryStatus.ENDED]
    assert standing(place, START + timedelta(days=9)) == [EntryStatus.IN_FORCE]


def test_a_corrected_end_counts_from_the_correction_on(place: Services) -> None:
    reference = approved(place)
    senior = caller(place, "oakfield-senior")
    sooner = START + timedelta(days=4)
    steps.correct(
        place, senior, reference, InstanceId("register/1"), {"valid_until": sooner.isoformat()}, "A wrong month."
    )

    assert standing(place, START + timedelta(days=3)) == [EntryStatus.IN_FORCE]
    assert standing(place, START + timedelta(days=5)) == [EntryStatus.ENDED]


def test_an_entry_that_was_refused_was_never_in_force(place: Services) -> None:
    reference = entered(place)
    act(place, "head", reference, "register/1", "refuse", refuse_reason="Not this year.")

    entry = filing.entry(place, caller(place, "oakfield-teacher"), reference)
    assert (entry.standing, entry.periods) == (EntryStatus.ENDED, ())


def test_those_who_consult_the_registers_read_entries_of_others_cases_and_that_is_logged(place: Services) -> None:
    permission = approved(place)
    entered(place, "image_objection")
    entered(place, "declaration", "teacher-two")
    move_clock(place, START + timedelta(days=3))
    reference = discipline(place)
    hr = caller(place, "hr")
    assert filing.entries(place, hr) == []

    found = filing.consult(place, hr, reference, InstanceId("discipline/1"))

    assert (found.name, [each.reference for each in found.entries]) == ("Oakley Oakfield", [permission])
    assert accesses(place, permission)[-1] == "the registers were consulted"
    assert accesses(place, reference)[-1] == f"the registers for discipline/1: {permission}"


def test_the_registers_are_consulted_as_they_were_on_the_day_of_the_conduct(place: Services) -> None:
    permission = approved(place)
    move_clock(place, START + timedelta(days=10))
    act(place, "head", permission, "register/1", "revoke", revoke_reason="The club has ended.")
    move_clock(place, START + timedelta(days=12))
    reference = discipline(place)
    head = caller(place, "oakfield-head")

    assert filing.consult(place, head, reference, InstanceId("discipline/1")).entries == ()
    earlier = filing.consult(place, head, reference, InstanceId("discipline/1"), START + timedelta(days=9))
    assert [each.reference for each in earlier.entries] == [permission]


def test_an_empty_register_is_consulted_and_logged_all_the_same(place: Services) -> None:
    reference = discipline(place)
    found = filing.consult(place, caller(place, "oakfield-head"), reference, InstanceId("discipline/1"))

    assert found.entries == ()
    assert accesses(place, reference)[-1] == "the registers for discipline/1: none"


def test_nobody_consults_the_registers_without_the_step_that_needs_them(place: Services) -> None:
    approved(place)
    move_clock(place, START + timedelta(days=3))
    reference = discipline(place)
    with pytest.raises(Refused):
        filing.consult(place, caller(place, "oakfield-senior"), reference, InstanceId("discipline/1"))
    with pytest.raises(NotFound):
        filing.consult(place, caller(place, "oakfield-teacher"), reference, InstanceId("discipline/1"))
    with pytest.raises(BadInput, match="does not look at the registers"):
        filing.consult(place, caller(place, "oakfield-head"), reference, CASE)
    act(place, "head", reference, "discipline/1", "consult_registers", registers="none_found")

    with pytest.raises(Refused, match="No longer"):
        filing.consult(place, caller(place, "oakfield-head"), reference, InstanceId("discipline/1"))


def test_a_question_reaches_the_line_manager_who_reads_and_answers_it(place: Services) -> None:
    teacher, manager = caller(place, "oakfield-teacher"), caller(place, "oakfield-manager")
    reference = filing.ask(place, teacher, "May I post a picture of the fair?").case.reference
    waiting = filing.questions(place, manager)
    act(place, "manager", reference, "query/1", "answer", answer_words="Yes, without children in it.")

    assert [(each.words, each.waits) for each in waiting] == [("May I post a picture of the fair?", True)]
    assert [each.answer for each in filing.questions(place, teacher)] == ["Yes, without children in it."]
    assert filing.questions(place, caller(place, "oakfield-teacher-two")) == []


def test_a_form_that_is_sent_twice_makes_one_entry(place: Services) -> None:
    teacher = replace(caller(place, "oakfield-teacher"), once="token")
    first = filing.enter(place, teacher, NewEntry(kind="declaration", words=CLUB)).case.reference
    with pytest.raises(AlreadyDone) as again:
        filing.enter(place, teacher, NewEntry(kind="declaration", words=CLUB))

    assert again.value.outcome == first


def test_those_who_have_not_read_the_policy_are_the_people_of_the_school_without_an_entry(place: Services) -> None:
    before = unread(place, caller(place, "oakfield-head"))
    entered(place, "policy_read")
    gone = entered(place, "policy_read", "teacher-two")
    act(place, "teacher-two", gone, "register/1", "withdraw")
    after = unread(place, caller(place, "central"), "oakfield")

    assert {each.key for each in before.people} - {each.key for each in after.people} == {"oakfield-teacher"}
    assert (before.read, after.read) == (0, 1)
    with pytest.raises(NotPermitted):
        unread(place, caller(place, "oakfield-teacher"))


def test_where_there_is_no_school_none_is_taken() -> None:
    with pytest.raises(NotFound):
        filing.school_in((), "")


# What everybody at the school is to know


def under(place: Services, policy: str) -> None:
    """Let the trust work under another policy from now on."""
    with place.store.writing() as writing:
        trust = writing.organisation()
        writing.save_organisation(replace(trust, settings={**trust.settings, "policy": policy}))


def known(place: Services, who: str, at: datetime | None = None) -> list[str]:
    return [each.words for each in known_to_all(place, caller(place, who), at)]


def test_an_objection_that_the_head_has_noted_is_read_by_everybody_at_the_school_and_by_nobody_elsewhere(
    place: Services,
) -> None:
    under(place, "link")
    objection = entered(place, "image_objection", "senior", "No pictures of the twins in 4B.")
    entered(place, "declaration", "senior", "A cousin is a former learner.")
    assert known(place, "oakfield-teacher") == []

    move_clock(place, START + timedelta(hours=1))
    act(place, "head", objection, "register/1", "note")

    assert known(place, "oakfield-teacher") == ["No pictures of the twins in 4B."]
    assert known(place, "oakfield-teacher-two") == ["No pictures of the twins in 4B."]
    assert known(place, "oakfield-teacher", START + timedelta(minutes=30)) == []
    assert known(place, "riverside-teacher") == []
    assert filing.entries(place, caller(place, "oakfield-teacher")) == []
    assert "what everybody at the school is to know: 1 shown" in accesses(place, NO_REFERENCE)


def test_an_objection_that_is_withdrawn_is_no_longer_on_the_list_but_was_on_its_day(place: Services) -> None:
    under(place, "link")
    objection = entered(place, "image_objection", "senior", "No pictures of the twins in 4B.")
    act(place, "head", objection, "register/1", "note")
    noted = place.clock.now()
    move_clock(place, START + timedelta(days=9))
    act(place, "head", objection, "register/1", "withdraw")

    assert known(place, "oakfield-teacher") == []
    assert known(place, "oakfield-teacher", noted + timedelta(days=1)) == ["No pictures of the twins in 4B."]


def test_under_a_policy_that_says_nothing_of_it_an_entry_is_for_those_whom_it_concerns(place: Services) -> None:
    objection = entered(place, "image_objection", "senior", "No pictures of the twins in 4B.")
    act(place, "head", objection, "register/1", "note")

    assert known(place, "oakfield-teacher") == []
