"""A list of families as people paste it or Excel saves it: read whole, every bad row by its line, nobody twice."""

import pytest

from duecourse.casework.commands.letter_sets.recipient_rows import MOST_ROWS, read_rows
from duecourse.spreadsheets.text_tables import text_of
from engine.errors import BadInput
from engine.record.papers.listed_recipients import RecipientWords, recipient_words

ANNA = "Mrs Anna Example; 1 High Street, Oakfield, OX1 1AA; anna@families.example"


def only(text: str) -> RecipientWords:
    read = read_rows(text, ())
    assert read.faults == ()
    (row,) = read.rows
    return row.words


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_pasted_line_is_a_name_an_address_and_an_e_mail_address(separator: str) -> None:
    found = only(ANNA.replace(", ", "|").replace(";", separator).replace("|", ", "))

    assert (found.name, found.email) == ("Mrs Anna Example", "anna@families.example")
    assert found.address.splitlines() == ["1 High Street", "Oakfield", "OX1 1AA"]


@pytest.mark.parametrize(
    "content",
    [
        "Name;Address\r\nZoë Müller;1 High Street, Oakfield".encode("cp1252"),
        "Name;Address\r\nZoë Müller;1 High Street, Oakfield".encode("utf-8-sig"),
        "Name;Address\r\nZoë Müller;1 High Street, Oakfield".encode("utf-16"),
        "sep=;\r\nName;Address\r\nZoë Müller;1 High Street, Oakfield".encode("utf-8-sig"),
    ],
)
def test_what_excel_writes_is_read_whatever_its_marks(content: bytes) -> None:
    assert only(text_of(content)).name == "Zoë Müller"


def test_columns_of_a_school_system_are_put_together_and_the_others_named() -> None:
    heads = "Title,Forename,Surname,Address Line 1,Address Line 2,Town,Postcode,Email Address,Year"
    read = read_rows(f"{heads}\nDr,Al,van Dam,3 High Street,,Oakfield,OX1 1AA,al@families.example,9\n", ())
    (row,) = read.rows

    assert row.words.name == "Dr Al van Dam"
    assert row.words.address == "3 High Street\nOakfield\nOX1 1AA"
    assert row.dear == "Dr van Dam"
    assert read.left_alone == ("Year",)


@pytest.mark.parametrize(
    ("name", "dear"),
    [
        ("Mrs Anna Example", "Mrs Example"),
        ("Mr and Mrs Example", "Mr and Mrs Example"),
        ("Anna Example", "Anna Example"),
        ("Mrs A Example and Mr B Sample", "Mrs A Example and Mr B Sample"),
        ("The parents of Sam Example", "Sir or Madam"),
    ],
)
def test_a_letter_speaks_to_somebody_as_their_name_has_it(name: str, dear: str) -> None:
    (row,) = read_rows(f"{name}; 1 High Street, Oakfield", ()).rows

    assert row.dear == dear


def test_a_salutation_of_its_own_stands_in_place_of_that() -> None:
    (row,) = read_rows("Name;Dear;Address\nMrs Anna Example;Dear Anna,;1 High Street", ()).rows

    assert row.dear == "Anna"


def test_every_bad_row_is_told_at_once_by_its_line_and_none_by_what_stands_in_it() -> None:
    rows = [
        ANNA,
        "; 2 Street, Town",
        "Mr Nowhere",
        "Mr Bad; 3 Street; secret@",
        "a@families.example; 4 Street",
        f"Mrs Long; {', '.join(str(n) for n in range(12))}",
        f"Mrs {'x' * 300}; 5 Street",
    ]
    read = read_rows("\n".join(rows), ())

    assert [each.line for each in read.faults] == [2, 3, 4, 5, 6, 7]
    assert "12 lines, and 8 fit" in read.faults[4].says
    assert not any("secret" in each.says or "Long" in each.says for each in read.faults)


def test_lines_are_counted_as_the_file_has_them_past_empty_ones_and_cells_of_several_lines() -> None:
    text = 'Name;Address\nMrs Anna Example;"1 High Street\nOakfield"\n\nMr Nowhere;\n'

    assert [each.line for each in read_rows(text, ()).faults] == [5]


def test_who_stands_there_already_is_passed_over_however_they_are_typed() -> None:
    known = (
        RecipientWords(
            name="mrs anna  example", address="1 High Street\nOakfield\nOX1 1AA", email="ANNA@families.example"
        ),
    )
    read = read_rows(f"{ANNA}\nMr Bo Example; 2 High Street\n{ANNA}\nMr Bo Example; 2 High Street", known)

    assert [row.words.name for row in read.rows] == ["Mr Bo Example"]
    assert [(each.line, each.says) for each in read.doubles] == [
        (1, "stands on the list already"),
        (3, "stands on the list already"),
        (4, "is the same as line 2"),
    ]


def test_two_at_one_address_are_two() -> None:
    assert len(read_rows("Mr A Example; 1 High Street\nMs B Example; 1 High Street", ()).rows) == 2


def test_a_list_has_an_end() -> None:
    text = "\n".join(f"Mrs Example {chr(65 + n % 26)}{'x' * n}; {n} High Street" for n in range(150))
    many = [RecipientWords(name=f"N {n}", address="1 Street") for n in range(MOST_ROWS - 10)]

    assert read_rows(text, ()).faults == ()
    assert "at most" in read_rows(text, many).faults[-1].says


