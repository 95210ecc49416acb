"""A scanner at a real socket, which speaks as clamd does: it finds malware where a marker stands."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

MALWARE = b"what a scanner would find, for tests"
LARGEST = 200_000
TOO_LARGE = b"INSTREAM size limit exceeded. ERROR\0"


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server = cast("Clamd", self.server)
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        server.asked.append(command.rstrip(b"\0").decode())
        if server.is_dumb:
            return
        self.wfile.write(b"PONG\0" if command == b"zPING\0" else self._verdict())

    def _verdict(self) -> bytes:
        content = b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        if len(content) > LARGEST:
            return TOO_LARGE
        return b"stream: Test.Marker FOUND\0" if MALWARE in content else b"stream: OK\0"


class Clamd(socketserver.ThreadingUnixStreamServer):
    """What it was `asked`, in order; while it `is_dumb` it takes calls and answers none."""

    daemon_threads = True
    is_dumb = False

    def __init__(self, place: str) -> None:
        self.asked: list[str] = []
        super().__init__(place, _Talk)


@contextmanager
def clamd(folder: Path) -> Generator[Clamd]:
    """Run a scanner at a socket in a folder, called `clamd`."""
    with Clamd(str(folder / "clamd")) as server:
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        serving.start()
        yield server
        server.shutdown()
        serving.join()
