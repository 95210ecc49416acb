"""Pictures drawn again: the dots come over, and nothing of what is written beside them."""

from __future__ import annotations

from io import BytesIO
from typing import cast

import pytest
from PIL import Image

from duecourse.casework.commands.custody.file_kinds import judge
from duecourse.handed_in.drawn_pictures import draw
from duecourse.handed_in.unfit_files import Unfit
from tests.handed_in_files import GPS_PLACE, bomb, pdf, photo, photo_of_a_phone, picture


def drawn(content: bytes, longest: int = 30) -> Image.Image:
    """Draw a file as its bytes say that it is."""
    return Image.open(BytesIO(draw(content, judge(content).media_type, longest)))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(picture("PNG"), id="PNG"),
        pytest.param(picture("GIF"), id="GIF"),
        pytest.param(picture("WEBP"), id="WebP"),
        pytest.param(picture("AVIF"), id="AVIF"),
        pytest.param(photo(), id="JPEG"),
        pytest.param(photo_of_a_phone(), id="HEIC"),
    ],
)
def test_a_picture_of_every_kind_is_drawn_as_a_small_jpeg_of_its_colour(content: bytes) -> None:
    found = drawn(content)
    red, green, blue = cast("tuple[int, int, int]", found.getpixel((5, 5)))

    assert (found.format, found.size) == ("JPEG", (30, 15))
    assert (red > 200, green < 60, blue < 60) == (True, True, True)


@pytest.mark.parametrize("content", [photo(), photo("PNG"), photo("WEBP"), photo_of_a_phone()])
def test_where_and_how_it_was_taken_stands_in_the_original_alone(content: bytes) -> None:
    again = draw(content, judge(content).media_type, 1600)

    assert GPS_PLACE in content
    assert GPS_PLACE not in again
    assert not dict(Image.open(BytesIO(again)).getexif())
    assert b"Exif" not in again


def test_a_photograph_that_was_taken_upright_stands_upright() -> None:
    assert drawn(photo(turned=6)).size == (15, 30)


def test_a_small_picture_is_not_made_larger() -> None:
    assert drawn(picture("PNG"), longest=1600).size == (40, 20)


def test_of_a_pdf_the_first_page_is_drawn_also_where_bytes_stand_before_its_header() -> None:
    assert drawn(pdf(b"\r\n\r\nbefore"), longest=60).size == (40, 60)


@pytest.mark.parametrize(
    ("content", "media_type", "why"),
    [
        pytest.param(bomb(), "image/png", "large", id="a picture made to fill the memory"),
        pytest.param(b"{}", "application/json", "kind", id="no picture"),
    ],
)
def test_what_cannot_be_drawn_says_why(content: bytes, media_type: str, why: str) -> None:
    with pytest.raises(Unfit) as unfit:
        draw(content, media_type, 30)

    assert unfit.value.why == why


def test_a_file_is_read_as_what_it_was_judged_to_be_and_as_nothing_else() -> None:
    with pytest.raises(Exception, match="cannot identify"):
        draw(picture("TIFF"), "image/png", 30)


def test_of_a_picture_with_a_table_of_colours_none_is_lost_where_it_is_made_small() -> None:
    lines, written = Image.new("P", (60, 60)), BytesIO()
    lines.putpalette([0, 0, 0, 255, 255, 255])
    lines.putdata([column % 2 for _ in range(60) for column in range(60)])
    lines.save(written, "PNG")
    small = cast("tuple[int, int, int]", drawn(written.getvalue()).getpixel((15, 15)))

    assert 90 < small[0] < 165
