"""A trust adopts its policy: from its text to a proved file, and to a case opened and closed under it.

docs/how-to/adopt-your-policy.md follows another example from its text to its first case: `test_documents.py` does that.
"""

from __future__ import annotations

import re
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from duecourse.casework.policies.numbers import printed_numbers
from engine.language.model_loader import load
from engine.language.policy_definition import PolicyDefinition
from tests.cli import ASK_HOST, CALM, MONDAY, CommandLine, as_options

ROOT = Path(__file__).parents[2]
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


def test_the_checker_names_every_number_of_the_skeleton_with_its_line(line: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "brackenfield.yaml"
    line.said("", "new-policy", "brackenfield", "--from", str(TEXT), "-o", str(file))
    said, skeleton = line.run("", "check", str(file)).out, file.read_text(encoding="utf-8")
    wanted = printed_numbers(TEXT.read_text(encoding="utf-8"))

    assert len(wanted) == 26
    for printed in wanted:
        found = re.search(rf":(\d+): clauses\.{re.escape(printed.number)}\.says: is still to be written", said)
        assert found, printed.number
        assert f"  {printed.number}: {{says: TO WRITE}}" in skeleton.splitlines()[int(found[1]) - 1]


def test_every_number_of_the_text_is_sorted_in_the_finished_file() -> None:
    adopted = policy()
    printed = [each.number for each in printed_numbers(TEXT.read_text(encoding="utf-8"))]

    assert sorted(printed) == sorted([*adopted.clauses, *adopted.conduct, *adopted.outside])


def test_every_number_of_the_example_in_the_how_to_is_sorted_in_its_finished_file() -> None:
    folder = ROOT / "docs/how-to/example-policy"
    text, finished = ((folder / f"northgate.{end}").read_text(encoding="utf-8") for end in ("txt", "yaml"))
    northgate = load(PolicyDefinition, finished, "northgate.yaml")[0]
    sorted_ = {*northgate.clauses, *northgate.conduct, *northgate.by_hand, *northgate.outside}

    assert {number.partition("#")[0] for number in sorted_} == {each.number for each in printed_numbers(text)}


def test_a_list_that_is_left_out_is_asked_for_in_words_that_say_what_to_write(
    line: CommandLine, tmp_path: Path
) -> None:
    file = tmp_path / "northgate.yaml"
    line.said("", "new-policy", "northgate", "--from", str(TEXT), "-o", str(file))
    skeleton = line.run("", "check", str(file)).out
    text = (ROOT / "docs/how-to/example-policy/northgate.yaml").read_text(encoding="utf-8")
    file.write_text(re.sub(r"^lists:.*?(?=^clauses:)", "", text, flags=re.MULTILINE | re.DOTALL), encoding="utf-8")

    said = line.run("", "check", str(file)).out

    assert "a line each, such as `work: It happened at work`" in skeleton
    assert "write `jurisdiction:` under `lists` and below it an answer on each line, or leave 'discipline' out" in said


def test_a_file_that_is_no_policy_yet_is_covered_with_its_faults(line: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "northgate.yaml"
    line.said("", "new-policy", "northgate", "--from", str(TEXT), "-o", str(file))

    assert f"{file}:" in line.refused("", "coverage", str(file))
    assert "There is no policy at" in line.refused("", "clause", str(tmp_path / "gone.yaml"), "4.2")


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
