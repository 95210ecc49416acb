"""The Word letterhead of a school: it falls back on the trust's, versions stay, and drafts stand on it."""

from __future__ import annotations

from io import BytesIO

import pytest
from docx import Document

from duecourse.casework.administration.paper.house_documents import documents, keep_document
from duecourse.casework.administration.paper.word_letterheads import (
    drop_word_letterhead,
    set_word_letterhead,
    word_letterhead,
    word_specimen,
)
from duecourse.casework.commands.letter_checks.enclosed_things import enclosing
from duecourse.casework.commands.letter_drafts.word_drafts import word_draft, word_text
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.services import Services
from engine.errors import BadInput, NotFound, NotPermitted
from tests.contract.test_trust_documents import CENTRAL, PDF
from tests.letters_given import SENIOR, drafted
from tests.services import caller
from tests.word_letterheads import HEAD, letterhead

TRUSTS = "Lumen Learning Trust"


def put_up(place: Services, key: str = "oakfield", content: bytes | None = None) -> tuple[str, ...]:
    return set_word_letterhead(place, caller(place, CENTRAL), key, content or letterhead())


def top(content: bytes) -> str:
    """Give the words at the top of a Word file."""
    return "".join(each.text for each in Document(BytesIO(content)).sections[0].header.paragraphs)


def test_a_school_without_a_word_letterhead_has_that_of_the_trust(place: Services) -> None:
    it = caller(place, CENTRAL)
    nothing = word_letterhead(place, it, "oakfield")
    left = put_up(place, "")
    trusts = word_letterhead(place, it, "oakfield")
    put_up(place)
    own = word_letterhead(place, it, "oakfield")
    drop_word_letterhead(place, it, "oakfield")
    again = word_letterhead(place, it, "oakfield")

    assert left == ("words", "places")
    assert (nothing.own, nothing.brings) == (False, ())
    assert (trusts.own, dict(trusts.brings)["At the top"]) == (False, HEAD)
    assert own.own
    assert (again.own, dict(again.brings)["At the top"]) == (False, HEAD)
    assert [each.is_ended for each in again.versions] == [True, False]
    with pytest.raises(BadInput, match="no Word letterhead of its own"):
        drop_word_letterhead(place, it, "oakfield")


def test_a_draft_opened_in_word_stands_on_the_letterhead_and_its_text_comes_back(place: Services) -> None:
    reference, letter = drafted(place)
    senior = caller(place, SENIOR)
    plain = word_draft(place, senior, reference, str(letter)).content
    put_up(place)
    dressed = word_draft(place, senior, reference, str(letter)).content

    assert (top(plain), top(dressed)) == ("", HEAD)
    assert word_text(place, senior, reference, str(letter), dressed) == word_text(
        place, senior, reference, str(letter), plain
    )


def test_a_word_letterhead_is_no_document_that_goes_with_letters(place: Services) -> None:
    put_up(place)
    reference, letter = drafted(place)
    number = keep_document(place, caller(place, CENTRAL), "Policy", PDF).number
    with looking(place, caller(place, SENIOR), reference) as case:
        offered = str(enclosing(case, letter).choices)

    assert number == 2
    assert [each.key for each in documents(place, caller(place, SENIOR))] == ["policy"]
    assert f"document-{number}" in offered
    assert "document-1'" not in offered
    with pytest.raises(NotFound):
        keep_document(place, caller(place, CENTRAL), "", PDF, "~word-letterhead/")


def test_only_those_who_keep_a_place_put_up_its_letterhead_and_nothing_is_kept_of_what_is_refused(
    place: Services,
) -> None:
    with pytest.raises(NotPermitted):
        set_word_letterhead(place, caller(place, SENIOR), "oakfield", letterhead())
    with pytest.raises(BadInput, match="no Word file"):
        put_up(place, content=b"%PDF-1.7")

    assert word_letterhead(place, caller(place, CENTRAL), "oakfield").versions == []


def test_a_specimen_letter_stands_on_it(place: Services) -> None:
    it = caller(place, CENTRAL)
    with pytest.raises(NotFound):
        word_specimen(place, it, "oakfield")
    put_up(place)

    assert top(word_specimen(place, it, "oakfield")) == HEAD


def test_what_is_put_up_is_sealed_with_the_organisation(place: Services) -> None:
    put_up(place)
    (version,) = word_letterhead(place, caller(place, CENTRAL), "oakfield").versions

    assert version.size > 1000
    assert len(version.digest) == 64
