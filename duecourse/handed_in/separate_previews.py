"""Previews made in a process of their own: it gets the bytes and a task, little time and memory, and nothing else.

It sees no variable of this process, writes no file, and what it answers is never longer than it may be.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import BoundedSemaphore, Lock, Thread, Timer
from typing import IO, Any, TypeVar, cast

from duecourse.machine.system_ways import end_with_children, least_environment, was_stopped
from engine.ports.custody.previews import AttachedFile, DrawnPicture, NoPreview, ReadFile, WhyNot

SECONDS = 15
"""After so long the process is ended, whatever it does."""
AT_ONCE, WAITING, PATIENCE = 2, 6, 30
"""So many processes run at once, so many wait for one, and so many seconds; who comes after them waits for nothing."""
MOST_ANSWERED = 260 * 1024 * 1024
"""So many bytes of an answer are read: the largest file that can come with an e-mail."""
LEAVING = 2.0
"""Seconds that a process has to end by itself, once it has said everything."""
MOST_REMEMBERED = 5000
"""Of so many e-mails it is remembered what came with them: they never change."""
JPEG = "image/jpeg"
START = "import sys; sys.path.insert(0, sys.argv[1]); from duecourse.handed_in.preview_worker import work; work()"


def root() -> Path:
    """Give the folder from which the process takes our code."""
    return Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class _Answered:
    """What a process wrote, how it ended, and whether it had to be ended."""

    written: bytes
    code: int
    was_ended: bool


Found = TypeVar("Found")


@dataclass(frozen=True, kw_only=True)
class SeparatePreviews:
    """Starts a process for each preview, two at a time; those who come next wait, and not for ever."""

    seconds: float = SECONDS
    _turn: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(AT_ONCE))
    _room: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(AT_ONCE + WAITING))
    _inside: OrderedDict[str, tuple[str, ...]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def draw(self, content: bytes, media_type: str, longest: int) -> DrawnPicture | NoPreview:
        """Draw a picture, or the first page of a document, again, so that no side is longer than `longest` dots."""
        return self._ask("draw", content, media_type, longest, lambda _, data: DrawnPicture(data, JPEG))

    def read(self, content: bytes, media_type: str) -> ReadFile | NoPreview:
        """Read the words of a text, an e-mail or a document."""
        return self._ask("read", content, media_type, 0, lambda found, _: _read_file(found))

    def attachment(self, content: bytes, media_type: str, number: int) -> bytes | NoPreview:
        """Take a file out of the e-mail that it came with."""
        return self._ask("attachment", content, media_type, number, lambda _, data: data)

    def digests(self, content: bytes, media_type: str) -> tuple[str, ...] | NoPreview:
        """Give the digests of everything that came with an e-mail, and with the e-mails in it; asked once for each."""
        key = f"{media_type} {sha256(content).hexdigest()}"
        with self._lock:
            known = self._inside.get(key)
        if known is not None:
            return known
        found = self._ask("digests", content, media_type, 0, lambda told, _: tuple(map(str, told["digests"])))
        if not isinstance(found, NoPreview):
            with self._lock:
                self._inside[key] = found
                while len(self._inside) > MOST_REMEMBERED:
                    self._inside.popitem(last=False)
        return found

    def _ask(
        self, task: str, content: bytes, media_type: str, number: int, take: Callable[[Mapping[str, Any], bytes], Found]
    ) -> Found | NoPreview:
        """Take what the process answers, a line of JSON and bytes; it may be broken off anywhere."""
        command = [sys.executable, "-I", "-c", START, str(root()), task, media_type, str(number)]
        if not self._room.acquire(blocking=False):
            return NoPreview(WhyNot.SLOW)
        try:
            if not self._turn.acquire(timeout=PATIENCE):
                return NoPreview(WhyNot.SLOW)
            try:
                answered = _run(command, content, self.seconds)
            finally:
                self._turn.release()
        finally:
            self._room.release()
        if answered.was_ended or was_stopped(answered.code):
            return NoPreview(WhyNot.SLOW)
        try:
            line, _, data = answered.written.partition(b"\n")
            found = cast("dict[str, Any]", json.loads(line))
            if answered.code or len(data) != found["length"]:
                return NoPreview(WhyNot.BROKEN)
            return NoPreview(WhyNot(found["why"])) if "why" in found else take(found, data)
        except (ValueError, KeyError, TypeError):
            return NoPreview(WhyNot.BROKEN)


def _read_file(found: Mapping[str, Any]) -> ReadFile:
    return ReadFile(
        text=str(found["text"]),
        form=str(found["form"]),
        is_cut=bool(found["is_cut"]),
        said=tuple((str(name), str(text)) for name, text in found["said"]),
        attached=tuple(AttachedFile(int(number), str(name), int(size)) for number, name, size in found["attached"]),
    )


def _run(command: list[str], content: bytes, seconds: float) -> _Answered:
    """Give what a process says about some bytes, and how it ended."""
    process = subprocess.Popen(  # noqa: S603  # this interpreter with words of ours; the bytes are its input
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=least_environment(),
        cwd=root().anchor,
        start_new_session=True,
    )
    told, said = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
    ended: list[bool] = []

    def end() -> None:
        ended.append(True)
        _kill(process)

    timer, teller = Timer(seconds, end), Thread(target=_tell, args=(told, content), daemon=True)
    try:
        timer.start()
        teller.start()
        answered = said.read(MOST_ANSWERED + 1)
        if len(answered) <= MOST_ANSWERED:
            with suppress(subprocess.TimeoutExpired):
                process.wait(LEAVING)
    finally:
        timer.cancel()
        _kill(process)
        process.wait()
        said.close()
    teller.join()
    is_too_long = len(answered) > MOST_ANSWERED
    return _Answered(b"" if is_too_long else answered, 1 if is_too_long else process.returncode, bool(ended))


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a process with everything that it may have started."""
    if process.returncode is None:
        end_with_children(process)


def _tell(told: IO[bytes], content: bytes) -> None:
    with suppress(BrokenPipeError, ValueError), told:
        told.write(content)
