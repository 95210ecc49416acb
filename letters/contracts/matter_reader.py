"""Front matter as it is read: each value asked for by its key, and each finding with the line of that key."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.errors import Finding
from engine.plain import is_list
from letters.contract import Condition

PATH = re.compile(r"[a-z][a-z0-9_]*(\[\])?(\.[a-z][a-z0-9_]*(\[\])?)*")
"""How a fact of a letter is named: small letters, dots, and [] for each entry of a list."""


@dataclass(slots=True)
class FrontMatter:
    """Reads one file's front matter, collecting findings with the line of the key they are about."""

    file: str
    lines: Sequence[str]
    findings: list[Finding]

    def wrong(self, key: str, where: str, what: str, allowed: str = "") -> None:
        """Note a finding at the first line that holds the key."""
        at = [
            number for number, line in enumerate(self.lines, 1) if re.match(rf"[\s{{-]*['\"]?{re.escape(key)}\b", line)
        ]
        self.findings.append(Finding(file=self.file, line=at[0] if at else 1, where=where, wrong=what, allowed=allowed))

    def known(self, mapping: Mapping[str, object], allowed: Sequence[str], where: str, line_key: str = "") -> None:
        """Refuse keys that nobody knows."""
        for key in mapping:
            if key not in allowed:
                self.wrong(
                    line_key or key,
                    f"{where}{key}",
                    "is not a known key",
                    f"allowed: {', '.join(allowed)}",
                )

    def text(self, mapping: Mapping[str, object], key: str, where: str, line_key: str = "") -> str:
        """Read a text that must be there."""
        value = mapping.get(key)
        if not isinstance(value, str) or not value.strip():
            self.wrong(line_key or key, f"{where}{key}", "is missing or not a text")
            return ""
        return value.strip()

    def texts(self, mapping: Mapping[str, object], key: str, where: str, line_key: str = "") -> tuple[str, ...]:
        """Read a list of texts that may be left out."""
        value = mapping.get(key, [])
        found = [entry for entry in value if isinstance(entry, str)] if is_list(value) else None
        if found is None or not is_list(value) or len(found) < len(value):
            self.wrong(line_key or key, f"{where}{key}", "must be a list of texts")
            return ()
        return tuple(found)

    def condition(self, mapping: Mapping[str, object], key: str, where: str, line_key: str) -> Condition | None:
        """Read a condition such as `method = oral`; a path alone means `= yes`."""
        if key not in mapping:
            return None
        path, _, value = self.text(mapping, key, where, line_key).partition("=")
        if not PATH.fullmatch(path.strip()) or "[]" in path:
            self.wrong(line_key, f"{where}{key}", "is no condition", "a fact, or fact = value")
        return Condition(path.strip(), value.strip() or "yes")

    def below(self, key: str) -> FrontMatter:
        """Give the reader of what stands below a key, so that lines before it are not taken for it."""
        place = next((number for number, line in enumerate(self.lines) if line.startswith(f"{key}:")), 0)
        return FrontMatter(self.file, [*("" for _ in self.lines[:place]), *self.lines[place:]], self.findings)
