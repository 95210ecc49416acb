"""A trust's own words for its letters: `letters/<letter>/<block>.md` in the folder in which its policy lies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.errors import Finding

LETTERS = "letters"
LARGEST = 200_000
"""How many bytes of a file are read: ten times what fits into a block."""
MOST_FILES = 2_000


@dataclass(frozen=True, slots=True)
class HouseFolder:
    """What was found: texts by file name below the trust's folder, and why other files could not be read."""

    texts: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def read_house(folder: str) -> HouseFolder:
    """Read a trust's own words; nothing where it has no folder of its own, or none for letters.

    Files and folders whose names begin with a dot are those of programs, and left aside.
    """
    root = Path(folder) / LETTERS
    if not folder or not root.is_dir():
        return HouseFolder()
    texts: dict[str, str] = {}
    findings: list[Finding] = []
    try:
        for path in _files(root):
            name = f"{LETTERS}/{path.relative_to(root).as_posix()}"
            found = _text(path, name)
            if isinstance(found, Finding):
                findings.append(found)
            else:
                texts[name] = found
            if len(texts) + len(findings) > MOST_FILES:
                return HouseFolder({}, (_finding(LETTERS, f"holds more than {MOST_FILES} files"),))
    except OSError as error:
        findings.append(_finding(LETTERS, f"cannot be read: {error.strerror}"))
    return HouseFolder(texts, tuple(findings))


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        # a link to a folder could lead round in a circle
        if path.is_dir() and not path.is_symlink():
            yield from _files(path)
        else:
            yield path


def _text(path: Path, name: str) -> str | Finding:
    """Read one file as text, in whatever way its lines end. Raises OSError."""
    if not path.is_file():
        return _finding(name, "is no file")
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        return _finding(name, f"has more than {LARGEST} bytes; a file holds the words of one block")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _finding(name, "is not plain text in UTF-8; save it again with that encoding")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _finding(name: str, wrong: str) -> Finding:
    return Finding(file=name, line=0, where="the file", wrong=wrong)
