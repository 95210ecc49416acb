"""How large a file may be, and how much one person hands in on one day: what the trust sets, or else what is usual."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from duecourse.casework.commands.custody.file_kinds import FileKind, judge, marked
from duecourse.casework.context.services import Caller, Services
from engine.errors import BadInput
from engine.ports.records import Organisation
from engine.ports.settings import FILES_A_DAY, LARGEST_FILE, LARGEST_RECORDING, MOST_MEGABYTES, USUAL_MEGABYTES
from engine.ports.store import Reading

MEGABYTE = 1024 * 1024
SMALLER = "A screenshot of what matters, or a shorter recording, is smaller."
MOST_BYTES = MOST_MEGABYTES * MEGABYTE
"""More than any trust sets: so much is read of what is sent in one go."""


@dataclass(frozen=True, slots=True)
class FileLimits:
    """How many megabytes a file, a video or sound, and the files of one person on one day may have."""

    file: int = USUAL_MEGABYTES[LARGEST_FILE]
    recording: int = USUAL_MEGABYTES[LARGEST_RECORDING]
    a_day: int = USUAL_MEGABYTES[FILES_A_DAY]

    @property
    def says(self) -> str:
        """Say how large a file may be, for those who choose one."""
        if self.file == self.recording:
            return f"at most {self.file} MB each"
        return f"at most {self.file} MB each, a video or a sound at most {self.recording} MB"

    def demand_any(self, size: int) -> None:
        """Refuse what is too large whatever it is, before it is read. Raises BadInput."""
        most = max(self.file, self.recording)
        if size > most * MEGABYTE:
            raise BadInput(f"The file has {in_megabytes(size)}; at most {most} MB can be kept. {SMALLER}")

    def judge(self, content: bytes) -> FileKind:
        """Say what a file is, if the trust keeps one so large; larger ones are not read as text. Raises BadInput."""
        kind = marked(content)
        if kind is None and len(content) > self.file * MEGABYTE:
            raise BadInput(
                f"The file has {in_megabytes(len(content))}; a file may have at most {self.file} MB. {SMALLER}"
            )
        kind = kind or judge(content)
        self.demand_size(kind, len(content))
        return kind

    def demand_size(self, kind: FileKind, size: int) -> None:
        """Refuse a file that is larger than the trust keeps. Raises BadInput."""
        most = self.recording if kind.is_recording else self.file
        if size > most * MEGABYTE:
            what = "a video or a sound" if kind.is_recording else "a file"
            raise BadInput(f"The file has {in_megabytes(size)}; {what} may have at most {most} MB. {SMALLER}")


def limits_of(trust: Organisation) -> FileLimits:
    """Give what a trust has set."""
    return FileLimits(*(_set(trust.settings, name) for name in (LARGEST_FILE, LARGEST_RECORDING, FILES_A_DAY)))


def _set(settings: Mapping[str, str], name: str) -> int:
    return int(settings.get(name) or USUAL_MEGABYTES[name])


def demand_room(services: Services, reading: Reading, caller: Caller, size: int, waiting: int = 0) -> None:
    """Refuse more than one person hands in on one day, with what waits in a report of theirs. Raises BadInput."""
    trust, now = reading.organisation(), services.clock.now()
    day = now.astimezone(ZoneInfo(trust.zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    today = waiting + reading.bytes_added(trust.id, caller.viewer.person, day)
    most = limits_of(trust).a_day
    if today + size > most * MEGABYTE:
        raise BadInput(
            f"You have handed in {in_megabytes(today)} of files today, and this would make it more than the {most} MB "
            "that are kept from one person on one day. Hand the rest in tomorrow, or ask those who look after "
            "Duecourse for more room."
        )


def demand_limits(services: Services, caller: Caller, contents: Sequence[bytes]) -> None:
    """Refuse files that are larger, or together more, than the trust keeps. Raises BadInput, also for a kind."""
    with services.store.reading() as reading:
        limits = limits_of(reading.organisation())
    for content in contents:
        limits.judge(content)
    with services.store.reading() as reading:
        demand_room(services, reading, caller, sum(map(len, contents)))


def in_megabytes(size: int) -> str:
    """Say a number of bytes in megabytes, never as none where there are some."""
    return f"{max(size / MEGABYTE, 0.1):.1f} MB" if size else "0 MB"
