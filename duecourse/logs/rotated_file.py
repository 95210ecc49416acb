"""A log in a file that nobody else can read, put aside when it is full, whichever process writes to it."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from logging import LogRecord
from logging.handlers import RotatingFileHandler
from pathlib import Path

from duecourse.machine.system_ways import lock, set_mode
from duecourse.private_files import FILE_MODE


class RotatedFile(RotatingFileHandler):
    """Writes to a file of so many bytes at most, and keeps so many earlier ones beside it.

    The site, the worker and commands may write to the same one: who finds it full puts it aside, the others follow.
    """

    def __init__(self, path: Path, size: int, count: int) -> None:
        super().__init__(path, maxBytes=size, backupCount=count, encoding="utf-8", delay=True)

    def try_out(self) -> None:
        """Open the file now. Raises OSError."""
        if self.stream is None:
            self.stream = self._open()

    def emit(self, record: LogRecord) -> None:
        """Write a record to the file that has the name now."""
        if self.stream is not None and self._was_put_aside(self.stream):
            self._reopen()
        super().emit(record)

    def doRollover(self) -> None:  # noqa: N802  # its name in the standard library
        """Put the full file aside, unless another process was faster."""
        stream = self.stream
        if stream is None:
            return
        lock(stream.fileno())
        if self._was_put_aside(stream):
            self._reopen()
        else:
            super().doRollover()

    def handleError(self, record: LogRecord) -> None:  # noqa: N802  # its name in the standard library
        """Say on the error output what the disk does not take."""
        with suppress(OSError, ValueError):
            sys.stderr.write(f"{self.format(record)}\n")

    def _open(self) -> TextIOWrapper:
        number = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, FILE_MODE)
        set_mode(number, FILE_MODE)
        return os.fdopen(number, "a", encoding=self.encoding)

    def _reopen(self) -> None:
        if self.stream is not None:
            self.stream.close()
        self.stream = self._open()

    def _was_put_aside(self, stream: TextIOWrapper) -> bool:
        try:
            there = os.stat(self.baseFilename)
        except FileNotFoundError:
            return True
        mine = os.fstat(stream.fileno())
        return (there.st_dev, there.st_ino) != (mine.st_dev, mine.st_ino)
