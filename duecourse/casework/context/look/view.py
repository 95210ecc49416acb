"""A case as one person sees it: what queries, pages and commands work over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from duecourse.casework.context.look.visible_case import VisibleCase
from engine.identity import InstanceId, PersonId, WordsKey
from engine.language.compiled import CompiledPolicy
from engine.ports.records import Organisation, Person, School
from engine.questions.conditions import Conditions
from engine.record.erasures import tombstone
from engine.record.values import Deadline, Instance, Letter, Share
from engine.steps.clocks.elsewhere import ELSEWHERE
from engine.steps.clocks.lengths import clock_of, explained, is_known
from engine.steps.deadlines import awaits
from engine.time.calendar import Calendar
from engine.time.explanation import Explanation
from engine.time.moments import say_moment

UNSENT = (
    "The step that it waits for was taken. It counts once the letter of that step was sent, or withdrawn with a reason."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A case as one person sees it, with what a page needs to say it; nothing here knows of the rest.

    `whole` says whether they work on the case itself, and not only on some part of it, `everything` whether they see
    all of it, `manages` whether they give and take its roles and share it, `works` the procedures that they may change
    by hand; `beside` are the other schools that share
    it, `people` those who appear in what they see. `seen` is what its forms carry of what they saw.
    """

    case: VisibleCase
    policy: CompiledPolicy
    organisation: Organisation
    school: School
    calendar: Calendar
    people: Mapping[PersonId, Person]
    words: Mapping[tuple[int, str], str | None]
    whole: bool
    everything: bool
    now: datetime
    seen: str = ""
    manages: bool = False
    works: frozenset[InstanceId] = frozenset()
    beside: Sequence[tuple[School, Share]] = ()

    @property
    def tracks(self) -> tuple[Instance, ...]:
        """List the instances."""
        return tuple(self.case.tracks.values())

    @property
    def deadlines(self) -> tuple[Deadline, ...]:
        """List the clocks, open ones first, soonest first; one that ended under another version may be history only."""
        clocks = (clock for clock in self.case.deadlines.values() if is_known(self.policy, clock))
        return tuple(sorted(clocks, key=lambda clock: (clock.state != "open", str(clock.due_at or "9"), clock.key)))

    @property
    def letters(self) -> tuple[Letter, ...]:
        """List the letters."""
        return tuple(self.case.letters.values())

    def url(self, number: str) -> str:
        """Give the text of an address."""
        address = self.case.addresses[number]
        key = WordsKey.of_address(number)
        return self.words.get((address.event, key)) or tombstone(key)

    def name(self, person: PersonId) -> str:
        """Give a name for the screen."""
        known = self.people.get(person)
        return known.name if known else person

    def explain(self, deadline: Deadline) -> Explanation:
        """Work a deadline out in words."""
        why = explained(self.policy, deadline, self.calendar)
        if deadline.started_by == ELSEWHERE and deadline.started_in in self.case.tracks:
            # only who looks into the other procedure is told which step it was
            start = Conditions(self.policy, deadline.on.track).moment(clock_of(self.policy, deadline).start)
            why = replace(why, started_by=f"{start} was done")
        half_done = deadline.state == "open" and awaits(
            self.policy, self.case.tracks[deadline.on], self.letters, deadline
        )
        if deadline.due_at != why.due.due_at:
            # what had run out or ended is not moved by days that were declared later
            word = "from" if deadline.not_before else "due"
            due = f"{word} {say_moment(deadline.due_at, self.calendar.zone)}" if deadline.due_at else "as it stood"
            why = replace(
                why, now=f"The calendar was changed afterwards, which does not move this clock: it stays {due}."
            )
        return replace(why, now=UNSENT) if half_done else why
