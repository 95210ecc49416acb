"""The page of notes: written, read, put right, and nothing typed is lost."""

from __future__ import annotations

from tests.services import report
from tests.site import Site, forms_of

SENIOR, TEACHER = "oakfield-senior", "oakfield-teacher"


def test_a_note_is_written_about_the_case_or_a_part_and_put_right(site: Site) -> None:
    reference = report(site.services)
    senior, place = site.person(SENIOR), f"/cases/{reference}/notes"
    page = senior.fill(place, 0, about="case/1", written="She rang\nat nine.")
    assert "She rang\nat nine." in page.text
    assert "Gray Oakfield" in page.text
    code = page.text.partition("?corrects=")[2].partition('"')[0]

    asked = senior.get(f"{place}?corrects={code}")
    assert f"This note puts right the note {code}" in asked.text
    after = senior.send(asked, 0, written="At ten.").text
    assert "Put right by" in after
    assert f"Puts right {code}" in after


def test_an_empty_note_is_refused_at_its_question(site: Site) -> None:
    reference = report(site.services)
    page = site.person(SENIOR).fill(f"/cases/{reference}/notes", 0, written="")

    assert page.status_code == 422
    assert "Write an answer: What is to be known?" in page.text


def test_somebody_who_works_on_nothing_reads_no_note_and_is_asked_for_none(site: Site) -> None:
    reference = report(site.services)
    site.person(SENIOR).fill(f"/cases/{reference}/notes", 0, about="case/1", written="A walrus.")
    page = site.person(TEACHER).get(f"/cases/{reference}/notes").text

    assert "walrus" not in page
    assert "There is no note that you may read." in page
    assert "Write the note" not in page


def test_the_history_is_shown_on_one_page_to_be_printed(site: Site) -> None:
    reference = report(site.services)
    senior, place = site.person(SENIOR), f"/cases/{reference}"
    for number in range(26):
        senior.fill(f"{place}/notes", 0, about="case/1", written=f"Note number {number}.")
    first, whole = senior.get(f"{place}/history").text, senior.get(f"{place}/history?every=yes").text

    assert "Show all of it on one page" in first
    assert "The report was received" not in first
    assert "The report was received" in whole


def test_a_note_about_what_one_does_not_work_on_any_more_is_refused_with_its_words(site: Site) -> None:
    reference = report(site.services)
    senior = site.person(SENIOR)
    csrf = forms_of(senior.get(f"/cases/{reference}/notes"))[0].fields["csrf"]
    typed = {"csrf": csrf, "about": "investigation/9", "written": "A walrus."}
    page = senior.client.post(f"/cases/{reference}/notes", data=typed)

    assert page.status_code == 422
    assert "You do not work any more on what this note is about" in page.text
    assert "A walrus.</textarea>" in page.text


def test_who_works_on_nothing_any_more_reads_their_words_of_a_note_again(site: Site) -> None:
    reference = report(site.services)
    teacher = site.person(TEACHER)
    csrf = forms_of(teacher.get("/how-i-am-told"))[0].fields["csrf"]
    typed = {"csrf": csrf, "written": "A walrus."}
    page = teacher.client.post(f"/cases/{reference}/notes", data=typed)

    assert page.status_code == 422
    assert "nothing was written" in page.text
    assert "A walrus." in page.text
    assert "There is no note that you may read." in teacher.get(f"/cases/{reference}/notes").text
