"""One letter to each of a list of people: which letters make a set, which of them wait, and how the set counts.

The letter with the list is the file copy: it says what all of them say, and its own sending is that of the last.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from engine.identity import InstanceId
from engine.record.case import Case
from engine.record.papers.listed_recipients import ListedRecipient
from engine.record.replacement import replace
from engine.record.values import Letter


def copies_of(case: Case, number: int) -> Sequence[Letter]:
    """List the letters of a set, by the number of the letter with the list; none before that is issued."""
    return tuple(each for each in case.letters.values() if each.copy_of == number)


def waits_for_others(case: Case, letter: Letter) -> bool:
    """Say whether letters of a set are still to be sent, or withdrawn, before that with the list counts as sent."""
    return bool(letter.recipients) and any(each.status == "issued" for each in copies_of(case, letter.number))


def set_of(case: Case, letter: Letter) -> Letter | None:
    """Give the letter with the list to which a letter of a set belongs; None for a letter of no set."""
    return case.letters.get(str(letter.copy_of)) if letter.copy_of else None


def readers_of(case: Case, letter: Letter) -> tuple[ListedRecipient, ...]:
    """Give those to whom what takes the place of a letter goes, or tells of it: the one whose letter it is, or those of
    its list whose letters have gone out, or all of them where none has."""
    first = set_of(case, letter)
    if first is not None:
        return tuple(each for each in first.recipients if each.number == letter.recipient)
    sent = {each.recipient for each in copies_of(case, letter.number) if each.status == "dispatched"}
    return tuple(each for each in letter.recipients if not sent or each.number in sent)


def left_of_list(case: Case, template: str, on: InstanceId) -> tuple[ListedRecipient, ...]:
    """Give those who stood on the list of the last such letter that was stopped, and whose own has not gone out."""
    stopped = [
        each
        for each in case.letters.values()
        if (each.template, each.on, each.status, each.copy_of) == (template, on, "stopped", 0)
    ]
    if not stopped:
        return ()
    sent = {each.recipient for each in copies_of(case, stopped[-1].number) if each.status == "dispatched"}
    return tuple(each for each in stopped[-1].recipients if each.number not in sent)


def as_if_sent(case: Case, number: int) -> Case:
    """Give a case as it would be had every letter of a set gone out: to ask whether its step could be taken."""
    sent = {str(each.number): replace(each, status="dispatched") for each in copies_of(case, number)}
    return replace(case, letters={**case.letters, **sent})


def last_sent(case: Case, number: int) -> datetime | None:
    """Say when the last of a set went out; None where none has."""
    return max(
        (each.since for each in copies_of(case, number) if each.status == "dispatched" and each.since), default=None
    )
