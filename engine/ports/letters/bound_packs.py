"""Several letters and files bound as one PDF: what goes in, and what is told of what stays out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundPart:
    """One part of a pack: a PDF of ours, whose sheets stand in it as they are, or words."""

    title: str
    kind: Literal["pdf", "text"]
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundPack:
    """A pack as it is bound: `says` stands on its first sheet, `left_out` names what is not among the sheets."""

    title: str
    reference: str
    says: tuple[str, ...]
    parts: tuple[BoundPart, ...]
    left_out: tuple[str, ...] = ()
