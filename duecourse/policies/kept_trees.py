"""What procedure files say, as plain trees: read out of YAML once, and kept as JSON for the next process.

A tree is no more than names, texts and lists. It is read into the same closed models as the file itself, every time, so
nothing that is kept is run, and what does not fit is thrown away. A tree is kept under the hash of the texts that it
was read from and of the code that reads and checks them: after a change of either it is not found any more.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, TypeGuard

from duecourse.data_folder import OF_COMPILED
from duecourse.logs.log import Log
from duecourse.machine.system_ways import BINARY, NO_WAIT, has_rights, is_own
from duecourse.private_files import OTHERS, make_folder, replace_file
from engine.plain import is_group

if TYPE_CHECKING:
    from engine.language.strict_yaml import Plain

Trees: TypeAlias = "Mapping[str, Mapping[str, Plain]]"
"""What files say, by the name of the file."""

KEPT = 12
"""How many are kept; of more, the oldest go."""
LARGEST = 32_000_000
"""How many bytes one file may have: a hundred times what the shipped procedures come to."""

log = Log("duecourse")


def judges() -> list[Path]:
    """List what judges procedures: our code, the contracts of the letters, and the table of what earlier files lack."""
    engine, letters, workflows = (Path(str(files(package))) for package in ("engine", "letters", "workflows"))
    own = Path(__file__).parent
    found = (*engine.rglob("*.py"), *letters.rglob("*.py"), *letters.glob("templates/*"), *workflows.glob("earlier/*"))
    # where a wheel was installed, Python left a folder of compiled code among the templates
    files_alone = (path for path in found if path.is_file())
    return sorted((*files_alone, *own.glob("*.py"), own.parent / "letter_writer.py"))


def judging_code() -> str:
    """Hash the code that judges procedures, as it lies there."""
    digest = sha256()
    for path in judges():
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


@dataclass(frozen=True)
class KeptTrees:
    """The trees that are kept in a folder; without one, none are. `code` is the hash of what judges procedures."""

    folder: Path | None = None
    code: str = field(default_factory=judging_code)

    def name_of(self, what: str, texts: Mapping[str, str]) -> str:
        """Name what is kept: what was done, with which texts, by which code."""
        digest = sha256(f"{what}\0{self.code}".encode())
        for name, text in sorted(texts.items()):
            digest.update(f"\0{name}\0{text}".encode())
        return f"{what}-{digest.hexdigest()}"

    def get(self, name: str, sources: Mapping[str, str]) -> Trees | None:
        """Give the trees of these files; None where none are kept, or what is kept is damaged."""
        if self.folder is None:
            return None
        with suppress(OSError, ValueError, RecursionError):
            digest, _, body = _read_own(self.folder, f"{name}.json").partition(b"\n")
            # of what is damaged not one word is parsed
            found: object = json.loads(body) if digest == _digest(name, body) else None
            if is_group(found) and set(found) == set(sources):
                trees = {each: tree for each, tree in found.items() if _is_tree(tree)}
                return trees if len(trees) == len(found) else None
        return None

    def keep(self, name: str, trees: Mapping[str, object]) -> None:
        """Keep trees for the next process. Where that cannot be done, the next process reads the files again."""
        if self.folder is None:
            return
        body = json.dumps(trees, ensure_ascii=False, separators=(",", ":")).encode()
        try:
            make_folder(self.folder)
            replace_file(self.folder / f"{name}.json", _digest(name, body) + b"\n" + body)
            ours = (path for path in self.folder.glob("*.json") if OF_COMPILED.fullmatch(path.name))
            kept = sorted(ours, key=lambda path: path.stat().st_mtime, reverse=True)
            for old in kept[KEPT:]:
                old.unlink(missing_ok=True)
        except OSError as error:
            log.note("policies-unkept", "Compiled policies could not be kept.", why=error.strerror)


def _digest(name: str, body: bytes) -> bytes:
    """Sum up a file together with its name: one that lies under the name of another is as damaged as any."""
    return sha256(f"{name}\0".encode() + body).hexdigest().encode()


def _read_own(folder: Path, name: str) -> bytes:
    """Read a plain file that nobody but this account can have written, nor put there.

    Raises OSError, or ValueError where others have rights to it, or where it is no plain file of a usual size.
    """
    # a pipe that stands there makes nobody wait
    number = os.open(folder / name, os.O_RDONLY | NO_WAIT | BINARY)
    with os.fdopen(number, "rb") as file:
        found = os.fstat(number)
        for place in (folder.stat(), found):
            if not is_own(place) or (has_rights() and place.st_mode & OTHERS):
                raise ValueError("others may have written it")
        if not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST:
            raise ValueError("no plain file of a usual size")
        return file.read(LARGEST)


def _is_tree(value: object) -> TypeGuard[Mapping[str, Plain]]:
    """Say whether a value may be what a file says; what is in it is for the models to judge."""
    return is_group(value)
