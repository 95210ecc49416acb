"""The one page of somebody whom a private link brought: every other address is refused them."""

from __future__ import annotations

from engine.ports.accounts import WebSession

BESIDE = frozenset(("/sign-out", "/still-here"))
"""Where they go beside the page that their link opens, and the one on which they check their answer."""
BY_LINK, IN_BROWSER = "by a private link", "in the browser"


class OnlyOnePage(Exception):
    """Somebody whom a private link brought asks for another page than `one_page`."""

    def __init__(self, one_page: str) -> None:
        """Remember where theirs is."""
        super().__init__(one_page)
        self.one_page = one_page


class LinkOver(Exception):
    """The time is over of somebody whom a private link brought."""


def demand_page(session: WebSession, place: str) -> None:
    """Keep somebody whom a private link brought to the page that it opens. Raises OnlyOnePage."""
    if session.one_page and place not in BESIDE and place not in pages_of(session):
        raise OnlyOnePage(session.one_page)


def pages_of(session: WebSession) -> tuple[str, str]:
    """Give the addresses of the page that a link opened: its questions, and where they are checked."""
    return session.one_page, f"{session.one_page}/check"


def way_of(session: WebSession) -> str:
    """Say by which way what somebody does came in, for the record."""
    return BY_LINK if session.one_page else IN_BROWSER
