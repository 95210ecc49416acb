"""The parts of a letter's front matter that say whom it goes to: `to`, `also_to`, `is`, `desk`, `nobody`, `pupils`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from letters.contracts.matter_reader import FrontMatter

WHOM = ("to", "is", "desk", "also_to", "nobody", "pupils")
"""The keys that this reads."""
PERSON, ORGANISATION = "person", "organisation"
"""What a letter goes to: somebody who is spoken to by name, or a body that is not."""
_TO = re.compile(r"subject|affected person|reporter|earlier letter|site|role [A-Za-z ]+|(fact|setting) [a-z_]+")
"""Whom a letter goes to: by what they are to the case, by role, a name that was answered or set, or those of a site."""
_ADULT = re.compile(r"role [A-Za-z ]+")
"""Through whom a letter comes to a pupil: who holds a role of the case."""
_ALLOWED = "subject, affected person, reporter, earlier letter, site, or: role DPO, fact name, setting name"


def read_whom(reader: FrontMatter, mapping: Mapping[str, object]) -> Mapping[str, str]:
    """Read whom a letter goes to, by the fields of a contract; "" for what is not said."""
    said = {key: reader.text(mapping, key, "") if key in mapping else "" for key in WHOM if key != "is"}
    for key in ("to", "also_to"):
        if said[key] and not _TO.fullmatch(said[key]):
            reader.wrong(key, key, f"is {said[key]!r}", _ALLOWED)
    if said["pupils"] and not _ADULT.fullmatch(said["pupils"]):
        reader.wrong("pupils", "pupils", f"is {said['pupils']!r}", "a role, such as: role DSL")
    return {**said, "to_kind": _to_kind(reader, mapping, said["to"])}


def _to_kind(reader: FrontMatter, mapping: Mapping[str, object], to: str) -> str:
    """Read whether a letter goes to a person or an organisation; only a name that was answered may be either."""
    usual = ORGANISATION if to.partition(" ")[0] in ("site", "setting") else PERSON
    kind = str(mapping.get("is", usual))
    if kind not in (PERSON, ORGANISATION):
        reader.wrong("is", "is", f"is {kind!r}", f"allowed: {PERSON}, {ORGANISATION}")
    elif kind != usual and not to.startswith("fact "):
        reader.wrong("is", "is", f"is {kind!r}, and '{to}' is no such", "only `to: fact NAME` may be either")
    return kind
