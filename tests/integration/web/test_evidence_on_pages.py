"""Evidence: the gate before the file, what is refused, and what is kept."""

from __future__ import annotations

import hashlib
import re

import pytest
from httpx2 import Response

from duecourse.casework.commands.custody.file_kinds import LARGEST
from engine.identity import CaseReference
from tests.services import report
from tests.site import Person, Site, forms_of

PICTURE = b"\x89PNG\r\n\x1a\n" + b"a picture" * 20


def hand_in(person: Person, reference: CaseReference, name: str, content: bytes) -> Response:
    place = f"/cases/{reference}/add-evidence/file"
    fields = {
        **forms_of(person.fill(f"/cases/{reference}/add-evidence", image="no"))[0].fields,
        "on": "removal/1",
        "captured-day": "1",
        "captured-month": "March",
    }
    fields |= {"captured-year": "2026", "captured-time": "9.30am", "url": "https://a.example/1"}
    return person.client.post(place, data=fields, files={"file": (name, content)})


def test_the_gate_stands_before_the_file(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    doubt = senior.fill(f"/cases/{reference}/add-evidence", image="dont_know")
    through = senior.fill(f"/cases/{reference}/add-evidence", image="no")

    assert "Do not add this file" in doubt.text
    assert 'type="file"' not in doubt.text
    assert through.url.path.endswith("/add-evidence/file")


def test_a_file_is_kept_with_its_digest_address_and_time_and_comes_back_to_be_saved_only(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    items = hand_in(senior, reference, "what I saw.png", PICTURE)
    back = senior.get(f"/cases/{reference}/evidence/1")

    assert hashlib.sha256(PICTURE).hexdigest() in items.text
    assert "1 March 2026 at 9:30am" in items.text
    assert back.content == PICTURE
    [code] = re.findall(r"/evidence/(\w+)", items.text)
    assert back.headers["content-disposition"] == f'attachment; filename="{reference}-evidence-{code}.png"'


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.exe", b"MZ\x90\x00\x03", "This kind of file is not kept here"),
        ("a.png", b"", "The file is empty"),
        ("a.png", b"PK\x03\x04\x14\x00", "This kind of file is not kept here"),
    ],
)
def test_a_file_of_the_wrong_kind_is_refused_and_the_rest_stays(
    site: Site, name: str, content: bytes, says: str
) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    page = hand_in(senior, reference, name, content)

    assert page.status_code == 422
    assert says in page.text
    assert 'value="March"' in page.text


def test_a_file_that_is_too_large_is_refused_before_it_is_read(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    page = hand_in(senior, reference, "a.png", PICTURE + bytes(LARGEST + 100_000))

    assert page.status_code == 413
    assert "At most 25 MB" in page.text


def test_no_file_is_taken_for_an_address_that_may_show_an_illegal_image(site: Site) -> None:
    reference, senior = report(site.services, illegal_image="yes"), site.person("oakfield-senior")
    page = hand_in(senior, reference, "a.png", PICTURE)

    assert page.status_code == 409
    assert "must not be copied" in page.text
    assert hashlib.sha256(PICTURE).hexdigest() not in senior.get(f"/cases/{reference}/items").text
