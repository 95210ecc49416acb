"""Write every letter of every policy, from played cases, as text and as page images, to be read before they are signed.

`python -m scripts.write_letters [policy …]` writes into `letters-preview/`: a folder for each policy, and in it a text
and images for each letter, one for every wording that the cases led to.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.ports.letters.rendered_letters import LetterSheet
from letters.blocks import to_json
from letters.writers import text
from store import open_store
from tests.letters_played import Played, play
from tests.services import START, library, services_on
from tests.services import letters as shipped_letters

FOLDER = Path("letters-preview")
MOST = 4
"""So many wordings of one letter are shown under one policy."""
_OWN = re.compile(r"[A-Z]{3}-\d{4}-\d{4}\S*|https?://\S+|\d{1,2} [A-Z][a-z]+ \d{4}( at \S+)?")


def letters(policy: str) -> Iterator[Played]:
    """Give each wording of each letter of a policy once."""
    seen: dict[str, int] = {}
    known: set[tuple[str, str]] = set()
    with TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/store.db")
        place = services_on(store, Path(folder))
        for track in library().policies[policy].tracks:
            for letter in play(place, library().policies[policy], track):
                shape = (letter.template, _OWN.sub("", text.write(letter.blocks)))
                if shape not in known and seen.get(letter.template, 0) < MOST:
                    known.add(shape)
                    seen[letter.template] = seen.get(letter.template, 0) + 1
                    yield letter
        store.close()


def write(letter: Played, number: int, folder: Path) -> None:
    """Write one letter: its words, and an image of each of its pages by the letterhead's own compiler."""
    name = f"{letter.template}-{number}"
    notes = "".join(f"NOT READY: {problem}\n" for problem in letter.problems)
    (folder / f"{name}.txt").write_text(notes + text.write(letter.blocks), encoding="utf-8")
    for page, image in enumerate(images(letter), 1):
        (folder / f"{name}-page-{page}.png").write_bytes(image)


def images(letter: Played) -> list[bytes]:
    """Draw the pages of a letter as the product does."""
    sheet = LetterSheet(shipped_letters().kinds()[letter.template].title, letter.reference)
    return list(shipped_letters().page_images(to_json(letter.blocks), sheet, START, {}))


def main() -> None:
    """Write the letters of the policies that are named, or of all."""
    for policy in sys.argv[1:] or library().policies:
        folder = FOLDER / policy
        folder.mkdir(parents=True, exist_ok=True)
        count: dict[str, int] = {}
        for letter in letters(policy):
            count[letter.template] = count.get(letter.template, 0) + 1
            write(letter, count[letter.template], folder)
        sys.stdout.write(f"{policy}: {sum(count.values())} letters of {len(count)} kinds in {folder}/\n")


if __name__ == "__main__":
    main()
