"""The list of letters: what waits to be written, checked, approved, sent or answered in what somebody works on.

Nothing is loaded: rows that steps wrote are read a page at a time, and counts stop where nobody counts on. What
belongs to procedures that the viewer does not work on is neither listed nor counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice

from duecourse.casework.context.services import Caller, Services
from duecourse.casework.queries.case_filters import AskedClocks, Choices, Filters, filters_of
from duecourse.casework.queries.case_lists import MANY, Stretch
from duecourse.casework.queries.desk import COUNTED, turned
from duecourse.casework.queries.policy_titles import Versions
from engine.errors import BadAnswers
from engine.identity import CaseReference, SchoolId, TrackName
from engine.ports.letters.waiting_letters import Awaits, LettersWanted, ListedLetter, MailMark
from engine.ports.sights import Key, Page
from engine.ports.store import Reading

AGES: Mapping[str, timedelta] = {
    "3": timedelta(days=3),
    "7": timedelta(days=7),
    "14": timedelta(days=14),
    "28": timedelta(days=28),
}
"""For how many days, at least, letters may be asked to wait."""


class LetterList(StrEnum):
    """Which letters are listed."""

    WRITE = "write"
    CHECK = "check"
    APPROVE = "approve"
    ISSUE = "issue"
    SEND = "send"
    UNSENT = "unsent"
    ANSWER = "answer"
    ADDRESS = "address"


WANTED: Mapping[LetterList, LettersWanted] = {
    LetterList.WRITE: LettersWanted(awaits=Awaits.CHECK, incomplete=True),
    LetterList.CHECK: LettersWanted(awaits=Awaits.CHECK, incomplete=False),
    LetterList.APPROVE: LettersWanted(awaits=Awaits.APPROVE),
    LetterList.ISSUE: LettersWanted(awaits=Awaits.ISSUE),
    LetterList.SEND: LettersWanted(awaits=Awaits.SEND, unsent=False),
    LetterList.UNSENT: LettersWanted(awaits=Awaits.SEND, unsent=True),
    LetterList.ANSWER: LettersWanted(awaits=Awaits.ANSWER),
    LetterList.ADDRESS: LettersWanted(awaits=Awaits.ADDRESS),
}


@dataclass(frozen=True, slots=True)
class AskedLetters:
    """A list of letters as somebody asks for it, "" for no limit: a school by its short name, a procedure by its track.

    `age` is for how many days they wait at least, one of AGES.
    """

    show: str = ""
    school: str = ""
    procedure: str = ""
    age: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Say whether it is narrowed to some letters."""
        return bool(self.school or self.procedure or self.age)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterLine:
    """A letter of the list; `since` is when it came to stand so, `by` until when its answer is awaited, None else.

    One that goes to each of a list of people stands once: to how many `people`, and how many of their letters are out.
    """

    reference: CaseReference
    school: str
    code: str
    title: str
    procedure: str
    since: datetime
    by: datetime | None
    incomplete: bool
    mail: MailMark
    people: int = 0
    sent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersPage:
    """A page of the list of letters, and how many are in each list, up to COUNTED.

    `faults` say of each limit that is not known what it may be; then no letter is listed.
    """

    show: LetterList
    lines: tuple[LetterLine, ...] = ()
    counts: Mapping[LetterList, int] = field(default_factory=dict)
    earlier: Key = ()
    later: Key = ()
    choices: Choices
    catching_up: bool = False
    faults: Mapping[str, str] = field(default_factory=dict)


