"""A letter as fields of a web form: its sections for themselves, nothing wrapped, nothing of what is around it."""

from __future__ import annotations

from letters.blocks import AddressBlock, Block, Footer, Heading, Paragraph, Signature, Text
from letters.writers.form import write

LONG = "word " * 60


def said(text: str) -> tuple[Text, ...]:
    return (Text(text),)


LETTER: tuple[Block, ...] = (
    AddressBlock((said("1 School Lane"),)),
    Heading(1, said("Please remove this")),
    Paragraph(said("Dear team")),
    Paragraph(said(LONG)),
    Heading(2, said("Why we ask")),
    Paragraph(said("It breaks your rules. <b>{{ x }}</b>")),
    Signature((said("Ann Fell"),)),
    Heading(2, said("The policy behind this letter")),
    Footer((said("A company"),)),
)


def test_each_section_is_a_field_under_its_own_heading_and_the_whole_comes_last() -> None:
    fields = write(LETTER)

    assert [each.label for each in fields] == ["What is asked", "How it begins", "Why we ask", "The whole text"]
    assert fields[0].text == "Please remove this"
    assert fields[2].text == "It breaks your rules. <b>{{ x }}</b>"


def test_nothing_is_wrapped_and_no_postal_address_stands_in_a_form() -> None:
    fields = write(LETTER)

    assert LONG.strip() in fields[1].text.splitlines()
    assert all("School Lane" not in each.text and "A company" not in each.text for each in fields)
    assert "Ann Fell" in fields[-1].text
