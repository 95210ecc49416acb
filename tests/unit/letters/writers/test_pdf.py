"""PDF: tagged, archival, the same bytes each time, and every word as it was typed."""

from __future__ import annotations

import io
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pikepdf
import pytest
from pypdf import PdfReader

from engine.errors import BrokenRecord
from letters.blocks import (
    AddressBlock,
    Block,
    Details,
    Heading,
    Inline,
    Items,
    Paragraph,
    Quote,
    Signature,
    Table,
    Text,
    passages,
)
from letters.writers.pdf import Head, Printer
from tests.unit.letters.facts import LETTERS, drafted, shipped
from tests.unit.letters.nasty import LITERAL, LONG_ADDRESS, SHOWN

AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
HEAD = Head("Request to amend or remove material", "LUM-2026-0001/2", draft=False)
DRAWN = sorted(set(LITERAL) - {"emoji", "Chinese", "Hebrew", "Arabic in a sentence", "accents that combine"})


def said(text: str) -> Inline:
    return (Text(text),)


LETTER: tuple[Block, ...] = (
    AddressBlock((said("1 Example Road"), said("Nowhere"))),
    Details((("Date", said("21 November 2026")),)),
    Heading(1, said("A subject")),
    Paragraph(said("Some words.")),
    Items(True, ((Paragraph(said("First")),), (Paragraph(said("Second")),))),
    Table((said("Address"), said("Seen")), ((said("https://a.example"), said("Monday")),)),
    Quote((Paragraph(said("Their words.")),)),
    Signature((said("Gray Oakfield"),)),
)


@pytest.fixture(scope="module")
def printer() -> Printer:
    return Printer()


def read(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def starts(content: bytes) -> list[tuple[str, float, float]]:
    """Give where on the first sheet words begin, in millimetres from the left and from the top."""
    page = PdfReader(io.BytesIO(content)).pages[0]
    high, found = float(page.mediabox.height), list[tuple[str, float, float]]()

    def visit(text: str, moved: list[float], matrix: list[float], _font: object, _size: object) -> None:
        left = matrix[4] * moved[0] + matrix[5] * moved[2] + moved[4]
        top = high - (matrix[4] * moved[1] + matrix[5] * moved[3] + moved[5])
        if text.strip():
            found.append((text.strip(), left * 25.4 / 72, top * 25.4 / 72))

    page.extract_text(visitor_text=visit)
    return found


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


@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_that_is_shipped_comes_out_with_all_its_words(printer: Printer, letter: str) -> None:
    blocks = drafted(letter).blocks
    written = squeezed(read(printer.write(blocks, Head(shipped()[letter].title, "LUM-2026-0042/3", draft=False), AT)))
    long_paragraphs = [each.text for each in passages(blocks) if len(each.text) < 200 and ": " not in each.text]

    assert long_paragraphs
    assert [words for words in long_paragraphs if squeezed(words) not in written] == []
    assert printer.notes(blocks) == ()


def test_the_addressee_stands_in_the_window_of_an_envelope_and_the_school_beside_it(printer: Printer) -> None:
    found = {words: (left, top) for words, left, top in starts(printer.write(drafted("L09-support").blocks, HEAD, AT))}
    left, top = found["Jo Fairweather"]

    assert 20 < left < 30
    assert 59 < top < 61
    assert found["Exampleton EX3 3CC"][1] < 81
    assert found["Wickford Lane School"][0] > 110
    assert found["Wickford Lane School"][1] < 46


@pytest.mark.parametrize("letter", LETTERS)
def test_nothing_but_the_addressee_can_be_read_through_the_window(printer: Printer, letter: str) -> None:
    blocks = drafted(letter).blocks
    to = blocks[2]
    seen = [words for words, left, top in starts(printer.write(blocks, HEAD, AT)) if 46 < top < 93 and left < 110]

    assert isinstance(to, AddressBlock)
    assert seen
    assert squeezed("".join(seen)) == squeezed("".join(run.text for line in to.lines for run in line))


def test_nothing_in_the_file_tells_where_or_by_whom_it_was_made(printer: Printer) -> None:
    content = printer.write(LETTER, HEAD, AT)
    with pikepdf.open(io.BytesIO(content)) as pdf, pdf.open_metadata() as metadata:
        told = f"{metadata} {pdf.docinfo}"
        keys = [str(name) for name in cast("Iterable[object]", metadata)]

    assert HEAD.title in told
    assert "creator" not in {name.split("}")[-1] for name in keys}
    assert str(printer.folder) not in told
    assert str(printer.folder).encode() not in content


def test_several_threads_print_at_the_same_time_and_get_the_same_bytes(printer: Printer) -> None:
    with ThreadPoolExecutor(4) as threads:
        waiting = [threads.submit(printer.write, LETTER, HEAD, AT) for _ in range(12)]
        made = [each.result() for each in waiting]

    assert set(made) == {printer.write(LETTER, HEAD, AT)}


@pytest.mark.parametrize(
    ("program", "says"),
    [
        pytest.param('#set text(font: "Of no such name")\nWords', "unknown font family", id="a warning"),
        pytest.param('#import "@preview/letter:1.0.0": letter', "package", id="a package"),
        pytest.param('#read("/../../../../etc/passwd")', "could not be set", id="a file outside its folder"),
    ],
)
def test_a_letterhead_that_slips_prints_nothing(tmp_path: Path, program: str, says: str) -> None:
    (tmp_path / "letter.typ").write_text(f'#set document(title: "T")\n{program}\n', encoding="utf-8")

    with pytest.raises(BrokenRecord, match=says):
        Printer(tmp_path).write(LETTER, HEAD, AT)


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


@pytest.mark.parametrize(("typed", "shown"), SHOWN.values(), ids=SHOWN)
def test_what_would_stay_unseen_is_printed_so_that_it_is_seen(printer: Printer, typed: str, shown: str) -> None:
    blocks = drafted("L02-takedown-request", platform_terms=typed).blocks

    assert squeezed(shown) in squeezed(read(printer.write(blocks, HEAD, AT)))


def test_a_long_address_stays_within_the_sheet(printer: Printer) -> None:
    page = PdfReader(io.BytesIO(printer.write((Paragraph(said(LONG_ADDRESS)),), HEAD, AT))).pages[0]
    ends: list[float] = []
    page.extract_text(visitor_text=lambda _text, _cm, matrix, _font, _size: ends.append(matrix[4]))

    assert squeezed(LONG_ADDRESS) in squeezed(page.extract_text())
    assert max(ends) < float(page.mediabox.width)
