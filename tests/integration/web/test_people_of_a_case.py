"""Forms about the people of a case: schools that share it, people from outside, roles taken away."""

from __future__ import annotations

import re
from dataclasses import replace

from duecourse.casework.commands import steps
from duecourse.casework.context.services import person_of
from duecourse.casework.queries import case_view
from engine.identity import CaseReference, RoleName
from engine.ports.records import Person as Known
from engine.ports.records import Tenure
from tests.services import caller, report
from tests.site import Site

NOT_FOUND = 404
HINT = "where nobody deals with it yet"


def people_of(site: Site, reference: CaseReference) -> dict[str, Known]:
    """Give everybody whom a case names, by name."""
    view = case_view.look(site.services, caller(site.services, "oakfield-senior"), reference)
    return {person.name: person for person in view.people.values()}


def main_of(text: str) -> str:
    return text[text.index("<main") : text.index("</main>")]


def offered(site: Site, who: str, reference: CaseReference) -> set[str]:
    """Name whom the form offers that adds somebody to a case, by short name."""
    page = site.person(who).get(f"/cases/{reference}/add-person").text
    return set(re.findall(r'(?:<option|name="person"[^>]*?) value="([^"]+)"', page))


def change_posts(site: Site, key: str, *posts: Tenure) -> None:
    with site.services.store.writing() as writing:
        person = person_of(writing, writing.organisation().id, key)
        writing.save_person(replace(person, posts=posts))


def test_who_never_held_a_post_is_offered_in_no_case_but_in_one_that_knows_them(site: Site) -> None:
    here, there = report(site.services), report(site.services)
    senior = caller(site.services, "oakfield-senior")
    assert offered(site, "oakfield-senior", here).isdisjoint({"pupil-one", "parent-one", "volunteer-one", "worker-one"})
    steps.add_person(site.services, senior, here, "pupil-one", "witness")

    assert "pupil-one" in offered(site, "oakfield-senior", here)
    assert "pupil-one" not in offered(site, "oakfield-senior", there)


def test_who_holds_no_post_any_more_is_offered_where_they_held_one(site: Site) -> None:
    ours, end = report(site.services), site.services.clock.now()
    with site.services.store.reading() as reading:
        people = {key: person_of(reading, reading.organisation().id, key).posts for key in ("hilltop-dsl", "central")}
        people["oakfield-dsl"] = person_of(reading, reading.organisation().id, "oakfield-dsl").posts
    for key, posts in people.items():
        change_posts(site, key, *(replace(each, until=end) for each in posts))

    assert {"oakfield-dsl", "central"} <= offered(site, "oakfield-senior", ours)
    assert "hilltop-dsl" not in offered(site, "oakfield-senior", ours)


def test_a_case_is_shared_with_another_school_on_the_site_and_that_ends_there(site: Site) -> None:
    reference = report(site.services)
    ours, theirs = site.person("oakfield-senior"), site.person("hilltop-senior")
    assert theirs.get(f"/cases/{reference}").status_code == NOT_FOUND

    shared = ours.fill(f"/cases/{reference}/share", school="hilltop", reason="The pupil is at Hilltop")
    assert shared.url.path == f"/cases/{reference}/people"
    assert theirs.get(f"/cases/{reference}").status_code == 200
    assert f"/cases/{reference}/end-share" in shared.text
    assert 'value="hilltop"' not in ours.get(f"/cases/{reference}/share").text

    ended = ours.fill(f"/cases/{reference}/end-share", school="hilltop", reason="Hilltop has done its part")
    assert "<form" not in main_of(ours.get(f"/cases/{reference}/end-share").text)
    assert "<form" in main_of(ours.get(f"/cases/{reference}/share").text)
    assert ended.url.path == f"/cases/{reference}/people"
    assert theirs.get(f"/cases/{reference}").status_code == NOT_FOUND


def test_those_who_manage_are_told_that_somebody_belongs_to_another_school_until_it_is_shared(site: Site) -> None:
    reference = report(site.services)
    senior = site.person("oakfield-senior")
    assert HINT not in senior.get(f"/cases/{reference}/people").text

    steps.add_person(
        site.services, caller(site.services, "oakfield-senior"), reference, "hilltop-teacher", "subject", "employee"
    )
    for page in ("", "/people"):
        assert HINT in senior.get(f"/cases/{reference}{page}").text
    senior.fill(f"/cases/{reference}/share", school="hilltop", reason="A teacher of Hilltop")
    for page in ("", "/people"):
        assert HINT not in senior.get(f"/cases/{reference}{page}").text


