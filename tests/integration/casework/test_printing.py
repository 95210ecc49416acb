"""Printing a letter: a draft is marked as one, an issued letter is the bytes that were sealed."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from duecourse.casework.commands import letter_texts, letters
from duecourse.casework.commands.letter_texts import PDF
from duecourse.casework.context.services import Services
from duecourse.casework.queries import case_view
from duecourse.letter_writer import Letters
from engine.errors import NotFound
from engine.identity import CaseReference, PersonId
from engine.ports.letters.letterheads import NO_PICTURES, Pictures
from engine.ports.records import DraftLetter, SealedLetter
from tests.databases import open_store
from tests.services import act, caller, report, services_on


class LettersBeforePdf(Letters):
    """The letters as they were issued before there were PDFs."""

    def seal(
        self,
        draft: DraftLetter,
        issued_by: PersonId,
        issued_at: datetime,
        reference: str,
        *,
        approved_by: PersonId | None = None,
        enclosures: tuple[str, ...] = (),
        pictures: Pictures = NO_PICTURES,
    ) -> SealedLetter:
        sealed = Letters.seal(
            self,
            draft,
            issued_by,
            issued_at,
            reference,
            approved_by=approved_by,
            enclosures=enclosures,
            pictures=pictures,
        )
        return replace(sealed, renditions={name: part for name, part in sealed.renditions.items() if name != PDF})


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Services]:
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield services_on(store, tmp_path)
    store.close()


def drafted(place: Services) -> CaseReference:
    """Report and acknowledge; the acknowledgement is letter 1."""
    reference = report(place)
    act(place, "senior", reference, "case/1", "acknowledge")
    return reference


def printed(place: Services, reference: CaseReference) -> tuple[str, bytes]:
    found = letter_texts.print_letter(place, caller(place, "oakfield-senior"), reference, 1)
    return found.name, found.content


def code(place: Services, reference: CaseReference) -> str:
    """Give the code of the first letter."""
    seen = case_view.look(place, caller(place, "oakfield-senior"), reference).case
    return seen.code(seen.letters["1"])


def issue(place: Services, reference: CaseReference) -> None:
    by = caller(place, "oakfield-senior")
    letter_texts.read_letter(place, by, reference, 1, "text")
    letters.issue(place, by, reference, 1)


def sealed(place: Services, reference: CaseReference) -> SealedLetter:
    viewer = caller(place, "oakfield-senior").viewer
    with place.store.reading() as reading:
        found = reading.sealed(viewer, reading.find_case(viewer, reference).id, 1)
    assert found is not None
    return found


def words(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_a_draft_says_that_it_is_one_on_the_sheet_and_in_the_name_of_its_file(place: Services) -> None:
    reference = drafted(place)
    name, content = printed(place, reference)

    assert name == f"{reference}-letter-{code(place, reference)}-draft.pdf"
    assert "DRAFT" in words(content)


def test_an_issued_letter_is_printed_from_the_bytes_that_were_sealed(place: Services) -> None:
    reference = drafted(place)
    issue(place, reference)
    name, content = printed(place, reference)

    assert name == f"{reference}-letter-{code(place, reference)}.pdf"
    assert content == sealed(place, reference).renditions[PDF]
    assert f"{reference}/{code(place, reference)}" in words(content)
    assert "DRAFT" not in words(content)
    assert list(letters.verify_letters(place, caller(place, "oakfield-senior"), reference).values()) == [()]


def test_the_seal_names_the_program_and_the_letterhead_that_made_the_pdf(place: Services) -> None:
    reference = drafted(place)
    issue(place, reference)
    manifest = json.loads(sealed(place, reference).record)

    assert manifest["versions"]["pdf"].startswith("typst 0.15")
    assert ", letterhead " in manifest["versions"]["pdf"]
    assert PDF in manifest["parts"]


def test_a_letter_that_was_issued_before_there_were_pdfs_still_opens_and_says_so(place: Services) -> None:
    assert isinstance(place.letters, Letters)
    earlier = replace(place, letters=LettersBeforePdf())
    reference = drafted(earlier)
    issue(earlier, reference)

    assert reference in letter_texts.read_letter(place, caller(place, "oakfield-senior"), reference, 1, "text")
    with pytest.raises(NotFound, match="issued before letters were made as PDF"):
        printed(place, reference)


def test_those_who_may_not_read_a_letter_may_not_print_it(place: Services) -> None:
    reference = drafted(place)

    with pytest.raises(NotFound):
        letter_texts.print_letter(place, caller(place, "oakfield-teacher"), reference, 1)
