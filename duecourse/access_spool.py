"""Where a look is written down before its page is shown: a file for each process, whose lines the access chain takes.

A line is on the disk before `note` comes back, with one flush for all who wait for one. As long as a process lives it
holds a lock on its file, so that nobody else finishes it; anybody may take lines from it. How much of it the chain has
stands in the store, written with the lines themselves: whatever is killed between here and there doubles nothing. A
line that broke off was never answered, and is dropped with the file.
"""

from __future__ import annotations

import json
import os
import threading
import weakref
from collections.abc import Collection, Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from duecourse.logs.log import Log
from duecourse.machine.system_ways import BINARY, flush, lock
from duecourse.private_files import FILE_MODE, make_folder, sync
from engine.errors import Unwritten
from engine.identity import CaseReference, OrganisationId, PersonId
from engine.ports.spools import Looks, SpooledLines
from engine.ports.time_and_chance import Identifiers
from engine.record.access import READ, Access

log = Log("duecourse.spool")
ENDING, FINISHED = ".jsonl", ".taken"
PIECE = 64 * 1024
"""Bytes that are taken at once: some hundred lines, so that nobody waits long for the lock they are written under."""

LARGE = 1024 * 1024
"""Bytes after which a process begins another file."""

NOT_SHOWN = (
    "Who looks at a case is written down before it is shown, and that could not be done. So it is not shown. "
    "Try again in a moment; if it happens again, tell the person who looks after Duecourse."
)

Noted = dict[tuple[OrganisationId, PersonId, str], datetime]
"""Who looked at which case, when last."""


class OpenSpool:
    """A file of this process alone that lines are added to; it is let go of with the last who knows it."""

    def __init__(self, path: Path) -> None:
        self.path, self.size, self._flushed = path, 0, 0
        self._number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | BINARY, FILE_MODE)
        self._let_go = weakref.finalize(self, os.close, self._number)
        self._flushing = threading.Lock()
        lock(self._number)

    @property
    def is_there(self) -> bool:
        """Say whether the file is still the one under its name: between making and locking it others may take it."""
        with suppress(FileNotFoundError):
            return os.path.samestat(self.path.stat(), os.fstat(self._number))
        return False

    def add(self, text: bytes) -> int:
        """Add whole lines with one write. Gives at which byte they end. Raises OSError; then nothing was added."""
        if os.write(self._number, text) != len(text):
            os.ftruncate(self._number, self.size)
            raise OSError("Only a part of the line was written.")
        self.size += len(text)
        return self.size

    def flush(self, end: int) -> None:
        """Have the disk take all up to a byte; one flush serves everybody who waits for it. Raises OSError."""
        with self._flushing:
            if self._let_go.alive and self._flushed < end:
                size = self.size
                flush(self._number)
                self._flushed = size

    def close(self) -> None:
        """Let go of the file, once the disk has all of it."""
        with suppress(OSError):
            self.flush(self.size)
        with self._flushing:
            self._let_go()


