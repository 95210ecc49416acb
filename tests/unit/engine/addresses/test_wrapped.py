"""Addresses are taken out of whatever wraps them, and two spellings of one page are the same."""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.addresses.reported import as_meant, notes_on, page_of, reported
from engine.addresses.wrapped import is_short, unwrap
from engine.errors import BadInput

READER = "jane.doe%40oakfield.example"
SAFELINK = f"https://eur02.safelinks.protection.outlook.com/?url={{}}&data=05%7C01%7C{READER}%7C&reserved=0"


def proofpoint_two(url: str) -> str:
    coded = quote(url, safe="/").replace("-", "-2D").replace("_", "-5F").replace("%", "-").replace("/", "_")
    return f"https://urldefense.proofpoint.com/v2/url?u={coded}&d=DwMFAg&c=euGZ"


RUNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def proofpoint_three(url: str) -> str:
    odd = [mark for mark in url if mark in "*+'()!"]
    # one is taken out as *, several in a row as ** and a letter that says how many
    plain = re.sub(r"[*+'()!]+", lambda run: f"**{RUNS[len(run[0]) - 2]}" if len(run[0]) > 1 else "*", url)
    coded = urlsafe_b64encode("".join(odd).encode()).decode().rstrip("=")
    return f"https://urldefense.com/v3/__{plain}__;{coded}!!Abc!Def$"


WRAPPERS: dict[str, Callable[[str], str]] = {
    "Outlook": lambda url: SAFELINK.format(quote(url, safe="")),
    "Outlook of the government": lambda url: (
        f"https://gbr01.safelinks.protection.outlook.com/?url={quote(url, safe='')}"
    ),
    "Facebook": lambda url: f"https://l.facebook.com/l.php?u={quote(url, safe='')}&h=AT0abc",
    "Facebook on a phone": lambda url: f"https://lm.facebook.com/l.php?u={quote(url, safe='')}",
    "Instagram": lambda url: f"https://l.instagram.com/?u={quote(url, safe='')}&e=AT1",
    "Google": lambda url: f"https://www.google.com/url?sa=t&url={quote(url, safe='')}&usg=AOv",
    "Google in Britain": lambda url: f"https://www.google.co.uk/url?q={quote(url, safe='')}&sa=D",
    "Proofpoint 2": proofpoint_two,
    "Proofpoint 3": proofpoint_three,
    "Barracuda": lambda url: f"https://linkprotect.cudasvc.com/url?a={quote(url, safe='')}&c=E,1",
    "Slack": lambda url: f"https://slack-redir.net/link?url={quote(url, safe='')}",
    "YouTube": lambda url: f"https://www.youtube.com/redirect?event=comments&q={quote(url, safe='')}",
    "Sophos": lambda url: (
        f"https://eu-west-1.protection.sophos.com/?d=a.example&u={urlsafe_b64encode(url.encode()).decode()}"
    ),
}
WORD = st.text("abcXYZ019-._~*+'()!,@", min_size=1, max_size=12).filter(lambda word: word.strip("."))


def _url(host: str, path: str, query: str, mark: str) -> str:
    return f"https://{host}.example/{path}{f'?q={query}' if query else ''}{mark}"


URLS = st.builds(
    _url,
    st.text("abcxyz", min_size=1, max_size=8),
    WORD,
    st.one_of(st.just(""), WORD),
    st.sampled_from(["", "#top"]),
)


@given(URLS, st.lists(st.sampled_from(sorted(WRAPPERS)), min_size=1, max_size=3))
def test_what_was_wrapped_comes_out_letter_by_letter_however_often_it_was_wrapped(url: str, around: list[str]) -> None:
    wrapped = url
    for name in around:
        wrapped = WRAPPERS[name](wrapped)

    assert unwrap(wrapped) == url


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("https://www.instagram.com/p/Abc/?igsh=MzRlOD&img_index=2", "https://www.instagram.com/p/Abc/?img_index=2"),
        ("https://posts.example/p?id=7&utm_source=mail&utm_medium=x#c3", "https://posts.example/p?id=7#c3"),
        ("https://posts.example/p?fbclid=Iw&gclid=1", "https://posts.example/p"),
        ("https://youtu.be/dQw?si=abc&t=31", "https://youtu.be/dQw?t=31"),
        ("https://x.com/a/status/1?s=20&t=abc", "https://x.com/a/status/1"),
        ("https://shop.example/?s=20&t=abc&si=1", "https://shop.example/?s=20&t=abc&si=1"),
        ("https://l.facebook.com/settings?u=me", "https://l.facebook.com/settings?u=me"),
        (
            "https://evil.example/?url=https%3A%2F%2Fposts.example%2F1",
            "https://evil.example/?url=https%3A%2F%2Fposts.example%2F1",
        ),
        ("https://t.co/AbCd", "https://t.co/AbCd"),
    ],
)
def test_what_only_follows_people_goes_and_nothing_else(typed: str, meant: str) -> None:
    assert unwrap(typed) == meant


