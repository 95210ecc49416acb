"""Whatever a letter asks of a track is there: each question, step, consent and clock that it gathers from is one.

A letter is known by the tracks that leave it or send it. What it asks of its own instance must stand in one of them; a
track that a policy does not use answers nothing and is no fault.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from engine.errors import Finding
from engine.identity import ActionName, TrackName
from engine.language.policy_definition import PolicyDefinition
from engine.language.strict_yaml import SourceFile
from engine.language.track_definition import TrackDefinition
from engine.language.vocabulary import LetterSource
from engine.ports.fact_sources import Alternative
from engine.ports.records import LetterKind

QUESTIONS = (
    LetterSource.ANSWER,
    LetterSource.PHRASE,
    LetterSource.UNKNOWN,
    LetterSource.LAST_SEEN,
    LetterSource.SCHEDULE,
)
STEPS = (
    LetterSource.DONE,
    LetterSource.TOLD,
    LetterSource.TOLD_AT,
    LetterSource.PRESCRIBED,
    LetterSource.CITED,
)
CONSENTS = (
    LetterSource.CONSENT,
    LetterSource.AGREED,
    LetterSource.WITHDRAWAL,
    LetterSource.EVERYBODY_AGREES,
)
CLOCKS = (LetterSource.DUE, LetterSource.LENGTH, LetterSource.BOUND)
EVERYWHERE = (LetterSource.DAYS,)
"""Sources that ask every track."""


def check_sources(
    track: TrackDefinition,
    file: SourceFile,
    tracks: Mapping[TrackName, TrackDefinition],
    letters: Mapping[str, LetterKind],
) -> Iterator[Finding]:
    """List what letters ask of tracks and these do not have; a letter is told of in the first of its tracks."""
    for name, action in track.actions.items():
        ends = (end.letter for end in action.outcomes.values())
        for rule in (action.letter, *ends):
            for letter in (rule.sends, *rule.after):
                users = [each for each in tracks.values() if letter in _letters(each)]
                if letter in letters and users and users[0].track == track.track:
                    yield from _missing(file, name, letters[letter], users, tracks)
                    yield from _unsigned(file, name, letters[letter], users, tracks)


def check_signatures(
    policy: PolicyDefinition,
    file: SourceFile,
    tracks: Mapping[TrackName, TrackDefinition],
    letters: Mapping[str, LetterKind],
) -> Iterator[Finding]:
    """List the letters of a policy's tracks that are signed by the holder of a role which it does not have."""
    for name in policy.tracks:
        for letter in sorted(_letters(tracks[name])) if name in tracks else ():
            for source in letters[letter].signs if letter in letters else ():
                if source.role and source.role not in policy.roles:
                    wrong = f"{letter} is signed by the holder of '{source.role}', a role that nobody holds"
                    yield file.finding(("tracks", name), wrong, policy.roles, near=source.role)


def _unsigned(
    file: SourceFile,
    action: ActionName,
    kind: LetterKind,
    users: Collection[TrackDefinition],
    tracks: Mapping[TrackName, TrackDefinition],
) -> Iterator[Finding]:
    """Find who is declared to sign by a step that there is not, or by the very step that the sending is."""
    sending = {step for user in users for step, each in user.actions.items() if each.letter.sends == kind.id}
    for source in kind.signs:
        asked = [tracks[source.track]] if source.track in tracks else [] if source.track else users
        known = {step for track in asked for step in track.actions} - sending
        for step in source.steps:
            if step not in known and (asked or not source.track):
                wrong = f"{kind.id} is signed by who took '{step}', which nobody has taken by then"
                yield file.finding(("actions", action, "letter"), wrong, sorted(known), near=step)


def _letters(track: TrackDefinition) -> Collection[str]:
    rules = [action.letter for action in track.actions.values()]
    rules += [end.letter for action in track.actions.values() for end in action.outcomes.values()]
    return {letter for rule in rules for letter in (rule.sends, *rule.after)}


def _missing(
    file: SourceFile,
    action: ActionName,
    kind: LetterKind,
    users: Collection[TrackDefinition],
    tracks: Mapping[TrackName, TrackDefinition],
) -> Iterator[Finding]:
    for path, gathering in kind.gathers.items():
        for each in gathering.alternatives:
            asked = _asked(each, _list_of(path, kind), users, tracks) if _has_names(each) else ()
            for name in each.names if asked else ():
                if not any(name in _names(each, track) for track in asked):
                    known = {name for track in asked for name in _names(each, track)}
                    wrong = f"{kind.id} gathers '{path}' from '{name}', which there is not"
                    yield file.finding(("actions", action, "letter"), wrong, sorted(known), name)


def _has_names(each: Alternative) -> bool:
    return each.source in (*QUESTIONS, *STEPS, *CONSENTS, *CLOCKS, *EVERYWHERE)


def _asked(
    each: Alternative,
    entries_of: Collection[TrackName] | None,
    users: Collection[TrackDefinition],
    tracks: Mapping[TrackName, TrackDefinition],
) -> Collection[TrackDefinition]:
    """Give the tracks that an alternative asks; `entries_of` are those whose instances are the entries of its list."""
    if each.of:
        return [tracks[each.track]] if each.track in tracks else []
    if entries_of is not None:
        return [tracks[name] for name in entries_of if name in tracks] if entries_of else tracks.values()
    return tracks.values() if each.source in EVERYWHERE else users


def _list_of(path: str, kind: LetterKind) -> Collection[TrackName] | None:
    """Name the tracks that the entries of a list come from, () where any may be meant; None for a fact of no list."""
    head, entry, _ = path.partition("[]")
    if not entry:
        return None
    whole = kind.gathers[head].alternatives if head in kind.gathers else ()
    return [TrackName(name) for each in whole if each.source is LetterSource.EACH for name in each.names]


def _names(each: Alternative, track: TrackDefinition) -> Collection[str]:
    if each.source in QUESTIONS:
        return track.facts
    if each.source in CONSENTS:
        return track.consents
    return track.actions if each.source in STEPS else track.deadlines
