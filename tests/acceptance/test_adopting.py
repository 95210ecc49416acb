"""A trust adopts its policy: from its text to a proved file, and to a case opened and closed under it.

The commands are those of docs/how-to/adopt-your-policy.md, in their order; filling in the skeleton is putting the
finished file in its place.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from duecourse.casework.policies.numbers import printed_numbers
from engine.language.model_loader import load
from engine.language.policy_definition import PolicyDefinition
from tests.cli import ASK_HOST, CALM, MONDAY, Answer, CommandLine, as_options
from tests.documents import blocks

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "how-to" / "adopt-your-policy.md"
POLICIES = Path(__file__).parent / "policies"
TEXT, FINISHED = POLICIES / "brackenfield.txt", POLICIES / "brackenfield.yaml"


def policy() -> PolicyDefinition:
    return load(PolicyDefinition, FINISHED.read_text(encoding="utf-8"), FINISHED.name)[0]


@pytest.fixture
def procedures(tmp_path: Path) -> Path:
    """Give a folder of procedures with the trust's own policy alone."""
    folder = tmp_path / "our-procedures"
    shutil.copytree(ROOT / "workflows" / "tracks", folder / "tracks")
    (folder / "policies").mkdir()
    shutil.copy(FINISHED, folder / "policies")
    return folder


@pytest.fixture
def brackenfield(line: CommandLine, procedures: Path) -> CommandLine:
    line.settings["DUECOURSE_WORKFLOWS"] = str(procedures)
    return line


@dataclass
class Reader:
    """Somebody who does what the document says, in a folder of their own."""

    line: CommandLine
    folder: Path
    answers: list[tuple[str, Answer]] = field(default_factory=list)
    skeleton: str = ""

    def do(self, command: str) -> None:
        """Do one line: a command, a copy, or a setting."""
        first, *words = shlex.split(command.partition("   #")[0])
        if first == "cp":
            self._copy(words[-2], words[-1])
        elif first == "export":
            name, _, value = words[0].partition("=")
            self.line.settings[name] = value
        else:
            self.answers.append((command, self.line.run("", *words)))
            if words[0] == "new-policy":
                self.skeleton = (self.folder / "brackenfield.yaml").read_text(encoding="utf-8")
            if "# refused" in command:
                shutil.copy(FINISHED, self.folder)

    def _copy(self, source: str, target: str) -> None:
        if (self.folder / source).is_dir():
            shutil.copytree(self.folder / source, self.folder / target)
        else:
            shutil.copy(self.folder / source, self.folder / target)


def lines_of(document: Path) -> Iterator[str]:
    for block in blocks(str(document.relative_to(ROOT))):
        yield from (line.removeprefix("$ ") for line in block.text.splitlines() if line.startswith("$ "))


@pytest.fixture
def reader(line: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    folder = tmp_path / "desk"
    folder.mkdir()
    shutil.copy(TEXT, folder)
    shutil.copytree(ROOT / "workflows", folder / "workflows")
    monkeypatch.chdir(folder)
    return Reader(line, folder)


def test_every_command_of_the_document_ends_as_its_text_says(reader: Reader) -> None:
    for command in lines_of(DOCUMENT):
        reader.do(command)

    assert len(reader.answers) > 10
    for command, answer in reader.answers:
        assert answer.code == (2 if "# refused" in command else 0), f"{command}\n{answer.err}{answer.out}"
    said = dict(reader.answers)
    assert re.search(r"brackenfield: \d+ situations proved", said["D check brackenfield.yaml"].out)
    assert "(duty)" in said["D clause brackenfield 4.2"].out


def test_the_checker_names_every_number_of_the_skeleton_with_its_line(reader: Reader) -> None:
    for command in list(lines_of(DOCUMENT))[:3]:
        reader.do(command)
    said = reader.answers[-1][1].out
    wanted = printed_numbers(TEXT.read_text(encoding="utf-8"))

    assert len(wanted) == 26
    for printed in wanted:
        found = re.search(rf":(\d+): clauses\.{re.escape(printed.number)}\.says: is still to be written", said)
        assert found, printed.number
        assert f"  {printed.number}: {{says: TO WRITE}}" in reader.skeleton.splitlines()[int(found[1]) - 1]


def test_every_number_of_the_text_is_sorted_in_the_finished_file() -> None:
    adopted = policy()
    printed = [each.number for each in printed_numbers(TEXT.read_text(encoding="utf-8"))]

    assert sorted(printed) == sorted([*adopted.clauses, *adopted.conduct, *adopted.outside])


def test_the_finished_file_uses_the_tracks_of_the_skeleton() -> None:
    command = next(command for command in lines_of(DOCUMENT) if " new-policy " in command)

    assert list(policy().tracks) == command.split("--tracks ")[1].split(",")


def test_a_mistake_in_the_finished_file_is_told_with_its_line(line: CommandLine, tmp_path: Path) -> None:
    text = FINISHED.read_text(encoding="utf-8").replace("remind: [4.3(a)]", "remind: [4.4]")
    (tmp_path / "mistaken.yaml").write_text(text, encoding="utf-8")
    number = text.splitlines().index("      remind: [4.4]") + 1
    answer = line.run("", "check", str(tmp_path / "mistaken.yaml"))

    assert answer.code == 2
    assert (
        f"{tmp_path / 'mistaken.yaml'}:{number}: tracks.removal.cites.remind: clause 4.4 is not described" in answer.out
    )
    assert "clauses.4.3(a): no step or deadline stands behind this clause" in answer.out


def test_check_ends_with_one_line_that_says_how_and_tells_no_success_before_a_fault(
    line: CommandLine, tmp_path: Path
) -> None:
    good, text = line.run("", "check", str(FINISHED)), FINISHED.read_text(encoding="utf-8")
    narrowed = text.replace("  removal:\n", "  removal:\n    without: [isp_answer]\n", 1)
    (tmp_path / "narrowed.yaml").write_text(narrowed, encoding="utf-8")
    (tmp_path / "unread.yaml").write_text(text.replace("approved: ", "aproved: "), encoding="utf-8")
    refused = line.run("", "check", str(tmp_path / "narrowed.yaml"), str(FINISHED))
    unread = line.run("", "check", str(tmp_path / "unread.yaml"), str(FINISHED))

    assert good.out.splitlines()[-1] == "OK"
    assert re.fullmatch(r"REFUSED: \d+ faults? in \d files?", refused.out.splitlines()[-1])
    assert unread.out.splitlines()[-1] == "REFUSED: 2 faults in 1 file"
    for answer in (refused, unread):
        assert answer.code == 2
        assert "proved in" not in answer.out
        assert "OK" not in answer.out.splitlines()


def test_a_skeleton_never_takes_the_place_of_a_file(line: CommandLine, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text("the work of a week", encoding="utf-8")
    said = line.refused("", "new-policy", "mine", "-o", str(mine))

    assert "is there already" in said
    assert mine.read_text(encoding="utf-8") == "the work of a week"


def test_without_a_file_the_skeleton_is_printed(line: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "numbers.txt").write_text("§2 People\n13.6#2\n", encoding="utf-8")
    said = line.said("", "new-policy", "mine", "--numbers", str(tmp_path / "numbers.txt"), "--tracks", "removal")

    assert '  §2: {says: TO WRITE}  # People\n  "13.6#2": {says: TO WRITE}\n' in said


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"%PDF-1.7 \xff", "not plain text", id="a PDF"),
        pytest.param(b"PK\x03\x04\x00", "not plain text", id="a Word file"),
        pytest.param(b"No numbers here.", "No line of", id="no numbers"),
    ],
)
def test_a_text_from_which_nothing_can_be_read_is_refused(
    line: CommandLine, tmp_path: Path, content: bytes, sentence: str
) -> None:
    (tmp_path / "policy.txt").write_bytes(content)

    assert sentence in line.refused("", "new-policy", "mine", "--from", str(tmp_path / "policy.txt"))


