"""Families are put on the list of a letter on its page, looked at before, put right, and written to one by one."""

from __future__ import annotations

import pytest
from httpx2 import Response

from duecourse.casework.mail.departure import send_mail
from engine.identity import CaseReference
from engine.record.codes import letter_code
from tests.integration.web.test_letters_by_mail_on_pages import relayed
from tests.letters_given import case_of
from tests.letters_to_each import DPO, THREE, breached, issued, letter_of, the_set
from tests.site import Person, Site, forms_of

BAD = "Mrs Good; 1 Street, Town\n; 2 Street, Town\nMr Bad\n"


def page_of(site: Site, reference: CaseReference, number: int) -> str:
    return f"/cases/{reference}/letters/{letter_code(case_of(site.services, reference).id, number)}"


def press(person: Person, page: Response, end: str, **typed: str | list[str]) -> Response:
    """Send the form of a page that is sent to an address with this end."""
    place = next(place for place, form in enumerate(forms_of(page)) if form.action.endswith(end))
    return person.send(page, place, **typed)


@pytest.fixture
def draft(site: Site) -> tuple[CaseReference, int]:
    return breached(site.services)


def test_rows_are_looked_at_before_they_stand_on_the_list(site: Site, draft: tuple[CaseReference, int]) -> None:
    dpo, place = site.person(DPO), page_of(site, *draft)
    letter, listed = dpo.get(place), dpo.get(f"{place}/people")
    looked = press(dpo, listed, "/people", people=THREE)
    before = the_set(site.services, *draft).lines
    kept = press(dpo, looked, "/check")
    again = press(dpo, looked, "/check")

    assert "This letter cannot be issued yet" in letter.text
    assert "nobody is on its list yet" in letter.text
    assert "Nobody is on the list yet" in listed.text
    assert "Dear Mrs Example" in looked.text
    assert "Put these 3 people on the list" in looked.text
    assert before == ()
    assert "3 people: each gets a letter of their own" in kept.text
    assert again.status_code == 200
    assert len(the_set(site.services, *draft).lines) == 3


def test_every_bad_row_is_shown_with_its_line_and_nothing_typed_is_lost(
    site: Site, draft: tuple[CaseReference, int]
) -> None:
    dpo, place = site.person(DPO), page_of(site, *draft)
    refused = press(dpo, dpo.get(f"{place}/people"), "/people", people=BAD)

    assert refused.status_code == 422
    assert "Line 2: there is no name" in refused.text
    assert "Line 3: there is neither a postal address nor an e-mail address" in refused.text
    assert "Mrs Good; 1 Street, Town" in refused.text
    assert the_set(site.services, *draft).lines == ()


def test_no_more_bad_rows_are_shown_than_somebody_mends_at_once(site: Site, draft: tuple[CaseReference, int]) -> None:
    dpo, place = site.person(DPO), page_of(site, *draft)
    refused = press(dpo, dpo.get(f"{place}/people"), "/people", people="Mr Bad\n" * 3000)

    assert refused.status_code == 422
    assert refused.text.count("<li>Line ") == 20
    assert "And 981 more, behind these." in refused.text


def test_a_row_is_put_right_and_taken_off_on_its_own_page(site: Site, draft: tuple[CaseReference, int]) -> None:
    dpo, place = site.person(DPO), page_of(site, *draft)
    press(dpo, press(dpo, dpo.get(f"{place}/people"), "/people", people=THREE), "/check")
    row = dpo.get(f"{place}/people/row/2")
    wrong = press(dpo, row, "/row/2", address="", email="none")
    mended = press(dpo, row, "/row/2", address="9 New Street\nOakfield")
    fewer = press(dpo, mended, "/off", off=["3"])

    assert wrong.status_code == 422
    assert "The e-mail address is none" in wrong.text
    assert "9 New Street" in mended.text
    assert "2 people: each gets" in fewer.text
    assert dpo.get(f"{place}/people/row/3").status_code == 404


def test_after_the_issue_the_page_says_how_each_stands_and_takes_several_with_one_proof(site: Site) -> None:
    reference, number = issued(site.services)
    dpo, place = site.person(DPO), page_of(site, reference, number)
    letter, listed = dpo.get(place), dpo.get(f"{place}/people")
    unsaid = press(dpo, listed, "/gone", which="ticked", way="post", proof="first class")
    some = press(dpo, listed, "/gone", which="ticked", copies=["1", "2"], way="post", proof="first class")
    rest = press(dpo, some, "/gone", which="all", way="hand", proof="Jo Invented took it, Gray Oakfield saw it")

    assert "0 of 3 letters have gone out, 3 wait" in letter.text
    assert "What shows it?" not in letter.text
    assert "Choose at least one letter that went out" in unsaid.text
    assert len(the_set(site.services, reference, number).to_go) == 0
    assert "3 of 3 letters have gone out" in dpo.get(place).text
    assert rest.status_code == 200


def test_each_is_sent_by_e_mail_with_one_click_and_a_second_sends_nothing(site: Site) -> None:
    site, relay = relayed(site)
    reference, number = issued(site.services)
    dpo, place = site.person(DPO), page_of(site, reference, number)
    listed = dpo.get(f"{place}/people")
    first, second = press(dpo, listed, "/people/send"), press(dpo, listed, "/people/send")
    while send_mail(site.services):
        pass
    after = dpo.get(f"{place}/people")

    assert "2 of them have an e-mail address" in listed.text
    assert "On its way by e-mail" in first.text
    assert second.status_code == 200
    assert sorted(each.to for each in relay.taken if not each.by_machine) == [
        "anna@families.example",
        "jo@families.example",
    ]
    assert "/people/send" not in after.text


def test_the_letter_of_one_says_whose_list_it_is_of_and_names_no_other(site: Site) -> None:
    reference, number = issued(site.services)
    dpo = site.person(DPO)
    one = dpo.get(page_of(site, reference, letter_of(site.services, reference, number, 1).number))

    assert "One of 3 letters to" in one.text
    assert "Dear Mrs Example" in one.text
    assert "Placeholder" not in one.text


def test_letters_of_a_list_stand_as_one_row_with_their_count(site: Site) -> None:
    reference, number = issued(site.services)
    dpo = site.person(DPO)
    in_case, across = dpo.get(f"/cases/{reference}/letters"), dpo.get("/letters?show=send")
    code = letter_code(case_of(site.services, reference).id, number)

    assert "0 of 3 sent" in in_case.text
    assert in_case.text.count("Notice to the people whose information could be seen") == 1
    assert across.text.count(f"({code})") == 1
    assert "0 of 3 sent" in across.text


def test_all_are_printed_in_one_and_the_file_is_named_by_references_alone(site: Site) -> None:
    reference, number = issued(site.services)
    dpo, place = site.person(DPO), page_of(site, reference, number)
    printed = dpo.get(f"{place}/people/pdf/all")

    assert printed.content.startswith(b"%PDF")
    assert place.rsplit("/", 1)[1] in printed.headers["content-disposition"]
    assert "Example" not in printed.headers["content-disposition"]
    assert dpo.get(f"{place}/people/pdf/nothing").status_code == 404


def test_nobody_else_sees_the_list(site: Site) -> None:
    reference, number = issued(site.services)
    place = page_of(site, reference, number)
    for who in ("oakfield-teacher", "hilltop-head"):
        person = site.person(who)
        assert person.get(f"{place}/people").status_code == 404
        assert person.get(f"{place}/people/pdf/all").status_code == 404
        assert person.get(f"{place}/people/row/1").status_code == 404
