"""On the pages a letter is sent by e-mail: to whom, what leaves, and then what became of it and what to do now."""

from __future__ import annotations

from dataclasses import replace

import pytest

from duecourse.casework.commands.letter_mail.requests import send
from duecourse.casework.context.services import Services
from duecourse.casework.mail.departure import send_mail
from duecourse.web.app import build_app
from engine.identity import CaseReference
from engine.ports.mail.relay import Postroom
from engine.record.codes import letter_code
from tests.fake_relay import SITE, FakeRelay
from tests.letters_given import HOST, SENIOR, case_of, issued, later, rows_of
from tests.mail_relays import DROPS, NEVER
from tests.services import caller
from tests.site import Site, cheap_passwords


def relayed(site: Site) -> tuple[Site, FakeRelay]:
    """Give the site with a relay in memory."""
    relay = FakeRelay()
    room = Postroom(relay=relay, site=SITE, domain="trust.example", burst=200, sender="duecourse@trust.example")
    place = replace(site.services, postroom=room)
    return Site(place, build_app(place, cheap_passwords())), relay


def address(place: Services, reference: CaseReference, number: int) -> str:
    return f"/cases/{reference}/letters/{letter_code(case_of(place, reference).id, number)}"


def waiting(site: Site, to: str = HOST) -> tuple[Site, FakeRelay, str, CaseReference]:
    """Give the site with a letter that waits to be sent, and its address."""
    site, relay = relayed(site)
    reference, number = issued(site.services)
    send(site.services, caller(site.services, SENIOR), reference, number, to, "pdf")
    return site, relay, address(site.services, reference, number), reference


def test_somebody_who_may_take_the_step_sends_its_letter_and_sees_what_leaves_first(site: Site) -> None:
    site, relay = relayed(site)
    reference, number = issued(site.services)
    place, senior = address(site.services, reference, number), site.person(SENIOR)
    offered = senior.get(place).text
    asked = senior.get(f"{place}/send")
    check = senior.send(asked)
    nothing = rows_of(site.services)
    done = senior.send(check)
    send_mail(site.services)
    after = senior.get(place).text

    assert f'href="{place}/send"' in offered
    assert HOST in asked.text
    assert check.url.path == f"{place}/send/check"
    assert nothing == []
    assert done.url.path == place
    assert "waits to be sent" in done.text
    message = relay.taken[0]
    assert (message.to, message.reply_to) == (HOST, "duecourse@trust.example")
    for shown in (HOST, message.subject, message.attached.name if message.attached else "?", "duecourse@trust.example"):
        assert shown in check.text
    assert "Sent by e-mail" in after


def test_a_second_click_sends_nothing_more(site: Site) -> None:
    site, relay = relayed(site)
    reference, number = issued(site.services)
    place, senior = address(site.services, reference, number), site.person(SENIOR)
    check = senior.fill(f"{place}/send")
    first, second = senior.send(check), senior.send(check)
    send_mail(site.services)

    assert [first.url.path, second.url.path] == [place, place]
    assert len(relay.taken) == 1


def test_an_address_that_another_window_changed_after_it_was_read_is_not_sent_to(site: Site) -> None:
    site, relay = relayed(site)
    reference, number = issued(site.services)
    place, senior = address(site.services, reference, number), site.person(SENIOR)
    read = senior.fill(f"{place}/send")
    senior.fill(f"{place}/send", to="other@posts.example", **{"as": "text"})
    refused = senior.send(read)
    nothing = rows_of(site.services)
    now = senior.send(refused)
    senior.send(now)
    send_mail(site.services)

    assert refused.status_code == 422
    assert "changed since you read them" in refused.text
    assert "other@posts.example" in refused.text
    assert nothing == []
    assert now.url.path == f"{place}/send/check"
    assert [each.to for each in relay.taken] == ["other@posts.example"]


def test_two_people_press_send_at_once_and_it_leaves_once(site: Site) -> None:
    site, relay = relayed(site)
    reference, number = issued(site.services)
    place = address(site.services, reference, number)
    people = [site.person(SENIOR), site.person("oakfield-head")]
    checks = [each.fill(f"{place}/send") for each in people]
    answers = [each.send(check) for each, check in zip(people, checks, strict=True)]
    send_mail(site.services)

    assert [each.status_code for each in answers] == [200, 409]
    assert "This case has changed since you opened the page" in answers[1].text
    assert len(relay.taken) == 1


