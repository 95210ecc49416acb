"""What is next in a case before somebody, and what its title is made of, as columns of its row: codes, and no words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from engine.identity import ActionName, FactName, InstanceId, PersonId, RoleName, TrackName
from engine.ports.agenda.headings import CaseHeading, HeadingForm
from engine.ports.agenda.next_acts import NextAct, Whose, whose
from store.connection.cursor import Named, Values
from store.mapping import maybe, maybe_when, moment, when

AGENDA_COLUMNS = ("turn", "act_at", "since", "act", "heading")
NEVER = "9"
"""Stands for no moment where rows are sorted by one: after every other."""


def agenda_values(heading: CaseHeading | None, act: NextAct | None) -> Values:
    """Write them in the order of AGENDA_COLUMNS."""
    at = moment(act.at) if act is not None and act.at is not None else NEVER
    since = moment(act.since) if act is not None else ""
    return int(whose(act)), at, since, _act(act) if act is not None else "", _heading(heading) if heading else ""


def _act(act: NextAct) -> str:
    moments = [maybe(each) for each in (act.due_at, act.overdue_at, act.from_at)]
    return _packed([act.on, act.state, act.action, act.letter, act.clock, *moments, act.hands])


def _heading(heading: CaseHeading) -> str:
    told = [heading.form, heading.pages, heading.fact, heading.value, heading.affected, heading.parts]
    return _packed(told)


def topic_mark(value: str) -> str:
    """Give the piece of a heading that names what a case is about: nothing else in it stands before a list."""
    return f"{_packed([value])[1:-1]},["


def hand_mark(person: PersonId) -> str:
    """Give the piece of an act that names somebody who has it; identifiers are nothing else in it."""
    return _packed([person])[1:-1]


def _packed(values: Sequence[object]) -> str:
    return json.dumps(values, separators=(",", ":"), ensure_ascii=False)


def act_of(row: Named) -> NextAct | None:
    """Read the act that is next."""
    if not row["act"]:
        return None
    on, state, action, letter, clock, due_at, overdue_at, from_at, hands = json.loads(row["act"])
    return NextAct(
        on=InstanceId(on),
        state=state,
        since=when(row["since"]),
        action=ActionName(action),
        letter=letter,
        clock=clock,
        due_at=maybe_when(due_at),
        overdue_at=maybe_when(overdue_at),
        from_at=maybe_when(from_at),
        hands=tuple((RoleName(role), _people(people)) for role, people in hands),
        is_mine=row["turn"] == Whose.MINE,
    )


def heading_of(row: Named) -> CaseHeading | None:
    """Read what the title is made of."""
    if not row["heading"]:
        return None
    form, pages, fact, value, affected, parts = json.loads(row["heading"])
    return CaseHeading(
        form=HeadingForm(form),
        pages=pages,
        fact=FactName(fact),
        value=value,
        affected=_people(affected),
        parts=tuple((TrackName(track), PersonId(person)) for track, person in parts),
    )


def _people(named: list[Any]) -> tuple[PersonId, ...]:
    return tuple(map(PersonId, named))
