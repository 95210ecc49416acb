"""PDF: tagged, archival, the same bytes each time, and every word as it was typed."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pikepdf
import pytest
from pypdf import PdfReader

from letters.blocks import Address, Block, Details, Heading, Inline, Items, Paragraph, Quote, Signature, Table, Text
from letters.writers.pdf import Head, Printer
from tests.unit.letters.nasty import LITERAL, LONG_ADDRESS

AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
HEAD = Head("Request to amend or remove material", "LUM-2026-0001/2", draft=False)
DRAWN = sorted(set(LITERAL) - {"emoji", "Chinese", "Hebrew", "Arabic in a sentence", "accents that combine"})


def said(text: str) -> Inline:
    return (Text(text),)


LETTER: tuple[Block, ...] = (
    Address((said("1 Example Road"), said("Nowhere"))),
    Details((("Date", said("21 November 2026")),)),
    Heading(1, said("A subject")),
    Paragraph(said("Some words.")),
    Items(True, ((Paragraph(said("First")),), (Paragraph(said("Second")),))),
    Table((said("Address"), said("Seen")), ((said("https://a.example"), said("Monday")),)),
    Quote((Paragraph(said("Their words.")),)),
    Signature((said("Gray Oakfield"),)),
)  # fmt: skip


@pytest.fixture(scope="module")
def printer() -> Printer:
    return Printer()


def read(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def squeezed(text: str) -> str:
    return "".join(text.split())


def kinds_of(node: pikepdf.Object) -> set[str]:
    """Collect the kinds of all tags below a node."""
    found: set[str] = set()
    for child in node.get("/K", []) if isinstance(node.get("/K"), pikepdf.Array) else [node.get("/K")]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            found |= {str(child.S), *kinds_of(child)}
    return found


def test_the_pdf_says_that_it_is_tagged_accessible_and_archival(printer: Printer) -> None:
    with pikepdf.open(io.BytesIO(printer.write(LETTER, HEAD, AT))) as pdf:
        with pdf.open_metadata() as metadata:
            standards = (metadata["pdfuaid:part"], metadata["pdfaid:part"], metadata["pdfaid:conformance"])
        root = pdf.Root

        assert standards == ("1", "2", "A")
        assert str(root.Lang) == "en-GB"
        assert bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert str(pdf.docinfo["/Title"]) == HEAD.title
        assert "/Author" not in pdf.docinfo


def test_headings_lists_tables_and_quotes_are_tagged_as_what_they_are(printer: Printer) -> None:
    with pikepdf.open(io.BytesIO(printer.write(LETTER, HEAD, AT))) as pdf:
        tags = kinds_of(pdf.Root.StructTreeRoot)

    assert {"/H1", "/P", "/L", "/LI", "/Table", "/TH", "/TD", "/BlockQuote"} <= tags


def test_every_font_is_in_the_file(printer: Printer) -> None:
    with pikepdf.open(io.BytesIO(printer.write(LETTER, HEAD, AT))) as pdf:
        fonts = [font for page in pdf.pages for font in page.Resources.Font.as_dict().values()]
        files = [bool(font.DescendantFonts[0].FontDescriptor.keys() & {"/FontFile2", "/FontFile3"}) for font in fonts]

    assert files
    assert all(files)


def test_the_same_letter_at_the_same_time_gives_the_same_bytes(printer: Printer) -> None:
    assert printer.write(LETTER, HEAD, AT) == Printer().write(LETTER, HEAD, AT)


def test_a_time_with_parts_of_a_second_is_taken_too(printer: Printer) -> None:
    assert printer.write(LETTER, HEAD, AT.replace(microsecond=123)) == printer.write(LETTER, HEAD, AT)


def test_every_sheet_names_the_reference_and_a_draft_says_so(printer: Printer) -> None:
    long = tuple(Paragraph(said(f"Paragraph {number} of many.")) for number in range(90))
    sheets = PdfReader(io.BytesIO(printer.write(long, Head("T", "LUM-2026-0001/2", draft=True), AT))).pages
    words = [sheet.extract_text() for sheet in sheets]

    assert len(words) > 1
    assert all("LUM-2026-0001/2" in each and "DRAFT" in each for each in words)
    assert f"Page 1 of {len(words)}" in words[0]


@pytest.mark.parametrize("name", DRAWN)
def test_words_come_out_as_they_were_typed(printer: Printer, name: str) -> None:
    written = read(printer.write((Paragraph(said(LITERAL[name])),), HEAD, AT))

    assert squeezed(LITERAL[name])[:600] in squeezed(written.replace(HEAD.reference, ""))


def test_a_long_address_stays_within_the_sheet(printer: Printer) -> None:
    page = PdfReader(io.BytesIO(printer.write((Paragraph(said(LONG_ADDRESS)),), HEAD, AT))).pages[0]
    ends: list[float] = []
    page.extract_text(visitor_text=lambda _text, _cm, matrix, _font, _size: ends.append(matrix[4]))

    assert squeezed(LONG_ADDRESS) in squeezed(page.extract_text())
    assert max(ends) < float(page.mediabox.width)


def test_a_character_that_no_font_draws_is_spelt_out_and_told_beforehand(printer: Printer) -> None:
    blocks = (Paragraph(said("go away 😡")),)

    assert "[pouting face]" in read(printer.write(blocks, HEAD, AT))
    assert printer.notes(blocks) == (
        "The PDF writes 😡 as [pouting face], because its fonts cannot draw it.",
    )  # fmt: skip


def test_hebrew_and_arabic_are_drawn(printer: Printer) -> None:
    assert printer.notes((Paragraph(said(LITERAL["Hebrew"] + LITERAL["Arabic in a sentence"])),)) == ()
