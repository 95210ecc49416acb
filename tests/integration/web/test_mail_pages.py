"""Administrators see on a page whether mail leaves, and decide there about what nobody knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from duecourse.casework.commands.sweep import sweep
from duecourse.casework.context.services import Services
from duecourse.casework.mail.departure import send_mail
from duecourse.web.app import build_app
from duecourse.web.pages.trust.mail_desk import KINDS
from engine.ports.mail.outgoing_mail import ALL
from engine.ports.mail.relay import Postroom
from engine.ports.records import DIGEST, Notice
from engine.ports.settings import PAUSED, SENDING
from tests.fake_relay import FakeRelay
from tests.mail_relays import DROPS, NEVER
from tests.services import report
from tests.site import Site, cheap_passwords

SITE = "https://duecourse.trust.example"


def sent_to(site: Site, address: str, relay: FakeRelay) -> Sequence[Notice]:
    """Report a danger, and send what is told to one address for everybody. Gives what was told."""
    place = with_relay(site.services, relay)
    report(place, life_in_danger="yes")
    with place.store.writing() as writing:
        for person in writing.people(writing.organisation().id):
            writing.save_person(replace(person, email=address))
    for _ in range(9):
        send_mail(place)
    with place.store.reading() as reading:
        return [each for each in reading.notices(reading.organisation().id) if each.kind == "told"]


def with_relay(place: Services, relay: FakeRelay) -> Services:
    return replace(place, postroom=Postroom(relay=relay, site=SITE, domain="trust.example", burst=200))


def state_of(site: Site, notice: Notice) -> str:
    with site.services.store.reading() as reading:
        found = reading.find_notice(notice.organisation, notice.id)
    assert found is not None
    return found.state


def test_without_a_relay_the_page_says_that_nothing_is_sent(site: Site) -> None:
    report(site.services, life_in_danger="yes")
    said = site.person("it").get("/mail").text

    assert "nothing is sent and nothing counts as sent" in said
    assert "Danger: told at once" in said


def test_every_kind_of_message_has_its_words() -> None:
    assert set(KINDS) == set(ALL)


def test_an_administrator_says_of_an_unknown_message_that_it_arrived(site: Site) -> None:
    told = next(each for each in sent_to(site, DROPS, FakeRelay()) if each.state == "unknown")
    it = site.person("it")
    place = f"/mail/message/{told.id}"
    listed = it.get("/mail").text
    it.fill(place, mail_settled="sent")

    assert place in listed
    assert state_of(site, told) == "done"
    assert it.get(place).status_code == 404


def test_a_refused_message_is_sent_again_and_never_called_sent(site: Site) -> None:
    told = sent_to(site, NEVER, FakeRelay())[0]
    it = site.person("it")
    place = f"/mail/message/{told.id}"
    wrong = it.fill(place, mail_settled="sent").status_code
    refused = state_of(site, told)
    it.fill(place, mail_settled="again")

    assert (wrong, refused) == (422, "failed")
    assert state_of(site, told) == "queued"


def test_refused_messages_are_let_go_of_and_the_page_is_empty(site: Site) -> None:
    told = [each for each in sent_to(site, NEVER, FakeRelay()) if each.state == "failed"]
    it = site.person("it")
    before = it.get("/mail").text
    for each in told:
        it.fill(f"/mail/message/{each.id}", mail_settled="told")

    assert f"/mail/message/{told[0].id}" in before
    assert "/mail/message/" not in it.get("/mail").text
    assert {state_of(site, each) for each in told} == {"dismissed"}


def test_sending_that_is_paused_goes_on_with_a_button(site: Site) -> None:
    with site.services.store.writing() as writing:
        trust = writing.organisation()
        writing.save_organisation(replace(trust, settings={**trust.settings, SENDING: PAUSED}))
    relayed = Site(site.services, build_app(with_relay(site.services, FakeRelay()), cheap_passwords()))
    relayed.person("it").fill("/mail")
    with site.services.store.reading() as reading:
        left = reading.organisation().settings.get(SENDING)

    assert left is None


def test_a_burst_leaves_with_a_button(site: Site) -> None:
    place = replace(site.services, postroom=Postroom(relay=FakeRelay(), site=SITE, domain="trust.example", burst=0))
    report(place)
    site.wait(days=3)
    sweep(place, place.clock.now())
    send_mail(place)
    held = {each.state for each in alerts_of(place)}
    Site(place, build_app(place, cheap_passwords())).person("it").fill("/mail")
    send_mail(place)

    assert held == {"queued"}
    assert {each.state for each in alerts_of(place)} == {"done"}


def alerts_of(place: Services) -> Sequence[Notice]:
    with place.store.reading() as reading:
        found = reading.notices(reading.organisation().id)
    return [each for each in found if each.kind in ("alert", DIGEST) and each.state != "gathered"]


def test_nobody_else_sees_the_mail_or_decides_about_it(site: Site) -> None:
    told = sent_to(site, NEVER, FakeRelay())[0]
    head = site.person("oakfield-head")

    assert head.get("/mail").status_code == 403
    assert head.get(f"/mail/message/{told.id}").status_code == 403
    assert state_of(site, told) == "failed"
