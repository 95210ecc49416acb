"""The code of a one-time link, as it is given out: in the address behind its mark, where no server and log sees it.

What stands behind the `#` of an address stays in the browser: it is in no request, no log of a proxy and no Referer,
and a program that looks at the links of a message opens an empty form. The same code can be typed by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from duecourse.casework.accounts.invitations.new_links import BY_LETTER, BY_MAIL
from duecourse.casework.accounts.ways_in.devices import hashed
from duecourse.casework.context.services import Services
from duecourse.credentials.one_time_codes import cleaned, link_code_from
from engine.ports.records import Person
from engine.ports.store import Reading, Writing
from engine.ports.ways_in.one_time_links import OneTimeLink

PAGE = "/choose-password"
ALIKE = (("0", "o"), ("1", "i"), ("8", "b"))


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenCode:
    """A code as it goes out to one person, until when it counts, and the name they will sign in with."""

    code: str
    until: datetime
    sign_in: str

    def address(self, site: str) -> str:
        """Write the address that brings it to the page."""
        return f"{site}{PAGE}#{self.code}"


def give_code_of(services: Services, writing: Writing, person: Person, link: OneTimeLink) -> GivenCode:
    """Make the code of a link as it goes out; the one that an earlier try made opens nothing any more."""
    now, code = services.clock.now(), link_code_from(services.ids.token())
    until = now + (BY_MAIL if link.way == "mail" else BY_LETTER)[link.kind]
    sent_to = address_hash(person) if link.way == "mail" else ""
    writing.keep_link(replace(link, token_hash=code_hash(code), sent_to=sent_to, until=until, sent_at=now))
    account = writing.account_of(person.id)
    return GivenCode(code=code, until=until, sign_in=account.name if account else person.key.lower())


def link_of_typed(reading: Reading, typed: str) -> OneTimeLink | None:
    """Find the link of a code as it was typed."""
    return reading.link_of_code(code_hash(typed)) if cleaned(typed) else None


def code_hash(code: str) -> str:
    """Give what is kept of a code; figures that none has are the letters that they look like on paper."""
    read = cleaned(code)
    for figure, letter in ALIKE:
        read = read.replace(figure, letter)
    return hashed(f"one-time link {read}")


def address_hash(person: Person) -> str:
    """Give what is kept of the address that a link went to."""
    return hashed(f"address {person.email.casefold()}")
