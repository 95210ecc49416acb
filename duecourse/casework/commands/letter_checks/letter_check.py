"""What one looks at before a letter leaves: to whom, whom it names, what was checked and what a person answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape

from duecourse.casework.commands.letter_checks.enclosed_things import Enclosing, enclosing
from duecourse.casework.commands.letter_checks.large_print import LetterReader, reader
from duecourse.casework.commands.letter_checks.people_told import PersonTold, people_told
from duecourse.casework.commands.letter_texts import LetterText
from duecourse.casework.context.look.case_reader import CaseReader
from duecourse.casework.context.look.whole_case import whole_of
from engine.people.visibility import works_on
from engine.plain import is_group
from engine.record.values import Letter

WITHOUT_TAGS = re.compile(r"<[^>]*>")
"""Tags of our own writer, which has escaped every text in the letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterCheck:
    """A letter before it leaves. `to` are the lines of its addressee, `reader` is who it is where it is a known person;
    `signed` are the lines of its signatory, in a draft with why it is they; `named` are the people of whom it tells,
    and what; `goes_with` is what leaves with it, `house` are the files in which the trust words blocks of a draft.

    `checked` are rules that a machine holds the words against, `to_answer` those that only a person can.
    """

    letter: Letter
    to: tuple[str, ...]
    signed: tuple[str, ...]
    named: tuple[PersonTold, ...]
    goes_with: Enclosing
    house: tuple[str, ...]
    checked: tuple[str, ...]
    to_answer: tuple[str, ...]
    reader: LetterReader | None = None


def letter_check(case: CaseReader, read: LetterText) -> LetterCheck | None:
    """Say what leaves with a letter that has not gone out, as it was read; None for others, and for those who do not
    work on what it belongs to."""
    whole, letter = whole_of(case), read.letter
    instance = whole.case.tracks.get(letter.on)
    works = instance is not None and works_on(whole.policy, whole.case, instance, whole.person)
    if letter.status not in ("draft", "issued") or not works:
        return None
    rules = whole.services.letters.rules(letter.template)
    return LetterCheck(
        letter=letter,
        to=tuple(said_of(read.facts, "addressee", ("name", "role", "organisation", "address", "email"))),
        signed=(*said_of(read.facts, "sender", ("name", "role", "place")), *filter(None, (read.signed_because,))),
        named=tuple(people_told(whole, letter, unescape(WITHOUT_TAGS.sub(" ", read.text)), read.facts)),
        goes_with=enclosing(case, letter.number),
        house=whole.services.letters.house_files(letter.template) if letter.status == "draft" else (),
        checked=tuple(dict.fromkeys(says for says, by_machine in rules if by_machine)),
        to_answer=tuple(dict.fromkeys(says for says, by_machine in rules if not by_machine)),
        reader=reader(case, read.reader),
    )


def said_of(facts: str, whose: str, parts: Sequence[str]) -> Iterator[str]:
    """Give how the addressee or the sender is called and reached, as the letter has it."""
    known: object = json.loads(facts or "{}").get(whose)
    if is_group(known):
        for part in parts:
            if known.get(part):
                yield from str(known[part]).splitlines()
