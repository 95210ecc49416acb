"""What no browser sends and no person types, thrown at every way in: values, names of files, bytes, headers."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.rungs import examples

NASTY = (
    "",
    " ",
    "0",
    "-1",
    "1",
    "2",
    "9" * 25,
    "9" * 5_000,
    "1e9",
    "٣",
    "²",
    "é",
    "\0",
    "a\0b",
    "\x1f",
    "\x1b[31m",
    "\u202e",
    "\ufeff",
    "\U0001f600",
    "<b>&\"'",
    "../..",
    "a/b",
    "//evil.example",
    "'; DROP TABLE cases; --",
    "%",
    "%00",
    "{{7*7}}",
    "x" * 600,
    "x" * 21_000,
    "no",
    "yes",
    "unknown:",
    "2026-02-30",
    "2026-13-01T99:99",
    "https://a.example/\n\0",
    "https://[::1",
    "https://" + "a" * 11_000,
    "javascript:alert(1)",
    "senior manager",
    "oakfield-head",
    "removal/1",
)
NUMBERS = ("9" * 5_000, "9" * 4_999, "9" * 25, "-1", "²", "٣")
nasty = st.sampled_from(NASTY) | st.text(max_size=40)


@dataclass(frozen=True)
class Throw:
    """What chance gave: drawn before anything is asked for, because an answer depends on what was sent before."""

    values: tuple[str, ...]
    picks: tuple[int, ...]


THROWS = st.builds(Throw, st.tuples(*[nasty] * 8), st.tuples(*[st.integers(min_value=0, max_value=2_519)] * 13))

BEGINNINGS = (
    b"",
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    b"\xff\xd8\xff\xe0\0\x10JFIF\0",
    b"GIF89a",
    b"RIFF\xff\xff\xff\xffWEBPVP8 ",
    b"RIFF\x10\0\0\0WAVEfmt ",
    b"\0\0\0\x18ftypheic\0\0\0\0",
    b"\0\0\0\x18ftypmp42\0\0\0\0",
    b"%PDF-1.7\n",
    b"\n\n%PDF-1.4\n1 0 obj\n",
    b"PK\x03\x04\x14\0\0\0\x08\0",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"From: a@b.example\r\nSubject: =?utf-8?q?=C3?=\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n",
    b"\xff\xfeh\0i\0",
    b"\xfe\xff\0h",
    b"ID3\x03\0\0\0\0\0\0",
    b"OggS\0\x02",
    b'name,e-mail\r\n"Ann',
    b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'>",
    b"MZ\x90\0",
)
"""How files of many kinds begin; what follows is noise."""
BYTES = st.tuples(st.sampled_from(BEGINNINGS), st.binary(max_size=300)).map(b"".join)
FILE_NAMES = st.one_of(
    nasty.map(lambda text: text[:2_000]),
    st.sampled_from(
        (
            "photo.png",
            "photo.PNG.exe",
            "..\\..\\boot.ini",
            "/etc/passwd",
            "CON",
            "a\nb.pdf",
            "a\r\nX: y.pdf",
            "\u202egnp.exe",
            ".htaccess",
            "x" * 300 + ".pdf",
            'say "hi".txt',
        )
    ),
)
"""Names as other machines give them, and as nobody should."""
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


def throwing(usual: int) -> settings:
    """Say how often something is thrown: five times `usual` in `make thorough`, where what refuses a change must be
    the same each time, and fifty times, at random, in `make endurance`.
    """
    often = examples(usual)
    return settings(max_examples=often, deadline=None, suppress_health_check=QUIET, derandomize=often < 50 * usual)
