"""Pictures of the house's own: what is taken, what is refused in a sentence, and what is left of a file."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from engine.errors import BadInput
from letters.printed.pictures import HIGHEST, WIDEST, cleaned, png_size, printed
from letters.writers.pdf import Printer
from tests.house_pictures import NO_PICTURES_AT_ALL, png

SECRET = b"Taken by A. Person at 51.5N"


@pytest.fixture(scope="module")
def printer() -> Printer:
    return Printer()


def test_a_picture_is_written_again_with_its_pixels_and_nothing_that_came_beside_them(printer: Printer) -> None:
    given = png(beside=SECRET)
    made = cleaned(given, printer.redrawn)
    pixels = Image.open(io.BytesIO(made.content)).convert("L")

    assert SECRET in given
    assert SECRET not in made.content
    assert pixels.size == (120, 60)
    assert pixels.getpixel((30, 30)) == 90


def test_a_large_picture_is_made_as_small_as_its_room_and_a_small_one_stays(printer: Printer) -> None:
    wide, high = cleaned(png(4000, 900), printer.redrawn), cleaned(png(400, 1600), printer.redrawn)

    assert png_size(wide.content) == (WIDEST, round(900 * WIDEST / 4000))
    assert png_size(high.content) == (round(400 * HIGHEST / 1600), HIGHEST)
    assert png_size(cleaned(png(60, 40), printer.redrawn).content) == (60, 40)


def test_the_same_picture_is_known_by_the_same_digest(printer: Printer) -> None:
    assert cleaned(png(), printer.redrawn) == cleaned(png(beside=b"another comment"), printer.redrawn)


def test_a_jpeg_is_taken_too(printer: Printer) -> None:
    kept = io.BytesIO()
    Image.new("RGB", (300, 100), (200, 30, 30)).save(kept, "JPEG")
    made = cleaned(kept.getvalue(), printer.redrawn)

    assert png_size(made.content) == (300, 100)


@pytest.mark.parametrize("name", NO_PICTURES_AT_ALL)
def test_what_is_no_such_picture_gets_a_sentence(printer: Printer, name: str) -> None:
    with pytest.raises(BadInput) as refused:
        cleaned(NO_PICTURES_AT_ALL[name], printer.redrawn)

    said = str(refused.value)
    assert said.endswith(".")
    assert "/tmp" not in said
    assert "typst" not in said


def test_a_picture_is_a_fact_of_its_digest_and_words_and_anything_else_stays_words() -> None:
    digest = "a" * 64

    assert (printed(f"{digest} An oak").text, printed(f"{digest} An oak").picture) == ("An oak", digest)
    assert (printed("An oak").text, printed("An oak").picture) == ("An oak", "")
