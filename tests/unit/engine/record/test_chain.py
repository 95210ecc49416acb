from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import BrokenRecord
from engine.identity import PersonId
from engine.record import effects as change
from engine.record.case import Case
from engine.record.chain import (
    GENESIS,
    Entry,
    Event,
    Words,
    commitment,
    decode,
    encode,
    seal,
    verify,
)
from engine.record.kinds import EventKind
from engine.record.snapshot import decode_case, encode_case
from engine.record.values import Address, Alert, Answer, Deadline, Done, Evidence, Instance, Letter, Part, Planned
from engine.time.duration import Duration, Extension, Pause, PauseCause, PauseKind, Unit
from tests.builders import MONDAY, police_case, requested
from tests.rungs import examples

TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
NAME = st.text("abcdefghij_", min_size=1, max_size=8)
ON = st.builds("{}/{}".format, NAME, st.integers(1, 9))
MOMENT = st.timedeltas(timedelta(days=-2_000), timedelta(days=2_000)).map(lambda length: MONDAY + length)
MAYBE = st.none() | MOMENT
NUMBER = st.integers(0, 10_000)
NAMES = st.lists(NAME, max_size=3).map(tuple)


def _pause(start: datetime, length: timedelta | None, why: str, cause: PauseCause | None) -> Pause:
    return Pause(start, None if length is None else start + length, why, cause)


