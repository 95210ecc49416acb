"""Words of a letter that one of its rules forbids: with where they stand, and known again when they are confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleHit:
    """A rule that words of a letter break. `says` is the rule and the words, `passages` are where they stand.

    With `may_stay` a person may confirm them with a reason. A confirmation holds for these very passages.
    """

    says: str
    passages: tuple[str, ...]
    may_stay: bool = True

    @property
    def text(self) -> str:
        """Give all of it as one text, as it is kept beside a confirmation."""
        return "\n".join((self.says, *self.passages))

    @property
    def key(self) -> str:
        """Give a short name for it, which changes with its passages."""
        return sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
