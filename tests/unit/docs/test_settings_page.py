"""The page of the settings names every variable that Duecourse reads, and no other."""

import re
from pathlib import Path

from duecourse.config import NAMES
from duecourse.logs.log_settings import PREFIX

PAGE = Path(__file__).parents[3] / "docs/reference/settings.md"


def test_every_setting_has_its_line_and_every_line_its_setting() -> None:
    rows = re.findall(rf"^\| `{PREFIX}(\w+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)

    assert sorted(rows) == sorted(NAMES)
