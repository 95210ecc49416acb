"""Commands on a machine that has nothing of what only POSIX has, as Windows: tried by taking it away."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.cli import copy_of
from tests.serving import environment

WITHOUT = """
import asyncio, base64, os, signal, subprocess, sys, tempfile
for name in ("fcntl", "resource", "pwd", "grp", "termios"):
    sys.modules[name] = None
for name in ("fchmod", "fdatasync", "geteuid", "getuid", "killpg", "O_NONBLOCK"):
    delattr(os, name)
for name in ("SIGKILL", "SIGXCPU"):
    delattr(signal, name)
os.environ["USERNAME"] = "somebody"
from duecourse.cli import main
"""
PICTURE = """
from duecourse.handed_in.separate_previews import SeparatePreviews
content = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
print(type(SeparatePreviews().draw(content, "image/png", 100)).__name__)
"""


def run(folder: Path, script: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a script that begins by taking away what only POSIX has."""
    command = [sys.executable, "-c", WITHOUT + script, "--data", str(folder), *words]
    settings = {**environment(), "DUECOURSE_LOG_FILE": str(folder / "log.txt"), "DUECOURSE_LOG_SIZE": "1"}
    return subprocess.run(command, capture_output=True, text=True, env=settings, timeout=120, check=False)


def test_a_case_is_read_and_who_looked_is_kept(template: Path, tmp_path: Path) -> None:
    line = copy_of(template, tmp_path / "data")
    reference = line.report()
    shown = run(line.data, "main()", "show", reference, "--as", "oakfield-senior")
    looked = line.said("senior", "audit", "access", reference)

    assert (shown.returncode, shown.stderr) == (0, "")
    assert reference in shown.stdout
    assert re.search(r"oakfield-senior +\S+ +read", looked), looked


def test_a_picture_is_drawn_in_a_process_of_its_own(tmp_path: Path) -> None:
    drawn = run(tmp_path, PICTURE)

    assert (drawn.stdout.strip(), drawn.stderr) == ("DrawnPicture", "")
