from functools import partial
from textwrap import wrap

from hypothesis import given
from hypothesis import strategies as some

from letters.blocks import (
    AddressBlock,
    Block,
    Details,
    Heading,
    Items,
    Paragraph,
    Passage,
    Quote,
    Signature,
    Table,
    Text,
    from_json,
    passages,
    to_json,
)
from letters.writers import html, text

WHOLE_WORDS = partial(wrap, break_long_words=False, break_on_hyphens=False)


def paragraph(words: str) -> Paragraph:
    return Paragraph((Text(words),))


EVERYTHING: tuple[Block, ...] = (
    AddressBlock(((Text("Jo"),), (Text("1 Row"),))),
    Details((("Date", (Text("today"),)), ("Case", (Text("1"),)))),
    Heading(1, (Text("A subject"),)),
    Paragraph((Text("Plain, "), Text("strong", strong=True), Text(" and "), Text("soft", emphasis=True), Text("."))),
    Items(ordered=False, entries=((paragraph("one"),), (paragraph("two"),))),
    Items(ordered=True, entries=((paragraph("one"), Quote((paragraph("said"),))), (paragraph("two"),))),
    Heading(2, (Text("A part"),)),
    Table(((Text("A"),), (Text("B"),)), (((Text("c"),), (Text("d"),)),)),
    Signature(((Text("Rowan"),),)),
)


def test_plain_text_keeps_the_shape_of_a_letter() -> None:
    assert text.write(EVERYTHING) == (
        "Jo\n1 Row\n\nDate: today\nCase: 1\n\nA subject\n=========\n\nPlain, strong and soft.\n\n- one\n- two\n\n"
        "1. one\n\n   > said\n\n2. two\n\nA part\n------\n\n1. A: c\n   B: d\n\nRowan\n"
    )


def test_a_page_says_by_its_tags_what_each_part_is() -> None:
    page = html.write(EVERYTHING, title="A & B", language="cy")

    assert '<html lang="cy">' in page
    assert "<title>A &amp; B</title>" in page
    for expected in (
        '<p class="address">Jo<br>\n1 Row</p>',
        "<dl>\n<dt>Date</dt><dd>today</dd>\n<dt>Case</dt><dd>1</dd>\n</dl>",
        "<h1>A subject</h1>",
        "<p>Plain, <strong>strong</strong> and <em>soft</em>.</p>",
        "<ul>\n<li>one</li>\n<li>two</li>\n</ul>",
        "<ol>\n<li><p>one</p>\n<blockquote>\n<p>said</p>\n</blockquote></li>\n<li>two</li>\n</ol>",
        '<thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>',
        "<tbody>\n<tr><td>c</td><td>d</td></tr>\n</tbody>",
        '<p class="signature">Rowan</p>',
    ):
        assert expected in page


def test_blocks_come_back_from_their_stored_form() -> None:
    assert from_json(to_json(EVERYTHING)) == EVERYTHING
    assert from_json(to_json(EVERYTHING).encode()) == EVERYTHING


def test_all_words_of_a_letter_can_be_gone_through_quotations_apart() -> None:
    found = list(passages(EVERYTHING))

    assert found[:4] == [
        Passage("Jo\n1 Row"),
        Passage("Date: today"),
        Passage("Case: 1"),
        Passage("A subject"),
    ]
    assert [passage.text for passage in found if passage.quoted] == ["said"]


def test_lines_are_wrapped_and_blanks_within_them_kept() -> None:
    lines = text.write((paragraph("word " * 40 + "two  blanks"),)).split("\n")

    assert max(map(len, lines)) <= 72
    assert "two  blanks" in lines[-2]


def test_a_narrow_page_still_has_room_for_a_word() -> None:
    assert text.write((Quote((Quote((paragraph("some words of a quotation"),)),)),), width=4).startswith(
        "> > some words"
    )


def test_an_empty_line_of_a_paragraph_stays() -> None:
    assert text.write((paragraph("one\n\ntwo"),)) == "one\n\ntwo\n"


@given(some.text("ab-é.\n ", max_size=300), some.integers(20, 40))
def test_plain_text_is_wrapped_as_the_standard_library_wraps_it(words: str, width: int) -> None:
    expected = [line for own in words.split("\n") for line in WHOLE_WORDS(own, width) or [""]]

    assert text.write((paragraph(words),), width).split("\n") == [*expected, ""]


@given(some.lists(some.text("abc ", max_size=90), min_size=1, max_size=3), some.integers(24, 60))
def test_labelled_facts_are_wrapped_below_their_label(lines: list[str], width: int) -> None:
    rows: tuple[Block, ...] = (Details((("Where", (Text("\n".join(lines)),)),)),)
    first, *others = lines
    expected = WHOLE_WORDS(f"Where: {first}", width, subsequent_indent="  ")
    for line in others:
        expected += WHOLE_WORDS(line, width, initial_indent="  ", subsequent_indent="  ") or [""]

    assert text.write(rows, width).split("\n") == [*expected, ""]
