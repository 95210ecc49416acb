"""People on pages: found, added, changed, given posts and relieved of them, moved, and let go with what they hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from httpx2 import Response

from duecourse.casework.administration.cover import Covering, give_cover
from duecourse.casework.administration.grants.weighty_posts import POST_GIVEN
from duecourse.casework.administration.people import add_person, people
from duecourse.casework.administration.posts import Giving, end_post, give_post
from duecourse.casework.comings_and_goings.staff_list import StaffWanted, staff_list
from duecourse.casework.context.services import person_of
from duecourse.web.pages.administration.administration_index import GROUPS, Keeps
from engine.errors import NotPermitted
from engine.ports.records import Person as Known
from tests.cli import MONDAY
from tests.counting import counting
from tests.services import caller, move_clock, report
from tests.site import Person, Site, forms_of, make_site

PEOPLE = "/administration/people"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One site for all: each test keeps to people of its own."""
    made = make_site(tmp_path_factory.mktemp("people"), MONDAY)
    yield made
    made.services.store.close()


@pytest.fixture
def keeper(site: Site) -> Person:
    return site.person("central")


def known(site: Site, key: str) -> Known:
    with site.services.store.reading() as reading:
        return person_of(reading, reading.organisation().id, key)


def place_of(site: Site, key: str) -> str:
    return f"{PEOPLE}/{known(site, key).id}"


def names_on(page: Response) -> list[str]:
    return [part.split("</a>")[0].split(">")[1] for part in page.text.split(f'href="{PEOPLE}/')[2:]]


def day(name: str, *parts: str) -> dict[str, str]:
    return dict(zip((f"{name}-day", f"{name}-month", f"{name}-year"), parts, strict=True))


def confirmed(who: Person, page: Response) -> Response:
    assert page.status_code == 200, page.text[-3000:]
    assert "What follows" in page.text
    return who.send(page)


def test_people_are_found_by_name_school_and_post_and_no_address_tells_a_name(site: Site, keeper: Person) -> None:
    everybody = keeper.get(PEOPLE)
    found = keeper.fill(PEOPLE, 0, words="jules", school="hilltop")
    nobody = keeper.fill(PEOPLE, 0, words="jules", post="DSL")

    everybody_there = len(people(site.services, caller(site.services, "central")))
    assert f"{everybody_there} people" in everybody.text
    assert len(names_on(everybody)) == 25
    assert names_on(found) == ["Jules Hilltop"]
    assert "jules" not in str(found.url).casefold()
    assert f"There is nobody like that among the {everybody_there} people whom you keep." in nobody.text
    assert "Lane Oakfield" in keeper.get(f"{PEOPLE}?post=deputy+DSL&signs_in=yes").text
    assert "Lane Oakfield" not in names_on(keeper.get(f"{PEOPLE}?signs_in=no"))


def test_a_list_of_hundreds_asks_the_database_no_oftener(tmp_path: Path) -> None:
    with counting() as counted:
        site = make_site(tmp_path, MONDAY)
        by, found = caller(site.services, "central"), list[int]()
        for more in (0, 60):
            for number in range(more):
                add_person(site.services, by, f"more-{number}", {"name": f"More {number}"}, ("teacher@hilltop",))
            counted.begin()
            listed = staff_list(site.services, by, StaffWanted(post="teacher"))
            found.append(counted.figures[3])
            assert len(listed.lines) > more
        site.services.store.close()

    assert found[0] == found[1] <= 9


def test_who_keeps_nobody_is_shown_nobody(site: Site) -> None:
    teacher = site.person("oakfield-teacher")

    for place in (PEOPLE, f"{PEOPLE}/add", place_of(site, "oakfield-head"), "/administration/people.csv"):
        assert teacher.get(place).status_code == 403


def test_somebody_joins_on_one_page_and_a_second_click_adds_nobody(site: Site, keeper: Person) -> None:
    page = keeper.get(f"{PEOPLE}/add")
    said = {
        "given": "Ngozi",
        "family": "Okafor",
        "email": "ngozi@trust.example",
        "post": "teacher",
        "school": "hilltop",
    }
    first = keeper.send(page, 0, **said, **day("first", "7", "January", "2027"))
    again = keeper.send(page, 0, **said, **day("first", "7", "January", "2027"))

    assert "Ngozi Okafor" in first.text
    assert "Posts to come" in first.text
    assert "7 January 2027" in first.text
    assert again.url.path == first.url.path
    assert [each.key for each in people(site.services, caller(site.services, "central")) if "Ngozi" in each.name] == [
        "ngozi-okafor"
    ]


