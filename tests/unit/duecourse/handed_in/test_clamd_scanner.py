"""The way to clamd, over a real socket that speaks as clamd does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from duecourse.clock import SetClock
from duecourse.handed_in.clamd_scanner import (
    ANSWERING,
    NOT_ASKED_FOR,
    REMEMBERED_FOR,
    ClamdPlace,
    ClamdScanner,
    read_place,
)
from engine.errors import BadInput
from engine.ports.custody.scanners import Checked, Verdict
from tests.clamd import LARGEST, MALWARE, clamd

NOW = datetime(2026, 10, 23, 9, 0, tzinfo=UTC)


def scanner_in(folder: Path, clock: SetClock | None = None) -> ClamdScanner:
    return ClamdScanner(place=ClamdPlace(path=str(folder / "clamd")), clock=clock or SetClock(NOW))


def test_what_it_finds_is_told_with_the_time(tmp_path: Path) -> None:
    with clamd(tmp_path):
        scanner = scanner_in(tmp_path)

        assert scanner.is_there()
        assert scanner.check(b"harmless" * 20_000) == Checked(Verdict.CLEAN, NOW)
        assert scanner.check(b"before " + MALWARE) == Checked(Verdict.MALWARE, NOW)


def test_what_it_does_not_answer_is_never_clean(tmp_path: Path) -> None:
    scanner = scanner_in(tmp_path)
    away = scanner_in(tmp_path).check(b"harmless")
    with clamd(tmp_path) as server:
        server.is_dumb = True
        dumb = scanner.check(b"harmless")

        assert {each.verdict for each in (away, dumb)} == {Verdict.SILENT}
        assert not scanner.is_there()


def test_after_a_silence_nobody_waits_for_half_a_minute(tmp_path: Path) -> None:
    clock = SetClock(NOW)
    scanner = scanner_in(tmp_path, clock)
    scanner.check(b"harmless")
    with clamd(tmp_path) as server:
        soon = scanner.check(b"harmless")
        clock.moment = NOW + NOT_ASKED_FOR
        later = scanner.check(b"harmless")

        assert (soon.verdict, later.verdict) == (Verdict.SILENT, Verdict.CLEAN)
        assert len(server.asked) == 1


@pytest.mark.parametrize(
    "answer", [b"INSTREAM size limit exceeded. ERROR\0", b"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0"]
)
def test_what_is_more_than_it_looks_into_is_neither_clean_nor_malware(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    monkeypatch.setattr("tests.clamd.TOO_LARGE", answer)
    with clamd(tmp_path):
        assert scanner_in(tmp_path).check(bytes(LARGEST + 1)).verdict is Verdict.LARGE


def test_a_whole_check_has_one_end_however_the_answer_trickles(tmp_path: Path) -> None:
    class Passing(SetClock):
        def monotonic(self) -> float:
            self.seconds += ANSWERING / 4
            return self.seconds

    with clamd(tmp_path):
        assert scanner_in(tmp_path, Passing(NOW)).check(b"harmless" * 50_000).verdict is Verdict.SILENT


def test_what_was_clean_is_asked_again_after_an_hour_and_malware_each_time(tmp_path: Path) -> None:
    clock = SetClock(NOW)
    scanner = scanner_in(tmp_path, clock)
    with clamd(tmp_path) as server:
        for _ in range(2):
            scanner.check(b"harmless")
            scanner.check(MALWARE)
        first = len(server.asked)
        clock.moment = NOW + REMEMBERED_FOR
        again = scanner.check(b"harmless")

        assert (first, len(server.asked)) == (3, 4)
        assert again.at == NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", None),
        ("unix:/run/clamav/clamd.ctl", ClamdPlace(path="/run/clamav/clamd.ctl")),
        ("127.0.0.1:3310", ClamdPlace(host="127.0.0.1", port=3310)),
        ("[::1]:3310", ClamdPlace(host="::1", port=3310)),
    ],
)
def test_where_it_listens_is_read(text: str, place: ClamdPlace | None) -> None:
    assert read_place(text) == place


@pytest.mark.parametrize("text", ["clamd", "unix:clamd", "host:", ":3310", "host:99999", "host:²"])
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="DUECOURSE_CLAMD"):
        read_place(text)
