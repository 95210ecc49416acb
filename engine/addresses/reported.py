"""Web addresses as people report them: taken as what is meant, or refused in words; and which of them are one page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from posixpath import normpath
from urllib.parse import quote, unquote, urlsplit

from engine.addresses.wrapped import is_short, names_its_reader, unwrap
from engine.errors import BadInput
from engine.identity import WordsKey

LONGEST = 10_000
AS_GIVEN = "as_given"
"""The name under which words keep what was typed, beside `url`, which is what it was read as."""
PORTS = {"http": 80, "https": 443}
SAME_SITE = {"twitter.com": "x.com", "fb.com": "facebook.com", "instagr.am": "instagram.com"}
"""Sites that go by two names."""
MANNERS = ("www.", "m.", "mobile.", "old.", "new.")
"""Beginnings of a site's name that say how it is shown, not what."""


@dataclass(frozen=True, slots=True)
class Reported:
    """An address as it is kept: `url` is what is meant, and `given` what was typed where that is something else.

    Where somebody wants it exactly as typed although it could be read otherwise, both are what was typed.
    """

    url: str
    given: str = ""

    @property
    def was_read(self) -> bool:
        """Say whether another address was typed than the one that is kept."""
        return self.given not in ("", self.url)


def reported(text: str, *, as_given: bool = False) -> Reported:
    """Read an address that somebody gives; with `as_given` it is kept as it was typed. Raises BadInput."""
    given = check_address(text)
    meant = unwrap(given)
    if meant == given:
        return Reported(given)
    if as_given and names_its_reader(given):
        raise BadInput(
            "This is the address of a mail filter, and it may carry the e-mail address of the person who received it, "
            f"so it is not kept as it was typed. It leads to {visible(meant)}: give that."
        )
    return Reported(given if as_given else meant, given)


def distinct(addresses: Iterable[Reported]) -> tuple[Reported, ...]:
    """Leave out what names a page once more, in whatever spelling."""
    found: dict[str, Reported] = {}
    for address in addresses:
        found.setdefault(page_of(address.url), address)
    return tuple(found.values())


def read_as(address: Reported) -> str:
    """Say in a sentence how an address was read, or what cannot be read in it; "" where there is nothing to say."""
    if address.was_read:
        return f"We read this address as {visible(address.url)}."
    if names_its_reader(address.url):
        return (
            f"{visible(address.url)} is the address of a mail filter, and where it leads cannot be read in it. As it "
            "may carry somebody's e-mail address, no letter gives it. Give the address of the page itself."
        )
    if is_short(address.url):
        return (
            f"{visible(address.url)} is a short link. Where it leads is seen only by opening it, which Duecourse never "
            "does. If you know the address of the page itself, give that."
        )
    return ""


def notes_on(addresses: Sequence[str], *, as_given: bool = False) -> tuple[str, ...]:
    """Say how addresses that somebody gives were read, for them to confirm. Raises BadInput."""
    read = [reported(address, as_given=as_given) for address in addresses]
    notes = dict.fromkeys(note for note in map(read_as, read) if note)
    if len(distinct(read)) < len(read):
        notes["A page that was given more than once is taken once."] = None
    return tuple(notes)


@dataclass(frozen=True, slots=True)
class Pages:
    """What is known of pages around one case, each as `page_of` spells it.

    `reported` and `seen` give the page of each address and of each piece of evidence by its number, where there is
    one; `shut` are pages that another case of the trust holds for possible indecent images.
    """

    reported: Mapping[str, str] = field(default_factory=dict)
    seen: Mapping[str, str] = field(default_factory=dict)
    shut: frozenset[str] = frozenset()

    def of(self, page: str) -> tuple[str, ...]:
        """Give the numbers of the addresses that name a page."""
        return tuple(number for number, known in self.reported.items() if page and known == page)


NO_PAGES = Pages()


def as_meant(words: Mapping[tuple[int, str], str | None]) -> dict[tuple[int, str], str | None]:
    """Give the words of a case with every address as it is meant, also those kept before addresses were read so.

    Where one was kept as it was typed, that stands beside it, as it would today.
    """
    found = dict(words)
    for (event, key), text in words.items():
        given = (event, WordsKey(key).beside(AS_GIVEN))
        if text and WordsKey(key).name == "url" and given not in words:
            meant = unwrap(text)
            found |= {(event, key): meant, given: text} if meant != text else {}
    return found


def pages_in(words: Mapping[tuple[int, str], str | None], shut: Iterable[str] = ()) -> Pages:
    """Read the pages of a case out of its words; `shut` are addresses that other cases hold."""
    found = [(WordsKey(key), page_of(text)) for (_, key), text in words.items() if text and WordsKey(key).name == "url"]
    return Pages(
        {key.address_number: page for key, page in found if key.address_number},
        {key.evidence_number: page for key, page in found if key.evidence_number},
        frozenset(page_of(address) for address in shut),
    )


def page_of(address: str) -> str:
    """Give the page that an address names in one spelling, to compare it with others; never shown to anybody.

    The way of asking, capitals in the site's name, a slash at the end, a place within the page, wrappers, the order
    of a query and what only follows people make no difference.
    """
    address = unwrap(address.strip())
    try:
        parts = urlsplit(address if "//" in address else f"https://{address}")
        port = parts.port
    except ValueError:
        return address
    host = _site(parts.hostname or "")
    path = quote(unquote(normpath(parts.path or "/").replace("//", "/")), safe="/~")
    query = "&".join(sorted(quote(unquote(piece), safe="=~") for piece in parts.query.split("&") if piece))
    if host == "youtu.be":
        host, query, path = "youtube.com", "&".join(sorted(filter(None, (f"v={path[1:]}", query)))), "/watch"
    shown = f":{port}" if port not in (None, *PORTS.values()) else ""
    # many sites of one page write where one is behind the mark; elsewhere it is a place within the page
    place = f"#{parts.fragment}" if parts.fragment.startswith(("/", "!")) else ""
    return f"{host}{shown}{path.rstrip('/')}{f'?{query}' if query else ''}{place}"


def _site(host: str) -> str:
    host = host.rstrip(".").lower()
    if not host.isascii():
        try:
            host = host.encode("idna").decode()
        except UnicodeError:
            return host
    bare = next((host.removeprefix(way) for way in MANNERS if host.startswith(way)), host)
    bare = bare if "." in bare else host
    return SAME_SITE.get(bare, bare)


def check_address(text: str) -> str:
    """Give an address as it was typed, without the spaces around it.

    Raises:
        BadInput: it names no website; the message says what would be taken.
    """
    address = text.strip()
    if not address:
        raise BadInput(
            "The address is empty. Copy it from the top of the page, for example https://example.org/post/1."
        )
    if len(address) > LONGEST:
        raise BadInput(f"The address has {len(address):,} characters; at most {LONGEST:,} can be kept.")
    if not host_of(address):
        raise BadInput(
            f"'{visible(address)}' names no website. An address begins with https:// or http:// and a site's name, "
            "for example https://example.org/post/1."
        )
    return address


def host_of(address: str) -> str:
    """Give the site's name in an address, in lower case; "" where there is none."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    return host.lower() if parts.scheme in ("http", "https") and "." in host.strip(".") else ""


def visible(text: str, longest: int = 120) -> str:
    """Show text on one line with control and direction marks spelled out, shortened where it is very long."""
    shown = "".join(character if character.isprintable() else f"[U+{ord(character):04X}]" for character in text)
    return shown if len(shown) <= longest else f"{shown[: longest - 1]}…"
