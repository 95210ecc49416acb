"""Where the words of a fact lead: nowhere but to a web page or a mailbox, and only where they are one alone."""

from __future__ import annotations

import pytest

from engine.ports.letters.safe_links import contact_link, mail_link, web_link
from tests.unit.letters.nasty import LITERAL, SHOWN

NOWHERE_TO_GO = (
    "javascript:alert(1)",
    "JAVASCRIPT://a.example/%0aalert(1)",
    "data:text/html,<script>",
    "file:///etc/passwd",
    "ftp://a.example/",
    "https://",
    "https://a b.example/",
    "https://user:word@a.example/",
    "https://[::1",
    "https://a.example:port/",
    "a word",
    "",
    "https://a.example/\n",
    "//a.example/",
    "https://\u043eakfield.example/",
    'https://a.example/"onclick="x',
)


@pytest.mark.parametrize(
    ("words", "leads"),
    [
        ("https://a.example/page?x=1#y", "https://a.example/page?x=1#y"),
        ("http://a.example", "http://a.example"),
        ("www.a.example", "https://www.a.example"),
        ("https://a.example/café", "https://a.example/caf%C3%A9"),
    ],
)
def test_a_web_address_leads_to_itself(words: str, leads: str) -> None:
    assert web_link(words) == leads


@pytest.mark.parametrize("words", NOWHERE_TO_GO)
def test_what_is_no_safe_web_address_leads_nowhere(words: str) -> None:
    assert web_link(words) == ""


def test_a_mailbox_leads_to_itself_and_never_to_a_second_one() -> None:
    assert mail_link("office@a.example") == "mailto:office@a.example"
    assert mail_link("o'neill+x@a.example") == "mailto:o'neill+x@a.example"
    assert "?" not in mail_link("a?bcc=b%40c.example@a.example")
    assert mail_link("Ann <ann@a.example>") == ""
    assert mail_link(" ann@a.example") == ""


def test_a_contact_leads_somewhere_where_it_is_an_address_alone() -> None:
    assert contact_link("help@a.example") == "mailto:help@a.example"
    assert contact_link("https://a.example/help") == "https://a.example/help"
    assert contact_link("0800 000 0001") == ""
    assert contact_link("Ring the office.Then wait") == ""


@pytest.mark.parametrize("typed", [*LITERAL.values(), *(typed for typed, _ in SHOWN.values())])
def test_nothing_that_somebody_typed_becomes_another_link_than_a_page_or_a_mailbox(typed: str) -> None:
    found = [link for link in (web_link(typed), mail_link(typed), contact_link(typed)) if link]

    assert all(link.startswith(("https://", "http://", "mailto:")) for link in found)
    assert all(not set(link) & set("<>\"' \n") or link.startswith("mailto:") for link in found)
