"""How a letter stands on its way by e-mail: nothing, waits, is leaving, left, was not sent, or nobody knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from duecourse.casework.context.look.case_reader import CaseReader
from duecourse.casework.context.look.whole_case import WholeCase, whole_of
from duecourse.casework.context.services import Caller
from engine.changes.letters.outgoing_letters import TO
from engine.errors import NotFound
from engine.identity import CaseReference, WordsKey
from engine.people.visibility import works_on
from engine.ports.records import DISMISSED, DROPPED, UNKNOWN, Notice
from engine.ports.settings import PAUSED, SENDING
from engine.ports.store import Reading
from engine.record.codes import letter_code
from engine.record.effects import LetterChanged
from engine.record.kinds import EventKind
from engine.record.values import Letter

MOST = 50
"""How many letters that did not leave are told of at once."""

State = Literal["", "queued", "sending", "done", "failed", "unknown"]
NEVER_GIVEN: State = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterMail:
    """How a letter stands as mail, for those who work on what it belongs to; `state` is "" where it is none.

    `at` is when it left, failed, or was handed over and never answered; `again_at` when it is tried again. `why` is, of
    one that did not leave, what was recorded of it. `away_since` says since when the relay takes nothing.
    """

    state: State = NEVER_GIVEN
    message: str = ""
    to: str = ""
    form: str = ""
    given_at: datetime | None = None
    at: datetime | None = None
    again_at: datetime | None = None
    tries: int = 0
    why: str = ""
    away_since: datetime | None = None
    is_paused: bool = False

    @property
    def is_under_way(self) -> bool:
        """Say whether nobody can do anything else with the letter before this has come to an end."""
        return self.state in ("queued", "sending", UNKNOWN)


def mails_of(case: CaseReader) -> Mapping[int, LetterMail]:
    """Say how each letter that somebody may read stands as mail, by its number; those of a list are told with it."""
    whole = whole_of(case)
    return {each.number: mail_of(whole, each) for each in case.view.letters if not each.copy_of}


def mail_of(whole: WholeCase, letter: Letter) -> LetterMail:
    """Say how a letter stands as mail."""
    instance = whole.case.tracks.get(letter.on)
    if instance is None or not works_on(whole.policy, whole.case, instance, whole.person):
        return LetterMail()
    rows = whole.reading.letter_mail(whole.case.organisation, whole.case.id, letter.number)
    for row in rows:
        if row.state != DROPPED and row.state != DISMISSED and row.state != "gathered":  # no digest holds a letter
            return _told(whole, letter, row, row.state)
    return LetterMail()


def _told(whole: WholeCase, letter: Letter, row: Notice, state: State) -> LetterMail:
    desk = whole.reading.mail_desk(whole.case.organisation)
    return LetterMail(
        state=state,
        message=row.message_id,
        to=sent_to(whole.words, row),
        form=row.body["as"],
        given_at=row.created_at,
        at=row.settled_at,
        again_at=row.next_at,
        tries=row.attempts,
        why=_why(whole, letter) if row.state == "failed" else "",
        away_since=desk.refused_since,
        is_paused=whole.organisation.settings.get(SENDING) == PAUSED,
    )


def sent_to(words: Mapping[tuple[int, str], str | None], row: Notice) -> str:
    """Give the address to which a letter was given to be sent: beside its event alone, or among those of a list."""
    event, number = int(row.body["event"]), row.body["number"]
    return words.get((event, WordsKey(TO))) or words.get((event, WordsKey(f"{TO} {number}"))) or ""


def _why(whole: WholeCase, letter: Letter) -> str:
    """Give what was recorded of a letter that did not leave, the last time."""
    for entry in reversed(whole.entries):
        event = entry.event
        about = (each.letter.number for each in event.effects if isinstance(each, LetterChanged))
        if event.kind == EventKind.LETTER_UNSENT and letter.number in about:
            return whole.words.get((event.sequence, WordsKey("reason"))) or ""
    return ""


@dataclass(frozen=True, slots=True)
class UnsentLetter:
    """A letter that its sender has to look at: it did not leave, or that is not known."""

    reference: CaseReference
    code: str
    is_known: bool


def unsent_letters(reading: Reading, caller: Caller) -> Sequence[UnsentLetter]:
    """List the letters of somebody that did not leave, of cases that they still see."""
    return tuple(_seen(reading, caller, reading.letters_unsent(reading.organisation().id, caller.viewer.person, MOST)))


def _seen(reading: Reading, caller: Caller, rows: Sequence[Notice]) -> Iterator[UnsentLetter]:
    for row in rows:
        try:
            case = reading.find_case(caller.viewer, row.reference)
        except NotFound:
            continue
        code = letter_code(case.id, int(row.body["number"]))
        yield UnsentLetter(row.reference, code, is_known=row.state == "failed")
