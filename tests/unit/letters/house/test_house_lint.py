"""A trust's own words are judged like ours: nothing beyond the contract, nothing forbidden, nothing lost."""

from __future__ import annotations

import pytest

from letters.house.block_map import EVERY, OF_EVERY, blocks_of
from letters.house.house_lint import check
from tests.unit.letters.facts import shipped

RIGHTS = blocks_of(shipped()["L14-hearing"])["your_rights"].text + "\n"
KEPT = "You may bring a colleague, a trade union representative or an official of a trade union."


def found(block: str, text: str, letter: str = "L14-hearing") -> list[tuple[int, str, str]]:
    findings = check(shipped(), {f"letters/{letter}/{block}.md": text})
    return [(finding.line, finding.where, finding.wrong) for finding in findings]


def test_our_own_words_in_every_block_of_every_letter_pass() -> None:
    texts = {
        f"letters/{letter}/{block.name}.md": f"{block.text}\n"
        for letter in (
            "L01-acknowledgement",
            "L14-hearing",
            "L02a-section-5-notice",
            "L18-dismissal",
            "L20-pupil-parents",
            "L02-takedown-request",
        )
        for block in blocks_of(shipped()[letter]).values()
        if block.text
    }

    assert check(shipped(), texts) == ()
    assert len(texts) > 30


@pytest.mark.thorough
def test_our_own_words_pass_in_every_letter_there_is() -> None:
    texts = {
        f"letters/{letter}/{block.name}.md": f"{block.text}\n"
        for letter in shipped().templates
        for block in blocks_of(shipped()[letter]).values()
        if block.text
    }

    assert check(shipped(), texts) == ()


def test_a_sheet_that_goes_out_by_itself_stays_one_in_a_trusts_own_words() -> None:
    letter = "L02a-section-5-notice"
    sheet = blocks_of(shipped()[letter])["enclosure"].text + "\n"

    assert found("enclosure", sheet.replace("# Notice of complaint", "# My notice"), letter) == []
    (fault,) = found("enclosure", sheet.replace("# Notice of complaint", "## Notice of complaint"), letter)
    assert fault == (1, "words", "begins without its heading")
    (fault,) = found("enclosure", sheet.replace("To:", "# To:"), letter)
    assert "begins with one #" in fault[2]


@pytest.mark.parametrize("block", OF_EVERY)
def test_what_stands_in_every_letter_is_a_block_of_each_of_them(block: str) -> None:
    assert check(shipped(), {f"letters/{EVERY}/{block}.md": "Kind words.\n"}) == ()
    assert all(block in blocks_of(template) for template in shipped().templates.values())


def test_a_trusts_own_words_that_say_all_that_is_asked_for_pass() -> None:
    text = RIGHTS.replace("please tell us.", "please tell the HR desk.").replace("## Your rights", "## What you may do")

    assert text != RIGHTS
    assert found("your_rights", text) == []


def test_statutory_words_that_are_left_out_are_told_with_why() -> None:
    findings = check(shipped(), {"letters/L14-hearing/your_rights.md": RIGHTS.replace(KEPT, "You may bring a friend.")})

    assert [(each.where, each.wrong, each.allowed) for each in findings] == [
        ("keeps", f"leaves out “{KEPT.rstrip('.')}”", "The law gives a companion at a hearing, and what they may do.")
    ]


@pytest.mark.parametrize(
    "hidden", ["{% if witnesses %}KEPT{% endif %}", "{% if not witnesses %}{% else %}KEPT{% endif %}"]
)
def test_statutory_words_under_a_condition_count_as_no_words(hidden: str) -> None:
    text = RIGHTS.replace(KEPT, hidden.replace("KEPT", KEPT))

    assert found("your_rights", text) == [(1, "keeps", f"says only under a condition “{KEPT.rstrip('.')}”")]


def test_statutory_words_in_a_remark_that_nobody_sees_count_as_no_words() -> None:
    assert found("your_rights", RIGHTS.replace(KEPT, f"{{# {KEPT} #}}"))[0][2].startswith("leaves out “You may bring")


def test_words_that_a_letter_must_never_say_are_found_over_the_ends_of_lines() -> None:
    said = found("ending", "If you do not come, you will be\ndismissed.\n")

    assert (1, "never", "says “you will be dismissed”") in said


def test_words_of_the_common_base_that_no_letter_says_are_found_in_what_stands_in_all() -> None:
    assert found("opening", "\n\nTell us your password.\n", EVERY) == [(3, "never", "says “your password”")]


