"""Empty lists to fill in: headings, and an example row that is passed over."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from duecourse.casework.setting_up.list_kinds import IGNORED, KINDS_OF_LISTS, ListKind


def blank_lists() -> Mapping[str, bytes]:
    """Give each list by the name of its file, as Excel opens it with every letter right."""
    return {kind.file: _blank(kind) for kind in KINDS_OF_LISTS}


def _blank(kind: ListKind) -> bytes:
    written = io.StringIO()
    writer = csv.writer(written)
    first, *rest = (column.example for column in kind.columns)
    writer.writerow([column.heading for column in kind.columns])
    writer.writerow([f"{IGNORED} {first}", *rest])
    return written.getvalue().encode("utf-8-sig")
