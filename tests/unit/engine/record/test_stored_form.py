"""The texts that stand in stores and are hashed: none of them may ever take another form."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest

from engine.errors import BrokenRecord
from engine.identity import CASE, InstanceId, PersonId, RoleName
from engine.record.chain import (
    GENESIS,
    Entry,
    Event,
    Words,
    commitment,
    decode,
    encode,
    link,
    seal,
    verify,
)
from engine.record.effects import Moved, PersonAdded
from engine.record.kinds import EventKind
from engine.record.snapshot import decode_case, encode_case
from engine.record.values import Part
from tests.builders import MONDAY, blank, lumen

BARE = Event(sequence=1, kind=EventKind.SWEPT, at=MONDAY, happened_at=MONDAY, by=PersonId("scheduler"))
FULL = Event(
    sequence=12,
    kind=EventKind.ACTED,
    at=MONDAY + timedelta(hours=1),
    happened_at=MONDAY,
    by=PersonId("zoë"),
    on=InstanceId("removal/1"),
    action="host_answer",
    outcome="refused",
    role=RoleName("manager"),
    effects=(
        Moved(InstanceId("removal/1"), "not_cooperating", ended=False),
        PersonAdded(PersonId("ash"), Part.WITNESS),
    ),
)
WORDS = {"proof": Words("By e-mail – “no”", "01"), "via": Words("a test", "02")}


def test_an_event_without_anything_in_it_is_stored_as_its_five_parts() -> None:
    assert encode(BARE) == (
        '{"sequence":1,"kind":"swept","at":"2026-11-16T09:00:00Z","happened_at":"2026-11-16T09:00:00Z","by":"scheduler"}'
    )


def test_an_event_is_stored_with_the_name_of_each_effect_and_letters_as_they_are() -> None:
    assert encode(FULL) == (
        '{"sequence":12,"kind":"acted","at":"2026-11-16T10:00:00Z","happened_at":"2026-11-16T09:00:00Z","by":"zoë",'
        '"on":"removal/1","action":"host_answer","outcome":"refused","role":"manager","effects":['
        '{"on":"removal/1","to":"not_cooperating","ended":false,"do":"moved"},'
        '{"person":"ash","part":"witness","do":"person"}]}'
    )


def test_a_commitment_is_the_hash_of_salt_key_and_text() -> None:
    assert commitment("who", Words("Zoë", "0a")) == sha256("0a\0who\0Zoë".encode()).hexdigest()


def test_a_link_is_the_hash_of_what_came_before_and_of_the_text() -> None:
    assert link("ab", "zoë") == sha256("ab\nzoë".encode()).hexdigest()


def test_a_sealed_event_keeps_everything_and_promises_each_of_its_words() -> None:
    entry = seal("f" * 64, FULL, WORDS)

    assert entry.event == replace(FULL, commitments={key: commitment(key, value) for key, value in WORDS.items()})
    assert set(entry.event.commitments) == {"proof", "via"}
    assert entry.body == encode(entry.event)
    assert entry.previous == "f" * 64
    assert entry.hash == link("f" * 64, entry.body)
    assert entry.words == WORDS


def test_a_case_is_stored_without_what_is_empty_and_without_spaces() -> None:
    assert encode_case(replace(blank(lumen()), policy="lumen", policy_hash="ab", head="cd")) == (
        '{"id":"case-1","organisation":"trust-1","reference":"LUM-2026-0001","policy":"lumen","policy_hash":"ab",'
        '"school":"school-1","reported_at":"2026-11-16T09:00:00Z","head":"cd"}'
    )


@pytest.mark.parametrize("read", [decode, decode_case])
@pytest.mark.parametrize("text", ["", "{}", '{"sequence":"a threat against Ash"}'])
def test_what_cannot_be_read_is_told_without_a_word_of_it(read: Callable[[str], object], text: str) -> None:
    with pytest.raises(BrokenRecord) as caught:
        read(text)

    assert "cannot be read" in str(caught.value)
    assert "Ash" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def chain(*events: Event) -> list[Entry]:
    """Seal events, each after the one before it, as they are numbered."""
    entries: list[Entry] = []
    for event in events:
        entries.append(seal(entries[-1].hash if entries else GENESIS, event, WORDS))
    return entries


@pytest.mark.parametrize("wrong", [0, 1, 3])
def test_an_event_with_another_number_is_found_although_its_hash_fits(wrong: int) -> None:
    entries = chain(BARE, replace(BARE, sequence=wrong))

    with pytest.raises(BrokenRecord, match=f"Event 2 is missing: event {wrong} stands in its place"):
        verify(entries)


def test_a_chain_begins_with_event_one_after_nothing() -> None:
    elsewhere = seal("f" * 64, BARE, {})

    with pytest.raises(BrokenRecord, match="Event 1 was altered"):
        verify([elsewhere])
    with pytest.raises(BrokenRecord, match="Event 1 is missing: event 0"):
        verify(chain(replace(BARE, sequence=0)))


def test_altered_words_are_named_with_their_event() -> None:
    entries = chain(BARE, replace(BARE, sequence=2, on=CASE))
    other = {**WORDS, "proof": Words("By e-mail – “yes”", "01")}

    with pytest.raises(BrokenRecord, match="Event 2: the words under 'proof' were altered"):
        verify([entries[0], replace(entries[1], words=other)])
    with pytest.raises(BrokenRecord, match="Event 2: the words under 'via' are missing"):
        verify([entries[0], replace(entries[1], words={"proof": WORDS["proof"]})])
