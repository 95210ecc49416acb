"""What a benchmark ran on."""

from __future__ import annotations

import os
import platform
import sqlite3


def describe() -> str:
    """Name processor count, how busy it is, Python and SQLite; nothing that names the machine itself."""
    load = f"load {os.getloadavg()[0]:.0f} at the beginning"
    return f"{os.cpu_count()} cores ({load}), Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
