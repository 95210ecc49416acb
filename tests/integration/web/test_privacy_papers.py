"""The privacy page names whose data it is and who answers for it; its papers are for those who do, and no others."""

from __future__ import annotations

from io import BytesIO

from docx import Document
from httpx2 import Response

from duecourse.casework.administration import posts
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.upkeep.going_live import what_is_missing
from duecourse.casework.upkeep.ward import MissingCode
from engine.ports.records import Viewer
from tests.site import Person, Site, forms_of

WORDS = "## At our schools\n\nAsk **any** office.\n\n- <b>One</b>\n"


def by(services: Services, key: str) -> Caller:
    with services.store.reading() as reading:
        trust = reading.organisation().id
        person = reading.find_person(trust, key)
        assert person is not None
    return Caller(viewer=Viewer(trust, person.id, services.clock.now()))


def taken(person: Person) -> Response:
    """Ask for the assessment without its page."""
    csrf = forms_of(person.get("/account/colours"))[0].fields["csrf"]
    return person.client.post("/privacy-papers/assessment", data={"csrf": csrf})


def test_everybody_reads_who_the_officer_is_and_how_to_reach_them(site: Site) -> None:
    page = site.visitor().client.get("/privacy").text

    assert "Blake Sample" in page
    assert "mailto:dpo@" in page
    assert "Lumen Learning Trust" in page
    assert "/privacy-papers" not in page


def test_where_nobody_is_officer_a_deputy_is_named_and_then_the_way_through_an_office(site: Site) -> None:
    it = by(site.services, "it")
    posts.end_post(site.services, it, "dpo", "DPO")
    deputised = site.visitor().client.get("/privacy").text
    posts.end_post(site.services, it, "deputy-dpo", "deputy DPO")
    nobody = site.visitor().client.get("/privacy").text
    missing = site.person("it").get("/privacy-papers").text
    wanted = what_is_missing(site.services, it)

    assert "In their place answers <strong>Kerry Replica" in deputised
    assert "Your question is welcome all the same" in nobody
    assert "Blake Sample" not in nobody
    assert "the privacy page names nobody" in missing
    assert [each.code for each in wanted if each.missing and each.code is MissingCode.OFFICER]


def test_the_trusts_own_words_are_kept_by_administrators_and_shown_to_everybody_as_words(site: Site) -> None:
    central, dpo = site.person("central"), site.person("dpo")
    kept = central.fill("/privacy-papers", 1, words=WORDS)
    again = central.fill("/privacy-papers", 1, words=WORDS)
    refused = central.fill("/privacy-papers", 1, words="| a |\n| - |\n| b |")
    shown = site.visitor().client.get("/privacy").text

    assert "It stands on the privacy page now." in kept.text
    assert "It stood there so already." in again.text
    assert refused.status_code == 422
    assert "headings, paragraphs, lists" in refused.text
    assert "<strong>any</strong>" in shown
    assert "&lt;b&gt;One" in shown
    assert "<textarea" not in dpo.get("/privacy-papers").text


def test_the_assessment_is_filled_in_with_what_is_set_here(site: Site) -> None:
    dpo = site.person("dpo")
    given = dpo.fill("/privacy-papers")
    word = Document(BytesIO(given.content))
    text = "\n".join(each.text for each in word.paragraphs)
    cells = {cell.text for table in word.tables for row in table.rows for cell in row.cells}

    assert "Lumen Learning Trust" in text
    assert "To decide" in text
    assert "$" not in text + "".join(cells)
    assert any("Oakfield" in each and "Riverside" in each for each in cells)
    assert any(each.startswith("Blake Sample") for each in cells)
    assert "6 years" in cells


def test_nobody_else_has_the_papers(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    refused = teacher.get("/privacy-papers")

    assert refused.status_code == 403
    assert "DPO" in refused.text
    assert taken(teacher).status_code == 403
    assert 'href="/privacy-papers"' not in teacher.get("/privacy").text
    assert 'href="/privacy-papers"' in site.person("dpo").get("/privacy").text


def test_who_handles_cases_collects_what_is_kept_about_somebody_on_a_page(site: Site) -> None:
    senior, teacher = site.person("oakfield-senior"), site.person("oakfield-teacher")
    given = senior.fill("/subject-access", person="oakley oakfield")
    missed = senior.fill("/subject-access", person="Nobody At All")
    empty = senior.fill("/subject-access")

    assert given.headers["content-type"] == "application/zip"
    assert "Oakley" not in given.headers["content-disposition"]
    assert given.content.startswith(b"PK")
    assert (missed.status_code, empty.status_code) == (422, 422)
    assert "nobody of the name" in missed.text
    assert teacher.get("/subject-access").status_code == 403
    assert 'href="/subject-access"' in senior.get("/privacy").text
    assert 'href="/subject-access"' not in teacher.get("/privacy").text
