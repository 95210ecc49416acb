"""What our own code said to the log, as it was handed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import pytest


def told_in(caplog: pytest.LogCaptureFixture) -> Sequence[Mapping[str, object]]:
    """List what was said since the test began: `event` is the slug."""
    return [cast("Mapping[str, object]", record.msg) for record in caplog.records]
