"""Whose turn it is in a procedure: the reader's, somebody's by name and post, or that of somebody outside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from duecourse.casework.context.agenda.leading_steps import leading_steps
from duecourse.casework.context.look.view import CaseView
from duecourse.casework.queries.task_list import Section, Task
from engine.identity import PersonId, RoleName
from engine.language.vocabulary import ANYONE
from engine.people.staffing import BY_NAME
from engine.record.values import Deadline, Instance


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnHolder:
    """Somebody who has the next act: by name as far as the reader may know it, else by role alone."""

    name: str
    role: str
    telephone: str = ""

    @property
    def says(self) -> str:
        """Say who it is: the name with the role, or the role."""
        return ", ".join(filter(None, (self.name, self.role)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """How a procedure goes on: `mine` is a step of the reader's, or None; `holders` have the next act otherwise.

    `clock` is the soonest that runs and by which something is due; `outside` whom it waits for outside the school, "".
    """

    section: Section
    mine: Task | None
    holders: tuple[TurnHolder, ...]
    clock: Deadline | None
    outside: str = ""


def turn_in(view: CaseView, section: Section) -> Turn:
    """Say whose turn it is in a procedure that has not ended."""
    clock = next((each for each in section.clocks if not each.not_before and each.due_at is not None), None)
    mine = _mine(section, clock)
    roles = () if mine else _roles(view, section, clock)
    holders = tuple(dict.fromkeys(each for role in roles for each in _holding(view, section.instance, role)))
    return Turn(section=section, mine=mine, holders=holders, clock=clock, outside="" if mine else section.waits_for)


def _mine(section: Section, clock: Deadline | None) -> Task | None:
    """Give the step of the reader's that meets the soonest clock; where none runs, the first that leads on.

    An answer for which they were asked themselves is theirs, also where a clock of others runs.
    """
    able = [task for task in section.tasks if task.is_open]
    if clock is not None:
        return next((task for task in able if task.deadline == clock or task.asked), None)
    return next((task for task in able if not task.optional and not task.done), None)


def _roles(view: CaseView, section: Section, clock: Deadline | None) -> Sequence[RoleName]:
    """Name the roles that may take the steps that meet a clock; where none runs, those that lead on from here."""
    leading = leading_steps(view.policy.track(section.instance.track), section.instance.state, clock)
    return tuple(dict.fromkeys(role for each in leading.values() for role in each.by if role != ANYONE))


def _holding(view: CaseView, instance: Instance, role: RoleName) -> Iterator[TurnHolder]:
    """Name who holds a role in a procedure, as far as the reader may know; of nobody known, the role itself."""
    part = BY_NAME.get(role)
    title = view.policy.title(role)
    people: tuple[PersonId, ...] = view.case.team.get(role, ())
    if part is not None:
        named = tuple(person for person in view.case.people if view.case.is_part(person, part))
        people = (instance.person,) if instance.person in named else named
    if not people:
        yield TurnHolder(name="", role=title)
    for person in people:
        known = view.people.get(person)
        yield TurnHolder(name=view.name(person), role=title, telephone=known.telephone if known else "")
