"""What is kept of procedure files is data that is judged again when it is read, and never in the way."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from duecourse.bootstrap import Builder
from duecourse.config import Settings
from duecourse.data_folder import prepare
from duecourse.policies import kept_trees
from duecourse.policies.compiler import compile_accepted, trees_of
from duecourse.policies.kept_trees import KEPT, LARGEST, KeptTrees
from duecourse.policies.library import KeptPolicies, Library, read_workflows
from engine.errors import BadFiles
from engine.language.strict_yaml import Plain
from tests.services import library as compiled_library

SOURCES = {"tracks/a.yaml": "track: a", "policies/p.yaml": "policy: p"}
TREES: Mapping[str, Plain] = {"tracks/a.yaml": {"track": "a"}, "policies/p.yaml": {"policy": "p"}}


def settings(folder: Path, workflows: str = "") -> Settings:
    return Settings(data=folder, database=f"sqlite:///{folder / 'duecourse.db'}", workflows=workflows)


def kept_in(folder: Path) -> list[Path]:
    return sorted(folder.glob("compiled/*.json"))


def written(path: Path, text: bytes) -> None:
    """Write what somebody else might have written: whole, with its digest."""
    path.write_bytes(sha256(f"{path.stem}\0".encode() + text).hexdigest().encode() + b"\n" + text)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder in which one process has checked the shipped procedures."""
    Builder().library(settings(tmp_path), keep=True)
    return tmp_path


def test_what_is_kept_is_found_again_under_the_same_name_and_files_only(tmp_path: Path) -> None:
    trees = KeptTrees(tmp_path / "compiled")
    trees.keep("checked-1", TREES)

    assert trees.get("checked-1", SOURCES) == TREES
    assert trees.get("checked-2", SOURCES) is None
    assert trees.get("checked-1", {**SOURCES, "tracks/b.yaml": ""}) is None
    assert KeptTrees().get("checked-1", SOURCES) is None


def test_the_name_tells_what_was_done_and_every_text_apart() -> None:
    changed = {**SOURCES, "tracks/a.yaml": "track: b"}
    moved = {"tracks/b.yaml": "track: a", "policies/p.yaml": "policy: p"}

    name_of = KeptTrees().name_of

    assert len({name_of("checked", each) for each in (SOURCES, changed, moved)} | {name_of("accepted", SOURCES)}) == 4
    assert name_of("checked", SOURCES) == name_of("checked", dict(reversed(SOURCES.items())))


def test_only_this_account_may_read_or_write_what_is_kept(folder: Path) -> None:
    assert len(kept_in(folder)) == 1
    assert stat.S_IMODE((folder / "compiled").stat().st_mode) == 0o700
    assert stat.S_IMODE(kept_in(folder)[0].stat().st_mode) == 0o600


def test_a_kept_policy_is_the_same_as_one_that_was_checked_now(folder: Path) -> None:
    found = Builder().library(settings(folder))
    fresh = compiled_library()

    assert isinstance(found.policies, KeptPolicies)
    assert list(found.policies) == list(fresh.policies)
    for key, policy in fresh.policies.items():
        assert found.known(policy.hash) is found.current(key)
        assert found.current(key) == policy


def test_of_kept_policies_only_the_one_that_is_asked_for_is_compiled(folder: Path) -> None:
    found = Builder().library(settings(folder)).policies
    assert isinstance(found, KeptPolicies)
    found["lumen"]

    assert set(found.compiled) == {"lumen"}


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"{}", b'{"tracks/removal.yaml": 1}'], ids=repr)
def test_what_is_damaged_is_not_used_and_written_again(folder: Path, text: bytes) -> None:
    place = kept_in(folder)[0]
    written(place, text)
    found = Builder().library(settings(folder), keep=True)

    assert found.current("lumen") == compiled_library().current("lumen")
    assert set(json.loads(place.read_bytes().partition(b"\n")[2])) == set(read_workflows())


def test_what_others_could_have_written_is_not_used(folder: Path) -> None:
    (folder / "compiled").chmod(0o777)

    assert not isinstance(Builder().library(settings(folder)).policies, KeptPolicies)


def link_to(place: Path, target: Path) -> None:
    place.unlink()
    place.symlink_to(target)


def pipe_at(place: Path) -> None:
    place.unlink()
    os.mkfifo(place)


def folder_at(place: Path) -> None:
    place.unlink()
    place.mkdir()


IN_ITS_PLACE: Mapping[str, Callable[[Path], object]] = {
    "nested as deep as nobody writes": lambda place: place.write_bytes(b"0" * 64 + b"\n" + b"[" * 1_000_000),
    "the same with its digest": lambda place: written(place, b"[" * 1_000_000),
    "larger than anybody writes": lambda place: os.truncate(place, LARGEST + 1),
    "a device without end": lambda place: link_to(place, Path("/dev/zero")),
    "a pipe that nobody writes to": pipe_at,
    "a link to itself": lambda place: link_to(place, place),
    "a folder": folder_at,
    "a file that others may write": lambda place: place.chmod(0o666),
}


@pytest.mark.parametrize("what", IN_ITS_PLACE)
def test_whatever_stands_in_the_place_of_a_kept_file_is_in_nobodys_way(tmp_path: Path, what: str) -> None:
    trees = KeptTrees(tmp_path / "compiled")
    trees.keep("checked-1", TREES)
    IN_ITS_PLACE[what](tmp_path / "compiled" / "checked-1.json")

    assert trees.get("checked-1", SOURCES) is None
    trees.keep("checked-1", TREES)
    assert (trees.get("checked-1", SOURCES) == TREES) is (what != "a folder")


