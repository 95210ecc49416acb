"""The schedule of how long cases are kept, read and changed: by named posts, with a reason, sealed for the trust."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from duecourse.casework.administration.permission import demand_active, note
from duecourse.casework.administration.settings import with_setting
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.retention.retention_schedule import (
    KINDS,
    LONGEST_WORDS,
    STORED,
    RetentionRow,
    own_rows,
    read_period,
    schedule_of,
    stored_rows,
)
from engine.errors import BadInput, NotPermitted
from engine.identity import NO_SCHOOL, PostName
from engine.language.posts import spelling
from engine.language.vocabulary import Post
from engine.ports.records import Organisation, Person
from engine.ports.store import Reading, Writing

KEEPERS = tuple(PostName(post) for post in (Post.DPO, Post.DEPUTY_DPO, Post.HEAD_OF_GOVERNANCE, Post.CENTRAL_TEAM))
"""The posts whose holders change how long cases are kept."""
OURS = "ours"
"""What is typed as a period to have our own again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodChange:
    """What is to be kept for how long: kind and policy of a row, the period, its source, and why it changes."""

    kind: str
    policy: str = ""
    period: str
    source: str = ""
    reason: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of the schedule, with the name of who changed it."""

    row: RetentionRow
    by: str


def schedule(services: Services, caller: Caller) -> Sequence[ShownRow]:
    """Give the schedule that holds, to anybody who is signed in."""
    with services.store.reading() as reading:
        demand_active(reading, caller)
        trust = reading.organisation()
        names: Mapping[str, str] = {each.id: each.name for each in reading.people(trust.id)}
        return tuple(ShownRow(row, names.get(row.by, row.by)) for row in schedule_of(trust).rows)


def demand_schedule_keeper(services: Services, reading: Reading, caller: Caller) -> Person:
    """Give the person who asks, who may change the schedule. Raises NotPermitted, naming the posts."""
    person, now = demand_active(reading, caller), services.clock.now()
    if not any(spelling(each.post) in KEEPERS and each.school == NO_SCHOOL for each in person.held(now)):
        raise NotPermitted(
            f"How long cases are kept is changed by these posts for the whole trust: {', '.join(KEEPERS)}."
        )
    return person


def change_row(services: Services, caller: Caller, change: PeriodChange) -> RetentionRow | None:
    """Change a row, or take the trust's own away with the period "ours"; gives the trust's row, None for ours.

    Raises NotPermitted or BadInput.
    """
    now = services.clock.now()
    with services.store.writing() as writing:
        person = demand_schedule_keeper(services, writing, caller)
        trust = writing.organisation()
        _demand_known(services, change)
        on = now.astimezone(ZoneInfo(trust.zone)).date().isoformat()
        row = None if change.period.strip().casefold() == OURS else _row(change, person, on)
        _save(writing, trust, change, row)
        note(writing, services, caller, "retention changed", change.kind)
        return row


def _demand_known(services: Services, change: PeriodChange) -> None:
    if change.kind not in KINDS:
        raise BadInput(f"There is no kind '{change.kind}'. Kinds: {', '.join(KINDS)}.")
    if change.policy and change.policy not in services.library.policies:
        raise BadInput(f"There is no policy '{change.policy}'. Policies: {', '.join(services.library.policies)}.")
    if not change.reason.strip():
        raise BadInput("Say why it is changed.")
    for words in (change.source, change.reason):
        if len(words) > LONGEST_WORDS or not all(line.isprintable() for line in words.splitlines()):
            raise BadInput(f"Write at most {LONGEST_WORDS} characters that can be seen.")


def _row(change: PeriodChange, person: Person, on: str) -> RetentionRow:
    if not change.source.strip():
        raise BadInput("Say where the period comes from: a schedule, or the clause of a policy.")
    return RetentionRow(
        kind=change.kind,
        policy=change.policy,
        months=read_period(change.period),
        source=" ".join(change.source.split()),
        by=person.id,
        on=on,
        reason=" ".join(change.reason.split()),
    )


def _save(writing: Writing, trust: Organisation, change: PeriodChange, row: RetentionRow | None) -> None:
    before = [each for each in own_rows(trust) if (each.kind, each.policy) != (change.kind, change.policy)]
    after = with_setting(trust, STORED, stored_rows([*before, row] if row else before))
    if row is None and len(before) == len(own_rows(trust)):
        raise BadInput("That row is ours already.")
    writing.save_organisation(after)
