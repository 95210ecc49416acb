"""Commands that may bring a program that tests need: each bounded in time, and ended with all that it started."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attempt:
    """A command that may bring a program, and how many seconds it may take."""

    command: tuple[str, ...]
    seconds: float


def by_package(*packages: str) -> tuple[Attempt, ...]:
    """Give what installs packages of Debian where that may be done without a question; nothing on other machines."""
    apt = shutil.which("apt-get")
    ahead = () if not hasattr(os, "geteuid") or os.geteuid() == 0 else ("sudo", "-n")
    install = ("install", "-q", "-y", "--no-install-recommends", *packages)
    return (Attempt((*ahead, apt, "update", "-q"), 180), Attempt((*ahead, apt, *install), 420)) if apt else ()


def tried(attempt: Attempt) -> str:
    """Run a command with all that it starts; gives what went wrong, or "" where it came to a good end."""
    sys.stderr.write(f"Trying, for at most {attempt.seconds:g} seconds: {' '.join(attempt.command)}\n")
    try:
        started = subprocess.Popen(
            attempt.command,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            stderr=sys.stderr,
            start_new_session=True,
        )
    except OSError as error:
        return f"it cannot be run ({error})"
    try:
        code = started.wait(attempt.seconds)
    except subprocess.TimeoutExpired:
        os.killpg(started.pid, signal.SIGKILL)
        started.wait()
        return "it took too long and was ended"
    return f"it failed with exit code {code}" if code else ""
