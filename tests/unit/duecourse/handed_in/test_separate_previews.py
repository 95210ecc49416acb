"""Previews in a process of their own, which cannot take more time, memory or room than it is given."""

from __future__ import annotations

import subprocess
import sys
from hashlib import sha256
from threading import BoundedSemaphore

import pytest

from duecourse.handed_in import separate_previews
from duecourse.handed_in.preview_worker import MEMORY, PROCESSOR_SECONDS
from duecourse.handed_in.separate_previews import SeparatePreviews, root
from engine.ports.custody.previews import DrawnPicture, NoPreview, ReadFile, WhyNot
from tests.handed_in_files import bomb, mail, picture

PREVIEWS = SeparatePreviews()
LIMITED = (
    "import sys; sys.path.insert(0, sys.argv[1])\n"
    "from duecourse.handed_in.preview_worker import LIMITS, hold_to; hold_to(LIMITS)\n"
    "import os, resource\n"
    "limits = resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE\n"
    "print([resource.getrlimit(each)[1] for each in limits])\n"
    "try: bytearray(4 << 30)\n"
    "except MemoryError: print('no memory')\n"
)


def test_a_picture_comes_back_drawn_and_words_come_back_read() -> None:
    drawn, read = PREVIEWS.draw(picture("PNG"), "image/png", 30), PREVIEWS.read(b"Two words", "text/plain")

    assert isinstance(drawn, DrawnPicture)
    assert (drawn.content[:3], drawn.media_type) == (b"\xff\xd8\xff", "image/jpeg")
    assert read == ReadFile(text="Two words", form="UTF-8")
    assert PREVIEWS.attachment(mail(("a.bin", b"\x00\n\x01")), "message/rfc822", 1) == b"\x00\n\x01"


@pytest.mark.parametrize(
    ("content", "media_type", "why"),
    [
        pytest.param(bomb(), "image/png", WhyNot.LARGE, id="made to fill the memory"),
        pytest.param(b"\x89PNG\r\n\x1a\nrest", "image/png", WhyNot.BROKEN, id="broken"),
        pytest.param(b"%PDF-1.4 nothing", "application/pdf", WhyNot.BROKEN, id="a broken PDF"),
        pytest.param(b"x", "video/mp4", WhyNot.KIND, id="of another kind"),
    ],
)
def test_what_cannot_be_drawn_harms_nobody_and_says_why(content: bytes, media_type: str, why: WhyNot) -> None:
    assert PREVIEWS.draw(content, media_type, 30) == NoPreview(why)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        pytest.param("print(json.dumps({'length': 9}), 'half', sep=chr(10))", WhyNot.BROKEN, id="cut off"),
        pytest.param("print(json.dumps({'length': 0})); sys.exit(3)", WhyNot.BROKEN, id="ended in a fault"),
        pytest.param("print('[]')", WhyNot.BROKEN, id="of another form"),
        pytest.param("print(json.dumps({'length': 0, 'why': 'mood'}))", WhyNot.BROKEN, id="an unknown word"),
        pytest.param("os.kill(os.getpid(), 9)", WhyNot.SLOW, id="ended for its time of the processor"),
    ],
)
def test_an_answer_that_is_not_whole_is_none(monkeypatch: pytest.MonkeyPatch, line: str, why: WhyNot) -> None:
    monkeypatch.setattr(separate_previews, "START", f"import json, os, sys; {line}")

    assert SeparatePreviews().read(b"Two words", "text/plain") == NoPreview(why)


def test_who_comes_after_all_who_wait_is_answered_at_once() -> None:
    room = BoundedSemaphore(1)
    room.acquire()

    assert SeparatePreviews(_room=room).read(b"Two words", "text/plain") == NoPreview(WhyNot.SLOW)


def test_what_came_with_an_email_is_looked_into_once(monkeypatch: pytest.MonkeyPatch) -> None:
    previews, content = SeparatePreviews(), mail(("a.txt", b"words"))
    first = previews.digests(content, "message/rfc822")
    monkeypatch.setattr(separate_previews, "START", "no program")

    assert first == (sha256(b"words").hexdigest(),)
    assert previews.digests(content, "message/rfc822") == first


def test_a_process_that_takes_too_long_is_ended() -> None:
    assert SeparatePreviews(seconds=0.001).draw(picture("PNG"), "image/png", 30) == NoPreview(WhyNot.SLOW)


def test_the_process_has_little_memory_and_time_and_writes_no_file() -> None:
    told = subprocess.run(
        [sys.executable, "-I", "-c", LIMITED, str(root())], capture_output=True, text=True, check=True, env={}
    )

    assert told.stdout.split("\n")[:2] == [str([MEMORY, PROCESSOR_SECONDS, 0]), "no memory"]
