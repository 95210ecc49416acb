"""A command line on an empty folder, and one on a trust that has just begun."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.trust.brook import begin
from tests.cli import CommandLine, copy_of


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    """Give the command line on a folder that holds nothing yet."""
    return CommandLine(tmp_path / "data")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a trust under Lumen's policy once; every test works on a copy."""
    folder = tmp_path_factory.mktemp("brook") / "data"
    assert begin(CommandLine(folder)).code == 0
    return folder


@pytest.fixture
def brook(made: Path, tmp_path: Path) -> CommandLine:
    """Give the command line on a trust that has just begun."""
    return copy_of(made, tmp_path / "data")
