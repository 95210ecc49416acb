"""What happened in a case, in plain sentences, as far as one person may know of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from duecourse.casework.context.look.narrative import Sentence, narrator_of
from duecourse.casework.context.look.redaction import Redaction, removed_of, shown_of
from duecourse.casework.context.look.versions import versions_along
from duecourse.casework.context.look.whole_case import WholeCase
from engine.changes.contents import may_manage
from engine.history.clocks_back import is_of_a_clock
from engine.history.undo import is_final, standing_steps
from engine.identity import ActionName, ClockId, InstanceId, PersonId
from engine.people.staffing import may_act
from engine.record.chain import Entry, Event
from engine.record.codes import CodeKind
from engine.record.effects import Clocked, PersonAdded, RoleChanged
from engine.record.kinds import EventKind


@dataclass(frozen=True, slots=True)
class Since:
    """What has happened to a case since somebody looked, in words."""

    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class HandOnHold:
    """Who set a hold by hand, when, and why; `reason` is "" where the reader may not read it."""

    by: PersonId
    name: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class DueTimes:
    """By when each open clock is due before an event; None for one that stands still: `stood_at` has by when it was."""

    open: dict[ClockId, datetime | None] = field(default_factory=dict)
    stood_at: dict[ClockId, datetime] = field(default_factory=dict)

    def go_on(self, event: Event) -> None:
        """Take in what an event did to the clocks."""
        for clock in (each.deadline for each in event.effects if isinstance(each, Clocked)):
            was = self.open.pop(clock.key, None)
            if was is not None and clock.due_at is None:
                self.stood_at[clock.key] = was
            if clock.state == "open":
                self.open[clock.key] = clock.due_at


def history_of(whole: WholeCase) -> list[Sentence]:
    """Tell a case in plain sentences, oldest first: what the viewer may see of it.

    The events are numbered for those who see all of them: a number left out would say that there was one more. The
    others may take back only the last step that they see; what each event is called tells nothing.
    """
    told = _told(whole)
    if whole.redaction.everything:
        return told
    last = max((sentence.number for sentence in told if sentence.undoable), default=0)
    return [replace(each, number=0, undoable=each.undoable and each.number == last) for each in told]


def since_of(whole: WholeCase, revision: int) -> Since:
    """Tell what happened after a revision, as far as the viewer may see it."""
    told = _told(whole, after=revision)
    return Since(tuple(told))


def moves_of(whole: WholeCase, clock: ClockId) -> list[Sentence]:
    """Tell what moved the due time of a clock, or stopped it, in its present round, oldest first: by whom and why."""
    due, moved = DueTimes(), set[int]()
    for event in (entry.event for entry in whole.entries):
        before = dict(due.open)
        due.go_on(event)
        if clock in before and clock in due.open and before[clock] != due.open[clock]:
            moved.add(event.sequence)
        elif clock not in before:
            moved.clear()
    return [replace(each, number=0, undoable=False) for each in _told(whole) if each.number in moved]


def hands_on_holds(whole: WholeCase) -> Mapping[tuple[InstanceId, str], HandOnHold]:
    """Say of each hold that was set by hand, and that the viewer sees, who set it last, when and why."""
    removed = removed_of(whole.redaction, whole.entries)
    found = {
        (told.event.on, told.event.action): told
        for entry in whole.entries
        if entry.event.kind == EventKind.HOLD_SET and (told := shown_of(whole.redaction, entry, removed)) is not None
    }
    people = whole.people(told.event.by for told in found.values())
    return {
        key: HandOnHold(
            told.event.by,
            people[told.event.by].name if told.event.by in people else "",
            told.event.happened_at,
            (told.words["reason"].text or "") if "reason" in told.words else "",
        )
        for key, told in found.items()
    }


def _told(whole: WholeCase, after: int = 0) -> list[Sentence]:
    entries = whole.entries
    versions = versions_along(whole.services, whole.reading, whole.case, entries)
    removed = removed_of(whole.redaction, entries)
    shown = {
        entry.event.sequence: told
        for entry in entries
        if entry.event.sequence > after and (told := shown_of(whole.redaction, entry, removed)) is not None
    }
    people, in_force = whole.people(named_in(shown.values())).values(), standing_steps(entries)
    sentences: list[Sentence] = []
    schools = {each.id: each.name for each in whole.services.schools(whole.reading)}
    codes, alone, due = whole.redaction.case.codes, whole.redaction.case.alone, DueTimes()
    for event in (entry.event for entry in entries):
        if event.sequence not in shown:
            due.go_on(event)
            continue
        version = versions[event.sequence]
        narrator = narrator_of(version, people, whole.services.letters, whole.calendar.zone, codes)
        narrator = replace(
            narrator,
            schools=schools,
            alone=alone,
            due_before=due.open,
            stood_at=due.stood_at,
            taken_back=_taken_back(entries, event),
        )
        stands = event.sequence in in_force and version.hash == whole.policy.hash
        undoable = stands and _may_take_back(whole, event)
        code = codes.of(CodeKind.EVENT, event.sequence)
        sentences.append(replace(narrator.tell(shown[event.sequence]), undoable=undoable, code=code))
        due.go_on(event)
    return sentences


def _taken_back(entries: Sequence[Entry], event: Event) -> Event | None:
    """Give the event that one took back; None for any other."""
    if event.kind != EventKind.UNDONE:
        return None
    return next((each.event for each in entries if each.event.sequence == int(event.outcome)), None)


def named_in(entries: Iterable[Entry]) -> Iterator[PersonId]:
    """List the people whom some events name, and those who did them."""
    for entry in entries:
        yield entry.event.by
        yield from (each.person for each in entry.event.effects if isinstance(each, PersonAdded | RoleChanged))


def known_events(redaction: Redaction, entries: Sequence[Entry]) -> Mapping[int, str]:
    """Give the events of which somebody may know what they were: number → code."""
    codes, removed = redaction.case.codes, removed_of(redaction, entries)
    shown = (told for entry in entries if (told := shown_of(redaction, entry, removed)) is not None)
    known = (told.event.sequence for told in shown if told.event.kind != EventKind.FOLLOWED)
    return {number: codes.of(CodeKind.EVENT, number) for number in known}


def _may_take_back(whole: WholeCase, event: Event) -> bool:
    if event.kind == EventKind.MIGRATED:
        return whole.works_on_it
    instance = whole.redaction.case.tracks.get(event.on)
    if is_of_a_clock(event):
        return instance is not None and may_manage(whole.policy, whole.case, whole.caller.viewer.person, event.on)
    if event.kind != EventKind.ACTED or instance is None or is_final(whole.policy, event):
        return False
    action = whole.policy.track(instance.track).definition.actions.get(ActionName(event.action))
    return action is not None and bool(may_act(whole.policy, whole.case, instance, action.by, whole.caller.actor))