def test_a_fact_that_a_block_of_ours_gives_is_given_by_theirs_with_its_hour() -> None:
    text = blocks_of(shipped()["L14-hearing"])["beginning"].text
    lines = {wrong for _, _, wrong in found("beginning", text.replace("hearing_at|moment", "hearing_at|day"))}

    assert lines == {"leaves out {{ hearing_at|moment }}"}


def test_a_fact_that_another_block_of_theirs_gives_is_not_missed() -> None:
    text = RIGHTS.replace(" by {{ submit_by|weekday }}", "")
    other = {"letters/L14-hearing/ending.md": "All that by {{ submit_by|weekday }}, please.\n"}

    assert [each.where for each in check(shipped(), {"letters/L14-hearing/your_rights.md": text})] == ["submit_by"]
    assert check(shipped(), {"letters/L14-hearing/your_rights.md": text, **other}) == ()


WRONG = {
    "a fact of nobody": ("ending", "{{ nobody }}", "nobody", "is not among what L14 may say"),
    "a fact of another letter": ("ending", "{{ findings }}", "findings", "is not among what L14 may say"),
    "an optional fact that may not be there": ("ending", "{{ witnesses }}", "witnesses", "may not be there"),
    "a call": ("ending", "{{ range(9) }}", "call", "calls something"),
    "markup that is safe by its own word": ("ending", "{{ case_ref|safe }}", "filter safe", "is not a filter"),
    "a way round the block": ("ending", "a{% endblock %}b", "template", "unknown tag 'endblock'"),
    "a block within": ("ending", "{% block more %}{% endblock %}", "words", "holds {% block %}"),
    "another base": ("ending", '{% extends "_base.md.j2" %}', "words", "holds {% extends %}"),
    "raw braces": ("ending", "{% raw %}{{ x }}{% endraw %}", "words", "holds {% raw %}"),
    "a part of another letter": ("ending", '{% include "_outsider.md.j2" %}', "include", "which L14 does not"),
    "a part by a name worked out": ("ending", "{% include case_ref %}", "include", "by a name that is worked out"),
    "HTML": ("ending", "<b>bold</b>", "words", "holds HTML"),
    "a link": ("ending", "[here](https://x.example)", "words", "holds a link or an image"),
    "another subject": ("ending", "# Another", "words", "begins with one #"),
    "a heading that is gone": (
        "your_rights",
        RIGHTS.replace("## Your rights\n", ""),
        "words",
        "begins without its heading",
    ),
    "a signature": ("ending", "```signature\nMe\n```", "words", "opens a fence called 'signature'"),
    "a subject of two lines": ("subject", "One\nTwo", "words", "has more than one line"),
    "nothing": ("ending", " \n", "the file", "is empty"),
    "too much": ("ending", "word " * 5_000, "the file", "has 25000 characters"),
    "what nobody sees": ("ending", "turn\u202eed", "words", "holds a character that nobody sees"),
    "a placeholder": ("ending", "Dear [name]", "words", "A placeholder was left in"),
    "nesting without end": ("ending", "{{ " + "(" * 5_000 + "x" + ")" * 5_000 + " }}", "template", "nested too deeply"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_no_file_may_hold_is_told(wrong: str) -> None:
    block, text, where, says = WRONG[wrong]

    assert any(place == where and says in told for _, place, told in found(block, text)), found(block, text)


def test_all_faults_of_all_files_come_at_once() -> None:
    texts = {
        "letters/L14-hearing/ending.md": "{{ nobody }} [name]\n",
        "letters/L13-suspension/why.md": "Because.\n",
        "letters/notes.txt": "x",
        "letters/L14-hearing/deep/er.md": "x",
    }
    files = [finding.file for finding in check(shipped(), texts)]

    assert set(files) == set(texts)
    assert files.count("letters/L14-hearing/ending.md") == 2


def test_a_fault_in_what_stands_in_every_letter_is_told_once() -> None:
    assert len(found("opening", "{{ nobody }}", EVERY)) == 1


@pytest.mark.parametrize("letter", shipped().templates)
def test_every_section_of_a_letter_stands_in_a_block_of_its_own(letter: str) -> None:
    lines = shipped()[letter].source.split("\n")
    body = lines[lines.index("{% block body %}") :] if "{% block body %}" in lines else []
    ends = next((at for at, line in enumerate(body) if line.startswith("{% block enclosure")), len(body))
    heads = [(body[at - 1], line) for at, line in enumerate(body[:ends]) if line.startswith("## ")]

    assert [line for before, line in heads if not before.startswith("{% block ")] == []
