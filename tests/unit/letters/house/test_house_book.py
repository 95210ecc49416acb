"""Letters in a trust's own words: ours where it has none, its own for one letter before its own for all."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.errors import NotFound
from letters.house.block_map import blocks_of
from letters.house.house_book import HouseBook
from letters.render import draft
from letters.writers import text
from tests.unit.letters.facts import LONDON, facts_of, shipped

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


def book(**texts: str) -> HouseBook:
    made = HouseBook(shipped)
    made.use({f"letters/{name.replace('__', '/')}.md": words for name, words in texts.items()})
    return made


def in_words(made: HouseBook, letter: str = "L14-hearing") -> str:
    return text.write(draft(made[letter], facts_of(letter), zone=LONDON).blocks)


def test_a_trust_without_words_of_its_own_gets_the_very_letter_that_comes_with_duecourse() -> None:
    assert book()["L14-hearing"] is shipped()["L14-hearing"]


def test_our_own_words_as_its_own_make_the_same_letter() -> None:
    for letter in ("L14-hearing", "L20-pupil-parents", "L02-takedown-request", "L09-support"):
        made = HouseBook(shipped)
        blocks = blocks_of(shipped()[letter]).values()
        made.use({f"letters/{letter}/{each.name}.md": f"{each.text}\n" for each in blocks if each.text})

        assert in_words(made, letter) == in_words(book(), letter)


def test_words_for_one_letter_go_before_words_for_every_letter() -> None:
    made = HouseBook(shipped)
    made.use({"letters/every-letter/closing.md": "With kind regards", "letters/L14-hearing/closing.md": "Yours truly"})

    assert "Yours truly" in in_words(made)
    assert "With kind regards" in in_words(made, "L13-suspension")


def test_a_letter_that_words_a_block_of_the_base_itself_keeps_it_where_the_trust_words_that_for_all() -> None:
    made = HouseBook(shipped)
    made.use({"letters/every-letter/greeting.md": "Good day to you"})

    assert "Good day to you" in in_words(made)
    assert "Good day to you" not in in_words(made, "L02-takedown-request")


def test_words_stand_in_paragraphs_of_their_own() -> None:
    made = HouseBook(shipped)
    made.use({f"letters/every-letter/{block}.md": f"Mine is {block}." for block in ("opening", "ending", "contact")})
    lines = in_words(made).split("\n")

    for block in ("opening", "ending", "contact"):
        at = lines.index(f"Mine is {block}.")
        assert (lines[at - 1], lines[at + 1]) == ("", "")


def test_what_a_value_holds_stays_a_value_within_a_trusts_own_words() -> None:
    made = HouseBook(shipped)
    made.use({"letters/every-letter/opening.md": "At {{ school.name }}."})
    school = {"name": "{{ secret }} <b>**x**</b>", "address": "1 Road"}
    written = draft(made["L14-hearing"], facts_of("L14-hearing", school=school), zone=LONDON)

    assert "At {{ secret }} <b>**x**</b>." in text.write(written.blocks)


def test_the_hash_of_a_draft_tells_ours_and_theirs_apart() -> None:
    plain, made = book(), HouseBook(shipped)
    made.use({"letters/every-letter/opening.md": "Good day."})
    other = HouseBook(shipped)
    other.use({"letters/every-letter/opening.md": "Good evening."})
    hashes = {each["L14-hearing"].whole_hash for each in (plain, made, other)}

    assert len(hashes) == 3
    assert {each.partition("+")[0] for each in hashes} == {shipped()["L14-hearing"].hash}


@pytest.mark.parametrize("letter", shipped().templates)
def test_an_example_of_every_letter_lacks_nothing(letter: str) -> None:
    _, blocks = book().example(letter, NOW, LONDON)

    assert "[missing" not in blocks


@pytest.mark.parametrize(
    ("typed", "named"), [("l14", "L14-hearing"), ("L14-hearing", "L14-hearing"), ("EVERY-LETTER", "every-letter")]
)
def test_a_letter_is_found_by_its_number_or_name(typed: str, named: str) -> None:
    assert book().named(typed) == named


def test_a_letter_that_there_is_not_is_answered_with_the_nearest() -> None:
    with pytest.raises(NotFound, match="Nearest: L14-hearing"):
        book().named("L14-herring")
