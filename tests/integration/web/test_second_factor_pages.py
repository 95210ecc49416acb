"""A second factor on pages: set up, asked for at sign-in, demanded by a post; and asked again who one is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from duecourse.casework.administration.settings import set_setting
from duecourse.demo import DEMO_PASSWORD
from duecourse.letter_writer import Letters
from duecourse.web.app import build_app
from engine.ports.letters.approval_rules import ALWAYS
from engine.ports.records import LetterKind
from engine.ports.settings import SECOND_FACTOR_POSTS
from engine.record.codes import letter_code
from tests.app_codes import code_at
from tests.letters_given import case_of, drafted
from tests.services import caller, report
from tests.site import Person, Site, cheap_passwords, forms_of

HEAD, PLACE = "oakfield-head", "/account/second-factor"


def set_up(site: Site, person: Person) -> tuple[str, list[str]]:
    """Set up a second factor. Gives the secret and the recovery codes."""
    page = person.get(PLACE)
    secret = forms_of(page)[0].fields["factor_secret"]
    done = person.send(page, code=code_at(secret, site.services.clock.now()))
    site.wait(minutes=2)
    return secret, re.findall(r"<li>([a-z2-7]{4}(?:-[a-z2-7]{4}){3})</li>", done.text)


def now_code(site: Site, secret: str) -> str:
    return code_at(secret, site.services.clock.now())


def test_a_second_factor_is_set_up_by_a_picture_or_a_text_and_asked_for_at_sign_in(site: Site) -> None:
    head = site.person(HEAD)
    page = head.get(PLACE)
    secret = forms_of(page)[0].fields["factor_secret"]
    assert "<svg" in page.text
    assert "style=" not in page.text
    assert secret[:4] + " " + secret[4:8] in page.text
    wrong = head.send(page, code="123456")
    assert (wrong.status_code, forms_of(wrong)[0].fields["factor_secret"]) == (422, secret)
    secret, codes = set_up(site, head)
    assert len(codes) == 10
    assert "10 recovery codes left" in head.get(PLACE).text
    assert not any(each in head.get(PLACE).text for each in codes)

    other = site.visitor()
    asked = other.fill("/sign-in?next=/cases", name=HEAD, password=DEMO_PASSWORD)
    assert asked.url.path == "/sign-in/code"
    assert other.client.get("/work").url.path == "/sign-in"
    assert "duecourse-device" not in other.client.cookies
    asked = other.client.get("/sign-in/code?next=/cases")
    assert other.send(asked, code="123456").status_code == 422
    assert other.send(asked, code=now_code(site, secret)).url.path == "/cases"
    again = site.visitor()
    asked = again.fill("/sign-in", name=HEAD, password=DEMO_PASSWORD)
    assert again.send(asked, code=codes[0]).url.path == "/work"


def test_the_page_of_a_code_is_nothing_for_somebody_without_a_password(site: Site) -> None:
    assert site.visitor().client.get("/sign-in/code").url.path == "/sign-in"
    assert site.visitor().client.post("/sign-in/code", data={"code": "123456"}).url.path == "/sign-in"


def test_whose_post_needs_one_finds_nothing_but_the_page_that_sets_it_up(site: Site) -> None:
    set_setting(site.services, caller(site.services, "it"), SECOND_FACTOR_POSTS, "headteacher")
    head = site.visitor()
    assert head.fill("/sign-in", name=HEAD, password=DEMO_PASSWORD).url.path == PLACE
    for path in ("/work", "/cases", "/account", "/account/password"):
        assert head.client.get(path).url.path == PLACE
    csrf = forms_of(head.client.get(PLACE))[0].fields["csrf"]
    assert head.client.post("/account/sessions", data={"csrf": csrf, "which": "others"}).url.path == PLACE
    set_up(site, Person(head.client))

    assert head.client.get("/work").url.path == "/work"


def test_at_a_desk_that_was_left_nobody_sets_one_up_and_whose_post_needs_one_is_asked_again_and_goes_on(
    site: Site,
) -> None:
    set_setting(site.services, caller(site.services, "it"), SECOND_FACTOR_POSTS, "headteacher")
    head = Person(site.visitor().client)
    head.fill("/sign-in", name=HEAD, password=DEMO_PASSWORD)
    page = head.get(PLACE)
    site.wait(minutes=20)
    secret = forms_of(page)[0].fields["factor_secret"]
    assert head.send(page, code=now_code(site, secret)).url.path == "/confirm"
    asked = head.get(PLACE)
    assert (asked.url.path, asked.url.params["next"]) == ("/confirm", PLACE)
    assert secret not in asked.text
    assert head.send(asked, password="not this one").status_code == 422
    assert head.get("/work").url.path == "/confirm"

    back = head.send(asked, password=DEMO_PASSWORD)
    assert back.url.path == PLACE
    set_up(site, head)
    assert head.get("/work").url.path == "/work"


def test_who_takes_it_away_is_asked_again_first_and_a_second_click_does_no_harm(site: Site) -> None:
    head = site.person(HEAD)
    secret, _ = set_up(site, head)
    site.wait(minutes=14)
    page = head.get(PLACE)
    asked = head.send(page, 1)
    assert (asked.url.path, asked.url.params["next"]) == ("/confirm", PLACE)
    assert head.send(asked, password="").status_code == 422
    assert "neither your password" in head.send(asked, password="not this one").text
    back = head.send(asked, password=DEMO_PASSWORD)
    assert back.url.path == PLACE
    codes = head.send(head.get(PLACE), 0)
    assert "Your recovery codes" in codes.text
    assert "let nobody in any more" in codes.text
    assert "is set up" not in codes.text
    head.send(page, 1)
    head.send(page, 1)

    assert "Set it up" in head.get(PLACE).text
    assert site.visitor().fill("/sign-in", name=HEAD, password=DEMO_PASSWORD).url.path == "/work"
    assert secret


def test_confirming_leads_to_no_other_site_and_waits_after_five_wrong_passwords(site: Site) -> None:
    head = site.person(HEAD)
    page = head.get("/confirm?next=//evil.example")
    assert head.send(page, password=DEMO_PASSWORD).url.path == "/work"
    for _ in range(5):
        head.send(page, password="not this one")

    assert head.send(page, password=DEMO_PASSWORD).status_code == 429


class HeavierLetters(Letters):
    """Letters of which the request to a host weighs as much as a dismissal, for a test that begins with none."""

    def kinds(self) -> Mapping[str, LetterKind]:
        found = super().kinds()
        return {key: replace(kind, approval=ALWAYS) if kind.number == "L02" else kind for key, kind in found.items()}


def test_of_all_letters_those_of_a_hearing_and_of_how_it_ended_weigh_most(site: Site) -> None:
    kinds = site.services.letters.kinds().values()

    assert {"L14", "L15", "L16", "L17", "L18", "L34"} < {kind.number for kind in kinds if kind.approval == ALWAYS}
    assert not {"L01", "L02", "L09"} & {kind.number for kind in kinds if kind.approval == ALWAYS}


def test_before_a_letter_of_weight_is_sealed_somebody_is_asked_again_who_they_are(site: Site) -> None:
    services = replace(site.services, letters=HeavierLetters())
    heavier = Site(services, build_app(services, cheap_passwords()))
    reference, number = drafted(services)
    letter = f"/cases/{reference}/letters/{letter_code(case_of(services, reference).id, number)}"
    senior, head = heavier.person("oakfield-senior"), heavier.person(HEAD)
    senior.fill(letter, 0)
    head.fill(letter, 0)
    site.wait(minutes=16)
    page = senior.get(letter)
    asked = senior.send(page, 0)
    assert (asked.url.path, asked.url.params["next"]) == ("/confirm", letter)
    assert "Issued" not in head.get(letter).text
    back = senior.send(asked, password=DEMO_PASSWORD)

    assert back.url.path == letter
    assert "Issued: to send" in senior.send(back, 0).text


def test_a_role_is_given_by_somebody_who_says_again_who_they_are_and_nothing_typed_is_lost(site: Site) -> None:
    reference = report(site.services)
    senior = site.person("oakfield-senior")
    site.wait(minutes=20)
    page = senior.get(f"/cases/{reference}/give-role")
    asked = senior.send(page, role="investigator", person="oakfield-deputy")
    assert asked.url.path == "/confirm"
    again = senior.send(asked, password=DEMO_PASSWORD)
    assert again.url.path == f"/cases/{reference}/give-role"
    assert forms_of(again)[0].fields["person"] == "oakfield-deputy"
    assert senior.send(again).url.path == f"/cases/{reference}/people"


def test_letters_leave_the_house_as_one_file_only_for_somebody_who_says_again_who_they_are(site: Site) -> None:
    reference = report(site.services)
    senior = site.person("oakfield-senior")
    site.wait(minutes=20)
    asked = senior.get(f"/cases/{reference}/pack/letters/pdf")
    assert (asked.url.path, asked.url.params["next"]) == ("/confirm", f"/cases/{reference}/letters")
    assert senior.send(asked, password=DEMO_PASSWORD).url.path == f"/cases/{reference}/letters"
    assert senior.get(f"/cases/{reference}/pack/letters/pdf").url.path.endswith("/pdf")


def test_cover_is_given_by_somebody_who_says_again_who_they_are(site: Site) -> None:
    keeper = site.person("central")
    site.wait(minutes=20)

    assert keeper.fill("/account/cover", 0, person="oakfield-deputy").url.path == "/confirm"
    assert '<option value="oakfield-deputy" selected>' in keeper.get("/account/cover").text


WEIGHTY: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("POST", "/hand-over/of/nobody", {}),
    ("POST", "/cases/{reference}/erase/check", {}),
    ("POST", "/cases/{reference}/erasures/1", {"decision": "erase"}),
    ("POST", "/erasures/{reference}/1", {"decision": "erase"}),
    ("GET", "/cases/{reference}/letters/1/people/pdf/all", {}),
    ("POST", "/calendar-feed", {}),
    ("GET", "/account/passkeys", {}),
    ("POST", "/account/passkeys", {}),
    ("POST", "/account/passkeys/away", {}),
    ("POST", "/subject-access", {"person": "oakfield-teacher"}),
    ("POST", "/retention/change", {}),
    ("POST", "/cases/{reference}/retention/keep", {}),
    ("POST", "/administration/settings/second_factor_posts", {}),
)
"""What cannot be undone, leaves the house, or outlives the session."""


def test_what_cannot_be_undone_or_leaves_the_house_is_done_by_nobody_at_a_desk_that_was_left(site: Site) -> None:
    senior, reference = site.person("oakfield-senior"), report(site.services)
    csrf = forms_of(senior.get("/account/colours"))[0].fields["csrf"]
    site.wait(minutes=20)
    answers = {
        path: senior.client.request(method, path.format(reference=reference), data={"csrf": csrf, **typed})
        for method, path, typed in WEIGHTY
    }

    assert {path: answer.url.path for path, answer in answers.items()} == {path: "/confirm" for _, path, _ in WEIGHTY}
    kept = senior.client.post(f"/cases/{reference}/erasures/1", data={"csrf": csrf, "decision": "keep"})
    assert kept.url.path != "/confirm"
