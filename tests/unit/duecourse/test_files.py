"""Bytes under their digest: whole or not at all, also where two keep the same ones at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from duecourse import files
from duecourse.files import EvidenceFiles
from duecourse.private_files import write_file


def test_two_that_keep_the_same_bytes_at_once_do_not_touch_the_part_of_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, others = EvidenceFiles(tmp_path), [b"the same bytes"]

    def write(path: Path, content: bytes, *, new: bool = False) -> None:
        write_file(path, content, new=new)
        if others:
            kept.keep(others.pop())

    monkeypatch.setattr(files, "write_file", write)
    digest = kept.keep(b"the same bytes")

    assert kept.fetch(digest) == b"the same bytes"
    assert [each.name for each in tmp_path.rglob("*") if each.is_file()] == [digest]
