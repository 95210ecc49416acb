"""Write docs/policies: every shipped policy in plain sentences, from the files by which it works; a test compares."""

from __future__ import annotations

from pathlib import Path

from duecourse.bootstrap import build_letters
from duecourse.casework.policies.description.document import description
from duecourse.policies.library import load_library, read_workflows

FOLDER = Path("docs/policies")


def descriptions() -> dict[str, str]:
    """Give the description of each policy by its key."""
    kinds = build_letters().kinds()
    return {key: description(policy, kinds) for key, policy in load_library(read_workflows(), kinds).policies.items()}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for key, text in descriptions().items():
        (FOLDER / f"{key}.md").write_text(text, encoding="utf-8")
