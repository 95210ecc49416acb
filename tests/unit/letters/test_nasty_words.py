from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters import blocks
from letters.placeholders import visible
from letters.render import Draft
from letters.writers import html, text
from tests.unit.letters.facts import drafted
from tests.unit.letters.nasty import ALL, LONG_ADDRESS, VERY_LONG_ADDRESS
from tests.unit.letters.pages import Page, flat, unquoted

# Places where the words of people stand: in a quotation, in a row of details, in the address, in a heading, in a table.
PLACES: dict[str, Callable[[str], Draft]] = {
    "quoted to the police": lambda words: drafted("L08-police-referral", incidents=[{"words_quoted": words}]),
    "quoted to the person": lambda words: drafted("L06-consent-request", threat_summary=words),
    "quoted as the site's answer": lambda words: drafted("L03-personal-complaint", host_said=words),
    "described to a host": lambda words: drafted(
        "L02-takedown-request", items=[{"url": "https://a.example/", "description": words}]
    ),
    "as an address": lambda words: drafted("L04-reminder", items=[{"url": words, "description": "a post"}]),
    "as the addressee": lambda words: drafted("L01-acknowledgement", addressee={"name": words}),
    "in a heading": lambda words: drafted("L05-isp-escalation", site_domain=words),
    "in a table": lambda words: drafted("L32-closure", results=[{"url": "https://a.example/", "result": words}]),
}
TAGS = {
    "a",  # the addresses of the school and of its people, which are the same whatever anybody wrote
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "main",
    "h1",
    "h2",
    "p",
    "br",
    "strong",
    "bdi",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "blockquote",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("words", "shown"), ALL)
def test_the_words_of_people_come_out_literally_on_a_page(place: str, words: str, shown: str) -> None:
    page = Page(html.write(PLACES[place](words).blocks, title="A letter"))

    assert flat(shown) in flat(page.words)
    assert set(page.tags) <= TAGS
    assert page.links == Page(html.write(PLACES[place]("a word").blocks, title="A letter")).links
    assert not [name for name in page.attributes if name.endswith((".src", ".onerror", ".onclick"))]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("words", "shown"), ALL)
def test_the_words_of_people_come_out_literally_in_plain_text(place: str, words: str, shown: str) -> None:
    written = text.write(PLACES[place](words).blocks)

    assert flat(shown) in flat(unquoted(written) if "quoted" in place or "draft" in place else written)
    assert written.encode()


@pytest.mark.parametrize("words", [LONG_ADDRESS, VERY_LONG_ADDRESS], ids=["640", "10,000"])
def test_a_long_address_is_never_broken(words: str) -> None:
    draft = PLACES["as an address"](words)

    assert f"1. {words}\n" in text.write(draft.blocks)
    assert words.replace("&", "&amp;") in html.write(draft.blocks, title="A letter")


def test_the_paragraphs_of_quoted_words_stay_paragraphs_within_the_quotation() -> None:
    draft = PLACES["quoted to the person"]("one\ntwo\n\nthree")

    assert "> one\n> two\n>\n> three\n" in text.write(draft.blocks)
    assert "<p>one<br>two</p>\n<p>three</p>\n</blockquote>" in html.write(draft.blocks, title="A letter")


def test_an_address_of_several_lines_becomes_several_lines() -> None:
    draft = drafted("L01-acknowledgement", addressee={"name": "Jo", "address": "1 Row\r\nTown"})

    assert "Jo\n1 Row\nTown\n" in text.write(draft.blocks)
    assert "Jo<br>\n1 Row<br>\nTown</p>" in html.write(draft.blocks, title="A letter")


def test_right_to_left_words_do_not_reorder_their_neighbours() -> None:
    draft = PLACES["quoted to the person"]("את לא רצויה")

    assert "<bdi>את לא רצויה</bdi>" in html.write(draft.blocks, title="A letter")


@given(st.text())
def test_whatever_is_given_stays_one_value_and_meets_no_parser(words: str) -> None:
    draft = PLACES["quoted to the police"](f"a{words}z")
    quote = next(block for block in _all(draft.blocks) if isinstance(block, blocks.Quote))
    paragraphs = [part.text for part in quote.blocks if isinstance(part, blocks.Paragraph)]

    assert flat("\n".join(map(blocks.words, paragraphs))) == flat(visible(f"a{words}z"))
    assert all(span.given and not span.strong for spans in paragraphs for span in spans)
    assert blocks.from_json(blocks.to_json(draft.blocks)) == draft.blocks


def _all(tree: tuple[blocks.Block, ...]) -> list[blocks.Block]:
    inner = [entry for block in tree if isinstance(block, blocks.Items) for entry in block.entries]
    return [*tree, *(block for entry in inner for block in _all(entry))]
