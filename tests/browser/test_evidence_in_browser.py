"""Evidence in a real browser: several files at once, small pictures, a file looked at, an attachment kept."""

from __future__ import annotations

from pathlib import Path

from duecourse.casework.queries import case_view
from engine.identity import CASE
from tests.browser.conftest import Open
from tests.browser.windows import PHONE, Served
from tests.handed_in_files import mail, photo, photo_of_a_phone
from tests.services import caller, report

SIZE_OF_PICTURES = "all => all.map(one => one.naturalWidth)"


def test_files_are_added_at_once_looked_at_and_taken_out_of_an_email(
    window: Open, served: Served, tmp_path: Path
) -> None:
    reference = report(served.site.services)
    seen = case_view.look(served.site.services, caller(served.site.services, "oakfield-senior"), reference).case
    files = {
        "saw.heic": photo_of_a_phone(),
        "mail.eml": mail(("photo.jpg", photo())),
        "film.mp4": b"\0\0\0\x18ftypisom",
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    senior = window(PHONE).sign_in("oakfield-senior")
    senior.open(f"/cases/{reference}/add-evidence")
    senior.fill({"image": "no"})
    senior.page.set_input_files("#file", [tmp_path / name for name in files])
    senior.hand_in({"on": seen.code(seen.tracks[CASE])})
    senior.page.wait_for_url("**/items")

    assert senior.heading() == "Addresses and evidence"
    senior.page.locator(".dc-thumbnail img").scroll_into_view_if_needed()
    senior.page.locator(".dc-thumbnail img").evaluate("one => one.decode()")
    assert senior.page.eval_on_selector_all(".dc-thumbnail img", SIZE_OF_PICTURES) == [40]
    assert senior.look() == []

    senior.page.click(".dc-thumbnail")
    assert senior.page.eval_on_selector_all(".dc-look", SIZE_OF_PICTURES) == [40]
    assert senior.look() == []

    for name, says in (("film.mp4", "A file of this kind is not shown here"), ("mail.eml", "Ann Example")):
        senior.open(f"/cases/{reference}/items")
        senior.page.click(f"a:has-text('{name}')")
        assert says in senior.page.inner_text("main")
        assert senior.look() == []

    senior.page.click("a:has-text('Keep it as evidence')")
    assert senior.look() == []
    senior.fill({"image": "no"})
    assert "photo (with " in senior.page.inner_text("main")
