"""Policies before they are taken into use: read from wherever they lie, and every gap told beside every fault."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from duecourse.policies.compiler import LetterKinds
from duecourse.policies.house_folder import LETTERS, HouseFolder, read_house
from duecourse.policies.library import PARTS, Library, load_library, read_workflows
from engine.errors import BadFiles, BadInput, Finding, NotFound
from engine.language.gaps import GAP, unfinished
from engine.language.strict_yaml import read

DAYS = re.compile(rf"(?m)^(approved|dated|review_due): *{GAP}.*$")
ANY_DAY = r"\1: 2000-01-01"
"""Stands in for a day that is still to be written, so that the rest of the file can be checked as well."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Files that are to be checked, by the names that Duecourse gives them; `lying` says where each really lies."""

    sources: Mapping[str, str]
    lying: Mapping[str, str] = field(default_factory=dict)
    house: HouseFolder = field(default_factory=HouseFolder)

    @classmethod
    def in_use(cls, workflows: str) -> Candidates:
        """Give those that Duecourse works with: of a folder, or the shipped ones. Raises BadFiles."""
        sources, house = read_workflows(workflows), read_house(workflows)
        named = (*sources, *house.texts, *(each.file for each in house.findings))
        return cls(sources, {name: path for name in named if (path := _path(workflows, name))}, house)

    @classmethod
    def of_policy(cls, key: str, workflows: str) -> Candidates:
        """Give one policy of those in use, by its key. Raises BadFiles, or NotFound, naming those that there are."""
        used = cls.in_use(workflows)
        keys = {_key(name, text): name for name, text in used.sources.items() if name.startswith("policies/")}
        if key not in keys:
            raise NotFound(f"There is no file and no policy '{key}'. Policies: {', '.join(filter(None, keys))}.")
        kept = {name: text for name, text in used.sources.items() if name == keys[key] or name.startswith("tracks/")}
        return cls(kept, used.lying)

    def where_it_lies(self, finding: Finding) -> Finding:
        """Give a finding with the file as its author knows it."""
        return replace(finding, file=self.lying.get(finding.file, finding.file))


def read_policies(path: Path, workflows: str) -> Candidates:
    """Read what is to be checked: a workflows folder, or policy files alone beside the tracks of `workflows`.

    Of a folder that holds a trust's own words for letters and no procedures, those words alone are checked.

    Raises:
        BadInput: there is no policy at that place, or it is not text.
    """
    if any((path / part).is_dir() for part in (LETTERS, *PARTS)):
        found = Candidates.in_use(str(path))
        return found if any((path / part).is_dir() for part in PARTS) else replace(found, sources={})
    files = [path] if path.is_file() else sorted(path.glob("*.yaml"))
    if not files:
        places = "a policy's file, a folder of such files, or a folder that holds `policies`, `tracks` or `letters`"
        raise BadInput(f"There is no policy at {path}. Name {places}.")
    used = Candidates.in_use(workflows)
    tracks = {name: text for name, text in used.sources.items() if name.startswith("tracks/")}
    named = {f"policies/{file.name}": file for file in files}
    lying = {**used.lying, **{name: str(file) for name, file in named.items()}}
    return Candidates({**tracks, **{name: _text(file) for name, file in named.items()}}, lying)


def _key(name: str, text: str) -> str:
    """Read the key of a policy; "" where its file cannot be read."""
    try:
        key = read(text, name).below("policy")
    except BadFiles:
        return ""
    return key.value if key is not None and isinstance(key.value, str) else ""


def _path(workflows: str, name: str) -> str:
    """Say where a file of a workflows folder lies; "" for one that came with Duecourse."""
    path = Path(workflows) / name
    return str(path) if workflows and path.exists() else ""


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{file} is not plain text in UTF-8. Save it again with that encoding.") from error


def load_unproved(sources: Mapping[str, str], letters: LetterKinds) -> Library:
    """Check and compile policies; what is still to be written is a fault too. Raises BadFiles with all of them."""
    gaps = [gap for name, text in sources.items() if name.startswith("policies/") for gap in _gaps(name, text)]
    filled = {name: DAYS.sub(ANY_DAY, text) if name.startswith("policies/") else text for name, text in sources.items()}
    told = {(gap.file, gap.line) for gap in gaps}
    try:
        library = load_library(filled, letters)
    except BadFiles as bad:
        others = [finding for finding in bad.findings if (finding.file, finding.line) not in told]
        raise BadFiles(tuple(sorted((*gaps, *others), key=lambda finding: (finding.file, finding.line)))) from bad
    if gaps:
        raise BadFiles(tuple(gaps))
    return library


def _gaps(name: str, text: str) -> tuple[Finding, ...]:
    """List the gaps of a file; the faults of one that cannot be read are told when it is loaded."""
    try:
        return unfinished(text, name)
    except BadFiles:
        return ()
