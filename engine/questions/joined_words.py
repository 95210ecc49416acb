"""How words are joined: quotation marks, and lists of what holds together or of which one is enough."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def quoted(text: str) -> str:
    """Put a title or a question into quotation marks."""
    return f"“{text}”"


def listed(parts: Iterable[str], last: str = "and") -> str:
    """Join words: `a`, `a and b`, `a, b and c`; each once."""
    found = list(dict.fromkeys(parts))
    if len(found) < len("ab"):
        return "".join(found)
    return f"{', '.join(found[:-1])} {last} {found[-1]}"


def either(parts: Iterable[str]) -> str:
    """Join words of which one is enough."""
    return listed(parts, "or")


def neither(parts: Sequence[str]) -> str:
    """Deny one thing, or each of several."""
    return f"not {parts[0]}" if len(parts) == 1 else f"neither {' nor '.join(parts)}"
