"""The Word letterhead of a school or of the trust, on which drafts are taken away as Word files.

Kept among the documents of the trust, in versions of their day, under a key that no document can have (ADR 0105).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from duecourse.casework.administration.paper.letterheads import demanded, paper
from duecourse.casework.administration.paper.specimens import specimen
from duecourse.casework.administration.permission import note
from duecourse.casework.context.services import Caller, Services, spend
from engine.errors import BadInput, NotFound
from engine.identity import NO_SCHOOL, OrganisationId, PersonId, SchoolId
from engine.ports.letters.trust_documents import TrustDocument, word_letterhead_key
from engine.ports.store import Reading, Writing

TITLE = "Word letterhead"
LEFT: Mapping[str, str] = {
    "words": "The words of its body were taken out: a letter brings its own.",
    "pictures": "Pictures in its body were taken out. What should stand on every letter belongs in the header or "
    "footer.",
    "places": "Its places for text, such as a name or a date, were taken out: nothing is put into them, as a letter "
    "brings its own address, date and greeting.",
    "nothing": "Its header and footer are empty, so a letter shows nothing of it but the page and the fonts.",
    "headed": "Its header or footer has a place for text in brackets, which would stand on every letter as it is. "
    "Write there what should stand there, and give the file again.",
}
"""What was left out of a file or is worth a look, in sentences, by its code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordLetterhead:
    """The Word letterhead of one place: whose it is, whether it is the trust's for lack of an own, what it brings.

    `versions` are those of the place itself, the last first; `brings` is empty where there is none at all.
    """

    key: str
    title: str
    own: bool = False
    brings: Sequence[tuple[str, str]] = ()
    versions: Sequence[TrustDocument] = ()


def word_letterhead(services: Services, caller: Caller, key: str) -> WordLetterhead:
    """Give the Word letterhead of a school, or of the trust where the key is "". Raises NotFound, NotPermitted."""
    place = paper(services, caller, key)
    school = place.school.id if place.school else NO_SCHOOL
    with services.store.reading() as reading:
        known = word_letterhead_key(school)
        versions = [each for each in reading.trust_documents(place.organisation.id) if each.key == known]
        content = letterhead_file(reading, place.organisation.id, school)
    return WordLetterhead(
        key=place.key,
        title=place.title,
        own=bool(versions) and not versions[-1].is_ended,
        brings=services.letters.word_letterhead_says(content) if content else (),
        versions=versions[::-1],
    )


def letterhead_file(reading: Reading, organisation: OrganisationId, school: SchoolId) -> bytes:
    """Give the Word letterhead on which letters of a school are written: its own or the trust's; b"" for neither."""
    versions = reading.trust_documents(organisation)
    for where in dict.fromkeys((school, NO_SCHOOL)):
        last = next((each for each in reversed(versions) if each.key == word_letterhead_key(where)), None)
        found = reading.trust_document(organisation, last.number) if last and not last.is_ended else None
        if found is not None:
            return found[1]
    return b""


def set_word_letterhead(services: Services, caller: Caller, key: str, content: bytes) -> tuple[str, ...]:
    """Put up the Word letterhead of a place, made safe and emptied; gives the codes of what was left out (`LEFT`).

    Raises BadInput, in a sentence, for a file that is not taken; NotFound, NotPermitted, AlreadyDone.
    """
    paper(services, caller, key)  # a file of somebody who may not do this is not even opened
    made = services.letters.clean_word_letterhead(content, services.clock.now())
    with services.store.writing() as writing:
        spend(writing, caller, "", services.clock.now())
        before, person = demanded(writing, services, caller, key)
        school = before.school.id if before.school else NO_SCHOOL
        _add(writing, services, before.organisation.id, school, person, made.content)
        note(writing, services, caller, "Word letterhead changed", before.where)
    return made.left


def drop_word_letterhead(services: Services, caller: Caller, key: str) -> None:
    """Take down the Word letterhead of a place; its versions stay, and files that were taken away are as they are.

    Raises BadInput where it has none of its own; NotFound, NotPermitted, AlreadyDone.
    """
    if not word_letterhead(services, caller, key).own:
        raise BadInput(f"{paper(services, caller, key).title} has no Word letterhead of its own to take down.")
    with services.store.writing() as writing:
        spend(writing, caller, "", services.clock.now())
        before, person = demanded(writing, services, caller, key)
        school = before.school.id if before.school else NO_SCHOOL
        _add(writing, services, before.organisation.id, school, person, b"")
        note(writing, services, caller, "Word letterhead taken down", before.where)


def word_specimen(services: Services, caller: Caller, key: str) -> bytes:
    """Write the specimen letter of a place as a Word file, on its letterhead. Raises NotFound, NotPermitted."""
    place, found = paper(services, caller, key), specimen(services, caller, key)
    with services.store.reading() as reading:
        content = letterhead_file(reading, place.organisation.id, place.school.id if place.school else NO_SCHOOL)
    if not content:
        raise NotFound(f"{place.title} has no Word letterhead.")
    return services.letters.word_file(found.blocks, found.sheet, found.at, content)


def _add(
    writing: Writing,
    services: Services,
    organisation: OrganisationId,
    school: SchoolId,
    person: PersonId,
    content: bytes,
) -> None:
    version = TrustDocument(
        organisation=organisation,
        number=len(writing.trust_documents(organisation)) + 1,
        key=word_letterhead_key(school),
        title=TITLE,
        digest=sha256(content).hexdigest() if content else "",
        size=len(content),
        pages=0,
        since=services.clock.now(),
        by=person,
    )
    writing.add_trust_document(version, content)
