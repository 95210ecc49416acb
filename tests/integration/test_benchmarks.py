"""What benchmarks stand on: trusts that are as they would have grown. Nothing here is timed."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bench import copies, flatness, holders, letters, load, page, record, report, size
from bench.crowd import build
from bench.flatness import Flat, Ratio
from bench.goals import verdicts
from bench.growth import Row, measure
from bench.peer_programs import plain, rows
from bench.visitor import Answer
from duecourse.casework.audit.verification import replay_cases
from tests.sealing import open_sealed


def test_every_copied_case_is_as_its_events_made_it(tmp_path: Path) -> None:
    store = open_sealed(f"sqlite:///{tmp_path / 'crowd.db'}")
    crowd = build(store, tmp_path, cases=11, people=43, patterns=4)
    verdicts = replay_cases(crowd.services, crowd.senior)
    with store.reading() as reading:
        people = reading.people(crowd.senior.viewer.organisation)
    store.close()
    assert len({verdict.reference for verdict in verdicts}) == 11
    assert [verdict for verdict in verdicts if verdict.wrong] == []
    assert len(people) == 43


def test_growth_tells_what_everything_costs_at_each_size() -> None:
    # a browser that another test opened in this process runs a loop of its own in this thread
    with ThreadPoolExecutor(1) as apart:
        rows = apart.submit(lambda: list(measure((3, 4), (40,), ("SQLite",), seconds=0))).result()
    for cases in (3, 4):
        found = {row.what: row for row in rows if row.cases == cases}
        assert list(found) == ["floor", "step", "open", "case page", "Work", "cases", "sweep"]
        assert all(row.cpu_ms > 0 and row.wall_ms > 0 for row in found.values())


@pytest.mark.thorough
def test_every_page_is_measured_with_few_cases_and_with_many() -> None:
    with ThreadPoolExecutor(1) as apart:
        rows = apart.submit(lambda: list(page.measure(few=4, cases=8, people=40, rounds=1))).result()

    assert {"Work", "cases", "case", "step", "check page", "letter", "search", "my account"} <= {
        row.what for row in rows
    }
    assert all(0 < row.template < row.request and row.times > 0 for row in rows)
    # what weighs too much is too much with eight cases already
    assert {row.what: row.misses for row in rows if row.load > page.LOAD or row.later > page.LATER} == {}


def test_what_is_measured_later_stands_in_the_place_of_what_was_measured_before_with_its_day() -> None:
    before = "# All\n\nMeasured on 1 May. Machine: old.\n\n## Pages\n\nold\n\n## Load\n\nthe load\n"
    later = "# All\n\nMeasured on 2 May. Machine: new.\n\n## Pages\n\nnew\n"

    assert report.kept(before, later) == (
        "# All\n\nMeasured on 1 May. Machine: old.\n\n## Pages\n\nnew\n\nMeasured on 2 May. Machine: new.\n\n"
        "## Load\n\nthe load\n"
    )


def test_two_sizes_are_compared_by_turns() -> None:
    flat = Flat(what="step", small=(4, 40), large=(4, 43), most=1.25)
    with ThreadPoolExecutor(1) as apart:
        (ratio,) = apart.submit(lambda: list(flatness.measure([flat], ("SQLite",), seconds=0))).result()

    assert (ratio.what, ratio.small, ratio.large) == ("step", (4, 40), (4, 43))
    assert ratio.times > 0
    assert ratio.turns == flatness.FEWEST


def test_a_step_of_a_peer_writes_what_a_step_here_writes(tmp_path: Path) -> None:
    step = plain.make(tmp_path)
    for number in range(rows.CASES + 1):
        step(number)
    connection = rows.connect(tmp_path / "plain.db")
    first = connection.execute("SELECT revision, state FROM cases ORDER BY id LIMIT 2").fetchall()
    clocks = connection.execute("SELECT round, state FROM deadlines WHERE case_id = 1 ORDER BY round").fetchall()
    written = [connection.execute(f"SELECT count(*) FROM {table}").fetchone() for table in ("audit", "outbox")]
    connection.close()
    assert first == [(3, "active"), (2, "active")]
    assert clocks == [(1, "met"), (2, "met"), (3, "open")]
    assert written == [(41,), (41,)]


def test_a_visitor_sends_the_form_that_was_meant_with_what_it_holds() -> None:
    text = (
        '<form action="/sign-out" method="post"><input type="hidden" name="csrf" value="a"></form>'
        '<form method="post" action="/cases/LUM-2026-0001/case/1/review"><input type="hidden" name="csrf" '
        'value="&lt;b"><textarea class="big" name="review_note" rows="5"></textarea>'
        '<input type="radio" name="way" value="1"></form>'
    )
    page = Answer(status=200, place="/here", text=text)
    assert page.form(by="review_note") == (
        "/cases/LUM-2026-0001/case/1/review",
        {"csrf": "<b", "review_note": ""},
    )
    with pytest.raises(LookupError, match="once"):
        page.form(by="once")


def test_the_whole_record_of_a_trust_of_copies_verifies_its_chain_of_the_organisation_included() -> None:
    rows = list(record.measure(cases=9, people=45))

    assert [(row.what, row.cases, row.wrong) for row in rows] == [("verify", 9, 0), ("replay", 9, 0)]
    assert all(row.told and row.cpu_s >= 0 for row in rows)


@pytest.mark.thorough
def test_a_trust_of_copies_is_backed_up_put_back_and_moved_by_the_commands_that_a_trust_uses() -> None:
    backup, restored, moved = copies.measure(cases=9, people=45)

    assert (backup.what, restored.what, moved.what) == ("backup", "restore", "move-store")
    assert 0 < backup.megabytes < restored.megabytes
    assert moved.cpu_s > 0


def test_people_work_at_one_process_and_nothing_goes_wrong() -> None:
    (row,) = load.measure((16,), ("SQLite",), seconds=2)
    assert row.errors == 0
    assert row.requests_s > 0
    assert 0 < row.p50_ms <= row.p99_ms


def test_what_misses_its_goal_is_marked_as_missed() -> None:
    def row(what: str, people: int, cpu: float, database: str = "SQLite") -> Row:
        return Row(what=what, database=database, cases=40, people=people, cpu_ms=cpu, wall_ms=10 * cpu)

    rows = [row("step", 40, 0.4), row("step", 5_000, 0.6), row("case page", 40, 5.5), row("Work", 40, 1, "PostgreSQL")]
    ratio = Ratio(what="step", database="SQLite", small=(40, 40), large=(40, 5_000), times=1.5, turns=9)
    assert [verdict.line for verdict in verdicts(rows, [ratio])] == [
        "| step, 40 cases, 40 people, SQLite | 0.40 ms | ≤ 0.5 ms | met |",
        "| case page, 40 cases, 40 people, SQLite | 5.50 ms | ≤ 5 ms | **missed** |",
        "| step, from 40 to 5,000 people, SQLite | 1.50 times | ≤ 1.25 times | **missed** |",
    ]


def test_what_a_case_takes_is_told_for_the_file_and_for_each_table() -> None:
    all_of_it, *tables = size.measure(cases=12, first=2, stories=[size.ORDINARY])
    found = {row.table: row for row in tables}

    assert all_of_it.table == size.ALL
    assert {"cases", "events", "clock_sights", "letter_drafts"} <= set(found)
    assert found["events"].both > found["cases"].both > 0
    assert 0.8 < sum(row.both for row in tables) / all_of_it.both < 1.2


def test_a_new_holder_of_a_post_gets_every_open_case_and_the_one_before_them_none() -> None:
    row = holders.measure(cases=8, people=45)

    assert (row.gained, row.left, row.cases) == (8, 0, 8)
    assert row.followed >= 8
    assert row.is_met


def test_letters_are_drafted_and_set_by_turns_and_their_memory_is_looked_at() -> None:
    rows = {row.what: row for row in letters.measure(peers=(), rounds=2, chunk=1)}
    kept = letters.memory(first=1, last=2)

    assert list(rows) == [letters.DRAFTED, letters.SET]
    assert all(row.each_second > 0 and row.goal_said for row in rows.values())
    assert rows[letters.SET].times == 1
    assert 0 < kept.before < kept.after * 2