def test_who_joins_is_invited_in_the_same_step_and_without_mail_nobody_is_added(site: Site, keeper: Person) -> None:
    said = {"given": "Una", "family": "Post", "email": "una@trust.example", "invite": "yes"}
    refused = keeper.fill(f"{PEOPLE}/add", 0, **said)
    there = [each.name for each in people(site.services, caller(site.services, "central"))]

    assert refused.status_code == 422
    assert 'href="#invite">Mail is not set up here' in refused.text
    assert "Una Post" not in there


def test_what_is_wrong_with_a_joiner_stands_at_its_question_and_nothing_typed_is_lost(keeper: Person) -> None:
    said = {"given": "Dr Ann", "family": "Lee", "email": "ann", "telephone": "none"}
    page = keeper.fill(f"{PEOPLE}/add", 0, **said)
    lee = {"given": "Ann", "family": "Lee", "email": "", "telephone": "", "school": "oakfield"}
    days = {**day("first", "3", "2", "2027"), **day("last", "2", "2", "2027")}
    backwards = keeper.fill(f"{PEOPLE}/add", 0, post="teacher", **lee, **days)
    misspelt = keeper.fill(
        f"{PEOPLE}/add", 0, post="headteecher", **lee, **day("first", "", "", ""), **day("last", "", "", "")
    )

    assert page.status_code == backwards.status_code == 422
    assert 'href="#email">&#39;ann&#39; is no e-mail address' in page.text
    assert 'href="#given">&#39;Dr&#39; is a title' in page.text
    assert 'value="Dr Ann"' in page.text
    assert 'href="#last">The last day lies before the first' in backwards.text
    assert "Did you mean &#39;headteacher&#39;?" in misspelt.text


def test_a_stale_page_changes_nothing_and_shows_how_it_stands(site: Site, keeper: Person) -> None:
    place = f"{place_of(site, 'hilltop-teacher')}/details"
    stale = keeper.get(place)
    keeper.fill(place, 0, telephone="01632 960111")
    page = keeper.send(stale, 0, telephone="01632 960222")

    assert page.status_code == 422
    assert "This was changed since you opened the page" in page.text
    assert "01632 960111" in page.text
    assert 'value="01632 960222"' in page.text
    assert "01632 960222" in keeper.send(page).text


def test_a_new_family_name_makes_the_name_in_lists_unless_that_was_written_itself(site: Site, keeper: Person) -> None:
    add_person(site.services, caller(site.services, "central"), "li", {"given": "Wei", "family": "Li"})
    page = keeper.fill(f"{place_of(site, 'li')}/details", 0, family="Okafor")

    assert "Wei Okafor (before: Wei Li)" in page.text


def test_a_post_is_given_from_a_day_until_another_and_ends_once_it_was_read_what_that_leaves(
    site: Site, keeper: Person
) -> None:
    place = place_of(site, "riverside-teacher")
    keeper.fill(f"{place}/give-post", 0, post="governor", school="riverside", **day("last", "31", "7", "2027"))
    held = keeper.get(place).text
    site.wait(hours=1)
    shown = keeper.fill(f"{place}/end-post?post=governor%40riverside", 0)
    done = confirmed(keeper, shown)

    assert "Governor" in held
    assert "31 July 2027" in held
    assert "Posts that are over (1)" in done.text
    assert "Governor" not in done.text.split("What you can do")[0].split("Posts that are over")[0]


def test_before_the_only_safeguarding_lead_ends_it_is_shown_who_would_be_missing(site: Site, keeper: Person) -> None:
    for who, post in (("riverside-deputy-dsl", "deputy DSL@riverside"), ("trustee", "safeguarding trustee")):
        confirmed(keeper, keeper.fill(f"{place_of(site, who)}/end-post", 0, ends=post))
    board = keeper.fill(f"{place_of(site, 'board')}/end-post", 0, ends="trust board")
    confirmed(keeper, board)
    page = keeper.fill(f"{place_of(site, 'riverside-dsl')}/end-post", 0, ends="DSL@riverside")

    assert "Lead safeguarding officer" in page.text
    assert "Nobody" in page.text.split("Lead safeguarding officer")[1]
    assert "lacks somebody" in page.text or "lack somebody" in page.text
    assert known(site, "riverside-dsl").held(site.services.clock.now())


