"""Files with a report on the command line: never before it is said that none may show an image of a child."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli import ADDRESSES, CALM, CommandLine, as_options

PICTURE = b"\x89PNG\r\n\x1a\n" + b"a picture" * 20


def test_a_file_comes_in_with_a_report_and_stands_in_the_case(line: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "screen.png"
    file.write_bytes(PICTURE)
    options = ("--address", ADDRESSES[0], "--file", str(file), "--came-by", "telephone", "--reported-by", "nobody")
    document = line.done("oakfield-teacher", "open", *options, "--none-may-be-illegal", *as_options(CALM))
    [kept] = line.done("oakfield-senior", "evidence", "list", str(document["reference"]))

    assert (kept["name"], kept["size"]) == ("screen.png", len(PICTURE))


@pytest.mark.parametrize(
    ("said", "facts"),
    [((), CALM), (("--none-may-be-illegal",), {**CALM, "illegal_image": "dont_know"})],
    ids=["nobody said it", "there may be one"],
)
def test_otherwise_no_file_is_read(
    line: CommandLine, tmp_path: Path, said: tuple[str, ...], facts: dict[str, str]
) -> None:
    file = tmp_path / "screen.png"
    file.write_bytes(PICTURE)
    refused = line.refused("oakfield-teacher", "open", "--file", str(file), *said, *as_options(facts))

    assert "nobody copies, saves or sends such an image" in refused
