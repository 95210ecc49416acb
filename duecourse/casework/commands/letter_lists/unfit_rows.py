"""Rows of a list to whom no letter may go: nobody writes to a pupil, and nobody gets the same letter twice."""

from __future__ import annotations

from collections.abc import Sequence

from duecourse.casework.commands.letter_lists.listed_letters import ListedPerson, listed_of, why_list_incomplete
from duecourse.casework.context.services import Services
from engine.people.names import without_title
from engine.ports.records import UNKNOWN, Notice, Viewer
from engine.ports.store import Reading
from engine.record.case import Case
from engine.record.papers.listed_recipients import RecipientWords
from engine.record.values import Letter

IS_A_PUPIL = "this is the name of a pupil of this case, and nobody writes to a pupil; put a parent or carer there"
PUPIL_ROWS = (
    "Nobody writes to a pupil, and on the list of this letter {} the name of a pupil of this case. Under “Who it goes "
    "to” put a parent or carer there, or take {} off the list: the others then get their letters"
)
MAY_HAVE_IT = (
    "The letter before this one was stopped while it was leaving by e-mail, and nobody knows yet whether it left to {} "
    "of the list. Say so on the page of that letter, or take them off the list: nobody is written to twice"
)


def pupils_of(reading: Reading, case: Case) -> frozenset[str]:
    """Give the names of those whom a case knows as pupils or children, as they are compared."""
    pupils = [person for person in case.people if case.is_pupil(person)]
    return frozenset(_called(each.name) for each in reading.people_named(case.organisation, pupils) if each.name)


def is_called_as(words: RecipientWords, pupils: frozenset[str]) -> bool:
    """Say whether somebody on a list is called as one of these pupils."""
    return _called(words.name) in pupils


def why_list_unfit(services: Services, reading: Reading, viewer: Viewer, case: Case, letter: Letter) -> tuple[str, ...]:
    """Say what the list of a draft lacks before it is issued, and which of its rows are called as a pupil of the case;
    () where all is well, or the letter has no list."""
    words = reading.words(viewer, case.id) if letter.recipients else {}
    pupils = pupils_of(reading, case) if letter.recipients else frozenset[str]()
    return (
        *why_list_incomplete(services, case, letter, words),
        *_to_pupils(listed_of(words, letter), pupils),
        *_under_way(reading, case, letter),
    )


def _under_way(reading: Reading, case: Case, letter: Letter) -> tuple[str, ...]:
    """Name the rows whose earlier letter was stopped while it was leaving, as long as nobody knows whether it left."""
    rows = {each.number for each in letter.recipients}
    stopped = [
        each
        for each in case.letters.values()
        if each.copy_of and (each.template, each.on, each.status) == (letter.template, letter.on, "stopped")
    ]
    open_ = {
        each.recipient
        for each in stopped
        if each.recipient in rows and _may_have_left(reading.letter_mail(case.organisation, case.id, each.number))
    }
    return (MAY_HAVE_IT.format(_rows([str(row) for row in sorted(open_)])),) if open_ else ()


def _may_have_left(mail: Sequence[Notice]) -> bool:
    return any(each.state in ("sending", UNKNOWN) for each in mail)


def _rows(rows: Sequence[str]) -> str:
    return f"row {rows[0]}" if len(rows) == 1 else f"rows {', '.join(rows[:-1])} and {rows[-1]}"


def _to_pupils(people: Sequence[ListedPerson], pupils: frozenset[str]) -> tuple[str, ...]:
    rows = [str(each.number) for each in people if each.words and is_called_as(each.words, pupils)]
    if not rows:
        return ()
    one = len(rows) == 1
    return (PUPIL_ROWS.format(f"{_rows(rows)} {'is' if one else 'are'}", "it" if one else "them"),)


def _called(name: str) -> str:
    return " ".join(without_title(name).split()).casefold()
