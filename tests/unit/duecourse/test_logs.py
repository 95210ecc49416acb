"""The log: what somebody was told to look for is found in it."""

from __future__ import annotations

import io
import logging

import pytest

from duecourse.logs import write_log


def bare_root(monkeypatch: pytest.MonkeyPatch) -> logging.Logger:
    """Give the root of all logs without the handlers of the test run."""
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    return root


@pytest.mark.parametrize("form", ["%(message)s", "%(name)s %(message)s"])
def test_the_reference_that_a_person_was_given_stands_in_the_log(monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    root, written = bare_root(monkeypatch), io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    write_log("%(message)s")
    write_log(form)
    logging.getLogger("duecourse.web").error("A page failed.", extra={"action": "page", "reference": "01a2-77"})

    assert written.getvalue().count("A page failed. (reference 01a2-77)") == 1
    assert len(root.handlers) == 1


def test_a_program_that_contains_duecourse_keeps_its_own_log(monkeypatch: pytest.MonkeyPatch) -> None:
    root, theirs = bare_root(monkeypatch), logging.NullHandler()
    root.addHandler(theirs)
    write_log("%(message)s")

    assert root.handlers == [theirs]
    assert theirs.formatter is None
