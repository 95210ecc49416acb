"""The school's own Word letterhead: its look stays, its words go, and nothing dangerous is kept."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.errors import BadInput
from letters.edits import edited
from letters.word.read_file import read
from letters.word.word_paper import cleaned, described
from letters.word.written_file import write
from tests.house_pictures import png
from tests.unit.letters.facts import LETTERS, drafted
from tests.unit.letters.test_edits import told
from tests.unit.letters.word.test_read_file import LETTER, joined
from tests.word_letterheads import FOOT, HEAD, letterhead, parts_of, put_in, replaced

AT = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
HEADER, SETTINGS, RELS = "word/header1.xml", "word/settings.xml", "word/_rels/header1.xml.rels"
TYPES = "[Content_Types].xml"


def kept(content: bytes | None = None) -> bytes:
    return cleaned(content or letterhead(), AT).content


def whole(content: bytes) -> str:
    return "".join(part.decode(errors="replace") for name, part in parts_of(content).items() if name.endswith("xml"))


def test_a_letterhead_keeps_its_look_and_loses_its_body() -> None:
    said = dict(described(kept()))

    assert said["At the top"] == HEAD
    assert said["At the foot"] == FOOT
    assert said["Font"] == "Georgia"
    assert said["Pictures"] == "1"
    assert said["Page"].startswith("21.6 cm by 27.9 cm")
    assert "thank you" not in whole(kept())


def test_what_is_left_out_is_told() -> None:
    everything = cleaned(letterhead(foot="Head: [Name of head]"), AT).left
    bare = cleaned(letterhead(body="", foot="Head: Jo", pictured=False), AT).left

    assert everything == ("words", "places", "headed")
    assert bare == ()


def test_a_letterhead_without_header_and_footer_is_told_to_bring_little() -> None:
    content = put_in(letterhead(pictured=False, foot=""), HEADER, b"")
    plain = replaced(letterhead(pictured=False, foot=""), HEADER, HEAD.encode(), b"")

    assert cleaned(plain, AT).left == ("words", "places", "nothing")
    with pytest.raises(BadInput, match="no Word file"):
        cleaned(content, AT)


def test_nothing_tells_who_made_it_or_where() -> None:
    content = put_in(letterhead(), "docProps/app.xml", b"<Properties><Company>Invented Ltd</Company></Properties>")
    content = put_in(content, "word/people.xml", b"<w15:people>Jane Invented</w15:people>")
    content = replaced(content, HEADER, b"<pic:cNvPr ", b'<pic:cNvPr descr="C:\\Users\\jane\\logo.png" ')
    said = whole(kept(content))

    for telling in ("Jane", "Invented", "for the head", "C:\\Users", "rsid", "python-docx"):
        assert telling not in said


def test_a_picture_is_kept_with_its_pixels_alone() -> None:
    told_by = png()[:8] + png()[8:33] + b"\x00\x00\x00\x09tEXtAuthor\x00Jo\x00\x00\x00\x00" + png()[33:]
    name = next(each for each in parts_of(letterhead()) if each.startswith("word/media/"))
    (picture,) = (part for each, part in parts_of(kept(put_in(letterhead(), name, told_by))).items() if "media" in each)

    assert b"Author" not in picture
    assert picture.startswith(b"\x89PNG")
    assert picture.endswith(b"IEND\xaeB`\x82")


def test_a_template_of_word_is_taken_as_a_document() -> None:
    template = replaced(letterhead(), TYPES, b"document.main+xml", b"template.main+xml")

    assert dict(described(kept(template)))["At the top"] == HEAD
    assert b"template.main" not in parts_of(kept(template))[TYPES]


def led_out(kind: str, target: str, mode: str = "External") -> bytes:
    """Give a letterhead whose header leads to elsewhere."""
    line = (
        '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        f'{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'
    )
    return replaced(letterhead(), RELS, b"</Relationships>", line.encode())


REFUSED = {
    "no Word file": (b"%PDF-1.7", "no Word file"),
    "with a password": (b"\xd0\xcf\x11\xe0" + bytes(600), "with a password"),
    "100 MB": (bytes(100 * 1024 * 1024), "at most 5 MB"),
    "macros": (put_in(letterhead(), "word/vbaProject.bin", b"x"), "macros"),
    "a template from elsewhere": (
        put_in(
            letterhead(),
            "word/_rels/settings.xml.rels",
            b'<Relationships><Relationship Id="r1" Type="x/attachedTemplate" Target="https://a.example/t.dotm" '
            b'TargetMode="External"/></Relationships>',
        ),
        "from elsewhere",
    ),
    "a picture from elsewhere": (led_out("image", "https://evil.example/hyperlink"), "from elsewhere"),
    "a picture from elsewhere, in figures": (led_out("image", "https://evil.example/a", "Extern&#97;l"), "elsewhere"),
    "another file within it": (put_in(letterhead(), "word/embeddings/a.bin", b"x"), "another file"),
    "tracked changes": (
        replaced(letterhead(), "word/document.xml", b"<w:body>", b'<w:body><w:ins w:id="1"/>'),
        "tracked changes",
    ),
    "the name of its file": (
        replaced(letterhead(), HEADER, b"</w:p>", b'<w:fldSimple w:instr=" FILENAME \\p "/></w:p>'),
        "the field FILENAME",
    ),
    "its author, in pieces": (
        replaced(
            letterhead(),
            HEADER,
            b"</w:p>",
            b'<w:r><w:fldChar w:fldCharType="begin"/><w:instrText> AUT</w:instrText></w:r><w:r>'
            b'<w:instrText>HOR </w:instrText><w:fldChar w:fldCharType="end"/></w:r></w:p>',
        ),
        "the field AUTHOR",
    ),
    "a picture of another kind": (
        put_in(letterhead(), "word/media/image1.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        "neither PNG nor JPEG",
    ),
}


@pytest.mark.quotes
@pytest.mark.parametrize(("content", "says"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_harmless_letterhead_is_refused_in_a_sentence(content: bytes, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        cleaned(content, AT)


def test_a_link_to_the_school_stays_in_its_header() -> None:
    assert b"https://oakfield.example/" in parts_of(kept(led_out("hyperlink", "https://oakfield.example/")))[RELS]


def test_what_leads_out_of_a_part_that_is_no_link_is_not_kept_even_where_it_was_let_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("letters.word.word_paper.checked", bytes)

    assert b"evil" not in parts_of(kept(led_out("image", "https://evil.example/a")))[RELS]
    assert b"evil" not in parts_of(kept(led_out("hyperlink", "file://evil.example/a")))[RELS]


@pytest.mark.parametrize(
    "hidden",
    [
        b"<!-- Jane was here -->",
        b"<?tool Jane?>",
        b'<w:bookmarkStart w:id="7" w:name="Jane"/><w:bookmarkEnd w:id="7"/>',
        b'<v:imagedata xmlns:v="urn:schemas-microsoft-com:vml" src="http://evil.example/Jane.png"/>',
    ],
)
def test_what_nobody_sees_in_a_header_is_not_kept(hidden: bytes) -> None:
    said = parts_of(kept(replaced(letterhead(), HEADER, b"</w:p>", hidden + b"</w:p>")))[HEADER]

    assert b"Jane" not in said
    assert b"evil" not in said


def test_words_behind_a_hidden_comment_stay_and_a_field_does_not_hide_behind_one() -> None:
    parted = replaced(letterhead(), HEADER, HEAD.encode(), HEAD.encode().replace(b"field", b"<!-- x -->field"))
    field = b"<w:r><w:instrText>FI<!-- x -->LENAME</w:instrText></w:r></w:p>"

    assert dict(described(kept(parted)))["At the top"] == HEAD
    with pytest.raises(BadInput, match="the field FILENAME"):
        kept(replaced(letterhead(), HEADER, b"</w:p>", field))


def test_comments_around_a_header_and_a_schema_of_the_settings_are_not_kept() -> None:
    around = replaced(letterhead(), HEADER, b"<w:hdr ", b"<!-- Jane --><w:hdr ")
    around = replaced(around, SETTINGS, b"</w:settings>", b'<w:attachedSchema w:val="urn:Jane"/></w:settings>')

    assert "Jane" not in whole(kept(around))


def test_numbers_of_pages_may_stay() -> None:
    numbered = replaced(letterhead(), HEADER, b"</w:p>", b'<w:fldSimple w:instr=" PAGE "/></w:p>')

    assert "PAGE" in whole(kept(numbered))


@pytest.mark.parametrize("letter", LETTERS)
def test_a_letter_on_a_letterhead_comes_back_as_an_edit_with_no_loss(letter: str) -> None:
    blocks = drafted(letter).blocks

    found = read(write(blocks, letter, "LUM-2026-0001/K7F", AT, kept()), blocks)
    put = edited(blocks, found.text)

    assert (found.notes, put.faults) == ((), ())
    assert joined(told(put.blocks)) == joined(told(blocks))


def test_a_letter_stands_in_the_fonts_of_its_letterhead_between_its_header_and_footer() -> None:
    made = write(LETTER, "A letter", "LUM-2026-0001/K7F", AT, kept())

    assert dict(described(made)) == dict(described(kept()))
    assert "Please come" in whole(made)
    assert "LUM-2026-0001/K7F" not in whole(made)


def test_a_letterhead_without_styles_and_lists_of_its_own_gets_those_of_letters() -> None:
    content = letterhead()
    bare = put_in(
        content,
        "word/styles.xml",
        b'<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>',
    )
    lines = parts_of(bare)["word/_rels/document.xml.rels"]
    without = b"".join(
        line
        for line in lines.replace(b"<Relationship ", b"\n<Relationship ").splitlines(keepends=True)
        if b"/numbering" not in line
    )
    made = write(LETTER, "A letter", "R", AT, kept(put_in(bare, "word/_rels/document.xml.rels", without)))

    assert told(edited(LETTER, read(made, LETTER).text).blocks) == told(LETTER)
