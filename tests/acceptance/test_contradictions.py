"""Answers that cannot stand together, on the command line and on the pages: told, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from duecourse.policies.library import read_workflows
from tests.cli import IN_SCOPE, MONDAY, CommandLine
from tests.services import act, report
from tests.site import Site, make_site

ROOT = Path(__file__).parents[2]
LUMEN = read_workflows()["policies/lumen.yaml"]
LONGER = ("request:\n        within: 24 hours", "request:\n        within: 48 hours")
NARROWER = ("    deadlines:\n      acknowledge:", "    without: [triage/diverted]\n    deadlines:\n      acknowledge:")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = make_site(tmp_path, MONDAY)
    yield made
    made.services.store.close()


def with_police(line: CommandLine) -> str:
    """A case in which the police procedure was begun at once."""
    reference = line.report()
    line.act("senior", reference, "case", "triage", **IN_SCOPE)
    line.act("senior", reference, "case", "open_tracks", routes="police", routes_because="It is needed.")
    return reference


class TestContradictions:
    def test_consent_is_not_given_where_there_was_no_answer(self, line: CommandLine) -> None:
        reference = with_police(line)
        line.act("senior", reference, "police", "assess", finding="threatening")
        line.act("senior", reference, "police", "ask_consent")
        before = line.show(reference)["revision"]
        said = line.refused(
            "senior",
            "act",
            reference,
            "police",
            "consent_answer",
            "--fact",
            "consent.police_report=given",
            "--fact",
            "how_consented=none",
        )

        assert "Consent is said to be given, and also that there was no answer." in said
        assert line.show(reference)["revision"] == before

    def test_a_parent_is_no_member_of_staff(self, line: CommandLine) -> None:
        reference = line.report()
        line.begin(reference)
        line.act("senior", reference, "investigation", "start")
        found = {
            "author": "parent",
            "author_basis": "She says so.",
            "material": "unlawful_conduct",
            "personal_data": "no",
            "child_at_risk": "no",
            "nature": "A threat",
            "visible_for": "Two days",
            "recirculation": "low",
            "breach_of_policy": "yes",
            "impact": "Worried.",
        }
        words = [word for name, value in found.items() for word in ("--fact", f"{name}={value}")]

        assert "but the author is said to be no member of staff." in line.refused(
            "senior", "act", reference, "investigation", "record_findings", *words
        )

    def test_the_police_have_no_number_for_what_was_never_reported(self, line: CommandLine) -> None:
        reference = with_police(line)
        line.act("senior", reference, "police", "assess", finding="threatening")
        line.act("senior", reference, "police", "ask_consent")
        line.consent("senior", reference, "declined", "signed")

        assert "Not yet: this stands at “Not referred”." in line.refused(
            "senior", "act", reference, "police", "record_number", "--fact", "crime_reference=1234"
        )
        assert "has not been answered yet, so there is nothing to correct." in line.refused(
            "senior", "correct", reference, "police", "crime_reference=1234", "--reason", "The police rang"
        )


class TestPages:
    @pytest.mark.quotes
    def test_contradicting_answers_are_told_beside_the_question_and_nothing_typed_is_lost(self, site: Site) -> None:
        reference, senior = report(site.services), site.person("oakfield-senior")
        act(site.services, "senior", reference, "case/1", "triage", **IN_SCOPE)
        act(
            site.services, "senior", reference, "case/1", "open_tracks", routes="police", routes_because="It is needed."
        )
        act(site.services, "senior", reference, "police/1", "assess", finding="threatening")
        act(site.services, "senior", reference, "police/1", "ask_consent")
        answers: dict[str, Any] = {
            "consent.police_report": "given",
            "how_consented": "none",
            "consent_witness": "Sam Oakfield heard it",
        }
        page = senior.fill(f"/cases/{reference}/police/1/consent_answer", **answers)

        says = "Consent is said to be given, and also that there was no answer."
        assert page.status_code == 422
        assert f'<a href="#how_consented">{says}</a>' in page.text
        assert page.text.count(says) == 2
        assert "Sam Oakfield heard it" in page.text

    def test_a_parent_with_unlawful_conduct_by_staff_is_told_beside_the_question(self, site: Site) -> None:
        reference, senior = report(site.services), site.person("oakfield-senior")
        act(site.services, "senior", reference, "case/1", "triage", **IN_SCOPE)
        act(site.services, "senior", reference, "case/1", "open_tracks")
        act(site.services, "senior", reference, "investigation/1", "start")
        answers: dict[str, Any] = {
            "author": "parent",
            "author_basis": "She told the office.",
            "material": "unlawful_conduct",
            "personal_data": "no",
            "child_at_risk": "no",
            "nature": "A long account of it",
            "visible_for": "Two days",
            "recirculation": "low",
            "breach_of_policy": "yes",
            "impact": "Worried.",
        }
        page = senior.fill(f"/cases/{reference}/investigation/1/record_findings", **answers)

        says = "Unlawful conduct by staff was found, but the author is said to be no member of staff."
        assert page.status_code == 422
        assert f"{says}</a>" in page.text
        assert page.text.count(says) == 2
        assert "A long account of it" in page.text

    def test_a_number_of_the_police_is_not_even_asked_for_before_anything_was_reported(self, site: Site) -> None:
        reference, senior = report(site.services), site.person("oakfield-senior")
        act(site.services, "senior", reference, "case/1", "triage", **IN_SCOPE)
        act(
            site.services, "senior", reference, "case/1", "open_tracks", routes="police", routes_because="It is needed."
        )
        act(site.services, "senior", reference, "police/1", "assess", finding="threatening")
        page = senior.get(f"/cases/{reference}/police/1/record_number")

        assert "This step is locked" in page.text
        assert "crime_reference" not in page.text
