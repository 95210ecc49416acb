"""The way to clamd: bytes go over its socket (INSTREAM), and its answer comes back; nothing is written for it.

That bytes were found clean is remembered for a while, so that a list of pictures asks once for each.
"""

from __future__ import annotations

import socket
import struct
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from threading import Lock

from engine.errors import BadInput
from engine.ports.custody.scanners import Checked, Verdict
from engine.ports.time_and_chance import Clock

CONNECTING, ANSWERING = 3.0, 60.0
"""Seconds for which it is waited until clamd takes the call, and until it has looked at the bytes."""
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


@dataclass(frozen=True)
class ClamdScanner:
    """Asks clamd about bytes; no answer in time, and any that is not understood, counts as silence."""

    place: ClamdPlace
    clock: Clock
    _clean: OrderedDict[str, Checked] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def check(self, content: bytes) -> Checked:
        """Check bytes for malware, by what clamd knows today."""
        digest, now = sha256(content).hexdigest(), self.clock.now()
        with self._lock:
            known = self._clean.get(digest)
        if known is not None and known.at is not None and timedelta(0) <= now - known.at < REMEMBERED_FOR:
            return known
        answer = self._ask(content)
        if answer == b"stream: OK":
            return self._remember(digest, Checked(Verdict.CLEAN, now))
        return Checked(Verdict.MALWARE if answer.endswith(b" FOUND") else Verdict.SILENT, now)

    def is_there(self) -> bool:
        """Say whether it answers at all."""
        try:
            with self._call(CONNECTING) as line:
                line.sendall(b"zPING\0")
                return _answer(line) == b"PONG"
        except OSError:
            return False

    def _ask(self, content: bytes) -> bytes:
        """Give what clamd answers; b"" where it does not."""
        try:
            with self._call(ANSWERING) as line:
                line.sendall(b"zINSTREAM\0")
                for at in range(0, len(content), PIECE):
                    piece = content[at : at + PIECE]
                    line.sendall(struct.pack(">I", len(piece)) + piece)
                line.sendall(struct.pack(">I", 0))
                return _answer(line)
        except OSError:
            return b""

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


def _answer(line: socket.socket) -> bytes:
    found = b""
    while not found.endswith(b"\0") and len(found) < MOST_ANSWERED:
        piece = line.recv(MOST_ANSWERED)
        if not piece:
            break
        found += piece
    return found.rstrip(b"\0\n")
