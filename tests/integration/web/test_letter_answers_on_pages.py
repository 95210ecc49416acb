"""What became of a letter, recorded on its page: the error a person makes, and what is offered after an answer."""

from __future__ import annotations

from datetime import timedelta

from duecourse.casework.commands import letters
from duecourse.casework.commands.letter_answers.received_answers import await_answer
from engine.identity import CaseReference
from engine.record.codes import letter_code
from tests.letters_given import SENIOR, case_of, issued, later
from tests.services import caller, move_clock
from tests.site import Site


def test_an_answer_is_recorded_shown_and_leads_to_the_steps_that_it_may_call_for(site: Site) -> None:
    reference, number = issued(site.services)
    letters.dispatch(site.services, caller(site.services, SENIOR), reference, number, "post, receipt 7")
    later(site.services, minutes=1)
    place = f"/cases/{reference}/letters/{letter_code(case_of(site.services, reference).id, number)}"
    senior = site.person(SENIOR)

    assert "What became of it" in senior.get(place).text
    missing = senior.fill(f"{place}/after", answer_from="Posts <b>Example")

    assert missing.status_code == 422
    assert "Posts &lt;b&gt;Example" in missing.text
    page = senior.send(missing, answer_is="answer", answer_said="It is gone.").text

    assert "It was answered" in page
    assert "It is gone." in page
    assert "What the answer may call for" in page
    assert "Posts &lt;b&gt;Example" in page


def test_a_letter_that_has_not_gone_out_leads_back_to_its_own_page(site: Site) -> None:
    reference, number = issued(site.services)
    place = f"/cases/{reference}/letters/{letter_code(case_of(site.services, reference).id, number)}"
    answer = site.person(SENIOR).client.get(f"{place}/after", follow_redirects=False)

    assert answer.status_code == 303
    assert answer.headers["location"] == place


def out(site: Site) -> tuple[CaseReference, str]:
    """Send the request to the host. Gives the reference of the case and the address of the letter's page."""
    reference, number = issued(site.services)
    letters.dispatch(site.services, caller(site.services, SENIOR), reference, number, "post, receipt 7")
    later(site.services, minutes=1)
    return reference, f"/cases/{reference}/letters/{letter_code(case_of(site.services, reference).id, number)}"


def test_a_correction_is_drafted_from_the_page_with_what_was_forgotten_asked_for(site: Site) -> None:
    _, place = out(site)
    senior = site.person(SENIOR)
    missing = senior.fill(f"{place}/put-right", wrong_words="The <b>address</b> was another.")

    assert missing.status_code == 422
    assert "The &lt;b&gt;address&lt;/b&gt; was another." in missing.text
    draft = senior.send(missing, instead_words="It is https://a.example/right.")

    assert draft.url.path != f"{place}/put-right"
    assert "It corrects" in draft.text
    assert "It is https://a.example/right." in draft.text
    assert "It is corrected by" in senior.get(place).text


def test_a_letter_to_the_wrong_person_leads_to_the_question_of_a_data_breach_and_opens_none(site: Site) -> None:
    reference, place = out(site)
    senior = site.person(SENIOR)
    before = senior.get(f"{place}/put-right")
    draft = senior.send(before, 3, astray_what="Wrong envelope; they rang.", astray_address="3 Other Street")

    assert "may be a personal data breach" in before.text
    assert "may be a personal data breach" in draft.text
    assert "3 Other Street" in draft.text
    assert "Wrong envelope" not in draft.text
    assert not [each for each in case_of(site.services, reference).tracks if each.track == "data_breach"]


def test_a_letter_that_has_not_gone_out_is_put_right_on_its_own_page(site: Site) -> None:
    reference, number = issued(site.services)
    place = f"/cases/{reference}/letters/{letter_code(case_of(site.services, reference).id, number)}"
    senior = site.person(SENIOR)

    for what in ("", "/correct"):
        assert senior.client.get(f"{place}/put-right{what}", follow_redirects=False).status_code == 303
    assert senior.client.get(f"{place}/put-right/nothing").status_code == 404
    assert site.person("oakfield-teacher").client.get(f"{place}/put-right").status_code == 404


def test_an_out_of_office_note_is_recorded_and_is_no_answer(site: Site) -> None:
    _, place = out(site)
    senior = site.person(SENIOR)
    note = {"answer_from": "Posts Example", "answer_said": "I am away until Monday."}
    page = senior.fill(f"{place}/after", answer_is="automatic", **note).text

    assert "An automatic note came, which is no answer" in page
    assert "I am away until Monday." in page
    assert "What the answer may call for" not in page


def test_a_reminder_is_offered_while_an_answer_is_awaited_and_is_drafted_on_its_own_page(site: Site) -> None:
    reference, place = out(site)
    senior = site.person(SENIOR)
    without = senior.get(f"{place}/after").text
    until = site.services.clock.now() + timedelta(days=5)
    number = next(each.number for each in case_of(site.services, reference).letters.values() if each.sha256)
    await_answer(site.services, caller(site.services, SENIOR), reference, number, until)
    early = senior.get(f"{place}/after").text
    move_clock(site.services, until)
    draft = senior.send(senior.get(f"{place}/after"), 0)

    assert "Draft a reminder" not in without + early
    assert "It reminds of" in draft.text
    assert "If you have answered already" in draft.text
