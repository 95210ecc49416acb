"""What shows that a letter went out: references as portals and offices give them, and never a day or a word alone."""

from __future__ import annotations

import pytest

from engine.ports.letters.dispatch_ways import wrong_proof

CODES = frozenset({"K7F"})


@pytest.mark.parametrize(
    "proof",
    [
        "reference 8841",
        "IC-123456-A1B2",
        "Case #02-1234000012345",
        "report no. 7",
        "Ticket: 12",
        "KXRTQZ",
        "AB 12 CD 34",
        "3f2b8a1e-6c1d-4f7a-9f39-0b1a2c3d4e5f",
        "Screenshot K7F.",
        "screenshot (k7f)",
        "confirmation from noreply@posts.example",
        "sent 29 November 2026 at 10:15am, reference 55120",
    ],
)
def test_a_reference_as_portals_give_it_shows_that_a_form_was_sent(proof: str) -> None:
    assert wrong_proof("portal", proof, CODES) == ""


@pytest.mark.parametrize(
    "proof",
    [
        "x",
        "sent",
        "sent on 29.11.2026",
        "done 2026-11-29",
        "at 10:15am",
        "sent on 29 November 2026",
        "this afternoon, 3pm",
        "page 1",
        "noreply@posts.example",
    ],
)
def test_a_day_a_word_or_a_code_of_nothing_shows_no_form_that_was_sent(proof: str) -> None:
    assert "This does not show it" in wrong_proof("portal", proof, CODES)
