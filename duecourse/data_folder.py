"""The folder of an installation: the database, unless it is elsewhere, evidence, and copies from before upgrades."""

from __future__ import annotations

from pathlib import Path

from duecourse.private import is_wide, make_folder, tighten, tighten_tree

DATABASE, EVIDENCE, BACKUPS = "duecourse.db", "evidence", "backups"
FRESH_DISK = "lost+found"
"""What a new disk holds before anybody has used it."""


def prepare(folder: Path) -> None:
    """Make the folder where it is missing, and shut it against others. Raises OSError."""
    make_folder(folder)
    for name in (EVIDENCE, BACKUPS):
        tighten_tree(folder / name)
    inside = tuple(folder.iterdir()) if is_wide(folder) else ()
    if all(_is_ours(place.name) for place in inside):
        # a folder that also holds what is not ours, such as a home or /tmp, keeps its rights: others need them
        for place in (*inside, folder):
            tighten(place)


def is_unused(folder: Path) -> bool:
    """Say whether nothing of anybody is in the folder: it is missing, or holds at most a database that may be empty."""
    if not folder.exists():
        return True
    if not folder.is_dir():
        return False
    return all(_is_nothing(place) for place in folder.iterdir())


def _is_ours(name: str) -> bool:
    return name.startswith("duecourse") or name in (EVIDENCE, BACKUPS, FRESH_DISK)


def _is_nothing(place: Path) -> bool:
    if place.name in (EVIDENCE, FRESH_DISK):
        return place.name == FRESH_DISK or not any(place.iterdir())
    return place.name.startswith(DATABASE)
