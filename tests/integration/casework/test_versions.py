"""Policy files are swapped while cases run: the store keeps every version, and nothing unproved is taken up."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from duecourse.bootstrap import build_letters
from duecourse.casework.audit import verification
from duecourse.casework.commands import undo
from duecourse.casework.context.services import Services
from duecourse.casework.policies.proofs import faults_of_unkept, take_up
from duecourse.casework.queries import case_view
from duecourse.demo import DEMO_PASSWORD, make_accounts
from duecourse.policies.library import Library, load_library, read_workflows
from duecourse.scheduler import Runner
from duecourse.web.app import build_app
from engine.errors import BadFiles, BadInput
from engine.identity import CaseReference, InstanceId
from tests.builders import REMOVAL_TRACK, changed
from tests.databases import open_store, postgresql
from tests.log_lines import told_in
from tests.services import act, caller, letters, library, report, scheduler, services_on
from tests.site import ADDRESS, Person, cheap_passwords

LUMEN = read_workflows()["policies/lumen.yaml"]
LONGER = changed(LUMEN, ("request:\n        within: 24 hours", "request:\n        within: 48 hours"))
UNPROVED = changed(
    LUMEN, ("- that: all(support.offered)", "- that: all(support.offered) and scope == in_scope and scope == diverted")
)
"""Well formed, but no case could ever be closed under it."""


@dataclass
class Trust:
    """Services with policy files of their own, which may be swapped, and which may be started again."""

    services: Services
    folder: Path

    @property
    def library(self) -> Library:
        return self.services.library

    @property
    def file(self) -> Path:
        return self.folder / "policies" / "lumen.yaml"

    def look(self, times: int = 2) -> bool:
        """Look at the files as the scheduler does; says whether new versions are in use now."""
        return [take_up(self.library, self.services.letters) for _ in range(times)][-1]

    def swap(self, text: str) -> bool:
        self.file.write_text(text, encoding="utf-8")
        return self.look()

    def start_again(self) -> None:
        """Take the place of the process by another, which knows only what is on the disk."""
        self.services = replace(self.services, library=fresh(self.folder))

    def hash_of(self, reference: CaseReference) -> str:
        with self.services.store.reading() as reading:
            return reading.find_case(scheduler(self.services), reference).policy_hash

    def due(self, reference: CaseReference) -> str:
        seen = case_view.look(self.services, caller(self.services, "oakfield-senior"), reference)
        clock = case_view.deadline_of(seen, InstanceId("removal/1"), "request")
        assert clock.due_at is not None
        return f"{clock.due_at:%d %b %H:%M}"

    def kept(self) -> set[str]:
        with self.services.store.reading() as reading:
            return set(reading.policy_versions(reading.organisation().id))


def fresh(folder: Path) -> Library:
    """Read the files as a process that starts does; what a proof gave is the same for the same words, and kept."""
    found = load_library(read_workflows(str(folder)), letters().kinds())
    found.proofs = library().proofs
    found.folder = str(folder)
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def trust(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Trust]:
    if request.param == "sqlite":
        yield from trust_on(f"sqlite:///{tmp_path / 'store.db'}", tmp_path)
        return
    with postgresql() as url:
        yield from trust_on(url, tmp_path)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Trust]:
    """The same on SQLite alone, for what does not touch the store."""
    yield from trust_on(f"sqlite:///{tmp_path / 'store.db'}", tmp_path)


def trust_on(url: str, folder: Path) -> Iterator[Trust]:
    workflows = folder / "workflows"
    (workflows / "policies").mkdir(parents=True)
    (workflows / "policies" / "lumen.yaml").write_text(LUMEN, encoding="utf-8")
    store = open_store(url)
    yield Trust(replace(services_on(store, folder), library=fresh(workflows)), workflows)
    store.close()


def test_a_running_case_goes_on_under_its_version_and_a_new_one_gets_the_new(trust: Trust) -> None:
    old = trust.library.current("lumen").hash
    first = report(trust.services)
    assert trust.swap(LONGER)
    second = report(trust.services, "https://b.example/2")

    assert (trust.hash_of(first), trust.hash_of(second)) == (old, trust.library.current("lumen").hash)
    assert old != trust.library.current("lumen").hash
    act(trust.services, "senior", first, "case/1", "acknowledge")
    assert (trust.due(first), trust.due(second)) == ("24 Oct 09:00", "25 Oct 09:00")


def test_a_running_case_goes_on_under_its_version_after_a_restart(trust: Trust) -> None:
    old = trust.library.current("lumen").hash
    first = report(trust.services)
    trust.swap(LONGER)
    trust.start_again()
    assert trust.library.known(old) is None
    act(trust.services, "senior", first, "case/1", "acknowledge")

    assert trust.hash_of(first) == old
    assert trust.due(first) == "24 Oct 09:00"
    assert [
        each.wrong for each in verification.replay_cases(trust.services, caller(trust.services, "oakfield-senior"))
    ] == [""]


def test_the_store_keeps_every_version_ever_used_and_no_other(trust: Trust) -> None:
    first = report(trust.services)
    used = {trust.hash_of(first)}
    trust.swap(LONGER)
    assert trust.kept() == used
    used.add(trust.hash_of(report(trust.services, "https://b.example/2")))
    trust.swap(LUMEN)
    report(trust.services, "https://c.example/3")

    assert trust.kept() == used
    assert len(used) == 2


def test_a_case_that_moves_has_its_new_version_kept_and_may_move_back(trust: Trust) -> None:
    senior = caller(trust.services, "oakfield-senior")
    reference = report(trust.services)
    old = trust.hash_of(reference)
    trust.swap(LONGER)
    new = trust.library.current("lumen").hash
    undo.move(trust.services, senior, reference, new, "Approved again")
    assert (trust.hash_of(reference), trust.kept()) == (new, {old, new})
    trust.start_again()
    undo.move(trust.services, senior, reference, old[:10], "Approved again too early")

    assert (trust.hash_of(reference), trust.due(reference)) == (old, "24 Oct 09:00")
    assert [each.wrong for each in verification.replay_cases(trust.services, senior)] == [""]


@pytest.mark.quotes
def test_every_step_is_told_in_the_words_of_its_own_version(trust: Trust) -> None:
    senior = caller(trust.services, "oakfield-senior")
    reference = report(trust.services)
    act(trust.services, "senior", reference, "case/1", "acknowledge")
    (trust.folder / "tracks").mkdir()
    for name, text in read_workflows().items():
        if name.startswith("tracks/"):
            text = text.replace("title: Acknowledge the report", "title: Say that the report has come")
            (trust.folder / name).write_text(
                text.replace("title: Acknowledged}", "title: Confirmed}"), encoding="utf-8"
            )
    assert trust.look()
    undo.move(trust.services, senior, reference, trust.library.current("lumen").hash, "Approved again")
    told = case_view.history(trust.services, senior, reference)

    assert "Acknowledge the report (The case)" in [each.says for each in told]
    assert "The case is now at “Acknowledged”." in told[1].details
    assert told[2].says == "The case moved to another version of its policy"


def broken(trust: Trust) -> str:
    trust.file.write_text(LUMEN.replace("roles:\n", "rolls:\n"), encoding="utf-8")
    return "policies/lumen.yaml"


def not_yaml(trust: Trust) -> str:
    trust.file.write_text(LUMEN + "tracks: [\n", encoding="utf-8")
    return "policies/lumen.yaml"


def unproved(trust: Trust) -> str:
    trust.file.write_text(UNPROVED, encoding="utf-8")
    return "lumen: case"


def unreadable(trust: Trust) -> str:
    trust.file.write_bytes(LUMEN.encode("utf-16"))
    return "is not plain text in UTF-8"


def a_folder_for_a_file(trust: Trust) -> str:
    trust.file.unlink()
    trust.file.mkdir()
    return "cannot be read: Is a directory"


def gone(trust: Trust) -> str:
    trust.file.unlink()
    trust.file.parent.rmdir()
    return "cannot be read, or holds no folder"


def empty(trust: Trust) -> str:
    trust.file.unlink()
    return "There is no policy in the folder any more."


BAD = (broken, not_yaml, unproved, unreadable, a_folder_for_a_file, gone, empty)


@pytest.mark.parametrize("spoil", BAD, ids=lambda each: each.__name__)
def test_files_that_are_not_in_order_are_not_taken_up_and_the_old_version_stays_in_use(
    small: Trust, spoil: Callable[[Trust], str]
) -> None:
    before = small.library.current("lumen")
    says = spoil(small)

    assert not small.look()
    assert small.library.current("lumen") is before
    assert says in " ".join(small.library.refused)
    report(small.services)


@pytest.mark.parametrize("spoil", BAD, ids=lambda each: each.__name__)
def test_files_that_are_put_right_are_taken_up(small: Trust, spoil: Callable[[Trust], str]) -> None:
    spoil(small)
    small.look()
    if small.file.is_dir():
        small.file.rmdir()
    small.file.parent.mkdir(exist_ok=True)

    assert small.swap(LONGER)
    assert small.library.refused == ()
    assert small.swap(LUMEN)


def test_files_that_are_put_back_as_they_were_are_no_longer_shown_as_refused(small: Trust) -> None:
    unreadable(small)
    small.look(1)
    assert small.library.refused
    small.swap(LUMEN)

    assert small.library.refused == ()


@pytest.mark.parametrize("share", [0.02, 0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 0.97])
def test_a_half_written_file_is_not_taken_up(small: Trust, share: float) -> None:
    before = small.library.current("lumen")
    small.swap(LONGER[: int(len(LONGER) * share)])

    assert small.library.current("lumen") is before
    assert small.library.refused


def test_a_file_that_is_still_being_written_is_not_judged_before_it_stands_still(small: Trust) -> None:
    half = LONGER[: LONGER.index("  monitoring:")]
    small.file.write_text(half, encoding="utf-8")
    first = small.look(1)
    small.file.write_text(LONGER, encoding="utf-8")
    second = small.look(1)

    assert (first, second, small.library.refused) == (False, False, ())
    assert small.look(1)
    assert not small.look()


def test_the_scheduler_takes_up_what_was_swapped(small: Trust) -> None:
    small.file.write_text(LONGER, encoding="utf-8")
    runner = Runner(services=small.services)
    runner.policies()
    runner.policies()

    assert (
        str(small.library.current("lumen").definition.tracks[REMOVAL_TRACK].deadlines["request"].within) == "48 hours"
    )


def test_the_log_names_the_file_once_and_nothing_of_what_is_in_it(
    small: Trust, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="duecourse"):
        small.swap(LUMEN.replace("approved: 2021-03-15", "approved: a secret word"))
        small.look(3)
    told = [(said["event"], said["faults"], said["files"]) for said in told_in(caplog)]

    assert told == [("policies-refused", 1, "policies/lumen.yaml")]
    assert "secret" not in caplog.text


def test_the_policies_page_says_why_and_which_version_is_in_use(small: Trust) -> None:
    make_accounts(small.services, cheap_passwords())
    app = build_app(small.services, cheap_passwords())
    senior = Person(TestClient(app, base_url=ADDRESS, raise_server_exceptions=False))
    senior.fill("/sign-in", name="oakfield-senior", password=DEMO_PASSWORD)
    assert "not in use" not in senior.get("/policies").text
    unreadable(small)
    small.look()
    page = senior.get("/policies")

    assert page.status_code == 200
    assert "is not plain text in UTF-8" in page.text
    assert small.library.current("lumen").hash[:8] in page.text


def test_no_case_is_opened_under_or_moved_to_an_unproved_version_that_was_there_at_the_start(small: Trust) -> None:
    reference = report(small.services)
    unproved(small)
    small.start_again()
    new = small.library.current("lumen").hash

    with pytest.raises(BadInput, match="its proof found"):
        report(small.services, "https://b.example/2")
    with pytest.raises(BadInput, match="its proof found"):
        undo.move(small.services, caller(small.services, "oakfield-senior"), reference, new, "Approved again")
    with small.services.store.reading() as reading:
        assert "lumen: case" in faults_of_unkept(reading, reading.organisation().id, small.library)[0]
    assert new not in small.kept()


def test_nothing_starts_on_files_that_cannot_be_read(small: Trust) -> None:
    unreadable(small)

    with pytest.raises(BadFiles, match="not plain text"):
        small.start_again()


def test_a_trusts_own_words_for_letters_are_taken_up_while_it_runs_and_faulty_ones_left_aside(small: Trust) -> None:
    own = replace(small.services, letters=build_letters())
    trust = Trust(own, small.folder)
    file = small.folder / "letters" / "every-letter" / "ending.md"
    file.parent.mkdir(parents=True)
    file.write_text("The Zyzzyva desk is there for you.\n", encoding="utf-8")

    assert trust.look()
    assert own.letters.house_files("L14-hearing") == ("letters/every-letter/ending.md",)

    file.write_text("We accept liability.\n", encoding="utf-8")

    assert not trust.look()
    assert "ending.md:1: never: says “we accept liability”" in " ".join(trust.library.refused)
    assert own.letters.house_files("L14-hearing") == ("letters/every-letter/ending.md",)

    file.unlink()

    assert trust.look()
    assert trust.library.refused == ()
    assert own.letters.house_files("L14-hearing") == ()
