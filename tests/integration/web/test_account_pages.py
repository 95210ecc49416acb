"""My account, cover, one's own password, and one's own deadlines by day."""

from __future__ import annotations

import re

from duecourse.demo import DEMO_PASSWORD
from tests.services import report
from tests.site import Site

SENIOR, KEEPER = "oakfield-senior", "central"
NEW = "walrus tangerine ladder"


def test_an_account_says_what_somebody_is_and_whom_to_tell_when_it_is_wrong(site: Site) -> None:
    page = site.person(SENIOR).get("/account").text

    assert "Senior manager" in page
    assert "Tell one of those who keep people: Drew Instance" in page
    assert "Nobody covers for you, and you cover for nobody." in page


def test_those_who_keep_people_let_somebody_cover_until_a_day_and_both_read_it(site: Site) -> None:
    keeper = site.person(KEEPER)
    day = {"last": "1", "last-day": "1", "last-month": "December", "last-year": "2026"}
    answers = {"post": f"{SENIOR} | senior manager@oakfield", "person": "oakfield-deputy", **day}
    page = keeper.fill("/account/cover", 0, **answers)
    assert "1 December 2026" in page.text
    assert "We kept what you typed" not in page.text
    assert "Jules Oakfield" in site.person(SENIOR).get("/account").text
    assert "Gray Oakfield" in site.person("oakfield-deputy").get("/account").text

    earlier = {"ends": f"oakfield-deputy | {SENIOR} | senior manager@oakfield"}
    late = keeper.send(page, 1, **earlier, **{"on-day": "2", "on-month": "12", "on-year": "2026"})
    assert 'href="#on">This cover runs' in late.text
    sooner = keeper.send(page, 1, **earlier, **{"on-day": "20", "on-month": "11", "on-year": "2026"})
    assert "20 November 2026" in sooner.text.split("Who covers today")[1]

    ended = keeper.send(sooner, 0)
    assert "Nobody covers for anybody today." in ended.text


def test_cover_that_is_wrong_is_said_and_nothing_typed_is_lost(site: Site) -> None:
    page = site.person(KEEPER).fill("/account/cover", 0, person="oakfield-deputy")

    assert page.status_code == 422
    assert "Choose an answer: Who is away, and which post is covered?" in page.text
    assert '<option value="oakfield-deputy" selected>' in page.text


def test_somebody_who_keeps_nobody_is_told_who_does_and_arranges_nothing(site: Site) -> None:
    senior = site.person(SENIOR)
    page = senior.get("/account/cover").text
    assert "Cover is arranged by those who keep people: Drew Instance" in page
    assert "Let them cover" not in page


def test_a_password_is_changed_by_the_present_one_and_every_session_ends(site: Site) -> None:
    senior, elsewhere = site.person(SENIOR), site.person(SENIOR)
    typed = {"old_password": DEMO_PASSWORD, "new_password": NEW, "new_again": NEW}
    page = senior.fill("/account/password", 0, **typed)
    assert "Your password is changed" in page.text
    assert elsewhere.get("/account").url.path == "/sign-in"

    again = senior.send(page, 0, name=SENIOR, password=NEW)
    assert again.url.path == "/work"


def test_what_is_wrong_with_a_password_is_said_at_its_field_and_no_password_comes_back(site: Site) -> None:
    senior = site.person(SENIOR)
    nothing: dict[str, str] = {}
    for typed, says in (
        ({"old_password": "not this one", "new_password": NEW, "new_again": NEW}, "This is not your present password"),
        ({"old_password": DEMO_PASSWORD, "new_password": "walrus", "new_again": "walrus"}, "Choose a longer password"),
        ({"old_password": DEMO_PASSWORD, "new_password": NEW, "new_again": "zebra crossing 12"}, "are not the same"),
        (nothing, "Write your present password"),
    ):
        page = senior.fill("/account/password", 0, **typed)
        assert page.status_code == 422
        assert says in page.text
        assert not any(text in page.text for text in typed.values())
    assert senior.get("/account").status_code == 200


def test_after_five_wrong_passwords_in_a_session_the_next_waits_too(site: Site) -> None:
    senior = site.person(SENIOR)
    wrong = {"old_password": "not this one", "new_password": NEW, "new_again": NEW}
    for _ in range(5):
        senior.fill("/account/password", 0, **wrong)
    page = senior.fill("/account/password", 0, **{**wrong, "old_password": DEMO_PASSWORD})

    assert page.status_code == 429
    assert "Try again at" in page.text


def test_no_password_is_kept_when_a_session_has_ended(site: Site) -> None:
    senior = site.person(SENIOR)
    page = senior.get("/account/password")
    site.wait(hours=1)
    senior.send(page, 0, old_password=DEMO_PASSWORD, new_password=NEW, new_again=NEW)
    with site.services.store.reading() as reading:
        people = [each.id for each in reading.people(reading.organisation().id)]
        kept = [form for person in people for form in reading.kept_forms(person)]

    assert not any(NEW in text for form in kept for text in form.fields.values())


def test_deadlines_stand_by_day_for_those_who_have_to_meet_them(site: Site) -> None:
    reference = report(site.services)
    page = site.person(SENIOR).get("/deadlines").text

    assert reference in page
    assert re.search(r'id="day-1">[MTWFS][a-z]+day \d+ [A-Z][a-z]+ 2026', page)
    other = site.person("riverside-senior").get("/deadlines").text
    assert reference not in other
    assert "You have no deadline to meet" in other


def test_cover_until_the_last_of_all_days_is_refused_at_its_question(site: Site) -> None:
    day = {"last": "1", "last-day": "31", "last-month": "12", "last-year": "9999"}
    answers = {"post": f"{SENIOR} | senior manager@oakfield", "person": "oakfield-deputy", **day}
    page = site.person(KEEPER).fill("/account/cover", 0, **answers)

    assert page.status_code == 422
    assert "There is no day after this one in any calendar." in page.text


def test_a_second_click_on_end_now_shows_that_the_cover_has_ended(site: Site) -> None:
    keeper = site.person(KEEPER)
    day = {"last": "1", "last-day": "1", "last-month": "December", "last-year": "2026"}
    answers = {"post": f"{SENIOR} | senior manager@oakfield", "person": "oakfield-deputy", **day}
    page = keeper.fill("/account/cover", 0, **answers)
    keeper.send(page, 0)
    again = keeper.send(page, 0)
    assert (again.status_code, again.url.path) == (200, "/account/cover")
    assert "Nobody covers for anybody today." in again.text

    elsewhere = keeper.send(page, 0, once="")
    assert elsewhere.status_code == 422
    assert "Jules Oakfield covers for Gray Oakfield: nothing at present." in elsewhere.text
    assert "duecourse cover" not in elsewhere.text
