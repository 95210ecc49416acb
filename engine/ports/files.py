"""What keeps the bytes of evidence must satisfy."""

from __future__ import annotations

from typing import Protocol


class FileStore(Protocol):
    """Where the bytes of evidence are kept, by digest."""

    def keep(self, content: bytes) -> str:
        """Keep bytes and give their SHA-256."""
        ...

    def discard(self, digest: str) -> None:
        """Let go of the bytes of a digest, where they are there."""
        ...

    def fetch(self, digest: str) -> bytes:
        """Give the bytes of a digest. Raises NotFound or BrokenRecord."""
        ...

    def weigh(self, digest: str) -> int | None:
        """Give the size of the bytes of a digest, hashed again; None where they are not there or are others."""
        ...

    def room(self) -> int:
        """Give how many bytes can still be kept."""
        ...
