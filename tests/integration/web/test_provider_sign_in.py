"""Signing in with an account of the trust, at a real provider of OpenID Connect on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from duecourse.casework.accounts.provided.bound_sign_ins import unbind
from duecourse.casework.administration.departures import end_person
from duecourse.casework.administration.settings import set_setting
from duecourse.demo import DEMO_PASSWORD
from engine.ports.records import ACCOUNT
from engine.ports.settings import SECOND_FACTOR_POSTS
from engine.ports.watch.security_log import SecurityEvent, SecurityWanted
from tests.provider import BACK, PLACE, AtProvider, again_with, provider_running, site_at
from tests.services import caller
from tests.site import forms_of

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the provider speaks of its own code
HEAD = "oakfield-head"
MAIL = "oakfield-head@trust.example"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """Run one provider for all tests here."""
    with pytest.MonkeyPatch.context() as patch, provider_running() as address:
        patch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")  # its own guard against http, also on this machine
        yield address


@pytest.fixture
def at(tmp_path: Path, issuer: str) -> Iterator[AtProvider]:
    """Give a site whose people sign in there."""
    made = site_at(tmp_path, issuer)
    made.knows("one", email=MAIL.upper(), email_verified=True)
    yield made
    made.site.services.store.close()


def refusals(at: AtProvider) -> list[str]:
    with at.site.services.store.reading() as reading:
        wanted = SecurityWanted(what=SecurityEvent.IDENTITY_REFUSED)
        return [each.detail for each in reading.security_lines(reading.organisation().id, wanted)]


def change_mail(at: AtProvider, key: str, address: str) -> None:
    with at.site.services.store.writing() as writing:
        person = writing.find_person(writing.organisation().id, key)
        assert person
        writing.save_person(replace(person, email=address))


def test_somebody_comes_in_by_their_address_once_and_by_who_they_are_there_from_then_on(at: AtProvider) -> None:
    assert "Sign in with Lumen 365" in at.site.visitor().client.get("/sign-in").text
    visitor = at.site.visitor()
    address = at.leave(visitor, "?next=/cases")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert asked["redirect_uri"] == f"http://127.0.0.1:8000{BACK}"
    assert {"state", "nonce", "code_challenge"} <= set(asked)
    assert "/cases" not in address
    way = at.answer(address, "one")
    inside = visitor.client.get(way)
    assert inside.url.path == "/cases"
    assert "duecourse-provider" not in visitor.client.cookies
    with at.site.services.store.reading() as reading:
        told = [each.body["what"] for each in reading.notices(reading.organisation().id) if each.kind == ACCOUNT]
    assert "account of the trust bound" in told

    assert visitor.client.get(way).status_code == 403  # the same answer once more
    change_mail(at, HEAD, "another@trust.example")
    at.knows("one", email="married@elsewhere.example", email_verified=False)
    assert at.comes("one").url.path == "/work"


def test_answers_that_are_none_of_this_sign_in_let_nobody_in(at: AtProvider) -> None:
    thief, owner = at.site.visitor(), at.site.visitor()
    stolen = at.answer(at.leave(owner), "one")
    assert thief.client.get(stolen).status_code == 403  # another browser
    at.leave(thief)
    assert thief.client.get(stolen).status_code == 403  # another state
    assert at.comes("one", nonce="another").status_code == 403
    wrong_code = at.site.visitor()
    state = parse_qs(urlsplit(at.leave(wrong_code)).query)["state"][0]
    assert wrong_code.client.get(f"{BACK}?code=made-up&state={state}").status_code == 403
    denied = at.site.visitor()
    state = parse_qs(urlsplit(at.leave(denied)).query)["state"][0]
    page = denied.client.get(f"{BACK}?error=access_denied&state={state}")

    assert (page.status_code, "cancel" in page.text) == (403, True)
    assert denied.client.get("/work").url.path == "/sign-in"
    assert len(refusals(at)) == 5


def test_an_unknown_unverified_or_shared_address_and_a_leaver_are_told_whom_to_ask(at: AtProvider) -> None:
    at.knows("two", email="nobody@trust.example", email_verified=True)
    at.knows("three", email=MAIL)
    at.knows("four", email=MAIL, email_verified=True)
    answers = [at.comes("two"), at.comes("three")]
    change_mail(at, "oakfield-teacher", MAIL)
    answers.append(at.comes("one"))
    change_mail(at, "oakfield-teacher", "t@trust.example")
    assert at.comes("one").url.path == "/work"
    answers.append(at.comes("four"))
    end_person(at.site.services, caller(at.site.services, "it"), HEAD)
    answers.append(at.comes("one"))

    assert {(each.status_code, "keeps people" in each.text) for each in answers} == {(403, True)}
    assert refusals(at)[::-1] == [
        "unknown address",
        "no verified address",
        "address of several",
        "bound to another",
        "has left",
    ]


def test_only_the_tenant_and_the_domains_of_the_trust_are_taken(at: AtProvider) -> None:
    fixed = again_with(at, tenant="lumen", email="of-tenant", domains="@Trust.example lumen.example")
    fixed.knows("five", email=MAIL, tid="another")
    fixed.knows("six", email="oakfield-teacher@trust.example", tid="lumen")
    fixed.knows("seven", email="somebody@elsewhere.example", tid="lumen")
    change_mail(at, "oakfield-dsl", "somebody@elsewhere.example")
    wrong = fixed.comes("five")

    assert (wrong.status_code, "none of this trust" in wrong.text) == (403, True)
    assert fixed.comes("six").url.path == "/work"
    assert fixed.comes("seven").status_code == 403
    assert refusals(at)[0] == "domain"


def test_an_unbound_person_is_bound_again_by_another_account(at: AtProvider) -> None:
    person = at.site.visitor()
    assert at.comes("one", person=person).url.path == "/work"
    it = at.site.person("it")
    with at.site.services.store.reading() as reading:
        head = reading.find_person(reading.organisation().id, HEAD)
    assert head
    page = it.get(f"/administration/sign-ins/{head.id}")
    assert "Bound since" in page.text
    it.send(page, deed="unbind")
    assert person.client.get("/work").url.path == "/sign-in"
    at.knows("eight", email=MAIL, email_verified=True)

    assert at.comes("eight").url.path == "/work"
    assert at.comes("one").status_code == 403
    unbind(at.site.services, HEAD, caller(at.site.services, "it"))


def test_a_provider_that_is_away_keeps_nobody_from_their_password(at: AtProvider) -> None:
    at.issuer = "http://localhost:9"
    away = again_with(at)
    page = away.site.visitor().client.get(PLACE)

    assert (page.status_code, "does not answer now" in page.text) == (503, True)
    assert away.site.person(HEAD).get("/work").url.path == "/work"


def test_before_weighty_deeds_the_provider_asks_again_and_says_when(at: AtProvider) -> None:
    now = int(at.site.services.clock.now().timestamp())
    person = at.site.visitor()
    at.comes("one", person=person)
    at.site.wait(minutes=20)
    asked = person.client.get("/account/second-factor")
    assert (asked.url.path, "Confirm with Lumen 365" in asked.text) == ("/confirm", True)
    again = "?again=yes&next=/account/second-factor"
    address = at.leave(person, again)
    assert {"prompt=login", "max_age=0"} <= set(urlsplit(address).query.split("&"))
    silent = at.comes("one", again, person=person)
    assert (silent.status_code, "did not say that you proved yourself" in silent.text) == (422, True)
    at.knows("other", email="oakfield-dsl@trust.example", email_verified=True, auth_time=now + 20 * 60)
    assert "somebody else" in at.comes("other", again, person=person).text
    at.knows("one", email=MAIL, email_verified=True, auth_time=now)
    assert at.comes("one", again, person=person).status_code == 422
    at.knows("one", email=MAIL, email_verified=True, auth_time=now + 20 * 60)
    assert at.comes("one", again, person=person).url.path == "/account/second-factor"


def test_whose_second_factor_counts_and_whether_passwords_do_are_settings(at: AtProvider) -> None:
    set_setting(at.site.services, caller(at.site.services, "it"), SECOND_FACTOR_POSTS, "headteacher")
    ours = again_with(at, second_factor="ours", passwords="no")

    assert at.comes("one").url.path == "/work"
    assert ours.comes("one").url.path == "/account/second-factor"
    refused = ours.site.visitor().fill("/sign-in", name=HEAD, password=DEMO_PASSWORD)
    assert refused.status_code == 422
    assert ours.site.visitor().fill("/sign-in", name="oakfield-dsl", password=DEMO_PASSWORD).url.path == "/work"
    assert forms_of(ours.site.visitor().client.get("/sign-in"))
