"""How a letter is set: what is heard, what leads where, what stays together, and what large print is."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pikepdf
import pytest
from pypdf import PdfReader

from letters.blocks import AddressBlock, Block, Details, Footer, Heading, Inline, Items, Paragraph, Signature, Text
from letters.printed.pictures import cleaned
from letters.writers.pdf import Head, Printer
from tests.house_pictures import png
from tests.unit.letters.facts import LETTERS, drafted

AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
HEAD = Head("Invitation to a hearing", "LUM-2026-0001/K7F", draft=False)
WORDS = "Some words that fill a line or two of the letter, so that a paragraph is about as long as most are."


@pytest.fixture(scope="module")
def printer() -> Printer:
    return Printer()


@pytest.fixture(scope="module")
def pictures(printer: Printer) -> Mapping[str, bytes]:
    made = [cleaned(png(900, 300, shade), printer.redrawn) for shade in (10, 200)]
    return {each.digest: each.content for each in made}


def said(text: str) -> Inline:
    return (Text(text),)


def dressed(pictures: Mapping[str, bytes]) -> tuple[Block, ...]:
    """Give a letter on paper with everything on it."""
    logo, signature = pictures
    return (
        Paragraph((Text("Personal and confidential", strong=True),)),
        AddressBlock(
            (
                (Text("Logo: an oak", picture=logo),),
                said("Wickford Lane School"),
                said("1 Lane"),
                (Text("office@wickford.example", given=True, link="mailto:office@wickford.example"),),
                (Text("www.wickford.example", given=True, link="https://www.wickford.example"),),
            )
        ),
        AddressBlock((said("Jo Fairweather"), said("3 Sample Row"))),
        Details((("Date", said("21 November 2026")), ("Our reference", said("LUM-2026-0001/K7F")))),
        Heading(1, said("Invitation to a hearing")),
        Paragraph(said("Dear Jo")),
        Paragraph(said("https://typed.example/is/words and javascript:alert(1)")),
        Paragraph(said("Yours sincerely")),
        Signature(((Text("Signature of Gray Oakfield", picture=signature),), said("Gray Oakfield"))),
        Footer((said("Registered office: 1 Candle Court"),)),
    )


def tags(content: bytes) -> list[tuple[str, str]]:
    """Give the kind of every tag, in reading order, with what it says in place of a picture."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return list(_below(pdf.Root.StructTreeRoot))


def _below(node: pikepdf.Object) -> Iterator[tuple[str, str]]:
    inner: object = node.get("/K", [])
    for child in inner if isinstance(inner, pikepdf.Array) else [inner]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield str(child.S), str(child.get("/Alt", ""))
            yield from _below(child)


def kinds(content: bytes) -> list[str]:
    return [kind for kind, _ in tags(content)]


