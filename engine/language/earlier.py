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
NAMED = ("facts", "states", "actions", "holds", "consents", "deadlines")
"""Parts of a track whose entries have names: an entry that the file does not have is not added."""


def completed(track: Plain, table: Table) -> Plain:
    """Give a track as it is read today: with what its version of the language could not say yet."""
    if not isinstance(track, dict) or track.get("language") == LANGUAGE:
        return track
    added = table.get(str(track.get("track")))
    found = _with(track, added) if isinstance(added, dict) else dict(track)
    return _managed(found)


def _with(track: dict[str, Plain], added: Mapping[str, Plain]) -> dict[str, Plain]:
    found = dict(track)
    for key, value in added.items():
        own = found.get(key)
        if key not in NAMED:
            found.setdefault(key, value)
        elif isinstance(own, dict) and isinstance(value, dict):
            found[key] = {name: _entry(entry, value.get(name)) for name, entry in own.items()}
    return found


def _entry(own: Plain, added: Plain | None) -> Plain:
    return {**added, **own} if isinstance(own, dict) and isinstance(added, dict) else own


def _managed(track: dict[str, Plain]) -> dict[str, Plain]:
    """In the first version a hold was managed by those who take the first step of its track."""
    holds, actions = track.get("holds"), track.get("actions")
    first = next(iter(actions.values()), None) if isinstance(actions, dict) else None
    by = first.get("by") if isinstance(first, dict) else None
    if isinstance(holds, dict) and by is not None:
        return {**track, "holds": {name: _entry(hold, {"managed_by": by}) for name, hold in holds.items()}}
    return track
