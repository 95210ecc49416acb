"""A letter edited by hand: it reads back as it was written, and what comes from the case stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from engine.wordings import MOST, Wording
from letters import wording
from letters.blocks import Block, Details, Heading, Items, Paragraph, Quote, Signature, Text, words
from letters.contract import KeptWords
from letters.edits import MOVED_ON, Edited, edited, kept_in, parts_of, worded
from letters.issue_check import problems
from tests.unit.letters.facts import LETTERS, LONDON, drafted
from tests.unit.letters.nasty import LITERAL

SIGNED = Signature(((Text("Rowan Adeyemi"),),))
SUBJECT = Heading(1, (Text("A subject"),))
WHEN = Details((("When", (Text("4 December 2026"),)), ("Where", (Text("Room 2"),))))
SAID = Quote((Paragraph((Text("you are finished"),)),))
LETTER: tuple[Block, ...] = (
    Paragraph((Text("In confidence", strong=True),)),
    SUBJECT,
    Paragraph((Text("Please come."),)),
    WHEN,
    Items(
        True,
        ((Paragraph((Text("What was said"),)), SAID), (Paragraph((Text("https://posts.example/1", given=True),)),)),
    ),
    SIGNED,
    Paragraph((Text("Below"),)),
)


def told(blocks: Sequence[Block]) -> list[object]:
    """Give the words of blocks and how they are nested; where a run of one look ends is of no account."""
    found: list[object] = []
    for block in blocks:
        match block:
            case Items():
                found.append((block.ordered, [told(entry) for entry in block.entries]))
            case Heading() | Paragraph():
                looks = [(part.strong, part.emphasis) for part in block.text for sign in part.text if sign.strip()]
                found.append((block.kind, getattr(block, "level", 0), " ".join(words(block.text).split(" ")), looks))
            case _:
                found.append(block)
    return found


@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_that_is_opened_for_editing_and_saved_as_it_is_says_the_same(letter: str) -> None:
    blocks = drafted(letter).blocks

    put = edited(blocks, parts_of(blocks).text)

    assert put.faults == ()
    assert told(put.blocks) == told(blocks)


@pytest.mark.parametrize("said", LITERAL.values(), ids=LITERAL)
def test_whatever_somebody_wrote_comes_back_literally(said: str) -> None:
    blocks = (SUBJECT, Paragraph((Text("They wrote: "), Text(said, given=True))), SIGNED)

    put = edited(blocks, parts_of(blocks).text)

    assert put.faults == ()
    assert told(put.blocks) == told(blocks)


@given(some.text(some.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1))
def test_no_text_becomes_anything_but_text(said: str) -> None:
    blocks = (SUBJECT, Paragraph((Text(f"x {said}"),)), SIGNED)

    put = edited(blocks, parts_of(blocks).text)

    assert put.faults == ()
    assert told(put.blocks) == told(blocks)


@given(some.text(max_size=400))
def test_whatever_is_typed_what_comes_from_the_case_stays_and_nothing_fails(typed: str) -> None:
    put = edited(LETTER, typed)

    assert put.blocks[0] == LETTER[0]
    assert put.blocks[-2:] == LETTER[-2:]
    assert {WHEN, SAID} <= set(_flat(put.blocks))


def _flat(blocks: Sequence[Block]) -> list[Block]:
    return [
        each for block in blocks for each in (_flat(sum(block.entries, ())) if isinstance(block, Items) else [block])
    ]


def test_a_text_for_editing_repeats_nothing_of_the_parts_that_stay() -> None:
    text = parts_of(LETTER).text

    assert not any(said in text for said in ("you are finished", "posts.example", "Room 2"))


def test_words_are_changed_and_parts_of_the_case_may_be_moved() -> None:
    text = parts_of(LETTER).text
    line = "[[1: When, Where]]"
    moved = text.replace(f"{line}\n\n", "").replace("Please come.", f"{line}\n\nPlease do come, **all** of you.")

    put = edited(LETTER, moved)

    assert put.faults == ()
    assert put.blocks[2:4] == (WHEN, Paragraph((Text("Please do come, "), Text("all", strong=True), Text(" of you."))))


def test_a_paragraph_that_is_nothing_but_a_fact_stays_as_well() -> None:
    assert [line for line, _ in parts_of(LETTER).named] == [
        "[[1: When, Where]]",
        "[[2: a quotation]]",
        "[[3: what the case holds]]",
    ]


@pytest.mark.parametrize(
    ("typed", "told_of"),
    [
        ("Please come.", ("begins with its subject", "[[1: When, Where]]", "[[2: a quotation]]", "[[3: what")),
        ("# S\n\n[[1]]\n\n[[1]]\n\n[[2]]\n\n[[3]]", ("The line [[1: When, Where]] stands there 2 times",)),
        ("# S\n\n[[1]]\n\n[[2]]\n\n[[3]]\n\n[[4: more]]", ("There is no part [[4: more]]",)),
        ("# S\n\n# T\n\n[[1]]\n\n[[2]]\n\n[[3]]", ("only one such line",)),
        ("x" * (MOST + 1), (f"at most {MOST}",)),
    ],
)
def test_what_is_wrong_with_a_text_is_told_all_at_once(typed: str, told_of: tuple[str, ...]) -> None:
    faults = edited(LETTER, typed).faults

    assert len(faults) == len(told_of)
    assert all(each in fault for each, fault in zip(told_of, faults, strict=True))


def test_nothing_typed_is_a_quotation_a_box_a_table_or_html() -> None:
    typed = "# S\n\n[[1]]\n\n[[2]]\n\n[[3]]\n\n> they said\n\n```details\nA: b\n```\n\n| a |\n|---|\n| b |\n\n<b>x</b>"

    put = edited(LETTER, typed)

    assert put.faults == ()
    assert {type(block) for block in put.blocks[1:-2]} == {Heading, Paragraph, Details, Quote}
    assert [block for block in put.blocks if isinstance(block, Details | Quote)] == [WHEN, SAID]


def test_a_line_means_its_part_also_where_the_case_has_put_another_before_it() -> None:
    text = parts_of(LETTER).text
    more = (*LETTER[:2], Details((("Whose reference", (Text("X1"),)),)), *LETTER[2:])

    put = edited(more, text)

    assert [fault for fault in put.faults if "[[1: Whose reference]]" not in fault] == []
    assert put.blocks[3] == WHEN


def test_what_cannot_be_seen_is_written_out() -> None:
    put = edited(LETTER, "# S\n\n[[1]]\n\n[[2]]\n\n[[3]]\n\nhello \u202eyou")

    assert put.blocks[-3] == Paragraph((Text("hello [U+202E]you"),))


def test_a_letter_whose_draft_says_something_else_by_now_keeps_the_words_and_says_so() -> None:
    draft = drafted("L14-hearing")
    text = parts_of(draft.blocks).text
    mine = text.replace("Nothing has been decided.", "Nothing has been decided yet.")

    same, moved_on = worded(draft, Wording(text, mine)), worded(draft, Wording("# Another draft\n", mine))

    assert same.faults == ()
    assert moved_on == Edited(same.blocks, (MOVED_ON,))


def test_a_draft_that_nobody_edited_stays_as_it_is() -> None:
    draft = drafted("L14-hearing")

    assert worded(draft, None) == Edited(draft.blocks)


@pytest.mark.parametrize(
    ("letter", "gone", "told_of"),
    [
        ("L14-hearing", "a trade union representative or an official of a trade union", "The law gives a companion"),
        ("L14-hearing", "within five working days", "five working days"),
        ("L18-dismissal", "You may appeal against this decision", "the right to appeal"),
        ("L13-suspension", "It is not a disciplinary sanction", "no sanction"),
        ("L06-consent-request", "You need give no reason", "free only if a no costs nothing"),
        ("L22-ico-report", "under Article 33 of the UK GDPR", "Article 33"),
        ("L02a-section-5-notice", "it counts only if it comes from you", "theirs to send"),
    ],
)
def test_what_the_law_or_our_promise_asks_for_cannot_be_edited_out(letter: str, gone: str, told_of: str) -> None:
    draft = drafted(letter)
    text = parts_of(draft.blocks).text

    assert gone in text
    found = worded(draft, Wording(text, text.replace(gone, "")))

    assert any(told_of in fault and "Put back" in fault for fault in found.faults)


def test_a_date_that_comes_from_the_case_stays() -> None:
    draft = drafted("L18-dismissal", effective_on=date(2026, 12, 31))
    text = parts_of(draft.blocks).text
    effective_on = draft.facts_used["effective_on"]
    assert isinstance(effective_on, date)
    day = wording.weekday(effective_on, LONDON)

    found = worded(draft, Wording(text, text.replace(day, "Monday 4 January 2027")))

    assert found.faults == (
        f"“{day}” comes from the case and has to stay. What is wrong with it is corrected in the case.",
    )


def test_words_that_have_to_stay_are_told_with_why_where_the_draft_says_them() -> None:
    rules = (KeptWords("The law asks for it.", ("Please come.", "not in this letter")),)

    assert kept_in(LETTER, rules) == (("Please come.", "The law asks for it."),)


def test_typed_words_are_held_against_the_never_rules_and_what_was_left_in() -> None:
    draft = drafted("L14-hearing")
    text = parts_of(draft.blocks).text.replace("Nothing has been decided.", "You will be dismissed. [insert date]")

    put = edited(draft.blocks, text)
    found = problems(draft.template, put.blocks, draft.facts_used, draft.missing, draft.guarded_names)

    assert any("you will be dismissed" in each for each in found)
    assert any("[insert date]" in each for each in found)
