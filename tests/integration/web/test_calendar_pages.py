"""The days of a school are kept on pages: school year by school year, and told first what a change would move."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.services import report
from tests.site import Person, Site, forms_of

PLACE = "/administration/calendars"
OAKFIELD = f"{PLACE}/oakfield"
NEXT = (
    "kind;name;first;last\nterm;Autumn term;1 September 2028;20 December 2028\n"
    "closure;Half-term;23 October 2028;27 October 2028"
)


def hand_in(person: Person, content: bytes) -> Any:
    form = forms_of(person.get(f"{OAKFIELD}/terms"))[0]
    files = {"terms_file": ("terms.csv", content, "text/csv")}
    return person.client.post(f"{OAKFIELD}/terms", data=form.fields, files=files)


def test_the_days_of_a_school_stand_year_by_year_and_what_is_not_loaded_is_said(site: Site) -> None:
    it = site.person("it")
    now, later = it.get(OAKFIELD).text, it.get(f"{OAKFIELD}?year=2031").text

    assert "School year 2026 to 2027" in now
    assert "Christmas" in now
    assert "School year 2026 to 2027" in later
    assert it.get(f"{OAKFIELD}?year=2025").status_code == 200
    assert OAKFIELD in it.get(PLACE).text


def test_a_file_is_read_into_the_box_and_kept_once_it_was_looked_at(site: Site) -> None:
    it = site.person("it")
    read = hand_in(it, NEXT.encode())
    before = it.get(f"{OAKFIELD}?year=2028").text
    kept = it.send(read)
    after = it.get(f"{OAKFIELD}?year=2028").text

    assert read.status_code == 422
    assert "term;Autumn term;1 September 2028;20 December 2028" in read.text
    assert "20 December 2028" not in before
    assert kept.url.path == OAKFIELD
    assert "20 December 2028" in after
    assert "Half-term" in after


def test_what_is_wrong_with_a_file_or_with_the_box_is_said_line_by_line(site: Site) -> None:
    it = site.person("it")
    file = hand_in(it, b"kind,name,first,last\nterm,Autumn,32/09/2028,20/12/2028\n")
    long = hand_in(it, NEXT.encode() + b"\nclosed;For ever;1 January 2028;31 December 9999")
    box = it.fill(f"{OAKFIELD}/terms", terms=NEXT.replace("1 September 2028", "1 Septembre"))

    assert file.status_code == 422
    assert "32/09/2028" in file.text
    assert "longer than a year" in long.text
    assert box.status_code == 422
    assert "1 Septembre" in box.text


def test_before_a_day_is_closed_it_is_said_how_many_times_move_and_of_which_case_nothing(site: Site) -> None:
    reference = report(site.services)
    it = site.person("it")
    day = site.services.clock.now().astimezone(site.services.zone()).date() + timedelta(days=1)
    boxes = {"day-day": str(day.day), "day-month": str(day.month), "day-year": str(day.year)}
    asked = it.fill(f"{OAKFIELD}/close-day", reason="A burst pipe", **boxes)
    unchanged = it.get(OAKFIELD).text
    sure = asked.text.split('name="sure"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    done = it.send(asked, sure=sure)

    assert asked.status_code == 422
    assert "of the times in 1 case" in asked.text
    assert reference not in asked.text
    assert "A burst pipe" not in unchanged
    assert done.url.path == OAKFIELD
    assert "A burst pipe" in done.text


def test_a_headteacher_closes_days_and_loads_no_terms_and_a_teacher_neither(site: Site) -> None:
    head, teacher = site.person("oakfield-head"), site.person("oakfield-teacher")

    assert f"{OAKFIELD}/terms" not in head.get(OAKFIELD).text
    assert f"{OAKFIELD}/close-day" in head.get(OAKFIELD).text
    assert head.fill(f"{OAKFIELD}/terms", terms=NEXT).status_code == 422
    assert head.get(f"{PLACE}/hilltop").status_code == 403
    assert teacher.get(PLACE).status_code == 403
