"""Lists handed in on a page: every mistake at once, shown before they are applied, applied once; what is missing."""

from __future__ import annotations

from io import BytesIO

import pytest
from httpx2 import Response
from openpyxl import load_workbook

from duecourse.casework.administration.people import add_person, people
from duecourse.casework.setting_up.lists.list_kinds import KINDS_OF_LISTS
from duecourse.casework.upkeep.going_live import what_is_missing
from duecourse.casework.upkeep.ward import MissingCode
from duecourse.web.pages.setting_up.list_pages import CHECK, DONE, EMPTY, PLACE, PRESENT
from duecourse.web.pages.setting_up.missing_page import PARTS
from duecourse.web.pages.setting_up.missing_page import PLACE as MISSING
from tests.services import caller
from tests.site import Person, Site, forms_of

PEOPLE = "Short name;Name;E-mail\nzed;Zed Example;zed@trust.example\nyve;Yve Example;\n"


def hand_in(by: Person, *files: tuple[str, bytes]) -> Response:
    csrf = forms_of(by.get(PLACE))[0].fields["csrf"]
    return by.client.post(PLACE, data={"csrf": csrf}, files=[("files", file) for file in files])


def keys(site: Site) -> set[str]:
    return {each.key for each in people(site.services, caller(site.services, "central"))}


def missing(site: Site) -> set[MissingCode]:
    return {each.code for each in what_is_missing(site.services, caller(site.services, "it")) if each.missing}


def test_lists_are_shown_applied_once_and_told(site: Site) -> None:
    it, before = site.person("it"), keys(site)
    shown = hand_in(it, ("people.csv", PEOPLE.encode()))
    assert (shown.status_code, keys(site)) == (200, before)
    assert "People: 2 added" in shown.text

    done = it.send(shown)
    again = it.send(shown)
    assert (done.url.path, again.url.path) == (DONE, DONE)
    assert keys(site) - before == {"zed", "yve"}
    assert it.get(CHECK).url.path == PLACE


def test_what_was_shown_is_applied_and_nothing_else(site: Site) -> None:
    it = site.person("it")
    shown = hand_in(it, ("people.csv", PEOPLE.encode()))
    add_person(site.services, caller(site.services, "central"), "zed", {"name": "Zed Other"})

    stale = it.send(shown)
    assert stale.status_code == 409
    assert "yve" not in keys(site)
    assert it.send(stale).url.path == DONE
    assert "yve" in keys(site)


def test_every_mistake_is_told_by_list_row_and_column(site: Site) -> None:
    posts = b"Person,Post,School\ncentrl,Headteecher,oakfeld\n"
    refused = hand_in(site.person("it"), ("people.csv", PEOPLE.encode()), ("C:\\lists\\posts.csv", posts))

    assert refused.status_code == 422
    assert "There are 3 mistakes" in refused.text
    assert all(f"Did you mean &#39;{each}&#39;?" in refused.text for each in ("central", "headteacher", "oakfield"))
    assert "posts.csv" in refused.text
    assert "zed" not in keys(site)


@pytest.mark.quotes
@pytest.mark.parametrize(
    ("files", "says"),
    [
        ((), "Choose a workbook"),
        ((("people.xlsx", b"PK\x03\x04"),), "no workbook of Excel"),
        ((("menus.csv", b"Monday,Soup\n"),), "There is none of the lists"),
        ((("people.csv", b"Short name\na\n"), ("staff.csv", b"Short name\nb\n")), "a second list of people"),
    ],
)
def test_what_is_no_list_is_refused_in_a_sentence(site: Site, files: tuple[tuple[str, bytes], ...], says: str) -> None:
    refused = hand_in(site.person("it"), *files)

    assert (refused.status_code, says in refused.text) == (422, True)


def test_a_workbook_is_taken_away_and_handed_in_again_without_a_change(site: Site) -> None:
    it = site.person("it")
    empty, present = it.get(EMPTY), it.get(PRESENT)
    book = load_workbook(BytesIO(present.content))

    assert book.sheetnames == [kind.name for kind in KINDS_OF_LISTS]
    assert load_workbook(BytesIO(empty.content)).sheetnames == book.sheetnames
    shown = hand_in(it, ("trust.xlsx", present.content))
    assert "there is nothing to do" in shown.text
    assert forms_of(shown) == []


def test_only_those_who_keep_the_whole_trust_come_here(site: Site) -> None:
    teacher = site.person("oakfield-teacher")

    assert {teacher.get(each).status_code for each in (PLACE, CHECK, EMPTY, PRESENT, MISSING)} == {403}


def test_what_is_missing_is_told_until_it_is_done_and_leads_to_where(site: Site) -> None:
    it = site.person("it")
    before = missing(site)
    assert {MissingCode.SITE, MissingCode.MAIL, MissingCode.BACKUP} <= before
    assert f"{len(before)} things that the trust needs are missing" in it.get("/work").text

    settings = b"Setting,Value\nweb_address,https://duecourse.trust.example\n"
    it.send(hand_in(it, ("settings.csv", settings)))
    assert missing(site) == before - {MissingCode.SITE}
    shown = it.get(MISSING)
    assert f"{len(PARTS) - len(before) + 1} of {len(PARTS)} parts are done" in shown.text
    assert {it.get(each.address).status_code for each in PARTS.values()} == {200}
    assert tuple(PARTS) == tuple(MissingCode)
