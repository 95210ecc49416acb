"""On the page of a letter its reader's large print is kept, shown and taken back."""

from __future__ import annotations

from engine.record.codes import letter_code
from tests.integration.web.test_letters_together_on_pages import press
from tests.letters_given import SENIOR, begun, case_of
from tests.services import act
from tests.site import Site


def test_large_print_is_kept_shown_and_taken_back_on_the_page_of_a_letter(site: Site) -> None:
    reference = begun(site.services)
    act(site.services, "senior", reference, "support/1", "offer", how_offered="In person")
    case = case_of(site.services, reference)
    letter = next(each for each in case.letters.values() if each.on.track == "support")
    place, senior = f"/cases/{reference}/letters/{letter_code(case.id, letter.number)}", site.person(SENIOR)
    plain = senior.get(place)
    large = press(senior, plain, "/large-print")
    again = press(senior, large, "/large-print")

    assert "wants large print</button>" in plain.text
    assert "In large print: letters to" in large.text
    assert "In ordinary print." in again.text
