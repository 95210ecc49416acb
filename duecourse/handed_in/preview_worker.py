"""The process in which a preview is made: it takes its limits upon itself before it looks at a single byte."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping

from duecourse.handed_in.unfit_files import Unfit
from duecourse.machine.system_ways import hold_to

MEMORY, PROCESSOR_SECONDS = 1024 * 1024 * 1024, 10
"""What a preview may take: bytes of memory, and seconds of a processor."""

LIMITS = {"RLIMIT_AS": MEMORY, "RLIMIT_CPU": PROCESSOR_SECONDS, "RLIMIT_FSIZE": 0, "RLIMIT_CORE": 0}


def work() -> None:
    """Do the one task that the command line names on the bytes that come in, and write the answer out."""
    _, task, media_type, number = sys.argv[1:5]
    try:
        hold_to(LIMITS)
        content = sys.stdin.buffer.read()
        found, data = _TASKS[task](content, media_type, int(number))
    except Unfit as unfit:
        found, data = {"why": unfit.why}, b""
    except MemoryError:
        found, data = {"why": "large"}, b""
    except Exception:
        # whatever a library makes of a broken file: it cannot be shown
        found, data = {"why": "broken"}, b""
    told = json.dumps({**found, "length": len(data)})
    sys.stdout.buffer.write(told.encode() + b"\n" + data)
    sys.stdout.flush()


def _draw(content: bytes, media_type: str, longest: int) -> tuple[Mapping[str, object], bytes]:
    from duecourse.handed_in.drawn_pictures import draw

    return {"media_type": "image/jpeg"}, draw(content, media_type, longest)


def _read(content: bytes, media_type: str, _: int) -> tuple[Mapping[str, object], bytes]:
    from duecourse.handed_in.plain_words import read

    return read(content, media_type), b""


def _attachment(content: bytes, media_type: str, number: int) -> tuple[Mapping[str, object], bytes]:
    from duecourse.handed_in.opened_mail import open_mail

    return {}, open_mail(content, media_type).bytes_of(number)


def _digests(content: bytes, media_type: str, _: int) -> tuple[Mapping[str, object], bytes]:
    from duecourse.handed_in.mail_digests import digests_in

    return {"digests": digests_in(content, media_type)}, b""


_TASKS: Mapping[str, Callable[[bytes, str, int], tuple[Mapping[str, object], bytes]]] = {
    "draw": _draw,
    "read": _read,
    "attachment": _attachment,
    "digests": _digests,
}
