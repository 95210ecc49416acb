"""Letterheads by page, for those who keep them; and the page on which one gives the image of one's own signature."""

from __future__ import annotations

from httpx2 import Response

from duecourse.casework.administration.paper.letterheads import paper
from engine.record.codes import letter_code
from tests.house_pictures import SVG, png
from tests.letters_given import case_of
from tests.services import act, caller, report
from tests.site import Person, Site, forms_of

PLACE, MINE = "/letterhead", "/my-signature"
OAK = {"logo_shows": "An oak"}


def sent(person: Person, page: str, action: str, files: dict[str, bytes] | None = None, **typed: str) -> Response:
    """Send one of the forms of a page, with files beside what is typed."""
    form = next(each for each in forms_of(person.get(page)) if each.action == action)
    upload = {name: ("file.png", content, "image/png") for name, content in (files or {}).items()}
    return person.client.post(action, data={**form.fields, **typed}, files=upload or None)


def test_an_administrator_changes_a_letterhead_and_sees_it_on_a_specimen(site: Site) -> None:
    it = site.person("it")
    listed = it.get(PLACE)
    page = it.fill(f"{PLACE}/oakfield", paper_telephone="01632 960002", paper_footer="One\nTwo")
    same = it.fill(f"{PLACE}/oakfield")
    pdf = it.get(f"{PLACE}/oakfield/specimen")
    large = it.get(f"{PLACE}/~trust/specimen?large=yes")

    assert f'href="{PLACE}/~trust"' in listed.text
    assert f'href="{PLACE}/oakfield"' in listed.text
    assert page.status_code == 200
    assert "01632 960002" in page.text
    assert 'alt="Sheet 1 of' in page.text
    assert "says that already" in same.text
    assert pdf.headers["content-type"] == large.headers["content-type"] == "application/pdf"
    assert paper(site.services, caller(site.services, "it"), "oakfield").said["footer"] == "One\nTwo"


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(site: Site) -> None:
    page = site.person("it").fill(f"{PLACE}/oakfield", paper_web="javascript:x", paper_telephone="01632 960002")

    assert page.status_code == 422
    assert "is no web address" in page.text
    assert 'value="01632 960002"' in page.text
    assert paper(site.services, caller(site.services, "it"), "oakfield").own is None


def test_a_logo_is_put_on_and_taken_off_and_what_is_none_gets_a_sentence(site: Site) -> None:
    it, page, logo = site.person("it"), f"{PLACE}/oakfield", f"{PLACE}/oakfield/logo"
    refused = sent(it, page, logo, {"logo_file": SVG}, **OAK)
    nothing = sent(it, page, logo)
    done = sent(it, page, logo, {"logo_file": png()}, **OAK)
    off = sent(it, page, f"{PLACE}/oakfield/logo-off")

    assert refused.status_code == nothing.status_code == 422
    assert "can hold programs" in refused.text
    assert 'value="An oak"' in refused.text
    assert "Choose a picture" in nothing.text
    assert "An oak. You see it on the specimen below." in done.text
    assert "There is none." in off.text


def test_a_logo_of_many_megabytes_is_told_so_and_what_was_there_stays(site: Site) -> None:
    big = png() + bytes(6 * 1024 * 1024)
    answer = sent(site.person("it"), f"{PLACE}/oakfield", f"{PLACE}/oakfield/logo", {"logo_file": big}, **OAK)

    assert answer.status_code == 413
    assert paper(site.services, caller(site.services, "it"), "oakfield").logo == ("", "")


def test_letterheads_are_no_page_for_others(site: Site) -> None:
    head = site.person("oakfield-head")

    assert head.get(PLACE).status_code == 403
    assert head.get(f"{PLACE}/oakfield").status_code == 403
    assert head.get(f"{PLACE}/oakfield/specimen").status_code == 403
    assert 'href="/letterhead"' not in head.get("/work").text
    assert 'href="/letterhead"' in site.person("it").get("/work").text


def test_somebody_gives_their_signature_and_takes_it_back(site: Site) -> None:
    senior = site.person("oakfield-senior")
    empty = sent(senior, MINE, MINE)
    agreed = {"signature_use": "own", "signature_agreed": "yes"}
    broken = sent(senior, MINE, MINE, {"signature_file": b"no picture"}, **agreed)
    given = sent(senior, MINE, MINE, {"signature_file": png()}, **agreed)
    others = site.person("oakfield-head").get(MINE)
    back = sent(senior, MINE, f"{MINE}/take-back")

    assert empty.status_code == broken.status_code == 422
    for sentence in ("Choose a picture of your signature", "Choose on which letters", "Say that it is your own"):
        assert sentence in empty.text
    assert "no PNG or JPEG" in broken.text
    assert 'alt="Your signature"' in given.text
    assert "Letters that I issue myself" in given.text
    assert 'alt="Your signature"' not in others.text + back.text


def test_a_letter_that_lacks_paper_says_where_that_is_entered_and_comes_in_large_print(site: Site) -> None:
    site.person("it").fill(f"{PLACE}/oakfield", paper_address="")
    reference = report(site.services)
    act(site.services, "senior", reference, "case/1", "acknowledge")
    senior = site.person("oakfield-senior")
    code = letter_code(case_of(site.services, reference).id, 1)
    page = senior.get(f"/cases/{reference}/letters/{code}")
    large = senior.get(f"/cases/{reference}/letters/{code}/pdf?large=yes")

    assert "under Letterhead" in page.text
    assert "entered by those who administer the trust" in page.text
    assert "in large print" in page.text
    assert large.headers["content-type"] == "application/pdf"
