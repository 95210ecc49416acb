"""The first page of a case: its title, marks of dangers, whose turn it is, and the way to the whole procedure."""

from __future__ import annotations

from engine.identity import CaseReference
from tests.cli import IN_SCOPE
from tests.services import act, report
from tests.site import Site


def opened(site: Site) -> CaseReference:
    reference = report(site.services)
    act(site.services, "senior", reference, "case/1", "triage", **IN_SCOPE)
    act(site.services, "senior", reference, "case/1", "open_tracks")
    return reference


def test_every_page_of_a_case_bears_the_title_that_its_reader_may_know(site: Site) -> None:
    reference = opened(site)
    pages = [f"/cases/{reference}{end}" for end in ("", "/procedure", "/items", "/people", "/letters", "/history")]
    senior, teacher = site.person("oakfield-senior"), site.person("oakfield-teacher")

    assert [page for page in pages if "One web page about Oakley Oakfield" not in senior.get(page).text] == []
    assert [page for page in pages if "One web page about you" not in teacher.get(page).text] == []


def test_the_story_holds_the_report_in_its_own_words_and_no_locked_step(site: Site) -> None:
    page = site.person("oakfield-senior").get(f"/cases/{opened(site)}").text

    assert '<blockquote class="dc-words">Two posts insult me.</blockquote>' in page
    assert "locked step" not in page
    assert "Other things you can do" in page


def test_the_procedure_lists_every_step_with_what_unlocks_it(site: Site) -> None:
    page = site.person("oakfield-senior").get(f"/cases/{opened(site)}/procedure").text

    assert "locked steps, and what unlocks each" in page
    assert "Do this next" in page


def test_a_danger_that_somebody_opened_stays_marked_with_who_opened_it(site: Site) -> None:
    reference = report(site.services, child_at_risk="yes")
    senior = site.person("oakfield-senior")
    before = senior.get(f"/cases/{reference}").text
    site.person("oakfield-dsl").get(f"/cases/{reference}")
    after = senior.get(f"/cases/{reference}").text

    assert "Not opened yet by those who must act" in before
    assert "has opened it" not in before
    assert "Not opened yet by those who must act" not in after
    assert "Could a child be at risk? Yes." in after
    assert "Kit Oakfield has opened it, on " in after


def test_the_affected_person_reads_whose_turn_it_is_and_no_name(site: Site) -> None:
    page = site.person("oakfield-teacher").get(f"/cases/{opened(site)}").text

    assert "Nothing for you to do now" in page
    assert "(senior manager), by " in page
    assert "Gray Oakfield" not in page


def test_somebody_who_skips_to_the_content_comes_to_the_title_of_the_case(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    story, step = (senior.get(f"/cases/{reference}{path}").text for path in ("", "/case/1/acknowledge"))
    main = story.partition("<main")[2]

    assert "dc-identity__title" in main
    assert 'aria-label="This case"' in main
    assert "dc-identity__title" not in step
