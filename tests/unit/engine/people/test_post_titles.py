"""Posts are printed in the proper form of the field, or as the trust titles them."""

import pytest

from engine.identity import PostName
from engine.language.posts import BUILT_IN
from engine.people.post_titles import PROPER, as_held, in_capitals, proper_form, read_titles


def test_every_post_that_is_built_in_has_a_proper_form_with_capital_letters() -> None:
    assert set(PROPER) == set(BUILT_IN)
    assert [title for title in PROPER.values() if not title[0].isupper()] == []


@pytest.mark.parametrize(
    ("post", "title"),
    [
        ("Head of Governance and People", "Head of Governance and People"),
        ("DSL", "Designated Safeguarding Lead"),
        ("director of early years", "Director of Early Years"),
        ("HR lead", "HR lead"),
    ],
)
def test_a_post_is_written_as_a_letter_prints_it(post: str, title: str) -> None:
    assert proper_form(PostName(post), {}) == title


def test_the_trusts_own_title_comes_first_however_the_post_was_typed() -> None:
    titles = read_titles("Senior  Manager | Assistant Headteacher\n\nno title\nDPO|")

    assert titles == {"senior manager": "Assistant Headteacher"}
    assert proper_form(PostName("senior manager"), titles) == "Assistant Headteacher"


def test_who_acts_or_covers_says_so() -> None:
    assert as_held("Headteacher", "held") == "Headteacher"
    assert as_held("Headteacher", "acting") == "Acting Headteacher"
    assert as_held("Headteacher", "cover") == "For the Headteacher"


def test_small_words_stay_small_within_a_title() -> None:
    assert in_capitals("lead of the safeguarding team") == "Lead of the Safeguarding Team"
