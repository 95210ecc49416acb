"""Documents of the trust: kept once, in versions, by its administrators, and sealed with the letters they go with."""

from __future__ import annotations

from hashlib import sha256

import pytest

from duecourse.casework.administration.paper.house_documents import document, documents, end_document, keep_document
from duecourse.casework.commands import letters
from duecourse.casework.commands.letter_checks.enclosed_things import enclosing
from duecourse.casework.commands.letter_checks.enclosure_changes import enclose
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.services import Services
from engine.errors import BadAnswers, NotFound, NotPermitted
from engine.ports.letters.trust_documents import MOST_BYTES, in_use
from tests.letters_given import SENIOR, case_of, drafted, rendition, sealed
from tests.services import caller

CENTRAL = "central"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Pages/Count 12/Kids[]>>endobj\n%%EOF\n"
NEWER = PDF.replace(b"12", b"14")


def kept(place: Services, title: str = "Disciplinary procedure", content: bytes = PDF) -> int:
    return keep_document(place, caller(place, CENTRAL), title, content).number


def test_a_document_is_kept_with_its_digest_and_pages_and_its_versions_stay(place: Services) -> None:
    first = kept(place)
    second = keep_document(place, caller(place, CENTRAL), "", NEWER, "disciplinary-procedure")
    versions = documents(place, caller(place, SENIOR))

    assert [(each.number, each.pages) for each in versions] == [(first, 12), (second.number, 14)]
    assert second.digest == sha256(NEWER).hexdigest()
    assert [each.number for each in in_use(versions)] == [second.number]
    assert document(place, caller(place, SENIOR), first)[1] == PDF
    assert second.title == "Disciplinary procedure"


def test_an_ended_document_goes_with_no_letter_any_more_and_is_read_as_it_was(place: Services) -> None:
    number = kept(place)
    end_document(place, caller(place, CENTRAL), "disciplinary-procedure")

    assert in_use(documents(place, caller(place, SENIOR))) == ()
    assert document(place, caller(place, SENIOR), number)[1] == PDF
    with pytest.raises(NotFound):
        end_document(place, caller(place, CENTRAL), "disciplinary-procedure")


@pytest.mark.parametrize(
    ("title", "content", "field", "says"),
    [
        ("", PDF, "title", "one line"),
        ("a\nb" * 90, PDF, "title", "one line"),
        ("Policy", b"", "document", "Choose a file"),
        ("Policy", b"PK\x03\x04 a Word file", "document", "no PDF"),
        ("Policy", PDF + b"/Encrypt 5 0 R", "document", "password"),
        ("Policy", PDF + b"<</S/JavaScript/JS(x)>>", "document", "script"),
        ("Policy", b"%PDF-" + b"0" * MOST_BYTES, "document", "larger than"),
    ],
    ids=["no title", "long title", "no file", "no PDF", "locked", "script", "too large"],
)
def test_what_is_no_document_is_refused_in_a_sentence(
    place: Services, title: str, content: bytes, field: str, says: str
) -> None:
    with pytest.raises(BadAnswers) as refused:
        keep_document(place, caller(place, CENTRAL), title, content)

    assert says in refused.value.faults[field]
    assert not documents(place, caller(place, SENIOR))


def test_two_documents_of_one_title_are_one_with_a_new_version(place: Services) -> None:
    kept(place)

    with pytest.raises(BadAnswers, match="give a new version"):
        kept(place)


def test_only_those_who_administer_the_trust_keep_documents(place: Services) -> None:
    with pytest.raises(NotPermitted):
        keep_document(place, caller(place, SENIOR), "Policy", PDF)


def test_a_document_goes_with_a_letter_in_the_version_that_was_put_with_it(place: Services) -> None:
    number = kept(place)
    reference, letter = drafted(place)
    senior = caller(place, SENIOR)
    enclose(place, senior, reference, letter, f"document-{number}", "")
    keep_document(place, caller(place, CENTRAL), "", NEWER, "disciplinary-procedure")
    with looking(place, senior, reference) as case:
        (thing,) = enclosing(case, letter).things
    sealed(place, reference, "send")
    (enclosure,) = case_of(place, reference).letters[str(letter)].enclosures

    assert thing.name == "Disciplinary procedure"
    assert "there is a later version" in thing.origin
    assert (enclosure.what, enclosure.sha256, enclosure.pages) == ("document", sha256(PDF).hexdigest(), 12)
    assert b"Disciplinary procedure (12 pages)" in rendition(place, reference, letter, "text/plain")
    assert not any(letters.verify_letters(place, senior, reference).values())
