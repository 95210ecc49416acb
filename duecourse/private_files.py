"""What is written on this machine is for the account that runs Duecourse alone: folders 0700, files 0600."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from duecourse.machine.system_ways import BINARY, flush_place, has_rights, set_mode

FOLDER_MODE, FILE_MODE = 0o700, 0o600
OTHERS = 0o077


def keep_private() -> None:
    """Let nobody else read what this process makes from now on."""
    os.umask(OTHERS)


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for this account alone. Raises OSError."""
    for place in reversed([folder, *(place for place in folder.parents if not place.exists())]):
        place.mkdir(mode=FOLDER_MODE, exist_ok=True)


def write_file(path: Path, content: bytes, *, new: bool = False) -> None:
    """Write a file that nobody else can read, down to the disk, also where one with wider rights stood.

    Raises:
        OSError: it cannot be written; FileExistsError where it had to be `new` and is not.
    """
    number = os.open(path, os.O_WRONLY | os.O_CREAT | BINARY | (os.O_EXCL if new else 0), FILE_MODE)
    with os.fdopen(number, "wb") as file:
        is_file = stat.S_ISREG(os.fstat(number).st_mode)
        if is_file:
            # in this order: no byte of the new content is ever there under the old rights
            set_mode(number, FILE_MODE)
            file.truncate()
        file.write(content)
        file.flush()
        if is_file:
            os.fsync(number)


def replace_file(path: Path, content: bytes) -> None:
    """Write a file beside its place and then put it there: nobody ever reads half of it. Raises OSError."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        write_file(beside, content)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def tighten_tree(folder: Path) -> None:
    """Take from others every right to a folder of ours and all in it; one that is tight already costs one look.

    An earlier Duecourse left folders as wide as the machine made them. The outermost comes last, so that a walk that
    was cut short is taken again.
    """
    if not is_wide(folder):
        return
    for place, _, names in os.walk(folder, topdown=False):
        for name in names:
            tighten(Path(place, name))
        tighten(Path(place))


def tighten(path: Path) -> None:
    """Take from others every right to one file or folder."""
    if is_wide(path):
        # what belongs to another account is for that one to tighten
        with suppress(PermissionError):
            path.chmod(stat.S_IMODE(path.stat().st_mode) & ~OTHERS)


def is_wide(path: Path) -> bool:
    """Say whether something stands there, and others have a right to it. A link has none of its own."""
    if not has_rights():
        return False
    return path.exists() and not path.is_symlink() and bool(path.stat().st_mode & OTHERS)


def sync(path: Path) -> None:
    """Have the disk take all of a file that was written, before anything is said about it. Raises OSError."""
    flush_place(path)
