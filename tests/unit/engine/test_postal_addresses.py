"""An address has as many lines as an envelope takes."""

import pytest

from engine.postal_addresses import MOST_LINES, wrong_lines


@pytest.mark.parametrize("lines", [0, 1, MOST_LINES])
def test_an_address_that_fits_is_taken(lines: int) -> None:
    assert wrong_lines("\n\n".join(["A line"] * lines)) == ""


def test_an_address_of_twelve_lines_is_refused_with_how_it_is_mended() -> None:
    assert wrong_lines("\n".join(["A line"] * 12)) == (
        "the address has 12 lines, and at most 8 fit on an envelope; put some on one line"
    )
