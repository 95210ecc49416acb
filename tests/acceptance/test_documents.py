"""Every command in the README, the tutorial and the how-to runs, in order, and does what the text beside it says."""

from __future__ import annotations

import re
import shlex
from datetime import UTC, datetime
from pathlib import Path

import pytest

from duecourse import cli
from duecourse.bootstrap import directory
from duecourse.cli.call import Call
from duecourse.clock import SetClock
from duecourse.config import read_settings
from duecourse.demo import make_demo
from tests.cli import builder, usual_mask

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_in(tmp_path_factory.mktemp("demo"))


def demo_in(folder: Path) -> Path:
    place = builder().services(read_settings({}, data=str(folder)), SetClock(NOW))
    make_demo(place, directory("terms.yaml"))
    place.store.close()
    return folder


ENDS = {"# refused": 2, "# not yet": 1}
"""What stands beside a command that is to end otherwise than well, and the code it ends with."""


def commands(document: str) -> list[tuple[str, int]]:
    """Give the commands of a document, and the code that each is expected to end with."""
    text = (ROOT / document).read_text(encoding="utf-8")
    blocks: list[str] = re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    whole = "\n".join(blocks).replace("\\\n", "")
    lines = [line for line in whole.splitlines() if line.startswith("D ")]
    return [
        (line.partition("   #")[0], next((code for mark, code in ENDS.items() if mark in line), 0)) for line in lines
    ]


def run(line: str, data: Path) -> int:
    try:
        with usual_mask():
            cli.main(["--data", str(data), *shlex.split(line)[1:]], Call(clock=SetClock(NOW), builder=builder()))
    except SystemExit as end:
        return int(end.code or 0)
    return 0


DOCUMENTS = ("README.md", "docs/tutorial.md", "docs/how-to/report-about-somebody.md", "docs/how-to/find-cases.md")
"""Each opens one case and calls it by the reference that a fresh demo gives; they share one demo here."""


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_of_a_document_ends_as_its_text_says(
    document: str, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reference = f"LUM-2026-{20 + DOCUMENTS.index(document):04}"
    found = [(line.replace("LUM-2026-0020", reference), expected) for line, expected in commands(document)]
    for line, expected in found:
        code = run(line, data)
        said = capsys.readouterr()

        assert code == expected, f"{line}\n{said.err}{said.out}"
    assert len(found) > 8


def test_people_come_and_go_as_the_how_to_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, found = demo_in(tmp_path), commands("docs/how-to/people-who-come-and-go.md")
    for line, expected in found:
        code = run(line, data)
        said = capsys.readouterr()

        assert code == expected, f"{line}\n{said.err}{said.out}"
    assert len(found) > 12


def test_a_trust_is_set_up_from_nothing_as_the_how_to_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    how_to = "docs/how-to/set-up-a-trust.md"
    _, _, shown = (ROOT / how_to).read_text(encoding="utf-8").partition("```\nterms:")
    (tmp_path / "terms.yaml").write_text("terms:" + shown.partition("```")[0], encoding="utf-8")
    (tmp_path / "filled").mkdir()
    for name, headings in (("people", "Short name,Name"), ("posts", "Person,Post")):
        _, _, rows = (ROOT / how_to).read_text(encoding="utf-8").partition(f"```\n{headings}")
        (tmp_path / "filled" / f"{name}.csv").write_text(headings + rows.partition("```")[0], encoding="utf-8")
    found = commands(how_to)
    for line, expected in found:
        code = run(line, tmp_path / "data")
        said = capsys.readouterr()

        assert code == expected, f"{line}\n{said.err}{said.out}"
    assert len(found) > 25
