"""The chain of an access log: its stored form, and every way in which a line may have been changed."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest

from engine.errors import BrokenRecord
from engine.identity import CaseReference, PersonId
from engine.record.access import Access, SealedAccess, access_body
from engine.record.chain import GENESIS, link, verify_accesses
from tests.builders import MONDAY

READ = Access(
    at=MONDAY, person=PersonId("zoë"), case=CaseReference("LUM-2026-0001"), what="read", detail="evidence 2, page 3"
)


def log(*accesses: Access) -> list[SealedAccess]:
    """Seal accesses, each after the one before it."""
    lines: list[SealedAccess] = []
    for number, access in enumerate(accesses, start=1):
        previous = lines[-1].hash if lines else GENESIS
        lines.append(resealed(SealedAccess(number, access, previous, "")))
    return lines


def resealed(line: SealedAccess) -> SealedAccess:
    """Give a line the hash that fits what it says."""
    return replace(line, hash=link(line.previous, access_body(line.sequence, line.access)))


def three_lines() -> list[SealedAccess]:
    refused = replace(READ, at=MONDAY + timedelta(minutes=1), what="refused", detail="")
    exported = replace(READ, at=MONDAY + timedelta(minutes=2), what="export")
    return log(READ, refused, exported)


def test_a_line_is_hashed_as_one_text_that_never_changes_its_form() -> None:
    assert access_body(7, READ) == ('[7,"2026-11-16T09:00:00+00:00","zoë","LUM-2026-0001","read","evidence 2, page 3"]')


def test_a_link_hashes_what_came_before_and_the_line_itself() -> None:
    line = log(READ)[0]
    text = "0" * 64 + '\n[1,"2026-11-16T09:00:00+00:00","zoë","LUM-2026-0001","read","evidence 2, page 3"]'

    assert line.hash == sha256(text.encode()).hexdigest()


def test_a_log_that_nobody_touched_gives_its_length() -> None:
    assert verify_accesses(three_lines()) == 3
    assert verify_accesses(log(READ)) == 1
    assert verify_accesses([]) == 0


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize(
    "forged",
    [
        replace(READ, at=MONDAY - timedelta(microseconds=1)),
        replace(READ, person=PersonId("zoe")),
        replace(READ, case=CaseReference("LUM-2026-0002")),
        replace(READ, what="looked"),
        replace(READ, detail="evidence 2, page 4"),
    ],
    ids=["at", "person", "case", "what", "detail"],
)
def test_a_line_that_says_something_else_is_found_and_named(forged: Access, number: int) -> None:
    lines = log(READ, READ, READ)
    lines[number - 1] = replace(lines[number - 1], access=forged)

    with pytest.raises(BrokenRecord, match=f"Line {number} of the access log"):
        verify_accesses(lines)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_an_altered_hash_is_found_at_its_line(number: int) -> None:
    lines = three_lines()
    lines[number - 1] = replace(lines[number - 1], hash="f" * 64)

    with pytest.raises(BrokenRecord, match=f"Line {number} "):
        verify_accesses(lines)


def test_a_line_that_is_sealed_again_breaks_the_chain_after_it() -> None:
    lines = three_lines()
    lines[1] = resealed(replace(lines[1], access=READ))

    with pytest.raises(BrokenRecord, match="Line 3 "):
        verify_accesses(lines)


def test_a_line_sealed_after_something_else_is_found_although_its_own_hash_fits() -> None:
    lines = three_lines()
    lines[0] = resealed(replace(lines[0], previous="f" * 64))

    with pytest.raises(BrokenRecord, match="Line 1 "):
        verify_accesses(lines)


def test_a_line_with_the_number_of_another_is_found_although_its_own_hash_fits() -> None:
    lines = three_lines()
    lines[2] = resealed(replace(lines[2], sequence=2))

    with pytest.raises(BrokenRecord, match="Line 3 "):
        verify_accesses(lines)


def test_a_line_that_was_taken_away_or_put_elsewhere_is_found() -> None:
    first, second, third = three_lines()

    with pytest.raises(BrokenRecord, match="Line 1 "):
        verify_accesses([second, third])
    with pytest.raises(BrokenRecord, match="Line 2 "):
        verify_accesses([first, third])
    with pytest.raises(BrokenRecord, match="Line 2 "):
        verify_accesses([first, third, second])
    with pytest.raises(BrokenRecord, match="Line 2 "):
        verify_accesses([first, first, second, third])
