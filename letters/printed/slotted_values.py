"""A value as a template prints it: words, and what stands behind them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slotted:
    """A value as it is printed: its words, and where they lead or which picture they describe, "" for neither."""

    text: str
    link: str = ""
    picture: str = ""
