"""What a site says of privacy to everybody, signed in or not: whose it is, who answers, how long, in the trust's words.

Nothing in it is about a case.
"""

from __future__ import annotations

from dataclasses import dataclass

from duecourse.casework.context.services import Services
from duecourse.casework.retention.retention_schedule import RetentionRow, schedule_of
from engine.errors import BadInput, NotFound
from engine.identity import PostName
from engine.language.posts import spelling
from engine.language.vocabulary import Post
from engine.ports.letters.own_texts import TextPart, WordsRun
from engine.ports.records import Organisation, Person
from engine.ports.settings import PRIVACY_WORDS
from engine.ports.store import Reading

OFFICERS = (PostName(Post.DPO), PostName(Post.DEPUTY_DPO))


@dataclass(frozen=True, slots=True)
class Officer:
    """Who answers questions about data, and how they are reached; `in_place` of an officer whom nobody is."""

    name: str
    email: str
    telephone: str
    in_place: bool = False

    @property
    def can_be_reached(self) -> bool:
        """Say whether there is an e-mail address or a telephone number."""
        return bool(self.email or self.telephone)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyNotice:
    """What the privacy page says of one trust."""

    trust: str = ""
    address: str = ""
    officers: tuple[Officer, ...] = ()
    words: tuple[TextPart, ...] = ()
    rows: tuple[RetentionRow, ...] = ()


def privacy_notice(services: Services) -> PrivacyNotice:
    """Give what everybody may read; of a store without a trust, nothing but what is so anywhere."""
    with services.store.reading() as reading:
        try:
            trust = reading.organisation()
        except NotFound:
            return PrivacyNotice()
        return PrivacyNotice(
            trust=trust.name,
            address=trust.settings.get("address", ""),
            officers=officers(services, reading, trust),
            words=own_words(services, trust),
            rows=schedule_of(trust).rows,
        )


def officers(services: Services, reading: Reading, trust: Organisation) -> tuple[Officer, ...]:
    """Name the data protection officers of today; where nobody holds the post, those who deputise."""
    now = services.clock.now()
    there = [person for person in reading.people(trust.id) if person.is_there(now)]
    for post in OFFICERS:
        held = [person for person in there if any(spelling(each.post) == post for each in person.held(now))]
        if held:
            return tuple(_officer(each, in_place=post != OFFICERS[0]) for each in held)
    return ()


def _officer(person: Person, *, in_place: bool) -> Officer:
    return Officer(person.name, person.email, person.telephone, in_place)


def own_words(services: Services, trust: Organisation) -> tuple[TextPart, ...]:
    """Give the trust's own words as parts of a page; what cannot be read as such stands there as it was typed."""
    text = trust.settings.get(PRIVACY_WORDS, "")
    try:
        return services.letters.text_parts(text)
    except BadInput:
        return tuple(TextPart("paragraph", ((WordsRun(line),),)) for line in text.splitlines() if line.strip())
