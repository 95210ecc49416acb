"""Every setting stands on a page with its value and where that comes from, and is changed there."""

from __future__ import annotations

from duecourse.casework.administration.settings import set_setting
from duecourse.web.pages.administration.setting_pages import BODIES, GROUPS, MACHINE, OTHERS
from engine.ports.settings import SETTINGS
from tests.services import caller
from tests.site import Site

PLACE = "/administration/settings"
ALL = (*GROUPS, OTHERS, BODIES, MACHINE)


def test_every_setting_stands_there_with_its_source(site: Site) -> None:
    it = site.person("it")
    set_setting(site.services, caller(site.services, "it"), "police_force", "The local team")
    first = it.get(PLACE).text
    page = "".join(it.get(f"{PLACE}?about={title}").text for title in ALL)

    assert all(f'href="{PLACE}/{name}"' in page for name in SETTINGS)
    assert "Nobody has set it" in page
    assert "by Indigo Token." in page.split("The local team", 1)[1].split("</tr>", 1)[0]
    assert "DUECOURSE_MAIL_RELAY" in page
    assert "19:00-07:00" in page
    assert all(title in first for title in ALL)


def test_a_setting_is_set_and_what_is_not_taken_is_said_by_its_field(site: Site) -> None:
    it = site.person("it")
    wrong = it.fill(f"{PLACE}/company_number", value="twelve", reason="It was wrong")
    done = it.send(wrong, value="01234567")

    assert wrong.status_code == 422
    assert 'href="#value"' in wrong.text
    assert "eight figures" in wrong.text
    assert done.url.path == PLACE
    assert "01234567" in done.text
    assert "(lumen)" in it.get(f"{PLACE}/policy").text


def test_what_protects_people_is_changed_with_a_reason_that_is_kept(site: Site) -> None:
    it = site.person("it")
    without = it.fill(f"{PLACE}/security_log_days", value="400")
    it.send(without, value="400", reason="The auditors ask for it")
    with site.services.store.reading() as reading:
        lines = reading.accesses(reading.organisation().id)

    assert without.status_code == 422
    assert 'href="#reason"' in without.text
    assert "security_log_days: The auditors ask for it" in [line.access.detail for line in lines]


def test_a_setting_that_a_colleague_has_set_meanwhile_is_not_overwritten_unseen(site: Site) -> None:
    it = site.person("it")
    form = it.get(f"{PLACE}/police_force")
    set_setting(site.services, caller(site.services, "central"), "police_force", "Another team")
    stale = it.send(form, value="Mine")

    assert stale.status_code == 409
    assert "Another team" in stale.text
    assert "Mine" in stale.text
    assert it.send(stale).url.path == PLACE


def test_settings_are_for_those_who_keep_the_whole_trust(site: Site) -> None:
    for path in (PLACE, f"{PLACE}/police_force"):
        assert site.person("oakfield-teacher").get(path).status_code == 403
    assert site.person("it").get(f"{PLACE}/nothing_such").status_code == 404
