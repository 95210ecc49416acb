"""Long texts are stored packed, and read as they were written; so are those that were stored as they are."""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files

import pytest

from engine.errors import BrokenRecord
from store.connection.compression import LETTERS, WORDS, packed, packed_letter, unpacked

EVENT = (
    '{"sequence":2,"kind":"acted","at":"2026-11-22T06:00:00Z","happened_at":"2026-11-22T06:00:00Z","by":"someone",'
    '"on":"case/1","action":"review","effects":[{"on":"case/1","to":"active","ended":false,"do":"moved"}],"notices":[],'
    '"commitments":{"via":"a10a55f0d8830b7c13043d70dffe8265b40f01cadcc50e44e2d19f25c7d5d830"}}'
)
OF_NOVEMBER_2026 = bytes.fromhex("0143c96cb500")
"""`{"sequence":2}`, as the first version that packed wrote it."""
BLOCKS = '[{"text":"Dear Oakley, thank you for your report."}]'
FACTS = '{"name":"Oakley, thank you for your report"}'
FACTS_OF_NOVEMBER_2026 = bytes.fromhex("02ab86398fa06aa55a00")
FACTS_OF_A_LETTER = bytes.fromhex("03ab86154604552bd50200")
"""FACTS as they were packed after BLOCKS, with the first words and with those of letters."""
SENTENCE = "We share what you told us only with the people who need it to deal with the matter."


@pytest.mark.parametrize("text", ["", "{}", EVENT, "Zoë — “quoted” 🙂", EVENT * 400, "\x01 is a mark"])
def test_what_is_packed_is_read_as_it_was_written(text: str) -> None:
    assert unpacked(packed(text)) == text


def test_an_event_takes_less_than_half() -> None:
    assert len(packed(EVENT)) < len(EVENT) / 2


@pytest.mark.parametrize("stored", [EVENT, EVENT.encode()])
def test_a_text_of_an_earlier_version_is_read_as_it_is(stored: bytes | str) -> None:
    assert unpacked(stored) == EVENT


def test_what_was_packed_once_can_be_read_for_ever() -> None:
    # other words are other bytes: whatever a store holds that was packed with these could no longer be read
    assert sha256(WORDS).hexdigest() == "efad47aa52573eb7e01f81e6839d55219b1c633dfa4e4c3621035062c228de46"
    assert sha256(files("store.connection").joinpath(LETTERS).read_bytes()).hexdigest() == (
        "e767a20afcbcc40dc802b91edd50705d35e65af25b378132078919e9d8f7c858"
    )
    assert unpacked(OF_NOVEMBER_2026) == '{"sequence":2}'
    assert unpacked(FACTS_OF_NOVEMBER_2026, BLOCKS) == unpacked(FACTS_OF_A_LETTER, BLOCKS) == FACTS


@pytest.mark.parametrize("other", ["", EVENT[:200], EVENT * 40, EVENT * 400])
def test_what_is_packed_after_another_text_is_read_after_it_and_takes_less(other: str) -> None:
    stored = packed_letter(EVENT, other)

    assert unpacked(stored, other) == EVENT
    assert len(stored) <= len(packed_letter(EVENT))
    assert len(packed_letter(EVENT, EVENT)) < 20


def test_a_sentence_that_our_letters_say_takes_hardly_anything() -> None:
    assert unpacked(packed_letter(SENTENCE)) == SENTENCE
    assert len(packed_letter(SENTENCE)) < 10


def test_what_is_packed_after_another_text_cannot_be_read_after_a_third() -> None:
    try:
        found = unpacked(packed_letter(EVENT, EVENT), EVENT.upper())
    except BrokenRecord:
        return
    assert found != EVENT


STORED = packed(EVENT)


@pytest.mark.parametrize(
    "changed",
    [
        STORED + b"x",
        STORED[:-1],
        STORED[:1],
        b"\x04" + STORED[1:] + b"\xff",
        STORED[:20] + b"\xff\xff\xff\xff" + STORED[24:],
    ],
    ids=["a byte more", "a byte less", "nothing but how", "packed in another way", "other bytes"],
)
def test_what_was_changed_so_that_it_cannot_be_read_is_a_broken_record(changed: bytes) -> None:
    with pytest.raises(BrokenRecord, match="cannot be read"):
        unpacked(changed)
