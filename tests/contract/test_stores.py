"""One suite, every store: the memory fake, SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from duecourse.casework.administration.schools import change_school
from duecourse.casework.audit import verification
from duecourse.casework.commands import letter_texts, letters, steps
from duecourse.casework.commands.sweep import sweep
from duecourse.casework.context.access_log import take_reads
from duecourse.casework.context.services import Services
from duecourse.casework.queries import case_lists, case_view
from engine.errors import BadInput, BrokenRecord, NotFound, StaleRevision
from engine.identity import NO_CASE, CaseId, CaseReference, ClockId, InstanceId, OrganisationId, PersonId
from engine.ports.records import DraftLetter, EvidenceFile, Notice, Viewer
from engine.ports.sights import ClocksWanted, Page
from engine.ports.store import Writing
from engine.record.access import Access
from engine.record.case import Case
from engine.record.chain import GENESIS
from engine.record.replay import apply
from tests.services import START, act, caller, move_clock, report, scheduler


def load(place: Services, reference: CaseReference) -> Case:
    with place.store.reading() as reading:
        return reading.find_case(scheduler(place), reference)


def test_what_is_stored_is_what_the_events_give(place: Services) -> None:
    reference = report(place, "https://a.example/1", "https://b.example/2")
    act(place, "senior", reference, "case/1", "acknowledge")
    move_clock(place, START + timedelta(hours=30))
    sweep(place, place.clock.now())

    stored = load(place, reference)
    with place.store.reading() as reading:
        entries = reading.entries(scheduler(place), stored.id)
    blank = Case(
        id=stored.id,
        organisation=stored.organisation,
        reference=reference,
        policy="lumen",
        policy_hash=stored.policy_hash,
        school=stored.school,
        reported_at=START,
        head=GENESIS,
    )
    assert apply(blank, entries) == stored
    assert [entry.event.sequence for entry in entries] == list(range(1, stored.revision + 1))


def test_cases_are_counted_by_the_version_of_their_policy_before_those_who_see_them(place: Services) -> None:
    first, second = report(place), report(place)
    with place.store.reading() as reading:
        version = reading.find_case(scheduler(place), first).policy_hash

        assert reading.versions_in_use(caller(place, "oakfield-senior").viewer, "lumen") == {version: 2}
        assert reading.versions_in_use(caller(place, "oakfield-senior").viewer, "link") == {}
        assert reading.versions_in_use(caller(place, "riverside-senior").viewer, "lumen") == {}
    assert first != second


def test_somebody_outside_the_case_is_told_what_they_would_be_told_if_there_were_none(place: Services) -> None:
    reference = report(place)
    outsider = caller(place, "riverside-senior").viewer

    with place.store.reading() as reading:
        with pytest.raises(NotFound) as hidden:
            reading.find_case(outsider, reference)
        with pytest.raises(NotFound) as absent:
            reading.find_case(outsider, CaseReference("LUM-2026-9999"))
        case = reading.find_case(scheduler(place), reference)
        assert str(hidden.value).replace(reference, "") == str(absent.value).replace("LUM-2026-9999", "")
        assert not reading.cases(outsider)
        assert not reading.listed_clocks(outsider, ClocksWanted(), Page(limit=9))
        assert not reading.entries(outsider, case.id)
        assert not reading.words(outsider, case.id)
        assert reading.draft(outsider, case.id, 1) is None
        assert reading.sealed(outsider, case.id, 1) is None
        assert not reading.evidence(outsider, case.id)


def test_cases_are_chosen_by_where_they_stand_under_their_version_and_those_of_other_versions_are_all_given(
    place: Services,
) -> None:
    senior, version = caller(place, "oakfield-senior").viewer, place.library.current("lumen").hash
    fresh, begun = report(place), report(place)
    act(place, "senior", begun, "case/1", "acknowledge")

    def standing(states: Mapping[str, Collection[str]]) -> set[str]:
        with place.store.reading() as reading:
            return {row.reference for row in reading.cases_standing(senior, states)}

    assert standing({version: ["acknowledged"]}) == {begun}
    assert standing({version: ["acknowledged", "reported"]}) == {fresh, begun}
    assert standing({version: []}) == set()
    assert standing({"of others": ["acknowledged"]}) == {fresh, begun}
    assert standing({}) == {fresh, begun}
    with place.store.reading() as reading:
        assert not reading.cases_standing(caller(place, "riverside-senior").viewer, {})


def test_a_case_of_another_trust_is_not_there_even_for_a_scheduler(place: Services) -> None:
    reference = report(place)

    with place.store.reading() as reading, pytest.raises(NotFound):
        reading.find_case(Viewer(OrganisationId("another trust"), PersonId("scheduler")), reference)


def test_the_second_of_two_people_who_act_on_one_look_is_refused_and_changes_nothing(place: Services) -> None:
    reference = report(place)
    seen = load(place, reference)
    act(place, "senior", reference, "case/1", "acknowledge")

    with pytest.raises(StaleRevision), place.store.writing() as writing:
        writing.save_case(seen, replace(seen, revision=2), (), ({}, {}))
    assert load(place, reference).revision == 2


def fail_after_writing(writing: Writing) -> None:
    organisation = writing.organisation().id
    writing.next_reference(organisation, "LUM", 2026)
    writing.note_failure(organisation, CaseId("a case"), "a reference", 5)
    raise ZeroDivisionError


def test_an_error_inside_a_transaction_leaves_nothing_behind(place: Services) -> None:
    with pytest.raises(ZeroDivisionError), place.store.writing() as writing:
        fail_after_writing(writing)

    with place.store.writing() as writing:
        organisation = writing.organisation().id
        assert writing.set_aside(organisation) == {}
        assert writing.next_reference(organisation, "LUM", 2026) == "LUM-2026-0001"


def test_a_savepoint_undoes_only_its_own_part(place: Services) -> None:
    with place.store.writing() as writing:
        organisation = writing.organisation().id
        writing.note_sweep(organisation, START)
        with pytest.raises(ZeroDivisionError), writing.savepoint():
            fail_after_writing(writing)

    with place.store.reading() as reading:
        assert reading.last_sweep(organisation) == START
        assert reading.set_aside(organisation) == {}


def test_references_run_without_gaps_and_begin_again_each_year(place: Services) -> None:
    with place.store.writing() as writing:
        organisation = writing.organisation().id
        taken = [writing.next_reference(organisation, "LUM", year) for year in (2026, 2026, 2027, 2026)]

    assert taken == ["LUM-2026-0001", "LUM-2026-0002", "LUM-2027-0001", "LUM-2026-0003"]


def test_each_alert_is_raised_once_however_often_the_sweep_runs(place: Services) -> None:
    reference = report(place)
    late = START + timedelta(days=3)
    move_clock(place, late)

    first, second = sweep(place, late), sweep(place, late)

    alerts = load(place, reference).alerts.values()
    assert first.fired > 0
    assert second.fired == 0
    assert len({(alert.on, alert.deadline, alert.alert, alert.round) for alert in alerts}) == len(alerts)


def test_a_notice_with_a_known_recipient_and_key_is_dropped(place: Services) -> None:
    with place.store.writing() as writing:
        organisation = writing.organisation().id
        notice = Notice(
            id="n1",
            organisation=organisation,
            case=NO_CASE,
            reference=CaseReference("LUM"),
            recipient=PersonId("somebody"),
            kind="told",
            dedupe="once",
            body={"on": "case/1"},
            created_at=START,
        )
        stayed = writing.queue([notice, replace(notice, id="n2")])
        writing.settle_notice(replace(notice, state="failed", attempts=5, error="a reference"))

    with place.store.reading() as reading:
        kept = [each for each in reading.notices(organisation) if each.dedupe == "once"]
    assert stayed == 1
    assert [(each.state, each.attempts, each.error) for each in kept] == [("failed", 5, "a reference")]


def test_a_case_that_fails_too_often_is_set_aside_and_comes_back_when_forgiven(place: Services) -> None:
    reference = report(place)
    late = START + timedelta(days=3)
    case = load(place, reference).id
    with place.store.writing() as writing:
        organisation = writing.organisation().id
        tries = [writing.note_failure(organisation, case, "a reference", 2) for _ in range(2)]
        aside = writing.due_cases(organisation, late, 10)
        writing.forget_failures(organisation, case)
        back = writing.due_cases(organisation, late, 10)

    assert tries == [1, 2]
    assert list(aside) == []
    assert list(back) == [case]


def test_an_issued_letter_is_kept_to_the_byte_and_never_written_over(place: Services) -> None:
    reference = report(place)
    act(place, "senior", reference, "case/1", "acknowledge")
    by = caller(place, "oakfield-senior")
    words = letter_texts.read_letter(place, by, reference, 1, "text")
    letters.issue(place, by, reference, 1)

    case = load(place, reference)
    with place.store.reading() as reading:
        sealed = reading.sealed(scheduler(place), case.id, 1)
    assert sealed is not None
    assert sealed.sha256 == case.letters["1"].sha256
    assert words == f"DRAFT: not issued\n\n{sealed.renditions['text/plain'].decode()}"
    assert list(letters.verify_letters(place, by, reference).values()) == [()]
    with pytest.raises(BrokenRecord), place.store.writing() as writing:
        writing.seal_letter(case.organisation, sealed)


def test_a_draft_takes_the_place_of_the_one_before(place: Services) -> None:
    case = load(place, report(place))
    draft = DraftLetter(
        case=case.id,
        number=9,
        template="L01-acknowledgement",
        template_hash="hash",
        blocks="[]",
        facts="{}",
        problems=("One thing is missing.",),
        rendered_at=START,
    )
    with place.store.writing() as writing:
        writing.save_draft(case.organisation, draft)
        writing.save_draft(case.organisation, replace(draft, problems=()))

    with place.store.reading() as reading:
        assert reading.draft(scheduler(place), case.id, 9) == replace(draft, problems=())


def test_evidence_is_listed_in_order_and_can_be_shut_away(place: Services) -> None:
    case = load(place, report(place))
    first = EvidenceFile(
        case=case.id,
        number=1,
        on=InstanceId("removal/1"),
        kind="screenshot",
        name="a.png",
        media_type="image/png",
        size=3,
        sha256="f" * 64,
        url="",
        captured_at=START,
        added_at=START,
        added_by=PersonId("x"),
    )
    with place.store.writing() as writing:
        writing.add_evidence(case.organisation, replace(first, number=2, captured_at=None))
        writing.add_evidence(case.organisation, first)
        writing.quarantine(case.organisation, case.id, 2)

    with place.store.reading() as reading:
        found = reading.evidence(scheduler(place), case.id)
        since = (START, START + timedelta(seconds=1))
        bytes_added = [reading.bytes_added(case.organisation, PersonId("x"), each) for each in since]
        of_another = reading.bytes_added(case.organisation, PersonId("y"), START)
    assert [(row.number, row.quarantined) for row in found] == [(1, False), (2, True)]
    assert found[0] == first
    assert (bytes_added, of_another) == ([6, 0], 0)


def test_the_access_log_is_one_chain_with_reads_and_refusals(place: Services) -> None:
    reference = report(place)
    by = caller(place, "oakfield-senior")
    case_view.look(place, by, reference)
    take_reads(place)
    with place.store.writing() as writing:
        writing.log_access(
            by.viewer.organisation,
            [Access(at=START, person=PersonId("x"), case=reference, what="refused", detail="case/1 close [13.8]")],
        )

    with place.store.reading() as reading:
        lines = reading.accesses(by.viewer.organisation)
    assert [line.access.what for line in lines] == ["read", "refused"]
    assert verification.verify_accesses(place, by.viewer.organisation) == 2


def test_when_somebody_last_looked_is_known_of_each_case(place: Services) -> None:
    first, second, by = report(place), report(place, "https://b.example/2"), caller(place, "oakfield-senior")
    case_view.look(place, by, first)
    move_clock(place, START + timedelta(hours=1))
    case_view.look(place, by, first)
    case_view.look(place, by, second)

    take_reads(place)
    with place.store.reading() as reading:
        reads = reading.last_reads(by.viewer.organisation, (first, "LUM-2026-9999"))
    assert reads == {(by.viewer.person, first): START + timedelta(hours=1)}


def test_what_somebody_must_know_at_once_of_a_case_is_found_and_nothing_of_another_case(place: Services) -> None:
    reference = report(place, child_at_risk="yes", personal_data="yes")
    report(place, "https://b.example/2", child_at_risk="yes")
    case, lead = load(place, reference), caller(place, "oakfield-dsl").viewer.person

    with place.store.reading() as reading:
        found = reading.told_in(case.organisation, [case.id])
        nothing = reading.told_in(case.organisation, [])
    mine = [(each.reference, each.kind, each.body["on"]) for each in found if each.recipient == lead]
    assert (mine, nothing) == ([(reference, "told", "safeguarding/1")], [])
    assert {each.case for each in found} == {case.id}


def test_the_version_of_a_policy_is_found_by_its_hash(place: Services) -> None:
    case = load(place, report(place))
    with place.store.reading() as reading:
        sources = reading.policy_sources(case.organisation, case.policy_hash)
        with pytest.raises(NotFound):
            reading.policy_sources(case.organisation, "unknown")

    assert place.library.recall(sources).hash == case.policy_hash


def test_people_who_leave_stay_known_and_lose_their_posts_only_when_told(place: Services) -> None:
    with place.store.writing() as writing:
        organisation = writing.organisation().id
        person = next(each for each in writing.people(organisation) if each.key == "oakfield-head")
        writing.save_person(replace(person, active=False))

    with place.store.reading() as reading:
        assert replace(person, active=False) in reading.people(organisation)


def test_a_telephone_number_is_kept_with_a_person_until_it_is_changed(place: Services) -> None:
    with place.store.writing() as writing:
        organisation = writing.organisation().id
        person = next(each for each in writing.people(organisation) if each.key == "oakfield-head")
        writing.save_person(replace(person, telephone="01234 567890"))
    with place.store.reading() as reading:
        kept = next(each for each in reading.people(organisation) if each.id == person.id)

    assert person.telephone != "01234 567890"
    assert kept == replace(person, telephone="01234 567890")


def test_what_is_known_of_a_trust_and_its_schools_is_replaced(place: Services) -> None:
    with place.store.writing() as writing:
        trust = replace(writing.organisation(), name="Another Trust", settings={"policy": "link"})
        closed = replace(writing.schools(trust.id)[0], active=False)
        writing.save_organisation(trust)
        writing.save_school(closed)

    with place.store.reading() as reading:
        assert reading.organisation() == trust
        assert closed in reading.schools(trust.id)
        assert [school.active for school in reading.schools(trust.id)].count(True) == len(reading.schools(trust.id)) - 1


def test_a_platform_of_the_trust_takes_the_place_of_the_one_before(place: Services) -> None:
    with place.store.writing() as writing:
        trust = writing.organisation().id
        assert writing.platforms(trust) == []
        writing.save_platform(trust, {"key": "site", "route": "a form"})
        writing.save_platform(trust, {"key": "app", "route": "a button"})
        writing.save_platform(trust, {"key": "site", "route": "another form"})

    with place.store.reading() as reading:
        assert reading.platforms(trust) == [
            {"key": "app", "route": "a button"},
            {"key": "site", "route": "another form"},
        ]


def test_nothing_is_reported_at_a_school_before_the_day_on_which_it_joins(place: Services) -> None:
    today = place.clock.now().date()
    change_school(place, caller(place, "it"), "oakfield", joins_on=today + timedelta(days=1))
    with pytest.raises(BadInput, match="joins the trust on"):
        report(place)
    change_school(place, caller(place, "it"), "oakfield", joins_on=today)

    assert report(place)


def test_a_helpline_of_the_trust_takes_the_place_of_the_one_before(place: Services) -> None:
    with place.store.writing() as writing:
        trust = writing.organisation().id
        assert writing.helplines(trust) == []
        writing.save_helpline(trust, {"key": "posh", "telephone": "1"})
        writing.save_helpline(trust, {"key": "ours", "telephone": "3"})
        writing.save_helpline(trust, {"key": "posh", "telephone": "2"})

    with place.store.reading() as reading:
        assert reading.helplines(trust) == [{"key": "ours", "telephone": "3"}, {"key": "posh", "telephone": "2"}]


def test_the_work_list_puts_the_soonest_first(place: Services) -> None:
    report(place)
    steps.change_clock(
        place,
        caller(place, "oakfield-senior"),
        CaseReference("LUM-2026-0001"),
        ClockId("support/1 offer"),
        what="pause",
        reason="On holiday",
    )

    lines = [line.clock for line in case_lists.due(place, caller(place, "oakfield-senior"))]
    rows = [line.sight for line in lines]
    assert [row.due_at for row in rows if row.due_at] == sorted(row.due_at for row in rows if row.due_at)
    assert rows[-1].name == "offer"
    assert rows[-1].due_at is None
    assert {line.binding for line in lines if line.sight.name == "request"} == {"duty"}
