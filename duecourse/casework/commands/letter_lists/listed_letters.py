"""Which letters have a list of people, who stands on it, and what it lacks before the letter is issued."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from duecourse.casework.context.services import Services
from duecourse.correspondence.listed_people import row_of
from engine.ports.letters.earlier_kinds import kind_for
from engine.record.case import Case
from engine.record.papers.listed_recipients import RecipientWords
from engine.record.values import Letter

NOBODY_LISTED = (
    "This letter goes to each of a list of people, one letter each, and nobody is on its list yet: enter them under "
    "“Who it goes to”, or by `duecourse letter people-add`"
)
ERASED_ROW = "Somebody on the list of this letter was erased: take row {} off the list under “Who it goes to”"


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """Somebody on the list of a letter, by the number of their row; `words` is None where they were erased."""

    number: int
    words: RecipientWords | None


def has_list(services: Services, case: Case, letter: Letter) -> bool:
    """Say whether a letter goes to each of a list of people: it has one, or is to have one."""
    if letter.copy_of:
        return False
    return bool(letter.recipients) or (
        letter.status == "draft"
        and letter.template in services.letters.kinds()
        and kind_for(services.kind_of, case.letters, letter).one_each
    )


def listed_of(words: Mapping[tuple[int, str], str | None], letter: Letter) -> Sequence[ListedPerson]:
    """List the same for those who may have it: that is decided before."""
    return tuple(ListedPerson(each.number, row_of(words, each)) for each in letter.recipients)


def why_list_incomplete(
    services: Services, case: Case, letter: Letter, words: Mapping[tuple[int, str], str | None]
) -> tuple[str, ...]:
    """Say what the list of a draft lacks before it is issued; () where it lacks nothing, or the letter has no list."""
    if not has_list(services, case, letter):
        return ()
    if not letter.recipients:
        return (NOBODY_LISTED,)
    return tuple(ERASED_ROW.format(each.number) for each in listed_of(words, letter) if each.words is None)
