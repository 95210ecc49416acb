"""What machines do differently: locks, flushing, rights, the end of a process. Nothing else asks which machine it is.

On Linux and macOS these are what POSIX has; on Windows the nearest to it, and where there is nothing near, nothing.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from subprocess import Popen
from typing import Any

BINARY: int = getattr(os, "O_BINARY", 0)
"""A file is opened with it so that Windows leaves the ends of lines alone."""

NO_WAIT: int = getattr(os, "O_NONBLOCK", 0)
"""A pipe that stands in the place of a file is opened with it and makes nobody wait."""

FAR = 1 << 40
"""The byte that is locked on Windows, beyond all that is written: there a lock keeps others from reading."""


def _found(module: str) -> Any:
    try:
        return import_module(module)
    except ImportError:
        return None


def has_rights() -> bool:
    """Say whether owner, group and others are what rights are given to here; on Windows they are not."""
    return hasattr(os, "geteuid")


def is_own(found: os.stat_result) -> bool:
    """Say whether what was looked at belongs to the account of this process; on Windows nobody can tell."""
    return not has_rights() or found.st_uid == os.geteuid()


def lock(number: int, *, wait: bool = True) -> None:
    """Lock an open file for this process until it is closed.

    Raises BlockingIOError where another process has it and nobody is to `wait`.
    """
    if (fcntl := _found("fcntl")) is not None:
        fcntl.flock(number, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    elif (msvcrt := _found("msvcrt")) is not None:
        _lock_on_windows(msvcrt, number, wait=wait)


def _lock_on_windows(msvcrt: Any, number: int, *, wait: bool) -> None:
    at = os.lseek(number, 0, os.SEEK_CUR)
    os.lseek(number, FAR, os.SEEK_SET)
    try:
        msvcrt.locking(number, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
    except OSError as error:
        raise BlockingIOError(*error.args) from error
    finally:
        os.lseek(number, at, os.SEEK_SET)


def flush(number: int) -> None:
    """Have the disk take what was written to an open file. Raises OSError."""
    # macOS and Windows know only the one that flushes the times of the file as well
    getattr(os, "fdatasync", os.fsync)(number)


def flush_place(path: Path) -> None:
    """Have the disk take a file that was written, or the names in a folder. Raises OSError."""
    if not has_rights() and path.is_dir():
        return  # Windows does so by itself
    number = os.open(path, os.O_RDONLY if has_rights() else os.O_RDWR)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def set_mode(number: int, mode: int) -> None:
    """Set the rights of an open file, where there are any. Raises OSError."""
    if has_rights():
        os.fchmod(number, mode)


def least_environment() -> dict[str, str]:
    """Give the variables without which no process starts here: none, but for Windows its own folder."""
    return {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}


def end_with_children(process: Popen[bytes]) -> None:
    """End a process that has a session of its own with everything that it may have started."""
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


def was_stopped(code: int) -> bool:
    """Say whether a process ended as one does that was killed, or that used up its time on the processor."""
    return code in {-getattr(signal, name) for name in ("SIGKILL", "SIGXCPU") if hasattr(signal, name)}


def hold_to(limits: Mapping[str, int]) -> None:
    """Hold this process to limits, by their POSIX names; one that this machine does not take is left out."""
    if (resource := _found("resource")) is None:
        return
    for name, most in limits.items():
        # macOS has no limit of memory that it takes
        with suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (most, most))
