"""A trust's own words put in the place of blocks of a letter: our files stay, under a prefix, and theirs extend them.

A file is `letters/L14-hearing/your_rights.md`: the letter, the block, and nothing but its words. One under
`letters/every-letter` stands in every letter that does not word that block itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from letters.catalogue import Source, Template
from letters.contracts.front_matter import Matter
from letters.house.block_map import EVERY, SUBJECT

FOLDER, ENDING = "letters", ".md"
BASE = "_base.md.j2"
BUILT_IN = f"built-in/{BASE}"


@dataclass(frozen=True, slots=True)
class HouseFile:
    """One file of a trust: its name below the trust's folder, the letter and the block that it is for, its words."""

    name: str
    letter: str
    block: str
    text: str


def house_files(texts: Mapping[str, str]) -> Iterator[HouseFile]:
    """Give the files that are named as files of blocks are; whether there is such a block is another question."""
    for name, text in sorted(texts.items()):
        parts = PurePosixPath(name).parts
        if len(parts) == 3 and parts[0] == FOLDER and parts[2].endswith(ENDING):  # noqa: PLR2004  # folder, letter, block
            yield HouseFile(name, parts[1], parts[2].removesuffix(ENDING), text)


def housed(template: Template, texts: Mapping[str, str]) -> Template:
    """Give a letter in the trust's own words; the same one where the trust words nothing of it."""
    found = list(house_files(texts))
    own = [each for each in found if each.letter == template.id]
    every = [each for each in found if each.letter == EVERY]
    if not own and not every:
        return template
    files = {source.name: source for source in template.sources}
    if every and BASE in files:
        files[BUILT_IN], below = files.pop(BASE), BUILT_IN
        for left, each in zip(range(len(every) - 1, -1, -1), every, strict=True):
            name = each.name if left else BASE
            files[name], below = _source(each, below), name
    start = template.first
    for each in own:
        files[each.name], start = _source(each, start), each.name
    return replace(template, files=files, start=start, house_hash=_hash([*every, *own]))


def _source(file: HouseFile, below: str) -> Source:
    """Write a file of a trust as a template; lines count as in its own text."""
    extends = f'{{% extends "{below}" %}}{{% block {file.block} %}}'
    if file.block == SUBJECT:
        return Source(
            name=file.name,
            text=file.text,
            body=f"{extends}{file.text.strip()}{{% endblock %}}",
            first_line=1,
            matter=Matter(is_part=True),
        )
    body = f"{extends}\n\n{file.text.rstrip()}\n\n{{% endblock %}}"
    return Source(name=file.name, text=file.text, body=body, first_line=-1, matter=Matter(is_part=True))


def _hash(files: list[HouseFile]) -> str:
    """Hash what a trust words of one letter: SHA-256 over canonical JSON, in hexadecimal."""
    texts = json.dumps([(each.name, each.text) for each in files], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(texts.encode()).hexdigest()
