"""What goes wrong in a day's work, in a real browser: a colleague is faster, a session ends, a file cannot be taken."""

from __future__ import annotations

from pathlib import Path

from duecourse.casework.evidence import LARGEST
from tests.browser.conftest import Open
from tests.browser.windows import PHONE, Served
from tests.cli import IN_SCOPE
from tests.office import report


def test_two_people_on_one_step_the_second_sees_what_changed_and_keeps_their_words(
    window: Open, served: Served
) -> None:
    reference = report(served.site.office)
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
    reference = report(served.site.office)
    senior = window().sign_in("oakfield-senior")
    senior.open(f"/cases/{reference}/case/1/triage")
    served.site.wait(minutes=31)
    senior.fill({"scope_reason": "A long thought."})

    assert "What you typed is kept" in senior.page.inner_text("main")
    assert senior.look() == []

    senior.enter()

    assert senior.page.input_value("#scope_reason") == "A long thought."
    assert senior.look() == []


def test_a_file_of_the_wrong_kind_or_too_large_is_told_kindly(window: Open, served: Served, tmp_path: Path) -> None:
    reference = report(served.site.office)
    senior = window().sign_in("oakfield-senior")
    wrong, large = tmp_path / "a.exe", tmp_path / "b.png"
    wrong.write_bytes(b"MZ\x90\x00")
    large.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(LARGEST + 200_000))
    senior.open(f"/cases/{reference}/add-evidence")
    senior.fill({"image": "no"})
    senior.page.set_input_files("#file", wrong)
    senior.fill({"on": "case/1"}, status=422)

    assert "This kind of file is not kept here" in senior.page.inner_text("main")
    assert senior.look() == []

    senior.page.set_input_files("#file", large)
    senior.send(status=413)

    assert "The file is too large" in senior.page.inner_text("main")
    assert senior.look() == []


def test_a_doubtful_image_never_reaches_the_page_with_the_file(window: Open, served: Served) -> None:
    reference = report(served.site.office)
    senior = window().sign_in("oakfield-senior")
    senior.open(f"/cases/{reference}/add-evidence")
    senior.fill({"image": "dont_know"})

    assert senior.heading() == "Do not add this file"
    assert senior.page.locator("input[type=file]").count() == 0
