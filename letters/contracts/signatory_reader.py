"""The part `signs` of a letter's front matter: who signs it, in an ordered list of sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from engine.identity import NO_TRACK, ActionName, RoleName, TrackName
from engine.ports.fact_sources import SignatureKind, SignatureSource
from letters.contracts.matter_reader import FrontMatter

_STEPS = re.compile(r"taker((?: [a-z_0-9]+)+?)(?: of ([a-z_0-9]+))?")
_ROLE = re.compile(r"holder ([A-Za-z][A-Za-z ]*)")
ALLOWED = "taker STEP of TRACK, holder ROLE, manager, affected person, subject"


def read_signs(reader: FrontMatter, mapping: Mapping[str, object]) -> tuple[SignatureSource, ...]:
    """Read who signs; a letter that nobody is declared to sign is a finding."""
    written = reader.texts(mapping, "signs", "")
    if not written:
        reader.wrong("signs" if "signs" in mapping else "id", "signs", "does not say who signs", f"allowed: {ALLOWED}")
    return tuple(_sources(reader, written))


def _sources(reader: FrontMatter, written: tuple[str, ...]) -> Iterator[SignatureSource]:
    for each in written:
        found = _source(" ".join(each.split()))
        if found is None:
            reader.wrong("signs", "signs", f"'{each}' is no source of a signature", f"allowed: {ALLOWED}")
        else:
            yield found


def _source(text: str) -> SignatureSource | None:
    if text in (SignatureKind.MANAGER, SignatureKind.AFFECTED, SignatureKind.SUBJECT):
        return SignatureSource(kind=SignatureKind(text))
    if role := _ROLE.fullmatch(text):
        return SignatureSource(kind=SignatureKind.HOLDER, role=RoleName(role[1]))
    taken = _STEPS.fullmatch(text)
    if taken is not None and "of" not in taken[1].split():
        steps = tuple(ActionName(step) for step in taken[1].split())
        return SignatureSource(kind=SignatureKind.TAKER, steps=steps, track=TrackName(taken[2] or NO_TRACK))
    return None
