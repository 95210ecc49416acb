"""Schools are added, changed and ended on pages; what each lacks, and what would stay behind, is said there."""

from __future__ import annotations

from duecourse.casework.administration.schools import change_school
from tests.services import caller, report
from tests.site import Site

PLACE = "/administration/schools"
NEW = {"key": "brook", "name": "Brook School", "nation": "Wales"}


def test_a_school_is_added_once_and_says_what_it_lacks(site: Site) -> None:
    it = site.person("it")
    form = it.get("/administration/add-school")
    first, second = it.send(form, **NEW), it.send(form, **NEW)

    assert first.url.path == second.url.path == f"{PLACE}/brook"
    assert "no letter of it can be issued" in first.text
    assert "no clock counts school days there" in first.text
    assert "Wales" in first.text


def test_what_is_wrong_is_said_by_its_field_and_what_was_typed_stays(site: Site) -> None:
    it = site.person("it")
    again = it.fill("/administration/add-school", key="oakfield!", name="A name that stays", nation="England")

    assert again.status_code == 422
    assert 'href="#key"' in again.text
    assert 'value="A name that stays"' in again.text


def test_a_change_over_somebody_elses_is_refused_and_told_and_goes_through_once_it_was_read(site: Site) -> None:
    it = site.person("it")
    form = it.get(f"{PLACE}/oakfield/change")
    change_school(site.services, caller(site.services, "it"), "oakfield", address="2 New Road, Nowhere")
    stale = it.send(form, name="Oakfield of the Meadow")

    assert stale.status_code == 409
    assert "2 New Road, Nowhere" in stale.text
    assert 'value="Oakfield of the Meadow"' in stale.text
    assert "Oakfield of the Meadow" not in it.get(f"{PLACE}/oakfield").text
    assert it.send(stale).url.path == f"{PLACE}/oakfield"
    assert "Oakfield of the Meadow" in it.get(f"{PLACE}/oakfield").text


def test_before_a_school_leaves_it_is_said_what_stays_and_it_can_come_back(site: Site) -> None:
    report(site.services)
    it = site.person("it")
    asked = it.get(f"{PLACE}/oakfield/end")
    it.send(asked)
    listed, with_left = it.get(PLACE).text, it.get(f"{PLACE}?left=yes&words=oakfield").text
    it.fill(f"{PLACE}/oakfield/back")

    assert "1 open case goes on" in asked.text
    assert "Finley Oakfield" in asked.text
    assert f"{PLACE}/oakfield" not in listed
    assert f"{PLACE}/oakfield" in with_left
    assert "It has left the trust." in with_left
    assert f"{PLACE}/oakfield" in it.get(PLACE).text


def test_nobody_without_the_post_reads_or_changes_a_school(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    for path in (PLACE, f"{PLACE}/oakfield", f"{PLACE}/oakfield/change", "/administration/add-school"):
        assert teacher.get(path).status_code == 403, path
