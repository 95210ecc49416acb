"""How many characters the forms of platforms take, as people of the trust saw it: a line for each platform."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.ports.letters.web_forms import LEAST, MOST

SEEN_LIMITS = "form_limits"
"""The setting of the trust that keeps them: `facebook | 3000 | 29 November 2026 | Assistant Headteacher`."""
_PARTS = 4


@dataclass(frozen=True, slots=True)
class SeenLimit:
    """A limit as somebody saw it on the form: on which day, and in which post they were."""

    characters: int
    seen_on: str
    seen_by: str


def read_limits(lines: str) -> Mapping[str, SeenLimit]:
    """Read what was seen, by the key of the platform; a line that says something else is left aside."""
    found = {}
    for line in lines.splitlines():
        parts = [part.strip() for part in line.split("|")]
        if len(parts) == _PARTS and is_limit(parts[1]):
            found[parts[0]] = SeenLimit(int(parts[1]), parts[2], parts[3])
    return found


def with_limit(lines: str, platform: str, seen: SeenLimit) -> str:
    """Give the lines with what was seen of a platform last."""
    known = {**read_limits(lines), platform: seen}
    return "\n".join(f"{key} | {each.characters} | {each.seen_on} | {each.seen_by}" for key, each in known.items())


def is_limit(typed: str) -> bool:
    """Say whether somebody typed a number of characters that a form may take."""
    decimal = typed.isascii() and typed.isdecimal() and len(typed) <= len(str(MOST))
    return decimal and LEAST <= int(typed) <= MOST


def wrong_limits(lines: str) -> str:
    """Say what is wrong with the lines of the setting; "" where nothing is."""
    written = [line for line in lines.splitlines() if line.strip()]
    if len(read_limits(lines)) == len(written):
        return ""
    return (
        f"each line names a platform once, its characters ({LEAST} to {MOST}), the day and the post, such as: "
        "facebook | 3000 | 29 November 2026 | Assistant Headteacher"
    )
