"""The folder of an installation: the database, unless it is elsewhere, evidence, and copies from before upgrades.

An earlier Duecourse left all of it as wide as the machine made it. Only what is recognised as ours is shut against
others: a folder that was named by a slip, such as /etc or a home, needs the rights that it has.
"""

from __future__ import annotations

import re
import stat
from contextlib import suppress
from pathlib import Path

from duecourse.private_files import is_wide, make_folder, tighten, tighten_tree

DATABASE, EVIDENCE, BACKUPS, COMPILED, SPOOL = "duecourse.db", "evidence", "backups", "compiled", "spool"
FRESH_DISK = "lost+found"
"""What a new disk holds before anybody has used it."""

OURS = re.compile(
    r"duecourse\.db(-wal|-shm|-journal)?|duecourse-schema-.*\.(db|sql)|evidence|backups|compiled|spool|lost\+found"
)
OF_EVIDENCE = re.compile(r"[0-9a-f]{2}")
OF_COMPILED = re.compile(r"\.?[a-z]+-[0-9a-f]{64}\.json(\.\d+)?")
"""The names of what the folder and those of the evidence and of kept procedures hold."""


def prepare(folder: Path) -> None:
    """Make the folder where it is missing, and shut it against others. Raises OSError."""
    make_folder(folder)
    evidence = folder / EVIDENCE
    if is_wide(evidence) and all(OF_EVIDENCE.fullmatch(place.name) for place in evidence.iterdir()):
        tighten_tree(evidence)
    compiled = folder / COMPILED
    with suppress(OSError):
        # whatever stands in its place is in nobody's way
        if is_wide(compiled) and all(OF_COMPILED.fullmatch(place.name) for place in compiled.iterdir()):
            tighten_tree(compiled)
    if is_wide(folder) and _is_own(folder):
        for place in (*(found for found in folder.iterdir() if found.name.startswith("duecourse")), folder):
            tighten(place)


def is_unused(folder: Path) -> bool:
    """Say whether nothing of anybody is in the folder: it is missing, or holds at most a database that may be empty."""
    if not folder.exists():
        return True
    return folder.is_dir() and all(_is_nothing(place) for place in folder.iterdir())


def _is_own(folder: Path) -> bool:
    """Say whether a folder is there for us alone: nothing else is in it, and it is none of the machine's own."""
    resolved = folder.resolve()
    shared = resolved.parent == Path(resolved.anchor) or bool(resolved.stat().st_mode & stat.S_ISVTX)
    return not shared and all(OURS.fullmatch(place.name) for place in folder.iterdir())


def _is_nothing(place: Path) -> bool:
    if place.name == EVIDENCE:
        return not any(place.iterdir())
    return place.name in (FRESH_DISK, COMPILED) or place.name.startswith(DATABASE)