def test_somebody_from_outside_is_added_with_what_letters_need_and_in_no_other_case(site: Site) -> None:
    reference, other = report(site.services), report(site.services)
    senior = site.person("oakfield-senior")
    place = f"/cases/{reference}/add-outsider"

    nameless = senior.fill(place, title="Mrs", part="witness", relation="parent", telephone="01632 960001")
    assert (nameless.status_code, "01632 960001" in nameless.text) == (422, True)

    added = senior.fill(
        place,
        title="Mrs",
        given="Ada",
        family="Outsider",
        part="witness",
        relation="parent",
        email="ada@parents.example",
        postal_address="1 Invented Road\r\nSampletown",
    )
    assert added.url.path == f"/cases/{reference}/people"
    known = people_of(site, reference)["Ada Outsider"]
    assert (known.title, known.relation, known.email) == ("Mrs", "parent", "ada@parents.example")
    assert known.postal_address.splitlines() == ["1 Invented Road", "Sampletown"]
    assert "Ada Outsider" not in senior.get(f"/cases/{other}/add-person").text


def test_where_somebody_from_outside_lives_is_entered_later_and_an_envelope_too_long_is_refused(site: Site) -> None:
    reference = report(site.services)
    senior, deputy = site.person("oakfield-senior"), site.person("oakfield-deputy")
    place, page = f"/cases/{reference}/change-outsider", f"/cases/{reference}/people"
    senior.fill(
        f"/cases/{reference}/add-outsider", given="小龙", family="李", part="witness", email="li@people.example"
    )
    key = people_of(site, reference)["小龙 李"].key

    twelve = "\r\n".join(f"Line {number}" for number in range(12))
    refused = senior.fill(place, outsider=key, postal_address=twelve)
    assert (refused.status_code, "the address has 12 lines" in refused.text, "Line 11" in refused.text) == (
        422,
        True,
        True,
    )
    nothing = senior.fill(place, outsider=key, postal_address="")
    assert (nothing.status_code, "Write what is known otherwise" in nothing.text) == (422, True)

    changed = senior.fill(place, outsider=key, postal_address="1 Invented Road\r\nSampletown")
    known = people_of(site, reference)["小龙 李"]
    assert changed.url.path == page
    assert known.postal_address.splitlines() == ["1 Invented Road", "Sampletown"]
    assert known.email == "li@people.example"
    assert "1 Invented Road" in senior.get(page).text
    assert "1 Invented Road" not in deputy.get(page).text
    assert deputy.get(place).status_code == 403


def test_a_role_is_taken_from_somebody_who_sees_nothing_by_it_from_then_on(site: Site) -> None:
    reference = report(site.services)
    role = RoleName("investigator")
    steps.assign(site.services, caller(site.services, "oakfield-senior"), reference, role, "oakfield-teacher-two")
    senior, second = site.person("oakfield-senior"), site.person("oakfield-teacher-two")
    assert second.get(f"/cases/{reference}").status_code == 200

    taken = senior.fill(f"/cases/{reference}/take-role", held=f"{role} : oakfield-teacher-two", reason="On leave")

    assert taken.url.path == f"/cases/{reference}/people"
    assert second.get(f"/cases/{reference}").status_code == NOT_FOUND
    again = senior.fill(f"/cases/{reference}/take-role", held=f"{role} : oakfield-teacher-two", reason="Once more")
    assert (again.status_code, "Once more" in again.text) == (409, True)


def test_roles_and_sharing_are_offered_only_to_those_who_manage_the_case(site: Site) -> None:
    reference = report(site.services)
    senior, deputy = site.person("oakfield-senior"), site.person("oakfield-deputy")
    forms = [f"/cases/{reference}/{form}" for form in ("share", "give-role", "take-role")]
    theirs = deputy.get(f"/cases/{reference}/people").text
    assert f"/cases/{reference}/add-outsider" in theirs, "who works on the case adds people to it"

    assert [form in senior.get(f"/cases/{reference}/people").text for form in forms] == [True, True, True]
    assert [form in theirs for form in forms] == [False, False, False]
    assert [deputy.get(form).status_code for form in forms] == [403, 403, 403]
    assert site.person("oakfield-teacher-two").get(forms[0]).status_code == NOT_FOUND


def test_the_note_that_leads_to_sharing_is_for_those_who_may_share(site: Site) -> None:
    reference = report(site.services)
    steps.add_person(
        site.services, caller(site.services, "oakfield-senior"), reference, "hilltop-teacher", "subject", "employee"
    )

    assert HINT in site.person("oakfield-senior").get(f"/cases/{reference}").text
    assert HINT not in site.person("oakfield-deputy").get(f"/cases/{reference}").text