def letters_waiting(services: Services, caller: Caller, asked: AskedLetters, page: Page) -> LettersPage:
    """List letters that wait in what somebody works on, those that wait longest first, a page of them.

    Without `show` it is the first list that has any.
    """
    with services.store.reading() as reading:
        organisation = reading.organisation()
        filters = filters_of(services, reading, caller, organisation)
        choices = filters.choices()
        catching_up = reading.is_catching_up(caller.viewer, filters.now)
        try:
            wanted = _wanted(filters, asked, choices)
        except BadAnswers as bad:
            return LettersPage(show=LetterList.CHECK, choices=choices, catching_up=catching_up, faults=bad.faults)
        counts = {name: reading.count_letters(caller.viewer, each, COUNTED) for name, each in wanted.items()}
        show = (
            LetterList(asked.show) if asked.show else next((name for name in counts if counts[name]), LetterList.CHECK)
        )
        found = reading.listed_letters(caller.viewer, wanted[show], replace(page, limit=page.limit + 1))
        kept, earlier, later = turned(found, page)
        versions = Versions(services, reading, organisation.id)
        schools = {place.id: place.name for place in filters.places}
        return LettersPage(
            show=show,
            lines=tuple(_line(services, versions, schools, each) for each in kept),
            counts=counts,
            earlier=earlier,
            later=later,
            choices=choices,
            catching_up=catching_up,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingLines:
    """Letters that wait, of every list or of one, each beside the list that it is in."""

    lines: tuple[tuple[LetterList, LetterLine], ...]


def every_letter_waiting(services: Services, caller: Caller, asked: AskedLetters, part: Stretch) -> WaitingLines:
    """List all letters that wait in what somebody works on, list by list, or those of one list.

    Raises BadAnswers for a limit that is not known.
    """
    with services.store.reading() as reading:
        organisation = reading.organisation()
        filters = filters_of(services, reading, caller, organisation)
        wanted = _wanted(filters, asked, filters.choices())
        versions = Versions(services, reading, organisation.id)
        schools = {place.id: place.name for place in filters.places}
        rows = (
            (name, row)
            for name, each in wanted.items()
            if asked.show in ("", name)
            for row in _each(reading, caller, each)
        )
        found = islice(rows, part.passed, part.passed + part.limit)
        return WaitingLines(lines=tuple((name, _line(services, versions, schools, row)) for name, row in found))


def _each(reading: Reading, caller: Caller, wanted: LettersWanted) -> Iterator[ListedLetter]:
    page = Page(limit=MANY)
    while lines := reading.listed_letters(caller.viewer, wanted, page):
        yield from lines
        if len(lines) < page.limit:
            return
        page = replace(page, after=lines[-1].key)


def _wanted(filters: Filters, asked: AskedLetters, choices: Choices) -> Mapping[LetterList, LettersWanted]:
    """Read what is asked of each list. Raises BadAnswers, which says of each limit what it may be."""
    faults: dict[str, str] = {}
    if asked.show and asked.show not in tuple(LetterList):
        faults["show"] = f"There is no list of letters '{asked.show}'. Lists: {', '.join(LetterList)}."
    if asked.age and asked.age not in AGES:
        faults["age"] = f"Letters can be listed that wait for at least {', '.join(AGES)} days, not '{asked.age}'."
    school, track = None, TrackName("")
    try:
        school, track = filters.clocks(AskedClocks(asked.school, asked.procedure), choices)
    except BadAnswers as bad:
        faults.update(bad.faults)
    if faults:
        raise BadAnswers.of(faults)
    since = filters.now - AGES[asked.age] if asked.age else None
    return {name: replace(each, school=school, track=track, since_by=since) for name, each in WANTED.items()}


def _line(services: Services, versions: Versions, schools: Mapping[SchoolId, str], row: ListedLetter) -> LetterLine:
    policy, track = versions.of(row.policy_hash), row.letter.on.track
    return LetterLine(
        reference=row.reference,
        school=schools.get(row.school, ""),
        code=row.letter.code,
        title=services.kind_of(row.letter.template).title,
        procedure=policy.track(track).definition.title if policy is not None else track,
        since=row.letter.since,
        by=row.letter.at if row.letter.awaits is Awaits.ANSWER else None,
        incomplete=row.incomplete,
        mail=row.mail,
        people=row.letter.people,
        sent=row.letter.sent,
    )
