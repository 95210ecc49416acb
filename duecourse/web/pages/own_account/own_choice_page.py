"""What is said on the page of a choice of one's own once it was sent in."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request

from duecourse.casework.accounts.own_choices import OwnChoice

NOW = "now"
SAYS: Mapping[str, tuple[str, str]] = {
    "changed": ("Done", "It stands as you chose it."),
    "same": ("Nothing to change", "It stands so already."),
}
"""A title and a sentence, by the word that the address has after it was sent in."""


def address_after(place: str, choice: OwnChoice) -> str:
    """Give the address of the page with the word for what became of a choice."""
    return f"{place}?{NOW}={'changed' if choice.changed else 'same'}"


def said_after(request: Request) -> tuple[str, str] | None:
    """Give the title and the sentence for it; None where nothing was sent in."""
    return SAYS.get(request.query_params.get(NOW, ""))
