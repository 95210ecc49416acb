"""What cannot be read is told in the words of the person who wrote it, on its line, with the way to mend it."""

import pytest

from engine.errors import BadFiles
from engine.language.strict_yaml import cut_short, read
from engine.writing_slips import QUOTE

AROUND = "clauses:\n  1.1: {{says: Before}}\n{}  1.3: {{says: After}}\n"


def told(lines: str) -> tuple[int, str, str]:
    with pytest.raises(BadFiles) as caught:
        read(AROUND.format(lines), "one.yaml")
    (found,) = caught.value.findings
    return found.line, found.wrong, found.allowed


@pytest.mark.parametrize(
    ("lines", "line", "wrong", "allowed"),
    [
        ('  1.2: {says: "Look}\n', 3, "a quotation mark is opened and not closed", "close it"),
        ("  1.2: {says: Look\n", 3, "'{' is opened and not closed", "write }"),
        ("  1.2: {says: [a, b}\n", 3, "'[' is opened and not closed", "write ]"),
        ("  1.2: {says: Look}}\n", 3, "'}' stands once too often", "leave one out"),
        ('  1.2: {says: "Look at "this" page"}\n', 3, "a quotation mark inside a sentence ends it", "single"),
        ("  1.2: {says: 'The person's page'}\n", 3, "an apostrophe ends what stands in single", QUOTE),
        ("  1.2: {says: Look; basis: discretion}\n", 3, "a semicolon stands before a key", "a comma"),
        ("  1.2: says: Look\n", 3, "a second key stands behind a key", "write `1.2: {says: Look}`"),
        ("  1.2: Look at this: now\n", 3, "a colon stands in a sentence", QUOTE),
        ("  1.2 {says: Look}\n", 3, "no colon stands behind '1.2'", "write `1.2: {says: …`"),
        ("  1.2 = {says: Look}\n", 3, "no colon stands behind '1.2'", "write `1.2: {says: …`"),
        ("  1.2:{says: Look}\n", 3, "no blank stands behind the colon of '1.2:'", "write `1.2: {says: …`"),
        ("  1.2\uff1a {says: Look}\n", 3, "no colon stands behind '1.2'", "write `1.2: {says: …`"),
        ("\u00a0 1.2: {says: Look}\n", 3, "a blank of another kind", "type a plain blank"),
        ("  1.2:\n    says: %Look\n", 4, "begins with % has no quotation marks", QUOTE),
        ("  1.2:\n    says: @Look\n", 4, "begins with @ has no quotation marks", QUOTE),
        ("  1.2:\n    says: - Look\n", 4, "begins with - has no quotation marks", QUOTE),
        ("  1.2:\n    says: [sic] Look\n", 4, "begins with [ has no quotation marks", QUOTE),
        ('  1.2:\n    says: "Look" at it\n', 4, "a quotation mark closes before the sentence ends", QUOTE),
        ("  1.2:\n    says: Look\n     basis: prescribed\n", 5, "the line begins after 5 blanks", "after 4 blanks"),
        (
            "  1.2:\n    says: Look\n   basis: prescribed\n",
            5,
            "the line begins after 3 blanks",
            "what belongs",
        ),
        ("  1.2:\n    says: Look\n  and again\n", 5, "no colon stands in the line", "further right"),
        ("  1.2:\n  \tsays: Look\n", 4, "a tab stands at the beginning", "begin it with blanks"),
        (
            "  1.2: {says: Look, with somebody, twice}\n",
            3,
            "the comma before “twice” ends a sentence",
            '"Look, with somebody, twice"',
        ),
    ],
)
def test_a_slip_of_writing_is_told_once_with_the_way_to_mend_it(
    lines: str, line: int, wrong: str, allowed: str
) -> None:
    found = told(lines)

    assert found[0] == line
    assert wrong in found[1]
    assert allowed in found[2]


def test_a_sentence_that_a_remark_cuts_short_is_found_and_a_remark_behind_two_blanks_is_one() -> None:
    assert [each.wrong for each in cut_short("a:\n  says: Look at # 3 and 4\n", "one.yaml")] == [
        "what stands behind “Look at” is a remark, and is not read"
    ]
    assert not list(cut_short("a: 4 hours  # a remark\nb: one # a word\nc: 'Look at # 3'\n", "one.yaml"))
