"""Letters that wait for somebody, across cases: what each waits for, as lists read it without loading a case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeAlias

from engine.identity import CaseId, CaseReference, InstanceId, SchoolId, TrackName
from engine.ports.records import Viewer
from engine.ports.sights import EVERY_TRACK, Key, Page
from engine.record.case import Case
from engine.record.codes import letter_code
from engine.record.values import Letter


class Awaits(StrEnum):
    """What a letter waits for."""

    CHECK = "check"
    ISSUE = "issue"
    APPROVE = "approve"
    SEND = "send"
    ANSWER = "answer"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingLetter:
    """A letter that waits, as a row tells it: for what, since when, and `at`, by which it is listed.

    Of one whose answer is awaited `at` is by when, of any other since when. One that goes to each of a list of people
    is told once: `people` is how many they are, `sent` how many of their letters have gone out.
    """

    number: int
    code: str
    on: InstanceId
    template: str
    awaits: Awaits
    since: datetime
    at: datetime
    people: int = 0
    sent: int = 0


def waiting_letters(case: Case) -> Mapping[int, WaitingLetter]:
    """Give the letters of a case that wait for somebody, by number; what belongs to a step taken back waits no more."""
    return dict(_waiting(case))


def _waiting(case: Case) -> Iterator[tuple[int, WaitingLetter]]:
    sent = Counter(each.copy_of for each in case.letters.values() if each.copy_of and each.status == "dispatched")
    for letter in case.letters.values():
        awaits = _awaits(letter)
        instance = case.tracks.get(letter.on)
        if awaits is None or instance is None or (awaits in AFTERWARDS and instance.ended):
            continue
        since = letter.since or letter.issued_at or case.reported_at
        yield (
            letter.number,
            WaitingLetter(
                number=letter.number,
                code=letter_code(case.id, letter.number),
                on=letter.on,
                template=letter.template,
                awaits=awaits,
                since=since,
                at=letter.reply_by or since if awaits is Awaits.ANSWER else since,
                people=len(letter.recipients),
                sent=sent[letter.number],
            ),
        )


def _awaits(letter: Letter) -> Awaits | None:
    if letter.copy_of and letter.status == "issued":
        return None  # it is told of with the letter that has the list
    if letter.waits_for_approval:
        return Awaits.APPROVE
    if letter.status == "draft" and letter.approval is not None and letter.approval.state == "approved":
        return Awaits.ISSUE
    if letter.status == "dispatched":
        return Awaits.ADDRESS if letter.returned else Awaits.ANSWER if letter.reply_by else None
    return _AWAITS.get(letter.status)


AFTERWARDS = (Awaits.ANSWER, Awaits.ADDRESS)
"""What is waited for once a letter has gone out, and no longer than its procedure goes on."""
_AWAITS: Mapping[str, Awaits] = {"requested": Awaits.CHECK, "draft": Awaits.CHECK, "issued": Awaits.SEND}


class MailMark(StrEnum):
    """How a letter that waits to be sent stands as mail; "" where it is none."""

    NONE = ""
    QUEUED = "queued"
    SENDING = "sending"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedLetter:
    """A line of the list of letters. `incomplete` says that something was missing when it was last written, `mail` how
    it stands as mail; `key` is where it stands in the list."""

    case: CaseId
    reference: CaseReference
    school: SchoolId
    policy_hash: str
    letter: WaitingLetter
    incomplete: bool
    mail: MailMark
    key: Key


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersWanted:
    """Which letters a list shows: those that wait for one thing, of every school and procedure or one.

    `incomplete` asks of drafts for those in which something is missing, or for the others; `unsent` of those to send
    for those that could not be sent by e-mail, or of which nobody knows; None for both. `since_by` keeps those that
    wait since this moment or an earlier one.
    """

    awaits: Awaits
    incomplete: bool | None = None
    unsent: bool | None = None
    school: SchoolId | None = None
    track: TrackName = EVERY_TRACK
    since_by: datetime | None = None


Listed: TypeAlias = Sequence[ListedLetter]


class WaitingLettersReading(Protocol):
    """Reads of the letters that wait in what the viewer works on; nothing here loads a case."""

    def listed_letters(self, viewer: Viewer, wanted: LettersWanted, page: Page) -> Listed:
        """List such letters, those listed under the earliest moment first."""
        ...

    def count_letters(self, viewer: Viewer, wanted: LettersWanted, limit: int) -> int:
        """Count such letters, and stop at a limit."""
        ...
