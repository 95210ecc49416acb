"""What became of a letter, recorded on its page: the error a person makes, and what is offered after an answer."""

from __future__ import annotations

from duecourse.casework.commands import letters
from engine.record.codes import letter_code
from tests.letters_given import SENIOR, case_of, issued, later
from tests.services import caller
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
    page = senior.send(missing, answer_said="It is gone.").text

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
