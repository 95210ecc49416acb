"""A fresh store for every test, copied from one that is built once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli import CommandLine, copy_of, make_template


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_template(tmp_path_factory.mktemp("template"))


@pytest.fixture
def line(template: Path, tmp_path: Path) -> CommandLine:
    return copy_of(template, tmp_path / "data")
