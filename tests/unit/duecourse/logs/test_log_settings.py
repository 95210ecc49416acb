"""Where the log goes is said in the environment; what cannot be meant is refused by the command that runs."""

from __future__ import annotations

import pytest

from duecourse.logs.log_settings import JSON, LogSettings, read_log_settings, usual_if_wrong
from engine.errors import BadInput


def test_without_settings_the_log_goes_to_the_error_output_in_lines() -> None:
    assert read_log_settings({}) == LogSettings()
    assert read_log_settings({"LOG_FILE": " ", "LOG_SIZE": ""}) == LogSettings()


def test_a_file_its_size_in_megabytes_and_how_many_are_kept_are_set() -> None:
    found = read_log_settings({"LOG_FILE": "/log/d", "LOG_SIZE": "3", "LOG_COUNT": "9", "LOG_FORM": "JSON"})

    assert found == LogSettings(file="/log/d", size=3 * 1024 * 1024, count=9, form=JSON)


@pytest.mark.parametrize(
    ("name", "text"),
    [("LOG_SIZE", "0"), ("LOG_SIZE", "ten"), ("LOG_COUNT", "-1"), ("LOG_COUNT", "0"), ("LOG_FORM", "xml")],
)
def test_what_cannot_be_meant_is_refused_with_its_name(name: str, text: str) -> None:
    with pytest.raises(BadInput, match=f"DUECOURSE_{name}"):
        read_log_settings({name: text})
    assert usual_if_wrong({f"DUECOURSE_{name}": text}) == LogSettings()


def test_only_what_is_about_the_log_is_looked_at_before_a_command_runs() -> None:
    assert usual_if_wrong({"DUECOURSE_LOG_FORM": "json", "DUECOURSE_TYPO": "x"}) == LogSettings(form=JSON)
