"""Answers corrected, holds put on and taken off, and a case moved to the version in use, by people on pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from duecourse.casework.queries import case_view
from duecourse.policies.library import load_library, read_workflows
from engine.identity import CASE, CaseReference
from tests.builders import changed
from tests.cli import IN_SCOPE, MONDAY
from tests.services import act, caller, report
from tests.site import Person, Site, make_site

LUMEN = read_workflows()["policies/lumen.yaml"]
LONGER = ("request:\n        within: 24 hours", "request:\n        within: 48 hours")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = make_site(tmp_path_factory.mktemp("upkeep"), MONDAY)
    yield site
    site.services.store.close()


@pytest.fixture
def reference(place: Site) -> CaseReference:
    """A case that was triaged, with a removal."""
    found = report(place.services, "https://a.example/1")
    act(place.services, "senior", found, "case/1", "acknowledge")
    act(place.services, "senior", found, "case/1", "triage", **IN_SCOPE)
    return found


def answer_of(site: Site, reference: CaseReference, name: str) -> object:
    seen = case_view.look(site.services, caller(site.services, "oakfield-senior"), reference).case
    return {str(each): answer.value for each, answer in seen.tracks[CASE].answers.items()}.get(name)


def address(person: Person, reference: CaseReference, words: str) -> str:
    """The address of the way to correct the answer to a question."""
    page = person.get(f"/cases/{reference}/answers").text
    found = re.search(rf'href="([^"]*)">(?:Correct|Answer)<span[^>]*>: {re.escape(words)}', page)
    assert found, words
    return found[1]


def hold(person: Person, reference: CaseReference, way: str, says: str) -> str:
    page = person.get(f"/cases/{reference}/holds").text
    found = re.search(rf'href="([^"]*/{way})">[^<]*<span[^>]*>: {re.escape(says)}', page)
    assert found, says
    return found[1]


def test_an_answer_is_corrected_after_what_follows_was_read(place: Site, reference: CaseReference) -> None:
    senior = place.person("oakfield-senior")
    way = address(senior, reference, "Has anybody&#39;s personal information been made public?")
    told = senior.fill(way, personal_data="yes", why_corrected="The form was misread")

    assert "Stood so far" in told.text
    assert "Data breach" in told.text  # what follows
    assert "The form was misread" in told.text
    assert answer_of(place, reference, "personal_data") == "no"
    done = senior.send(told)
    assert (done.status_code, done.url.path) == (200, f"/cases/{reference}")
    assert "An answer was corrected" in done.text
    assert answer_of(place, reference, "personal_data") == "yes"
    assert "The form was misread" in senior.get(f"/cases/{reference}/history").text


def test_what_is_left_as_it_stands_is_no_correction_and_nothing_typed_is_lost(
    place: Site, reference: CaseReference
) -> None:
    senior = place.person("oakfield-senior")
    way = address(senior, reference, "Has anybody&#39;s personal information been made public?")
    same = senior.fill(way, why_corrected="I only looked")

    assert same.status_code == 422
    assert "Nothing is different" in same.text
    assert "I only looked" in same.text
    unsaid = senior.fill(way, personal_data="yes", why_corrected="")
    assert unsaid.status_code == 422
    assert "Why was the record wrong?" in unsaid.text
    assert answer_of(place, reference, "personal_data") == "no"


def test_what_the_command_refuses_the_page_refuses_with_its_reasons(place: Site, reference: CaseReference) -> None:
    senior = place.person("oakfield-senior")
    act(place.services, "senior", reference, "case/1", "open_tracks")
    way = address(senior, reference, "Does the policy cover this?")
    refused = senior.fill(way, scope="policy_only", why_corrected="It was nothing")

    assert refused.status_code == 422
    assert "There is a problem" in refused.text or "cannot be corrected so" in refused.text
    assert "It was nothing" in refused.text


def test_a_second_click_corrects_once(place: Site, reference: CaseReference) -> None:
    senior = place.person("oakfield-senior")
    way = address(senior, reference, "Has anybody&#39;s personal information been made public?")
    told = senior.fill(way, personal_data="dont_know", why_corrected="Nobody knows")
    first, again = senior.send(told), senior.send(told)

    assert first.url.path == again.url.path == f"/cases/{reference}"
    assert senior.get(f"/cases/{reference}/history").text.count("An answer was corrected") == 1


def test_what_a_colleague_corrected_meanwhile_is_not_put_back_by_a_page_that_was_open(
    place: Site, reference: CaseReference
) -> None:
    senior, colleague = place.person("oakfield-senior"), place.person("oakfield-senior")
    way = address(senior, reference, "Has anybody&#39;s personal information been made public?")
    opened = senior.get(way.partition("?")[0])
    colleague.send(colleague.fill(way, personal_data="yes", why_corrected="It was"))
    empty = senior.send(opened, what_happened="Two posts insult her.", why_corrected="")
    told = senior.send(empty, why_corrected="A slip")

    assert told.url.path.endswith("/check")
    assert "made public" not in told.text.split("<main", 1)[1]
    senior.send(told)
    assert answer_of(place, reference, "personal_data") == "yes"


def test_a_hold_is_put_on_seen_and_taken_off(place: Site, reference: CaseReference) -> None:
    senior, says = place.person("oakfield-senior"), "The police have asked to leave the material up."
    form = senior.get(hold(senior, reference, "put-on", says))
    assert "these steps wait" in form.text
    unsaid = senior.send(form)
    assert unsaid.status_code == 422
    shown = senior.send(form, reason="Sergeant Sample, CAD 17")

    assert shown.url.path == f"/cases/{reference}/holds"
    assert "In force" in shown.text
    assert "Sergeant Sample, CAD 17" in shown.text
    assert "put on by" in shown.text
    assert says in senior.get(f"/cases/{reference}/procedure").text
    assert says.rstrip(".") in senior.get(f"/cases/{reference}/history").text
    off = senior.fill(hold(senior, reference, "take-off", says), reason="They have what they need")
    assert "No hold is in force" in off.text


def test_who_sees_a_case_and_works_on_no_part_of_it_changes_nothing(place: Site, reference: CaseReference) -> None:
    teacher = place.person("oakfield-teacher")
    page = teacher.client.get(f"/cases/{reference}/answers")

    assert page.status_code in (403, 404)
    assert "/answers" not in teacher.get(f"/cases/{reference}").text


def test_a_case_that_follows_the_version_in_use_has_nothing_to_move(place: Site, reference: CaseReference) -> None:
    page = place.person("oakfield-senior").get(f"/cases/{reference}/policy-version")

    assert "There is nothing to move" in page.text
    assert "<form" not in page.text.split("<main", 1)[1]


def test_a_case_moves_to_the_version_in_use_after_what_changes_was_read(
    place: Site, reference: CaseReference, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = place.services.library
    sources = {**read_workflows(), "policies/lumen.yaml": changed(LUMEN, LONGER)}
    newer = load_library(sources, library.letters).policies
    act(place.services, "senior", reference, "case/1", "open_tracks")
    with monkeypatch.context() as patched:
        patched.setattr(library, "policies", newer)
        senior, teacher = place.person("oakfield-senior"), place.person("oakfield-teacher")
        assert "/policy-version" in senior.get(f"/cases/{reference}").text
        assert "/policy-version" not in teacher.get(f"/cases/{reference}").text
        told = senior.get(f"/cases/{reference}/policy-version")
        assert "3 November 2026 at 9:00am" in told.text
        assert "4 November 2026 at 9:00am" in told.text
        unsaid = senior.send(told, reason="")
        assert unsaid.status_code == 422
        done = senior.send(told, reason="The trustees approved it")

        assert done.url.path == f"/cases/{reference}"
        assert "The case moved to another version of its policy" in done.text
        seen = case_view.look(place.services, caller(place.services, "oakfield-senior"), reference)
        assert seen.policy.hash == newer["lumen"].hash
        assert "There is nothing to move" in senior.get(f"/cases/{reference}/policy-version").text


def test_a_page_moves_a_case_to_no_version_but_the_one_in_use(
    place: Site, reference: CaseReference, monkeypatch: pytest.MonkeyPatch
) -> None:
    library, earlier = place.services.library, place.services.library.policies["lumen"].hash
    sources = {**read_workflows(), "policies/lumen.yaml": changed(LUMEN, LONGER)}
    newer = load_library(sources, library.letters).policies
    senior = place.person("oakfield-senior")
    with monkeypatch.context() as patched:
        patched.setattr(library, "policies", newer)
        told = senior.get(f"/cases/{reference}/policy-version")
        done = senior.send(told, reason="The trustees approved it")
        again = senior.send(told, reason="The trustees approved it")
        back = senior.send(told, to=earlier, once="never sent before", seen="", reason="I liked it better")
        seen = case_view.look(place.services, caller(place.services, "oakfield-senior"), reference)

        assert done.url.path == again.url.path == f"/cases/{reference}"
        assert back.status_code == 422
        assert "a page moves it to no other" in back.text
        assert seen.policy.hash == newer["lumen"].hash
