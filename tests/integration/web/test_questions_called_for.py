"""A step asks only what the answers so far call for, takes no answer that contradicts, and says what really follows."""

from __future__ import annotations

import pytest

from duecourse.casework.commands import steps
from duecourse.casework.queries import case_view
from engine.errors import BadAnswers
from engine.identity import ActionName, FactName, InstanceId
from tests.cli import ASK_HOST, IN_SCOPE
from tests.services import act, caller, report
from tests.site import Site, forms_of


def hidden(text: str, name: str) -> bool:
    """Say whether a question waits to be called for."""
    part = text[: text.index(f'name="asked" value="{name}"')]
    return " hidden>" in part[part.rindex("<div class=") :]


def test_without_scripts_the_next_page_asks_what_the_answer_calls_for(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    place = f"/cases/{reference}/case/1/triage"
    first = senior.get(place)
    more = senior.fill(place, **{**IN_SCOPE, "scope": "diverted"}, asked="")
    check = senior.send(more, route="complaint", asked="route")

    assert hidden(first.text, "route")
    assert more.url.path.endswith("/triage")
    assert not hidden(more.text, "route")
    assert forms_of(more)[0].fields["scope_reason"] == IN_SCOPE["scope_reason"]
    assert check.url.path.endswith("/triage/check")
    assert "Complaints" in check.text


def test_an_answer_that_is_not_called_for_any_more_is_not_sent(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    place = f"/cases/{reference}/case/1/triage"
    check = senior.fill(place, **IN_SCOPE, route="complaint")
    senior.send(check)
    case = senior.get(f"/cases/{reference}/history")

    assert "Complaints" not in check.text
    assert "Complaints" not in case.text


@pytest.mark.quotes
def test_the_command_line_is_told_that_an_answer_contradicts(site: Site) -> None:
    reference, by = report(site.services), caller(site.services, "oakfield-senior")
    with pytest.raises(BadAnswers) as refused:
        steps.take_step(
            site.services,
            by,
            reference,
            InstanceId("case/1"),
            ActionName("triage"),
            facts={**IN_SCOPE, "route": "complaint"},
        )

    assert refused.value.faults == {
        "route": "This is asked only where “Does the policy cover this?” is answered with “It belongs to another "
        "procedure”. Leave it out."
    }


def test_a_question_that_hangs_on_an_answer_given_before_may_be_answered_later(site: Site) -> None:
    reference = report(site.services)
    act(site.services, "senior", reference, "removal/1", "decide", **{**ASK_HOST, "requested_action": "amend"})
    act(site.services, "senior", reference, "removal/1", "prepare", amendment_text="Take the name out.")

    case = case_view.look(site.services, caller(site.services, "oakfield-senior"), reference).case
    assert FactName("amendment_text") in case.tracks[InstanceId("removal/1")].answers


@pytest.mark.quotes
def test_what_starts_beside_is_one_list_of_what_follows_and_not_a_line_for_each_that_might(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    act(site.services, "senior", reference, "case/1", "triage", **IN_SCOPE)
    page = senior.get(f"/cases/{reference}/case/1/open_tracks")
    triage = senior.get(f"/cases/{report(site.services)}/case/1/triage").text

    assert page.text.count("When you confirm</h2>") == 1
    assert "may begin" not in page.text
    assert "“The case” then stands at" not in page.text
    assert triage.count("may begin") <= 12
