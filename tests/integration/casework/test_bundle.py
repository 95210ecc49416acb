"""A bundle holds the whole record of a case, and its own verifier finds every single change of it."""

from __future__ import annotations

import json
import runpy
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from duecourse.casework.audit import bundle
from duecourse.casework.commands import addresses, case_roles, evidence, letters
from duecourse.casework.commands.evidence import NewEvidence
from duecourse.casework.commands.two_cases.linked_cases import change_link
from duecourse.casework.context.services import Services
from duecourse.outbox import run_outbox
from engine.errors import NotFound
from engine.identity import CaseReference, InstanceId
from engine.plain import is_group, is_list
from tests.databases import open_store
from tests.services import START, act, caller, report, services_on

PICTURE = b"\x89PNG\r\n\x1a\na picture"
ADDRESSES = ("https://posts.example/1", "https://other.example/2")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Services]:
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield services_on(store, tmp_path)
    store.close()


def make(place: Services) -> CaseReference:
    """Report a case, issue its first letter, and keep two files, one of which is shut away."""
    reference, senior = report(place, *ADDRESSES), caller(place, "oakfield-senior")
    act(place, "senior", reference, "case/1", "acknowledge")
    run_outbox(place)
    letters.issue(place, senior, reference, 1)
    for number, url in enumerate(ADDRESSES, 1):
        content = PICTURE + str(number).encode()
        new = NewEvidence(name="a.png", content=content, on=InstanceId(f"removal/{number}"), captured_at=START, url=url)
        evidence.add(place, senior, reference, new)
    addresses.flag_address(place, senior, reference, 2)
    return reference


def unpack(place: Services, reference: CaseReference, folder: Path) -> dict[str, bytes]:
    with ZipFile(BytesIO(bundle.export(place, caller(place, "oakfield-senior"), reference))) as packed:
        packed.extractall(folder)
        return {name: packed.read(name) for name in packed.namelist()}


def is_found(folder: Path) -> bool:
    """Say whether the verifier of a bundle finds anything wrong."""
    try:
        runpy.run_path(str(folder / "verify.py"), run_name="__main__")
    except SystemExit:
        return True
    return False


def changes(value: object, name: str = "all") -> Iterator[tuple[str, object]]:
    """Make every single change of a value of JSON: another value, one part less, one part more, two exchanged."""
    if is_group(value):
        for key, each in value.items():
            yield f"{key} taken out", {other: part for other, part in value.items() if other != key}
            yield f"{key} under another name", {(f"{k}x" if k == key else k): part for k, part in value.items()}
            for what, changed in changes(each, key):
                yield what, {**value, key: changed}
        yield f"something put into {name}", {**value, "x": "y"}
    elif is_list(value):
        for number, each in enumerate(value):
            yield f"{name} {number} taken out", [*value[:number], *value[number + 1 :]]
            yield f"{name} {number} twice", [*value[:number], each, *value[number:]]
            for what, changed in changes(each, f"{name} {number}"):
                yield what, [*value[:number], changed, *value[number + 1 :]]
        if len(value) > 1:
            yield f"two of {name} exchanged", [value[1], value[0], *value[2:]]
    else:
        yield from ((f"{name} {what}", other) for what, other in _others(value) if other != value)


def _others(value: object) -> Iterator[tuple[str, object]]:
    yield "emptied", None
    if isinstance(value, int):
        yield "one more", value + 1
    elif isinstance(value, str):
        yield "with a letter more", f"{value}x"
        yield "without its text", ""


def test_a_bundle_holds_its_evidence_and_of_what_is_shut_away_the_digest_alone(place: Services, tmp_path: Path) -> None:
    files = unpack(place, make(place), tmp_path / "bundle")

    listed = json.loads(files["evidence.json"])
    assert [each["file"] for each in listed] == ["files/1", None]
    assert files["files/1"] == PICTURE + b"1"
    assert not any(PICTURE + b"2" in content for content in files.values())
    assert len(listed[1]["sha256"]) == 64
    assert not is_found(tmp_path / "bundle")


def test_every_single_change_of_a_list_of_a_bundle_is_found(place: Services, tmp_path: Path) -> None:
    folder = tmp_path / "bundle"
    files = unpack(place, make(place), folder)
    tried = 0
    missed: list[str] = []
    for name in (name for name in files if name.endswith(".json")):
        text = files[name].decode()
        written = ((what, json.dumps(value, ensure_ascii=False, indent=1)) for what, value in changes(json.loads(text)))
        for what, other in (*written, ("a blank at its end", f"{text} "), ("nothing in it", "")):
            (folder / name).write_text(other, encoding="utf-8")
            tried += 1
            if not is_found(folder):
                missed.append(f"{name}: {what}")
        (folder / name).write_text(text, encoding="utf-8")

    assert tried > 300
    assert missed == []
    assert not is_found(folder)


def test_every_single_change_of_a_file_of_a_bundle_is_found(place: Services, tmp_path: Path) -> None:
    folder = tmp_path / "bundle"
    files = unpack(place, make(place), folder)
    bodies = {name: content for name, content in files.items() if name.startswith(("letters/", "files/"))}
    assert len(bodies) == 6
    for name, content in bodies.items():
        for other in (content + b"x", b""):
            (folder / name).write_bytes(other)
            assert is_found(folder), name
        (folder / name).unlink()
        assert is_found(folder), name
        (folder / name).write_bytes(content)
    (folder / "files" / "3").write_bytes(b"more")
    assert is_found(folder)


def test_a_shared_case_is_given_out_whole_by_a_manager_of_either_school_and_by_nobody_once_it_ended(
    place: Services, tmp_path: Path
) -> None:
    reference, senior, theirs = make(place), caller(place, "oakfield-senior"), caller(place, "hilltop-senior")
    with pytest.raises(NotFound):
        bundle.export(place, theirs, reference)
    case_roles.share(place, senior, reference, "hilltop", "The pupil is there")
    ours = unpack(place, reference, tmp_path / "ours")
    with ZipFile(BytesIO(bundle.export(place, theirs, reference))) as packed:
        assert {name: packed.read(name) for name in packed.namelist()} == ours
    assert not is_found(tmp_path / "ours")
    shared = [json.loads(each["body"])["kind"] for each in json.loads(ours["events.json"])]
    assert "shared" in shared[-1]

    case_roles.end_share(place, senior, reference, "hilltop", "Done")

    with pytest.raises(NotFound):
        bundle.export(place, theirs, reference)
    unpack(place, reference, tmp_path / "after")
    assert not is_found(tmp_path / "after")


def test_why_two_cases_were_linked_is_given_out_to_who_works_on_both_alone(place: Services, tmp_path: Path) -> None:
    senior, there = caller(place, "oakfield-senior"), caller(place, "hilltop-senior")
    one, other = (report(place, address) for address in ADDRESSES)
    change_link(place, senior, one, other, "Both are about the quince", active=True)
    case_roles.share(place, senior, one, "hilltop", "The pupil is there")

    ours = unpack(place, one, tmp_path / "ours")
    with ZipFile(BytesIO(bundle.export(place, there, one))) as packed:
        theirs = {name: packed.read(name) for name in packed.namelist()}
        packed.extractall(tmp_path / "theirs")

    assert b"the quince" in ours["events.json"]
    assert not any(b"the quince" in content for content in theirs.values())
    assert not is_found(tmp_path / "ours")
    assert not is_found(tmp_path / "theirs")
