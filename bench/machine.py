"""What a benchmark ran on."""

from __future__ import annotations

import os
import platform
import sqlite3


def describe() -> str:
    """Name processor count, Python and SQLite; nothing that names the machine itself."""
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
