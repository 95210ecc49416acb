"""Previews made in a process of their own: it gets the bytes and a task, little time and memory, and nothing else.

It sees no variable of this process, writes no file, and what it answers is never longer than it may be.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import BoundedSemaphore, Thread, Timer
from typing import IO, Any, cast

from engine.ports.custody.previews import AttachedFile, DrawnPicture, NoPreview, ReadFile, WhyNot

SECONDS = 15
"""After so long the process is ended, whatever it does."""
AT_ONCE, PATIENCE = 2, 30
"""So many processes run at once, and so many seconds those wait that come next."""
MOST_ANSWERED = 260 * 1024 * 1024
"""So many bytes of an answer are read: the largest file that can come with an e-mail."""
START = "import sys; sys.path.insert(0, sys.argv[1]); from duecourse.handed_in.preview_worker import work; work()"


def root() -> Path:
    """Give the folder from which the process takes our code."""
    return Path(__file__).parents[2]


@dataclass(frozen=True)
class SeparatePreviews:
    """Starts a process for each preview, two at a time; those who come next wait, and not for ever."""

    seconds: float = SECONDS
    _turn: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(AT_ONCE))

    def draw(self, content: bytes, media_type: str, longest: int) -> DrawnPicture | NoPreview:
        """Draw a picture, or the first page of a document, again, so that no side is longer than `longest` dots."""
        answer = self._ask("draw", content, media_type, longest)
        return answer if isinstance(answer, NoPreview) else DrawnPicture(answer[1], str(answer[0]["media_type"]))

    def read(self, content: bytes, media_type: str) -> ReadFile | NoPreview:
        """Read the words of a text, an e-mail or a document."""
        answer = self._ask("read", content, media_type, 0)
        if isinstance(answer, NoPreview):
            return answer
        found = answer[0]
        return ReadFile(
            text=str(found["text"]),
            form=str(found["form"]),
            is_cut=bool(found["is_cut"]),
            said=tuple((str(name), str(text)) for name, text in found["said"]),
            attached=tuple(AttachedFile(int(number), str(name), int(size)) for number, name, size in found["attached"]),
        )

    def attachment(self, content: bytes, media_type: str, number: int) -> bytes | NoPreview:
        """Take a file out of the e-mail that it came with."""
        answer = self._ask("attachment", content, media_type, number)
        return answer if isinstance(answer, NoPreview) else answer[1]

    def _ask(
        self, task: str, content: bytes, media_type: str, number: int
    ) -> tuple[Mapping[str, Any], bytes] | NoPreview:
        """Give what the process answered: a line of JSON, and bytes."""
        command = [sys.executable, "-I", "-c", START, str(root()), task, media_type, str(number)]
        if not self._turn.acquire(timeout=PATIENCE):
            return NoPreview(WhyNot.SLOW)
        try:
            answered, was_ended = _run(command, content, self.seconds)
        finally:
            self._turn.release()
        line, mark, data = answered.partition(b"\n")
        if not mark or len(answered) > MOST_ANSWERED:
            return NoPreview(WhyNot.SLOW if was_ended else WhyNot.BROKEN)
        found = cast("dict[str, Any]", json.loads(line))
        return NoPreview(WhyNot(found["why"])) if "why" in found else (found, data)


def _run(command: list[str], content: bytes, seconds: float) -> tuple[bytes, bool]:
    """Give what a process says about some bytes, and whether it had to be ended."""
    process = subprocess.Popen(  # noqa: S603  # this interpreter with words of ours; the bytes are its input
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, cwd="/"
    )
    told, said = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
    ended: list[bool] = []

    def end() -> None:
        ended.append(True)
        process.kill()

    timer, teller = Timer(seconds, end), Thread(target=_tell, args=(told, content), daemon=True)
    timer.start()
    teller.start()
    try:
        answered = said.read(MOST_ANSWERED + 1)
    finally:
        timer.cancel()
        process.kill()
        process.wait()
        teller.join()
        said.close()
    return answered, bool(ended)


def _tell(told: IO[bytes], content: bytes) -> None:
    with suppress(BrokenPipeError, ValueError), told:
        told.write(content)
