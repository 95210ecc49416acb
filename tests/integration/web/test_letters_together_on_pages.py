"""On the page of a letter other addresses of the same site are put in it, and given letters of their own again."""

from __future__ import annotations

import pytest
from httpx2 import Response

from engine.identity import CaseReference
from engine.record.codes import letter_code
from tests.contract.test_letters_together import PAGES, begun, code_of, letter_on
from tests.letters_given import SENIOR, case_of
from tests.site import Person, Site, forms_of


@pytest.fixture
def reference(site: Site) -> CaseReference:
    return begun(site.services, "terms", "terms", "privacy")


def page_of(site: Site, reference: CaseReference, number: int) -> str:
    """Give the address of the draft about an address."""
    letter = letter_on(site.services, reference, number)
    return f"/cases/{reference}/letters/{letter_code(case_of(site.services, reference).id, letter.number)}"


def press(person: Person, page: Response, end: str, **typed: str | list[str]) -> Response:
    """Send the form of a page that is sent to an address with this end."""
    place = next(place for place, form in enumerate(forms_of(page)) if form.action.endswith(end))
    return person.send(page, place, **typed)


def test_addresses_are_put_in_one_letter_and_taken_out_of_it_on_its_page(site: Site, reference: CaseReference) -> None:
    senior, place = site.person(SENIOR), page_of(site, reference, 1)
    offered = senior.get(place)
    none = press(senior, offered, "/together", **{"with": []})
    joined = press(senior, offered, "/together")
    listed = senior.get(f"/cases/{reference}/letters")
    apart = press(senior, joined, "/apart")

    assert "Of which addresses should this letter speak as well?" in offered.text
    assert "“Why should the host act?” is answered otherwise" in offered.text
    assert none.status_code == 422
    assert "Choose at least one address" in none.text
    assert "the step is taken for each of them" in joined.text
    assert joined.text.count(PAGES[1]) >= 2, "in the list, and in the letter"
    assert "Withdrawn" in listed.text
    assert "Of which addresses should this letter speak as well?" in apart.text


def test_a_second_click_puts_nothing_together_twice(site: Site, reference: CaseReference) -> None:
    senior = site.person(SENIOR)
    offered = senior.get(page_of(site, reference, 1))
    first, second = press(senior, offered, "/together"), press(senior, offered, "/together")

    assert first.status_code == second.status_code == 200
    assert len(letter_on(site.services, reference, 1).covers) == 2


def test_what_is_sent_to_the_form_by_hand_is_refused_in_a_sentence(site: Site, reference: CaseReference) -> None:
    senior = site.person(SENIOR)
    offered = senior.get(page_of(site, reference, 1))
    other = press(senior, offered, "/together", **{"with": [page_of(site, reference, 3).rsplit("/", 1)[1]]})

    assert other.status_code == 422
    assert "of which this letter could speak" in other.text
    assert code_of(site.services, reference, 3) in other.text


def test_nobody_else_puts_letters_together(site: Site, reference: CaseReference) -> None:
    senior, teacher, place = site.person(SENIOR), site.person("oakfield-teacher"), page_of(site, reference, 1)
    form = next(form for form in forms_of(senior.get(place)) if form.action.endswith("/together"))
    own = forms_of(teacher.get("/report/life-in-danger"))[0].fields["csrf"]
    answer = teacher.client.post(form.action, data={**form.fields, "csrf": own})

    assert answer.status_code == 404
    assert len(letter_on(site.services, reference, 1).covers) == 1
