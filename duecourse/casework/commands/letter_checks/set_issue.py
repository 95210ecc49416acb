"""The issue of a letter to each of a list of people: their letters are written and sealed before the case is locked.

Each is the approved draft with its own salutation, address and reference, and is sealed as a letter of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from zoneinfo import ZoneInfo

from duecourse.casework.commands.letter_checks.approval_state import approver_of
from duecourse.casework.commands.letter_lists.listed_letters import ListedPerson, listed_of
from duecourse.casework.commands.letter_reasons import stands_otherwise
from duecourse.casework.commands.letter_texts import (
    facts_of,
    pictures_of,
    problems_left,
    sheet_reference,
    wording_kept,
)
from duecourse.casework.context.services import Caller, Services
from duecourse.correspondence.listed_people import addressed
from engine.errors import Refused
from engine.language.compiled import CompiledPolicy
from engine.ports.letters.letterheads import Pictures
from engine.ports.records import DraftLetter, SealedLetter
from engine.ports.store import Reading
from engine.record.case import Case
from engine.record.values import Letter
from engine.steps.sets.letter_sets import copies_of
from engine.wordings import Wording

MOST_TOLD = 20
"""So many rows with which something is wrong are told of at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedSet:
    """The letters of a set as they are issued, beside the file copy: each in the record and as it is sealed."""

    letters: tuple[Letter, ...] = ()
    sealed: tuple[SealedLetter, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetWriter:
    """Writes the letters of a list, from the facts of the letter with the list, gathered once."""

    services: Services
    caller: Caller
    reading: Reading
    policy: CompiledPolicy
    case: Case
    letter: Letter
    fresh: DraftLetter
    facts: Mapping[str, object]
    wording: Wording | None
    pictures: Pictures
    zone: tzinfo

    def copy(self, person: ListedPerson, number: int) -> DraftLetter:
        """Write the letter of one of the people under a number of its own."""
        services, viewer = self.services, self.caller.viewer
        to = addressed(person.words) if person.words else {}
        own = {"addressee": to, "letter_ref": sheet_reference(self.case, number)}
        facts = self._facts_about(person)
        rendered = services.letters.draft(self.letter.template, {**facts, **own}, self.zone, self.wording)
        return replace(
            self.fresh,
            number=number,
            blocks=rendered.blocks,
            facts=rendered.facts,
            problems=problems_left(self.reading, viewer, self.case, self.letter, rendered),
            hits=rendered.hits,
        )

    def about(self, person: ListedPerson) -> int:
        """Give the number of the letter that this one is about: that of this person, where each had their own."""
        own = (each for each in copies_of(self.case, self.letter.about) if each.recipient == person.number)
        return next((each.number for each in own), self.letter.about)

    def _facts_about(self, person: ListedPerson) -> Mapping[str, object]:
        """Give the facts of the letter with the list; where it is about one that each got for themselves, of theirs."""
        about = self.about(person)
        if about == self.letter.about:
            return self.facts
        theirs = replace(self.letter, about=about)
        return facts_of(self.services, self.reading, self.caller.viewer, self.policy, self.case, theirs)


def writer_of(
    services: Services,
    caller: Caller,
    reading: Reading,
    case: Case,
    letter: Letter,
    fresh: DraftLetter,
) -> SetWriter:
    """Gather what every letter of a list says."""
    policy = services.policy_of(reading, case)
    return SetWriter(
        services=services,
        caller=caller,
        reading=reading,
        policy=policy,
        case=case,
        letter=letter,
        fresh=fresh,
        facts=facts_of(services, reading, caller.viewer, policy, case, letter),
        wording=wording_kept(reading, caller.viewer, case, letter),
        pictures=pictures_of(reading, case, fresh),
        zone=ZoneInfo(reading.organisation().zone),
    )


def seal_set(writer: SetWriter) -> SealedSet:
    """Write and seal the letter of each of the people. Raises Refused with what is wrong with any of them, by row."""
    services, case, letter = writer.services, writer.case, writer.letter
    people = listed_of(writer.reading.words(writer.caller.viewer, case.id), letter)
    first = len(case.letters) + 1
    drafts = [(person, writer.copy(person, first + place)) for place, person in enumerate(people)]
    _demand_whole(letter, drafts)
    now = services.clock.now()
    sealed = tuple(_seal(writer, draft) for _, draft in drafts)
    letters = tuple(
        Letter(
            number=draft.number,
            template=letter.template,
            on=letter.on,
            status="issued",
            sha256=each.sha256,
            issued_at=now,
            enclosures=letter.enclosures,
            about=writer.about(person),
            about_as=letter.about_as,
            copy_of=letter.number,
            recipient=person.number,
        )
        for (person, draft), each in zip(drafts, sealed, strict=True)
    )
    return SealedSet(letters=letters, sealed=sealed)


def _seal(writer: SetWriter, draft: DraftLetter) -> SealedLetter:
    services, letter = writer.services, writer.letter
    return services.letters.seal(
        draft,
        writer.caller.viewer.person,
        services.clock.now(),
        sheet_reference(writer.case, draft.number),
        approved_by=approver_of(letter, writer.fresh),
        enclosures=tuple(each.sha256 for each in letter.enclosures),
        pictures=writer.pictures,
    )


def _demand_whole(letter: Letter, drafts: Sequence[tuple[ListedPerson, DraftLetter]]) -> None:
    found = [
        stands_otherwise(
            letter,
            f"Row {person.number} of the list: {says}",
            "Put the row right under “Who it goes to”, or take it off the list: the others can go then.",
        )
        for person, draft in drafts
        for says in draft.problems
    ]
    if found:
        raise Refused(tuple(found[:MOST_TOLD]))
