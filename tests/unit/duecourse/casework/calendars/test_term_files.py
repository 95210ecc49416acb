"""Terms read from what schools have: tables as Excel writes them, calendars as schools publish them."""

import pytest

from duecourse.casework.calendars.term_files import read_terms
from engine.errors import BadFiles

TABLE = """kind,name,first,last
term,Autumn term,2026-09-02,2026-12-18
closure,Half-term,2026-10-26,2026-10-30
closed,Burst pipe,2026-11-03,
"""
ROWS = {
    "terms": [{"name": "Autumn term", "first": "2026-09-02", "last": "2026-12-18"}],
    "closures": [{"name": "Half-term", "first": "2026-10-26", "last": "2026-10-30"}],
    "one_off": [{"day": "2026-11-03", "name": "Burst pipe"}],
}


def calendar(*events: tuple[str, str, str]) -> bytes:
    """An .ics calendar of whole days; the end of each is the day after its last, as calendars have it."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//A school//EN"]
    for number, (name, first, after) in enumerate(events):
        lines += ["BEGIN:VEVENT", f"UID:{number}@school.example", f"SUMMARY:{name}"]
        lines += [f"DTSTART;VALUE=DATE:{first}", f"DTEND;VALUE=DATE:{after}", "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def test_a_table_is_read() -> None:
    assert read_terms(TABLE.encode(), "terms.csv").rows == ROWS


@pytest.mark.parametrize(
    ("how", "content"),
    [
        ("with the mark of UTF-8", TABLE.encode("utf-8-sig")),
        ("with semicolons", TABLE.replace(",", ";").encode()),
        ("with tabs, in UTF-16", TABLE.replace(",", "\t").encode("utf-16")),
        ("with the line ends of Windows", TABLE.replace("\n", "\r\n").encode()),
        ("with other heads", TABLE.replace("kind,name,first,last", "Type,Event,Start date,End date").encode()),
        ("with days as they are typed here", TABLE.replace("2026-09-02", "02/09/2026").encode()),
        ("with months in words", TABLE.replace("2026-12-18", "18 December 2026").encode()),
        ("with empty lines", (TABLE + ",,,\n\n").encode()),
    ],
)
def test_a_table_is_read_as_excel_and_people_write_it(how: str, content: bytes) -> None:
    assert read_terms(content, "terms.csv").rows == ROWS, how


def test_a_table_without_kinds_is_understood_by_its_names() -> None:
    text = "name,first,last\nAutumn term,2026-09-02,2026-12-18\nOctober half term,2026-10-26,2026-10-30\n"

    assert read_terms(text.encode(), "terms.csv").rows["closures"] == [
        {"name": "October half term", "first": "2026-10-26", "last": "2026-10-30"}
    ]


def test_the_windows_set_is_read() -> None:
    text = TABLE.replace("Burst pipe", "Caf\u00e9 flood")

    assert read_terms(text.encode("cp1252"), "terms.csv").rows["one_off"] == [
        {"day": "2026-11-03", "name": "Caf\u00e9 flood"}
    ]


def test_every_bad_row_is_told_at_once_with_its_line() -> None:
    text = TABLE + "term,Spring,31/02/2027,25/03/2027\nterm,Summer,2027-07-21,2027-04-12\nparty,Fair,2027-06-01,\n"
    with pytest.raises(BadFiles) as bad:
        read_terms(text.encode(), "terms.csv")

    assert [(each.line, each.wrong[:24]) for each in bad.value.findings] == [
        (5, "'31/02/2027' is no day; "),
        (6, "it ends on 12 April 2027"),
        (7, "'party' is no kind of da"),
    ]


@pytest.mark.parametrize(
    ("content", "tells"),
    [
        (b"", "there is no column name"),
        (b"when,what else\n1,2\n", "names the columns: kind, name, first, last"),
        (b"name,first,last\n", "there is no term in it"),
        (b"BEGIN:VCALENDAR\r\nhello\r\n", "cannot be read as an .ics calendar"),
        (calendar(("Autumn term begins", "20260902", "20260903")), "of which no end stands in it"),
        (calendar(("Autumn term ends", "20261218", "20261219")), "of which no beginning stands in it"),
    ],
)
def test_what_is_no_file_of_terms_is_told_in_one_sentence(content: bytes, tells: str) -> None:
    with pytest.raises(BadFiles, match=tells):
        read_terms(content, "terms")


def test_a_calendar_is_read_and_what_is_no_term_is_left_alone() -> None:
    found = read_terms(
        calendar(
            ("Sports day", "20261009", "20261010"),
            ("Autumn term ends", "20261218", "20261219"),
            ("Autumn term begins", "20260902", "20260903"),
            ("Spring term", "20270104", "20270326"),
            ("INSET day", "20270104", "20270105"),
            ("Half term", "20261026", "20261031"),
        ),
        "school.ics",
    )

    assert found.rows == {
        "terms": [
            {"name": "Autumn term", "first": "2026-09-02", "last": "2026-12-18"},
            {"name": "Spring term", "first": "2027-01-04", "last": "2027-03-25"},
        ],
        "closures": [
            {"name": "Half term", "first": "2026-10-26", "last": "2026-10-30"},
            {"name": "INSET day", "first": "2027-01-04", "last": "2027-01-04"},
        ],
    }
    assert found.ignored == ("Sports day, 9 October 2026",)


def test_terms_that_overlap_are_told_with_their_lines_beside_every_other_fault() -> None:
    table = (
        "kind,name,first,last\n"
        "term,Autumn term,2026-09-02,2026-12-18\n"
        "term,Spring term,2026-12-14,2027-03-24\n"
        "term,Summer term,2027-07-20,2027-04-12\n"
        "term,Late term,2027-03-24,2027-04-01\n"
    )
    with pytest.raises(BadFiles) as told:
        read_terms(table.encode(), "terms.csv")

    assert [(each.line, "Spring" in each.wrong, "ends on" in each.wrong) for each in told.value.findings] == [
        (3, True, False),
        (4, False, True),
        (5, True, False),
    ]


def test_terms_of_a_calendar_that_overlap_are_told_by_their_names() -> None:
    content = calendar(("Autumn term", "20260902", "20261219"), ("Spring term", "20261214", "20270325"))
    with pytest.raises(BadFiles) as told:
        read_terms(content, "terms.ics")

    assert "“Spring term” begins on 14 December 2026, and “Autumn term” goes on until 18 December 2026" in str(
        told.value.findings[0]
    )


def test_a_training_day_outside_every_term_is_said_and_refuses_nothing() -> None:
    found = read_terms(f"{TABLE}closure,INSET day,2026-08-28,\n".encode(), "terms.csv")

    assert found.ignored == ("INSET day, 28 August 2026: it lies outside every term, where there is no school anyhow",)


def test_a_file_of_more_days_than_calendars_have_is_refused_before_they_are_made() -> None:
    rows = "closed,Long,2026-01-01,2026-12-31\n" * 12

    with pytest.raises(BadFiles, match="4381 closed days"):
        read_terms((TABLE + rows).encode(), "terms.csv")


def test_an_event_at_the_beginning_of_all_time_is_told_as_one_that_cannot_be_read() -> None:
    with pytest.raises(BadFiles, match="cannot be read as an"):
        read_terms(calendar(("Autumn term", "00010101", "00010101")), "terms.ics")
