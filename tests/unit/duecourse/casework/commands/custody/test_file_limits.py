"""How large a file may be, as the trust sets it."""

from __future__ import annotations

import pytest

from duecourse.casework.commands.custody.file_kinds import judge
from duecourse.casework.commands.custody.file_limits import MEGABYTE, FileLimits, in_megabytes
from engine.errors import BadInput
from engine.ports.settings import wrong_setting

PICTURE, FILM = judge(b"\x89PNG\r\n\x1a\n"), judge(b"\0\0\0\x18ftypisom")


def test_a_recording_may_be_larger_than_a_picture() -> None:
    limits = FileLimits(file=2, recording=5)
    limits.demand_size(PICTURE, 2 * MEGABYTE)
    limits.demand_size(FILM, 5 * MEGABYTE)

    with pytest.raises(BadInput, match=r"has 3\.0 MB; a file may have at most 2 MB"):
        limits.demand_size(PICTURE, 3 * MEGABYTE)
    with pytest.raises(BadInput, match="a video or a sound may have at most 5 MB"):
        limits.demand_size(FILM, 5 * MEGABYTE + 1)
    with pytest.raises(BadInput, match="at most 5 MB can be kept"):
        limits.demand_any(6 * MEGABYTE)


@pytest.mark.quotes
def test_it_is_said_how_large_a_file_may_be() -> None:
    assert FileLimits(25, 100).says == "at most 25 MB each, a video or a sound at most 100 MB"
    assert FileLimits(25, 25).says == "at most 25 MB each"
    assert [in_megabytes(size) for size in (0, 1, 1_500_000)] == ["0 MB", "0.1 MB", "1.4 MB"]


@pytest.mark.parametrize("name", ["largest_file", "largest_recording", "files_a_day"])
def test_a_trust_sets_whole_megabytes_within_what_can_be_sent(name: str) -> None:
    assert [wrong_setting(name, value) != "" for value in ("1", "250", "0", "-1", "2.5", "ten", "²", "9" * 50)] == [
        False,
        False,
        *[True] * 6,
    ]


def test_what_is_too_large_for_any_but_a_recording_is_not_read_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    limits, film = FileLimits(file=1, recording=2), b"\0\0\0\x18ftypisom" + bytes(MEGABYTE)

    assert limits.judge(film) == FILM
    monkeypatch.setattr("duecourse.casework.commands.custody.file_limits.judge", None)
    with pytest.raises(BadInput, match="a file may have at most 1 MB"):
        limits.judge(b"a" * (MEGABYTE + 1))
