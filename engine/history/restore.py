"""Putting instances, clocks, letters and roles back as they were before an event that is taken back.

A clock keeps its round and the alerts that were raised, so that none can be raised twice.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from engine.identity import InstanceId
from engine.language.vocabulary import REVIEW, is_answer
from engine.record.case import Case
from engine.record.chain import Event
from engine.record.effects import Clocked, LetterChanged, Removed, Restored, RoleChanged
from engine.record.values import Deadline, Letter
from engine.steps.transition import Recording

IN_THE_HOUSE = ("requested", "draft", "issued")


def put_back(recording: Recording, before: Case, event: Event, touched: Collection[InstanceId]) -> None:
    """Put the touched instances back as `before` has them, with what the event did to clocks, letters and roles."""
    _put_back_instances(recording, before, touched)
    _put_back_letters(recording, before, event, touched)
    for effect in event.effects:
        if isinstance(effect, RoleChanged) and effect.active:
            _take_role(recording, effect)


def _take_role(recording: Recording, given: RoleChanged) -> None:
    if given.person in recording.case.team.get(given.role, ()):
        recording.do(RoleChanged(role=given.role, person=given.person, active=False))


def _put_back_instances(recording: Recording, before: Case, touched: Collection[InstanceId]) -> None:
    for key, clock in tuple(recording.case.deadlines.items()):
        # the review of a hold goes with the hold, the wait for an answer with its letter: both are settled afterwards
        follows = clock.name.startswith(REVIEW) or is_answer(clock.name)
        if clock.on in touched and not (follows and clock.on in before.tracks):
            as_before = _clock_before(before.deadlines.get(key), clock, recording.happened_at)
            if as_before != clock:
                recording.do(Clocked(as_before))
    for on in sorted(touched):
        earlier, now = before.tracks.get(on), recording.case.tracks[on]
        if earlier is None:
            recording.do(Removed(on))
        elif earlier != now:
            recording.do(Restored(replace(earlier, held=now.held, held_by_hand=now.held_by_hand)))


def _clock_before(earlier: Deadline | None, clock: Deadline, at: datetime) -> Deadline:
    """Give a clock as it was, in its present round and with the alerts that have been raised since."""
    if earlier is None:
        return clock.ended("not_needed", at) if clock.state == "open" else clock
    raised = tuple(dict.fromkeys((*earlier.raised, *clock.raised)))
    as_it_was = replace(earlier, round=clock.round, raised=raised, revision=clock.revision)
    return as_it_was if as_it_was == clock else replace(as_it_was, revision=clock.revision + 1)


def _put_back_letters(recording: Recording, before: Case, event: Event, touched: Collection[InstanceId]) -> None:
    """Withdraw what the event had drafted, take up again what it had stopped.

    A letter that was issued since speaks of what is taken back: it is withdrawn, and its draft is asked for again.
    """
    changed = {effect.letter.number for effect in event.effects if isinstance(effect, LetterChanged)}
    for number, letter in tuple(recording.case.letters.items()):
        earlier = before.letters.get(number)
        if letter.on not in touched or letter == earlier:
            continue
        if earlier is None:
            _withdraw(recording, letter)
        elif letter.number in changed:
            recording.do(LetterChanged(earlier))
        elif letter.status == "issued":
            _withdraw(recording, letter)
            recording.ask_letter(letter.template, letter.on, letter.action)


def _withdraw(recording: Recording, letter: Letter) -> None:
    if letter.status in IN_THE_HOUSE:
        recording.do(LetterChanged(replace(letter, status="withdrawn")))