PAUSES = st.builds(
    _pause,
    MOMENT,
    st.none() | st.timedeltas(timedelta(), timedelta(days=90)),
    TEXT,
    st.none() | st.builds(PauseCause, st.sampled_from(PauseKind), NAME | st.just("")),
)
ANSWERS = st.builds(Answer, st.sampled_from(["value", "words", "unknown"]), st.none() | TEXT | NUMBER | NAMES, NUMBER)
DURATIONS = st.builds(Duration, st.integers(1, 99), st.sampled_from(Unit))
DEADLINES = st.builds(
    Deadline,
    on=ON,
    name=NAME,
    round=NUMBER,
    state=st.sampled_from(["open", "met", "not_needed"]),
    started_at=MOMENT,
    started_by=TEXT,
    due_at=MAYBE,
    overdue_at=MAYBE,
    calendar=NAME,
    binding=st.sampled_from(["duty", "target"]),
    revision=NUMBER,
    pauses=st.lists(PAUSES, max_size=2).map(tuple),
    extensions=st.lists(st.builds(Extension, DURATIONS, TEXT), max_size=2).map(tuple),
    planned=st.lists(st.builds(Planned, NAME, MOMENT, NAMES), max_size=2).map(tuple),
    raised=NAMES,
    ended_at=MAYBE,
)
LETTERS = st.builds(
    Letter,
    number=NUMBER,
    template=NAME,
    on=ON,
    status=st.sampled_from(["draft", "issued", "stopped"]),
    action=NAME,
    sha256=NAME,
)
EVIDENCE = st.builds(Evidence, number=NUMBER, kind=NAME, on=ON, sha256=NAME, quarantined=st.booleans())
ALERTS = st.builds(
    Alert,
    number=NUMBER,
    on=ON,
    deadline=NAME,
    alert=NAME,
    round=NUMBER,
    status=st.sampled_from(["raised", "superseded"]),
    breached_at=MOMENT,
    raised_at=MOMENT,
)
EFFECTS = st.one_of(
    [
        st.builds(change.Opened, on=ON, state=NAME, about=TEXT, reported_at=MOMENT),
        st.builds(change.Moved, ON, NAME, st.booleans()),
        st.builds(change.Attached, ON, TEXT),
        st.builds(change.Answered, on=ON, name=NAME, answer=ANSWERS, given=st.booleans()),
        st.builds(change.Consented, ON, NAME, NAME),
        st.builds(change.Clocked, DEADLINES),
        st.builds(change.Held, on=ON, name=NAME, active=st.booleans(), by_hand=st.booleans()),
        st.builds(change.PersonAdded, NAME, st.sampled_from(Part)),
        st.builds(change.RoleChanged, role=NAME, person=NAME, active=st.booleans(), post=st.one_of(NAME, st.just(""))),
        st.builds(change.AddressAdded, NUMBER, MOMENT, st.booleans()),
        st.builds(change.AddressFlagged, NUMBER, st.booleans()),
        st.builds(change.LetterChanged, LETTERS),
        st.builds(change.EvidenceChanged, EVIDENCE),
        st.builds(change.Alerted, ALERTS),
        st.builds(change.Shared, school=NAME, active=st.booleans()),
    ]
)
EVENTS = st.builds(
    Event,
    sequence=NUMBER,
    kind=st.sampled_from(EventKind),
    at=MOMENT,
    happened_at=MOMENT,
    by=TEXT,
    on=ON | st.just(""),
    action=NAME,
    outcome=NAME,
    role=NAME,
    effects=st.lists(EFFECTS, max_size=4).map(tuple),
    commitments=st.dictionaries(NAME, NAME, max_size=2),
)
TRACKS = st.builds(
    Instance,
    track=NAME,
    number=st.integers(1, 9),
    state=NAME,
    since=MOMENT,
    reported_at=MOMENT,
    about=TEXT,
    ended=st.booleans(),
    answers=st.dictionaries(NAME, ANSWERS, max_size=2),
    consents=st.dictionaries(NAME, NAME, max_size=2),
    done=st.dictionaries(NAME, st.builds(Done, NAME, MOMENT, MOMENT, NAME), max_size=2),
    given=NAMES,
    held=NAMES,
    held_by_hand=NAMES,
)
CASES = st.builds(
    Case,
    **dict.fromkeys(("id", "organisation", "reference", "policy", "policy_hash", "school"), NAME),
    reported_at=MOMENT,
    revision=NUMBER,
    head=NAME,
    tracks=st.dictionaries(ON, TRACKS, max_size=2),
    addresses=st.dictionaries(NAME, st.builds(Address, NUMBER, MOMENT, NUMBER, st.booleans()), max_size=2),
    people=st.dictionaries(NAME, st.lists(st.sampled_from(Part), max_size=2).map(tuple), max_size=2),
    team=st.dictionaries(NAME, NAMES, max_size=2),
    deadlines=st.dictionaries(NAME, DEADLINES, max_size=2),
    letters=st.dictionaries(NAME, LETTERS, max_size=2),
    evidence=st.dictionaries(NAME, EVIDENCE, max_size=2),
    alerts=st.dictionaries(NAME, ALERTS, max_size=2),
)


@settings(max_examples=examples(40))
@given(EVENTS)
def test_an_event_is_read_back_as_it_was_written(event: Event) -> None:
    assert decode(encode(event)) == event


@settings(max_examples=examples(25))
@given(CASES)
def test_a_case_is_read_back_as_it_was_written(case: Case) -> None:
    assert decode_case(encode_case(case)) == case


@settings(max_examples=examples(40))
@given(EVENTS)
def test_writing_what_was_read_gives_the_same_text(event: Event) -> None:
    body = encode(event)

    assert encode(decode(body)) == body


def test_a_real_case_is_read_back_as_it_was_written() -> None:
    story = police_case()

    assert decode_case(encode_case(story.case)) == story.case
    assert [decode(entry.body) for entry in story.entries] == [entry.event for entry in story.entries]


def test_a_chain_that_nobody_touched_gives_its_last_hash() -> None:
    story = requested()

    assert verify(story.entries) == story.case.head == story.entries[-1].hash
    assert story.entries[0].previous == GENESIS
    assert verify([]) == GENESIS


