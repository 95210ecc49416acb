"""The seal of an issued letter: one digest over the blocks, the facts, the templates and the bytes of every rendition.

Verifying hashes the stored bytes again and never renders: yesterday's letter stays yesterday's letter.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from engine.errors import BadInput
from engine.plain import is_group
from letters.blocks import Block, to_json

_FORMAT = 1
BLOCKS, FACTS = "blocks", "facts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What is recorded of an issue besides its contents; `versions` names engine, policy, fonts and the like.

    `enclosures` are the SHA-256 of what goes with the letter, in the order in which it names them. `template_hash` is
    that of the letter as it comes with Duecourse and, behind a `+`, that of what the trust words of it itself.
    """

    letter_ref: str
    template_id: str
    template_hash: str
    issued_by: str
    approved_by: str | None
    issued_at: datetime
    versions: Mapping[str, str]
    enclosures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed letter, as it is stored: the manifest, its SHA-256 digest, and every part by name, as bytes."""

    manifest: bytes
    digest: str
    parts: Mapping[str, bytes]


def seal(
    issue: Issue, blocks: tuple[Block, ...], facts: Mapping[str, object], renditions: Mapping[str, bytes]
) -> Sealed:
    """Seal a letter; renditions are named by their media type, such as `text/html`.

    Raises BadInput where the time of issue has no zone or a rendition takes the name of another part.
    """
    if issue.issued_at.utcoffset() is None:
        raise BadInput("The time of issue needs its zone; give it in UTC.")
    if {BLOCKS, FACTS} & set(renditions):
        raise BadInput(f"A rendition may not be called {BLOCKS} or {FACTS}; name it by its media type.")
    parts = {BLOCKS: to_json(blocks).encode(), FACTS: canonical(facts), **renditions}
    enclosed = {"enclosures": issue.enclosures} if issue.enclosures else {}
    shipped, _, house = issue.template_hash.partition("+")
    housed = {"house_words": house} if house else {}
    manifest = canonical(
        {
            **enclosed,
            "format": _FORMAT,
            "letter": issue.letter_ref,
            "template": {"id": issue.template_id, "hash": shipped, **housed},
            "issued_by": issue.issued_by,
            "approved_by": issue.approved_by,
            "issued_at": issue.issued_at,
            "versions": issue.versions,
            "parts": {name: _digest(content) for name, content in parts.items()},
        }
    )
    return Sealed(manifest, _digest(manifest), parts)


def verify(sealed: Sealed) -> tuple[str, ...]:
    """Say what of a stored letter is no longer what was sealed; nothing means that it is intact."""
    if _digest(sealed.manifest) != sealed.digest:
        return ("The seal itself has been changed: its digest does not match its manifest.",)
    expected: Mapping[str, str] = json.loads(sealed.manifest)["parts"]
    gone = [f"The part {name} of the sealed letter is missing." for name in expected if name not in sealed.parts]
    added = [f"The part {name} was never sealed." for name in sealed.parts if name not in expected]
    changed = [
        f"The part {name} has been changed since the letter was sealed."
        for name, content in sealed.parts.items()
        if name in expected and _digest(content) != expected[name]
    ]
    return (*gone, *added, *changed)


def canonical(value: object) -> bytes:
    """Write a value as JSON in its one form: keys sorted, no blanks, UTF-8, moments in UTC, lengths in seconds."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain, allow_nan=False
    ).encode("utf-8", "surrogatepass")


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case timedelta():
            return {"seconds": value.total_seconds()}
        case _ if is_group(value):
            return dict(value)
        case _:
            raise TypeError(f"{type(value).__name__} has no canonical form")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
