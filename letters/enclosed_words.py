"""What a letter says goes with it, held against what does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from engine.plain import is_list
from letters.blocks import Block, passages
from letters.never_rules import plain

_SAYS = re.compile(
    r"\benclosed\b|\b(?:comes?|goes|go) with this letter\b|\b(?:please find|see the) attached\b|\b(?:is|are) attached\b"
)
_DENIES = re.compile(r"\b(?:no|nothing|not)\b[^.]*\b(?:attached|enclosed)\b")


def lacking_enclosures(
    demanded: Sequence[str], blocks: tuple[Block, ...], facts: Mapping[str, object]
) -> Iterator[str]:
    """Say what has to go with a letter and does not, and that a letter speaks of enclosures and has none."""
    there = facts.get("attachments")
    names = [plain(str(name)) for name in there] if is_list(there) else []
    lacking = [each for each in demanded if not any(_is_called(name, plain(each)) for name in names)]
    for each in lacking:
        yield f"This letter has to have with it: “{each}”. Put it with the letter under “What goes with it”."
    if not names and not lacking:
        said = (plain(passage.text) for passage in passages(blocks) if not passage.quoted)
        if any(_SAYS.search(text) and not _DENIES.search(text) for text in said):
            yield (
                "The letter says that something goes with it, and nothing does. Put it with the letter under “What "
                "goes with it”, or change the words."
            )


def _is_called(name: str, demanded: str) -> bool:
    return name == demanded or name.startswith(f"{demanded} (")
