"""What the tutorial says at the command line is what its pictures show: it is played, and a browser looks."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from scripts.tutorial_pictures import VIEWS, take


@pytest.mark.thorough
def test_the_pictures_of_the_tutorial_can_be_taken_from_pages_that_complain_of_nothing(
    browser: Browser, tmp_path: Path
) -> None:
    windows = take(browser, tmp_path)

    assert [problem for window in windows for problem in window.problems] == []
    assert sorted(path.stem for path in tmp_path.iterdir()) == sorted(VIEWS)