def test_somebody_acts_for_a_head_who_steps_aside_and_it_is_asked_in_whose_place(site: Site, keeper: Person) -> None:
    place = f"{place_of(site, 'hilltop-deputy')}/give-post"
    asked = {"post": "headteacher", "school": "hilltop", "how": "acting"}
    without = keeper.fill(place, 0, **asked)
    done = keeper.send(without, 0, **asked, instead_of="hilltop-head", **day("last", "18", "December", "2026"))

    assert 'href="#instead_of">Say in whose place they act' in without.text
    assert "acting for Finley Hilltop" in done.text
    assert "Posts to come" in keeper.get(place_of(site, "hilltop-head")).text


def test_who_leaves_is_shown_by_numbers_alone_and_keeps_no_case(site: Site, keeper: Person) -> None:
    reference = report(site.services, "https://a.example/leaver")
    place = f"{place_of(site, 'oakfield-deputy')}/leave"
    shown = keeper.fill(place, 0)
    done = confirmed(keeper, shown)
    again = keeper.send(shown)

    assert "They hold a role in 1 open case" in shown.text
    assert "Oakfield Primary School (invented): 1" in shown.text
    assert "Gray Oakfield" in shown.text.split("Who comes next by the policy")[1]
    assert reference not in shown.text
    assert "They have left" in done.text
    assert again.url.path == done.url.path
    assert not known(site, "oakfield-deputy").active
    assert "Take them on again" in keeper.get(f"{place_of(site, 'oakfield-deputy')}/back").text
    with site.services.store.reading() as reading:
        found = reading.find_case(caller(site.services, "oakfield-head").viewer, reference)
    assert not any(known(site, "oakfield-deputy").id in held for held in found.team.values())


def test_the_cases_of_a_leaver_are_named_to_a_keeper_who_manages_them(site: Site) -> None:
    reference = report(site.services, "https://a.example/named")
    keeper = site.person("central")
    keeper.fill(f"{place_of(site, 'oakfield-head')}/give-post", 0, post="administrator", school="oakfield")
    head = site.person("oakfield-head")
    page = head.fill(f"{place_of(site, 'oakfield-senior')}/leave", 0)

    assert "Those of them that you manage" in page.text
    assert reference in page.text


def test_what_was_read_before_a_leaver_is_confirmed_is_what_happens(site: Site, keeper: Person) -> None:
    place = place_of(site, "riverside-senior")
    shown = keeper.fill(f"{place}/leave", 0)
    keeper.fill(f"{place}/give-post", 0, post="governor", school="riverside")
    page = keeper.send(shown)

    assert page.status_code == 409
    assert "What follows is not what you read before" in page.text
    assert known(site, "riverside-senior").active


def test_the_last_administrator_is_not_let_go(tmp_path: Path) -> None:
    site = make_site(tmp_path, MONDAY)
    central = site.person("central")
    confirmed(central, central.fill(f"{place_of(site, 'it')}/leave", 0))
    page = central.fill(f"{place_of(site, 'central')}/leave", 0)

    assert page.status_code == 409
    assert "After this nobody could keep people" in page.text
    assert "Confirm" not in [form.action for form in forms_of(page)]
    assert known(site, "central").active
    site.services.store.close()


def test_who_moves_takes_posts_along_and_it_is_told_what_stays(site: Site, keeper: Person) -> None:
    place = f"{place_of(site, 'oakfield-teacher-two')}/move"
    same = keeper.fill(place, 0, source="oakfield", target="oakfield")
    shown = keeper.fill(place, 0, source="oakfield", target="hilltop", **day("first", "4", "Jan", "2027"))
    done = confirmed(keeper, shown)

    assert "Choose another school than the one that they leave." in same.text
    assert "Posts that begin" in shown.text
    assert "Cases in which they are the reporter or an affected person" in shown.text
    assert "Hilltop School (invented)" in done.text.split("Posts to come")[1]


def test_the_list_is_taken_away_as_a_table(keeper: Person) -> None:
    table = keeper.get("/administration/people.csv?school=hilltop&post=DSL")

    assert table.headers["content-disposition"] == 'attachment; filename="people.csv"'
    assert "Kit Hilltop" in table.text
    assert table.text.count("\n") == 2


