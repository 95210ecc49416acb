"""The work list: running clocks by when they need somebody, and the open cases by their next clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from duecourse.casework.commands.letter_checks.approval_state import LetterToApprove, letters_to_approve
from duecourse.casework.commands.letter_mail.mail_state import UnsentLetter, unsent_letters
from duecourse.casework.context.look.danger import Mark, UnopenedDanger, unopened_in
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.duties.by_hand import HandDuty, due_by_hand
from duecourse.casework.erasures.unseen_second import cases_asked
from duecourse.casework.queries.case_filters import EVERYTHING, AskedClocks, Choices
from duecourse.casework.queries.desk import COUNTED, Desk, PageOfLines, desk_of, turned
from duecourse.casework.queries.work_lines import CaseLine, When, WorkRow
from engine.identity import CaseReference
from engine.ports.sights import Page
from engine.ports.store import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What one person has before them beside the acts that are next: how many clocks run out when, and what waits.

    `dangers` are those that they must act on and have not opened, `unopened` those that others must and nobody has.
    `requests` are questions and entries in registers that somebody has to do something about. While `catching_up`,
    what was gained or lost with a post may be missing. `given` are the cases that came with a post and that they
    have not opened, up to COUNTED, `erasing` those in which an erasure waits for a second person, `agreeing` those
    that they do not see and in which it waits for them. `by_hand` is what the policy asks them to do outside
    Duecourse, and is due. `unsent` are their letters that did not leave by e-mail, `approving` the letters that
    wait for their approval. The counts are given beside a list of clocks.
    """

    requests: tuple[CaseLine, ...]
    dangers: tuple[Mark, ...]
    catching_up: bool
    unopened: tuple[UnopenedDanger, ...] = ()
    given: tuple[CaseReference, ...] = ()
    erasing: tuple[CaseReference, ...] = ()
    agreeing: tuple[CaseReference, ...] = ()
    by_hand: tuple[HandDuty, ...] = ()
    unsent: tuple[UnsentLetter, ...] = ()
    approving: tuple[LetterToApprove, ...] = ()
    counts: Mapping[When, int] = field(default_factory=dict)
    choices: Choices


def overview(services: Services, caller: Caller, shown: int, asked: AskedClocks = EVERYTHING) -> Overview:
    """Gather what one person has before them, at most `shown` lines of each list, narrowed as they ask.

    Dangers, and cases that came with a post, are those of every school and procedure. Raises BadAnswers for a school
    that is not among the person's, and for a procedure that there is not.
    """
    with services.store.reading() as reading:
        desk, choices = _narrowed(services, reading, caller, asked)
        return beside_of(services, desk, choices, shown)


def beside_of(services: Services, desk: Desk, choices: Choices, shown: int) -> Overview:
    """Gather the same in a look that is open."""
    reading, caller = desk.reading, desk.caller
    return Overview(
        requests=desk.requests(shown),
        dangers=desk.dangers,
        catching_up=reading.is_catching_up(caller.viewer, desk.now),
        unopened=unopened_in(services, reading, caller, desk.schools),
        given=tuple(reading.given_unread(caller.viewer, COUNTED)),
        erasing=tuple(reading.erasing(caller.viewer, shown)),
        agreeing=tuple(cases_asked(services, reading, caller)),
        by_hand=due_by_hand(services, reading, caller),
        unsent=tuple(unsent_letters(reading, caller)),
        approving=tuple(letters_to_approve(services, reading, caller)),
        choices=choices,
    )


def _narrowed(services: Services, reading: Reading, caller: Caller, asked: AskedClocks) -> tuple[Desk, Choices]:
    """Look at what is asked for, or at all where nothing is; beside it what may be chosen."""
    desk = desk_of(services, reading, caller)
    choices = desk.filters.choices()
    school, track = desk.filters.clocks(asked, choices)
    return replace(desk, school=school, track=track), choices


def clocks_when(
    services: Services, caller: Caller, when: When, page: Page, asked: AskedClocks = EVERYTHING
) -> tuple[PageOfLines[WorkRow], Overview]:
    """List the clocks that need somebody at one time, a page of them, beside the counts of all times.

    Raises BadAnswers for a school that is not among the person's, and for a procedure that there is not.
    """
    with services.store.reading() as reading:
        desk, choices = _narrowed(services, reading, caller, asked)
        counts = desk.counts()
        found = desk.listed(when, replace(page, limit=page.limit + 1))
        kept, earlier, later = turned(found, page)
        lines = PageOfLines(lines=tuple(map(desk.row, kept)), earlier=earlier, later=later, total=counts[when])
        catching_up = reading.is_catching_up(caller.viewer, desk.now)
        beside = Overview(
            counts=counts,
            requests=(),
            dangers=desk.dangers,
            catching_up=catching_up,
            choices=choices,
        )
        return lines, beside
