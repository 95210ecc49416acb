"""An upgrade that nobody watches: in which order it goes, when it goes back, and that it loses nothing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from deploy.upgrade import SITE, UNITS, WORKER, Machine, Places, Stop, alone, faults_in, go_on, newest, put_back

GREEN = {"database": "green", "sweep": "green"}
OLD, NEW = "0.9.0", "0.10.0"


@dataclass(frozen=True, kw_only=True)
class FakeMachine(Machine):
    """Plays the machine: what was done stands in `acts`; `faults` are what doctor of a version finds."""

    places: Places
    acts: list[str] = field(default_factory=list)
    working: set[str] = field(default_factory=lambda: set(UNITS))
    faults: dict[str, list[str] | None] = field(default_factory=dict)
    fails: set[str] = field(default_factory=set)
    lamps_of_new: Mapping[str, str] | None = field(default_factory=lambda: GREEN)

    def run(self, *words: str | Path) -> tuple[int, str]:
        """Do as if a program had run."""
        text = " ".join(str(word).removeprefix(f"{self.places.home}/") for word in words)
        text = text.removeprefix("runuser -u duecourse -- ")
        if words[0] == "systemctl":
            return self._systemctl(str(words[1]), str(words[-1]))
        if "-m venv" in text:
            (self.places.release(NEW) / "bin").mkdir(parents=True)
        if "doctor" in text:
            return self._doctor(NEW if NEW in text else OLD)
        name = next(each for each in ("venv", "pip", "backup", "--put-back") if each in text)
        self.acts.append(f"put back {words[-1]}" if name == "--put-back" else name)
        return (1 if name in self.fails else 0), ""

    def _systemctl(self, what: str, unit: str) -> tuple[int, str]:
        if what == "is-active":
            return (0 if unit in self.working else 3), ""
        self.acts.append(f"{what} {unit.removeprefix('duecourse-').removesuffix('.service')}")
        (self.working.add if what == "start" else self.working.discard)(unit)
        return 0, ""

    def _doctor(self, version: str) -> tuple[int, str]:
        self.acts.append(f"doctor {version}")
        if version == NEW:
            # the first command of a newer Duecourse copies the store and brings it to its schema
            (self.places.data / "duecourse-schema-0001-20261130T024500Z.db").touch()
        found = self.faults.get(version, [])
        if found is None:
            return 2, ""
        return (1 if found else 0), json.dumps({"faults": [{"check": each} for each in found]})

    def lamps(self, listen: str) -> Mapping[str, str] | None:
        """Say how the site stands."""
        assert listen == self.places.listen
        if SITE not in self.working:
            return None
        return self.lamps_of_new if self.places.current.resolve().name == NEW else GREEN

    def wait(self) -> None:
        """Wait for nothing."""


@pytest.fixture
def places(tmp_path: Path) -> Places:
    home, data = tmp_path / "home", tmp_path / "data"
    for folder in (data, home / f"releases/{OLD}", home / "releases/0.8.0", home / f"incoming/duecourse-{NEW}"):
        folder.mkdir(parents=True)
    (data / "duecourse-schema-0000-20250101T000000Z.db").touch()
    (home / "current").symlink_to(f"releases/{OLD}")
    return Places(home=home, data=data, backups=tmp_path / "backups", listen="127.0.0.1:8000")


def in_use(places: Places) -> str:
    return places.current.resolve().name


def test_it_stops_backs_up_looks_switches_and_starts_the_worker_last(places: Places) -> None:
    machine = FakeMachine(places=places)

    said = go_on(places, machine, dry=False)

    assert machine.acts == [
        *("venv", "pip", "pip", "stop worker", "stop web", "backup"),
        *(f"doctor {OLD}", f"doctor {NEW}", "start web", "start web", "start worker"),
    ]
    assert (in_use(places), places.marker.exists()) == (NEW, False)
    assert {path.name for path in (places.home / "releases").iterdir()} == {OLD, NEW}
    assert said.startswith(f"{NEW} is in use.")


def test_nothing_is_done_where_nothing_newer_came_and_by_a_dry_run(places: Places) -> None:
    machine = FakeMachine(places=places)

    told = go_on(places, machine, dry=True)
    (places.home / f"incoming/duecourse-{NEW}").rmdir()
    (places.home / "incoming/duecourse-0.8.0").mkdir()
    said = go_on(places, machine, dry=False)

    assert f"{NEW} came" in told
    assert "nothing newer" in said
    assert machine.acts == []


def test_versions_are_compared_as_numbers(places: Places) -> None:
    assert newest(places, OLD) == NEW
    assert newest(places, NEW) == ""


def test_what_cannot_be_installed_stops_nothing_and_is_tried_again(places: Places) -> None:
    machine = FakeMachine(places=places, fails={"pip"})

    with pytest.raises(Stop, match="could not be installed"):
        go_on(places, machine, dry=False)

    assert machine.acts == ["venv", "pip"]
    assert not places.release(NEW).exists()
    assert newest(places, OLD) == NEW


@pytest.mark.parametrize(
    ("fails", "faults"), [({"backup"}, {}), (set[str](), {OLD: None})], ids=["no backup", "a doctor that is ill"]
)
def test_without_a_sound_backup_and_a_look_before_the_new_version_never_sees_the_store(
    places: Places, fails: set[str], faults: dict[str, list[str] | None]
) -> None:
    machine = FakeMachine(places=places, fails=fails, faults=faults)

    with pytest.raises(Stop):
        go_on(places, machine, dry=False)

    assert f"doctor {NEW}" not in machine.acts
    assert (in_use(places), machine.working) == (OLD, set(UNITS))


@pytest.mark.parametrize("found", [["letters", "policy files"], None], ids=["a new fault", "no answer"])
def test_a_fault_that_is_new_leads_back_and_the_release_is_not_taken_again(
    places: Places, found: list[str] | None
) -> None:
    machine = FakeMachine(places=places, faults={OLD: ["letters"], NEW: found})

    with pytest.raises(Stop, match="Everything is as it was"):
        go_on(places, machine, dry=False)

    copy = places.data / "duecourse-schema-0001-20261130T024500Z.db"
    assert machine.acts[-3:] == [f"put back {copy}", "start web", "start worker"]
    assert (in_use(places), machine.working, places.marker.exists()) == (OLD, set(UNITS), False)
    assert "nothing newer" in go_on(places, machine, dry=False)


def test_faults_that_stood_before_and_lamps_of_a_site_that_stands_still_are_no_reason(places: Places) -> None:
    machine = FakeMachine(places=places, faults={OLD: ["letters"], NEW: ["letters", "sweep"]})

    go_on(places, machine, dry=False)

    assert in_use(places) == NEW


def test_a_site_that_never_answers_leads_back_before_the_new_worker_sent_anything(places: Places) -> None:
    machine = FakeMachine(places=places, lamps_of_new=None)

    with pytest.raises(Stop, match="does not answer"):
        go_on(places, machine, dry=False)

    after = machine.acts[machine.acts.index(f"doctor {NEW}") :]
    assert [act.partition(" /")[0] for act in after[1:]] == [
        *("start web", "stop worker", "stop web", "put back", "start web", "start worker")
    ]
    assert in_use(places) == OLD


def test_a_site_that_answers_stays_whatever_its_lamps_say_since_people_report_there(places: Places) -> None:
    machine = FakeMachine(places=places, lamps_of_new={"database": "green", "mail": "red", "disk": "yellow"})

    with pytest.raises(Stop, match="people work with it, but /ready is red: mail"):
        go_on(places, machine, dry=False)

    assert not [act for act in machine.acts if act.startswith("put back")]
    assert (in_use(places), machine.working, places.marker.exists()) == (NEW, set(UNITS), False)


def test_what_did_not_run_before_is_not_started(places: Places) -> None:
    machine = FakeMachine(places=places, working={WORKER})

    go_on(places, machine, dry=False)

    assert (in_use(places), machine.working) == (NEW, {WORKER})


@pytest.mark.parametrize(("judged", "expected"), [(False, OLD), (True, NEW)])
def test_what_a_power_cut_broke_off_is_finished_and_never_loses_what_people_did_since(
    places: Places, judged: bool, expected: str
) -> None:
    machine = FakeMachine(places=places)
    (places.data / "duecourse-schema-0001-20261130T024500Z.db").touch()
    before = ["duecourse-schema-0000-20250101T000000Z.db"]
    told = {"old": OLD, "new": NEW, "units": list(UNITS), "copies": before, "judged": judged}
    places.marker.write_text(json.dumps(told), encoding="utf-8")

    said = go_on(places, machine, dry=False)

    assert any(act.startswith("put back") for act in machine.acts) is not judged
    assert (in_use(places), places.marker.exists(), said.endswith(f"{expected} is in use.")) == (expected, False, True)


def test_a_store_that_cannot_be_put_back_is_not_served(places: Places) -> None:
    machine = FakeMachine(places=places, faults={NEW: None}, fails={"--put-back"})

    with pytest.raises(Stop, match="by hand"):
        go_on(places, machine, dry=False)

    assert machine.working == set()
    assert places.marker.exists()


@pytest.mark.parametrize("text", ["", "{}", '{"faults": [1]}', "Traceback"])
def test_what_is_no_answer_of_doctor_is_not_taken_for_a_good_one(text: str) -> None:
    assert faults_in(0, text) is None


def test_two_upgrades_never_run_at_once(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(Stop, match="Another"), alone(tmp_path):
        pass


def test_a_copy_takes_the_place_of_the_store_with_all_that_lay_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, copy = tmp_path / "duecourse.db", tmp_path / "duecourse-schema-0001-20261130T024500Z.db"
    for path, word in ((copy, "before"), (store, "after")):
        with closing(sqlite3.connect(path)) as database:
            database.execute("CREATE TABLE words (word)")
            database.execute("INSERT INTO words VALUES (?)", (word,))
            database.commit()
    (tmp_path / "duecourse.db-wal").write_bytes(b"of the newer one")
    monkeypatch.setenv("DUECOURSE_DATA", str(tmp_path))

    put_back(copy)

    with closing(sqlite3.connect(store)) as database:
        assert database.execute("SELECT word FROM words").fetchall() == [("before",)]
    assert {path.name for path in tmp_path.iterdir()} == {store.name, copy.name}
