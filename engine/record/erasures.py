"""Erasures of a case: what two people decided to take out of it, on what ground, and which places that empties.

What was there is never told; its place is, and so what kind of thing stood in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from engine.addresses.reported import AS_GIVEN
from engine.identity import PersonId, WordsKey
from engine.record.papers.listed_recipients import RECIPIENT


class Ground(StrEnum):
    """Why something is erased. Stored as its value."""

    RIGHT = "right"
    RETENTION = "retention"
    DISPOSAL = "disposal"
    MISTAKE = "mistake"
    COURT = "court"
    POLICE = "police"

    @property
    def says(self) -> str:
        """Say it in words."""
        return SAYS[self]

    @property
    def is_order(self) -> bool:
        """Say whether somebody from outside orders it, whom no hold of ours stops."""
        return self in (Ground.COURT, Ground.POLICE)


SAYS = {
    Ground.RIGHT: "a person's right to erasure",
    Ground.RETENTION: "the time for keeping it has ended",
    Ground.DISPOSAL: "the whole case is disposed of: its time for keeping has ended",
    Ground.MISTAKE: "it was recorded by mistake",
    Ground.COURT: "the order of a court",
    Ground.POLICE: "the word of the police",
}


@dataclass(frozen=True, slots=True)
class ErasedPlace:
    """A place that is emptied: words by the number of their event and their key, a file or a letter by its number.

    Somebody from outside, who is known in the case alone, stands under their identifier, with the number 0.
    """

    what: Literal["words", "file", "letter", "person"]
    number: int
    key: str = ""

    @property
    def thing(self) -> str:
        """Say what kind of thing stood, or stands, there."""
        return thing_of(self.key) if self.what == "words" else THINGS[self.what]


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """An erasure as it stands: asked for by one person, then done, or given up, by another."""

    number: int
    ground: Ground
    places: tuple[ErasedPlace, ...]
    status: Literal["asked", "done", "dropped"]
    asked_by: PersonId


THINGS = {
    "file": "a file",
    "letter": "the text of an issued letter",
    "person": "the name and address of somebody from outside",
}
NAMELESS = "[erased: a name]"
"""How somebody is called whose name was erased."""
NAMED = {
    "via": "how it was recorded",
    "reason": "a reason",
    "proof": "a proof of dispatch",
    "to": "the address that a letter was to go to",
    "wording": "the wording of a letter",
    "brought_back": "by which digests a Word file is known",
    "confirmed": "words of a letter that were confirmed",
    "comment": "a comment on a letter",
    "note": "a note",
    "kept_until": "a day",
    RECIPIENT: "somebody on the list of a letter",
    "url": "a web address",
    AS_GIVEN: "a web address as it was typed",
}


def thing_of(key: str) -> str:
    """Say what kind of thing stands under a key of words, and nothing of what it says."""
    words = WordsKey(key)
    if words.evidence_number and words.name == "name":
        return "the name of a file"
    # of several of a kind beside one event each has a number behind its name
    return NAMED.get(words.name.partition(" ")[0], "an answer in words" if words.place else "words")


def tombstone(key: str) -> str:
    """Write what stands in the place of words that were erased."""
    return f"[erased: {thing_of(key)}]"
