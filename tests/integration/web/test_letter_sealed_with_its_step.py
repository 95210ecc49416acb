"""A letter is read where its step is confirmed and sealed with it, and never says anything else than what was read."""

from __future__ import annotations

import pytest

from duecourse.casework.commands import letters
from duecourse.casework.commands.letter_drafts import foreseen_letter
from duecourse.casework.commands.letters import verify_letters
from duecourse.casework.queries import case_view
from engine.errors import Mistake, NotFound, NotPermitted
from engine.identity import CaseReference
from engine.record.values import Letter
from tests.cli import ASK_HOST
from tests.services import act, caller, report
from tests.site import Site, forms_of

SEAL = {"then": "seal"}


def only(site: Site, reference: CaseReference) -> Letter:
    case = case_view.look(site.services, caller(site.services, "oakfield-senior"), reference).case
    [letter] = [each for each in case.letters.values() if each.template.startswith("L02")]
    return letter


def test_the_letter_that_was_read_is_sealed_with_the_step_in_one_press(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    check = senior.fill(f"/cases/{reference}/removal/1/decide", **ASK_HOST)
    done = senior.send(check, **SEAL)
    letter = only(site, reference)

    assert 'aria-labelledby="foreseen-letter"' in check.text
    assert letter.status == "issued"
    assert done.url.path.endswith("/form")
    assert set(verify_letters(site.services, caller(site.services, "oakfield-senior"), reference).values()) == {()}


def test_without_that_press_it_stays_a_draft(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    done = senior.send(senior.fill(f"/cases/{reference}/removal/1/decide", **ASK_HOST))

    assert "?done=" in str(done.url)
    assert only(site, reference).status == "draft"


def test_what_says_something_else_than_what_was_read_is_not_sealed(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    check = senior.fill(f"/cases/{reference}/removal/1/decide", **ASK_HOST)
    done = senior.send(check, **SEAL, letter_says="0" * 64)

    assert only(site, reference).status == "draft"
    assert "Issue this letter" in done.text


@pytest.mark.parametrize(
    ("called", "mistake"), [((foreseen_letter, "letter_text"), NotFound), ((letters, "issue"), NotPermitted)]
)
def test_a_step_that_is_recorded_leads_to_its_letter_whatever_keeps_that_from_being_sealed(
    site: Site, monkeypatch: pytest.MonkeyPatch, called: tuple[object, str], mistake: type[Mistake]
) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    check = senior.fill(f"/cases/{reference}/removal/1/decide", **ASK_HOST)

    def stands_in_the_way(*_: object) -> None:
        raise mistake("The letter is not theirs.")

    with monkeypatch.context() as patched:
        patched.setattr(*called, stands_in_the_way)
        done = senior.send(check, **SEAL)

    assert done.status_code == 200
    assert "/letters/" in done.url.path
    assert only(site, reference).status == "draft"


@pytest.mark.quotes
def test_a_letter_that_lacks_something_says_so_and_offers_no_seal(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    check = senior.fill(f"/cases/{reference}/removal/1/decide", approach="ask_host", approach_reason="It stays up.")
    forced = senior.send(check, **SEAL, letter=1, letter_says="x")

    assert "cannot be sealed yet" in check.text
    assert "seal the letter" not in check.text
    assert "Issue this letter" not in forced.text
    assert only(site, reference).status == "draft"


def test_a_second_press_seals_and_records_nothing_twice(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    check = senior.fill(f"/cases/{reference}/removal/1/decide", **ASK_HOST)
    fields = {**forms_of(check)[0].fields, **SEAL}
    for _ in range(2):
        senior.client.post(check.url.path, data=fields)
    view = case_view.look(site.services, caller(site.services, "oakfield-senior"), reference)

    assert only(site, reference).status == "issued"
    assert view.case.revision == 3


def test_who_only_confirms_the_person_s_own_consent_is_offered_no_seal(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    act(site.services, "senior", reference, "case/1", "acknowledge")
    check = senior.fill(
        f"/cases/{reference}/removal/1/decide", approach="no_approach", approach_reason="It is a leaflet."
    )

    assert "seal the letter" not in check.text
