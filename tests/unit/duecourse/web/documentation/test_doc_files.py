"""Where the documentation lies: beside the code, or where a wheel put it."""

from pathlib import Path

from duecourse.web.documentation.doc_files import INSTALLED, doc_files, docs_folder, picture_files

ROOT = Path(__file__).parents[5]


def test_a_checkout_shows_its_own_pages() -> None:
    assert docs_folder() == ROOT / "docs"


def test_a_wheel_shows_those_that_came_with_it_and_no_folder_that_happens_to_be_called_docs(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()

    assert docs_folder(checkout=tmp_path, data=tmp_path / "env") == tmp_path / "env" / INSTALLED


def test_pages_and_pictures_are_known_by_name_and_nothing_else_is(tmp_path: Path) -> None:
    (tmp_path / "how-to").mkdir()
    (tmp_path / "pictures").mkdir()
    for name in ("index.md", "how-to/send-mail.md", "how-to/notes.txt", "pictures/work.png", "pictures/work.svg"):
        (tmp_path / name).write_text("x", encoding="utf-8")

    assert list(doc_files(tmp_path)) == ["how-to/send-mail", "index"]
    assert list(picture_files(tmp_path)) == ["work.png"]


def test_where_the_pages_were_taken_away_there_are_none(tmp_path: Path) -> None:
    assert doc_files(tmp_path / "gone") == {}
