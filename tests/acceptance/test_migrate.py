"""Moving cases between versions of their policy, on the command line; and what the doctor says of policy files."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from duecourse.policies.library import read_workflows
from tests.builders import changed
from tests.cli import IN_SCOPE, CommandLine

ROOT = Path(__file__).parents[2]
LUMEN = read_workflows()["policies/lumen.yaml"]
LONGER = ("request:\n        within: 24 hours", "request:\n        within: 48 hours")
NARROWER = ("    deadlines:\n      acknowledge:", "    without: [triage/diverted]\n    deadlines:\n      acknowledge:")


def swap(line: CommandLine, *changes: tuple[str, str]) -> str:
    """Put other policy files in the place of those in use. Gives what `policies` prints of the new version's hash."""
    folder = line.data.parent / "workflows" / "policies"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "lumen.yaml").write_text(changed(LUMEN, *changes), encoding="utf-8")
    line.settings["DUECOURSE_WORKFLOWS"] = str(folder.parent)
    return line.said("", "policies").splitlines()[2].split()[-1]


def take_back(line: CommandLine, reference: str, *words: str, who: str = "senior") -> Any:
    return line.done(who, "undo", reference, "--reason", "The wrong button", *words)


class TestMigrate:
    def test_the_hash_that_policies_prints_is_enough(self, line: CommandLine) -> None:
        reference = line.report()
        new = swap(line, LONGER)
        full = next(each["hash"] for each in line.done("", "policies") if each["policy"] == "lumen")
        line.done("senior", "migrate", reference, "--to", new, "--reason", "Approved again")

        assert full.startswith(new)
        assert line.show(reference)["policy_hash"] == full

    def test_a_preview_tells_the_dates_and_changes_nothing(self, line: CommandLine) -> None:
        reference = line.report()
        before = line.show(reference)
        new = swap(line, LONGER)
        told = line.said("senior", "migrate", reference, "--to", new, "--preview")
        document = line.done("senior", "migrate", reference, "--to", new, "--preview")

        assert f"{reference} could be moved." in told
        assert "3 November 2026 at 9:00am" in told
        assert "4 November 2026 at 9:00am" in told
        assert document == [
            {
                "reference": reference,
                "moved": False,
                "refused": [],
                "differences": [
                    {
                        "what": "date",
                        "on": "removal/1",
                        "name": "request",
                        "now": "2026-11-03T09:00:00+00:00",
                        "then": "2026-11-04T09:00:00+00:00",
                    }
                ],
            }
        ]
        assert line.show(reference) == before

    def test_a_moved_case_has_the_dates_that_were_told_and_can_be_moved_back(self, line: CommandLine) -> None:
        reference = line.report()
        new = swap(line, LONGER)
        document = line.done("senior", "migrate", reference, "--to", new, "--reason", "Approved again")

        assert (document[0]["moved"], document[0]["differences"][0]["name"]) == (True, "request")
        assert line.clock_of(reference, "removal/1", "request")["due_at"] == "2026-11-04T09:00:00+00:00"
        line.said("senior", "audit", "replay", reference)
        take_back(line, reference)
        assert line.clock_of(reference, "removal/1", "request")["due_at"] == "2026-11-03T09:00:00+00:00"
        assert "The move to another version was taken back" in line.said("senior", "history", reference)

    def test_every_case_moves_at_once_and_those_that_cannot_stay(self, line: CommandLine) -> None:
        plain, sent_on = line.report(), line.report("https://b.example/2")
        line.act("senior", sent_on, "case", "triage", **{**IN_SCOPE, "scope": "diverted", "route": "grievance"})
        new = swap(line, LONGER, NARROWER)
        document = line.done("senior", "migrate", "--all", "--to", new, "--reason", "Approved again")
        again = line.said("senior", "migrate", "--all", "--to", new, "--preview")

        assert {each["reference"]: each["moved"] for each in document} == {plain: True, sent_on: False}
        refused = next(each for each in document if each["reference"] == sent_on)["refused"]
        assert any("“Decide whether the policy covers this” was done" in each["says"] for each in refused)
        assert f"{sent_on} stays as it is:" in again
        assert plain not in again

    @pytest.mark.quotes
    def test_refusals_are_plain_words(self, line: CommandLine) -> None:
        reference = line.report()
        line.act("senior", reference, "case", "triage", **{**IN_SCOPE, "scope": "diverted", "route": "grievance"})
        old = line.show(reference)["policy_hash"][:12]
        new = swap(line, NARROWER)
        to = ("--to", new, "--reason", "Approved again")

        assert "would lead elsewhere under the new version." in line.refused("senior", "migrate", reference, *to)
        assert line.reasons("senior", "migrate", reference, *to)[0]["says"].startswith("The case: it stands at “Passed")
        assert "Say which case, or --all" in line.refused("senior", "migrate", reference)
        assert "Say which case, or --all" in line.refused("senior", "migrate", "--to", new)
        assert "There is no version 'feed'." in line.refused("senior", "migrate", reference, "--to", "feed")
        assert "pinned to this version already" in line.refused("senior", "migrate", reference, "--to", old)
        assert "Only somebody who works on the case itself moves it." in line.refused(
            "teacher", "migrate", reference, "--to", new, "--preview"
        )
        assert "none that you may see" in line.refused("riverside-senior", "migrate", reference, *to)

    def test_a_move_needs_a_reason(self, line: CommandLine) -> None:
        reference = line.report()
        new = swap(line, LONGER)

        assert "Moving a case to another version needs a reason." in line.refused(
            "senior", "migrate", reference, "--to", new
        )
        assert line.done("senior", "migrate", reference, "--to", new, "--preview")[0]["moved"] is False


class TestDocument:
    def test_every_command_of_the_how_to_runs_in_its_order(self, line: CommandLine) -> None:
        reference = line.report()
        line.report("https://b.example/2")
        new = swap(line, LONGER)
        draft = line.data.parent / "workflows" / "policies" / "lumen.yaml"
        text = (ROOT / "docs" / "how-to" / "change-a-policy.md").read_text(encoding="utf-8")
        commands = re.findall(r"^\$ D (.*)$", text, re.MULTILINE)
        for command in commands:
            meant = command.replace("1f2e3d4c5b6a", new).replace("drafts/lumen.yaml", str(draft))
            line.said("senior", *shlex.split(meant))

        assert len(commands) == 6
        assert line.clock_of(reference, "removal/1", "request")["due_at"] == "2026-11-03T09:00:00+00:00"
        assert line.clock_of("LUM-2026-0002", "removal/1", "request")["due_at"] == "2026-11-04T09:00:00+00:00"


class TestDoctor:
    def test_it_says_when_no_policy_file_is_refused(self, line: CommandLine) -> None:
        assert line.done("", "doctor")["policy files refused"] == "none"

    def test_it_says_what_is_wrong_where_nothing_else_starts(self, line: CommandLine) -> None:
        swap(line, LONGER)
        (line.data.parent / "workflows" / "policies" / "lumen.yaml").write_bytes(LUMEN.encode("utf-16"))

        answer = line.run("", "doctor", "--json")
        assert answer.code == 1
        assert "is not plain text in UTF-8" in answer.document["policy files refused"]
        assert "is not plain text in UTF-8" in line.refused("senior", "list")

    def test_it_says_what_the_proof_of_a_new_version_finds(self, line: CommandLine) -> None:
        swap(
            line,
            (
                "- that: all(support.offered)",
                "- that: all(support.offered) and scope == in_scope and scope == diverted",
            ),
        )

        answer = line.run("", "doctor", "--json")
        assert answer.code == 1
        assert "lumen: case" in answer.document["policy files refused"]
