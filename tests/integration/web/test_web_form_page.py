"""An issued letter beside a web form: fields that can only be read, parts where the form takes less, and its proof."""

from __future__ import annotations

import pytest

from engine.identity import CaseReference
from engine.record.codes import letter_code
from tests.letters_given import HOST, SENIOR, case_of, drafted, issued
from tests.site import Site, forms_of


@pytest.fixture
def letter(site: Site) -> str:
    """Give the address of an issued request to a host."""
    reference, number = issued(site.services)
    return address(site, reference, number)


def address(site: Site, reference: CaseReference, number: int) -> str:
    return f"/cases/{reference}/letters/{letter_code(case_of(site.services, reference).id, number)}"


def test_each_field_stands_in_a_box_that_can_only_be_read_with_the_proof_beside_it(site: Site, letter: str) -> None:
    senior = site.person(SENIOR)
    page = senior.get(f"{letter}/form")
    link = senior.get(letter)

    assert f"{letter}/form" in link.text
    for label in ("Web address", "Our reference", "What is asked", "Why we ask", "The whole text"):
        assert f">{label}</label>" in page.text
    assert page.text.count(" readonly ") == page.text.count("<textarea") - 1, "all but the proof"
    assert "https://a.example/1" in page.text
    assert "What shows that it went out?" in page.text


def test_a_form_that_takes_less_is_given_the_text_in_parts(site: Site, letter: str) -> None:
    senior = site.person(SENIOR)
    parted = senior.get(f"{letter}/form?limit=400")
    wrong = senior.get(f"{letter}/form?limit=some")

    assert "Part 1 of" in parted.text
    assert "more than the form takes" in parted.text
    assert "Give a whole number of characters" in wrong.text


def test_what_somebody_saw_of_a_form_is_there_for_the_next_person(site: Site) -> None:
    platform = {"key": "facebook", "name": "Facebook", "hosts": ["facebook.com"]}
    object.__setattr__(site.services, "platforms", (platform,))
    reference, number = issued(site.services, HOST, "https://www.facebook.com/posts/1")
    letter, senior = address(site, reference, number), site.person(SENIOR)
    shown = senior.get(f"{letter}/form?limit=400")
    both = [place for place, form in enumerate(forms_of(shown)) if form.action.endswith("/form")]
    place = next(place for place in both if "once" in forms_of(shown)[place].fields)
    senior.send(shown, place)
    again, other = senior.get(f"{letter}/form"), site.person("oakfield-head").get(f"{letter}/form")

    assert "Keep 400 for the next letter to Facebook" in shown.text
    for page in (again, other):
        assert "Its form takes 400 characters: seen on 2 November 2026 by Senior Manager." in page.text
        assert "Part 1 of" in page.text
        assert "Keep 400" not in page.text
    with site.services.store.reading() as reading:
        assert reading.organisation().settings["form_limits"].startswith("facebook | 400 | ")


def test_a_site_that_nobody_lists_is_asked_for_its_limit_and_nothing_is_kept(site: Site, letter: str) -> None:
    page = site.person(SENIOR).get(f"{letter}/form?limit=400")

    assert "Keep 400" not in page.text


def test_the_proof_given_beside_the_form_records_that_it_went_out(site: Site, letter: str) -> None:
    senior = site.person(SENIOR)
    page = senior.get(f"{letter}/form")
    place = next(place for place, form in enumerate(forms_of(page)) if form.action.endswith("/dispatch"))
    thin = senior.send(page, place, proof="sent on 29.11.2026")
    kept = senior.get(f"{letter}/form")
    done = senior.send(kept, place, proof="Case #02-1234")
    gone = senior.get(f"{letter}/form")

    assert "This does not show it" in thin.text
    assert "sent on 29.11.2026" in kept.text, "what was typed is there again"
    assert "?done=" in str(done.url)
    assert str(gone.url).endswith(letter), "what has gone out is no longer put into a form"


def test_a_draft_is_put_into_no_form_and_others_find_no_page(site: Site) -> None:
    reference, number = drafted(site.services)
    draft = address(site, reference, number)

    assert str(site.person(SENIOR).get(f"{draft}/form").url).endswith(draft)
    assert site.person("oakfield-teacher").get(f"{draft}/form").status_code == 404