class AccessSpool:
    """The spool of this process, and those of others in the same folder."""

    def __init__(self, folder: Path, ids: Identifiers) -> None:
        self.folder, self._ids = folder, ids
        self._own: dict[OrganisationId, OpenSpool] = {}
        self._known: dict[str, int] = {}
        self._looks: list[Noted] = [{}, {}]
        self._lock, self._one = threading.Lock(), threading.Lock()

    def note(self, organisation: OrganisationId, accesses: Sequence[Access]) -> None:
        """Write lines down, on the disk before this comes back. Raises Unwritten; then nothing may be shown."""
        text = b"".join(_line(organisation, access) for access in accesses)
        try:
            with self._lock:
                own = self._own.get(organisation) or self._begin(organisation)
                end = own.add(text)
            own.flush(end)
        except OSError as error:
            log.fault("look-unwritten", "A look could not be written down.")
            raise Unwritten(NOT_SHOWN) from error
        with self._lock:
            for each in (each for each in accesses if each.what == READ):
                self._looks[0][(organisation, each.person, each.case)] = each.at

    def _begin(self, organisation: OrganisationId) -> OpenSpool:
        make_folder(self.folder)
        own = OpenSpool(self.folder / f"{self._ids.identifier()}{ENDING}")
        if not own.is_there:
            return self._begin(organisation)
        sync(self.folder)  # the name of a new file is a line of the folder
        self._own[organisation], self._known[own.path.name] = own, 0
        return own

    def last_reads(self, organisation: OrganisationId, references: Collection[str]) -> Looks:
        """Say who looked at these cases, by what this process wrote down a short while ago."""
        with self._lock:
            looks = {**self._looks[1], **self._looks[0]}
        return {
            (person, reference): at
            for (trust, person, reference), at in looks.items()
            if trust == organisation and reference in references
        }

    @contextmanager
    def taking(self) -> Generator[Sequence[str]]:
        """Name the spools that may hold lines the chain has not, while nobody else in this process takes any.

        What was looked at is remembered until the taking after the next: those who read the store now may have begun
        before the chain had it.
        """
        with self._one:
            with self._lock:
                before, self._looks = self._looks, [Noted(), {**self._looks[1], **self._looks[0]}]
            try:
                yield [path.name for path in self._files() if _size(path) != self._known.get(path.name, -1)]
            except BaseException:
                with self._lock:
                    self._looks[0] = {**before[0], **self._looks[0]}
                raise
            with self._lock:
                self._looks[1] = before[0]

    def read(self, organisation: OrganisationId, spool: str, after: int) -> SpooledLines | None:
        """Give the next whole lines of a spool after so many bytes; None where it is gone, or of another trust."""
        found = self._lines(spool, after)
        if found is None:
            return None
        lines, end = found
        if any(trust != organisation for trust, _ in lines):
            # the folder served another database before; it is named again when it grows
            self._known[spool] = _size(self.folder / spool)
            return None
        return SpooledLines([access for _, access in lines], end)

    def _lines(self, spool: str, after: int) -> tuple[list[tuple[OrganisationId, Access]], int] | None:
        try:
            with (self.folder / spool).open("rb") as file:
                file.seek(after)
                piece = file.read(PIECE)
        except FileNotFoundError:
            return None
        whole = piece[: piece.rfind(b"\n") + 1]
        return [found for line in whole.splitlines() if (found := _read(spool, line))], after + len(whole)

    def took(self, spool: str, taken: int) -> None:
        """Note that the chain has so many bytes of a spool, for good; one that nobody adds to any more is finished."""
        self._known[spool] = taken
        with self._lock:
            own = next((each for each in self._own.values() if each.path.name == spool), None)
            if own is None:
                self._finish_of_another(spool, taken)
            elif own.size >= LARGE:
                self._let_go(own)

    def _finish_of_another(self, spool: str, taken: int) -> None:
        path = self.folder / spool
        # Windows gives nothing another name that is open: there the file stays, and nothing is lost but its place
        with suppress(FileNotFoundError, BlockingIOError, PermissionError), path.open("rb") as file:
            lock(file.fileno(), wait=False)  # refused while its process lives
            file.seek(taken)
            rest = file.read()
            if b"\n" in rest:
                return
            if rest:
                log.warning("line-broken-off", "A line that was never answered broke off.", spool=spool)
            path.replace(path.with_suffix(FINISHED))

    def finished(self) -> Sequence[str]:
        """Name the spools that nobody reads any more, whose counts in the store may go."""
        return [path.with_suffix(ENDING).name for path in self.folder.glob(f"*{FINISHED}")]

    def forget(self, spools: Collection[str]) -> None:
        """Remove finished spools, once their counts are gone from the store."""
        for spool in spools:
            (self.folder / spool).with_suffix(FINISHED).unlink(missing_ok=True)
            self._known.pop(spool, None)

    def waiting_since(self, taken: Mapping[str, int]) -> datetime | None:
        """Say when the oldest line was written that the chain has not; `taken` maps spools to bytes that it has."""
        first = [self._lines(path.name, taken.get(path.name, 0)) for path in self._files()]
        return min((access.at for found in first if found for _, access in found[0][:1]), default=None)

    def close(self) -> None:
        """Let go of this process's own spool; what the chain has not of it, another process takes."""
        with self._lock:
            for own in list(self._own.values()):
                self._let_go(own)

    def _let_go(self, own: OpenSpool) -> None:
        if self._known.get(own.path.name) == own.size:
            # while its lock is still held: once it is let go of, another process may finish it
            with suppress(PermissionError):
                own.path.replace(own.path.with_suffix(FINISHED))
        own.close()
        self._own = {trust: each for trust, each in self._own.items() if each is not own}

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob(f"*{ENDING}"))


def _size(path: Path) -> int:
    with suppress(FileNotFoundError):
        return path.stat().st_size
    return -1


def _line(organisation: OrganisationId, access: Access) -> bytes:
    parts = (organisation, access.at.isoformat(), access.person, access.case, access.what, access.detail)
    return json.dumps(parts, ensure_ascii=False).encode() + b"\n"


def _read(spool: str, line: bytes) -> tuple[OrganisationId, Access] | None:
    """Read a line; one that cannot be read stops no other, and is told in the log."""
    try:
        trust, at, person, case, what, detail = json.loads(line)
        moment = datetime.fromisoformat(at)
    except (ValueError, TypeError):
        log.fault("line-unreadable", "A line of a spool cannot be read.", spool=spool)
        return None
    access = Access(at=moment, person=PersonId(person), case=CaseReference(case), what=what, detail=detail)
    return OrganisationId(trust), access
