"""Accounts, sessions, kept forms and once-only tokens: one suite, every store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from duecourse.casework.commands import steps
from duecourse.casework.context.services import Services
from engine.errors import AlreadyDone, BrokenRecord, StaleRevision
from engine.identity import CASE, ActionName, PersonId
from engine.ports.accounts import Account, KeptForm, WebSession
from engine.ports.records import Viewer
from engine.ports.store import Writing
from tests.services import CALM, START, caller, report

LATER = START + timedelta(minutes=5)
NEW = steps.NewReport(
    policy="lumen",
    school="oakfield",
    reported_by="oakfield-teacher",
    affected=("oakfield-teacher",),
    addresses=("https://a.example/1",),
    answers=CALM,
)


def viewer(place: Services, who: str = "oakfield-head") -> Viewer:
    return caller(place, who).viewer


def account(place: Services, who: str = "oakfield-head", name: str = "head") -> Account:
    seen = viewer(place, who)
    return Account(
        organisation=seen.organisation, person=seen.person, name=name, password_hash="a hash", changed_at=START
    )


def session(place: Services, token_hash: str = "abc", who: str = "oakfield-head") -> WebSession:
    seen = viewer(place, who)
    return WebSession(
        token_hash=token_hash, organisation=seen.organisation, person=seen.person, started_at=START, seen_at=START
    )


def form(place: Services, where: str = "/report", minutes: int = 0, who: str = "oakfield-head") -> KeptForm:
    seen = viewer(place, who)
    fields = {"what_happened": "Zwei Wörter – and “more”.\n\x00", "empty": ""}
    return KeptForm(
        organisation=seen.organisation,
        person=seen.person,
        place=where,
        fields=fields,
        saved_at=START + timedelta(minutes=minutes),
    )


def test_an_account_is_found_by_name_in_any_capitals_and_by_person(place: Services) -> None:
    made = account(place, name="HEAD.Oakfield")
    with place.store.writing() as writing:
        writing.save_account(made)

    kept = replace(made, name="head.oakfield")
    with place.store.reading() as reading:
        assert reading.account("Head.OAKFIELD") == kept
        assert reading.account_of(made.person) == kept
        assert reading.account("somebody else") is None
        assert reading.account_of(viewer(place, "dpo").person) is None


def test_an_account_takes_the_place_of_the_one_that_its_person_had(place: Services) -> None:
    changed = replace(account(place), name="finley", password_hash="another", changed_at=LATER)
    with place.store.writing() as writing:
        writing.save_account(account(place))
        writing.save_account(changed)

    with place.store.reading() as reading:
        assert reading.account("head") is None
        assert reading.account("finley") == changed


def test_two_people_never_sign_in_by_one_name(place: Services) -> None:
    with place.store.writing() as writing:
        writing.save_account(account(place))

    with pytest.raises(BrokenRecord), place.store.writing() as writing:
        writing.save_account(account(place, "dpo", "Head"))
    with place.store.reading() as reading:
        assert reading.account("head") == account(place)


def test_a_session_is_found_by_its_hash_and_marked_as_seen(place: Services) -> None:
    begun = session(place)
    with place.store.writing() as writing:
        writing.save_session(begun)
        writing.save_session(replace(begun, seen_at=LATER))

    with place.store.reading() as reading:
        assert reading.session("abc") == replace(begun, seen_at=LATER)
        assert reading.session("abd") is None


def test_the_links_of_a_person_to_a_page_end_opened_or_not_and_no_other_session_does(place: Services) -> None:
    link = replace(session(place, "link"), one_page="/cases/LUM-2026-0001/police/K7F/consent_answer", is_link=True)
    opened, elsewhere = replace(link, token_hash="opened", is_link=False), replace(link, token_hash="b", one_page="/b")
    others = (replace(session(place, "whose", "dpo"), one_page=link.one_page, is_link=True), session(place, "whole"))
    with place.store.writing() as writing:
        for each in (link, opened, elsewhere, *others):
            writing.save_session(each)
        ended = writing.end_links(link.person, LATER, link.one_page)

    with place.store.writing() as writing:
        assert ended == 2
        assert [writing.session(each) for each in ("link", "opened")] == [
            replace(each, ended_at=LATER) for each in (link, opened)
        ]
        assert [writing.session(each.token_hash) for each in (elsewhere, *others)] == [elsewhere, *others]
        assert writing.end_links(link.person, LATER) == 1
        assert writing.session("b") == replace(elsewhere, ended_at=LATER)


def test_of_several_who_end_a_session_one_is_told_that_they_did(place: Services) -> None:
    with place.store.writing() as writing:
        writing.save_session(session(place))
        found = [writing.end_session(each, LATER) for each in ("abc", "abc", "unknown")]

    assert found == [True, False, False]


def test_a_session_that_has_ended_does_not_come_back_by_being_seen(place: Services) -> None:
    begun = session(place)
    with place.store.writing() as writing:
        writing.save_session(begun)
        writing.save_session(replace(begun, ended_at=LATER))
        writing.save_session(replace(begun, seen_at=LATER))

    with place.store.reading() as reading:
        assert reading.session("abc") == replace(begun, seen_at=LATER, ended_at=LATER)


def test_all_sessions_of_one_person_end_and_no_other(place: Services) -> None:
    before, other = replace(session(place, "old"), ended_at=START), session(place, "third", "dpo")
    with place.store.writing() as writing:
        for each in (before, session(place, "one"), session(place, "two"), other):
            writing.save_session(each)
        ended = writing.end_sessions(before.person, LATER)

    with place.store.reading() as reading:
        found = [reading.session(name) for name in ("old", "one", "two", "third")]
    assert ended == 2
    assert [each.ended_at if each else "gone" for each in found] == [START, LATER, LATER, None]


def test_sessions_not_seen_since_a_moment_are_removed(place: Services) -> None:
    with place.store.writing() as writing:
        writing.save_session(session(place, "old"))
        writing.save_session(replace(session(place, "new"), seen_at=LATER))
        removed = writing.purge_sessions(LATER)

    with place.store.reading() as reading:
        assert removed == 1
        assert reading.session("old") is None
        assert reading.session("new") is not None


def test_what_was_typed_comes_back_letter_by_letter(place: Services) -> None:
    with place.store.writing() as writing:
        writing.keep_form(replace(form(place), fields={"what_happened": "A first try"}))
        writing.keep_form(form(place))

    with place.store.reading() as reading:
        assert reading.kept_form(viewer(place).person, "/report") == form(place)
        assert reading.kept_form(viewer(place).person, "/elsewhere") is None
        assert reading.kept_form(viewer(place, "dpo").person, "/report") is None


def test_kept_forms_are_listed_newest_first_for_their_own_person_only(place: Services) -> None:
    with place.store.writing() as writing:
        for where, minutes in (("/b", 2), ("/a", 1), ("/c", 3)):
            writing.keep_form(form(place, where, minutes))
        writing.keep_form(form(place, "/d", 4, "dpo"))

    with place.store.reading() as reading:
        assert [kept.place for kept in reading.kept_forms(viewer(place).person)] == ["/c", "/b", "/a"]
        assert [kept.place for kept in reading.kept_forms(viewer(place, "dpo").person)] == ["/d"]


def test_what_anybody_kept_at_one_place_before_a_moment_is_found(place: Services) -> None:
    with place.store.writing() as writing:
        writing.keep_form(form(place, "/a", 1))
        writing.keep_form(form(place, "/a", 2, "dpo"))
        writing.keep_form(form(place, "/b", 1))

    with place.store.reading() as reading:
        old = reading.forms_at("/a", START + timedelta(minutes=2))
        both = reading.forms_at("/a", START + timedelta(minutes=3))
    assert [kept.person for kept in old] == [viewer(place).person]
    assert {kept.person for kept in both} == {viewer(place).person, viewer(place, "dpo").person}


def test_a_form_that_is_dropped_or_too_old_is_gone(place: Services) -> None:
    with place.store.writing() as writing:
        for where, minutes in (("/a", 1), ("/b", 2), ("/c", 3)):
            writing.keep_form(form(place, where, minutes))
        writing.drop_form(viewer(place).person, "/c")
        writing.drop_form(viewer(place).person, "/never")
        removed = writing.purge_forms(START + timedelta(minutes=2))

    with place.store.reading() as reading:
        assert removed == 1
        assert [kept.place for kept in reading.kept_forms(viewer(place).person)] == ["/b"]


def test_a_token_is_spent_once_and_tells_afterwards_what_came_of_it(place: Services) -> None:
    person = viewer(place).person
    with place.store.writing() as writing:
        writing.spend("a token", person, "LUM-2026-0001", START)

    with pytest.raises(AlreadyDone) as again, place.store.writing() as writing:
        writing.spend("a token", person, "LUM-2026-0002", LATER)
    assert again.value.outcome == "LUM-2026-0001"


def test_a_token_tells_nothing_to_anybody_else(place: Services) -> None:
    with place.store.writing() as writing:
        writing.spend("a token", viewer(place).person, "LUM-2026-0001", START)
        writing.spend("a token", viewer(place, "dpo").person, "LUM-2026-0002", START)

    with pytest.raises(AlreadyDone) as again, place.store.writing() as writing:
        writing.spend("a token", viewer(place, "dpo").person, "", LATER)
    assert again.value.outcome == "LUM-2026-0002"


def spend_and_fail(writing: Writing, person: str) -> None:
    writing.spend("a token", PersonId(person), "LUM-2026-0001", START)
    raise ZeroDivisionError


def test_a_token_of_a_transaction_that_failed_can_be_spent_again(place: Services) -> None:
    person = viewer(place).person
    with pytest.raises(ZeroDivisionError), place.store.writing() as writing:
        spend_and_fail(writing, person)

    with place.store.writing() as writing:
        writing.spend("a token", person, "LUM-2026-0002", LATER)
        with pytest.raises(AlreadyDone, match="LUM-2026-0002"):
            writing.spend("a token", person, "", LATER)


def test_a_token_of_any_length_and_letters_is_taken(place: Services) -> None:
    person, token = viewer(place).person, "\x00é" * 5000
    with place.store.writing() as writing:
        writing.spend(token, person, "done", START)

    with pytest.raises(AlreadyDone, match="done"), place.store.writing() as writing:
        writing.spend(token, person, "", LATER)


def test_somebody_unknown_spends_nothing(place: Services) -> None:
    with pytest.raises(BrokenRecord), place.store.writing() as writing:
        writing.spend("a token", PersonId("nobody"), "", START)


def test_old_tokens_are_forgotten(place: Services) -> None:
    person = viewer(place).person
    with place.store.writing() as writing:
        writing.spend("old", person, "one", START)
        writing.spend("new", person, "two", LATER)
        forgotten = writing.purge_spent(LATER)
        writing.spend("old", person, "three", LATER)

    with pytest.raises(AlreadyDone), place.store.writing() as writing:
        writing.spend("new", person, "", LATER)
    assert forgotten == 1


def test_a_second_click_on_report_opens_no_second_case(place: Services) -> None:
    teacher = replace(caller(place, "oakfield-teacher"), once="a token")
    first = steps.report(place, teacher, NEW).case.reference

    with pytest.raises(AlreadyDone) as again:
        steps.report(place, teacher, NEW)
    with place.store.reading() as reading:
        rows = reading.cases(teacher.viewer)
    assert again.value.outcome == first
    assert [row.reference for row in rows] == [first]
    # the number that the second click took is given back
    assert steps.report(place, replace(teacher, once="another"), NEW).case.reference == "LUM-2026-0002"


def test_a_second_click_on_a_step_is_told_that_it_is_done_and_not_that_the_page_is_stale(place: Services) -> None:
    reference = report(place)
    senior = replace(caller(place, "oakfield-senior"), once="a token")
    steps.take_step(place, senior, reference, CASE, ActionName("acknowledge"), facts={}, revision=1)

    with pytest.raises(AlreadyDone) as again:
        steps.take_step(place, senior, reference, CASE, ActionName("acknowledge"), facts={}, revision=1)
    with pytest.raises(StaleRevision):
        steps.take_step(
            place, replace(senior, once="b"), reference, CASE, ActionName("acknowledge"), facts={}, revision=1
        )
    with place.store.reading() as reading:
        assert reading.find_case(senior.viewer, reference).revision == 2
    assert again.value.outcome == reference


def test_a_form_that_was_refused_can_be_mended_and_sent_in_again(place: Services) -> None:
    reference = report(place)
    senior = replace(caller(place, "oakfield-senior"), once="a token")
    with pytest.raises(StaleRevision):
        steps.take_step(place, senior, reference, CASE, ActionName("acknowledge"), facts={}, revision=0)

    step = steps.take_step(place, senior, reference, CASE, ActionName("acknowledge"), facts={}, revision=1)
    assert step.case.revision == 2