@pytest.mark.parametrize("content", [b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0rest", b"a\x00b"])
def test_a_workbook_is_refused_with_what_to_do(content: bytes) -> None:
    with pytest.raises(BadInput, match="CSV UTF-8"):
        text_of(content)


@pytest.mark.parametrize("text", ["", "\n\n", "Name;Address\n"])
def test_nothing_gives_no_row(text: str) -> None:
    read = read_rows(text, ())

    assert (read.rows, read.faults) == ((), ())


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f'{ANNA}\nMrs B;"1 High Street\nMr C Example;2 High Street\nMr D Example;3 High Street', 2),
        ('Name,Address\nMrs B,"1 High Street\nMr C,2 High Street\nMr D,3 High Street', 2),
        ('\nMrs B;"1 High Street\nMr C;"2 High Street"\nMr D;3 High Street', 2),
        ('Mrs A;1 High Street\nMrs B;"The Mews" 2', 2),
        ('Mrs A;1 High Street\nMrs B;"' + "1 High Street\n" * 20_000, 2),
        ('Name;"Address\nMrs A;1 High Street', 1),
    ],
)
def test_an_open_quotation_mark_is_told_by_the_line_on_which_its_row_begins(text: str, line: int) -> None:
    read = read_rows(text, ())

    assert [each.line for each in read.faults] == [line]
    assert "a quotation mark opens" in read.faults[0].says
    assert not any("Mr C" in row.words.address for row in read.rows)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ('Mrs B;"1 High Street\nMr C;2 High Street"', "semicolon"),
        ('"Mrs B;1 High Street\nMr C";2 High Street', "semicolon"),
        ('Mrs B\t"1 High Street\nMr C\t2 High Street"', "tab"),
    ],
)
def test_rows_that_ran_together_between_two_quotation_marks_are_no_address(row: str, says: str) -> None:
    heads = "Name\tAddress" if says == "tab" else "Name;Address"
    (fault,) = read_rows(f"{heads}\n{row}", ()).faults

    assert (fault.line, f"holds a {says}" in fault.says) == (2, True)
    assert "Mr C" not in fault.says


def test_an_e_mail_address_is_no_line_of_an_address() -> None:
    text = 'Name,Address,E-mail\nMrs B,"1 High Street\nMr C,2 Street,c@families.example",b@families.example'
    (fault,) = read_rows(text, ()).faults

    assert "an e-mail address stands in the postal address" in fault.says
    assert "families" not in fault.says


def test_a_semicolon_may_stand_in_a_file_whose_columns_are_parted_by_commas() -> None:
    assert only('Name,Address\nMrs A,"Flat 2; 1 High Street\nOakfield"').address == "Flat 2; 1 High Street\nOakfield"


@pytest.mark.parametrize("heads", ["", "Name;Address\n"])
def test_nothing_is_read_behind_the_most_rows_that_a_list_holds(heads: str) -> None:
    begins = 1 + bool(heads)
    fit = [f"Mrs Example {chr(65 + n % 26)}{n};{n} High Street" for n in range(MOST_ROWS)]
    whole, many = read_rows(heads + "\n".join(fit), ()), read_rows(heads + "a\n" * 1_000_000, ())

    assert (len(whole.rows), whole.faults) == (MOST_ROWS, ())
    assert len(many.faults) == MOST_ROWS + 1
    assert many.faults[-1].line == MOST_ROWS + begins
    assert "Nothing from this line on was read" in many.faults[-1].says


@pytest.mark.parametrize(
    ("heads", "cells", "name"),
    [
        ("Name;Surname;Address", "Anna;Example;1 High Street", "Anna Example"),
        ("Title;Name;Surname;Address", "Mrs;Anna;Example;1 High Street", "Mrs Anna Example"),
        ("Name;Surname;Address", "Mrs Anna Example;Example;1 High Street", "Mrs Anna Example"),
        ("Forename;Surname;Full name;Address", "Anna;Example;Mrs A. Example;1 High Street", "Mrs A. Example"),
    ],
)
def test_a_column_of_names_beside_a_surname_is_a_first_name_or_the_whole(heads: str, cells: str, name: str) -> None:
    (row,) = read_rows(f"{heads}\n{cells}", ()).rows

    assert row.words.name == name


@pytest.mark.quotes
def test_a_table_of_which_two_columns_could_be_the_name_is_refused_and_both_are_named() -> None:
    with pytest.raises(BadInput, match="The columns “Name” and “Parent” could each hold"):
        read_rows("Name;Parent;Address\nPupil Invented;Mrs Invented;1 High Street", ())


def test_a_family_with_two_children_has_a_row_about_each_with_what_could_be_seen_of_that_child() -> None:
    text = (
        "Name;Address;About;Information\n"
        "Mrs Example;1 High Street;Robin Example;Name, Notes on health\n"
        "Mrs Example;1 High Street;Wren Example;Name\n"
        "Mrs Example;1 High Street;Wren Example;Name\n"
    )
    read = read_rows(text, ())

    assert [(row.words.about, row.words.kinds) for row in read.rows] == [
        ("Robin Example", "Name, Notes on health"),
        ("Wren Example", "Name"),
    ]
    assert [each.line for each in read.doubles] == [4]
    assert recipient_words(read.rows[0].words.text) == read.rows[0].words
