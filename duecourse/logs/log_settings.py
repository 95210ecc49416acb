"""Where the log goes and how it is written, as it is set from outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.errors import BadInput

PREFIX = "DUECOURSE_"
LOG = ("LOG_FILE", "LOG_SIZE", "LOG_COUNT", "LOG_FORM")
LINES, JSON = "lines", "json"
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSettings:
    """The log goes to the error output, or to a `file` that is put aside at so many bytes; so many of those are kept.

    `form` is `lines` for people or `json` for programs.
    """

    file: str = ""
    size: int = 10 * MEGABYTE
    count: int = 5
    form: str = LINES


def read_log_settings(ours: Mapping[str, str]) -> LogSettings:
    """Read what is set of the log, by the names in `LOG`. Raises BadInput."""
    usual = LogSettings()
    form = ours.get("LOG_FORM", "").strip().lower() or usual.form
    if form not in (LINES, JSON):
        raise BadInput(f"{PREFIX}LOG_FORM is {LINES} or {JSON}, not '{ours['LOG_FORM']}'.")
    return LogSettings(
        file=ours.get("LOG_FILE", "").strip(),
        size=_count("LOG_SIZE", ours, usual.size // MEGABYTE, "megabytes") * MEGABYTE,
        count=_count("LOG_COUNT", ours, usual.count, "files"),
        form=form,
    )


def usual_if_wrong(environment: Mapping[str, str]) -> LogSettings:
    """Read the same of the environment; the usual where that is wrong, which the command that runs then says."""
    try:
        return read_log_settings(
            {name.removeprefix(PREFIX): text for name, text in environment.items() if name.startswith(f"{PREFIX}LOG_")}
        )
    except BadInput:
        return LogSettings()


def _count(name: str, ours: Mapping[str, str], usual: int, of_what: str) -> int:
    text = ours.get(name, "").strip() or str(usual)
    if not (text.isascii() and text.isdigit() and int(text)):
        raise BadInput(f"{PREFIX}{name} is a whole number of {of_what} from 1, not '{text}'.")
    return int(text)
