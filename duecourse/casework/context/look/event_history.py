"""What happened in a case, in plain sentences, as far as one person may know of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from duecourse.casework.context.look.narrative import Sentence, narrator_of
from duecourse.casework.context.look.redaction import Redaction
from duecourse.casework.context.look.versions import versions_along
from duecourse.casework.context.look.whole_case import WholeCase
from engine.addresses.reported import as_meant
from engine.history.undo import is_final, standing_steps
from engine.identity import NO_ACTION, NOWHERE, ActionName, PersonId
from engine.people.staffing import may_act
from engine.people.visibility import works_in
from engine.record.chain import Entry, Event, Words
from engine.record.effects import PersonAdded, Removed, RoleChanged
from engine.record.kinds import EventKind
from engine.record.values import SCHEDULER


@dataclass(frozen=True, slots=True)
class Since:
    """What has happened to a case since somebody looked: the revision it is at now, and the events in words."""

    revision: int
    sentences: tuple[Sentence, ...]


def history_of(whole: WholeCase) -> list[Sentence]:
    """Tell a case in plain sentences, oldest first: what the viewer may see of it.

    The events are numbered for those who see all of them: a number left out would say that there was one more. The
    others may take back only the last step that they see, which needs no number.
    """
    told = _told(whole)
    if whole.redaction.everything:
        return told
    last = max((sentence.number for sentence in told if sentence.undoable), default=0)
    return [replace(each, number=0, undoable=each.undoable and each.number == last) for each in told]


def since_of(whole: WholeCase, revision: int) -> Since:
    """Tell what happened after a revision, as far as the viewer may see it."""
    told = _told(whole, after=revision)
    return Since(whole.case.revision, tuple(told))


def _told(whole: WholeCase, after: int = 0) -> list[Sentence]:
    entries = whole.entries
    versions = versions_along(whole.services, whole.reading, whole.case, entries)
    removed = _removed(whole, entries)
    shown = {
        entry.event.sequence: told
        for entry in entries
        if entry.event.sequence > after and (told := shown_of(whole.redaction, entry, removed)) is not None
    }
    people, in_force = whole.people(named_in(shown.values())).values(), standing_steps(entries)
    sentences = []
    for event in (entry.event for entry in entries if entry.event.sequence in shown):
        version = versions[event.sequence]
        narrator = narrator_of(version, people, whole.services.letters, whole.calendar.zone)
        stands = event.sequence in in_force and version.hash == whole.policy.hash
        undoable = stands and _may_take_back(whole, event)
        sentences.append(replace(narrator.tell(shown[event.sequence]), undoable=undoable))
    return sentences


def named_in(entries: Iterable[Entry]) -> Iterator[PersonId]:
    """List the people whom some events name, and those who did them."""
    for entry in entries:
        yield entry.event.by
        yield from (each.person for each in entry.event.effects if isinstance(each, PersonAdded | RoleChanged))


def _removed(whole: WholeCase, entries: Sequence[Entry]) -> frozenset[str]:
    """Name the instances whose beginning was taken back, of those that the viewer could have looked into."""
    gone = {effect.on for entry in entries for effect in entry.event.effects if isinstance(effect, Removed)}
    return frozenset(on for on in gone if works_in(whole.policy, whole.case, on.track, whole.person))


def _may_take_back(whole: WholeCase, event: Event) -> bool:
    if event.kind == EventKind.MIGRATED:
        return whole.works_on_it
    instance = whole.redaction.case.tracks.get(event.on)
    if event.kind != EventKind.ACTED or instance is None or is_final(whole.policy, event):
        return False
    action = whole.policy.track(instance.track).definition.actions.get(ActionName(event.action))
    return action is not None and bool(may_act(whole.policy, whole.case, instance, action.by, whole.caller.actor))


def shown_of(redaction: Redaction, entry: Entry, removed: Collection[str] = ()) -> Entry | None:
    """Give an event with what one person may know of it; None where that is nothing."""
    event = entry.event
    effects = redaction.effects(event.effects)
    if redaction.knows_of(entry, effects) or event.on in removed:
        words = {key: kept for key, kept in _meant(entry).items() if redaction.reads(event.by, event.on, key)}
        return replace(entry, event=replace(event, effects=effects), words=words)
    if not effects:
        return None
    # it followed from what they may not know of: that it happened is told, by whom and why is not
    followed = replace(event, kind=EventKind.FOLLOWED, by=SCHEDULER, on=NOWHERE, action=NO_ACTION, effects=effects)
    return replace(entry, event=followed, words={})


def _meant(entry: Entry) -> Mapping[str, Words]:
    """Give the words of an event with the addresses in them as they are meant."""
    texts = as_meant({(0, key): words.text for key, words in entry.words.items()})
    return {key: Words(text, "") for (_, key), text in texts.items()}
