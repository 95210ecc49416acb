"""Papers that are no letters: what a trust may write on a page, and a Word file with headings, lists and tables."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from docx import Document

from duecourse.word_files import OwnPapers
from engine.errors import BadInput
from engine.ports.letters.own_texts import TextPart, WordsRun

AT = datetime(2026, 11, 30, 12, tzinfo=UTC)
PAPERS = OwnPapers()


def test_headings_paragraphs_and_lists_are_read_with_their_looks() -> None:
    found = PAPERS.text_parts("## Ours\n\nSee **us** and *them*.\n\n- One\n- Two\n\n1. First\n")

    assert found == (
        TextPart("heading", ((WordsRun("Ours"),),)),
        TextPart(
            "paragraph",
            (
                (
                    WordsRun("See "),
                    WordsRun("us", True),
                    WordsRun(" and "),
                    WordsRun("them", False, True),
                    WordsRun("."),
                ),
            ),
        ),
        TextPart("bullets", ((WordsRun("One"),), (WordsRun("Two"),))),
        TextPart("numbers", ((WordsRun("First"),),)),
    )


@pytest.mark.parametrize("text", ["| a |\n| - |\n| b |", "> said", "```footer\na\n```", "```x\na\n```", "- a\n  - b"])
def test_what_the_page_does_not_show_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(BadInput, match="headings, paragraphs, lists"):
        PAPERS.text_parts(text)


def test_marks_of_other_languages_stay_words() -> None:
    (part,) = PAPERS.text_parts("<script>x</script> [a](https://b.example)")

    assert part.lines[0][0].text == "<script>x</script> [a](https://b.example)"


def test_a_word_file_has_headings_a_list_and_a_table_whose_heads_are_said_again() -> None:
    content = PAPERS.paper_file(
        "# One\n\nText.\n\n- Entry\n\n| Head | B |\n| --- | --- |\n| Cell | \x0b |", "Paper", AT
    )
    word = Document(BytesIO(content))

    assert [each.style.name for each in word.paragraphs if each.style][:3] == ["Heading 1", "Normal", "List Bullet"]
    assert word.tables[0].cell(1, 0).text == "Cell"
    assert "tblHeader" in word.tables[0].rows[0]._tr.xml
    assert "tblHeader" not in word.tables[0].rows[1]._tr.xml
    assert (word.core_properties.title, word.core_properties.author) == ("Paper", "")