def test_a_kept_file_that_lies_under_the_name_of_another_is_not_used(tmp_path: Path) -> None:
    trees = KeptTrees(tmp_path / "compiled")
    trees.keep("checked-1", TREES)
    trees.keep("checked-2", {**TREES, "policies/p.yaml": {"policy": "q"}})
    (tmp_path / "compiled" / "checked-2.json").replace(tmp_path / "compiled" / "checked-1.json")

    assert trees.get("checked-1", SOURCES) is None


def test_a_link_to_a_folder_that_others_may_write_is_not_trusted(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    KeptTrees(shared).keep("checked-1", TREES)
    (tmp_path / "compiled").symlink_to(shared)
    trees = KeptTrees(tmp_path / "compiled")
    assert trees.get("checked-1", SOURCES) == TREES
    shared.chmod(0o777)

    assert trees.get("checked-1", SOURCES) is None


def test_what_is_kept_elsewhere_under_other_names_is_left_alone(tmp_path: Path) -> None:
    trees = KeptTrees(tmp_path / "compiled")
    (tmp_path / "compiled").mkdir(mode=0o700)
    theirs = [tmp_path / "compiled" / f"{number}.json" for number in range(KEPT + 3)]
    for place in theirs:
        place.write_text("{}")
        os.utime(place, (0, 0))
    trees.keep(f"checked-{1:064x}", TREES)

    assert [place.exists() for place in theirs] == [True] * len(theirs)


def test_a_file_where_the_folder_would_be_stops_no_command(tmp_path: Path) -> None:
    (tmp_path / "compiled").write_text("")
    (tmp_path / "compiled").chmod(0o644)

    prepare(tmp_path)
    KeptTrees(tmp_path / "compiled").keep("checked-1", TREES)
    assert KeptTrees(tmp_path / "compiled").get("checked-1", SOURCES) is None


def test_everything_that_judges_procedures_and_letters_is_in_the_name() -> None:
    root = Path(kept_trees.__file__).parents[2]
    judges = {str(path.relative_to(root)) for path in kept_trees.judges()}

    assert {
        "engine/checks/letter_facts.py",
        "letters/contract.py",
        "letters/contracts/front_matter.py",
        "letters/templates/L12-meeting.md.j2",
        "workflows/earlier/language-1.yaml",
        "duecourse/letter_writer.py",
        "duecourse/policies/compiler.py",
    } <= judges


def test_code_that_was_compiled_where_a_wheel_was_installed_is_in_nobodys_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = tmp_path / "letters/templates/L01.md.j2"
    (template.parent / "__pycache__").mkdir(parents=True)
    template.write_text("Dear", encoding="utf-8")
    monkeypatch.setattr(kept_trees, "files", tmp_path.joinpath)

    found = kept_trees.judges()

    assert template in found
    assert [path for path in found if not path.is_file()] == []
    assert kept_trees.judging_code()


def test_one_changed_byte_is_seen(folder: Path) -> None:
    place = kept_in(folder)[0]
    place.write_bytes(place.read_bytes().replace(b"24 hours", b"94 hours", 1))

    assert KeptTrees(folder / "compiled").get(place.stem, read_workflows()) is None


def test_a_tree_that_no_model_takes_is_left_for_the_file_itself(folder: Path) -> None:
    sources = read_workflows()
    trees = {**trees_of(sources), "tracks/removal.yaml": {"track": "removal", "colour": "red"}}
    written(kept_in(folder)[0], json.dumps(trees).encode())
    found = Builder().library(settings(folder))

    assert isinstance(found.policies, KeptPolicies)
    assert found.current("lumen") == compiled_library().current("lumen")


def test_files_with_a_fault_are_never_kept(tmp_path: Path) -> None:
    workflows = tmp_path / "workflows"
    (workflows / "policies").mkdir(parents=True)
    (workflows / "policies" / "bad.yaml").write_text("policy: bad\n", encoding="utf-8")

    for _ in range(2):
        with pytest.raises(BadFiles):
            Builder().library(settings(tmp_path, str(workflows)), keep=True)
    assert kept_in(tmp_path) == []


def test_a_version_that_a_case_is_pinned_to_is_kept_too(tmp_path: Path) -> None:
    sources = compiled_library().current("lumen").sources
    trees = KeptTrees(tmp_path / "compiled")
    found = [Library(policies={}, letters=(), trees=trees).recall(sources) for _ in range(2)]

    assert [each == compile_accepted(sources) for each in found] == [True, True]
    assert [each.name.partition("-")[0] for each in kept_in(tmp_path)] == ["accepted"]


def test_no_more_than_a_few_are_kept_and_a_folder_that_cannot_be_written_is_in_nobodys_way(tmp_path: Path) -> None:
    trees = KeptTrees(tmp_path / "compiled")
    for number in range(KEPT + 3):
        trees.keep(f"checked-{number:064x}", TREES)
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")

    assert len(kept_in(tmp_path)) == KEPT
    assert replace(trees, folder=in_the_way).get("checked-1", SOURCES) is None
    replace(trees, folder=in_the_way).keep("checked-1", TREES)
