"""A record that was computed again from end to end holds in itself; an anchor kept elsewhere still finds it."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from engine.record.chain import link
from store.connection.compression import packed, unpacked
from tests.cli import CommandLine

ADDRESS = "https://a.example/1"


def compute_again(data: Path, reference: str) -> None:
    """Say that somebody else did the last thing in a case, and bind the chain and the case to it, as an insider could.

    Beside its event only the pieces by which it is found say who made a report; those are written again for anybody
    who can reach the store.
    """
    with sqlite3.connect(data / "duecourse.db") as database:
        case, snapshot = database.execute("SELECT id, snapshot FROM cases WHERE reference = ?", (reference,)).fetchone()
        sequence, body, previous = database.execute(
            "SELECT sequence, body, previous FROM events WHERE case_id = ? ORDER BY sequence DESC LIMIT 1", (case,)
        ).fetchone()
        forged = json.dumps(
            {**json.loads(unpacked(body)), "by": "somebody else"}, ensure_ascii=False, separators=(",", ":")
        )
        assert forged != unpacked(body)
        head = link(previous, forged)
        database.execute(
            "UPDATE events SET body = ?, hash = ? WHERE case_id = ? AND sequence = ?",
            (packed(forged), head, case, sequence),
        )
        known = json.dumps({**json.loads(unpacked(snapshot)), "head": head}, ensure_ascii=False, separators=(",", ":"))
        database.execute("UPDATE cases SET head = ?, snapshot = ? WHERE id = ?", (head, packed(known), case))


def test_a_chain_that_was_computed_again_verifies_and_is_found_by_an_anchor(line: CommandLine, tmp_path: Path) -> None:
    reference = line.report(ADDRESS)
    kept = str(tmp_path / "anchor.json")
    taken = line.done("central", "audit", "anchor", kept)
    assert (taken["cases"], taken["events"]) == (1, 1)
    assert line.done("central", "audit", "anchor", "--check", kept)["changed"] == []

    compute_again(line.data, reference)
    line.done("central", "rebuild-search")

    assert line.done("senior", "audit", "verify", reference)["ok"]
    answer = line.run("central", "audit", "anchor", "--check", kept, "--json")
    assert answer.code == 1
    assert [each["name"] for each in answer.document["changed"]] == [reference]


def test_an_anchor_overwrites_nothing_and_tells_what_was_named_wrongly(line: CommandLine, tmp_path: Path) -> None:
    kept = tmp_path / "anchor.json"
    kept.write_text("the only copy of something", encoding="utf-8")

    assert "is there already" in line.refused("central", "audit", "anchor", str(kept))
    assert kept.read_text(encoding="utf-8") == "the only copy of something"
    assert "no anchor" in line.refused("central", "audit", "anchor", "--check", str(kept))
    assert "is no file" in line.refused("central", "audit", "anchor", "--check", str(tmp_path / "nowhere"))
    assert "one of them" in line.refused("central", "audit", "anchor")
    assert "kept by these posts" in line.refused("senior", "audit", "anchor", str(tmp_path / "new.json"))
    assert not (tmp_path / "new.json").exists()
