"""The correspondence of a case as one file: what its reader may see, in order, and nothing that is shut away."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pypdf
import pytest

from duecourse.casework.commands import evidence
from duecourse.casework.commands.evidence import NewEvidence
from duecourse.casework.commands.letter_packs import correspondence
from duecourse.casework.commands.letter_packs.correspondence import PackKind, pack
from engine.errors import BadInput, NotFound
from engine.identity import CASE
from engine.ports.records import Viewer
from engine.record.codes import letter_code
from engine.record.values import SCHEDULER
from tests.letters_given import SENIOR, case_of, issued
from tests.services import caller
from tests.site import Site

NOTE = b"He said <script>alert(1)</script> #v(1cm) to me."


def test_all_letters_stand_in_one_pdf_with_an_index_bookmarks_and_numbered_sheets(site: Site) -> None:
    place = site.services
    reference, number = issued(place)
    code = letter_code(case_of(place, reference).id, number)
    evidence.add(place, caller(place, SENIOR), reference, NewEvidence(name="post.txt", content=NOTE, on=CASE))
    evidence.add(
        place, caller(place, SENIOR), reference, NewEvidence(name="ann.png", content=b"\x89PNG\r\n\x1a\n1", on=CASE)
    )
    found = pack(place, caller(place, SENIOR), reference, PackKind.HEARING, "pdf")
    read = pypdf.PdfReader(BytesIO(found.content))
    sheets = [sheet.extract_text() for sheet in read.pages]
    marks = [str(mark.title) for mark in read.outline if not isinstance(mark, list)]

    assert found.name == f"{reference}-hearing.pdf"
    assert code in marks[0]
    assert marks[1].startswith("2. Evidence")
    assert "What it holds" in sheets[0]
    assert "a file of its own; take the ZIP for it" in " ".join(sheets[0].split())
    assert all(f"Sheet {at} of {len(sheets)}" in sheet for at, sheet in enumerate(sheets, 1))
    assert "<script>alert(1)</script> #v(1cm)" in sheets[-1]
    assert "Oakfield Primary School" in sheets[1]


def test_a_zip_holds_the_very_bytes_under_names_that_tell_nothing(site: Site) -> None:
    place = site.services
    reference, number = issued(place)
    evidence.add(place, caller(place, SENIOR), reference, NewEvidence(name="Ann Oakley.txt", content=NOTE, on=CASE))
    found = pack(place, caller(place, SENIOR), reference, PackKind.HEARING, "zip")
    case = case_of(place, reference)
    with place.store.reading() as reading:
        sealed = reading.sealed(Viewer(case.organisation, SCHEDULER), case.id, number)
    archive = ZipFile(BytesIO(found.content))
    contents = {name: archive.read(name) for name in archive.namelist()}

    assert sealed is not None
    assert sealed.renditions["application/pdf"] in contents.values()
    assert NOTE in contents.values()
    assert not [name for name in contents if "Ann" in name or "Oakley" in name]
    with place.store.reading() as reading:
        looks = [each.access for each in reading.accesses(case.organisation)]
    assert "all letters, hearing pack" in [each.detail for each in looks if each.case == reference]


def test_who_may_read_no_letter_gets_no_pack_and_a_large_one_is_refused_kindly(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = site.services
    reference, _ = issued(place)

    with pytest.raises(NotFound):
        pack(place, caller(place, "oakfield-teacher"), reference, PackKind.LETTERS, "pdf")
    assert site.person("hilltop-senior").get(f"/cases/{reference}/pack/letters/pdf").status_code == 404
    assert site.person(SENIOR).get(f"/cases/{reference}/pack/letters/doc").status_code == 404
    monkeypatch.setattr(correspondence, "LARGEST_PACK", 10)
    with pytest.raises(BadInput, match="at most 10"):
        pack(place, caller(place, SENIOR), reference, PackKind.LETTERS, "pdf")


def test_a_letter_of_a_case_leads_to_its_packs(site: Site) -> None:
    reference, _ = issued(site.services)
    senior = site.person(SENIOR)

    assert f"/cases/{reference}/pack/letters/pdf" in senior.get(f"/cases/{reference}/letters").text
    taken = senior.get(f"/cases/{reference}/pack/letters/zip")
    assert taken.headers["content-disposition"] == f'attachment; filename="{reference}-letters.zip"'
    assert taken.content[:2] == b"PK"
