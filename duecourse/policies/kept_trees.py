"""What procedure files say, as plain trees: read out of YAML once, and kept as JSON for the next process.

A tree is no more than names, texts and lists. It is read into the same closed models as the file itself, every time, so
nothing that is kept is run, and what does not fit is thrown away. A tree is kept under the hash of the texts that it
was read from and of the code that reads and checks them: after a change of either it is not found any more.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, TypeGuard

from duecourse.private_files import is_wide, make_folder, replace_file
from engine.plain import is_group

if TYPE_CHECKING:
    from engine.language.strict_yaml import Plain

Trees: TypeAlias = "Mapping[str, Mapping[str, Plain]]"
"""What files say, by the name of the file."""

KEPT = 12
"""How many are kept; of more, the oldest go."""

log = logging.getLogger("duecourse")


@dataclass(frozen=True)
class KeptTrees:
    """The trees that are kept in a folder; without one, none are."""

    folder: Path | None = None

    @cached_property
    def code(self) -> str:
        """Hash the code that judges procedures."""
        digest = sha256()
        for path in _code():
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()

    def name_of(self, what: str, texts: Mapping[str, str]) -> str:
        """Name what is kept: what was done, with which texts, by which code."""
        digest = sha256(f"{what}\0{self.code}".encode())
        for name, text in sorted(texts.items()):
            digest.update(f"\0{name}\0{text}".encode())
        return f"{what}-{digest.hexdigest()}"

    def get(self, name: str, sources: Mapping[str, str]) -> Trees | None:
        """Give the trees of these files; None where none are kept, or what is kept is damaged."""
        if self.folder is None or is_wide(self.folder):
            # where others have rights, they may have written it
            return None
        with suppress(OSError, ValueError):
            digest, _, body = (self.folder / f"{name}.json").read_bytes().partition(b"\n")
            found: object = json.loads(body)
            if sha256(body).hexdigest().encode() == digest and is_group(found) and set(found) == set(sources):
                trees = {name: tree for name, tree in found.items() if _is_tree(tree)}
                return trees if len(trees) == len(found) else None
        return None

    def keep(self, name: str, trees: Mapping[str, object]) -> None:
        """Keep trees for the next process. Where that cannot be done, the next process reads the files again."""
        if self.folder is None:
            return
        body = json.dumps(trees, ensure_ascii=False, separators=(",", ":")).encode()
        try:
            make_folder(self.folder)
            replace_file(self.folder / f"{name}.json", sha256(body).hexdigest().encode() + b"\n" + body)
            kept = sorted(self.folder.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
            for old in kept[KEPT:]:
                old.unlink(missing_ok=True)
        except OSError as error:
            log.info("Compiled policies could not be kept: %s.", error.strerror)


def _is_tree(value: object) -> TypeGuard[Mapping[str, Plain]]:
    """Say whether a value may be what a file says; what is in it is for the models to judge."""
    return is_group(value)


def _code() -> list[Path]:
    """List what judges procedures: our code, the contracts of the letters, and the table of what earlier files lack."""
    engine, letters, workflows = (Path(str(files(package))) for package in ("engine", "letters", "workflows"))
    judges = (*engine.rglob("*.py"), *letters.glob("*.py"), *letters.glob("templates/*"), *workflows.glob("earlier/*"))
    return sorted((*judges, *Path(__file__).parent.glob("*.py")))
