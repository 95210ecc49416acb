"""The PDF of every letter before tools that others wrote: docs/reference/outside-validators.md says what each judges.

None of them is of this project, and none knows what our compiler asserts. Each is also given a broken PDF, so that a
tool that finds nothing whatever it is given would be noticed.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import page
import pikepdf
import pytest
from pdfua import validate

from letters.writers.pdf import Head, Printer
from tests.unit.letters.facts import drafted, shipped

AT = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
LETTERS = tuple(shipped().templates)
PROFILES = (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_2A)

LABELS = "Rows of a label and its value have no heads: the compiler can mark none that is in a row (ADR 0092)."
PRINTED = "Addresses of what is complained about, and of helplines as they are listed, are words and lead nowhere."
RUNNING = "The title and the reference at the foot of each sheet repeat what the letter says, and are not read out."
THANKS = "The subject is a sentence that thanks, and is a heading all the same."
ACCEPTED: Mapping[str, str] = {
    "pdfua UA-15-003": LABELS,
    "outloud TBL-001": LABELS,
    "outloud LNK-010": PRINTED,
    "outloud TAG-002": RUNNING,
    "outloud HDG-010": THANKS,
}
"""What is found and stays, with why; anything else fails."""

pytestmark = pytest.mark.thorough


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Print one PDF of every letter."""
    folder, printer = tmp_path_factory.mktemp("printed"), Printer()
    found = {}
    for letter in LETTERS:
        draft = drafted(letter)
        found[letter] = folder / f"{letter}.pdf"
        head = Head(draft.title, "LUM-2026-0042/K7F", draft=False)
        found[letter].write_bytes(printer.write(draft.blocks, head, AT))
    return found


@pytest.fixture
def untagged(printed: Mapping[str, Path], tmp_path: Path) -> Path:
    """A letter whose tags and claims were taken out."""
    file = tmp_path / "untagged.pdf"
    with pikepdf.open(printed[LETTERS[0]]) as pdf:
        for name in ("/StructTreeRoot", "/MarkInfo", "/Lang", "/Metadata"):
            del pdf.Root[name]
        pdf.save(file)
    return file


def ends_in_carriage_return(content: bytes, number: int) -> bool:
    """Say whether the data of a stream ends in a carriage return, which then looks like half of the line end behind it.

    Its length is right all the same where exactly so many bytes unpack.
    """
    begins = re.search(rb"(?:^|\n)%d 0 obj\s*<<(.*?)>>\s*stream\n" % number, content, re.DOTALL)
    length = re.search(rb"/Length (\d+)", begins[1]) if begins else None
    if begins is None or length is None:
        return False
    data = content[begins.end() : begins.end() + int(length[1])]
    unpacked = zlib.decompressobj()
    unpacked.decompress(data)
    whole = unpacked.eof and not unpacked.unused_data
    return whole and data.endswith(b"\r") and content[begins.end() + len(data) :].startswith(b"\nendstream")


def judged(file: Path, profile: page.ValidationProfile) -> Iterator[str]:
    """Give what `page` finds, but for a length that is right."""
    for failure in page.validate_pdf(file, profile=profile).failures:
        of_length, stream = failure.rule_id.endswith("-STREAM-LENGTH-001"), failure.object_id
        if of_length and stream and ends_in_carriage_return(file.read_bytes(), stream.object_number):
            continue
        yield f"{failure.rule_id}: {failure.message}"


def heard(files: Mapping[str, Path], folder: Path) -> list[str]:
    """Give what `outloud` finds in some files, as `outloud RULE`, errors and warnings alike."""
    told = folder / "outloud.json"
    command = [
        sys.executable,
        "-c",
        "from outloud.cli import main; main()",
        *map(str, files.values()),
        "--json",
        str(told),
        "--fail-on",
        "never",
    ]
    subprocess.run(command, check=True, capture_output=True)  # our own tool, our own files
    document = json.loads(told.read_text(encoding="utf-8"))
    results = document["results"]
    assert len(results) == len(files)
    assert [each["path"] for each in results if each.get("error")] == []
    return [f"outloud {finding['rule']}" for each in results for finding in each["findings"]]


@pytest.mark.parametrize("profile", PROFILES, ids=lambda each: each.value)
def test_every_letter_keeps_every_rule_of_the_standard_that_it_claims(
    profile: page.ValidationProfile, printed: Mapping[str, Path]
) -> None:
    assert [(letter, said) for letter, file in printed.items() for said in judged(file, profile)] == []


def test_every_letter_is_whole_before_qpdf(printed: Mapping[str, Path]) -> None:
    for file in printed.values():
        with pikepdf.open(file) as pdf:
            assert pdf.check_pdf_syntax() == []


def test_no_reader_is_failed_by_what_validators_do_not_ask(printed: Mapping[str, Path], tmp_path: Path) -> None:
    found = {
        *(f"pdfua {each.rule_id}" for file in printed.values() for each in validate(str(file)).findings),
        *heard(printed, tmp_path),
    }

    assert found <= set(ACCEPTED), found - set(ACCEPTED)
    assert set(ACCEPTED) <= found, "what no tool finds any more is no longer to be accepted"


def test_the_tools_notice_a_letter_without_tags(untagged: Path, tmp_path: Path) -> None:
    assert list(judged(untagged, page.ValidationProfile.PDF_UA_1))
    assert list(judged(untagged, page.ValidationProfile.PDF_A_2A))
    assert [each for each in validate(str(untagged)).findings if f"pdfua {each.rule_id}" not in ACCEPTED]
    assert set(heard({"untagged": untagged}, tmp_path)) - set(ACCEPTED)


def test_qpdf_notices_a_letter_that_was_cut_short(printed: Mapping[str, Path], tmp_path: Path) -> None:
    file = tmp_path / "short.pdf"
    file.write_bytes(printed[LETTERS[0]].read_bytes()[:-2_000])
    with pikepdf.open(file) as pdf:
        assert pdf.check_pdf_syntax() or pdf.get_warnings()
