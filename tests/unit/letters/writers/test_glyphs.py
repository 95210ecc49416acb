"""Characters that no bundled font draws are spelt out in the PDF, and told of beforehand."""

from __future__ import annotations

import pytest

from letters.blocks import AddressBlock, Paragraph
from letters.writers.pdf import Printer
from tests.unit.letters.nasty import LITERAL
from tests.unit.letters.writers.test_pdf import AT, HEAD, read, said, squeezed


@pytest.fixture(scope="module")
def printer() -> Printer:
    return Printer()


def test_a_character_that_no_font_draws_is_spelt_out_and_told_beforehand(printer: Printer) -> None:
    blocks = (Paragraph(said("go away 😡")),)

    assert "[pouting face]" in read(printer.write(blocks, HEAD, AT))
    assert printer.notes(blocks) == ("The PDF writes 😡 as [pouting face], because its fonts cannot draw it.",)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        pytest.param("कि", "[devanagari letter ka][devanagari vowel sign i]", id="a mark of a script without a font"),
        pytest.param("\u0615⒵\u0303", "⒵[combining tilde]", id="a mark on a symbol of another font"),
        pytest.param("❤\ufe0f", "❤", id="a choice between two looks"),
        pytest.param("cafe\u0301", "cafe\u0301", id="an accent on a letter"),
    ],
)
def test_a_mark_is_drawn_or_spelt_out_but_never_lost(printer: Printer, typed: str, printed: str) -> None:
    written = read(printer.write((Paragraph(said(typed)),), HEAD, AT))

    assert squeezed(printed) in squeezed(written)


def test_a_mark_that_is_told_of_stands_on_a_dotted_circle(printer: Printer) -> None:
    assert printer.notes((Paragraph(said("⒵\u0303")),)) == (
        "The PDF writes ◌\u0303 as [combining tilde], because its fonts cannot draw it.",
    )


def test_hebrew_and_arabic_are_drawn(printer: Printer) -> None:
    assert printer.notes((Paragraph(said(LITERAL["Hebrew"] + LITERAL["Arabic in a sentence"])),)) == ()


def test_a_name_without_a_latin_letter_that_no_font_draws_is_told_as_a_name_with_what_to_do(printer: Printer) -> None:
    name = "山田 太郎"
    blocks = (AddressBlock((said(name), said("1 Road"))), Paragraph(said(f"Dear {name}")))
    first, *others = printer.notes(blocks)

    assert first == (
        f"The PDF cannot write “{name}” of the address as it is. Enter it in Latin letters where it is entered, or "
        "write it on the sheet and the envelope by hand."
    )
    assert len(others) == 4
    assert "[cjkunifiedideograph-5c71]" in squeezed(read(printer.write(blocks, HEAD, AT)))


def test_a_name_in_hebrew_greek_or_cyrillic_letters_stands_there_as_it_is(printer: Printer) -> None:
    for name in ("יעל כהן", "Γιώργος Παππάς", "Олена Коваль"):
        assert printer.notes((AddressBlock((said(name),)),)) == ()
