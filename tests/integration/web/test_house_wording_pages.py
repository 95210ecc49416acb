"""The trust's own words in letters, by page: what is worded, ours beside theirs, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site import Site

PLACE = "/letter-wording"
OWN = "If you have a question about this letter, our HR desk is there for you."


@pytest.fixture
def folder(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of the trust with words of its own, which are in use."""
    own = tmp_path / "ours"
    block(own, "every-letter", "ending", OWN)
    monkeypatch.setattr(site.services.library, "folder", str(own))
    site.services.letters.use_house({"letters/every-letter/ending.md": f"{OWN}\n"})
    yield own
    site.services.letters.use_house({})


def block(folder: Path, letter: str, name: str, words: str) -> None:
    place = folder / "letters" / letter
    place.mkdir(parents=True, exist_ok=True)
    (place / f"{name}.md").write_text(f"{words}\n", encoding="utf-8")


def test_without_a_folder_all_letters_are_in_our_words(site: Site) -> None:
    listed = site.person("it").get(PLACE)

    assert "Your trust has no folder of its own" in listed.text
    assert f'href="{PLACE}/L14-hearing"' in listed.text
    assert f'href="{PLACE}"' in site.person("it").get("/letterhead").text


@pytest.mark.usefixtures("folder")
def test_what_is_in_use_stands_beside_ours_and_says_since_when(site: Site) -> None:
    it = site.person("it")
    listed, every, hearing = it.get(PLACE), it.get(f"{PLACE}/every-letter"), it.get(f"{PLACE}/L14")

    assert "holds the same words" in listed.text
    assert "The words in use were read on" in listed.text
    assert OWN in every.text
    assert "Yours, in use" in every.text
    assert "Empty as it comes" in every.text
    assert "your_rights" in hearing.text
    assert "Yours, in use" not in hearing.text
    assert "You may bring a colleague" in hearing.text


def test_a_changed_folder_is_said_to_wait_and_its_faults_stand_with_their_lines(site: Site, folder: Path) -> None:
    block(folder, "L14-hearing", "your_rights", "## Your rights\n\nYou will be dismissed.")
    block(folder, "L14-hearing", "your_rigths", "## Your rights\n\nThere are some.")
    it = site.person("it")
    listed, hearing = it.get(PLACE), it.get(f"{PLACE}/L14-hearing")

    assert "holds other words than those in use" in listed.text
    assert "letters/L14-hearing/your_rigths.md" in listed.text
    assert "nearest: your_rights" in listed.text.lower()
    assert "<td" in listed.text
    assert "leaves out" in hearing.text
    assert "In the folder, not in use yet" in hearing.text
    assert "You will be dismissed." in hearing.text


def test_a_letter_that_there_is_not_is_told_with_the_nearest(site: Site) -> None:
    answer = site.person("it").get(f"{PLACE}/L14-hearin")

    assert answer.status_code == 404
    assert "L14-hearing" in answer.text


def test_the_words_of_letters_are_no_page_for_those_who_keep_no_paper(site: Site) -> None:
    head = site.person("oakfield-head")

    assert head.get(PLACE).status_code == 403
    assert head.get(f"{PLACE}/L14").status_code == 403
