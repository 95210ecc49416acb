"""No letter goes where it could do harm before those who may stop it have been heard.

Where a policy has the police, the designated officer or safeguarding as tracks of their own, their word comes before
a letter to the person it is about: no way through a track leads to such a sending past the hold that reads that track.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping

from engine.errors import Finding
from engine.identity import ActionName, TrackName
from engine.language.field_types import HeardBefore
from engine.language.guards import quantifiers
from engine.language.machine import sources, steps_of
from engine.language.strict_yaml import SourceFile
from engine.language.track_definition import TrackDefinition
from engine.language.vocabulary import Reader
from engine.ports.records import LetterKind
from engine.record.values import Part

NAMED = "fact "
"""How a letter begins to say that it goes to somebody outside whom an answer names."""


def check_sendings(
    track: TrackDefinition,
    file: SourceFile,
    tracks: Mapping[TrackName, TrackDefinition],
    letters: Mapping[str, LetterKind],
) -> Iterator[Finding]:
    """List the sendings of a track that can be reached past a hold that has to come first."""
    if not any(action.letter.sends for action in track.actions.values()):
        return
    for other in tracks.values():
        word = other.heard_before
        if word is not None and other.track != track.track:
            for name in _past(track, _held(track, other.track)):
                kind = letters.get(track.actions[name].letter.sends)
                if kind is not None and _concerns(word, track, kind):
                    allowed = f"lock it, or a step before it, by a hold over `any({other.track}. …)`"
                    yield file.finding(("actions", name, "letter"), f"can be sent although {word.because}", allowed)


def _concerns(word: HeardBefore, track: TrackDefinition, kind: LetterKind) -> bool:
    concerned = {
        Reader.ADDRESS: track.per == "address",
        Reader.SUBJECT: kind.to == Part.SUBJECT,
        Reader.OUTSIDER: kind.to.startswith(NAMED),
    }
    return any(concerned[reader] for reader in word.letters_to)


def _held(track: TrackDefinition, by: str) -> Collection[ActionName]:
    """Name the steps that are locked while the other track says so."""
    reading = (
        hold
        for hold in track.holds.values()
        if hold.during is not None and any(asked.track == by for asked in quantifiers(hold.during))
    )
    return {name for hold in reading for name in hold.locks}


def _past(track: TrackDefinition, locked: Collection[ActionName]) -> list[ActionName]:
    """Name the sendings that can be reached without any of the locked steps."""
    free = [(step, sources(track, step.definition)) for step in steps_of(track) if step.action not in locked]
    waiting = deque((track.starts, *(start.state for start in track.starts_instead)))
    seen, found = set(waiting), dict[ActionName, None]()
    while waiting:
        state = waiting.popleft()
        for step in (step for step, starts in free if state in starts):
            if step.definition.letter.sends:
                found[step.action] = None
            if not step.stays and step.end.to not in seen:
                seen.add(step.end.to)
                waiting.append(step.end.to)
    return list(found)
