"""The page of a Word letterhead: put up, told what was left out, looked at on a specimen, taken down."""

from __future__ import annotations

from tests.integration.web.test_letterhead_pages import sent
from tests.site import Site
from tests.word_letterheads import HEAD, letterhead, put_in

PAGE = "/letterhead/oakfield/word-letterhead"
FILE = "word_letterhead"


def test_a_word_letterhead_is_put_up_and_taken_down_by_page(site: Site) -> None:
    it = site.person("it")
    empty = it.get(PAGE)
    done = sent(it, PAGE, PAGE, {FILE: letterhead()})
    specimen = it.get("/letterhead/oakfield/word-specimen")
    again = it.get(PAGE)
    off = sent(it, PAGE, "/letterhead/oakfield/word-off")

    assert "There is none. Word files are plain sheets." in empty.text
    assert "The PDF of a letter that is issued does not" in empty.text
    assert "Its places for text, such as a name or a date, were taken out" in done.text
    assert HEAD in done.text
    assert specimen.content.startswith(b"PK")
    assert 'filename="specimen-letter.docx"' in specimen.headers["content-disposition"]
    assert "were taken out" not in again.text
    assert "There is none." in off.text
    assert "Taken down" in off.text
    assert f'href="{PAGE}"' in it.get("/letterhead/oakfield").text


def test_what_is_not_taken_is_said_at_its_field(site: Site) -> None:
    it = site.person("it")
    macros = sent(it, PAGE, PAGE, {FILE: put_in(letterhead(), "word/vbaProject.bin", b"x")})
    large = sent(it, PAGE, PAGE, {FILE: bytes(6 * 1024 * 1024)})
    nothing = sent(it, PAGE, PAGE)

    assert macros.status_code == large.status_code == nothing.status_code == 422
    assert "holds macros" in macros.text
    assert "at most 5 MB" in large.text
    assert "Choose a Word file" in nothing.text
    assert "There is none." in it.get(PAGE).text


def test_a_word_letterhead_is_no_page_for_others(site: Site) -> None:
    head = site.person("oakfield-head")

    assert head.get(PAGE).status_code == 403
    assert head.get("/letterhead/oakfield/word-specimen").status_code == 403
    assert head.get("/letterhead/oakfield/word-off").status_code in (200, 403)
