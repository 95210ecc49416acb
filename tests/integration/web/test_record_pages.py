"""Administrators verify the record, anchor it, read who changed what, and take up cases that were set aside."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from duecourse.casework.administration.schools import change_school
from duecourse.casework.administration.settings import set_setting
from duecourse.casework.commands.outsiders import Outsider, add_outsider
from duecourse.casework.commands.sweep import TRIES, sweep
from store.sql_store import SqlStore
from tests.services import caller, move_clock, report
from tests.site import Person, Site, forms_of

RECORD, CHANGES, ASIDE = "/administration/record", "/administration/changes", "/administration/set-aside"


def compared(person: Person, content: bytes) -> Any:
    form = next(each for each in forms_of(person.get(RECORD)) if each.action.endswith("/compare"))
    return person.client.post(form.action, data=form.fields, files={"anchor_file": ("anchor.json", content)})


def test_the_record_is_verified_and_a_change_behind_it_is_said_without_a_word_of_the_case(site: Site) -> None:
    reference = report(site.services)
    it = site.person("it")
    well = it.fill(RECORD, 0)
    assert isinstance(site.services.store, SqlStore)
    with site.services.store.database.transaction(write=True) as cursor:
        cursor.run("UPDATE schools SET name = ?", ("Another name",))
        cursor.written.clear()
    changed = it.fill(RECORD, 0)

    assert "Nothing was changed" in well.text
    assert "1 case," in well.text
    assert "A school and its calendar" in changed.text
    assert reference not in changed.text


def test_an_anchor_is_written_and_held_against_the_record(site: Site) -> None:
    report(site.services)
    it = site.person("it")
    anchor = it.fill(RECORD, 1)
    fits, wrong, none = compared(it, anchor.content), compared(it, b"no anchor"), it.fill(RECORD, 2)

    assert anchor.headers["content-disposition"].startswith('attachment; filename="duecourse-anchor-')
    assert "Nothing from before that moment was changed." in fits.text
    assert wrong.status_code == none.status_code == 422
    assert 'href="#anchor_file"' in wrong.text
    assert it.get(f"{RECORD}/verify").status_code == 200


def test_who_changed_what_is_told_in_sentences_and_narrowed(site: Site) -> None:
    it = site.person("it")
    set_setting(site.services, caller(site.services, "central"), "police_force", "The local team")
    change_school(site.services, caller(site.services, "it"), "oakfield", address="2 New Road")
    page, schools, mine = (it.get(f"{CHANGES}{asked}").text for asked in ("", "?kind=schools", "?person=it"))

    assert "Police force: The local team" in page
    assert "address: 2 New Road, before " in schools
    assert "The local team" not in schools
    assert "The local team" not in mine
    assert it.get(f"{CHANGES}?person=nobody-such").status_code == 422
    assert it.get(f"{CHANGES}?kind=cases").status_code == 422


def test_somebody_known_to_a_case_alone_stands_in_no_list_of_changes(site: Site) -> None:
    reference = report(site.services)
    una = Outsider(said={"name": "Una Outside"}, relation="parent")
    add_outsider(site.services, caller(site.services, "oakfield-senior"), reference, "witness", una)

    assert "Una Outside" not in site.person("it").get(f"{CHANGES}?kind=people and posts").text


def test_cases_set_aside_are_named_by_reference_and_code_and_taken_up_again(site: Site) -> None:
    reference, place = report(site.services), site.services
    empty = site.person("it").get(ASIDE).text
    with place.store.writing() as writing:
        school = next(each for each in writing.schools(writing.organisation().id) if each.key == "oakfield")
        writing.save_school(replace(school, calendar={"terms": "no list"}))
    late = place.clock.now() + timedelta(days=9)
    move_clock(place, late)
    for _ in range(TRIES):
        sweep(place, late)
    it = site.person("it")
    listed = it.get(ASIDE)

    assert "There is nothing to do." in empty
    assert reference in listed.text
    assert "There is nothing to do." in it.send(listed).text


def test_all_of_it_is_for_those_who_keep_the_whole_trust(site: Site) -> None:
    head = site.person("oakfield-head")
    for path in (RECORD, CHANGES, ASIDE, "/mail/test"):
        assert head.get(path).status_code == 403, path
