"""Administrators send a test message to themselves on a page, and read what came of it."""

from __future__ import annotations

from dataclasses import replace

from duecourse.web.app import build_app
from engine.ports.mail.relay import Postroom
from tests.fake_relay import FakeRelay
from tests.site import Site, cheap_passwords

PLACE = "/mail/test"


def with_relay(site: Site, relay: FakeRelay) -> Site:
    room = Postroom(relay=relay, site="https://site.example", domain="site.example", burst=9, sender="us@site.example")
    place = replace(site.services, postroom=room)
    return Site(place, build_app(place, cheap_passwords()))


def test_a_message_goes_once_to_the_person_who_asks_and_what_came_of_it_is_said(site: Site) -> None:
    relay = FakeRelay()
    it = with_relay(site, relay).person("it")
    form = it.get(PLACE)
    came = it.send(form)
    it.send(form)

    assert "us@site.example" in form.text
    assert "The relay took the message." in came.text
    assert len(relay.taken) == 1
    assert "@" not in str(came.url)


def test_a_relay_that_takes_nothing_is_told_and_so_is_that_none_is_set(site: Site) -> None:
    it = with_relay(site, FakeRelay(away=True)).person("it")

    assert "The relay takes nothing" in it.fill(PLACE).text
    assert "No mail relay is set" in site.person("it").get(PLACE).text
