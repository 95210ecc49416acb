"""Evidence: the gate before the file, what is refused, and what is kept."""

from __future__ import annotations

import hashlib
import re
from functools import partial

import pytest
from httpx2 import Response

from duecourse.casework.administration.settings import set_setting
from duecourse.casework.commands.custody.file_limits import MEGABYTE, MOST_BYTES
from duecourse.casework.context.look.case_reader import looking
from duecourse.files import EvidenceFiles
from engine.identity import CaseReference
from tests.services import caller, report
from tests.site import Person, Site, forms_of

PICTURE = b"\x89PNG\r\n\x1a\n" + b"a picture" * 20


def hand_in(person: Person, reference: CaseReference, name: str, content: bytes) -> Response:
    return hand_in_all(person, reference, (name, content))


def hand_in_all(person: Person, reference: CaseReference, *files: tuple[str, bytes]) -> Response:
    place = f"/cases/{reference}/add-evidence/file"
    fields = {
        **forms_of(person.fill(f"/cases/{reference}/add-evidence", image="no"))[0].fields,
        "on": "removal/1",
        "captured-day": "1",
        "captured-month": "March",
    }
    fields |= {"captured-year": "2026", "captured-time": "9.30am", "url": "https://a.example/1"}
    return person.client.post(place, data=fields, files=[("file", each) for each in files])


def on_disk(site: Site) -> int:
    files = site.services.files
    assert isinstance(files, EvidenceFiles)
    return sum(each.is_file() for each in files.folder.rglob("*"))


def set_limits(site: Site, **settings: str) -> None:
    for name, value in settings.items():
        set_setting(site.services, caller(site.services, "it"), name, value)


def names_kept(site: Site, reference: CaseReference) -> list[str]:
    with looking(site.services, caller(site.services, "oakfield-senior"), reference) as case:
        return [row.name for row in case.evidence()]


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
    [code] = set(re.findall(r"/evidence/(\w+)", items.text))
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


def test_a_file_that_is_too_large_is_refused_in_words_and_leaves_nothing_behind(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    set_limits(site, largest_file="1", largest_recording="2")
    asked = senior.get(f"/cases/{reference}/add-evidence/file")
    picture = hand_in(senior, reference, "a.png", PICTURE + bytes(MEGABYTE))
    film = hand_in(senior, reference, "a.mp4", b"\0\0\0\x18ftypisom" + bytes(2 * MEGABYTE))
    left = on_disk(site)
    kept = hand_in(senior, reference, "b.mp4", b"\0\0\0\x18ftypisom" + bytes(MEGABYTE))

    assert asked.url.path.endswith("/add-evidence")
    assert (picture.status_code, film.status_code, left) == (422, 422, 0)
    assert "a.png: The file has 1.0 MB; a file may have at most 1 MB" in picture.text
    assert "at most 1 MB each, a video or a sound at most 2 MB" in picture.text
    assert 'value="March"' in picture.text
    assert kept.url.path.endswith("/items")


def test_what_is_larger_than_any_trust_sets_is_refused_before_it_is_read(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    senior.fill(f"/cases/{reference}/add-evidence", image="no")
    length = {"content-length": str(MOST_BYTES * 2), "content-type": "multipart/form-data; boundary=x"}
    page = senior.client.post(f"/cases/{reference}/add-evidence/file", headers=length, content=b"--x")

    assert page.status_code == 413
    assert "more than can be sent in one go" in page.text


def test_several_files_at_once_are_kept_and_those_that_cannot_be_are_named(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    page = hand_in_all(
        senior, reference, ("one.png", PICTURE), ("a.exe", b"MZ\x90\x00\x03"), ("two.png", PICTURE + b"2")
    )
    both = names_kept(site, reference)
    rest = hand_in_all(senior, reference, ("\u202egnp.three.txt", b"Three"), ("../four.txt", b"Four"))

    assert page.status_code == 422
    assert "a.exe: This kind of file is not kept here" in page.text
    assert "The other 2 files were kept." in page.text
    assert both == ["one.png", "two.png"]
    assert rest.url.path.endswith("/items")
    assert names_kept(site, reference)[2:] == ["\ufffdgnp.three.txt", "four.txt"]
    assert on_disk(site) == 4


def test_a_second_click_keeps_the_files_once(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    fields = forms_of(senior.fill(f"/cases/{reference}/add-evidence", image="no"))[0].fields | {"on": "removal/1"}
    send = partial(senior.client.post, f"/cases/{reference}/add-evidence/file", data=fields)
    first, second = (send(files=[("file", ("one.png", PICTURE))]) for _ in range(2))

    assert {first.url.path, second.url.path} == {f"/cases/{reference}/items"}
    assert names_kept(site, reference) == ["one.png"]


def test_more_than_a_person_hands_in_on_one_day_is_refused_and_leaves_nothing_behind(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    set_limits(site, files_a_day="1")
    half = MEGABYTE * 6 // 10
    first = hand_in(senior, reference, "one.png", PICTURE + bytes(half))
    second = hand_in(senior, reference, "two.png", PICTURE + b"2" + bytes(half))
    left = on_disk(site)
    site.wait(days=1)
    next_day = hand_in(site.person("oakfield-senior"), reference, "four.png", PICTURE + b"4" + bytes(half))

    assert first.url.path.endswith("/items")
    assert (second.status_code, left) == (422, 1)
    assert "You have handed in 0.6 MB of files today" in second.text
    assert "more than the 1 MB" in second.text
    assert next_day.url.path.endswith("/items")


def test_no_file_is_taken_for_an_address_that_may_show_an_illegal_image(site: Site) -> None:
    reference, senior = report(site.services, illegal_image="yes"), site.person("oakfield-senior")
    page = hand_in(senior, reference, "a.png", PICTURE)

    assert page.status_code == 409
    assert "must not be copied" in page.text
    assert hashlib.sha256(PICTURE).hexdigest() not in senior.get(f"/cases/{reference}/items").text
