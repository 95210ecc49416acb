"""Write docs/reference/command-line.md from the commands themselves; a test compares."""

from __future__ import annotations

from pathlib import Path

from duecourse.cli import build
from duecourse.cli.reference import reference

if __name__ == "__main__":
    Path("docs/reference/command-line.md").write_text(reference(build()), encoding="utf-8")
