"""Whether a case follows the version of its policy that is in use today, and what moving it there would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from duecourse.casework.commands.undo import Move, foresee_migration
from duecourse.casework.context.look.view import CaseView
from duecourse.casework.context.services import Caller, Services
from engine.history.migration import Difference
from engine.identity import CASE, InstanceId
from engine.language.compiled import CompiledPolicy
from engine.ports.records import LetterKind
from engine.time.moments import say_moment

NOT_THERE = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedThing:
    """One thing that would be otherwise, in words; `now` and `then` are dates, and empty for what is not dated."""

    on: InstanceId
    name: str
    now: str = ""
    then: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedThings:
    """What a move would change, each kind by itself: what is asked newly and no more, dates, steps, letters."""

    dates: tuple[ChangedThing, ...]
    asked: tuple[ChangedThing, ...]
    unasked: tuple[ChangedThing, ...]
    steps_new: tuple[ChangedThing, ...]
    steps_gone: tuple[ChangedThing, ...]
    letters_new: tuple[ChangedThing, ...]
    letters_gone: tuple[ChangedThing, ...]


def newer_version(services: Services, view: CaseView) -> str:
    """Give the hash of the version in use where a case follows another; "" where it follows that one, or none is used.

    Only somebody who works on the case itself moves it, so to others there is none.
    """
    current = services.library.policies.get(view.policy.key)
    if current is None or current.hash == view.policy.hash or CASE not in view.works:
        return ""
    return current.hash


def foreseen_move(services: Services, caller: Caller, view: CaseView, hash_: str) -> Move:
    """Tell what moving would come to. Raises NotPermitted for those who do not work on the case itself."""
    return foresee_migration(services, caller, view.case.reference, hash_)


def things_changed(
    differences: Sequence[Difference],
    policies: tuple[CompiledPolicy, CompiledPolicy],
    letters: Mapping[str, LetterKind],
    zone: tzinfo,
) -> ChangedThings:
    """Sort what would be otherwise, and say each thing in words; `policies` are that of today and that to come."""

    def each(what: str, *, there: bool) -> tuple[ChangedThing, ...]:
        rows = (row for row in differences if row.what == what and bool(row.then) == there)
        return tuple(
            ChangedThing(
                on=row.on, name=letters[row.name].title if what == "letter" and row.name in letters else row.name
            )
            for row in rows
        )

    return ChangedThings(
        dates=tuple(_date(row, policies, zone) for row in differences if row.what == "date"),
        asked=each("question", there=True),
        unasked=each("question", there=False),
        steps_new=each("exit", there=True),
        steps_gone=each("exit", there=False),
        letters_new=each("letter", there=True),
        letters_gone=each("letter", there=False),
    )


def _date(row: Difference, policies: tuple[CompiledPolicy, CompiledPolicy], zone: tzinfo) -> ChangedThing:
    old, new = policies
    known = row.on.track in new.tracks and row.name in new.track(row.on.track).definition.deadlines
    title = (new if known else old).clock_title(row.on.track, row.name)
    return ChangedThing(on=row.on, name=title, now=_moment(row.now, zone), then=_moment(row.then, zone))


def _moment(text: str, zone: tzinfo) -> str:
    return say_moment(datetime.fromisoformat(text), zone) if text else NOT_THERE