WHOLE = quote("https://posts.example/1", safe="")


@pytest.mark.parametrize(
    "typed",
    [
        f"https://eur02.safelinks.protection.outlook.com/?URL={WHOLE}&data={READER}",
        SAFELINK.format(quote(quote(WHOLE))),
        f"https://usg01.safelinks.protection.office365.us/?url={WHOLE}&data={READER}",
        f"https://outlook.office.com/mail/safelink.html?url={quote(SAFELINK.format(WHOLE), safe='')}",
        "https://urldefense.us/v2/url?u=https-3A__posts.example_1&d=Dw&r=jane",
        "https://urldefense.com/v3/__https:/posts.example/1__;!!Abc!Def$",
    ],
)
def test_other_forms_of_mail_filters_are_read_too(typed: str) -> None:
    assert reported(typed).url == "https://posts.example/1"


def test_a_mail_filter_that_hides_where_it_leads_is_named_as_one() -> None:
    assert "no letter gives it" in notes_on([SAFELINK.format("mailto%3Ajane")])[0]


@pytest.mark.parametrize(
    "other",
    [
        "http://posts.example/p/1",
        "HTTPS://Posts.Example/p/1/",
        "https://www.posts.example:443/p/1#comments",
        "https://posts.example/p/1?utm_source=x",
        "https://posts.example//p/./1",
        "https://posts.example/p/%31",
        SAFELINK.format(quote("https://m.posts.example/p/1", safe="")),
    ],
)
def test_spellings_of_one_page_are_one_page(other: str) -> None:
    assert page_of(other) == page_of("https://posts.example/p/1")


@pytest.mark.parametrize(
    "other",
    [
        "https://posts.example/p/2",
        "https://posts.example/P/1",
        "https://posts.example/p/1?id=2",
        "https://posts.example:8443/p/1",
        "https://posts.example/#/p/1",
        "https://other.example/p/1",
    ],
)
def test_other_pages_stay_others(other: str) -> None:
    assert page_of(other) != page_of("https://posts.example/p/1")


def test_the_two_names_of_one_site_and_its_short_form_are_one_page() -> None:
    assert page_of("https://twitter.com/a/status/1?s=20") == page_of("https://x.com/a/status/1")
    assert page_of("https://youtu.be/dQw") == page_of("https://www.youtube.com/watch?v=dQw&feature=shared")


def test_a_short_link_is_never_opened_and_that_is_said() -> None:
    assert is_short("https://t.co/AbCd")
    assert "seen only by opening it, which Duecourse never does" in notes_on(["https://t.co/AbCd"])[0]


def test_an_address_is_kept_as_it_was_typed_where_somebody_insists_but_never_that_of_a_mail_filter() -> None:
    typed = "https://www.google.com/url?q=https%3A%2F%2Fposts.example%2F1"
    kept = reported(typed, as_given=True)

    assert (kept.url, kept.given) == (typed, typed)
    with pytest.raises(BadInput, match="may carry the e-mail address of the person who received it"):
        reported(SAFELINK.format(WHOLE), as_given=True)
    with pytest.raises(BadInput, match="may carry the e-mail address of the person who received it"):
        reported(f"https://www.google.com/url?q={quote(SAFELINK.format(WHOLE), safe='')}", as_given=True)


def test_words_of_earlier_cases_are_read_as_they_are_meant_and_what_was_kept_as_typed_is_left() -> None:
    wrapped = SAFELINK.format("https%3A%2F%2Fposts.example%2F1")
    google = "https://www.google.com/url?q=https%3A%2F%2Fposts.example%2F2"
    words = as_meant({(1, "address/1.url"): wrapped, (2, "address/2.url"): google, (2, "address/2.as_given"): google})

    assert words[(1, "address/1.url")] == "https://posts.example/1"
    assert words[(1, "address/1.as_given")] == wrapped
    assert words[(2, "address/2.url")] == google
