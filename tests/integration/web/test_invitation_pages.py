"""Invitations, resets and forgotten passwords on pages: looking does nothing, and strangers learn nothing."""

from __future__ import annotations

import re

from duecourse.casework.administration.people import change_person
from duecourse.casework.mail.departure import send_mail
from duecourse.demo import DEMO_PASSWORD
from duecourse.web.app import build_app
from tests.fake_relay import FakeRelay, with_mail
from tests.mailing import sent
from tests.services import caller
from tests.site import Site, cheap_passwords, forms_of

HEAD, LIST, CHOSEN = "oakfield-head", "/administration/sign-ins", "quite another sentence here"


def mailed(site: Site) -> tuple[Site, FakeRelay]:
    place, relay = with_mail(site.services)
    return Site(place, build_app(place, cheap_passwords())), relay


def address_of_person(site: Site, key: str) -> str:
    with site.services.store.reading() as reading:
        person = reading.find_person(reading.organisation().id, key)
    assert person
    return f"{LIST}/{person.id}"


def test_who_forgot_their_password_chooses_another_by_the_link_of_an_e_mail(site: Site) -> None:
    site, relay = mailed(site)
    old = site.person(HEAD)
    stranger = site.visitor()
    assert 'href="/forgotten-password"' in stranger.client.get("/sign-in").text
    known = stranger.fill("/forgotten-password", name=HEAD)
    unknown = site.visitor().fill("/forgotten-password", name="nobody")
    assert (known.text, known.url.path) == (unknown.text, "/forgotten-password/asked")
    place, code = sent(site, relay)
    page = stranger.client.get(place)
    assert 'data-takes-code="code"' in page.text
    assert code not in page.text
    differing = stranger.send(page, code=code, new_password=CHOSEN, new_again="another")
    assert (differing.status_code, CHOSEN in differing.text) == (422, False)
    done = stranger.send(page, code=code, new_password=CHOSEN, new_again=CHOSEN)

    assert (done.url.path, "Your password is chosen" in done.text) == ("/sign-in", True)
    assert old.client.get("/work").url.path == "/sign-in"
    assert stranger.send(done, name=HEAD, password=CHOSEN).url.path == "/work"
    again = site.visitor().fill(place, code=code, new_password=DEMO_PASSWORD, new_again=DEMO_PASSWORD)
    assert (again.status_code, "does not open anything" in again.text) == (422, True)


def test_after_many_links_asked_for_one_name_waits_and_others_do_not(site: Site) -> None:
    site, relay = mailed(site)
    for _ in range(3):
        site.visitor().fill("/forgotten-password", name=HEAD)
    slowed = site.visitor().fill("/forgotten-password", name=HEAD)

    assert slowed.status_code == 429
    assert site.visitor().fill("/forgotten-password", name="oakfield-dsl").status_code == 200
    del relay


def test_an_administrator_sees_how_people_sign_in_and_no_password_and_sends_and_prints_links(site: Site) -> None:
    site, relay = mailed(site)
    it = site.person("it")
    listed = it.get(LIST).text
    assert re.search(r"Can sign in <span[^>]*>\d+", listed)
    one = address_of_person(site, HEAD)
    page = it.get(one)
    assert "password" not in {name for form in forms_of(page) for name in form.fields}
    said = it.send(page, deed="reset")
    assert "leaves with the next mail" in said.text
    assert "A reset that waits to leave by e-mail" in said.text
    _, code = sent(site, relay)
    assert "A reset by e-mail, until" in it.get(one).text
    it.send(it.get(one), deed="withdraw")
    visitor = site.visitor()
    ended = visitor.fill("/choose-password", code=code, new_password=CHOSEN, new_again=CHOSEN)
    assert ended.status_code == 422
    letter = it.send(it.get(one), deed="letter")
    assert (letter.headers["content-type"], letter.content[:5]) == ("application/pdf", b"%PDF-")
    assert HEAD not in letter.headers["content-disposition"]
    again = it.send(it.get(LIST))
    assert "Invitations leave with the next mail" in again.text
    site.wait(minutes=20)
    asked = it.send(it.get(one), deed="letter")
    assert asked.url.path == "/confirm"


def test_where_no_mail_leaves_it_is_said_on_the_page_on_which_somebody_was_to_be_invited(site: Site) -> None:
    it, one = site.person("it"), address_of_person(site, HEAD)
    answers = [it.send(it.get(one), deed="reset"), it.send(it.get(LIST))]

    assert [(each.status_code, "There is a problem" in each.text) for each in answers] == [(422, True)] * 2


def test_who_was_given_another_address_by_others_is_told_at_the_one_they_had(site: Site) -> None:
    site, relay = mailed(site)
    it = caller(site.services, "it")
    change_person(site.services, it, HEAD, {"email": "mine@elsewhere.example"})
    change_person(site.services, it, HEAD, {"email": ""})
    send_mail(site.services)
    told = [each for each in relay.taken if each.to == f"{HEAD}@trust.example"]

    assert ["another e-mail address" in each.text for each in told] == [True]
    assert "mine@elsewhere" not in told[0].text
    asked = site.person("it")
    site.wait(minutes=20)
    assert asked.send(asked.get(address_of_person(site, HEAD)), deed="reset").url.path == "/confirm"


def test_nobody_else_is_let_near_it(site: Site) -> None:
    teacher, one = site.person("oakfield-teacher"), address_of_person(site, HEAD)
    csrf = forms_of(teacher.get("/account/colours"))[0].fields["csrf"]
    answers = [teacher.client.get(LIST), teacher.client.get(one)]
    answers += [
        teacher.client.post(place, data={"csrf": csrf, "deed": deed})
        for place, deed in ((one, "letter"), (one, "reset"), (f"{LIST}/invite", ""), (f"{LIST}/letters", ""))
    ]

    assert [each.status_code for each in answers] == [403] * 6