@pytest.mark.parametrize("typed", ["", "abuse at posts", "a@posts.example b@posts.example"])
def test_an_address_that_is_none_is_told_at_its_field_and_what_was_typed_stays(site: Site, typed: str) -> None:
    site, _ = relayed(site)
    reference, number = issued(site.services)
    place, senior = address(site.services, reference, number), site.person(SENIOR)
    wrong = senior.fill(f"{place}/send", to=typed)

    assert wrong.status_code == 422
    assert 'href="#to"' in wrong.text
    assert not typed or f'value="{typed}"' in wrong.text
    assert rows_of(site.services) == []


def test_where_no_address_is_known_the_page_says_where_to_enter_it(site: Site) -> None:
    site, _ = relayed(site)
    reference, number = issued(site.services, contact="The form under Help")
    place, senior = address(site.services, reference, number), site.person(SENIOR)

    assert "No e-mail address of the addressee is known" in senior.get(f"{place}/send").text


def test_a_letter_that_could_not_be_sent_stands_on_the_work_list_until_something_is_done(site: Site) -> None:
    site, relay, place, reference = waiting(site, NEVER)
    for _ in range(2):
        send_mail(site.services)
    senior = site.person(SENIOR)
    work, page = senior.get("/work").text, senior.get(place).text
    letters = senior.get(f"/cases/{reference}/letters").text
    others = site.person("oakfield-deputy").get("/work").text
    senior.send(senior.fill(f"{place}/send", to=HOST))
    send_mail(site.services)

    assert f'href="{place}"' in work
    assert "could not be sent" in work
    assert "Could not be sent" in letters
    assert "could not be sent" not in others
    assert "550" in page
    assert "What to do now" in page
    assert [each.to for each in relay.taken if not each.by_machine] == [HOST]
    assert f'href="{place}"' not in senior.get("/work").text
    assert reference in {each.reference for each in rows_of(site.services, "unsent")}


def test_after_a_refusal_it_is_recorded_as_sent_by_hand(site: Site) -> None:
    site, _, place, _ = waiting(site, NEVER)
    send_mail(site.services)
    senior = site.person(SENIOR)
    page = senior.get(place)
    done = senior.send(page, 0, way="post", proof="Receipt 3")

    assert "Send it another way" in page.text
    assert done.status_code == 200
    assert [each.state for each in rows_of(site.services)] == ["dropped"]
    assert "could not be sent" not in senior.get("/work").text


def test_a_letter_that_waits_is_stopped_with_a_button(site: Site) -> None:
    site, relay, place, _ = waiting(site)
    senior = site.person(SENIOR)
    page = senior.get(place)
    done = senior.send(page, 0)
    again = senior.send(page, 0)
    send_mail(site.services)

    assert "Stop it" in page.text
    assert "Send it by e-mail" in done.text
    assert again.status_code == 200
    assert relay.taken == []


def test_a_relay_that_takes_nothing_is_told_on_the_page_of_the_letter(site: Site) -> None:
    site, relay, place, _ = waiting(site)
    relay.away = True
    send_mail(site.services)

    assert "The mail relay takes nothing since" in site.person(SENIOR).get(place).text


@pytest.mark.parametrize(("became", "says"), [("sent", "Sent by e-mail"), ("again", "waits to be sent")])
def test_of_a_letter_that_was_never_answered_its_sender_says_what_became_of_it(
    site: Site, became: str, says: str
) -> None:
    site, _, place, _ = waiting(site, DROPS)
    send_mail(site.services)
    later(site.services, hours=1)
    senior = site.person(SENIOR)
    work, page = senior.get("/work").text, senior.get(place)
    nothing = senior.send(page, 0)
    done = senior.send(page, 0, became=became)

    assert "Nobody knows whether a letter left" in work
    assert nothing.status_code == 422
    assert says in done.text


def test_nobody_else_has_these_pages(site: Site) -> None:
    site, _ = relayed(site)
    reference, number = issued(site.services)
    place = address(site.services, reference, number)
    for who in ("oakfield-teacher", "riverside-senior", "it"):
        person = site.person(who)

        assert person.get(f"{place}/send").status_code == 404


def test_without_a_relay_only_sending_by_hand_is_offered(site: Site) -> None:
    reference, number = issued(site.services)
    place, senior = address(site.services, reference, number), site.person(SENIOR)

    assert "No mail relay is set" in senior.get(place).text
    assert f"{place}/send" not in senior.get(place).text
    assert senior.get(f"{place}/send").url.path == place
