"""What is erased stands nowhere in the files of a store, the index of words included; verification knows the index."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from duecourse.casework.audit import verification
from duecourse.casework.commands.sight_upkeep import write_pieces_again
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.erasures import erasure as erasing
from duecourse.casework.erasures.erased_places import Wanted
from duecourse.casework.search.findings import search
from duecourse.outbox import run_outbox
from engine.identity import CaseReference
from engine.ports.sights import Page
from engine.record.erasures import ErasedPlace, Ground
from store.sql_store import SqlStore
from tests.cli import IN_SCOPE
from tests.databases import open_store, postgresql
from tests.services import act, caller, report, scheduler, services_on

WORD = "walrusiana"


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Services]:
    if request.param == "sqlite":
        store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
        yield services_on(store, tmp_path)
        store.close()
        return
    with postgresql() as url:
        store = open_store(url)
        yield services_on(store, tmp_path)
        store.close()


def references(place: Services, words: str, who: str = "oakfield-senior") -> list[CaseReference]:
    return [line.reference for line in search(place, caller(place, who), words, Page(limit=25)).lines]


def run(place: Services, statement: str) -> None:
    assert isinstance(place.store, SqlStore)
    with place.store.writing() as writing:
        writing.cursor.run(statement)


def wrong(place: Services) -> str:
    verdicts = verification.replay_cases(place, Caller(viewer=scheduler(place)))
    return " ".join(verdict.wrong for verdict in verdicts)


def test_erased_words_are_found_no_more_and_stand_in_no_file(place: Services, tmp_path: Path) -> None:
    reference = report(place, what_happened=f"A {WORD} said so.")
    act(place, "senior", reference, "case/1", "acknowledge")
    with place.store.reading() as reading:
        case = reading.find_case(scheduler(place), reference)
        key = next(key for (_, key), text in reading.words(scheduler(place), case.id).items() if WORD in (text or ""))
    wanted = Wanted(ground=Ground.RIGHT, reason="Asked", places=(ErasedPlace("words", 1, key),))

    assert references(place, WORD) == [reference]
    erasing.ask(place, caller(place, "oakfield-senior"), reference, wanted)
    second = next(who for who in ("oakfield-head", "central", "oakfield-deputy") if _erased(place, who, reference))
    assert second
    assert references(place, WORD) == []
    run_outbox(place)
    files = b"".join(path.read_bytes() for path in tmp_path.glob("store.db*"))
    assert WORD.encode() not in files
    assert wrong(place) == ""


def _erased(place: Services, who: str, reference: CaseReference) -> bool:
    try:
        erasing.erase(place, caller(place, who), reference, 1)
    except Exception:
        return False
    return True


def test_verification_tells_an_index_that_is_not_what_the_record_says(place: Services) -> None:
    reference = report(place, what_happened=f"A {WORD} said so.")
    act(place, "senior", reference, "case/1", "acknowledge")
    act(place, "senior", reference, "case/1", "triage", **IN_SCOPE)
    act(place, "senior", reference, "case/1", "open_tracks")
    assert wrong(place) == ""

    run(place, "UPDATE pieces SET words = 'penguin' WHERE kind = 'words'")
    assert "By what a piece of the case is found is not what the events give" in wrong(place)
    assert write_pieces_again(place) == 1
    assert wrong(place) == ""
    assert references(place, WORD) == [reference]