def test_a_text_saved_in_the_older_code_of_windows_is_read(line: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "policy.txt").write_bytes("1.1 The school’s name".encode("cp1252"))

    assert "# The school’s name" in line.said("", "new-policy", "mine", "--from", str(tmp_path / "policy.txt"))


def test_a_missing_file_and_two_sources_at_once_are_refused(line: CommandLine) -> None:
    both = ("--from", str(TEXT), "--numbers", str(TEXT))

    assert "There is no file" in line.refused("", "new-policy", "mine", "--from", "nowhere.txt")
    assert "not both" in line.refused("", "new-policy", "mine", *both)


def test_the_end_that_the_policy_leaves_out_is_in_no_picture(brackenfield: CommandLine) -> None:
    drawn = brackenfield.said("", "diagram", "brackenfield", "discipline")

    assert "(dismissal" in drawn
    assert "(summary_dismissal)" not in drawn


def opened(line: CommandLine) -> str:
    document = line.done(
        "teacher",
        "open",
        "--policy",
        "brackenfield",
        "--school",
        "oakfield",
        "--for",
        "oakfield-teacher",
        "--address",
        "https://posts.example/1",
        *as_options(CALM),
    )
    return str(document["reference"])


def test_a_case_has_the_clocks_of_the_adopted_policy(brackenfield: CommandLine) -> None:
    reference = opened(brackenfield)
    acknowledge = brackenfield.clock_of(reference, "case/1", "acknowledge")
    offer = brackenfield.clock_of(reference, "support/1", "offer")

    assert reference == "BRA-2026-0001"
    assert datetime.fromisoformat(acknowledge["due_at"]) == MONDAY + timedelta(hours=4)
    assert (acknowledge["clauses"], acknowledge["binding"]) == (["3.2"], "duty")
    assert (offer["clauses"], offer["binding"]) == (["5.1"], "duty")


def test_a_case_goes_from_its_report_to_its_closure_under_the_adopted_policy(brackenfield: CommandLine) -> None:
    line, reference = brackenfield, opened(brackenfield)
    line.begin(reference)
    line.find(reference, material="neither")
    line.act("senior", reference, "removal/1", "decide", **ASK_HOST)
    line.send(reference, "L02")
    line.wait(hours=2)
    alone = line.reasons("senior", "act", reference, "removal/1", "look", "--fact", "seen_now=gone")
    line.act("deputy", reference, "removal/1", "look", seen_now="gone")
    line.act("senior", reference, "support", "offer", how_offered="In person")
    line.act("teacher", reference, "support", "answer", support_answer="declined")
    line.act("senior", reference, "case", "record_outcome", outcome="removed", outcome_words="It has gone.")
    line.withdraw_letters(reference)
    line.act("senior", reference, "case", "close", retention="takedown", policy_review="no")

    assert line.states(reference)["case/1"] == "closed"
    assert [reason["clause"] for reason in alone] == [""]
