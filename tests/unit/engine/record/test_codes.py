"""Codes that tell nothing: unique in their case, the same as things are added, never a word and never a number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.identity import CaseId, InstanceId, PersonId, TrackName
from engine.record.codes import DIGITS, FORM, LETTERS, CodeKind, Codes, token, typed_code

CASES = st.uuids().map(lambda each: CaseId(str(each)))
TRACKS = tuple(TrackName(name) for name in ("case", "removal", "police", "support", "discipline"))
NUMBERED = [kind for kind in CodeKind if kind is not CodeKind.PROCEDURE]


def all_of(case: CaseId, most: int = 40) -> list[str]:
    """Give every code of a case with so many things of each kind."""
    codes = Codes(case, TRACKS)
    numbered = [codes.of(kind, number) for kind in NUMBERED for number in range(1, most + 1)]
    return numbered + [codes.of_procedure(InstanceId.of(track, n)) for n in range(1, most + 1) for track in TRACKS]


@given(CASES)
def test_no_two_things_of_a_case_share_a_code(case: CaseId) -> None:
    found = all_of(case)
    assert len(set(found)) == len(found)


@given(CASES, st.lists(st.integers(1, 60), min_size=1), st.permutations(TRACKS))
def test_a_code_stays_whatever_is_added_and_in_whatever_order_it_is_asked_for(
    case: CaseId, asked: list[int], tracks: list[TrackName]
) -> None:
    before, after = Codes(case, TRACKS), Codes(case, tracks)
    for number in asked:
        assert before.of(CodeKind.LETTER, number) == Codes(case, TRACKS).of(CodeKind.LETTER, number)
        on = InstanceId.of(TRACKS[number % 5], number % 7 + 1)
        assert before.of_procedure(on) == after.of_procedure(on)


@given(CASES)
def test_a_code_is_no_number_and_no_word_and_has_no_look_alikes(case: CaseId) -> None:
    for code in all_of(case, 20):
        assert FORM.fullmatch(code)
        assert not set(code) & set("AEIOUYL01")
        assert all(mark in (DIGITS if place % 2 else LETTERS) for place, mark in enumerate(code))


@given(CASES)
def test_a_code_is_found_however_it_is_typed(case: CaseId) -> None:
    code = Codes(case, TRACKS).of(CodeKind.FILE, 3)
    assert typed_code(f" {code.lower()} ") == code
    assert typed_code(code.replace("5", "S").replace("B", "8")) == code


def test_what_is_no_code_is_read_as_none() -> None:
    for text in ("", "7", "828", "removal/1", "removal", "K", "K7", "\u212a7F", "K7F/1", "K77"):
        assert typed_code(text) == "", text


def test_codes_of_another_case_are_others() -> None:
    one, other = all_of(CaseId("one")), all_of(CaseId("other"))
    assert sum(mine == theirs for mine, theirs in zip(one, other, strict=True)) < 5


def test_codes_stay_as_they_were_given_out() -> None:
    codes = Codes(CaseId("case"), TRACKS)
    given_out = [codes.of(kind, 1) for kind in NUMBERED]
    assert given_out == ["J9B", "P2Z", "X8X", "N4T", "W2V"]


def test_a_procedure_that_a_case_can_never_have_has_no_code() -> None:
    with pytest.raises(LookupError):
        Codes(CaseId("case"), TRACKS).of_procedure(InstanceId("unheard/1"))


def test_a_token_tells_viewers_cases_and_events_apart() -> None:
    one = token(CaseId("a"), PersonId("p"), 3)
    assert one == token(CaseId("a"), PersonId("p"), 3)
    others = (token(CaseId("b"), PersonId("p"), 3), token(CaseId("a"), PersonId("q"), 3))
    assert one not in (*others, token(CaseId("a"), PersonId("p"), 4))
