"""The registers on the pages of the site: lists, filters, entries, questions, and what the policy's readers left."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from duecourse.casework.commands import steps
from duecourse.casework.queries import case_view
from duecourse.casework.registers import filing
from duecourse.casework.registers.filing import NewEntry
from engine.identity import CaseReference, FactName, InstanceId
from tests.cli import CALM, IN_SCOPE, MONDAY
from tests.services import act, caller
from tests.site import Site

CLUB = "To run the chess club's page."
LATER = MONDAY + timedelta(days=60)


def entered(site: Site, kind: str = "permission", who: str = "teacher", words: str = CLUB) -> CaseReference:
    new = NewEntry(kind=kind, words=words)
    return filing.enter(site.services, caller(site.services, f"oakfield-{who}"), new).case.reference


def approved(site: Site) -> CaseReference:
    reference = entered(site)
    facts = {
        "forbidden": "nothing",
        "scope_words": "The club's page.",
        "valid_from": MONDAY.isoformat(),
        "valid_until": LATER.isoformat(),
    }
    act(site.services, "head", reference, "register/1", "approve", **facts)
    return reference


def discipline(site: Site) -> CaseReference:
    """Report conduct of the teacher, and come to the step that looks at the registers."""
    new = steps.NewReport(
        policy="lumen",
        school="oakfield",
        reported_by="oakfield-teacher-two",
        affected=(),
        addresses=("https://a.example/1",),
        answers={**CALM, "category": "other", "what_happened": "A post."},
        about={"oakfield-teacher": "employee"},
    )
    reference = steps.report(site.services, caller(site.services, "oakfield-teacher-two"), new).case.reference
    act(site.services, "senior", reference, "case/1", "triage", **IN_SCOPE)
    act(
        site.services, "senior", reference, "case/1", "open_tracks", routes="discipline", routes_because="It is needed."
    )
    act(
        site.services,
        "head",
        reference,
        "discipline/1",
        "answer_threshold",
        harm_threshold="not_met",
        concern="A post.",
    )
    act(
        site.services,
        "head",
        reference,
        "discipline/1",
        "decide_scope",
        scope="in_scope",
        outside_hours="no",
        scope_reasons="At work.",
    )
    return reference


def test_the_registers_are_empty_at_first_and_say_what_will_appear(site: Site) -> None:
    page = site.person("oakfield-teacher").get("/registers")

    assert page.status_code == 200
    assert "There are no entries yet that you have a part in." in page.text
    assert "Who has not read the policy" not in page.text


def test_registers_are_reached_from_every_page_and_from_the_work_page(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    work = teacher.get("/work")

    assert 'href="/registers"' in teacher.get("/policies").text
    assert 'href="/registers/entry"' in work.text
    assert 'href="/registers/question"' in work.text


def test_a_teacher_makes_an_entry_and_finds_it_in_the_list(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    page = teacher.fill("/registers/entry", register="permission", entry_words=CLUB)

    assert page.url.path == "/registers"
    assert "Recorded as" in page.text
    assert "1 entry" in page.text
    assert "Waiting for our approval" in page.text


def test_what_a_permission_is_for_is_said_with_the_entry(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    teacher.fill("/registers/entry", register="permission", permission_for="event", entry_words=CLUB)
    me = caller(site.services, "oakfield-teacher")
    [entry] = filing.entries(site.services, me)

    answers = case_view.look(site.services, me, entry.reference).case.tracks[InstanceId("register/1")].answers
    assert answers[FactName("permission_for")].value == "event"


def test_an_entry_without_an_answer_is_asked_again_and_keeps_what_was_typed(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    page = teacher.fill("/registers/entry", entry_words=CLUB)

    assert page.status_code == 422
    assert "Choose an answer: What is to be entered?" in page.text
    assert "chess club" in page.text


def test_an_entry_that_is_sent_twice_is_made_once(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    form = teacher.get("/registers/entry")
    first = teacher.send(form, register="declaration", entry_words=CLUB)
    second = teacher.send(form, register="declaration", entry_words=CLUB)

    assert str(first.url) == str(second.url)
    assert "1 entry" in second.text


def test_only_a_senior_manager_is_asked_whose_entry_it_is(site: Site) -> None:
    asked = "Whose entry is it?"
    senior = site.person("oakfield-senior")
    page = senior.fill("/registers/entry", register="declaration", whose="oakfield-teacher", entry_words="A cousin.")

    assert asked not in site.person("oakfield-teacher").get("/registers/entry").text
    assert "Oakley Oakfield" in page.text
    assert "A cousin." in site.person("oakfield-teacher").get("/registers").text


def test_somebody_of_the_trust_says_which_school_an_entry_is_for(site: Site) -> None:
    central = site.person("central")
    page = central.fill("/registers/entry", register="declaration", school="hilltop", entry_words="A talk.")

    assert "Hilltop School" in central.get("/registers/entry").text
    assert "Recorded as" in page.text


def test_the_list_is_narrowed_by_its_filters(site: Site) -> None:
    permission, declared = approved(site), entered(site, "declaration", "teacher-two", "A cousin.")
    senior = site.person("oakfield-senior")
    for query, shown, hidden in (
        ("kind=permission", permission, declared),
        ("kind=declaration", declared, permission),
        ("standing=in_force", permission, declared),
        ("standing=waiting", declared, permission),
        (f"person={caller(site.services, 'oakfield-teacher').viewer.person}", permission, declared),
    ):
        page = senior.get(f"/registers?{query}")

        assert f"/cases/{shown}" in page.text, query
        assert f"/cases/{hidden}" not in page.text, query
    assert "There are no such entries." in senior.get("/registers?kind=account").text


def test_the_list_tells_how_it_stood_on_a_day(site: Site) -> None:
    reference = approved(site)
    site.wait(days=90)
    senior = site.person("oakfield-senior")
    then = senior.get("/registers?day-day=3&day-month=11&day-year=2026&standing=in_force")
    now = senior.get("/registers?standing=in_force")

    assert "As it stood at the end of" in then.text
    assert f"/cases/{reference}" in then.text
    assert f"/cases/{reference}" not in now.text


def test_a_day_that_does_not_exist_is_said_to_be_wrong(site: Site) -> None:
    page = site.person("oakfield-senior").get("/registers?day-day=31&day-month=2&day-year=2026")

    assert page.status_code == 422
    assert "There is no such date." in page.text


def test_a_teacher_sees_nobody_elses_entries_whatever_they_ask_for(site: Site) -> None:
    other = entered(site, "declaration", "teacher-two", "My cousin is a parent.")
    person = caller(site.services, "oakfield-teacher-two").viewer.person
    teacher = site.person("oakfield-teacher")
    for place in ("/registers", f"/registers?person={person}", f"/registers?done={other}"):
        page = teacher.get(place)

        assert "My cousin" not in page.text, place
        assert f">{other}<" not in page.text, place
        assert "Recorded as" not in page.text, place
    assert teacher.get(f"/cases/{other}").status_code == 404


def test_a_question_is_asked_answered_and_read_under_the_registers(site: Site) -> None:
    teacher, manager = site.person("oakfield-teacher"), site.person("oakfield-manager")
    page = teacher.fill("/registers/question", question_words="May I post a picture of the fair?")
    reference = str(page.url).rsplit("=", 1)[1]
    assert "May I post a picture of the fair?" in manager.get("/registers").text
    manager.take(reference, "query/1", "answer", answer_words="Yes, without children in it.")

    assert "Yes, without children in it." in teacher.get("/registers").text
    assert "the fair" not in site.person("oakfield-teacher-two").get("/registers").text


def test_the_page_of_an_entry_says_what_can_be_done_with_it(site: Site) -> None:
    reference = entered(site)
    page = site.person("oakfield-head").get(f"/cases/{reference}")

    assert page.status_code == 200
    assert "Approve it" in page.text


def test_those_who_look_after_a_school_find_who_has_not_read_the_policy(site: Site) -> None:
    entered(site, "policy_read", words="Read on paper.")
    head = site.person("oakfield-head")
    page = head.get("/registers/unread")

    assert "/registers/unread" in head.get("/registers").text
    assert "1 person has recorded" in page.text
    assert "Parker Oakfield" in page.text
    assert "Oakley Oakfield" not in page.text
    assert site.person("oakfield-teacher").get("/registers/unread").status_code == 403
    assert "Hilltop" in site.person("central").get("/registers/unread?school=hilltop").text


def test_requests_stand_in_the_registers_and_not_among_the_cases(site: Site) -> None:
    reference, senior = entered(site), site.person("oakfield-senior")
    site.person("oakfield-teacher").fill("/registers/question", question_words="May I?")

    assert f"/cases/{reference}" in senior.get("/work").text
    assert "Approve it" in senior.get("/work").text
    for show in ("open", "closed", "all"):
        assert reference not in senior.get(f"/cases?show={show}").text, show


def test_an_entry_in_force_is_nobodys_work_until_it_runs_out(site: Site) -> None:
    reference, senior = approved(site), site.person("oakfield-senior")
    before = [senior.get(place).text for place in ("/work", "/work?show=overdue", "/work?show=week")]
    site.wait(days=61)

    assert not any(reference in text for text in before)
    assert reference in senior.get("/work?show=overdue").text
    assert reference in senior.get("/work").text


def test_the_step_that_looks_at_the_registers_shows_what_they_say(site: Site) -> None:
    permission = approved(site)
    site.wait(days=3)
    reference = discipline(site)
    place = f"/cases/{reference}/discipline/1/consult_registers"
    head = site.person("oakfield-head")
    page = head.get(place)
    missing = head.fill(place)

    assert (page.status_code, missing.status_code) == (200, 422)
    for text in (page.text, missing.text):
        assert permission in text
        assert text.index(permission) < text.index('name="registers"')
    # HR has no part in the case of the permission, so it can be read here and not opened
    assert permission in site.person("hr").get(place).text
    assert site.person("hr").get(f"/cases/{permission}").status_code == 404


def test_the_step_says_plainly_that_nothing_was_found_and_that_this_is_recorded(site: Site) -> None:
    reference = discipline(site)
    page = site.person("oakfield-head").get(f"/cases/{reference}/discipline/1/consult_registers")

    assert "Nothing was found." in page.text
    assert "It is recorded that you looked and that nothing was found." in page.text


def test_the_registers_are_looked_at_as_they_stood_on_the_day_of_the_conduct(site: Site) -> None:
    permission = approved(site)
    site.wait(days=10)
    act(site.services, "head", permission, "register/1", "revoke", revoke_reason="The club has ended.")
    site.wait(days=2)
    reference = discipline(site)
    place, head = f"/cases/{reference}/registers/discipline/1", site.person("oakfield-head")

    assert place in head.get(f"/cases/{reference}/discipline/1/consult_registers").text
    assert permission not in head.get(place).text
    assert permission in head.get(f"{place}?day-day=5&day-month=11&day-year=2026").text
    assert head.get(f"{place}?day-day=31&day-month=2&day-year=2026").status_code == 422
    assert site.person("oakfield-senior").get(place).status_code == 409


def test_a_step_that_is_locked_or_another_one_shows_nothing_of_the_registers(site: Site) -> None:
    permission = approved(site)
    site.wait(days=3)
    reference = discipline(site)
    senior = site.person("oakfield-senior").get(f"/cases/{reference}/discipline/1/consult_registers")
    drop = site.person("oakfield-head").get(f"/cases/{reference}/discipline/1/drop")

    assert permission not in senior.text
    assert permission not in drop.text


def test_the_page_shows_what_everybody_at_the_school_is_to_know_where_the_policy_says_so(site: Site) -> None:
    with site.services.store.writing() as writing:
        trust = writing.organisation()
        writing.save_organisation(replace(trust, settings={**trust.settings, "policy": "link"}))
    objection = entered(site, "image_objection", "senior", "No pictures of the twins in 4B.")
    page = site.person("oakfield-teacher").get("/registers")
    assert "Nothing was in force that everybody at your school is to know." in page.text

    act(site.services, "head", objection, "register/1", "note")
    page = site.person("oakfield-teacher").get("/registers")
    assert "No pictures of the twins in 4B." in page.text
    assert f"/cases/{objection}" not in page.text
