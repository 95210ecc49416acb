"""Cells as people and Excel write them: one form of each, and a sentence where nothing can be made of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecourse.casework.setting_up.lists.cells import (
    answer_in,
    day_in,
    email_in,
    meant,
    one_of,
    slip_for,
    telephone_in,
    tidy,
)
from engine.errors import BadInput
from tests.thrown import throwing


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("  Ann\u00a0 Example ", "Ann Example"),
        ('="01632960001"', "01632960001"),
        ("'007", "007"),
        ("'t Hooft", "'t Hooft"),
        ("Jose\u0301", "Jos\u00e9"),
        ("One\r\n Two", "One Two"),
        ("\ufeffKey", "Key"),
        ("“Ann Example”", "Ann Example"),
        ("'+44 1632 960001", "+44 1632 960001"),
        ("well\u00adbeing", "wellbeing"),
    ],
)
def test_what_cannot_be_seen_in_a_cell_goes(cell: str, expected: str) -> None:
    assert tidy(cell) == expected


def test_an_address_keeps_its_lines_and_loses_the_empty_ones() -> None:
    assert tidy(" 1 Upper Road \r\n\r\nNowhere\n", lines=True) == "1 Upper Road\nNowhere"


@throwing(200)
@given(st.text())
def test_tidying_twice_is_tidying_once_and_leaves_no_blank_at_an_end(text: str) -> None:
    once = tidy(text)

    assert once == once.strip()
    assert "\n" not in once
    assert "  " not in once


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1632960001", "01632960001"),
        ("01632 960001", "01632 960001"),
        ("+44 1632 960001", "+44 1632 960001"),
        ("0800 1111", "0800 1111"),
    ],
)
def test_a_telephone_number_gets_back_the_zero_that_excel_took(cell: str, expected: str) -> None:
    assert telephone_in(cell) == expected


@pytest.mark.quotes
@pytest.mark.parametrize("cell", ["1.63E+09", "1,63296E+9", "2E10"])
def test_a_number_of_which_figures_are_lost_is_refused(cell: str) -> None:
    with pytest.raises(BadInput, match="what Excel makes of a telephone number"):
        telephone_in(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "3/9/2026",
        "03/09/26",
        "03-09-2026",
        "2026-09-03",
        "2026-09-03T00:00:00",
        "3 September 2026",
        "Thursday 3rd September 2026",
        "3-Sep-26",
        "3.9.2026",
        "46268",
    ],
)
def test_a_day_is_the_same_however_it_is_written(cell: str) -> None:
    assert day_in(cell) == "2026-09-03"


@given(st.dates())
def test_every_day_is_read_back_from_its_figures(day: object) -> None:
    assert day_in(str(day)) == str(day)
    assert day_in(f"{day} 00:00:00") == str(day)


@pytest.mark.parametrize("cell", ["9/13/2026", "31/2/2026", "soon", "462681"])
def test_what_is_no_day_is_refused(cell: str) -> None:
    with pytest.raises(BadInput):
        day_in(cell)


def test_yes_and_no_are_understood_and_nothing_else() -> None:
    assert [answer_in(cell) for cell in ("Yes", "x", "FALSE", "n")] == ["yes", "yes", "no", "no"]
    with pytest.raises(BadInput):
        answer_in("perhaps")
    with pytest.raises(BadInput):
        email_in("ann@")


@pytest.mark.quotes
def test_a_word_of_a_list_is_spelled_as_the_list_does_and_the_nearest_is_offered() -> None:
    assert one_of("scotland", ("England", "Scotland"), "nation") == "Scotland"
    with pytest.raises(BadInput, match="Did you mean 'Scotland'"):
        one_of("Scotlnad", ("England", "Scotland"), "nation")
    with pytest.raises(BadInput, match="Write one of: England, Scotland"):
        one_of("France", ("England", "Scotland"), "nation")
    assert meant("zzz", [f"key{number}" for number in range(40)]) == ""


def test_a_slip_of_the_hand_is_told_from_a_word_of_its_own() -> None:
    assert slip_for("nme", ("name", "nation")) == "name"
    assert slip_for("phase", ("phone", "name")) == ""


@pytest.mark.quotes
def test_a_day_whose_month_stands_first_is_asked_about() -> None:
    with pytest.raises(BadInput, match="did you mean 16 September 2026"):
        day_in("09/16/2026")


def test_quotes_and_dashes_that_word_curled_make_no_other_name() -> None:
    assert one_of("st mary’s – lower", ["St Mary's - Lower"], "school") == "St Mary's - Lower"
