"""A draft as a Word file: its text comes back as it was written, and nothing dangerous is opened."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document

from engine.errors import BadInput
from letters.blocks import Block, Details, Heading, Items, Paragraph, Quote, Signature, Text
from letters.edits import edited, parts_of
from letters.word.read_file import read
from letters.word.written_file import FIXED, write
from tests.unit.letters.facts import LETTERS, drafted
from tests.unit.letters.nasty import LITERAL
from tests.unit.letters.test_edits import told

AT = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
SIGNED = Signature(((Text("Rowan Adeyemi"),),))
SUBJECT = Heading(1, (Text("A subject"),))
WHEN = Details((("When", (Text("4 December 2026"),)), ("Where", (Text("Room 2"),))))
SAID = Quote((Paragraph((Text("you are finished"),)),))
LETTER: tuple[Block, ...] = (
    SUBJECT,
    Paragraph((Text("Please come, "), Text("all", strong=True), Text(" of you."))),
    WHEN,
    Items(
        True,
        (
            (Paragraph((Text("What was said"),)), SAID),
            (Paragraph((Text("https://posts.example/1", given=True),)),),
        ),
    ),
    Items(False, ((Paragraph((Text("one"),)),), (Paragraph((Text("two", emphasis=True),)),))),
    SIGNED,
)


def made(blocks: tuple[Block, ...] = LETTER) -> bytes:
    """Give a letter as a Word file."""
    return write(blocks, "A letter", "LUM-2026-0001/K7F", AT)


def changed(change: Callable[[str], str], part: str = "word/document.xml", content: bytes | None = None) -> bytes:
    """Give a Word file with the text of one of its parts changed."""
    target = BytesIO()
    with ZipFile(BytesIO(content or made())) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text.decode()).encode() if name == part else text)
    return target.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    """Give a Word file with one more part."""
    target = BytesIO(made())
    with ZipFile(target, "a", ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_that_is_opened_in_word_and_put_back_as_it_is_says_the_same(letter: str) -> None:
    blocks = drafted(letter).blocks

    found = read(write(blocks, letter, "LUM-2026-0001/K7F", AT), blocks)
    put = edited(blocks, found.text)

    assert found.notes == ()
    assert put.faults == ()
    assert joined(told(put.blocks)) == joined(told(blocks))


def joined(blocks: list[object]) -> list[object]:
    """Give what blocks say with lists of dots that follow each other as one list: a reader sees no difference."""
    found: list[object] = []
    for block in blocks:
        last = found[-1] if found else None
        if isinstance(block, tuple) and block[0] is False and isinstance(last, tuple) and last[0] is False:
            found[-1] = (False, [*last[1], *block[1]])
        else:
            found.append(block)
    return found


def test_looks_lists_and_parts_come_back_where_they_were() -> None:
    put = edited(LETTER, read(made(), LETTER).text)

    assert put.faults == ()
    assert told(put.blocks) == told(LETTER)


@pytest.mark.parametrize("said", LITERAL.values(), ids=LITERAL)
def test_whatever_somebody_wrote_comes_back_literally(said: str) -> None:
    blocks = (SUBJECT, Paragraph((Text(f"They wrote: {said}"),)), SIGNED)

    put = edited(blocks, read(made(blocks), blocks).text)

    assert put.faults == ()
    assert "".join(str(told(put.blocks)).split()) == "".join(str(told(blocks)).split())


def test_a_fact_of_several_lines_in_a_row_is_known_again() -> None:
    said = Details((("What it is", (Text("first\n\nsecond"),)), ("Where", (Text("one\ntwo"),))))
    blocks = (SUBJECT, said, SIGNED)

    assert read(made(blocks), blocks).notes == ()


def test_a_line_that_comes_from_the_case_and_was_changed_is_said_and_not_taken() -> None:
    found = read(changed(lambda text: text.replace("Room 2", "Room 9").replace("Adeyemi", "Nobody")), LETTER)

    assert "Room 9" not in found.text
    assert [note for note in found.notes if "Room 9" in note]
    assert [note for note in found.notes if "Rowan Nobody" in note]
    assert edited(LETTER, found.text).faults == ()


def test_a_file_that_has_lost_our_styles_is_read_by_what_its_lines_say() -> None:
    bare = changed(lambda text: text.replace('w:val="FromtheCase"', 'w:val="Normal"'))
    bare = changed(lambda text: text.replace('w:val="From the case"', 'w:val="Somebody else"'), "word/styles.xml", bare)
    found = read(bare, LETTER)

    assert found.notes == ()
    assert told(edited(LETTER, found.text).blocks) == told(LETTER)


def test_a_part_that_was_taken_out_in_word_is_asked_for() -> None:
    found = read(changed(lambda text: text.replace("[[1: When, Where]]", "")), LETTER)

    assert "[[1: When, Where]]" in edited(LETTER, found.text).faults[0]


def test_the_usual_lists_of_word_are_lists() -> None:
    word = Document(BytesIO(made()))
    signed = next(each for each in word.paragraphs if each.text == "Rowan Adeyemi")
    number = word.styles["List Bullet"].element.pPr.numPr.numId.val
    for text in ("three", "four"):
        entry = signed.insert_paragraph_before(text, "List Paragraph")
        entry._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = number
    target = BytesIO()
    word.save(target)

    assert "- three\n- four" in read(target.getvalue(), LETTER).text


def test_what_is_left_out_is_said() -> None:
    found = read(
        changed(
            lambda text: text.replace('<w:t xml:space="preserve">Please', '<w:footnoteReference w:id="1"/><w:t>Please')
        ),
        LETTER,
    )

    assert found.notes == ("Not taken from the file: footnotes.",)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b"Dear team", "no Word file", id="a text"),
        pytest.param(b"", "no Word file", id="nothing"),
        pytest.param(b"PK\x03\x04 broken", "no Word file", id="a broken package"),
        pytest.param(b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old Word file", id="an old file"),
        pytest.param(b"%PDF-1.7", "no Word file", id="a PDF"),
        pytest.param(b"x" * (5 * 1024 * 1024 + 1), "at most 5 MB", id="too large"),
        pytest.param(made()[:-200], "no Word file", id="cut off"),
        pytest.param(with_part("word/vbaProject.bin", b"macro"), "macros", id="macros"),
        pytest.param(
            changed(lambda text: text.replace("document.main+xml", "macroEnabled.main+xml"), "[Content_Types].xml"),
            "macros",
            id="macros by its type",
        ),
        pytest.param(
            changed(
                lambda text: text.replace(
                    "</Relationships>",
                    '<Relationship Id="rId99" Type="http://x/attachedTemplate" '
                    'Target="https://evil.example/t.dotm" TargetMode="External"/></Relationships>',
                ),
                "word/_rels/document.xml.rels",
            ),
            "from elsewhere",
            id="a remote template",
        ),
        pytest.param(
            changed(lambda text: text.replace("<w:r>", '<w:ins w:id="1" w:author="A"><w:r>', 1)),
            "tracked changes",
            id="tracked changes",
        ),
        pytest.param(
            changed(lambda text: text.replace("<w:p>", "<w:altChunk/><w:p>", 1)), "within it", id="another file within"
        ),
        pytest.param(with_part("word/embeddings/x.bin", b"x"), "within it", id="an embedded file"),
        pytest.param(
            changed(lambda text: re.sub(r"^(<\?xml[^>]*>)", r'\1<!DOCTYPE x [<!ENTITY a "b">]>', text)),
            "no Word file",
            id="entities",
        ),
        pytest.param(changed(lambda text: text[:500]), "no Word file", id="broken XML"),
        pytest.param(with_part("word/media/zeros.bin", b"\0" * (51 * 1024 * 1024)), "far too large", id="a zip bomb"),
    ],
)
def test_what_is_no_harmless_word_file_is_refused_in_a_sentence(content: bytes, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        read(content, LETTER)


def led_out(line: str) -> bytes:
    """Give a Word file that leads to elsewhere."""
    return changed(
        lambda text: text.replace("</Relationships>", f"{line}</Relationships>"), "word/_rels/document.xml.rels"
    )


KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINK, PICTURE = f'Id="rId99" Type="{KIND}/hyperlink"', f'Id="rId99" Type="{KIND}/image"'


@pytest.mark.parametrize("target", ["https://example.org/", "HTTP://example.org", "mailto:office@example.org"])
def test_a_link_to_elsewhere_is_no_danger_and_its_words_are_taken(target: str) -> None:
    linked = led_out(f'<Relationship {LINK} Target="{target}" TargetMode="External"/>')

    assert "Please come" in read(linked, LETTER).text


@pytest.mark.parametrize(
    "line",
    [
        f'<Relationship {PICTURE} Target="http://evil.example/hyperlink" TargetMode="External"/>',
        f'<Relationship {PICTURE} Target="http://evil.example/a" TargetMode="Extern&#97;l"/>',
        f'<Relationship {PICTURE} Target="http://evil.example/a" TargetMode = "External" />',
        f'<Relationship {PICTURE} Target="http://evil.example/a?>" TargetMode="External"/>',
        f'<r:Relationship xmlns:r="x" {PICTURE} Target="http://evil.example/a" TargetMode="external"/>',
    ],
)
@pytest.mark.quotes
def test_a_picture_from_elsewhere_is_refused_however_it_is_written(line: str) -> None:
    with pytest.raises(BadInput, match="from elsewhere"):
        read(led_out(line), LETTER)


@pytest.mark.parametrize(
    "target", ["file:///C:/a", r"\\evil.example\a", "//evil.example/a", "ms-word:ofe|u|https://a", " javascript:1", ""]
)
@pytest.mark.quotes
def test_a_link_to_a_file_or_a_program_is_refused(target: str) -> None:
    with pytest.raises(BadInput, match="neither to a web page nor"):
        read(led_out(f'<Relationship {LINK} Target="{target}" TargetMode="External"/>'), LETTER)


@pytest.mark.quotes
def test_what_leads_to_parts_has_no_entities_of_its_own_in_whatever_alphabet() -> None:
    hidden = (
        b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE Relationships [+ADwAIQ-ENTITY a "External"+AD4-]+AD4-'
        b'<Relationships><Relationship Type="image" Target="http://evil.example/a" TargetMode="&a;"/></Relationships>'
    )

    with pytest.raises(BadInput, match="no Word file"):
        read(with_part("word/_rels/footer9.xml.rels", hidden), LETTER)


def test_a_file_says_nothing_of_who_made_it_and_where() -> None:
    word = Document(BytesIO(made()))
    known = word.core_properties

    assert (known.author, known.last_modified_by, known.comments, known.title) == ("", "", "", "A letter")
    assert known.created == AT.replace(tzinfo=None) or known.created == AT
    with ZipFile(BytesIO(made())) as package:
        everything = b"".join(package.read(name) for name in package.namelist())
    for tell in (b"python-docx", b"/home", b"/usr", b"attachedTemplate"):
        assert tell not in everything
    assert any(each.style is not None and each.style.name == FIXED for each in word.paragraphs)


def test_parts_of_the_letter_stand_below_their_line() -> None:
    texts = [each.text for each in Document(BytesIO(made())).paragraphs]

    assert texts.index("[[2: a quotation]]") + 1 == texts.index("you are finished")
    assert parts_of(LETTER).named[0][0] in texts
