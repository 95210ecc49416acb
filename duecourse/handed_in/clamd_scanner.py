"""The way to clamd: bytes go over its socket (INSTREAM), and its answer comes back; nothing is written for it.

That bytes were found clean is remembered for a while, so that a list of pictures asks once for each.
"""

from __future__ import annotations

import socket
import struct
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock

from engine.errors import BadInput
from engine.ports.custody.scanners import Checked, Verdict
from engine.ports.time_and_chance import Clock

CONNECTING, ANSWERING, A_SECOND = 3.0, 10.0, 4 * 1024 * 1024
"""Seconds until clamd takes the call; those for a whole check, however it trickles; bytes for each second more."""
NOT_ASKED_FOR = timedelta(seconds=30)
"""So long nobody waits again for a scanner that did not answer."""
TOO_LARGE = (b"INSTREAM size limit exceeded", b"Heuristics.Limits.Exceeded")
"""What clamd says of bytes that are more than it looks into; the second sounds as if it had found something."""
PIECE, MOST_ANSWERED = 64 * 1024, 4096
REMEMBERED_FOR, MOST_REMEMBERED = timedelta(hours=1), 5000
HOW_TO_WRITE = "write unix:/path/to/the/socket, or HOST:PORT"
UNIX = "unix:"


@dataclass(frozen=True, slots=True)
class ClamdPlace:
    """Where clamd listens: at a socket of this machine, by `path`, or at a `port` of a `host`."""

    path: str = ""
    host: str = ""
    port: int = 0


def read_place(text: str) -> ClamdPlace | None:
    """Read where clamd listens; None where nothing is set. Raises BadInput."""
    if not text.strip():
        return None
    written = text.strip()
    if written.startswith(UNIX):
        path = written.removeprefix(UNIX)
        if path.startswith("/"):
            return ClamdPlace(path=path)
    else:
        host, mark, port = written.rpartition(":")
        if mark and host and port.isascii() and port.isdigit() and 0 < int(port) < 1 << 16:
            return ClamdPlace(host=host.strip("[]"), port=int(port))
    raise BadInput(f"DUECOURSE_CLAMD is '{text}': {HOW_TO_WRITE}.")


@dataclass(frozen=True, kw_only=True)
class ClamdScanner:
    """Asks clamd about bytes; no answer in time, and any that is not understood, counts as silence."""

    place: ClamdPlace
    clock: Clock
    _clean: OrderedDict[str, Checked] = field(default_factory=OrderedDict)
    _silent: list[datetime] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def check(self, content: bytes) -> Checked:
        """Check bytes for malware, by what clamd knows today."""
        digest, now = sha256(content).hexdigest(), self.clock.now()
        with self._lock:
            known, silent = self._clean.get(digest), self._silent[-1:]
        if known is not None and known.at is not None and timedelta(0) <= now - known.at < REMEMBERED_FOR:
            return known
        if silent and timedelta(0) <= now - silent[0] < NOT_ASKED_FOR:
            return Checked(Verdict.SILENT, now)
        answer = self._ask(content)
        with self._lock:
            self._silent[:] = () if answer else (self.clock.now(),)
        if any(answer.removeprefix(b"stream: ").startswith(each) for each in TOO_LARGE):
            return Checked(Verdict.LARGE, now)
        if answer == b"stream: OK":
            return self._remember(digest, Checked(Verdict.CLEAN, now))
        return Checked(Verdict.MALWARE if answer.endswith(b" FOUND") else Verdict.SILENT, now)

    def is_there(self) -> bool:
        """Say whether it answers at all."""
        try:
            with self._call(CONNECTING) as line:
                line.sendall(b"zPING\0")
                return self._answer(line, self.clock.monotonic() + CONNECTING) == b"PONG"
        except OSError:
            return False

    def _ask(self, content: bytes) -> bytes:
        """Give what clamd answers; b"" where it does not."""
        ends_at = self.clock.monotonic() + ANSWERING + len(content) / A_SECOND
        try:
            with self._call(CONNECTING) as line:
                # who has had enough of the bytes says why, and takes no more of them
                with suppress(BrokenPipeError, ConnectionResetError):
                    for piece in _said(content):
                        self._hurry(line, ends_at)
                        line.sendall(piece)
                return self._answer(line, ends_at)
        except OSError:
            return b""

    def _answer(self, line: socket.socket, ends_at: float) -> bytes:
        found = b""
        while not found.endswith(b"\0") and len(found) < MOST_ANSWERED:
            self._hurry(line, ends_at)
            piece = line.recv(MOST_ANSWERED)
            if not piece:
                break
            found += piece
        return found.rstrip(b"\0\n")

    def _hurry(self, line: socket.socket, ends_at: float) -> None:
        """Let the next word take as long as is left of the whole. Raises TimeoutError."""
        left = ends_at - self.clock.monotonic()
        if left <= 0:
            raise TimeoutError
        line.settimeout(left)

    def _call(self, seconds: float) -> socket.socket:
        if self.place.path:
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                line.settimeout(CONNECTING)
                line.connect(self.place.path)
            except OSError:
                line.close()
                raise
        else:
            line = socket.create_connection((self.place.host, self.place.port), CONNECTING)
        line.settimeout(seconds)
        return line

    def _remember(self, digest: str, checked: Checked) -> Checked:
        with self._lock:
            self._clean[digest] = checked
            self._clean.move_to_end(digest)
            while len(self._clean) > MOST_REMEMBERED:
                self._clean.popitem(last=False)
        return checked


def _said(content: bytes) -> Iterator[bytes]:
    """Give what is said to clamd: that bytes come, they in pieces, and that they are all."""
    yield b"zINSTREAM\0"
    for at in range(0, len(content), PIECE):
        piece = content[at : at + PIECE]
        yield struct.pack(">I", len(piece)) + piece
    yield struct.pack(">I", 0)
