"""Where the pages of the documentation lie, and by which names they are asked for."""

from __future__ import annotations

import sysconfig
from collections.abc import Mapping
from pathlib import Path

INSTALLED = "share/doc/duecourse/docs"
"""Where a wheel puts them, below the folder of data of its environment."""
FRONT = "index"
"""The file that lists all the others."""
PICTURES = "pictures"


def docs_folder(checkout: Path | None = None, data: Path | None = None) -> Path:
    """Give the folder of the pages: beside the code in a checkout, else where a wheel put it. It may not be there."""
    source = checkout or Path(__file__).parents[3]
    if (source / "pyproject.toml").is_file():
        return source / "docs"
    return (data or Path(sysconfig.get_path("data"))) / INSTALLED


def doc_files(folder: Path) -> Mapping[str, Path]:
    """Give every page by its name: `how-to/send-mail`. Nothing is opened that does not stand here."""
    return {path.relative_to(folder).with_suffix("").as_posix(): path for path in sorted(folder.rglob("*.md"))}


def picture_files(folder: Path) -> Mapping[str, Path]:
    """Give every picture by the name of its file."""
    return {path.name: path for path in sorted((folder / PICTURES).glob("*.png"))}
