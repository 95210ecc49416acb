"""Views that somebody saves: their own lists under a name, shared with nobody, renamed, deleted, and kept."""

from __future__ import annotations

import pytest
from httpx2 import Response

from duecourse.casework.accounts import sessions
from duecourse.casework.search.saved_views import MOST_VIEWS, views_of
from duecourse.demo import DEMO_PASSWORD
from tests.services import caller, report
from tests.site import Person, Site, forms_of

SENIOR, HEAD = "oakfield-senior", "oakfield-head"
STAGE = "show=open&stage=reported"


def post(person: Person, path: str, **typed: str) -> Response:
    """Send what a form of ours would send, also to what is not the visitor's."""
    csrf = forms_of(person.get("/cases"))[0].fields["csrf"]
    return person.client.post(path, data={"csrf": csrf, **typed})


def save(person: Person, name: str, asked: str = STAGE) -> str:
    return post(person, "/views", name=name, list=asked).text


def names(site: Site, who: str = SENIOR) -> list[str]:
    return [view.name for view in views_of(site.services, caller(site.services, who).viewer.person)]


def test_a_list_is_saved_under_a_name_and_stands_in_the_navigation_of_its_owner_alone(site: Site) -> None:
    report(site.services)
    senior = site.person(SENIOR)
    page = save(senior, "New ones")

    assert 'href="/cases?show=open&amp;stage=reported" aria-current="page">New ones</a>' in page
    assert ">New ones</a>" in senior.get("/work").text
    assert "New ones" not in site.person(HEAD).get("/cases").text
    assert "New ones" not in site.person(HEAD).get("/views").text


def test_a_view_is_renamed_and_deleted_by_its_owner_alone(site: Site) -> None:
    senior, head = site.person(SENIOR), site.person(HEAD)
    save(senior, "One")
    (view,) = views_of(site.services, caller(site.services, SENIOR).viewer.person)
    post(head, f"/views/{view.key}/name", name="Mine now")
    post(head, f"/views/{view.key}/delete")

    assert names(site) == ["One"]
    (rename,) = (number for number, form in enumerate(forms_of(senior.get("/views"))) if form.action.endswith("/name"))
    senior.fill("/views", rename, name="Two")
    assert names(site) == ["Two"]
    post(senior, f"/views/{view.key}/delete")
    post(senior, f"/views/{view.key}/delete")
    assert names(site) == []
    assert "You have no saved views" in senior.get("/views").text


def test_a_name_is_asked_for_and_not_given_twice(site: Site) -> None:
    senior = site.person(SENIOR)

    assert "Enter a name for this view" in save(senior, "  ")
    save(senior, "One")
    save(senior, "One")
    taken = save(senior, "ONE", "show=closed")

    assert names(site) == ["One"]
    assert "You have a view of this name" in taken
    assert 'value="show=closed"' in taken


def test_so_many_views_are_kept_and_what_stands_in_one_is_a_list_and_no_other_address(site: Site) -> None:
    senior = site.person(SENIOR)
    for number in range(MOST_VIEWS):
        save(senior, f"View {number}", f"show=open&after={number}")

    assert "Delete one first" in save(senior, "One more", "show=all")
    assert len(names(site)) == MOST_VIEWS
    (first, *_) = views_of(site.services, caller(site.services, SENIOR).viewer.person)
    post(senior, f"/views/{first.key}/delete")
    save(senior, "Odd", '"><script>&show=open')
    assert "<script>&" not in senior.get("/cases").text


def test_a_view_stays_when_forms_of_the_week_before_are_let_go_of(site: Site) -> None:
    save(site.person(SENIOR), "Long")
    viewer = caller(site.services, SENIOR).viewer
    person = viewer.person
    sessions.keep_form(site.services, person, viewer.organisation, "/a", {"x": "y"})
    site.wait(days=30)
    sessions.tidy(site.services)

    assert names(site) == ["Long"]
    assert sessions.kept_form(site.services, person, "/a") is None


def test_a_form_of_a_session_that_has_ended_leaves_the_views_as_they_are(site: Site) -> None:
    senior = site.person(SENIOR)
    save(senior, "One")
    csrf = forms_of(senior.get("/cases"))[0].fields["csrf"]
    site.wait(days=2)
    asked = senior.client.post("/views", data={"csrf": csrf, "name": "Two", "list": STAGE})

    assert asked.url.path == "/sign-in"
    assert names(site) == ["One"]
    assert "One" in senior.send(asked, name=SENIOR, password=DEMO_PASSWORD).text


@pytest.mark.parametrize("act", ["name", "delete"])
def test_who_signs_in_again_before_a_view_is_changed_comes_to_the_views(site: Site, act: str) -> None:
    senior = site.person(SENIOR)
    save(senior, "One")
    (view,) = views_of(site.services, caller(site.services, SENIOR).viewer.person)
    csrf = forms_of(senior.get("/cases"))[0].fields["csrf"]
    site.wait(days=2)
    asked = senior.client.post(f"/views/{view.key}/{act}", data={"csrf": csrf, "name": "Two"})
    page = senior.send(asked, name=SENIOR, password=DEMO_PASSWORD)

    assert (page.status_code, page.url.path) == (200, "/views")
    assert names(site) == ["One"]
