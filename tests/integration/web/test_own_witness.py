"""A witness is somebody else than the person who records what was said, on the page and by command."""

from __future__ import annotations

import html

import pytest

from duecourse.casework.commands import steps
from duecourse.casework.queries import case_view
from engine.errors import BadAnswers
from engine.identity import CaseReference, InstanceId, RoleName
from engine.questions.witnesses import SOMEBODY_ELSE
from engine.reasons import ReasonCode
from tests.integration.casework.test_what_letters_state import found, reported
from tests.services import act, caller
from tests.site import Site

POLICE, MANAGER = InstanceId("police/1"), RoleName("senior manager")
GIVEN = {"consent.police_report": "given", "how_consented": "oral"}


@pytest.fixture
def asked(site: Site) -> CaseReference:
    reference = reported(site.services)
    found(site.services, reference, material="threatening")
    act(site.services, "senior", reference, "police/1", "assess", police_concern="A post that says where she parks")
    act(site.services, "senior", reference, "police/1", "ask_consent")
    return reference


def own_name(site: Site) -> str:
    by = caller(site.services, "oakfield-senior").viewer
    with site.services.store.reading() as reading:
        return reading.people_named(by.organisation, (by.person,))[0].name


def test_the_page_refuses_the_name_of_the_person_who_records_and_keeps_what_was_typed(
    site: Site, asked: CaseReference
) -> None:
    page = site.person("oakfield-senior").fill(
        f"/cases/{asked}/police/1/consent_answer", **GIVEN, consent_witness=f" {own_name(site).upper()} "
    )

    assert page.status_code == 422
    assert SOMEBODY_ELSE in html.unescape(page.text)
    assert own_name(site).upper() in page.text


def test_so_does_a_command_and_another_name_is_taken(site: Site, asked: CaseReference) -> None:
    with pytest.raises(BadAnswers) as refused:
        act(site.services, "senior", asked, "police/1", "consent_answer", **GIVEN, consent_witness=own_name(site))
    act(site.services, "senior", asked, "police/1", "consent_answer", **GIVEN, consent_witness="Sam Reeve, office")

    assert [(each.field, each.code) for each in refused.value.reasons] == [
        ("consent_witness", ReasonCode.ANSWER_CONTRADICTS)
    ]
    view = case_view.look(site.services, caller(site.services, "oakfield-senior"), asked).case
    assert view.tracks[POLICE].consents["police_report"] == "given"


@pytest.mark.parametrize("written", ["Mrs {}.", "{} (senior manager)", "{0[1]}, {0[0]}", "\u200d{}", "Oakley Oakfield"])
def test_a_name_is_known_in_other_spellings_and_in_a_correction(site: Site, asked: CaseReference, written: str) -> None:
    name = written.format(own_name(site).split()) if "[" in written else written.format(own_name(site))
    with pytest.raises(BadAnswers):
        act(site.services, "senior", asked, "police/1", "consent_answer", **GIVEN, consent_witness=name)
    act(site.services, "senior", asked, "police/1", "consent_answer", **GIVEN, consent_witness="Sam Reeve, office")

    with pytest.raises(BadAnswers, match=SOMEBODY_ELSE):
        steps.correct(
            site.services, caller(site.services, "oakfield-senior"), asked, POLICE, {"consent_witness": name}, "A slip"
        )


def test_the_person_themselves_needs_no_witness(site: Site, asked: CaseReference) -> None:
    act(site.services, "teacher", asked, "police/1", "consent_answer", **{"consent.police_report": "given"})

    view = case_view.look(site.services, caller(site.services, "oakfield-senior"), asked).case
    assert view.tracks[POLICE].consents["police_report"] == "given"


def test_nor_is_it_the_person_who_recorded_what_was_said_when_a_colleague_names_them(
    site: Site, asked: CaseReference
) -> None:
    act(site.services, "senior", asked, "police/1", "consent_answer", **GIVEN)
    steps.assign(site.services, caller(site.services, "oakfield-senior"), asked, MANAGER, "oakfield-manager")
    with pytest.raises(BadAnswers):
        act(site.services, "manager", asked, "police/1", "name_witness", witness_name=own_name(site))
    act(site.services, "manager", asked, "police/1", "name_witness", witness_name="Sam Reeve, office")