def news(site: Site) -> list[str]:
    """Name whom it was told that a post was given, in the order of their short names."""
    with site.services.store.reading() as reading:
        trust = reading.organisation().id
        names = {each.id: each.key for each in reading.people(trust)}
        return sorted(names[each.recipient] for each in reading.notices(trust) if each.body.get("what") == POST_GIVEN)


def test_nobody_gives_themselves_a_post_by_which_they_would_see_cases(site: Site, keeper: Person) -> None:
    by = caller(site.services, "central")
    page = keeper.fill(f"{place_of(site, 'central')}/give-post", 0, post="headteacher", school="hilltop")
    until = site.services.clock.now() + timedelta(days=2)
    covering = Covering(post="DSL@hilltop", until=until)

    assert page.status_code == 422
    assert "Nobody gives themselves a post by which they would see cases. Ask one of them: Indigo Token" in page.text
    with pytest.raises(NotPermitted, match="Nobody gives themselves"):
        give_cover(site.services, by, "central", "hilltop-dsl", covering)
    with pytest.raises(NotPermitted, match="Nobody gives themselves"):
        give_post(site.services, by, "central", Giving(post="trust board"))
    assert [held.post for held in known(site, "central").posts] == ["central team"]


def test_who_has_just_ended_the_others_who_keep_people_gives_themselves_none_either(tmp_path: Path) -> None:
    site = make_site(tmp_path, MONDAY)
    by = caller(site.services, "central")
    end_post(site.services, by, "it", known(site, "it").posts[0].post)

    with pytest.raises(NotPermitted, match="14 days after the others are gone"):
        give_post(site.services, by, "central", Giving(post="headteacher@hilltop"))
    move_clock(site.services, site.services.clock.now() + timedelta(days=15))
    give_post(site.services, by, "central", Giving(post="headteacher@hilltop"))
    assert [held.post for held in known(site, "central").posts] == ["central team", "headteacher"]
    site.services.store.close()


def test_who_holds_such_a_post_and_who_administers_the_trust_are_told_once_a_day_that_it_was_given(
    tmp_path: Path,
) -> None:
    site = make_site(tmp_path, MONDAY)
    by = caller(site.services, "central")
    for who in ("hilltop-teacher", "hilltop-teacher-two"):
        give_post(site.services, by, who, Giving(post="DSL@hilltop"))
    told = news(site)
    give_post(site.services, by, "oakfield-teacher", Giving(post="teacher@riverside"))

    assert told == news(site) == ["hilltop-dsl", "hilltop-teacher", "it"]
    site.services.store.close()


def test_who_keeps_one_school_finds_no_former_staff_of_long_ago(site: Site) -> None:
    by = caller(site.services, "central")
    give_post(site.services, by, "riverside-teacher-two", Giving(post="administrator@riverside"))
    end_post(site.services, by, "riverside-teacher", "teacher@riverside")
    teacher = place_of(site, "riverside-teacher")
    lately = site.person("riverside-teacher-two").get(teacher).status_code
    site.wait(days=100)

    assert lately == 200
    assert site.person("riverside-teacher-two").get(teacher).status_code == 404
    assert site.person("central").get(teacher).status_code == 200


FOR_ALL = {"/account/cover", "/by-hand", "/closing-hours", "/dates", "/documents"}
"""Pages of the administration that everybody may read; who may change what they show is asked there."""


def test_each_page_of_the_administration_opens_for_those_whom_the_table_names_and_for_no_teacher(site: Site) -> None:
    by = caller(site.services, "central")
    give_post(site.services, by, "hilltop-teacher-two", Giving(post="administrator@hilltop"))
    rows = [row for some in GROUPS.values() for row in some]
    asked = [(who, row) for who in ("it", "hilltop-teacher-two", "hilltop-teacher") for row in rows]
    visitors = {who: site.person(who) for who, _ in asked}
    found = {(who, row.address): visitors[who].get(row.address).status_code for who, row in asked}
    school = {Keeps.SCHOOL, Keeps.DAYS}

    assert {row.address for row in rows if found["it", row.address] != 200} == set()
    assert {
        row.address for row in rows if row.keeps in school and found["hilltop-teacher-two", row.address] != 200
    } == set()
    assert {row.address for row in rows if found["hilltop-teacher", row.address] != 403} == FOR_ALL
