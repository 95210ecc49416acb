"""Write docs/reference/names.md: every package, module and public class of the product, with its own first sentence.

    python -m scripts.write_names

The sentences are those of the code, so they are mended there. A test compares.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILE = ROOT / "docs" / "reference" / "names.md"

HEAD = """# Names in the code

Every package, module and public class, with the first sentence that it says of itself. Written from the code by
`scripts/write_names.py` (`make names`); a test compares. Words of the field, of law and of schools stand in the
[glossary](../glossary.md); where what belongs is on the [page of the architecture](../architecture.md).
"""


def packages() -> list[str]:
    """List the top-level packages of the product, as the wheel names them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named: list[str] = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    return sorted(named)


def folders() -> Iterator[Path]:
    """List every package with what is below it; a migration is a record, and no module that anybody looks up."""
    for package in packages():
        for marker in sorted((ROOT / package).rglob("__init__.py")):
            if "versions" not in marker.parts:
                yield marker.parent


def first_sentence(text: str) -> str:
    """Give the first sentence of a docstring on one line."""
    paragraph = " ".join(text.strip().split("\n\n")[0].split())
    return re.split(r"(?<=[.!?]) (?=[A-Z`])", paragraph, maxsplit=1)[0]


def page() -> str:
    """Write the whole page."""
    return "\n".join((HEAD, *(line for folder in folders() for line in _of_package(folder)))) + "\n"


def _of_package(folder: Path) -> Iterator[str]:
    yield f"## {folder.relative_to(ROOT).as_posix()}"
    yield ""
    yield from _said("", (folder / "__init__.py"))
    yield ""
    modules = [path for path in sorted(folder.glob("*.py")) if path.name != "__init__.py"]
    for path in modules:
        yield from _said(f"- **{path.stem}** – ", path)
        yield from _classes(path)
    if modules:
        yield ""


def _said(before: str, path: Path) -> Iterator[str]:
    said = ast.get_docstring(_tree(path)) or ""
    yield before + first_sentence(said)
    if path.name == "__init__.py":
        yield from _classes(path)


def _classes(path: Path) -> Iterator[str]:
    for node in _tree(path).body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield f"  - `{node.name}`: {first_sentence(ast.get_docstring(node) or '')}"


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")
