"""Tables of text: what parts their columns, on which lines their rows begin, and rows that run together."""

from __future__ import annotations

import pytest

from duecourse.spreadsheets.text_tables import harmless, text_of, text_table, written_text
from engine.errors import BadInput


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_rows_are_told_by_the_line_on_which_they_begin(separator: str) -> None:
    text = 'a,b\r\n\r\n"one\r\ntwo",c\r\nd,e\r\n'.replace(",", separator)

    assert text_table(text, 9).rows == ((1, ["a", "b"]), (3, ["one\ntwo", "c"]), (5, ["d", "e"]))


def test_a_row_whose_quotation_marks_do_not_fit_has_no_cells_and_the_next_is_read() -> None:
    assert text_table('a,"b" c\nd,e\n', 9).rows == ((1, None), (2, ["d", "e"]))


def test_no_more_rows_are_read_than_are_asked_for() -> None:
    assert len(text_table("a\n" * 9, 4).rows) == 4


@pytest.mark.parametrize("content", [b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0rest", b"%PDF-1.7", b"a\x00b"])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(BadInput):
        text_of(content)


def test_what_is_written_is_read_back_by_excel_as_text() -> None:
    assert written_text([["Zoë", "=1+1"]]) == "\ufeffZoë,'=1+1\r\n".encode()
    assert harmless("+44 1632 960001") == "'+44 1632 960001"
