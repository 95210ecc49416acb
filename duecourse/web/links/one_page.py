"""The one page of somebody whom a private link brought: every other address is refused them."""

from __future__ import annotations

from engine.ports.accounts import WebSession

BESIDE = frozenset(("/private/answered", "/sign-out", "/still-here"))
"""Where they go beside the page that their link opens."""
BY_LINK, IN_BROWSER = "by a private link", "in the browser"


class OnlyOnePage(Exception):
    """Somebody whom a private link brought asks for another page than `only`."""

    def __init__(self, only: str) -> None:
        """Remember where theirs is."""
        super().__init__(only)
        self.only = only


class LinkOver(Exception):
    """The time is over of somebody whom a private link brought."""


def demand_page(session: WebSession, place: str) -> None:
    """Keep somebody whom a private link brought to the page that it opens. Raises OnlyOnePage."""
    if session.only and place not in BESIDE and not f"{place}/".startswith(f"{session.only}/"):
        raise OnlyOnePage(session.only)


def way_of(session: WebSession) -> str:
    """Say by which way what somebody does came in, for the record."""
    return BY_LINK if session.only else IN_BROWSER
