"""On its page something is put with a draft and taken out; who only receives the letter finds no such page."""

from __future__ import annotations

import pytest

from duecourse.casework.commands.evidence import NewEvidence, add
from engine.identity import CASE
from engine.record.codes import letter_code
from tests.letters_given import SENIOR, case_of, drafted
from tests.services import caller
from tests.site import Site


@pytest.fixture
def letter(site: Site) -> str:
    """Give the address of the draft of a request to a host, in a case with a file."""
    reference, number = drafted(site.services)
    new = NewEvidence(name="post.txt", content=b"What it said", on=CASE)
    add(site.services, caller(site.services, SENIOR), reference, new)
    return f"/cases/{reference}/letters/{letter_code(case_of(site.services, reference).id, number)}"


def test_something_is_put_with_a_letter_and_taken_out_again(site: Site, letter: str) -> None:
    senior = site.person(SENIOR)
    empty = senior.get(f"{letter}/goes-with")
    blank = senior.send(empty, name="")
    put = senior.send(blank, key="file-1", name="The post as text")
    read = senior.get(letter)
    out = senior.send(senior.get(f"{letter}/goes-with"), 0)

    assert "Nothing goes with this letter yet" in empty.text
    assert blank.status_code == 422
    assert "1. The post as text" in put.text
    assert "names nobody of this case" in put.text
    assert "The post as text" in read.text
    assert "Before it leaves" in read.text
    assert "Nothing goes with this letter yet" in out.text


def test_who_does_not_work_on_a_letter_finds_no_page_of_what_goes_with_it(site: Site, letter: str) -> None:
    assert site.person("oakfield-teacher").get(f"{letter}/goes-with").status_code == 404
