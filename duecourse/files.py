"""Evidence bytes, stored by digest: a name on disk says nothing about anybody."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path

from duecourse.identifiers import RandomIdentifiers
from duecourse.private_files import make_folder, write_file
from engine.errors import BrokenRecord, NotFound


@dataclass(frozen=True, slots=True)
class EvidenceFiles:
    """A folder of files, each under its SHA-256; a file is written whole or not at all."""

    folder: Path

    def keep(self, content: bytes) -> str:
        """Keep bytes and give their digest."""
        digest = sha256(content).hexdigest()
        place = self._place(digest)
        if not place.exists():
            make_folder(place.parent)
            # of two that keep the same bytes at once, each writes a part of its own
            part = place.with_suffix(f".{RandomIdentifiers().identifier()}.part")
            try:
                write_file(part, content, new=True)
                part.replace(place)
            finally:
                part.unlink(missing_ok=True)
        return digest

    def discard(self, digest: str) -> None:
        """Let go of the bytes of a digest, where they are there."""
        self._place(digest).unlink(missing_ok=True)

    def fetch(self, digest: str) -> bytes:
        """Give the bytes of a digest. Raises NotFound, or BrokenRecord where the bytes no longer fit."""
        place = self._place(digest)
        if not place.exists():
            raise NotFound("The file is not in the evidence folder.")
        content = place.read_bytes()
        if sha256(content).hexdigest() != digest:
            raise BrokenRecord("The evidence file no longer has the digest it was kept under.")
        return content

    def weigh(self, digest: str) -> int | None:
        """Give the size of the bytes of a digest, hashed again piece by piece and shown to nobody."""
        place = self._place(digest)
        if not place.is_file():
            return None
        with place.open("rb") as file:
            fits = file_digest(file, "sha256").hexdigest() == digest
        return place.stat().st_size if fits else None

    def room(self) -> int:
        """Give how many bytes can still be kept: the free space of the disk that holds the folder."""
        there = next(each for each in (self.folder, *self.folder.absolute().parents) if each.exists())
        return shutil.disk_usage(there).free

    def _place(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest
