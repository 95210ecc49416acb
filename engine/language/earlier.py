"""What files in an earlier version of the language lack, filled in while they are read.

The files themselves stay as they were accepted, to the letter, and so does their hash. What is filled in stands in a
table for each version (`workflows/earlier`), by the names that the shipped tracks of that time had. Nothing that a
file says itself is changed, and nothing is added that it does not name.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.language.strict_yaml import Plain
from engine.language.vocabulary import LANGUAGE

Table = Mapping[str, Plain]
"""What the tracks of one version lack: the name of a track → what is added to it."""
NAMED = ("facts", "states", "actions", "outcomes", "holds")
"""Parts of a track whose entries have names: an entry that the file does not have is not added."""


def completed(track: Plain, table: Table) -> Plain:
    """Give a track as it is read today: with what its version of the language could not say yet."""
    if not isinstance(track, dict) or track.get("language") == LANGUAGE:
        return track
    return _managed(_with(track, table.get(str(track.get("track")))))


def _with(own: Plain, added: Plain | None) -> Plain:
    if not isinstance(own, dict) or not isinstance(added, dict):
        return own
    found = dict(own)
    for key, value in added.items():
        entries = found.get(key)
        if key not in NAMED:
            found.setdefault(key, value)
        elif isinstance(entries, dict) and isinstance(value, dict):
            found[key] = {name: _with(entry, value.get(name)) for name, entry in entries.items()}
    return found


def _managed(track: Plain) -> Plain:
    """In the first version a hold was managed by those who take the first step of its track."""
    if not isinstance(track, dict):
        return track
    holds, actions = track.get("holds"), track.get("actions")
    first = next(iter(actions.values()), None) if isinstance(actions, dict) else None
    by = first.get("by") if isinstance(first, dict) else None
    if isinstance(holds, dict) and by is not None:
        return {**track, "holds": {name: _with(hold, {"managed_by": by}) for name, hold in holds.items()}}
    return track