@given(st.data())
def test_any_altered_letter_of_any_event_is_found(data: st.DataObject) -> None:
    entries = list(STORY.entries)
    number = data.draw(st.integers(0, len(entries) - 1))
    body = entries[number].body
    place = data.draw(st.integers(0, len(body) - 1))
    other = data.draw(st.sampled_from("aZ09 ").filter(lambda letter: letter != body[place]))
    entries[number] = replace(entries[number], body=body[:place] + other + body[place + 1 :])

    with pytest.raises(BrokenRecord, match=f"Event {number + 1} was altered"):
        verify(entries)


@pytest.mark.parametrize("field", ["previous", "hash"])
def test_an_altered_hash_is_found(field: str) -> None:
    entries = list(requested().entries)
    forged = {"previous": entries[1].previous, "hash": entries[1].hash, field: "f" * 64}
    entries[1] = replace(entries[1], previous=forged["previous"], hash=forged["hash"])

    with pytest.raises(BrokenRecord, match="Event 2 was altered, or one before it was"):
        verify(entries)


def test_an_event_that_does_not_say_what_its_text_says_is_found() -> None:
    entries = list(requested().entries)
    entries[1] = replace(entries[1], event=replace(entries[1].event, by=PersonId("somebody else")))

    with pytest.raises(BrokenRecord, match="Event 2 was altered, or one before it was"):
        verify(entries)


def test_an_event_that_is_missing_is_found() -> None:
    entries = requested().entries

    with pytest.raises(BrokenRecord, match="Event 2 is missing: event 3 stands in its place"):
        verify([entries[0], *entries[2:]])


def test_events_that_changed_places_are_found() -> None:
    first, second, *rest = requested().entries

    with pytest.raises(BrokenRecord, match="Event 1 is missing"):
        verify([second, first, *rest])


def test_an_event_that_is_sealed_again_breaks_the_chain_after_it() -> None:
    entries = list(requested().entries)
    forged = replace(entries[1].event, by=PersonId("somebody else"))
    entries[1] = seal(entries[0].hash, forged, entries[1].words)

    with pytest.raises(BrokenRecord, match="Event 3 was altered, or one before it was"):
        verify(entries)


def with_words(words: dict[str, Words]) -> list[Entry]:
    event = Event(
        sequence=1,
        kind=EventKind.CORRECTED,
        at=MONDAY,
        happened_at=MONDAY + timedelta(minutes=1),
        by=PersonId("teacher"),
    )
    sealed = seal(GENESIS, event, {"what": Words("A threat", "01"), "who": Words("Ash", "02")})
    return [replace(sealed, words=words)]


def test_words_stand_beside_the_chain_and_not_in_it() -> None:
    kept = with_words({"what": Words("A threat", "01"), "who": Words("Ash", "02")})

    assert verify(kept) == kept[0].hash
    assert "A threat" not in kept[0].body


@pytest.mark.parametrize(
    ("kept", "says"),
    [
        ({"what": Words("A joke", "01")}, "the words under 'what' were altered"),
        ({"what": Words("A threat", "03")}, "the words under 'what' were altered"),
        ({"what": Words("Ash", "02")}, "the words under 'what' were altered"),
        ({}, "the words under 'what' are missing"),
        ({"what": Words(None, "01")}, "the words under 'what' were emptied, which no event did"),
        ({"what": Words(None, "")}, "the words under 'what' were emptied, which no event did"),
        (
            {"what": Words("A threat", "01"), "removal/1.note": Words("Let it be", "09")},
            "the words under 'removal/1.note' were added to it later",
        ),
    ],
)
def test_words_that_were_altered_taken_away_or_added_are_found(kept: dict[str, Words], says: str) -> None:
    with pytest.raises(BrokenRecord, match=says):
        verify(with_words({"who": Words("Ash", "02"), **kept}))


def test_the_same_words_under_another_salt_or_key_give_another_commitment() -> None:
    first = commitment("what", Words("Ash", "01"))

    assert first != commitment("what", Words("Ash", "02"))
    assert first != commitment("who", Words("Ash", "01"))


STORY = requested()
