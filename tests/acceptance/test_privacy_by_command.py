"""Papers about privacy at the command line."""

from __future__ import annotations

from pathlib import Path

from docx import Document

from tests.cli import CommandLine


def test_the_assessment_is_written_and_what_is_missing_is_said(line: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "assessment.docx"
    shown = line.done("dpo", "privacy", "show")
    line.done("it", "setting", "set", "privacy_words", "Ask **us**.")
    line.done("dpo", "privacy", "assessment", str(file))
    text = "\n".join(each.text for each in Document(str(file)).paragraphs)

    assert [each["name"] for each in shown["officers"]] == ["Blake Sample"]
    assert any("own words" in each for each in shown["missing"])
    assert line.done("dpo", "privacy", "show")["missing"] == []
    assert "“Ask **us**.”" in text
    assert "DPO" in line.refused("teacher", "privacy", "show")
