"""What goes wrong in a day's work, in a real browser: a colleague is faster, a session ends, a file cannot be taken."""

from __future__ import annotations

from pathlib import Path

from duecourse.casework.commands.custody.file_limits import MEGABYTE, FileLimits
from duecourse.casework.queries import case_view
from engine.identity import CASE
from tests.browser.conftest import Open
from tests.browser.windows import PHONE, Served
from tests.cli import IN_SCOPE
from tests.services import caller, report

HIGHEST = 2_500
"""So many pixels of Work are few enough on a phone."""


def test_two_people_on_one_step_the_second_sees_what_changed_and_keeps_their_words(
    window: Open, served: Served
) -> None:
    reference = report(served.site.services)
    senior, head = window().sign_in("oakfield-senior"), window(PHONE, script=False).sign_in("oakfield-head")
    for each in (senior, head):
        each.open(f"/cases/{reference}/case/1/triage")
        each.fill(IN_SCOPE)
    head.send()
    senior.send(status=409)
    said = senior.page.inner_text("main")

    assert "?done=" in head.page.url
    assert "This case has changed since you opened the page" in said
    assert "It is about the school." in said
    assert senior.look() == []


def test_what_was_typed_into_a_session_that_had_ended_is_there_after_signing_in(window: Open, served: Served) -> None:
    reference = report(served.site.services)
    senior = window().sign_in("oakfield-senior")
    senior.open(f"/cases/{reference}/case/1/triage")
    served.site.wait(minutes=31)
    senior.fill({"scope_reason": "A long thought."})

    assert "What you typed is kept" in senior.page.inner_text("main")
    assert senior.look() == []

    senior.enter()

    assert senior.page.input_value("#scope_reason") == "A long thought."
    assert senior.look() == []


def test_what_was_typed_into_the_report_when_the_session_had_ended_is_there_after_signing_in(
    window: Open, served: Served
) -> None:
    teacher = window(PHONE).sign_in("oakfield-teacher")
    teacher.open("/report/what-happened")
    served.site.wait(minutes=31)
    teacher.fill({"what_happened": "A long thought.\nAnd one more."})

    assert "What you typed is kept" in teacher.page.inner_text("main")

    teacher.enter()

    assert teacher.page.input_value("#what_happened") == "A long thought.\nAnd one more."
    assert teacher.look() == []


def test_a_text_that_is_too_long_is_counted_as_the_browser_counts_it_and_is_all_still_there(
    window: Open, served: Served
) -> None:
    del served
    teacher = window().sign_in("oakfield-teacher")
    long = "It says: é.\n" * 5_499 + "It says: é!!"
    teacher.open("/report/what-happened")
    teacher.page.locator("#what_happened").evaluate("(box, text) => { box.value = text; }", long)
    teacher.send(status=422)
    counted = teacher.page.evaluate("document.getElementById('what_happened').value.length")

    assert f"The text has {counted:,} characters; at most 20,000 can be kept." in teacher.page.inner_text("main")
    assert teacher.page.input_value("#what_happened") == long
    assert teacher.look() == []


def test_the_pages_of_danger_are_as_accessible_as_the_others(window: Open, served: Served) -> None:
    teacher = window(PHONE).sign_in("oakfield-teacher")
    for name in ("life_in_danger", "child_at_risk", "personal_data", "illegal_image"):
        teacher.open(f"/report/{name.replace('_', '-')}")
        teacher.fill({name: "yes"})

        assert "Nobody has been told yet." in teacher.page.inner_text("main")
        assert teacher.look() == []
    reference = report(served.site.services, child_at_risk="yes", life_in_danger="dont_know", personal_data="yes")
    lead = window().sign_in("oakfield-dsl")
    for place in ("/work", "/cases", f"/cases/{reference}"):
        lead.open(place)

        assert "DANGER" in lead.page.inner_text("main").upper()
        assert lead.look() == []
    for place in (f"/cases/{reference}", f"/report/done/{reference}"):
        teacher.open(place)

        assert teacher.look() == []


def test_a_file_of_the_wrong_kind_or_too_large_is_told_kindly(window: Open, served: Served, tmp_path: Path) -> None:
    reference = report(served.site.services)
    senior = window().sign_in("oakfield-senior")
    wrong, large = tmp_path / "a.exe", tmp_path / "b.png"
    wrong.write_bytes(b"MZ\x90\x00")
    large.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(FileLimits().file * MEGABYTE))
    senior.open(f"/cases/{reference}/add-evidence")
    senior.fill({"image": "no"})
    senior.page.set_input_files("#file", wrong)
    seen = case_view.look(served.site.services, caller(served.site.services, "oakfield-senior"), reference).case
    senior.hand_in({"on": seen.code(seen.tracks[CASE])}, status=422)
    senior.page.wait_for_selector("main :text('This kind of file is not kept here')")

    assert senior.look() == []

    senior.page.set_input_files("#file", large)
    senior.hand_in({}, status=422)
    senior.page.wait_for_selector("main :text('b.png: The file has 25.0 MB; a file may have at most 25 MB')")

    assert senior.look() == []


def test_a_doubtful_image_never_reaches_the_page_with_the_file(window: Open, served: Served) -> None:
    reference = report(served.site.services)
    senior = window().sign_in("oakfield-senior")
    senior.open(f"/cases/{reference}/add-evidence")
    senior.fill({"image": "dont_know"})

    assert senior.heading() == "Do not add this file"
    assert senior.page.locator("input[type=file]").count() == 0


def test_work_with_forty_cases_and_ten_dangers_is_a_few_screens_high_on_a_phone(window: Open, served: Served) -> None:
    place = served.site.services
    for number in range(40):
        report(place, f"https://posts.example/{number}", child_at_risk="yes" if number % 4 == 0 else "no")
    heights = {}
    for who in ("oakfield-senior", "oakfield-dsl", "oakfield-head"):
        page = window(PHONE).sign_in(who).open("/work")
        heights[who] = page.evaluate("document.documentElement.scrollHeight")

    assert all(1_000 < height <= HIGHEST for height in heights.values()), heights
