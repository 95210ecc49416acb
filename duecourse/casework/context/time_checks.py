"""Times that people give and letters name, held against the present: reports, sendings, and dates on a draft."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, tzinfo

from duecourse.casework.context.attendance import CaseNow
from duecourse.casework.context.services import Services, Transaction
from engine.changes.clock_limits import why_fixed
from engine.errors import BadAnswers
from engine.identity import ClockId
from engine.language.compiled import CompiledPolicy
from engine.plain import is_group
from engine.ports.records import Viewer
from engine.ports.store import Reading
from engine.questions.bounds import Occasion
from engine.questions.letter_dates import stale_dates
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.case import Case
from engine.record.values import Letter
from engine.steps.clocks.lengths import LAW
from engine.steps.permissions import Request, sendable
from engine.steps.step_times import HAPPENED, outside
from engine.steps.transition import Refusal
from engine.time.calendar import Calendar


def refuse_future(happened_at: datetime, now: datetime, zone: tzinfo, field: str = HAPPENED) -> None:
    """Let nobody say that something happened at a time to come. Raises BadAnswers, by the name of the question."""
    for reason in outside(happened_at, (), now, zone):
        raise BadAnswers([replace(reason, says=f"{reason.says} {reason.unlocks}", unlocks="", field=field)])


def stale(
    services: Services,
    policy: CompiledPolicy,
    case: Case,
    letter: Letter,
    at: datetime,
    *,
    calendar: Calendar,
    told_before: Collection[str] = (),
) -> tuple[str, ...]:
    """Say which dates stand in the way of a letter that is sealed or sent at a moment; of those that its reader was
    `told_before`, in the letter in whose place it stands, no more time to prepare is asked."""
    instance = case.tracks.get(letter.on)
    if instance is None:
        return ()
    definition = policy.track(instance.track).definition
    occasion = Occasion(definition=definition, case=case, instance=instance, at=at, now=at, calendar=calendar)
    return stale_dates(occasion, tuple(services.letters.kinds()[letter.template].facts), letter, told_before)


def told_before(reading: Reading, viewer: Viewer, case: Case, letter: Letter, facts: str) -> tuple[str, ...]:
    """Name the facts, as JSON, that the letter in whose place one stands told already as they are told now."""
    sealed = reading.sealed(viewer, case.id, letter.replaces) if letter.replaces else None
    before: object = json.loads(sealed.renditions.get("facts", b"{}")) if sealed is not None else {}
    now: object = json.loads(facts) if before else {}
    if not is_group(before) or not is_group(now):
        return ()
    return tuple(name for name, value in now.items() if before.get(name) == value)


def calendar_of(services: Services, reading: Reading, case: Case) -> Calendar:
    """Give the calendar by which the school of a case counts days."""
    organisation = reading.organisation()
    school = next(place for place in reading.schools(organisation.id) if place.id == case.school)
    return services.calendar(school, organisation.zone)


def sending_refused(services: Services, transaction: Transaction, request: Request) -> Refusal | None:
    """Refuse the sending of a letter whose dates have passed since it was issued; None where nothing is in the way."""
    instance = transaction.case.tracks.get(request.on)
    letter = sendable(transaction.case, instance, request.action) if instance else None
    return sent_too_late(services, transaction, letter, request.happened_at) if letter else None


def sent_too_late(services: Services, now: CaseNow, letter: Letter, at: datetime) -> Refusal | None:
    """Refuse the dispatch of a letter whose dates had passed by then."""
    # of one in the place of another, the time to prepare was counted when it was issued
    names = tuple(services.letters.kinds()[letter.template].facts) if letter.replaces else ()
    found = stale(services, now.policy, now.case, letter, at, calendar=now.world.calendar, told_before=names)
    unlocks = "Withdraw the letter, put the date right, and issue it again."
    source = ReasonSource(SourceKind.LETTER, (letter.template,))
    reasons = tuple(
        Reason(code=ReasonCode.LETTER_OUTDATED, source=source, says=says, unlocks=unlocks) for says in found
    )
    return Refusal(reasons) if reasons else None


def fixed_by_law(services: Services, transaction: Transaction, clock: ClockId) -> Reason | None:
    """Say that the law gives a clock its time, also where the case is pinned to files that do not say so yet."""
    deadline = transaction.case.deadlines.get(clock)
    current = services.library.policies.get(transaction.policy.key)
    if deadline is None or current is None:
        return None
    track = clock.on.track
    known = track in current.tracks and current.binding(track, clock.name) == LAW
    return why_fixed(current, deadline) if known else None