def leads(content: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return {str(link.A.URI) for page in pdf.pages for link in page.get("/Annots", []) if "/A" in link}


def sheets(content: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def tops(content: bytes) -> dict[str, float]:
    """Give how far from the top of the first sheet words stand, in millimetres."""
    page = PdfReader(io.BytesIO(content)).pages[0]
    high, found = float(page.mediabox.height), dict[str, float]()

    def visit(text: str, moved: list[float], matrix: list[float], _font: object, _size: object) -> None:
        if text.strip():
            top = high - (matrix[4] * moved[1] + matrix[5] * moved[3] + moved[5])
            found[text.strip()] = top * 25.4 / 72

    page.extract_text(visitor_text=visit)
    return found


def sizes(content: bytes) -> list[float]:
    found: list[float] = []

    def visit(text: str, moved: list[float], matrix: list[float], _font: object, size: float) -> None:
        if text.strip():
            found.append(abs(size * matrix[3] * moved[3]))

    for page in PdfReader(io.BytesIO(content)).pages:
        page.extract_text(visitor_text=visit)
    return found


def test_that_it_is_a_draft_is_heard_and_not_only_seen(printer: Printer, pictures: Mapping[str, bytes]) -> None:
    letter = dressed(pictures)
    issued = printer.write(letter, HEAD, AT, pictures)
    draft = printer.write(letter, Head(HEAD.title, HEAD.reference, draft=True), AT, pictures)

    assert kinds(draft).count("/P") == kinds(issued).count("/P") + 1
    assert "DRAFT: not issued" in sheets(draft)[0]
    assert "DRAFT" not in "".join(sheets(issued))


def test_pictures_are_told_in_words_and_facts_stand_in_a_table(printer: Printer, pictures: Mapping[str, bytes]) -> None:
    content = printer.write(dressed(pictures), HEAD, AT, pictures)

    assert [alt for kind, alt in tags(content) if kind == "/Figure"] == ["Logo: an oak", "Signature of Gray Oakfield"]
    assert kinds(content).count("/Table") == 1
    assert (kinds(content).count("/TR"), kinds(content).count("/TD")) == (2, 4)


def test_a_link_leads_where_the_template_said_and_what_somebody_typed_leads_nowhere(
    printer: Printer, pictures: Mapping[str, bytes]
) -> None:
    content = printer.write(dressed(pictures), HEAD, AT, pictures)

    assert leads(content) == {"mailto:office@wickford.example", "https://www.wickford.example"}
    assert kinds(content).count("/Link") == 2


def test_a_picture_that_is_lost_is_left_out_and_the_letter_goes_on(
    printer: Printer, pictures: Mapping[str, bytes]
) -> None:
    content = printer.write(dressed(pictures), HEAD, AT)

    assert "/Figure" not in kinds(content)
    assert "Gray Oakfield" in sheets(content)[0]


def test_there_is_room_to_sign_by_hand(printer: Printer, pictures: Mapping[str, bytes]) -> None:
    found = tops(printer.write(dressed(pictures), HEAD, AT))

    assert found["Gray Oakfield"] - found["Yours sincerely"] > 20


def test_words_at_the_foot_stand_on_the_first_sheet_above_its_number(
    printer: Printer, pictures: Mapping[str, bytes]
) -> None:
    found = tops(printer.write(dressed(pictures), HEAD, AT, pictures))

    assert 260 < found["Registered office: 1 Candle Court"] < found["LUM-2026-0001/K7F"] < 290


@pytest.mark.parametrize("paragraphs", range(1, 30))
def test_no_sheet_holds_a_closing_alone(printer: Printer, paragraphs: int) -> None:
    words = [Paragraph(said(f"Number {number}: {WORDS}")) for number in range(paragraphs)]
    closing = (Paragraph(said("Yours sincerely")), Signature((said("Gray Oakfield"), said("Headteacher"))))
    found = sheets(printer.write((Heading(1, said("A subject")), *words, *closing), HEAD, AT))
    last = next(sheet for sheet in found if "Yours sincerely" in sheet)

    assert "Number" in last
    assert "Gray Oakfield" in last


def test_no_sheet_ends_with_words_that_lead_to_what_is_on_the_next(printer: Printer) -> None:
    listed = Items(False, tuple((Paragraph(said(f"Entry {number}")),) for number in range(4)))
    led = (Paragraph(said("These go with it:")), listed) * 12
    closing = (Paragraph(said("Yours sincerely")), Signature((said("Gray Oakfield"),)))
    for more in range(4):
        before = (Paragraph(said("Words.")),) * more
        found = sheets(printer.write((Heading(1, said("A subject")), *before, *led, *closing), HEAD, AT))

        assert len(found) > 1
        assert not [sheet for sheet in found if f"go with it: {HEAD.reference}" in sheet]


@pytest.mark.parametrize("entries", range(20, 40, 3))
def test_the_end_of_a_long_list_stays_with_the_closing(printer: Printer, entries: int) -> None:
    listed = Items(True, tuple((Paragraph(said(f"Number {number}: {WORDS}")),) for number in range(entries)))
    closing = (Paragraph(said("Yours sincerely")), Signature((said("Gray Oakfield"),)))
    found = sheets(printer.write((Heading(1, said("A subject")), listed, *closing), HEAD, AT))

    assert f"{entries}. Number {entries - 1}" in next(sheet for sheet in found if "Yours sincerely" in sheet)


@pytest.mark.parametrize("letter", LETTERS)
def test_in_large_print_nothing_is_smaller_than_sixteen_points_and_nothing_is_lost(
    printer: Printer, letter: str
) -> None:
    blocks = drafted(letter).blocks
    usual = printer.write(blocks, HEAD, AT)
    large = printer.write(blocks, Head(HEAD.title, HEAD.reference, draft=True, large=True), AT)

    assert min(sizes(large)) >= 15.9
    assert min(sizes(usual)) < 11
    assert kinds(large).count("/TD") == kinds(usual).count("/TD")


def test_a_form_has_lines_to_write_on(printer: Printer) -> None:
    form = (Heading(1, said("A form")), Signature((said("My name:"), said("Signed:"), said("Date:"))))
    found = tops(printer.write(form, HEAD, AT))

    assert found["Signed:"] - found["My name:"] > 8
    assert found["Date:"] - found["Signed:"] > 8


def test_an_address_of_twelve_lines_stands_there_whole_with_the_letter_below_it(
    printer: Printer, pictures: Mapping[str, bytes]
) -> None:
    lines = tuple(said(f"Line {number} of it") for number in range(1, 13))
    mark, school, _, details, *others = dressed(pictures)
    for addresses in ((school, AddressBlock(lines)), (AddressBlock(lines), AddressBlock((said("Jo"),)))):
        written = " ".join(sheets(printer.write((mark, *addresses, details, *others), HEAD, AT, pictures)))

        assert all(f"Line {number} of it" in written for number in range(1, 13))
        assert written.index("Line 12 of it") < written.index("Invitation to a hearing")


def test_a_sheet_that_goes_out_by_itself_has_nothing_of_the_house_around_it(printer: Printer) -> None:
    written = printer.write(drafted("L02a-section-5-notice").blocks, HEAD, AT, {})
    own, ours = sheets(written)[-1], sheets(written)[:-1]

    assert own.startswith("Notice of complaint To: ")
    assert HEAD.title not in own
    assert not any(each in own for each in (HEAD.reference, "LUM-2026-0001", "Page "))
    assert all(HEAD.reference in each and f"of {len(ours)}" in each for each in ours)
    assert "Date:" in own


def test_a_draft_of_such_a_sheet_says_that_it_is_one(printer: Printer) -> None:
    written = printer.write(drafted("L02a-section-5-notice").blocks, replace(HEAD, draft=True), AT, {})

    assert "DRAFT" in sheets(written)[-1]
