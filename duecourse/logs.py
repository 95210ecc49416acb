"""How the log is written: to the error output, each line with the reference by which a person was told of it."""

from __future__ import annotations

import logging

NAMED = ("job", "reference")
"""What is said of a line beside its words, where it was given."""


class Lines(logging.Formatter):
    """Writes a line with its reference behind it, so that what a page or a command named can be found."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # its name in the standard library
        """Give the line without its traceback."""
        said = super().formatMessage(record)
        told = [f"{name} {getattr(record, name)}" for name in NAMED if hasattr(record, name)]
        return f"{said} ({', '.join(told)})" if told else said


def write_log(form: str) -> None:
    """Write warnings and worse in this form from now on; the log of a program that contains this one stays as it is."""
    root = logging.getLogger()
    ours = [handler for handler in root.handlers if isinstance(handler.formatter, Lines)]
    if not root.handlers:
        ours = [logging.StreamHandler()]
        root.addHandler(ours[0])
    for handler in ours:
        handler.setFormatter(Lines(form))
