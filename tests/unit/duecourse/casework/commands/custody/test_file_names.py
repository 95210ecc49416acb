"""Names of files, as people, programs and those who mean harm give them."""

from __future__ import annotations

import pytest

from duecourse.casework.commands.custody.file_names import LONGEST, kept_name


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("what I saw.png", "what I saw.png"),
        ("/home/ann/Pictures/what I saw.png", "what I saw.png"),
        ("C:\\Users\\ann\\saw.png", "saw.png"),
        ("../../etc/passwd", "passwd"),
        ("two\nlines\t.txt", "two lines .txt"),
        ("invoice\u202efdp.exe", "invoice\ufffdfdp.exe"),
        ("a\u2066b\u2069.png", "a\ufffdb\ufffd.png"),
        ("a\x1b[31m.png", "a\ufffd[31m.png"),
        ("لقطة شاشة.png", "لقطة شاشة.png"),
        ("family 👨\u200d👩\u200d👧.png", "family 👨\u200d👩\u200d👧.png"),
        ("", "file"),
        ("\u202e\u202d", "file"),
        ("..", "file"),
        ("\ud800.png", "\ufffd.png"),
    ],
)
def test_a_name_is_kept_without_what_would_lead_astray(given: str, kept: str) -> None:
    assert kept_name(given) == kept


def test_a_name_that_is_too_long_keeps_its_beginning_and_what_says_its_kind() -> None:
    kept = kept_name(f"{'screenshot ' * 40}.jpeg")

    assert len(kept) == LONGEST
    assert kept.startswith("screenshot screenshot")
    assert kept.endswith("….jpeg")
    assert len(kept_name("x" * 4000)) == LONGEST
