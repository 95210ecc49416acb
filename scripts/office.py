"""Find LibreOffice Writer for the tests, or get it: printed is the path of one that was started and answered.

The order: the variable OFFICE_PATH, the one on this machine, and Debian's without a window (86 MB to fetch, 263 MB
unpacked, about a minute) where packages may be installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.attempts import Attempt, by_package, tried

NAMES = ("soffice", "libreoffice", "lowriter")
PLACES = (
    "/usr/lib/libreoffice/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.com",
)
PACKAGES = ("libreoffice-writer-nogui", "fonts-liberation")
LONGEST = 120
"""Seconds that it may take for one run: the first of a new profile is the slowest."""
USUAL = ("convert ", "Warning: failed to launch javaldx")
"""What it says of each file, and that there is no Java, which no letter needs."""
ADVICE = (
    "The tests of Word files need LibreOffice Writer, and none could be started. Get it with:\n"
    "    sudo apt-get install --no-install-recommends libreoffice-writer-nogui fonts-liberation    (Debian, Ubuntu)\n"
    "or say where yours is: OFFICE_PATH=/path/to/soffice make thorough\n"
)


@dataclass(frozen=True, slots=True)
class OfficeMachine:
    """Where LibreOffice may be, and what may bring it; a test gives a machine that has none."""

    named: str = field(default_factory=lambda: os.environ.get("OFFICE_PATH", ""))
    search: str = field(default_factory=lambda: os.environ.get("PATH", ""))
    places: tuple[str, ...] = PLACES
    attempts: tuple[Attempt, ...] = field(default_factory=lambda: by_package(*PACKAGES))


def _candidates(machine: OfficeMachine) -> Iterator[str]:
    yield machine.named
    yield from (shutil.which(name, path=machine.search) or "" for name in NAMES)
    yield from machine.places


def converted(office: str, form: str, files: tuple[Path, ...], target: Path) -> str:
    """Let LibreOffice write files in another form into a folder; gives what it complains of, or "".

    Nobody's own settings are read or written: it has a profile for this run alone.
    """
    with TemporaryDirectory() as profile:
        command = (
            *(office, f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--norestore"),
            *("--convert-to", form, "--outdir", str(target), *map(str, files)),
        )
        try:
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LONGEST, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return f"it cannot be run ({error})"
    lacking = [each.name for each in files if not (target / f"{each.stem}.{form.split(':')[0]}").is_file()]
    told = [line for line in (done.stdout + done.stderr).splitlines() if line and not line.startswith(USUAL)]
    return "; ".join((*told, *(f"it wrote nothing for {name}" for name in lacking)))


def _works(path: str) -> bool:
    """Start LibreOffice and let it write a line of text as a Word file."""
    if not path or not Path(path).exists():
        return False
    with TemporaryDirectory() as name:
        place = Path(name)
        (place / "here.txt").write_text("here\n", encoding="utf-8")
        return not converted(path, "docx", (place / "here.txt",), place)


def find_office(machine: OfficeMachine | None = None) -> str:
    """Give the first LibreOffice that writes, by default of this machine; "" where there is none."""
    return next((path for path in _candidates(machine or OfficeMachine()) if _works(path)), "")


def main(machine: OfficeMachine) -> int:
    """Print the path of a LibreOffice that works; exit code 1 with the command to get one where there is none."""
    found = find_office(machine)
    for attempt in () if found else machine.attempts:
        went_wrong = tried(attempt)
        found = "" if went_wrong else find_office(machine)
        if found:
            break
        sys.stderr.write(f"No LibreOffice from this: {went_wrong or 'none is there afterwards'}.\n")
    if not found:
        sys.stderr.write(ADVICE)
        return 1
    sys.stdout.write(f"{found}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(OfficeMachine()))
