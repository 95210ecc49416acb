"""Who looked: written down before the answer, and in the access chain once, whatever happens in between."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from duecourse.access_spool import AccessSpool, OpenSpool
from duecourse.casework.audit import verification
from duecourse.casework.commands import letter_texts
from duecourse.casework.context.access_log import leave, log_read, take_reads
from duecourse.casework.context.look import danger
from duecourse.casework.context.services import Services
from duecourse.casework.queries import case_view
from duecourse.casework.upkeep.health import checks
from duecourse.identifiers import RandomIdentifiers
from engine.errors import Unwritten
from engine.identity import NO_PERSON, NO_REFERENCE, CaseReference, OrganisationId, PersonId
from engine.record.access import BACKUP, Access
from engine.record.chain import verify_accesses
from tests.databases import open_store
from tests.services import START, act, caller, move_clock, report, services_on


def chain(place: Services) -> Sequence[tuple[str, str]]:
    """Give what the access chain holds, once it is known that it holds together."""
    with place.store.reading() as reading:
        lines = reading.accesses(reading.organisation().id)
    verify_accesses(lines)
    return [(line.access.what, line.access.detail) for line in lines]


def counts(place: Services) -> dict[str, int]:
    with place.store.reading() as reading:
        return dict(reading.spools(reading.organisation().id))


def spooled(place: Services) -> list[Path]:
    assert isinstance(place.spool, AccessSpool)
    return sorted(place.spool.folder.glob("*.jsonl"))


def again(place: Services) -> Services:
    """Give the services of a process that begins where another one ended."""
    assert isinstance(place.spool, AccessSpool)
    return replace(place, spool=AccessSpool(place.spool.folder, RandomIdentifiers()))


def look(place: Services, reference: CaseReference, what: str) -> None:
    log_read(place, caller(place, "oakfield-senior"), reference, what)


def test_a_look_stands_in_the_spool_at_once_and_in_the_chain_after_a_pass(place: Services) -> None:
    look(place, report(place), "the case")
    assert chain(place) == []
    moved = take_reads(place)

    assert moved == 1
    assert chain(place) == [("read", "the case")]
    assert take_reads(place) == 0
    assert chain(place) == [("read", "the case")]


def test_a_line_of_the_spool_holds_no_word_of_the_case_and_is_for_this_account_alone(place: Services) -> None:
    reference = report(place, what_happened="Two posts insult my daughter.")
    case_view.look(place, caller(place, "oakfield-senior"), reference)
    (path,) = spooled(place)

    assert "daughter" not in path.read_text()
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_the_moment_of_a_line_is_that_of_the_look_and_not_of_the_taking(place: Services) -> None:
    look(place, report(place), "the case")
    move_clock(place, START + timedelta(minutes=3))
    take_reads(place)

    with place.store.reading() as reading:
        assert [line.access.at for line in reading.accesses(reading.organisation().id)] == [START]


def test_what_is_given_away_as_a_letter_is_in_the_chain_before_it_is_given(place: Services) -> None:
    reference = report(place)
    act(place, "senior", reference, "case/1", "acknowledge")
    letter_texts.read_letter(place, caller(place, "oakfield-senior"), reference, 1, "text")

    assert chain(place) == [("read", "letter 1")]


def test_the_chain_is_in_the_order_of_taking(place: Services) -> None:
    reference = report(place)
    act(place, "senior", reference, "case/1", "acknowledge")
    look(place, reference, "the case")
    letter_texts.read_letter(place, caller(place, "oakfield-senior"), reference, 1, "text")
    take_reads(place)

    assert chain(place) == [("read", "letter 1"), ("read", "the case")]


def test_who_has_looked_is_known_before_a_pass_and_after_it_also_to_a_look_that_began_before(place: Services) -> None:
    reference = report(place, life_in_danger="yes")
    by = caller(place, "oakfield-head")
    assert danger.marks(place, by)
    with place.store.reading() as earlier:
        assert earlier.organisation().id
        log_read(place, by, reference, "the case")
        assert danger.marks(place, by) == ()
        take_reads(place)
        known = place.spool.last_reads(by.viewer.organisation, {reference})
        assert (by.viewer.person, reference) not in earlier.last_reads(by.viewer.organisation, {reference})

    assert known == {(by.viewer.person, reference): START}
    assert danger.marks(place, by) == ()


def test_a_process_that_died_before_anything_was_taken_loses_nothing(place: Services) -> None:
    reference = report(place)
    look(place, reference, "first")
    place.spool.close()
    later = again(place)
    look(later, reference, "second")
    take_reads(later)

    assert sorted(chain(later)) == [("read", "first"), ("read", "second")]


def test_a_process_that_died_after_the_commit_doubles_nothing_and_its_spool_goes(place: Services) -> None:
    reference = report(place)
    look(place, reference, "first")
    (path,) = spooled(place)
    kept = path.read_bytes()
    take_reads(place)
    place.spool.close()
    path.with_suffix(".taken").unlink()
    # as if it had been killed before the file had gone
    path.write_bytes(kept)
    later = again(place)
    take_reads(later)
    assert chain(later) == [("read", "first")]
    look(later, reference, "second")
    take_reads(later)

    assert chain(later) == [("read", "first"), ("read", "second")]
    assert spooled(later) == [each for each in spooled(later) if each != path]
    assert set(counts(later)) == {each.name for each in spooled(later)}


def test_a_line_that_broke_off_is_left_out_and_what_stands_before_it_is_not(place: Services) -> None:
    reference = report(place)
    look(place, reference, "first")
    (path,) = spooled(place)
    place.spool.close()
    with path.open("ab") as file:
        file.write(b'["00000001","2026-10-23T0')
    later = again(place)
    take_reads(later)

    assert chain(later) == [("read", "first")]
    assert spooled(later) == []


def test_a_spool_whose_process_lives_is_taken_by_another_and_stays(place: Services) -> None:
    reference = report(place)
    look(place, reference, "first")
    other = again(place)
    assert take_reads(other) == 1
    look(place, reference, "second")

    assert len(spooled(place)) == 1
    assert take_reads(place) == 1
    assert chain(place) == [("read", "first"), ("read", "second")]
    assert take_reads(other) == 0


def test_a_spool_of_another_trust_is_left_alone(place: Services) -> None:
    line = Access(at=START, person=PersonId("x"), case=NO_REFERENCE, what="read", detail="a list")
    beside = again(place).spool
    beside.note(OrganisationId("another trust"), [line])
    beside.close()
    taken = [take_reads(place) for _ in range(2)]

    assert taken == [0, 0]
    assert counts(place) == {}
    assert len(spooled(place)) == 1


def test_leaving_brings_in_what_was_written_down_and_lets_go_of_the_file(place: Services) -> None:
    look(place, report(place), "the case")
    leave(place)

    assert chain(place) == [("read", "the case")]
    assert spooled(place) == []


def test_a_spool_that_another_process_finishes_while_it_is_let_go_of_is_gone_and_stops_nobody(
    place: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(place, report(place), "the case")
    other = again(place)
    take_reads(other)
    take_reads(place)
    let_go = OpenSpool.close

    def close(own: OpenSpool) -> None:
        let_go(own)
        other.spool.took(own.path.name, own.size)

    monkeypatch.setattr(OpenSpool, "close", close)
    place.spool.close()

    assert spooled(place) == []
    assert len(place.spool.finished()) == 1


def test_the_audit_brings_in_first_who_looked(place: Services) -> None:
    look(place, report(place), "the case")
    organisation = caller(place, "oakfield-senior").viewer.organisation

    assert verification.verify_accesses(place, organisation) == 1


def test_a_line_that_nobody_takes_is_told_after_five_minutes(place: Services) -> None:
    look(place, report(place), "the case")
    found = {}
    for minutes in (4, 6):
        move_clock(place, START + timedelta(minutes=minutes))
        found[minutes] = {check.name: check.well for check in checks(place)}["reads"]
    take_reads(place)

    assert found == {4: True, 6: False}
    assert {check.name: check.well for check in checks(place)}["reads"]


def test_a_spool_that_cannot_be_written_shows_nothing_and_says_so(place: Services, tmp_path: Path) -> None:
    reference = report(place)
    (tmp_path / "full").write_text("A file stands where the folder should.")
    full = replace(place, spool=AccessSpool(tmp_path / "full", RandomIdentifiers()))

    with pytest.raises(Unwritten, match="written down before"):
        case_view.look(full, caller(place, "oakfield-senior"), reference)


def test_looking_at_a_case_waits_for_nobody_who_writes(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    place = services_on(store, tmp_path)
    reference = report(place)
    by = caller(place, "oakfield-senior")
    other = sqlite3.connect(tmp_path / "store.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    seen = case_view.look(place, by, reference)
    other.execute("ROLLBACK")
    other.close()

    assert seen.case.reference == reference
    store.close()


def test_when_a_backup_was_last_made_is_known_of_no_other_line(place: Services) -> None:
    organisation = caller(place, "central").viewer.organisation
    later = START + timedelta(hours=1)
    with place.store.writing() as writing:
        assert writing.last_backup(organisation) is None
        lines = [Access(at=at, person=NO_PERSON, case=NO_REFERENCE, what=BACKUP, detail="x") for at in (START, later)]
        writing.log_access(organisation, [*lines, replace(lines[0], at=later + timedelta(hours=1), what="mail sent")])
        assert writing.last_backup(organisation) == later
